import { expect, test } from "@playwright/test";
import { Hits } from "../../../../src/panel/find/hits.ts";

/** Entry n happened at 10 n, but entry 9 was reported late: it happened with entry 3. */
const hitsFrom = (first: number) => new Hits({ at: (entry) => (entry === 9 ? 30 : entry * 10) }, first);

test("hits are in the order of time, wherever the search began", () => {
  const hits = hitsFrom(5);
  for (const entry of [5, 7, 9, 8, 1, 3]) hits.add(entry);
  expect(Array.from({ length: hits.length }, (_, nth) => hits.at(nth))).toEqual([1, 3, 9, 5, 7, 8]);
  expect([hits.at(-1), hits.at(6)]).toEqual([undefined, undefined]);
  expect([0, 2, 3].map((nth) => hits.isAfterFirst(nth))).toEqual([false, false, true]);
});

test("an entry that is found twice is one hit", () => {
  const hits = hitsFrom(2);
  for (const entry of [2, 4, 6, 4, 6, 9, 9]) hits.add(entry);
  expect(hits.length).toBe(4);
});

test("it says how many are earlier, whether an entry is one, and whether there is one in a stretch of time", () => {
  const hits = hitsFrom(0);
  for (const entry of [2, 4, 6]) hits.add(entry);
  expect([0, 2, 3, 6, 7].map((entry) => hits.countBefore(entry))).toEqual([0, 0, 1, 2, 3]);
  expect([2, 3].map((entry) => hits.has(entry))).toEqual([true, false]);
  expect([hits.isBetween(0, 20), hits.isBetween(20, 21), hits.isBetween(41, 61), hits.isBetween(61, Number.POSITIVE_INFINITY)]).toEqual([
    ...[false, true, true, false],
  ]);
});
