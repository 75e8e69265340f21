import { expect, test } from "@playwright/test";
import { ScrollMap, TALLEST } from "../../../src/panel/ladder/scroll-map.ts";

const VIEWPORT = 700;

function map(content: number): ScrollMap {
  const place = new ScrollMap();
  place.resize(content, VIEWPORT);
  return place;
}

test("below the limit a scroll position is a place in the ladder", () => {
  const place = map(100_000);
  expect(place.canvas).toBe(100_000);
  place.scrolledTo(1234);
  expect(place.top).toBe(1234);
  place.goTo(99_999);
  expect([place.top, place.scroll]).toEqual([99_300, 99_300]);
});

test("above it short ways are pixels, long ways are in proportion, and both ends are reached", () => {
  const content = 22_000_000;
  const place = map(content);
  expect(place.canvas).toBe(TALLEST);
  place.scrolledTo(TALLEST / 2);
  expect(place.top / content).toBeCloseTo(0.5, 3);
  const before = place.top;
  for (let i = 0; i < 100; i++) place.scrolledTo(place.scroll + 100);
  expect(place.top).toBe(before + 10_000);
  place.scrolledTo(TALLEST - VIEWPORT);
  expect(place.top).toBe(content - VIEWPORT);
  place.scrolledTo(0);
  expect(place.top).toBe(0);
});

test("by the wheel alone every place is reached, without a jump at either end", () => {
  const content = 12_000_000;
  const place = map(content);
  place.goTo(40_000);
  let largest = 0;
  for (let i = 0; i < 2000 && place.top > 0; i++) {
    const before = place.top;
    place.scrolledTo(Math.max(0, place.scroll - 100));
    largest = Math.max(largest, before - place.top);
  }
  expect(place.top).toBe(0);
  expect(largest).toBeLessThanOrEqual(200);
});

test("a trace that grows over the limit keeps its place", () => {
  const place = map(9_999_000);
  place.goTo(5_000_000);
  place.resize(10_400_000, VIEWPORT);
  expect(place.top).toBe(5_000_000);
  const { scroll } = place;
  place.scrolledTo(scroll + 50);
  expect(place.top).toBe(5_000_050);
});

test("a trace that was cleared is at its top", () => {
  const place = map(22_000_000);
  place.goTo(20_000_000);
  place.resize(300, VIEWPORT);
  expect([place.top, place.scroll, place.last]).toEqual([0, 0, 0]);
});
