import { expect, test } from "@playwright/test";
import { ROW_HEIGHT } from "../../../../src/diagram/rows/row-kinds.ts";
import { fairScale, fittingScale, MOST_SPACE, rulerInterval, zoomed } from "../../../../src/diagram/rows/scale.ts";
import type { Scene } from "../../../../src/diagram/scene/scene.ts";
import { play } from "../../session/ladder-text.ts";
import { ladderOf } from "../support.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const POLLING = `
  c1 GET ?EIO=4&transport=polling
  c1 200 ${OPEN}
  c2 GET ?EIO=4&transport=polling&sid=A
  +40
  w1 open ?EIO=4&transport=websocket&sid=A
  +90
  c2 200@2 42["a"]
`;

function toScale(ladder: string, scale: number, stepRows = false): Scene {
  return ladderOf(play(ladder), { stepRows, scale }).whole();
}

const middle = ({ y, height }: { readonly y: number; readonly height: number }) => y + height / 2;

for (const stepRows of [false, true]) {
  test(`to scale, rows stand as far apart as they are in time, if there is room for them${stepRows ? ", with steps as rows" : ""}`, () => {
    const { rows, requests } = toScale(POLLING, 2, stepRows);
    const [, open, poll, ws, answer] = rows.filter(({ kind }) => kind === "http" || kind === "packet");
    if (!open || !poll || !ws || !answer) throw new Error("rows are missing");
    // The fields of the handshake and the head of a step need more room than the 10 ms between these rows.
    expect(middle(poll) - middle(open)).toBeGreaterThan(20);
    expect(middle(ws) - middle(poll)).toBe(100);
    expect(middle(answer) - middle(ws)).toBe(200);
    // The request of the poll is as high as it was long.
    expect(requests[1]).toMatchObject({ from: middle(poll), to: middle(answer) });
  });
}

test("a pause that is too high to scale is torn out, with its length", () => {
  const { rows } = toScale(`${POLLING}\n+${MOST_SPACE}\nc3 GET ?EIO=4&transport=polling&sid=A`, 2);
  expect(rows.filter(({ kind }) => kind === "quiet")).toEqual([expect.objectContaining({ torn: true, text: "230 ms" })]);
});

test("ruler marks are evenly spaced, and further apart where rows need more room", () => {
  const { ruler, rows } = toScale(POLLING, 2);
  expect(ruler?.text).toBe("tick 10 ms");
  const poll = rows.find((row) => row.kind === "http" && row.remark === "long poll");
  if (!ruler || !poll) throw new Error("the ruler or the poll is missing");
  const marks = ruler.marks.filter((y) => y >= middle(poll)).slice(0, 15);
  expect(marks.map((y) => y - middle(poll))).toEqual(Array.from({ length: 15 }, (_, i) => 20 * i));
  expect(Math.max(...ruler.marks.slice(1).map((y, i) => y - (ruler.marks[i] ?? 0)))).toBeGreaterThan(ROW_HEIGHT);
});

test("a lifeline begins at or above the last row, also between two rows", () => {
  const { lifelines, rows } = toScale(
    `${POLLING}
    +60
    c4 POST ?EIO=4&transport=polling&sid=A 42["x"]
    +30
    c4 200@9 ok`,
    2,
  );
  expect(lifelines.length).toBeGreaterThan(1);
  const heights = rows.map(middle);
  for (const { from } of lifelines) expect(from).toBeLessThanOrEqual(Math.max(...heights));
});

test("the time after folded heartbeats is to scale", () => {
  const beat = "+30\nw1 < 2\nw1 > 3\n";
  const { rows } = toScale(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\n${beat.repeat(8)}+40\nw1 < 42["x"]`, 2);
  const fold = rows.find(({ kind }) => kind === "fold");
  const [event] = rows.slice(-1);
  if (!fold || !event) throw new Error("rows are missing");
  expect(middle(event) - middle(fold)).toBe(100);
});

test("scales and ruler intervals are 1, 2 or 5 times a power of ten", () => {
  expect([0.5, 1, 2, 5, 10].map((scale) => zoomed(scale, 1))).toEqual([1, 2, 5, 10, 20]);
  expect([0.1, 1, 50].map((scale) => zoomed(scale, -1))).toEqual([0.05, 0.5, 20]);
  expect([0.01, 0.02, 0.05, 1, 2, 5.5, 100].map(rulerInterval)).toEqual([2000, 1000, 500, 20, 10, 2, 0.2]);
  expect(fairScale(play(POLLING).entries)).toBe(2);
  expect(fairScale(play("").entries)).toBeGreaterThan(0);
});

const BURST_START = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\n`;

test("the scale that fits bursts shows them as bands, and tears out only the silence between them", () => {
  const burst = 'w1 < 42["tick"]\n'.repeat(2_000);
  const store = play(`${BURST_START}${`${burst}+10000\n`.repeat(4)}`);
  const scale = fairScale(store.entries);
  const { rows, height } = ladderOf(store, { scale }).whole();
  expect(rows.flatMap((row) => (row.kind === "quiet" ? [row.text] : []))).toEqual(["10 s", "10 s", "10 s"]);
  // 110 s in some screens.
  expect(height).toBeGreaterThan(3_000);
  expect(height).toBeLessThan(12_000);
  expect(rows.length).toBeLessThan(store.entries.length / 10);
});

test("the scale that fits a trace suits all of it, however it begins", () => {
  const slow = '+990\nw1 < 42["tick"]\n'.repeat(5_000);
  const fast = 'w1 < 42["tick"]\n'.repeat(2_000);
  const scale = fairScale(play(`${BURST_START}${fast}${slow}`).entries);
  const alone = fairScale(play(`${BURST_START}${slow}`).entries);
  expect(scale).toBe(alone);
});

test("a finer scale than the one that fits tears out no more than before, unless nothing else would be in sight", () => {
  const store = play(`${BURST_START}${'+100\nw1 < 42["tick"]\n'.repeat(20)}+1000\nw1 < 42["end"]`);
  const tears = (scale: number) =>
    ladderOf(store, { scale, silence: 500 })
      .whole()
      .rows.filter(({ kind }) => kind === "quiet").length;
  expect([1, 5, 10, 20].map(tears)).toEqual([1, 1, 1, 21]);
});

test("a time that is to fit gets the finest scale at which it does", () => {
  expect([fittingScale(1_000, 1_000), fittingScale(1_001, 1_000), fittingScale(0.5, 600), fittingScale(7_200_000, 600)]).toEqual([
    1, 0.5, 1_000, 0.00005,
  ]);
});
