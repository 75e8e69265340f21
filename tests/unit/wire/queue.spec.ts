import { expect, test } from "@playwright/test";
import { Queue } from "../../../src/wire/queue.ts";

test("what is put into a queue comes out in the same order, also while more is put in", () => {
  const queue = new Queue<number>();
  const out: number[] = [];
  for (let i = 0; i < 100; i++) {
    queue.push(2 * i);
    queue.push(2 * i + 1);
    out.push(queue.first ?? -1);
    queue.shift();
  }
  expect(out).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(queue.all).toEqual(Array.from({ length: 100 }, (_, i) => 100 + i));
  queue.clear();
  expect(queue.first).toBeUndefined();
  queue.shift();
  queue.push(1);
  expect(queue.all).toEqual([1]);
});
