// Times as a user writes them.

import { expect, test } from "@playwright/test";
import { readTime } from "../../../../src/panel/go-to/time-text.ts";

/** 12:00:00 on a clock that is an hour ahead of UTC; the trace lasts 40 minutes. */
const FIRST = Date.parse("2026-11-27T11:00:00.000Z");
const read = (text: string, { isClock = false, minutes = 40, first = FIRST } = {}) => {
  const at = readTime(text, { first, last: first + minutes * 60_000, from: first + 60_000, isClock, zone: () => 60 });
  return at === null ? null : at - first;
};

test("a time counts from the first row, as the time column writes it", () => {
  expect(read("41.2")).toBe(41_200);
  expect(read("0.041")).toBe(41);
  expect(read(" 31:07.9 ")).toBe(1_867_900);
  expect(read("31:07,9")).toBe(1_867_900);
  expect(read("90s")).toBe(90_000);
  expect(read("1:02:06", { minutes: 120 })).toBe(3_726_000);
});

test("what the trace is too short for is a time of the clock, and with the clock in the column the other way round", () => {
  expect(read("12:03:44.5")).toBe(224_500);
  expect(read("12:03")).toBe(723_000);
  expect(read("12:03", { isClock: true })).toBe(180_000);
  expect(read("31:07", { isClock: true })).toBe(1_867_000);
  expect(read("1:02:06", { minutes: 120, isClock: true })).toBe(3_726_000);
});

test("a time of the clock after midnight is one of the next day", () => {
  const first = Date.parse("2026-11-27T22:30:00.000Z");
  expect(read("0:10:00", { first, minutes: 60, isClock: true })).toBe(40 * 60_000);
});

test("a sign counts from the selected row", () => {
  expect(read("+5s")).toBe(65_000);
  expect(read("-200 ms")).toBe(59_800);
  expect(read("−2min")).toBe(-60_000);
  expect(read("+1:30")).toBe(150_000);
});

test("a date is a moment of its own", () => {
  expect(read("2026-11-27T11:10:00Z")).toBe(600_000);
  expect(read("2026-11-27 11:10:00.25Z")).toBe(600_250);
});

test("anything else is no time", () => {
  for (const text of ["", "soon", "+", "5 parsecs", "1:2:3:4", "12:", "2026-13-45", "+soon", "1e3"]) expect(read(text), text).toBeNull();
});
