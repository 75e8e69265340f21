// The ladders of two compared sessions, side by side: a row stands at the height of its counterpart, and what only one has beside an empty place.

import { expect, test } from "@playwright/test";
import { compare } from "../../../src/compare/compare.ts";
import { TwoLadders } from "../../../src/compare/two-ladders.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { play } from "../session/ladder-text.ts";

const BEGINS = `w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;
const A = `${BEGINS}+6000\nw1 > 42["one"]\nw1 < 42["news"]\nw1 > 42["two"]\n`;
const B = `${BEGINS}w1 > 42["one"]\nw1 > 42["extra"]\nw1 > 42["two"]\n`;

function ladders(a: Store, b: Store): TwoLadders {
  const [ofA, ofB] = [a.sessions[0], b.sessions[0]];
  if (!ofA || !ofB) throw new Error("no session");
  return new TwoLadders(compare({ store: a, session: ofA }, { store: b, session: ofB }, english), english);
}

test("rows of a pair stand at one height in both scenes, and a row alone stands beside none", () => {
  const two = ladders(play(A), play(B));
  const scenes = two.scenes(0, two.height);
  const yOf = (letter: "a" | "b", key: number | null) => scenes[letter].rows.find((row) => row.key === key)?.y ?? null;
  for (const { keys, y } of two.rows(0, two.height)) {
    if (keys.a !== null) expect(yOf("a", keys.a)).toBe(y);
    if (keys.b !== null) expect(yOf("b", keys.b)).toBe(y);
  }
  // A's pause of six seconds has no place of its own.
  expect(scenes.a.rows.some(({ kind }) => kind === "quiet")).toBe(false);
  expect(two.rows(0, two.height).map(({ mark }) => mark)).toEqual([null, null, null, null, null, null, "onlyA", "onlyB", null]);
  const heights = two.rows(0, two.height).map(({ height }) => height);
  // The open packet has its fields below it.
  expect(heights).toEqual([22, 22, 58, 22, 22, 22, 22, 22, 22]);
});

test("lifelines and spans end where their rows do, and a scene has only what touches its stretch", () => {
  const two = ladders(play(`${A}w1 closed\n`), play(B));
  const { a } = two.scenes(0, two.height);
  const closed = a.rows.at(-1);
  expect(a.lifelines.map(({ to }) => to)).toEqual([(closed?.y ?? 0) + (closed?.height ?? 0) / 2]);
  const part = two.scenes(124, 168);
  expect(part.a.rows.length).toBeLessThan(a.rows.length);
  expect([part.a.top, part.a.bottom]).toEqual([124, 168]);
  expect(two.rows(124, 168).map(({ index }) => index)).toEqual([4, 5]);
});

test("rows are in one step after the other, also where only one session has left polling", () => {
  const begins = `c1 GET ?EIO=4&transport=polling
c1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
c2 POST ?EIO=4&transport=polling&sid=A 40
c2 200 ok
w1 open ?EIO=4&transport=websocket&sid=A
`;
  const upgraded = `${begins}w1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5\nw1 > 42["chat"]\nw1 < 42["news"]\nw1 < 2\nw1 > 3\n`;
  const refused = `${begins}w1 400\nw1 closed\nc3 POST ?EIO=4&transport=polling&sid=A 42["chat"]\nc3 200 ok
c4 GET ?EIO=4&transport=polling&sid=A\nc4 200 42["news"]
c5 GET ?EIO=4&transport=polling&sid=A\nc5 200 2\nc6 POST ?EIO=4&transport=polling&sid=A 3\nc6 200 ok\n`;
  const steps = (two: TwoLadders) =>
    two
      .rows(0, two.height)
      .filter(({ begins }) => begins)
      .map(({ phase }) => phase);
  expect(steps(ladders(play(upgraded), play(refused)))).toEqual(["handshake", "polling", "upgrade", "messages", "heartbeat"]);
  expect(steps(ladders(play(refused), play(upgraded)))).toEqual(["handshake", "polling", "upgrade", "messages", "heartbeat"]);
  expect(steps(ladders(play(refused), play(refused)))).toEqual(["handshake", "polling", "upgrade", "messages", "heartbeat"]);
});

test("with the marked rows alone, the others take no room and are not drawn", () => {
  const { comparison } = ladders(play(A), play(B));
  const two = new TwoLadders(comparison, english, true);
  expect(two.height).toBe(2 * 22);
  expect(two.rows(0, two.height).map(({ index, y, mark }) => [index, y, mark])).toEqual([
    [6, 0, "onlyA"],
    [7, 22, "onlyB"],
  ]);
  const { a, b } = two.scenes(0, two.height);
  expect([a.rows, b.rows].map((rows) => rows.map(({ y }) => y))).toEqual([[0], [22]]);
  expect([two.rowAt(10), two.rowAt(30), two.isHidden(5), two.isHidden(6)]).toEqual([6, 7, true, false]);
});

test("with headings, each step has a row of its own above its first one, which that row is shown with", () => {
  const { comparison } = ladders(play(A), play(B));
  const two = new TwoLadders(comparison, english, false, true);
  const rows = two.rows(0, two.height);
  const [plain, begins] = [new TwoLadders(comparison, english), rows.filter(({ begins }) => begins)];
  expect(begins.length).toBeGreaterThan(1);
  expect(two.height).toBe(plain.height + 22 * begins.length);
  for (const { index, y, begins } of rows) {
    expect(y - two.y(index)).toBe(begins ? 22 : 0);
    expect([two.rowAt(two.y(index)), two.rowAt(y)]).toEqual([index, index]);
  }
  const yOf = new Map(two.scenes(0, two.height).a.rows.map(({ key, y }) => [key, y]));
  for (const { keys, y } of rows) if (keys.a !== null) expect(yOf.get(keys.a)).toBe(y);
  // A slice that begins at any row has the same headings.
  for (const { index, begins } of rows) expect(two.rows(two.y(index), two.height)[0]?.begins).toBe(begins);
  const marked = new TwoLadders(comparison, english, true, true);
  expect(marked.rows(0, marked.height).map(({ y, begins }) => [y, begins])).toEqual([
    [22, true],
    [44, false],
  ]);
});

test("a difference has the row that shows it", () => {
  const two = ladders(play(A), play(B));
  const { differences, rows } = two.comparison;
  expect(differences.map((difference) => rows[two.rowOf(difference) ?? -1])).toEqual([
    expect.objectContaining({ a: expect.objectContaining({ says: "← EVENT news" }), b: null }),
    expect.objectContaining({ a: null, b: expect.objectContaining({ says: "→ EVENT extra" }) }),
  ]);
});
