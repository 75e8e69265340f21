// When the panel looks for findings, and what it says of a session.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import { FindingsView } from "../../../src/panel/findings/findings-view.ts";
import type { View } from "../../../src/panel/view.ts";
import type { Store } from "../../../src/session/store.ts";
import { socket } from "../findings/cases/case.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const LADDER = `${socket("w1", "A")}w1 > 420["ask"]\n+60000\n${socket("w2", "B")}`;

function viewOf(store: Store, changed = () => {}, selection: unknown = null): FindingsView {
  return new FindingsView(
    { store, selection, settings: { scope: { kind: "all" }, filter: "", setFilter: () => {} } } as unknown as View,
    sayEnglish,
    changed,
  );
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

test("what changes no finding is drawn only where a page says how much was checked", async () => {
  const events = wireEvents(`${socket("w1", "A")}w1 < 42["news"]\nw1 < 42["news"]\nw1 > 41\nw1 closed`);
  const store = play("");
  let changes = 0;
  const view = viewOf(store, () => changes++);
  const changesBy = async (count: number) => {
    const before = changes;
    for (const event of events.splice(0, count)) store.push(event);
    view.refresh();
    await view.idle();
    return changes - before;
  };
  expect(await changesBy(events.length - 4), "the first look").toBe(1);
  expect(await changesBy(1)).toBe(0);
  view.showChecked();
  expect(await changesBy(1)).toBe(1);
  view.close();
  expect(await changesBy(2), "it ended").toBe(1);
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

async function lookedAt(ladder: string, selection: unknown = null): Promise<FindingsView> {
  const view = viewOf(play(ladder), () => {}, selection);
  view.refresh();
  await view.idle();
  return view;
}

test("nothing is said to be in order before the first look, and after one at another trace", async () => {
  const panel = { store: play(socket("w1", "A")), selection: null, settings: {} };
  const view = new FindingsView(panel as unknown as View, sayEnglish, () => {});
  expect(view.isHealthy({ kind: "all" })).toBe(false);
  view.refresh();
  // The look at the first trace ends after the second one is shown.
  panel.store = play(socket("w1", "B"));
  view.reset();
  expect(view.isHealthy({ kind: "all" })).toBe(false);
  await view.idle();
  expect(view.isHealthy({ kind: "all" })).toBe(true);
});

test("a page that was closed by the selection of another row does not come back with its row", async () => {
  const selection = { selected: 1 as number | null, select: () => {} };
  const view = await lookedAt(socket("w1", "A"), selection);
  view.showChecked();
  expect(view.page).not.toBeNull();
  selection.selected = 2;
  expect(view.page).toBeNull();
  view.refresh();
  selection.selected = 1;
  expect(view.page).toBeNull();
});

test("from an answer to a question, the steps lead to the first and to the last finding", async () => {
  const shown: number[] = [];
  const selection = { selected: null, selectEntry: (entry: number) => void shown.push(entry) };
  const ladder = `${LADDER}w2 < 42["news",1]`;
  const view = await lookedAt(ladder, selection);
  const inTime = view.all.toSorted((a, b) => a.at - b.at).map(({ evidence }) => evidence[0]?.entry);
  for (const by of [1, -1] as const) {
    view.askWhetherTwice(play(ladder).entries.length - 1);
    expect(view.open?.rule).toBe("received-once");
    view.step(by);
  }
  expect(shown).toEqual([inTime[0], inTime.at(-1)]);
  expect(inTime.length).toBeGreaterThan(1);
});

test("a finding of a page is one of each client in whose sessions it was found", async () => {
  const all = ["w1", "w2", "w3", "w4", "w5"];
  const connections = all.map((id) => `${socket(id, id)}+2950\n`).join("");
  const store = play(`${connections}${all.map((id) => `${id} < 2\n${id} > 3\n`).join("")}`);
  const view = viewOf(store);
  view.refresh();
  await view.idle();
  const { clients } = store;
  expect(view.all.map(({ rule }) => rule)).toEqual(["session-leak"]);
  expect(clients.map((client) => view.isHealthy({ kind: "client", client }))).toEqual([true, true, true, false, false]);
  expect(store.sessions.map((session) => view.worstOf(session)?.rule)).toEqual([
    ...[undefined, undefined, undefined],
    ...["session-leak", "session-leak"],
  ]);
});

test("a session that failed is not in order, also where no rule says why", async () => {
  const store = play(`w1 open ?EIO=4&transport=websocket\nw1 error odd\nw1 closed\n${socket("w2", "B")}`);
  const view = viewOf(store);
  view.refresh();
  await view.idle();
  expect(view.all).toEqual([]);
  expect(store.sessions.map((session) => view.isHealthy({ kind: "session", session }))).toEqual([false, true]);
  expect(store.clients.map((client) => view.isHealthy({ kind: "client", client }))).toEqual([false]);
  expect(view.isHealthy({ kind: "all" })).toBe(false);
});
