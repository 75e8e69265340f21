// Every rule finds its cause in its own conversation, and is silent in the one that looks alike.

import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { RULES } from "../../../src/findings/rules.ts";
import { type Case, playCase } from "./cases/case.ts";
import { CASES } from "./cases.ts";

const rulesIn = (ladder: string, own: Case) => new Findings(playCase(ladder, own)).all().map(({ rule }) => rule);

for (const own of CASES) {
  const { rule, what, fires, near, silent } = own;
  test(`${rule} is found when ${what}, and not when ${near}`, () => {
    expect(rulesIn(fires, own)).toContain(rule);
    expect(rulesIn(silent, own)).not.toContain(rule);
  });
}

test("there is a case for every rule", () => {
  expect(CASES.map(({ rule }) => rule)).toEqual(RULES.map(({ id }) => id));
});
