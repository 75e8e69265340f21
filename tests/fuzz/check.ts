// Runs a property on random cases.
//
//   LIFELINE_FUZZ_RUNS=25000 npx playwright test --project=unit tests/fuzz       number of cases for each property
//   LIFELINE_FUZZ_SEED=-1389417563                                               repeats the cases of this seed
//
// Under CI the cases are the same in every run, so that a failure there comes from a change of the code. Elsewhere they are new in every run.
//
// A case of a whole conversation takes a hundred times as long as one of a packet, so there are a fifth as many. Examples:
//
//   LIFELINE_FUZZ_RUNS=25000 … tests/fuzz/differential.spec.ts     220,000 cases
//   LIFELINE_FUZZ_RUNS=250000 … tests/fuzz/mutation.spec.ts        1,050,000 cases
//
// Properties use assert, because Playwright's `expect` takes a thousand times as long.

import { test } from "@playwright/test";
import fc from "fast-check";

const asked = process.env.LIFELINE_FUZZ_RUNS;
const seed = process.env.LIFELINE_FUZZ_SEED;

/** Checks a property of packets, or of whole conversations. */
export function check<Values extends [unknown, ...unknown[]]>(
  property: fc.IProperty<Values>,
  of: "packets" | "conversations" = "packets",
): void {
  const numRuns = Math.ceil(Number(asked ?? 1_200) * (of === "packets" ? 1 : 0.2));
  const isFixed = process.env.CI !== undefined && asked === undefined;
  const used = seed !== undefined ? Number(seed) : isFixed ? 1 : (Math.random() * 0x1_0000_0000) | 0;
  test.setTimeout(Math.max(60_000, numRuns * 20));
  const begin = performance.now();
  fc.assert(property, { numRuns, seed: used });
  if (asked !== undefined) {
    console.log(`${test.info().title}: ${numRuns} cases, seed ${used}, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  }
}
