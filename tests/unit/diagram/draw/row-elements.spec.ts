// Which element shows which row, and how many are made. The rows are numbers here.

import { expect, test } from "@playwright/test";
import { RowElements } from "../../../../src/diagram/draw/row-elements.ts";
import type { Row } from "../../../../src/diagram/scene/scene.ts";

const row = (key: number) => ({ key }) as Row;
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

class Elements {
  readonly #elements = new RowElements();
  made = 0;

  /** The rows in the order of the document after these are in sight. */
  show(keys: readonly number[]): number[] {
    const shown = this.#elements.show(keys.map(row));
    this.made = Math.max(this.made, ...shown.map(({ element }) => element + 1));
    expect(new Set(shown.map(({ element }) => element)).size).toBe(keys.length);
    expect(shown.map(({ row }) => row.key).sort((a, b) => a - b)).toEqual([...keys].sort((a, b) => a - b));
    return shown.map(({ row }) => row.key);
  }
}

test("a scroll step gives the rows that come the elements of those that go, and no other element changes", () => {
  const elements = new Elements();
  expect(elements.show(range(0, 60))).toEqual(range(0, 60));
  expect(elements.show(range(11, 71))).toEqual([...range(60, 71), ...range(11, 60)]);
  expect(elements.show(range(5, 65))).toEqual([...range(60, 65), ...range(5, 60)]);
  for (let top = 6; top < 1000; top++) elements.show(range(top, top + 60));
  expect(elements.made).toBe(60);
});

test("a jump changes every element, which are in the order of the rows again", () => {
  const elements = new Elements();
  elements.show(range(0, 60));
  elements.show(range(11, 71));
  expect(elements.show(range(1000, 1060))).toEqual(range(1000, 1060));
  expect(elements.made).toBe(60);
});

test("with more rows in sight, elements are made only for those that are more, and with fewer the others go", () => {
  const elements = new Elements();
  elements.show(range(0, 40));
  expect(elements.show(range(0, 60))).toEqual(range(0, 60));
  expect(elements.show(range(100, 180))).toEqual(range(100, 180));
  expect(elements.made).toBe(80);
  expect(elements.show(range(100, 120))).toEqual(range(100, 120));
});

test("rows that come between rows that stay get elements between theirs", () => {
  const elements = new Elements();
  elements.show([10, 20, 30, 40]);
  expect(elements.show([5, 10, 15, 16, 20, 40])).toEqual([5, 10, 15, 16, 20, 40]);
  expect(elements.show([20, 40])).toEqual([20, 40]);
  expect(elements.show([1, 2, 20, 30, 31, 40, 50])).toEqual([1, 2, 20, 30, 31, 40, 50]);
});

test("rows at random: each has one element, whatever was in sight before", () => {
  const elements = new Elements();
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  for (let i = 0; i < 500; i++) elements.show(range(0, 40).filter(() => random(3) > 0));
});
