import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { BARS, Bars, TimeAxis } from "../../../src/statistics/bars.ts";
import { check } from "../../fuzz/check.ts";

function barsOf(times: readonly number[]): { axis: TimeAxis; bars: Bars } {
  const axis = new TimeAxis();
  const bars = new Bars(axis, (a, b) => a + b);
  for (const at of times) {
    axis.include(at);
    bars.put(axis.placeOf(at), 1);
  }
  return { axis, bars };
}

test("there are no bars without a moment, and one bar for one", () => {
  expect(barsOf([]).bars.all()).toEqual([]);
  expect(barsOf([1_700_000_000_000.5]).bars.all()).toEqual([1]);
});

test("a minute of a packet each second is 30 to 60 bars", () => {
  const { axis, bars } = barsOf(Array.from({ length: 61 }, (_, i) => 1_700_000_000_000 + i * 1000));
  expect(axis.length).toBe(60_000);
  expect(bars.all().length).toBeGreaterThan(BARS / 2);
  expect(bars.all().length).toBeLessThanOrEqual(BARS);
  expect(bars.all().reduce((a, b) => a + b)).toBe(61);
});

test("bars count what came in their stretch of time, in whatever order it was reported", () => {
  const time = fc.oneof(
    fc.integer({ min: 0, max: 200 }),
    fc.integer({ min: -1_000_000, max: 1_000_000_000 }),
    fc.double({ min: 0, max: 1e6, noNaN: true }),
  );
  check(
    fc.property(fc.array(time, { minLength: 1, maxLength: 60 }), (times) => {
      const { axis, bars } = barsOf(times);
      const nth = (at: number) => Math.floor(at / axis.width);
      const first = nth(Math.min(...times));
      const expected = Array.from({ length: nth(Math.max(...times)) - first + 1 }, () => 0);
      for (const at of times) expected[nth(at) - first] = (expected[nth(at) - first] ?? 0) + 1;
      if (expected.length > BARS || (axis.width > 1 && expected.length < BARS / 2)) return false;
      const other = barsOf(times.toSorted((a, b) => b - a));
      return `${bars.all()}` === `${expected}` && `${other.bars.all()}` === `${expected}`;
    }),
  );
});
