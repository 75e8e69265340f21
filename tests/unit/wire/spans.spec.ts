import { expect, test } from "@playwright/test";
import { Spans } from "../../../src/wire/spans.ts";

/** So many spans that blocks of blocks are needed. */
const MANY = 10_000;

/** A span each 10 ms, which takes 25 ms. */
function many(): Spans {
  const spans = new Spans();
  for (let i = 0; i < MANY; i++) spans.set(i, i * 10, i * 10 + 25);
  return spans;
}

test("finds the spans that touch a stretch of time, the last one first", () => {
  const spans = many();
  expect([...spans.touching(50_000, 50_011)]).toEqual([5001, 5000, 4999, 4998]);
  expect([...spans.touching(-2, -1)]).toEqual([]);
  expect([spans.first, spans.last]).toEqual([0, (MANY - 1) * 10 + 25]);
});

test("finds a span that goes on, until it ends", () => {
  const spans = many();
  spans.set(70, 700, Number.POSITIVE_INFINITY);
  expect([...spans.touching(90_001, 90_002)]).toEqual([9000, 8999, 8998, 70]);
  expect(spans.last).toBe(Number.POSITIVE_INFINITY);
  spans.end(70, 701);
  expect([...spans.touching(90_001, 90_002)]).toEqual([9000, 8999, 8998]);
});

test("forgets the spans that are removed", () => {
  const spans = many();
  spans.truncate(65);
  expect([spans.length, spans.last]).toEqual([65, 665]);
  expect([...spans.touching(640, Number.POSITIVE_INFINITY)]).toEqual([64, 63, 62]);
  spans.truncate(0);
  expect([spans.first, spans.last]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
});
