// The rows of the drawer with statistics: how they are sorted, which are left when there are too many, and what stands in their cells.

import { expect, test } from "@playwright/test";
import { english } from "../../../src/messages/messages.ts";
import { columnsOf, noTimes } from "../../../src/panel/statistics/columns.tsx";
import { LogScale } from "../../../src/panel/statistics/pictures.tsx";
import { type Row, shownRows } from "../../../src/panel/statistics/rows.ts";
import { Statistics } from "../../../src/statistics/statistics.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { play } from "../session/ladder-text.ts";

const OPEN = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}\nw1 > 40\nw1 < 40{"sid":"s"}\n`;
const asks = (name: string, id: number, ms: number) => `w1 > 42${id}["${name}"]\n+${ms - 10}\nw1 < 43${id}[]\n`;

function statisticsOf(ladder: string): Statistics {
  const statistics = new Statistics(play(OPEN + ladder));
  toEnd(statistics.syncing());
  return statistics;
}

const names = (rows: readonly Row[]) => rows.map(({ values }) => values.event);
const sorted = (ladder: string, column: string, descending: boolean) =>
  names(shownRows(statisticsOf(ladder), "events", { column, descending }).rows);

test("rows without a value come last whichever way the others are sorted, those with the same value by their count", () => {
  const ladder = `${asks("slow", 0, 900)}${asks("fast", 1, 20)}w1 > 42["rare"]\nw1 > 42["often"]\nw1 > 42["often"]\n`;
  expect(sorted(ladder, "p95", true)).toEqual(["slow", "fast", "often", "rare"]);
  expect(sorted(ladder, "p95", false)).toEqual(["fast", "slow", "often", "rare"]);
  expect(sorted(ladder, "event", false)).toEqual(["fast", "often", "rare", "slow"]);
  expect(sorted(ladder, "count", true)[0]).toBe("often");
});

test("of more than 200 rows those that come first stay, and the others are summed up", () => {
  const many = Array.from({ length: 230 }, (_, i) => `w1 > 42["e${i}"]\n`).join("");
  const { rows, more, moreCount, total } = shownRows(statisticsOf(`${many}${asks("slow", 0, 900)}`), "events", {
    column: "p95",
    descending: true,
  });
  expect(rows.length).toBe(200);
  expect(rows[0]?.values.event).toBe("slow");
  expect([more, moreCount, total?.values.count]).toEqual([31, 31, 231]);
});

test("what a row without times says: nobody asked, or the ACK has not come yet", () => {
  const words = (ladder: string) =>
    shownRows(statisticsOf(ladder), "events", { column: "count", descending: true }).rows.map((row) => noTimes(row, "events", english));
  expect(words(`w1 > 42["a"]`)).toEqual(["no ack asked for"]);
  expect(words(`w1 > 420["a"]\nw1 > 421["a"]`)).toEqual(["2 acks have not come yet"]);
  expect(words(`w1 > 420["a"]\nw1 > 41\nw1 closed`)).toEqual([null]);
  expect(words(asks("a", 0, 20))).toEqual([null]);
});

test("cells say rates by the second, minute or hour, and shares below 1 %", () => {
  const { rows } = shownRows(statisticsOf(`w1 > 42["once"]\n+3600000\n${'w1 > 42["often","some more text"]\n'.repeat(400)}`), "events", {
    column: "count",
    descending: true,
  });
  const cell = (id: string, row: number) => {
    const column = columnsOf("events", 2000).columns.find((one) => one.id === id);
    return rows[row] && column?.text(rows[row], english);
  };
  expect([cell("mean", 0), cell("mean", 1)]).toEqual(["0.1 /s", "1 /h"]);
  expect([cell("share", 0), cell("share", 1)]).toEqual(["100 %", "<1 %"]);
  expect([cell("count", 0), cell("max", 0), cell("unanswered", 0)]).toEqual(["400", "–", "0"]);
});

test("a narrow drawer keeps the name, the count, the longest time and what is unanswered; the other columns are not lost", () => {
  const { columns, hidden } = columnsOf("events", 360);
  expect(columns.map(({ id }) => id)).toEqual(["event", "count", "max", "unanswered"]);
  expect(hidden.map(({ id }) => id)).toEqual(["namespace", "direction", "mean", "bytes", "share", "p50", "p95"]);
  expect(columnsOf("events", 1200).hidden).toEqual([]);
});

test("a logarithmic scale runs from a power of ten to another, also around a single time, and has few labels", () => {
  const one = new LogScale([48, 48]);
  expect(one.ticks).toEqual([10, 100]);
  expect(one.x(10)).toBeLessThan(one.x(48));
  expect(one.x(48)).toBeLessThan(one.x(100));
  expect(new LogScale([0, 1e9]).ticks.length).toBeLessThanOrEqual(4);
});
