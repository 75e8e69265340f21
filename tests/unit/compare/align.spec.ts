// Two lists are aligned with as few items without a partner as can be, and unlike ones with bounded work.

import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { align, inBothOrders } from "../../../src/compare/align.ts";

const words = (text: string) => [...text];
const common = (a: string, b: string) =>
  align(words(a), words(b))
    .map(([i]) => a[i])
    .join("");

test("what both have is matched, what one has is left out", () => {
  expect(common("abcdef", "abcdef")).toBe("abcdef");
  expect(common("abcdef", "acdxf")).toBe("acdf");
  expect(common("abc", "xyz")).toBe("");
  expect(common("", "abc")).toBe("");
  expect(common("aaaaab", "aab")).toBe("aab");
  expect(common("abcabba", "cbabac")).toHaveLength(4);
});

test("matches are the same item, in the order of both lists, and as many as there can be", () => {
  const list = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 40 });
  fc.assert(
    fc.property(list, list, (a, b) => {
      const found = align(a, b);
      for (const [i, j] of found) expect(a[i]).toBe(b[j]);
      for (const [k, [i, j]] of found.entries()) {
        const [lastI, lastJ] = found[k - 1] ?? [-1, -1];
        expect(i > lastI && j > lastJ).toBe(true);
      }
      expect(found.length).toBe(longest(a, b));
    }),
  );
});

/** The length of the longest common subsequence, by the table of all pairs. */
function longest(a: readonly string[], b: readonly string[]): number {
  let above = new Array<number>(b.length + 1).fill(0);
  for (const one of a) {
    const row = [0];
    for (const [j, other] of b.entries()) row.push(one === other ? (above[j] ?? 0) + 1 : Math.max(above[j + 1] ?? 0, row[j] ?? 0));
    above = row;
  }
  return above.at(-1) ?? 0;
}

test("the work for lists that have nothing in common grows with their length, not with its square", () => {
  const compared = (n: number) => {
    let count = 0;
    const counted = (name: string) =>
      new Proxy(
        Array.from({ length: n }, (_, i) => `${name}${i}`),
        {
          get: (target, key) => {
            if (key !== "length") count++;
            return Reflect.get(target, key);
          },
        },
      );
    align(counted("a"), counted("b"));
    return count;
  };
  expect(compared(2_000) / compared(1_000)).toBeLessThan(2.3);
});

test("of matches that cross, the most that do not cross are kept", () => {
  const matches = [
    [0, 0],
    [1, 3],
    [2, 1],
    [3, 2],
    [4, 4],
  ] as const;
  expect(inBothOrders(matches)).toEqual([
    [0, 0],
    [2, 1],
    [3, 2],
    [4, 4],
  ]);
  expect(inBothOrders([])).toEqual([]);
});
