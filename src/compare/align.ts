// Aligns two lists: which items of one stand for which of the other, in the same order. Myers, "An O(ND) Difference Algorithm and Its
// Variations" (1986), in rounds: a round goes as far as `MOST_EDITS` items without a partner lead, and the next one begins there. So the work is at
// most `MOST_EDITS` times the length of the lists, however unlike they are; what few edits part is aligned at best.

import { partition } from "../wire/partition.ts";

const MOST_EDITS = 256;

export type Match = readonly [a: number, b: number];

/** The indexes of items that are the same in both lists, in order. */
export function align(a: readonly string[], b: readonly string[]): Match[] {
  const found: Match[] = [];
  for (let from: Match = [0, 0]; from[0] < a.length && from[1] < b.length; ) from = round(a, b, from, found);
  return found;
}

/** Adds the matches of one round to `found`. Returns where it ended. */
function round(a: readonly string[], b: readonly string[], [fromA, fromB]: Match, found: Match[]): Match {
  const n = a.length - fromA;
  const m = b.length - fromB;
  /** By round and diagonal (index in a − index in b): how far in `a` so many edits lead. */
  const reached: Int32Array[] = [];
  const at = (edits: number, k: number) => reached[edits]?.[k + edits] ?? -1;
  /** Where the best path comes to a diagonal with its last edit. */
  const begin = (edits: number, k: number): number => {
    if (edits === 0) return 0;
    const down = k < edits ? at(edits - 1, k + 1) : -1;
    const right = k > -edits ? at(edits - 1, k - 1) : -1;
    return k === -edits || (k !== edits && right < down) ? down : right + 1;
  };
  let best = { edits: 0, k: 0, sum: -1 };
  for (let edits = 0; edits <= MOST_EDITS && best.sum < n + m; edits++) {
    const row = new Int32Array(2 * edits + 1).fill(-1);
    reached.push(row);
    for (let k = -edits; k <= edits; k += 2) {
      let x = begin(edits, k);
      if (x < 0 || x > n || x - k > m || x - k < 0) continue;
      while (x < n && x - k < m && a[fromA + x] === b[fromB + x - k]) x++;
      row[k + edits] = x;
      if (2 * x - k > best.sum) best = { edits, k, sum: 2 * x - k };
    }
  }
  const matches: Match[] = [];
  let x = at(best.edits, best.k);
  const end: Match = [fromA + x, fromB + x - best.k];
  for (let { edits, k } = best; edits >= 0; edits--) {
    const start = begin(edits, k);
    for (x--; x >= start; x--) matches.push([fromA + x, fromB + x - k]);
    if (edits === 0) break;
    const isDown = start === at(edits - 1, k + 1) && (k === -edits || (k !== edits && at(edits - 1, k - 1) < start));
    k += isDown ? 1 : -1;
    x = isDown ? start : start - 1;
  }
  for (const match of matches.reverse()) found.push(match);
  return end;
}

/** The most of these matches, given in the order of `a`, that are in the order of `b` too. */
export function inBothOrders(matches: readonly Match[]): Match[] {
  /** By length: the last match of the best such row of matches. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [i, [, b]] of matches.entries()) {
    const length = partition(ends.length, (shorter) => (matches[ends[shorter] ?? 0]?.[1] ?? 0) < b);
    before[i] = ends[length - 1] ?? -1;
    ends[length] = i;
  }
  const kept: Match[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i] ?? -1) {
    const match = matches[i];
    if (match) kept.push(match);
  }
  return kept.reverse();
}
