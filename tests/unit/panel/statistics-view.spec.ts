// What the drawer with statistics counts, and when.

import { expect, test } from "@playwright/test";
import type { Scope } from "../../../src/diagram/rows/scope.ts";
import { StatisticsView } from "../../../src/panel/statistics/statistics-view.ts";
import type { View } from "../../../src/panel/view.ts";
import type { Session } from "../../../src/session/model.ts";
import type { Store } from "../../../src/session/store.ts";
import { socket } from "../findings/cases/case.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const LADDER = `${socket("w1", "A")}${socket("w2", "B")}w1 > 42["a"]\nw2 > 42["b"]\nw2 > 42["b"]\n`;

function viewOf(store: Store) {
  const settings = {
    scope: { kind: "all" } as Scope,
    setScope(scope: Scope) {
      settings.scope = scope;
    },
    filter: "is:late",
    setFilter(filter: string) {
      settings.filter = filter;
    },
  };
  const panel = { store, settings, selection: null };
  const drawn = { count: 0 };
  const view = new StatisticsView(panel as unknown as View, () => drawn.count++);
  const refresh = async () => {
    view.refresh();
    await view.idle();
  };
  return { view, panel, settings, drawn, refresh };
}

const sessionOf = ({ sessions }: Store, sid: string): Session => {
  const session = sessions.find((one) => one.sid === sid);
  if (!session) throw new Error(`no session ${sid}`);
  return session;
};
const names = (view: StatisticsView) => view.shown?.rows.map(({ of }) => ("event" in of ? of.event?.name : of.session.sid));

test("what comes packet by packet is counted together, at most once a second", async () => {
  const store = play("");
  const { view, drawn } = viewOf(store);
  for (const event of wireEvents(LADDER)) {
    store.push(event);
    view.refresh();
    await Promise.resolve();
  }
  await view.idle();
  expect(view.statistics?.total.count).toBe(3);
  expect(view.share).toBe(1);
  expect(drawn.count).toBeLessThanOrEqual(2);
});

test("another scope is counted anew, and a closed drawer counts nothing", async () => {
  const store = play(LADDER);
  const { view, settings, refresh } = viewOf(store);
  await refresh();
  expect(names(view)).toEqual(["b", "a"]);
  settings.setScope({ kind: "session", session: sessionOf(store, "A") });
  await refresh();
  expect(names(view)).toEqual(["a"]);
  view.setOpen(false);
  await refresh();
  expect(view.statistics).toBeNull();
  view.setOpen(true);
  await refresh();
  expect(names(view)).toEqual(["a"]);
});

test("another trace is counted in place of the one before", async () => {
  const { view, panel, refresh } = viewOf(play(LADDER));
  await refresh();
  panel.store = play(`${socket("w1", "C")}w1 > 42["c"]\n`);
  await refresh();
  expect(names(view)).toEqual(["c"]);
});

test("a session that a row chose is shown alone, among the rows of the scope before, until that is taken back or another is chosen", async () => {
  const store = play(LADDER);
  const { view, settings, refresh } = viewOf(store);
  await refresh();
  view.setTable("sessions");
  view.chooseSession(sessionOf(store, "B"));
  await refresh();
  expect(settings.scope).toMatchObject({ kind: "session" });
  expect(names(view)).toEqual(["B", "A"]);
  view.setTable("events");
  await refresh();
  expect(names(view)).toEqual(["b"]);
  expect(view.takeBack()).toBe(true);
  await refresh();
  expect([settings.scope.kind, view.takeBack()]).toEqual(["all", false]);
  view.chooseSession(sessionOf(store, "B"));
  settings.setScope({ kind: "client", client: sessionOf(store, "A").client });
  await refresh();
  expect([view.chosen, view.takeBack()]).toEqual([null, false]);
});

test("an event that a row chose is added to the filter, in place of the one before, until that is taken back or the filter is another", () => {
  const { view, settings } = viewOf(play(LADDER));
  view.filterEvent("1", { name: "order new", nsp: "/x" }, "sent");
  expect([settings.filter, view.filtered]).toEqual(['is:late event:"order new" nsp:/x dir:sent', "1"]);
  view.filterEvent("2", { name: "a*", nsp: "/" }, "received", 94.37);
  expect([settings.filter, view.filtered]).toEqual(['is:late event:"a*" nsp:/ dir:received ack:>=94.3ms', "2"]);
  expect([view.takeBack(), settings.filter, view.takeBack()]).toEqual([true, "is:late", false]);
  view.filterEvent("1", { name: "a", nsp: "/" }, "sent");
  settings.setFilter("");
  expect([view.filtered, view.takeBack(), settings.filter]).toEqual([null, false, ""]);
});
