// Finding a text over real rows, in a ladder that does not scroll.

import { expect, test } from "@playwright/test";
import { Find } from "../../../../src/panel/find/find.ts";
import { Selection } from "../../../../src/panel/selection.ts";
import type { ViewWithRows } from "../../../../src/panel/view.ts";
import { MemoryStore } from "../../chunk-stores.ts";
import { ladderOf } from "../../diagram/support.ts";
import { socket } from "../../findings/cases/case.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { stillLadder } from "../still-ladder.ts";

const TALK = `${socket("w1", "A")}w1 > 42["order","A-1042"]
w1 < 42["news","B"]
w1 > 42["order","a-1042"]
w1 < 42["note","C-7"]
w1 < 42["sold",{"id":"A-1042"}]
`;

function finding(ladder: string, store = play(ladder)) {
  const view = Object.assign(stillLadder(ladderOf(store)), { filtering: { setFound: () => {} } });
  const selection = new Selection({ store }, view, () => {});
  const find = new Find({ store, ladder: view, selection } as unknown as ViewWithRows, () => {});
  find.open(false);
  const words = () => {
    const row = view.rows.whole().rows.find(({ key }) => key === selection.selected);
    return row?.kind === "packet" ? `${row.code} ${row.name} ${row.args ?? ""}`.trim() : (row?.kind ?? "nothing");
  };
  return {
    find,
    view,
    store,
    selection,
    /** Runs an act, and returns the row that is selected then, which hit that is, and how many there are. */
    after: async (act: () => void) => {
      act();
      await find.idle();
      view.rows.sync();
      find.refresh();
      await find.idle();
      selection.settle();
      return [words(), find.current, find.hits?.length];
    },
  };
}

test("a text is found in any case, counted, and gone through in both directions", async () => {
  const { find, after } = finding(TALK);
  expect(await after(() => find.find("A-1042"))).toEqual(['42 order "A-1042"', 1, 3]);
  expect(await after(() => find.step(1))).toEqual(['42 order "a-1042"', 2, 3]);
  expect(await after(() => find.step(1))).toEqual(["42 sold A-1042", 3, 3]);
  expect(find.pastEnd).toBeNull();
  expect(await after(() => find.step(1))).toEqual(['42 order "A-1042"', 1, 3]);
  expect(find.pastEnd).toBe("last");
  expect(await after(() => find.step(-1))).toEqual(["42 sold A-1042", 3, 3]);
  expect(find.pastEnd).toBe("first");
});

test("sids, names and regular expressions are found; a wrong one says why, and nothing is looked for", async () => {
  const { find, after } = finding(TALK);
  expect((await after(() => find.find("note")))[0]).toBe('42 note "C-7"');
  expect((await after(() => find.find("/[BC]-\\d/")))[0]).toBe('42 note "C-7"');
  expect((await after(() => find.find('"sid":"A"')))[0]).toContain("open");
  expect((await after(() => find.find("?EIO=4&transport")))[0]).toBe("http");
  expect((await after(() => find.find("nowhere"))).slice(1)).toEqual([null, 0]);
  await after(() => find.find("/[/"));
  expect([find.wrong?.[0], find.hits]).toEqual(["filterRegexNotClosed", null]);
});

test("it begins at the selected row", async () => {
  const { find, view, selection, after } = finding(TALK);
  const news = view.rows.whole().rows.find((row) => row.kind === "packet" && row.name === "news");
  selection.select(news?.key ?? null);
  expect(await after(() => find.find("order"))).toEqual(['42 order "a-1042"', 2, 2]);
});

test("a hit in a fold opens it", async () => {
  const { find, after } = finding(`${socket("w1", "A")}${"w1 < 2\nw1 > 3\n".repeat(6)}`);
  const [first] = await after(() => find.find("/^3$/"));
  expect(first).toBe("3 pong");
  expect((await after(() => find.step(1))).slice(1)).toEqual([2, 6]);
});

test("what arrives is looked at too", async () => {
  const { find, store, after } = finding(TALK);
  await after(() => find.find("order"));
  const more = wireEvents(`${TALK}w1 > 42["order","new"]\n`);
  const last = more.at(-1);
  if (last) store.push(last);
  expect((await after(() => {}))[2]).toBe(3);
});

test("payloads on disk are looked at too", async () => {
  const store = play(`${socket("w1", "A")}${Array.from({ length: 6000 }, (_, n) => `w1 < 42["n",${n},"${"x".repeat(1000)}"]\n`).join("")}`);
  store.limit({ bytes: 100_000, open: async () => new MemoryStore() });
  await store.log.relieved();
  expect(store.log.memory.away).toBeGreaterThan(0);
  const { find, after } = finding("", store);
  expect((await after(() => find.find('"n",7,')))[2]).toBe(1);
  expect((await after(() => find.find('"n",299')))[2]).toBe(11);
});
