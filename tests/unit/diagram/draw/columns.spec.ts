// In which columns lifelines stand, which of them share one, and which are folded.

import { expect, test } from "@playwright/test";
import { type Column, columnsOf } from "../../../../src/diagram/draw/columns.ts";
import { headOf, layOut } from "../../../../src/diagram/draw/layout.ts";
import type { Lifeline } from "../../../../src/diagram/scene/scene.ts";

const FAR = 1200;

/** `A1 0-100` is a lifeline with slot and number 1 of client A from y 0 to 100; `A1 0-` goes on, `1 0-` is of the only client. */
function lifelines(text: string, more: Partial<Lifeline> = {}): Lifeline[] {
  return text.split(", ").map((one) => {
    const [, letter = "", slot, from, to] = /^([A-Z]?)(\d+) (\d+)-(\d*)$/.exec(one) ?? [];
    return {
      slot: Number(slot),
      role: "websocket",
      number: Number(slot),
      name: "websocket",
      letter: "w",
      id: "",
      inferred: false,
      from: Number(from),
      to: to === "" ? null : Number(to),
      opened: true,
      end: to === "" ? "none" : "clean",
      rows: 1,
      ...(letter !== "" && { client: letter.charCodeAt(0) - 65, owner: "page /" }),
      ...more,
    };
  });
}

/** The slots of each column; those of a fold behind a `+`. */
const slotsOf = (columns: readonly Column[]) =>
  columns.map(({ lifelines, folded }) => (folded ? "+" : "") + lifelines.map(({ slot }) => slot).join(" "));
const columns = (text: string, most = 20, before: readonly Column[] = []) => slotsOf(columnsOf(lifelines(text), most, before));

test("a client that comes back takes its own column", () => {
  expect(columns("A1 0-100, B2 10-, A3 100-")).toEqual(["1 3", "2"]);
});

test("two websockets of one client at a time have a column each", () => {
  expect(columns("A1 0-100, A2 50-, B3 60-")).toEqual(["1", "2", "3"]);
});

test("the column of a client that ended stays empty while its end is in sight, and is then the next client's", () => {
  expect(columns(`A1 0-100, B2 0-, C3 ${FAR + 99}-`)).toEqual(["1", "2", "3"]);
  expect(columns(`A1 0-100, B2 0-, C3 ${FAR + 100}-`)).toEqual(["1 3", "2"]);
});

test("the only client has three columns for a role, and then takes those that are free", () => {
  const three = "1 0-5, 2 10-15, 3 20-25";
  expect(columns(three)).toEqual(["1", "2", "3"]);
  expect(columns(`${three}, 4 30-35, 5 40-`)).toEqual(["1 4 5", "2", "3"]);
  expect(columns("4 30-35, 5 40-45, 6 50-")).toEqual(["4 5 6"]);
  expect(columns("1 0-, 2 10-, 3 20-, 4 30-")).toEqual(["1", "2", "3", "4"]);
});

test("an idle connection that goes on leaves the column that another one took", () => {
  const idle = Array.from({ length: 9 }, (_, i) => `${i + 1} ${i * 10}-`).join(", ");
  const rests = lifelines(idle).map((lifeline) => ({ ...lifeline, restsFrom: lifeline.from + 5 }));
  const before = columnsOf(rests, 8);
  expect(slotsOf(before)[0]).toBe("1 9");
  expect(slotsOf(columnsOf(lifelines(idle), 9, before))).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
});

test("a lifeline stays in its column when another one leaves or comes", () => {
  const before = columnsOf(lifelines(`A1 0-100, B2 0-, C3 ${FAR + 100}-`), 20);
  expect(slotsOf(before)).toEqual(["1 3", "2"]);
  expect(columns("B2 0-, C3 1300-", 20, before)).toEqual(["3", "2"]);
  expect(columns("B2 0-, C3 1300-, D4 1400-", 20, before)).toEqual(["3", "2", "4"]);
  expect(columns("E9 0-50, B2 0-, C3 1300-", 20, before)).toEqual(["9 3", "2"]);
});

test("a column that all lifelines have left is the next one's, and goes when most columns are empty or there is no room", () => {
  const before = columnsOf(lifelines("A1 0-100, B2 0-, C3 0-"), 20);
  expect(columns("B2 0-, C3 0-", 20, before)).toEqual(["", "2", "3"]);
  expect(columns("B2 0-, C3 0-, D4 50-", 20, before)).toEqual(["4", "2", "3"]);
  expect(columns("C3 0-", 20, before)).toEqual(["3"]);
  expect(columns("B2 0-, C3 0-", 2, before)).toEqual(["2", "3"]);
});

