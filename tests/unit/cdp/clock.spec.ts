import { expect, test } from "@playwright/test";
import { Clock } from "../../../src/cdp/clock.ts";

test("without a pair, times are monotonic milliseconds", () => {
  expect(new Clock().at(12.5)).toBe(12_500);
});

test("the nearest pair counts, in whatever order they came", () => {
  const clock = new Clock();
  clock.learn(100, 2000);
  clock.learn(10, 1000);
  clock.learn(50, 1500);
  expect([0, 29, 31, 74, 76, 200].map((ticks) => clock.at(ticks))).toEqual([
    990_000, 1_019_000, 1_481_000, 1_524_000, 1_976_000, 2_100_000,
  ]);
});

test("pairs that differ by milliseconds do not make time jump", () => {
  const clock = new Clock();
  clock.learn(1, 1001);
  clock.learn(2, 1002.005);
  expect(clock.at(2.0001)).toBe(1_002_000.1);
  clock.learn(3, 1003.5);
  expect(clock.at(3)).toBe(1_003_500);
});

test("microseconds survive, binary noise does not", () => {
  const clock = new Clock();
  clock.learn(2816.123456, 1_795_393_778.052123);
  expect(String(clock.at(2816.123457))).toMatch(/^1795393778052\.\d{1,3}$/);
});
