// The work for an event does not grow with the history before it.

import { test } from "@playwright/test";
import type { Store } from "../../../src/session/store.ts";
import { COUNTED, type Counter, count, expectNoGrowth, histories } from "../growth.ts";

let counter: Counter<{ readonly Store: typeof Store }>;

test.beforeAll(async () => {
  counter = await count('export { Store } from "./src/session/store.ts"');
});

for (const [what, events] of Object.entries(histories)) {
  test(`the work for an event does not grow with the trace: ${what}`, () =>
    expectNoGrowth((length) => {
      const store = new counter.code.Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
      const all = events(length);
      for (const event of all.slice(0, -COUNTED)) store.push(event);
      return counter.blocks(() => {
        for (const event of all.slice(-COUNTED)) store.push(event);
      });
    }));
}
