import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { ROW_BIT, RowCounts } from "../../../../src/diagram/rows/row-counts.ts";
import { RowList } from "../../../../src/diagram/rows/row-list.ts";
import { play } from "../../session/ladder-text.ts";
import { ladderOf } from "../support.ts";

const counted = (marks: readonly number[]) => {
  const bits = [ROW_BIT.sent, ROW_BIT.received, ROW_BIT.problem, ROW_BIT.gap];
  return bits.map((bit) => marks.filter((mark) => mark & bit).length);
};

test("the counts of any stretch are right after rows were added, removed and counted anew", () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const steps = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ add: fc.array(fc.nat({ max: 15 }), { maxLength: 160, size: "max" }) }) },
      { weight: 1, arbitrary: fc.record({ keep: share }) },
      { weight: 2, arbitrary: fc.record({ at: share, set: fc.nat({ max: 15 }) }) },
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(steps, fc.array(fc.tuple(share, share), { minLength: 1, maxLength: 4 }), (steps, stretches) => {
      const density = new RowCounts();
      let marks: number[] = [];
      for (const step of steps) {
        if ("add" in step) {
          for (const mark of step.add) density.push(mark);
          marks.push(...step.add);
        } else if ("set" in step) {
          if (marks.length === 0) continue;
          const row = Math.floor(step.at * (marks.length - 1));
          density.set(row, step.set);
          marks[row] = step.set;
        } else {
          marks = marks.slice(0, Math.floor(step.keep * marks.length));
          density.truncate(marks.length);
        }
        expect(density.counts(0, marks.length)).toEqual(counted(marks));
        for (const [a, b] of stretches) {
          const [from = 0, to = 0] = [a, b].map((share) => Math.round(share * marks.length)).sort((a, b) => a - b);
          expect(density.counts(from, to)).toEqual(counted(marks.slice(from, to)));
        }
      }
    }),
    { numRuns: Number(process.env.LIFELINE_FUZZ_RUNS ?? 100) },
  );
});

test("a bar stands for a power of two of rows, and there are at most as many bars as asked for", () => {
  const density = new RowCounts();
  const told = new Set<string>();
  for (let length = 1; length <= 1000; length++) {
    density.push(0);
    const rows = density.rowsPerBar(100);
    const bars = length / rows;
    told.add(`${rows} ${bars <= 100 && (rows === 1 || bars > 50)}`);
  }
  expect([...told]).toEqual(["1 true", "2 true", "4 true", "8 true", "16 true"]);
});

test("yAfter reverses rowsAbove", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 62 }), { minLength: 1, maxLength: 300 }), fc.nat(), (heights, at) => {
      const rows = new RowList();
      for (const height of heights) rows.push(0, height, 0, 0);
      const y = at % (rows.height + 1);
      expect(rows.yAfter(rows.rowsAbove(y))).toBeCloseTo(y, 6);
      expect(rows.rowsAbove(rows.height + 100)).toBe(heights.length);
      expect(rows.rowsAbove(-100)).toBe(0);
    }),
  );
});

test("a row counts as sent, received, problem or gap exactly when it is drawn as one", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":2000}
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 40
    w1 < 44{"message":"no"}
    w1 < 9what
    +300
    w1 < 2
    w1 > 3
    c2 GET ?EIO=4&transport=polling&sid=A
    c2 400 {"code":1,"message":"Session ID unknown"}
    c3 POST ?EIO=4&transport=polling&sid=A 41
    c3 failed net::ERR_CONNECTION_RESET
  `);
  store.push({ kind: "gap", at: 1_700_000_001_000, until: 1_700_000_002_000, reason: "not-recording" });
  const ladder = ladderOf(store);
  const { rows } = ladder.whole();
  expect(rows).toHaveLength(ladder.length);
  for (const [i, row] of rows.entries()) {
    const wrong = ("problem" in row && row.problem) || ("tone" in row && row.tone === "problem");
    const direction = row.kind === "packet" ? row.direction : null;
    const is = [direction === "sent", direction === "received", wrong, row.kind === "gap"];
    expect({ row, counts: ladder.rows.counts.counts(i, i + 1) }).toEqual({ row, counts: is.map(Number) });
  }
  expect(ladder.rows.counts.counts(0, rows.length).slice(2)).toEqual([4, 1]);
});
