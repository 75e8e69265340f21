// When a finding was found, for the strip beside the ladder.

import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { isFoundWithin } from "../../../src/findings/occurrences.ts";
import { playCase } from "./cases/case.ts";
import { CASES } from "./cases.ts";

test("a finding has the moment of each time that it was found, in order", () => {
  const one = CASES.find(({ rule }) => rule === "server-unreachable");
  if (!one) throw new Error("no case");
  const [finding] = new Findings(playCase(one.fires, one)).all();
  if (!finding) throw new Error("nothing was found");
  const times = finding.occurrences.map(({ at }) => at);
  expect(times).toHaveLength(finding.times);
  expect([times[0], times.at(-1)]).toEqual([finding.at, finding.lastAt]);
  for (const [i, at] of times.entries()) {
    expect(isFoundWithin(finding, at, at + 1)).toBe(true);
    expect(isFoundWithin(finding, at + 1, times[i + 1] ?? Number.POSITIVE_INFINITY)).toBe(false);
  }
  expect(isFoundWithin(finding, Number.NEGATIVE_INFINITY, finding.at)).toBe(false);
});
