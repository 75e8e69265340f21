import { expect, test } from "@playwright/test";
import { Distribution, ERROR } from "../../../src/statistics/distribution.ts";

function of(durations: readonly number[]): Distribution {
  const distribution = new Distribution();
  for (const ms of durations) distribution.add(ms);
  return distribution;
}

/** The least duration that the part `q` does not exceed, by sorting all. */
const sorted = (durations: readonly number[], q: number) => durations.toSorted((a, b) => a - b)[Math.ceil(q * durations.length) - 1] ?? 0;

test("has no quantile and no maximum without durations", () => {
  expect(of([]).quantile(0.5)).toBeNull();
  expect(of([]).max).toBe(0);
});

test("up to 64 durations have exact quantiles", () => {
  const durations = Array.from({ length: 64 }, (_, i) => ((i * 37) % 64) * 1.7);
  for (const q of [0, 0.01, 0.5, 0.95, 1]) expect(of(durations).quantile(q)).toBe(sorted(durations, Math.max(q, 1 / 64)));
  expect(of([3, 1, 2]).quantile(0.5)).toBe(2);
});

test("quantiles of many durations, from microseconds to days, are off by at most 1 %, and the maximum is exact", () => {
  const durations = Array.from({ length: 10_000 }, (_, i) => 0.11 * 1.0022 ** ((i * 7919) % 10_000));
  const distribution = of(durations);
  for (const q of [0.001, 0.05, 0.5, 0.9, 0.95, 0.999, 1]) {
    const exact = sorted(durations, q);
    expect(Math.abs((distribution.quantile(q) ?? 0) / exact - 1), `${q}`).toBeLessThanOrEqual(ERROR + 1e-9);
  }
  expect(distribution.max).toBe(Math.max(...durations));
});

test("durations of 0 and of years, and a clock that went back, count", () => {
  const distribution = of(Array.from({ length: 300 }, (_, i) => [0, 1e11, -5][i % 3] ?? 0));
  expect(distribution.count).toBe(300);
  expect(distribution.quantile(0.5)).toBeLessThanOrEqual(0.1);
  expect(distribution.quantile(0.99)).toBeGreaterThan(9e8);
  expect(distribution.max).toBe(1e11);
});
