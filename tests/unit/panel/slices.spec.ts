// Long work in slices: what else happens between them.

import { expect, test } from "@playwright/test";
import { inSlices } from "../../../src/panel/slices.ts";

test("work in slices begins in a task of its own, and ends as soon as it is not to go on", async () => {
  let steps = 0;
  function* work() {
    for (;;) {
      steps++;
      yield steps;
    }
  }
  const asked: number[] = [];
  const done = inSlices(work(), (step) => {
    asked.push(step);
    return asked.length < 3;
  });
  // What is to be drawn at once is drawn before it begins.
  await Promise.resolve();
  expect(steps).toBe(0);
  expect(await done).toBeUndefined();
  expect(asked).toHaveLength(3);
  expect(asked.at(-1)).toBe(steps);
});
