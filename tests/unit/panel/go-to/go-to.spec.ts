// Going from row to row over real rows, in a ladder that does not scroll.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../../src/findings/catalogue.ts";
import { FindingsView } from "../../../../src/panel/findings/findings-view.ts";
import { GoTo } from "../../../../src/panel/go-to/go-to.ts";
import type { LadderView } from "../../../../src/panel/ladder/ladder-view.ts";
import { Selection } from "../../../../src/panel/selection.ts";
import { Settings } from "../../../../src/panel/settings.ts";
import type { View } from "../../../../src/panel/view.ts";
import { ladderOf } from "../../diagram/support.ts";
import { socket } from "../../findings/cases/case.ts";
import { play } from "../../session/ladder-text.ts";
import { stillLadder } from "../still-ladder.ts";

const EVENTS = `${socket("w1", "A")}w1 > 420["ask"]
w1 < 42["news",1]
w1 < 42/chat,["news",2]
w1 > 42["news",3]
w1 < 42["news",4]
w1 > 421["ask"]
w1 < 431[]
w1 > 422["more"]
w1 < 432[]
`;

function panelOf(ladder: string, viewport = 220) {
  const store = play(ladder);
  const panel: { findings: FindingsView | null } & Record<string, unknown> = { store, findings: null };
  const view = Object.assign(stillLadder(ladderOf(store)), {
    viewport,
    follow: false,
    reveal: (key: number) => {
      const row = view.rows.yOf(key);
      if (row && (row.y < view.top || row.y + row.height > view.top + viewport)) view.top = row.y;
    },
    scrollTo: (top: number) => {
      view.top = top;
    },
    setFollow: (on: boolean) => {
      view.follow = on;
    },
  });
  const settings = new Settings(() => {
    view.rows = ladderOf(store, { scope: settings.scope, http: settings.filter === "" });
    selection.rebuilt();
  });
  const selection = new Selection({ store }, view, () => {});
  Object.assign(panel, { settings, selection, ladder: view });
  const goTo = new GoTo(panel as unknown as View, view as unknown as LadderView, selection, () => {});
  const rows = () => view.rows.whole().rows;
  return {
    store,
    view,
    selection,
    settings,
    goTo,
    findings: async () => {
      panel.findings = new FindingsView(panel as unknown as View, sayEnglish, () => {});
      panel.findings.refresh();
      await panel.findings.idle();
      return panel.findings;
    },
    /** Selects the nth packet that reads so. */
    select: (text: string, nth = 0) => {
      const row = rows().filter((row) => row.kind === "packet" && `${row.code} ${row.name} ${row.args ?? ""}`.includes(text))[nth];
      if (!row) throw new Error(`no row ${text}`);
      selection.select(row.key);
      goTo.note();
    },
    /** Runs a jump, and returns what is selected then and what is said. */
    after: async (act: () => void) => {
      act();
      await goTo.idle();
      goTo.note();
      const row = rows().find(({ key }) => key === selection.selected);
      const text = row?.kind === "packet" ? `${row.code} ${row.name} ${row.args ?? ""}`.trim() : (row?.kind ?? "nothing");
      return [text, goTo.said?.[0]];
    },
  };
}

test("the same event again has the same name, namespace and direction, and past the end it says so", async () => {
  const { goTo, select, after } = panelOf(EVENTS);
  expect(await after(() => goTo.same(1))).toEqual(["nothing", "goToSelectFirst"]);
  select("news 1");
  expect(await after(() => goTo.same(1))).toEqual(["42 news 4", undefined]);
  expect(await after(() => goTo.same(1))).toEqual(["42 news 1", "goToFromTop"]);
  expect(await after(() => goTo.same(-1))).toEqual(["42 news 4", "goToFromEnd"]);
  select("news /chat 2");
  expect(await after(() => goTo.same(1))).toEqual(["42 news /chat 2", "goToNoSame"]);
});

test("an ack is the same as one of the same event", async () => {
  const { goTo, select, after } = panelOf(`${EVENTS}w1 > 423["ask"]\nw1 < 433[3]\n`);
  select("43 ack", 0);
  expect(await after(() => goTo.same(1))).toEqual(["43 ack 3", undefined]);
});

for (const [what, end] of [
  ["got none", "w1 > 41\nw1 closed"],
  ["waits for it", ""],
] as const)
  test(`the next unanswered event is one that asked for an ack and ${what}`, async () => {
    const { goTo, after } = panelOf(`${EVENTS}${end}`);
    expect(await after(() => goTo.unanswered(1))).toEqual(["42 ask", undefined]);
    expect(await after(() => goTo.unanswered(1))).toEqual(["42 ask", "goToNoUnanswered"]);
  });

