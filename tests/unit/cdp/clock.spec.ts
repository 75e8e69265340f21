import { expect, test } from "@playwright/test";
import { Clock } from "../../../src/cdp/clock.ts";

test("without a pair, times are monotonic milliseconds", () => {
  expect(new Clock().at(12.5)).toBe(12_500);
});

test("a time is mapped with the last pair before it, whatever the order of the pairs", () => {
  const clock = new Clock();
  clock.learn(100, 2000);
  clock.learn(10, 1000);
  clock.learn(50, 1500);
  expect([0, 29, 49, 50, 99, 200].map((ticks) => clock.at(ticks))).toEqual([
    990_000, 1_019_000, 1_039_000, 1_500_000, 1_549_000, 2_100_000,
  ]);
});

test("a pair whose two times were read 40 ms apart is ignored, so that time does not jump back", () => {
  const clock = new Clock();
  clock.learn(1, 1001);
  clock.learn(2, 1002.04);
  clock.learn(2.1, 1002.1);
  expect([1.999, 2.001, 2.03].map((ticks) => clock.at(ticks))).toEqual([1_001_999, 1_002_001, 1_002_030]);
});

test("a clock that was set forward is known from the next pair on, and not before", () => {
  const clock = new Clock();
  clock.learn(1, 1001);
  clock.learn(3, 1005);
  expect([1.9, 2.9, 3].map((ticks) => clock.at(ticks))).toEqual([1_001_900, 1_002_900, 1_005_000]);
});

for (const [name, pairs] of [
  [
    "by 2 s",
    [
      [1, 1001],
      [2, 1000],
      [3, 1001],
    ],
  ],
  [
    "by an hour",
    [
      [1, 5001],
      [2, 1402],
      [3, 1403],
    ],
  ],
  [
    "and forward again",
    [
      [1, 1001],
      [2, 1000],
      [3, 1003],
      [4, 1014],
    ],
  ],
  [
    "before an earlier request is reported",
    [
      [3, 1001],
      [1, 1001],
      [2, 1002],
    ],
  ],
] as const) {
  test(`times never go back when the clock was set back ${name}`, () => {
    const clock = new Clock();
    for (const [ticks, wallTime] of pairs) clock.learn(ticks, wallTime);
    const times = [0, 1, 1.5, 1.999, 2, 2.001, 2.999, 3, 3.001, 3.999, 4, 9].map((ticks) => clock.at(ticks));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
  });
}

test("times are rounded to microseconds", () => {
  const clock = new Clock();
  clock.learn(2816.123456, 1_795_393_778.052123);
  expect(String(clock.at(2816.123457))).toMatch(/^1795393778052\.\d{1,3}$/);
});
