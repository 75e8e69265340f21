// The density strip counts exactly those rows as problems that are drawn as problems.

import { expect, test } from "@playwright/test";
import { play } from "../../session/ladder-text.ts";
import { type DrawnLadder, ladderOf, rowText, whole } from "../support.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":2000}';
const BEGIN = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"s"}\n`;

/** Rows that count as problems, and rows that are drawn as problems. */
function problems(ladder: DrawnLadder): { counted: string[]; drawn: string[] } {
  const { rows } = whole(ladder);
  expect(rows).toHaveLength(ladder.length);
  const isDrawn = (row: (typeof rows)[number]) => ("problem" in row && row.problem) || ("tone" in row && row.tone === "problem");
  return {
    counted: rows.filter((_, i) => ladder.counts.counts(i, i + 1)[2] === 1).map(rowText),
    drawn: rows.filter(isDrawn).map(rowText),
  };
}

const CASES: readonly (readonly [string, string, RegExp])[] = [
  ["a pong that took longer than half of the timeout", `${BEGIN}+300\nw1 < 2\n+1500\nw1 > 3`, /^→ 3 pong .*1\.51 s/],
  ["a ping that came a second and more after it was due", `${BEGIN}+300\nw1 < 2\nw1 > 3\n+1800\nw1 < 2\nw1 > 3`, /^← 2 ping .*late/],
  ["an event after a silence longer than the heartbeat allows", `${BEGIN}+300\nw1 < 2\nw1 > 3\n+1800\nw1 < 42["x"]`, /^← 42 x .*late/],
  ["a websocket whose connection broke: its error", `${BEGIN}w1 error broken`, /^broken$/],
  ["a refused namespace", `${BEGIN}w1 < 44/x,{"message":"no"}`, /^← 44 /],
  ["a packet that cannot be read", `${BEGIN}w1 < 9what`, /^← \? invalid/],
];

for (const [what, ladder, row] of CASES) {
  test(`one problem is drawn and counted: ${what}`, () => {
    const { counted, drawn } = problems(ladderOf(play(ladder)));
    expect(drawn).toEqual([expect.stringMatching(row)]);
    expect(counted).toEqual(drawn);
  });
}

test("the close of a websocket counts as a problem after its error, and not without one", () => {
  const broken = problems(ladderOf(play(`${BEGIN}w1 error broken\nw1 closed`)));
  expect(broken.drawn).toEqual(["broken", expect.stringMatching(/^websocket closed/)]);
  expect(broken.counted).toEqual(broken.drawn);
  expect(problems(ladderOf(play(`${BEGIN}w1 closed`)))).toEqual({ counted: [], drawn: [] });
});

test("heartbeats and packets in time are no problem", () => {
  expect(problems(ladderOf(play(`${BEGIN}+300\nw1 < 2\nw1 > 3\n+900\nw1 > 42["x"]\nw1 < 42["y"]`)))).toEqual({ counted: [], drawn: [] });
});
