// Every rule finds its cause in its own conversation, and is silent in the one that looks alike.

import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { RULES } from "../../../src/findings/rules.ts";
import { play } from "../session/ladder-text.ts";
import { CASES } from "./cases.ts";

const rulesIn = (ladder: string) => new Findings(play(ladder)).all().map(({ rule }) => rule);

for (const { rule, what, fires, near, silent } of CASES) {
  test(`${rule} is found when ${what}, and not when ${near}`, () => {
    expect(rulesIn(fires)).toContain(rule);
    expect(rulesIn(silent)).not.toContain(rule);
  });
}

test("there is a case for every rule", () => {
  expect(CASES.map(({ rule }) => rule)).toEqual(RULES.map(({ id }) => id));
});
