import { expect, test } from "@playwright/test";
import { Clock } from "../../../src/cdp/clock.ts";

test("without a pair, times are monotonic milliseconds", () => {
  expect(new Clock().at(12.5)).toBe(12_500);
});

test("a time is mapped with the nearest pair, whatever the order of the pairs", () => {
  const clock = new Clock();
  clock.learn(100, 2000);
  clock.learn(10, 1000);
  clock.learn(50, 1500);
  expect([0, 29, 31, 74, 76, 200].map((ticks) => clock.at(ticks))).toEqual([
    990_000, 1_019_000, 1_481_000, 1_524_000, 1_976_000, 2_100_000,
  ]);
});

test("a pair whose two times were read 40 ms apart is ignored, so that time does not jump back", () => {
  const clock = new Clock();
  clock.learn(1, 1001);
  clock.learn(2, 1002.04);
  clock.learn(2.1, 1002.1);
  expect([1.999, 2.001, 2.03].map((ticks) => clock.at(ticks))).toEqual([1_001_999, 1_002_001, 1_002_030]);
});

test("a pair after the clock was set is used from then on", () => {
  const clock = new Clock();
  clock.learn(1, 1001);
  clock.learn(3, 1005);
  expect([1.9, 3].map((ticks) => clock.at(ticks))).toEqual([1_001_900, 1_005_000]);
});

test("times are rounded to microseconds", () => {
  const clock = new Clock();
  clock.learn(2816.123456, 1_795_393_778.052123);
  expect(String(clock.at(2816.123457))).toMatch(/^1795393778052\.\d{1,3}$/);
});
