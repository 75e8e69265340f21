// The work to count what arrives does not grow with the history before it.

import { test } from "@playwright/test";
import type { Store } from "../../../src/session/store.ts";
import type { Statistics } from "../../../src/statistics/statistics.ts";
import type { toEnd } from "../../../src/wire/steps.ts";
import { COUNTED, type Counter, count, expectNoGrowth, histories } from "../growth.ts";

let counter: Counter<{ readonly Statistics: typeof Statistics; readonly Store: typeof Store; readonly toEnd: typeof toEnd }>;

test.beforeAll(async () => {
  counter = await count(`
    export { Statistics } from "./src/statistics/statistics.ts";
    export { Store } from "./src/session/store.ts";
    export { toEnd } from "./src/wire/steps.ts";`);
});

test.afterAll(() => counter.stop());

for (const [what, events] of Object.entries(histories)) {
  test(`the work to count an event does not grow with the trace: ${what}`, () =>
    expectNoGrowth((length) => {
      const { Statistics, Store, toEnd } = counter.code;
      const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
      const statistics = new Statistics(store);
      const all = events(length);
      for (const event of all.slice(0, -COUNTED)) store.push(event);
      toEnd(statistics.syncing());
      return counter.runs(() => {
        for (const event of all.slice(-COUNTED)) {
          store.push(event);
          toEnd(statistics.syncing());
        }
      });
    }));
}
