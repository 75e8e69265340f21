// Asked about one packet: whether it came once or more often.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { receivedOnce } from "../../../src/findings/received-once.ts";
import { SOCKET_EVENT } from "../../../src/protocol/packet.ts";
import { play } from "../session/ladder-text.ts";

const OPEN = 'w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[]}\nw1 > 40\nw1 < 40{"sid":"s"}\n';

/** What is said about the first event of a ladder. */
function said(ladder: string): string | null {
  const store = play(`${OPEN}${ladder}`);
  const { entries } = store;
  const entry = Array.from({ length: entries.length }, (_, i) => i).find((i) => entries.socket(i) === SOCKET_EVENT) ?? 0;
  const found = receivedOnce(entry, store);
  return found && `${sayEnglish(found.title)} ${found.evidence.length}`;
}

test("an event that came once, with others around it that only look so", () => {
  expect(said('w1 < 42["news",1]\nw1 < 42["news",2]\nw1 < 42["olds",1]\nw1 > 42["news",1]')).toBe("“news” came over the wire once. 1");
  expect(said('w1 < 42["news",1]\n+5000\nw1 < 42["news",1]')).toBe("“news” came over the wire once. 1");
});

test("a large number is no text of the same digits", () => {
  expect(said('w1 < 42["news",  12345678901234567890]\nw1 < 42["news","12345678901234567890"]')).toBe("“news” came over the wire once. 1");
});

test("an event that came twice, also over a second session", () => {
  expect(said('w1 < 42["news",1]\nw1 < 42["x"]\nw1 < 42["news",1]')).toBe("“news” came over the wire 2 times. 2");
  const second = OPEN.replaceAll("w1", "w2").replace('"A"', '"B"');
  expect(said(`${second}w1 < 42["news",1]\nw2 < 42["news",1]`)).toBe("“news” came over the wire 2 times. 2");
});

test("nothing is said about what was sent, and about what is no event", () => {
  expect(said('w1 > 42["news",1]')).toBe(null);
  expect(receivedOnce(0, play(OPEN))).toBe(null);
});
