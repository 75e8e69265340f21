// When the panel looks for findings, and what it says of a session.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { FindingsView } from "../../../src/panel/findings/findings-view.ts";
import type { View } from "../../../src/panel/view.ts";
import type { Store } from "../../../src/session/store.ts";
import { socket } from "../findings/cases/case.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const LADDER = `${socket("w1", "A")}w1 > 420["ask"]\n+60000\n${socket("w2", "B")}`;

function viewOf(store: Store, changed = () => {}): FindingsView {
  return new FindingsView({ store, selection: null, settings: {} } as unknown as View, sayEnglish, changed);
}

test("events that come one by one are looked at together, and the last of them too", async () => {
  const store = play("");
  let changes = 0;
  const view = viewOf(store, () => changes++);
  for (const event of wireEvents(LADDER)) {
    store.push(event);
    view.refresh();
    await Promise.resolve();
  }
  await view.idle();
  expect(view.all.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["ping-timeout", "ack-never"]));
  expect(changes).toBeLessThanOrEqual(2);
  view.refresh();
  await view.idle();
  expect(changes, "nothing has arrived since").toBeLessThanOrEqual(2);
});

test("a session's worst finding is an error before a warning, and none where only explanations are found", async () => {
  const store = play(LADDER);
  const view = viewOf(store);
  view.refresh();
  await view.idle();
  const [first, second] = store.sessions;
  if (!first || !second) throw new TypeError("two sessions are expected");
  expect(view.worstOf(first)?.rule).toBe("ping-timeout");
  expect(view.worstOf(second)).toBeNull();
  expect(view.isHealthy({ kind: "session", session: second })).toBe(true);
  expect(view.isHealthy({ kind: "session", session: first })).toBe(false);
});
