// Statistics of random sessions that grow packet by packet are those of the whole trace, in every scope.

import assert from "node:assert/strict";
import { test } from "@playwright/test";
import fc from "fast-check";
import type { Session } from "../../src/session/model.ts";
import { Statistics } from "../../src/statistics/statistics.ts";
import { toEnd } from "../../src/wire/steps.ts";
import { pictureOf } from "../unit/statistics/support.ts";
import { check } from "./check.ts";
import { emptyStore, eventsOf, plans } from "./sessions.ts";

test("statistics of a growing trace are those of the whole one", () => {
  check(
    fc.property(plans, fc.integer({ min: 1, max: 20 }), fc.constantFrom(1, 2), (plan, every, among) => {
      const store = emptyStore();
      const isIn = ({ index }: Session) => index % among === 0;
      const growing = new Statistics(store, isIn);
      for (const [i, event] of eventsOf(plan).entries()) {
        store.push(event);
        if (i % every === 0) toEnd(growing.syncing());
      }
      const whole = new Statistics(store, isIn);
      for (const statistics of [growing, whole]) toEnd(statistics.syncing());
      assert.deepEqual(pictureOf(growing), pictureOf(whole));
      assert.equal(whole.packets, among === 1 ? store.packets : whole.packets);
      for (const { session, acks } of whole.sessions) assert.equal(acks.unanswered, session.unanswered);
    }),
    "conversations",
  );
});
