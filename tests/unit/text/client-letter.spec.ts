// The letters of clients.

import { expect, test } from "@playwright/test";
import { clientLetter } from "../../../src/text/client-letter.ts";

test("clients have the letters A to Z, and from the 27th on the same letters with a number", () => {
  expect([0, 1, 25, 26, 27, 51, 52].map(clientLetter)).toEqual(["A", "B", "Z", "A2", "B2", "Z2", "A3"]);
});
