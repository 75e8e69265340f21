import { expect, test } from "@playwright/test";
import { cutAtWord } from "../../../src/text/cut-at-word.ts";
import { LIBERATION } from "../../../src/text/width.ts";

test("a text is cut between two words, or inside one that is long", () => {
  expect(cutAtWord("not known to arrive", 14)).toBe("not known to");
  expect(cutAtWord("not known to arrive", 12)).toBe("not known to");
  expect(cutAtWord("attempt 3, waited 5 s", 12)).toBe("attempt 3");
  expect(cutAtWord("net::ERR_CONNECTION_REFUSED", 12)).toBe("net::ERR_CON");
  expect(cutAtWord("a longwordlongwordlongword", 12)).toBe("a longwordlo");
  expect(cutAtWord("最後に受信。この後は届かない", 8)).toBe("最後に受信。この");
  expect(cutAtWord("😀😀😀", 3)).toBe("😀");
});

test("text that is cut to its room ends with a word", () => {
  const cut = LIBERATION.fit("computed, not seen: last pong + 1.00 s + 3.00 s", 150, [12, "regular"]);
  expect(cut).toBe("computed, not seen: last…");
});
