// Where findings begin: marks at rows, and lines in words between rows.

import { expect, test } from "@playwright/test";
import type { LadderOptions } from "../../../../src/diagram/rows/ladder-options.ts";
import { LINE_HEIGHT, ROW_HEIGHT } from "../../../../src/diagram/rows/row-kinds.ts";
import { movedScene } from "../../../../src/diagram/scene/moved.ts";
import type { Beginning } from "../../../../src/findings/beginnings.ts";
import type { Severity } from "../../../../src/findings/finding.ts";
import type { Store } from "../../../../src/session/store.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { type DrawnLadder, ladderOf, rowText } from "../support.ts";

const HANDSHAKE = `c1 GET ?EIO=4&transport=polling
c1 200 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;
const BEATS = "w1 < 2\nw1 > 3\n".repeat(6);
const SOCKET = `w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;

const begins = (entry: number, severity: Severity = "error", key = `${entry}`): Beginning => ({
  key,
  entry,
  severity,
  name: key,
  title: "t",
  begins: "b",
  named: "e",
});

function drawn(ladder: string, beginnings: readonly Beginning[], options: Partial<LadderOptions> = {}): DrawnLadder {
  const made = ladderOf(play(ladder), options);
  made.beginnings.set(beginnings);
  made.sync();
  return made;
}

/** Rows and lines from top to bottom. */
function inOrder(ladder: DrawnLadder): string[] {
  const { rows, findings } = ladder.whole();
  const lines = findings.filter(({ line }) => line).map(({ y, name }) => ({ y, text: `▲ ${name}` }));
  return [...rows.map((row) => ({ y: row.y, text: rowText(row) })), ...lines].sort((a, b) => a.y - b.y).map(({ text }) => text);
}

const firstPacket = ({ entries }: Store) => Array.from({ length: entries.length }, (_, i) => i).find((i) => entries.isPacket(i)) ?? 0;

test("what is wrong has a line below its row and the fields of that; what only explains is a mark at the row", () => {
  const ladder = drawn(HANDSHAKE, []);
  const before = ladder.height;
  const open = firstPacket(ladder.store);
  ladder.beginnings.set([begins(open, "info", "i"), begins(open, "warning", "w"), begins(open, "error", "e")]);
  ladder.sync();
  expect(ladder.height).toBe(before + 2 * LINE_HEIGHT);
  const rows = inOrder(ladder);
  expect(rows.slice(-3)).toEqual([expect.stringMatching(/^ping every/), "▲ w", "▲ e"]);
  const info = ladder.whole().findings.find(({ line }) => !line);
  const row = ladder.whole().rows.find(({ key }) => key === info?.row);
  expect([info?.y, info?.height]).toEqual([row?.y, ROW_HEIGHT]);
});

test("a finding that comes far above, and one that is withdrawn, make no row anew", () => {
  const ladder = drawn(HANDSHAKE + SOCKET + BEATS, []);
  const { counts } = ladder.rows;
  const { height } = ladder;
  const { changes } = counts;
  ladder.beginnings.set([begins(0)]);
  ladder.sync();
  expect(ladder.height).toBe(height + LINE_HEIGHT);
  ladder.beginnings.set([]);
  ladder.sync();
  expect(ladder.height).toBe(height);
  expect(counts.changes).toBe(changes);
});

test("a finding that begins in a fold has its line below the fold, and below its own row when that is unfolded", () => {
  const ladder = drawn(SOCKET + BEATS, []);
  const { entries } = ladder.store;
  ladder.beginnings.set([begins(entries.length - 2)]);
  ladder.sync();
  expect(inOrder(ladder).slice(-2)).toEqual([expect.stringMatching(/^▸ ping\/pong/), `▲ ${entries.length - 2}`]);
  const fold = ladder.whole().rows.find(({ kind }) => kind === "fold");
  ladder.toggle(fold?.key ?? -1);
  expect(inOrder(ladder).slice(-3)).toEqual([expect.stringContaining("ping"), `▲ ${entries.length - 2}`, expect.stringContaining("pong")]);
});

test("a finding that begins at a hidden row has its line below the row before it", () => {
  const ladder = drawn(`${HANDSHAKE}c2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok\n`, [], { http: false });
  ladder.beginnings.set([begins(0), begins(ladder.store.entries.length - 1)]);
  ladder.sync();
  expect(inOrder(ladder)).toEqual([
    expect.stringMatching(/open/),
    expect.stringMatching(/^sid A/),
    expect.stringMatching(/^ping every/),
    "▲ 0",
    expect.stringMatching(/connect/),
    `▲ ${ladder.store.entries.length - 1}`,
  ]);
});

test("a finding has its line as soon as its entry has a row, and keeps it when the rows around it are made anew", () => {
  const events = wireEvents(HANDSHAKE + SOCKET + BEATS);
  const whole = play(HANDSHAKE + SOCKET + BEATS);
  const store = play("");
  const ladder = ladderOf(store);
  for (const event of events) {
    store.push(event);
    const { length } = store.entries;
    ladder.beginnings.set([begins(0, "warning"), begins(3)].filter(({ entry }) => entry < length));
    ladder.sync();
    expect(ladder.whole().findings).toHaveLength(Math.min(length, 3 + 1) < 4 ? 1 : 2);
  }
  const made = ladderOf(whole);
  made.beginnings.set([begins(3), begins(0, "warning")]);
  made.sync();
  expect(inOrder(ladder)).toEqual(inOrder(made));
});

test("a line goes below a fold that takes its row, as soon as there is the fold", () => {
  const events = wireEvents(SOCKET + BEATS);
  const store = play("");
  const ladder = ladderOf(store);
  for (const event of events) {
    store.push(event);
    // The ping of the third pair, which begins with a row of its own.
    if (store.entries.length === 8) ladder.beginnings.set([begins(7)]);
    ladder.sync();
  }
  expect(inOrder(ladder).slice(-2)).toEqual([expect.stringMatching(/^▸ ping\/pong/), "▲ 7"]);
});

test("a line goes below a row that arrives late, between its own row and the hidden one at which the finding begins", () => {
  // The ladder keeps where it was about every 256 entries.
  for (let frames = 245; frames < 260; frames++) {
    const events = wireEvents(`${SOCKET}${'w1 > 42["x"]\n'.repeat(frames)}w1 > 42["late"]\nc2 GET ?EIO=4&transport=polling\n`);
    const [late, last] = events.splice(-2);
    if (!late || !last) throw new Error("no events");
    const store = play("");
    for (const event of [...events, last]) store.push(event);
    const ladder = ladderOf(store, { http: false });
    ladder.beginnings.set([begins(store.entries.length - 1, "error", "f")]);
    ladder.sync();
    store.push(late);
    ladder.sync();
    expect(inOrder(ladder).slice(-2), `${frames}`).toEqual([expect.stringContaining("late"), "▲ f"]);
  }
});

test("beside another ladder, where rows stand at other heights, there are no marks", () => {
  const scene = drawn(HANDSHAKE, [begins(0)]).whole();
  expect(scene.findings).toHaveLength(1);
  expect(movedScene(scene, (y) => y + 100).findings).toEqual([]);
});
