// The selection over real rows, in a ladder that does not scroll: it records which rows are revealed.

import { expect, test } from "@playwright/test";
import { Selection } from "../../../src/panel/selection.ts";
import { ladderOf } from "../diagram/support.ts";
import { socket } from "../findings/cases/case.ts";
import { play, wireEvents } from "../session/ladder-text.ts";
import { stillLadder } from "./still-ladder.ts";

const HTTP = "c1 GET ?EIO=4&transport=polling\n";
const ANSWER = 'c1 200 0{"sid":"A","upgrades":[]}\n';
const TALK = `w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[]}
w1 > 420["ask"]
w1 > 42["other"]
+100
w1 < 430["told"]
`;

function selectionOf(ladder: string) {
  const store = play(ladder);
  const rowsOf = (http: boolean) => ladderOf(store, { http });
  const revealed: number[] = [];
  const follows: boolean[] = [];
  const view = Object.assign(stillLadder(rowsOf(true)), {
    top: 100,
    reveal: (key: number) => void revealed.push(key),
    setFollow: (on: boolean) => void follows.push(on),
  });
  const selection = new Selection({ store }, view, () => {});
  /** The key of the row of the packet with this text. */
  const key = (text: string): number => {
    const row = view.rows.whole().rows.find((row) => row.kind === "packet" && `${row.code} ${row.name}` === text);
    if (!row) throw new Error(`no row ${text}`);
    return row.key;
  };
  return { store, view, selection, revealed, follows, key, rowsOf };
}

test("a selected packet has its details, its answer related, and following stops", () => {
  const { selection, revealed, follows, key } = selectionOf(TALK);
  selection.select(key("42 ask"));
  expect(selection.details).toMatchObject({ kind: "packet", direction: "sent" });
  expect(selection.related).toEqual([key("43 ack")]);
  expect(revealed).toEqual([key("42 ask")]);
  expect(follows).toEqual([false]);
  selection.select(null);
  expect(selection.details).toBeNull();
  expect(selection.related).toEqual([]);
});

test("time is measured from the selected row to another, which ends with the next selection", () => {
  const { selection, key } = selectionOf(TALK);
  selection.measure(key("42 ask"));
  expect([selection.selected, selection.measured, selection.span]).toEqual([key("42 ask"), null, null]);
  selection.measure(key("42 other"));
  expect(selection.span).toBe(10);
  expect(selection.related).toEqual([key("43 ack"), key("42 other")]);
  selection.moveMeasured(1);
  expect(selection.measured).toBe(key("43 ack"));
  expect(selection.span).toBe(120);
  selection.select(key("42 other"));
  expect([selection.measured, selection.span]).toEqual([null, null]);
});

test("moving goes from row to row, to the ends, and follows at the last", () => {
  const { selection, follows, key, view } = selectionOf(TALK);
  selection.moveToEnd("last");
  expect(selection.selected).toBe(key("43 ack"));
  expect(follows.at(-1)).toBe(true);
  selection.move(-1);
  expect(selection.selected).toBe(key("42 other"));
  expect(follows.at(-1)).toBe(false);
  selection.moveToEnd("first");
  expect(selection.selected).toBe(view.rows.keyBelow(null, 1));
  selection.movePage(1);
  expect(selection.selected).toBe(key("43 ack"));
});

test("rows that are made anew without the selected row end the selection", () => {
  const { selection, view, rowsOf, key } = selectionOf(`${HTTP}${ANSWER}${TALK}`);
  const first = view.rows.keyBelow(null, 1);
  selection.select(first);
  selection.measure(key("42 ask"));
  view.rows = rowsOf(false);
  selection.rebuilt();
  expect([selection.selected, selection.measured, selection.details]).toEqual([null, null, null]);
  selection.select(key("42 ask"));
  view.rows = rowsOf(true);
  selection.rebuilt();
  expect(selection.selected).toBe(key("42 ask"));
});

test("details are read again when the answer they lack has arrived", () => {
  const { store, view, selection } = selectionOf(HTTP);
  selection.moveToEnd("first");
  expect(selection.details).toMatchObject({ kind: "http", http: { end: null } });
  for (const event of wireEvents(`${HTTP}${ANSWER}`).slice(1)) store.push(event);
  view.rows.sync();
  selection.refresh();
  expect(selection.details).toMatchObject({ kind: "http", http: { end: { kind: "http-body" } } });
  const { details } = selection;
  selection.refresh();
  expect(selection.details).toBe(details);
});

test("a viewport that becomes lower reveals the selected row only if it was visible", () => {
  const { selection, view, revealed, key } = selectionOf(TALK);
  const selected = key("43 ack");
  selection.select(selected);
  const { y, height } = view.rows.yOf(selected) ?? { y: 0, height: 0 };
  const revealsFrom = (top: number, before: number) => {
    revealed.length = 0;
    view.top = top;
    selection.stayVisible(before);
    return revealed;
  };
  expect(revealsFrom(y - 100, 220)).toEqual([selected]);
  expect(revealsFrom(y + height, 220)).toEqual([]);
  expect(revealsFrom(y - 220, 220)).toEqual([]);
});

test("an entry in a fold is selected when the fold is open, unless another row is selected before", () => {
  const beats = `${socket("w1", "A")}${"+25000\nw1 < 2\nw1 > 3\n".repeat(6)}w1 < 42["news"]\n`;
  const { store, view, selection, key } = selectionOf(beats);
  const ping = Array.from({ length: store.entries.length }, (_, entry) => entry).findLast((entry) => {
    const shown = selection.keyShowing(entry);
    return shown !== null && view.rows.entryOf(shown) === null;
  });
  if (ping === undefined) throw new Error("nothing is folded");
  let selected = 0;
  selection.selectEntry(ping, () => selected++);
  expect([selection.selected, selected]).toEqual([null, 0]);
  view.rows.sync();
  selection.settle();
  expect([view.rows.entryOf(selection.selected ?? -1), selected]).toEqual([ping, 1]);

  const other = selectionOf(beats);
  other.selection.selectEntry(ping);
  other.selection.select(key("42 news"));
  other.view.rows.sync();
  other.selection.settle();
  expect(other.selection.selected).toBe(key("42 news"));
});
