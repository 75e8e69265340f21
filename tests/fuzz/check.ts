// How often a property is tried, and how to repeat a failure.
//
//   LIFELINE_FUZZ_RUNS=25000 npx playwright test --project=unit tests/fuzz       as often, each property
//   LIFELINE_FUZZ_SEED=-1389417563                                               the same cases again
//
// Under CI they are the same ones every time, so that what fails there is what was changed; elsewhere others each time.
//
// Whole conversations cost a hundred times what a packet does, and are tried a fifth as often. Together:
//
//   LIFELINE_FUZZ_RUNS=25000 … tests/fuzz/differential.spec.ts     220,000 cases
//   LIFELINE_FUZZ_RUNS=250000 … tests/fuzz/mutation.spec.ts        1,050,000 cases
//
// Properties use assert: an `expect` of the test runner costs a thousand times what it looks at here.

import { test } from "@playwright/test";
import fc from "fast-check";

const asked = process.env.LIFELINE_FUZZ_RUNS;
const seed = process.env.LIFELINE_FUZZ_SEED;

/** A property of packets, or with `conversations` of whole conversations. */
export function check<Values extends [unknown, ...unknown[]]>(
  property: fc.IProperty<Values>,
  of: "packets" | "conversations" = "packets",
): void {
  const numRuns = Math.ceil(Number(asked ?? 2_000) * (of === "packets" ? 1 : 0.2));
  const isFixed = process.env.CI !== undefined && asked === undefined;
  const used = seed !== undefined ? Number(seed) : isFixed ? 1 : (Math.random() * 0x1_0000_0000) | 0;
  test.setTimeout(Math.max(60_000, numRuns * 20));
  const begin = performance.now();
  fc.assert(property, { numRuns, seed: used });
  if (asked !== undefined) {
    console.log(`${test.info().title}: ${numRuns} cases, seed ${used}, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
  }
}