test("an inferred lifeline that turns out to be another one leaves no column, and those of the only client stay in order", () => {
  const before = columnsOf([...lifelines("1 0-", { inferred: true }), ...lifelines("2 0-, 3 10-, 4 20-50")], 20);
  expect(columns("2 0-, 3 10-, 4 20-50", 20, before)).toEqual(["2", "3", "4"]);
  expect(columns("1 0-, 3 10-, 4 20-50", 20, before)).toEqual(["1", "", "3", "4"]);
  expect(slotsOf(columnsOf(lifelines("1 0-, 3 10-, 5 60-", { number: 1 }), 20, before))).toEqual(["1", "", "3", "", "5"]);
});

test("where there is no room, the least active lifelines are folded into one, and those that were not stay if about as active", () => {
  const some = (rows: readonly number[]) =>
    lifelines("A1 0-, B2 0-, C3 0-, D4 0-, E5 0-").map((lifeline, i) => ({ ...lifeline, rows: rows[i] ?? 0 }));
  const before = columnsOf(some([5, 0, 9, 0, 7]), 4);
  expect(slotsOf(before)).toEqual(["1", "3", "5", "+2 4"]);
  expect(slotsOf(columnsOf(some([5, 7, 9, 0, 7]), 4, before))).toEqual(["1", "3", "5", "+2 4"]);
  expect(slotsOf(columnsOf(some([5, 9, 9, 0, 7]), 4, before))).toEqual(["2", "3", "5", "+1 4"]);
  const clientD = 3;
  expect(slotsOf(columnsOf(some([5, 0, 9, 0, 7]), 4, before, clientD))).toEqual(["3", "4", "5", "+1 2"]);
});

test("an idle connection for HTTP gives its column away when all are taken", () => {
  const idle = Array.from({ length: 9 }, (_, i) => `${i + 1} ${i * 10}-`).join(", ");
  expect(columns(idle, 8)).toHaveLength(8);
  const rests = lifelines(idle).map((lifeline) => ({ ...lifeline, restsFrom: lifeline.from + 5 }));
  expect(slotsOf(columnsOf(rests, 8))[0]).toBe("1 9");
});

test("labels keep half of the ladder, and lifelines of several clients stand 34 apart where that is so", () => {
  const clients = (count: number) =>
    lifelines(Array.from({ length: count }, (_, i) => `${String.fromCharCode(65 + i)}${i + 1} 0-`).join(", "));
  for (const width of [360, 700, 1060, 1600])
    for (const count of [2, 5, 26]) {
      const { columns, label, time, server } = layOut({ lifelines: clients(count), stepTracks: 1 }, width);
      expect(label, `${count} in ${width}`).toBeLessThanOrEqual(Math.max(width / 2, time + 22 + 54 + (server - time) / 4));
      expect(label, `${count} in ${width}`).toBeLessThan(server);
      expect(columns.flatMap(({ lifelines }) => lifelines)).toHaveLength(count);
    }
  const beside = layOut({ lifelines: clients(5), stepTracks: 12 }, 672);
  expect(beside.columns.map((column) => headOf(column, 100).head)).toEqual(["A", "B", "C", "+2"]);
  const { columns } = layOut({ lifelines: clients(5), stepTracks: 1 }, 1400);
  expect(columns.map(({ x }, i) => x - (columns[i - 1]?.x ?? x))).toEqual([0, 34, 34, 34, 34]);
  expect(columns.map((column) => headOf(column, 100).head)).toEqual(["A", "B", "C", "D", "E"]);
});

test("the head of a fold counts its lifelines, and its title says whose they are", () => {
  const { columns } = layOut({ lifelines: lifelines("A1 0-, B2 0-, C3 0-, D4 0-, E5 0-, F6 0-, G7 0-"), stepTracks: 1 }, 640);
  const last = columns.at(-1);
  const { head, title } = last ? headOf(last, 100) : { head: "", title: "" };
  expect(head).toBe(`+${last?.lifelines.length}`);
  expect(title.split("\n")).toContain("G page /, websocket");
});

test("the user moves the labels, and lifelines have the room left of them", () => {
  const scene = { lifelines: lifelines("A1 0-, B2 0-, C3 0-"), stepTracks: 1 };
  const { split } = layOut(scene, 1060);
  const [least, most] = split;
  expect(layOut(scene, 1060, undefined, { lifelines: 100 })).toMatchObject({ label: least + 100 });
  expect(layOut(scene, 1060, undefined, { lifelines: 9999 })).toMatchObject({ label: most });
  const none = layOut(scene, 1060, undefined, { lifelines: 0 });
  expect(none.label).toBe(least);
  expect(none.columns.map(({ lifelines }) => lifelines.length)).toEqual([3]);
});
