import { expect, test } from "@playwright/test";
import { ScrollMap, TALLEST } from "../../../src/panel/ladder/scroll-map.ts";

const VIEWPORT = 700;

function mapOf(content: number): ScrollMap {
  const map = new ScrollMap();
  map.resize(content, VIEWPORT);
  return map;
}

test("below the limit, scroll and top are equal", () => {
  const map = mapOf(100_000);
  expect(map.canvas).toBe(100_000);
  map.scrolledTo(1234);
  expect(map.top).toBe(1234);
  map.goTo(99_999);
  expect([map.top, map.scroll]).toEqual([99_300, 99_300]);
});

test("above the limit, a short way is counted in pixels, a long way in proportion, and both ends are reached", () => {
  const content = 22_000_000;
  const map = mapOf(content);
  expect(map.canvas).toBe(TALLEST);
  map.scrolledTo(TALLEST / 2);
  expect(map.top / content).toBeCloseTo(0.5, 3);
  const before = map.top;
  for (let i = 0; i < 100; i++) map.scrolledTo(map.scroll + 100);
  expect(map.top).toBe(before + 10_000);
  map.scrolledTo(TALLEST - VIEWPORT);
  expect(map.top).toBe(content - VIEWPORT);
  map.scrolledTo(0);
  expect(map.top).toBe(0);
});

test("scrolling up by the wheel reaches the top without a jump", () => {
  const content = 12_000_000;
  const map = mapOf(content);
  map.goTo(40_000);
  let largest = 0;
  for (let i = 0; i < 2000 && map.top > 0; i++) {
    const before = map.top;
    map.scrolledTo(Math.max(0, map.scroll - 100));
    largest = Math.max(largest, before - map.top);
  }
  expect(map.top).toBe(0);
  expect(largest).toBeLessThanOrEqual(200);
});

test("a ladder that grows over the limit keeps its top", () => {
  const map = mapOf(9_999_000);
  map.goTo(5_000_000);
  map.resize(10_400_000, VIEWPORT);
  expect(map.top).toBe(5_000_000);
  const { scroll } = map;
  map.scrolledTo(scroll + 50);
  expect(map.top).toBe(5_000_050);
});

test("a ladder that becomes short is at its top", () => {
  const map = mapOf(22_000_000);
  map.goTo(20_000_000);
  map.resize(300, VIEWPORT);
  expect([map.top, map.scroll, map.last]).toEqual([0, 0, 0]);
});