test("the next problem is where a finding begins, which is opened, or a row of which no finding speaks", async () => {
  const { goTo, after, findings, store } = panelOf(`${socket("w1", "A")}w1 > 40/chat,\nw1 < 44/chat,{"message":"no"}\nw1 < 42["fine"]\n`);
  store.entries.mark(store.entries.length - 1, 64);
  const view = await findings();
  const [found] = view.all;
  expect(found?.rule).toBe("connect-refused-by-app");
  const stops = [await after(() => goTo.problem(1)), view.open?.key, await after(() => goTo.problem(1)), view.open?.key];
  expect(stops.slice(1)).toEqual([found?.key, ["42 fine", undefined], undefined]);
  expect((await after(() => goTo.problem(1)))[1]).toBe("goToFromTop");
  expect(view.open?.key).toBe(found?.key);
});

test("a jump goes on to what is shown", async () => {
  const { goTo, settings, store, select, after } = panelOf(`${EVENTS}${socket("w2", "B")}w2 < 42["news",5]\n`);
  select("news 4");
  expect(await after(() => goTo.same(1))).toEqual(["42 news 5", undefined]);
  const [first] = store.sessions;
  if (first) settings.setScope({ kind: "session", session: first });
  select("news 4");
  expect(await after(() => goTo.same(1))).toEqual(["42 news 1", "goToFromTop"]);
});

test("a session's begin and end, and from there those of the session before and after", async () => {
  const { goTo, select, after } = panelOf(`${socket("w1", "A")}w1 < 42["a"]\nw1 closed\n${socket("w2", "B")}w2 < 42["b"]\nw2 < 42["c"]\n`);
  select("42 b");
  expect(await after(() => goTo.session(1))).toEqual(["42 c", undefined]);
  expect(await after(() => goTo.session(1))).toEqual(["42 c", "goToLastSession"]);
  expect(await after(() => goTo.session(-1))).toEqual(["http", undefined]);
  expect(await after(() => goTo.session(-1))).toEqual(["http", undefined]);
  expect(await after(() => goTo.session(-1))).toEqual(["http", "goToFirstSession"]);
  expect(await after(() => goTo.session(1))).toEqual(["mark", undefined]);
});

test("a time selects the first row from then on, and one outside of the trace the first or last row, with a word", async () => {
  const { goTo, select, after } = panelOf(`${EVENTS}+5000\nw1 < 42["late"]\nw1 < 42["later"]\n`);
  expect(goTo.time("soon")).toBe(false);
  expect(await after(() => goTo.time("1s"))).toEqual(["42 late", undefined]);
  expect(await after(() => goTo.time("+10ms"))).toEqual(["42 later", undefined]);
  expect(await after(() => goTo.time("9:00:00"))).toEqual(["42 later", "goToOutside"]);
  select("news /chat 2");
  expect(await after(() => goTo.time("-20ms"))).toEqual(["42 ask", undefined]);
});

test("back and forward lead to the rows that were selected a screen apart, and to what was shown", async () => {
  const { goTo, settings, store, select, selection, view, after } = panelOf(`${EVENTS}${'w1 < 42["tick"]\n'.repeat(50)}w1 < 42["end"]\n`);
  select("news 1");
  select("news 4");
  expect(goTo.canGoBack, "the two rows are on one screen").toBe(false);
  select("42 end");
  const { top } = view;
  expect(await after(() => goTo.step(-1))).toEqual(["42 news 4", undefined]);
  expect(view.top).toBeLessThan(top);
  expect([goTo.canGoBack, goTo.canGoForward]).toEqual([false, true]);
  expect(await after(() => goTo.step(1))).toEqual(["42 end", undefined]);
  expect(view.top).toBe(top);
  const [session] = store.sessions;
  if (session) settings.setScope({ kind: "session", session });
  goTo.note();
  settings.setFilter("-is:http");
  goTo.note();
  goTo.step(-1);
  expect([settings.scope.kind, settings.filter]).toEqual(["session", ""]);
  goTo.step(-1);
  expect(settings.scope.kind).toBe("all");
  goTo.step(1);
  goTo.step(1);
  expect([settings.scope.kind, settings.filter]).toEqual(["session", "-is:http"]);
  selection.select(null);
  goTo.note();
  expect(goTo.canGoForward, "closing the details is no jump").toBe(false);
});

test("the place to go back to follows new rows if it did when it was left", async () => {
  const { goTo, select, view, after } = panelOf(`${EVENTS}${'w1 < 42["tick"]\n'.repeat(50)}`);
  view.setFollow(true);
  goTo.note();
  select("news 1");
  expect(view.follow).toBe(false);
  expect(await after(() => goTo.step(-1))).toEqual(["nothing", undefined]);
  expect(view.follow).toBe(true);
});
