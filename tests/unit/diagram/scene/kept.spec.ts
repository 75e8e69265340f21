// Which rows of a scene are made, and which stay from the scenes before it.

import { expect, test } from "@playwright/test";
import { ROW_HEIGHT } from "../../../../src/diagram/rows/row-kinds.ts";
import type { Store } from "../../../../src/session/store.ts";
import type { LineRef } from "../../../../src/wire/log.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rowText } from "../support.ts";

const SOCKET = 'w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const frames = (count: number) => Array.from({ length: count }, (_, i) => `w1 < 42["tick",${i}]`).join("\n");

/** How many records of the log some work reads. */
function reads(store: Store, work: () => unknown): number {
  const read = store.read.bind(store);
  const lines = new Set<LineRef>();
  store.read = (line: LineRef) => {
    lines.add(line);
    return read(line);
  };
  work();
  store.read = read;
  return lines.size;
}

test("a scroll step reads the packets of the five rows that enter and of the one before them", () => {
  const store = play(`${SOCKET}\n${frames(500)}`);
  const ladder = ladderOf(store);
  const view = 40 * ROW_HEIGHT;
  const top = 100 * ROW_HEIGHT;
  expect(reads(store, () => ladder.scene(top, top + view))).toBeGreaterThan(39);
  expect(reads(store, () => ladder.scene(top + 5 * ROW_HEIGHT, top + 5 * ROW_HEIGHT + view))).toBeLessThanOrEqual(6);
  expect(reads(store, () => ladder.scene(top, top + view))).toBe(0);
});

test("a row that says something else after an event is made anew", () => {
  const store = play(`${SOCKET}\nw1 > 427["ask"]`);
  const ladder = ladderOf(store);
  const last = () => {
    const row = ladder.whole().rows.at(-1);
    return row && rowText(row);
  };
  const before = last();
  for (const event of wireEvents("w1 closed").map((event) => ({ ...event, at: store.entries.at(store.entries.length - 1) + 10 })))
    store.push(event);
  ladder.sync();
  expect(ladder.whole().rows.map(rowText)).not.toContain(before);
});

test("rows have the times that are chosen", () => {
  const ladder = ladderOf(play(`${SOCKET}\n${frames(3)}`));
  const times = () => ladder.whole().rows.map(({ time }) => time);
  const since = times();
  ladder.diagram.times = { kind: "previous" };
  expect(times()).not.toEqual(since);
});
