// How many rows of any stretch of a ladder are sent, received, problems or gaps, for the density strip beside it. Blocks of 32 rows are
// summed up in a Fenwick tree. So a stretch costs the rows of two blocks and a few sums, a row that counts as something else changes a few sums,
// and rows removed at the end leave nothing to correct.

import { ENTRY, FLAG } from "../../session/entries.ts";
import type { Store } from "../../session/store.ts";

/** What a row counts as, as bits. `counts` returns its numbers in this order. */
export const ROW_BIT = { sent: 1, received: 2, problem: 4, gap: 8 } as const;

const BLOCK = 32;
const BITS = Object.values(ROW_BIT);

export class RowCounts {
  length = 0;
  /** Grows with every change. */
  changes = 0;
  #bits = new Uint8Array(1024);
  /** Element n sums up the blocks from n - b up to, but not including, n, where b is the lowest bit of n. It is right if row 32 n exists. */
  readonly #sums: number[][] = [];

  push(bits: number): void {
    const i = this.length;
    if (i === this.#bits.length) {
      const larger = new Uint8Array(Math.ceil(i * 1.5));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    if (i > 0 && i % BLOCK === 0) this.#sumUp(i / BLOCK);
    this.#bits[i] = bits;
    this.length = i + 1;
    this.changes++;
  }

  /** Lets a row count as something else. */
  set(row: number, bits: number): void {
    const before = this.#bits[row] ?? 0;
    if (bits === before) return;
    this.#bits[row] = bits;
    this.changes++;
    const change = BITS.map((bit) => Number((bits & bit) > 0) - Number((before & bit) > 0));
    for (let n = Math.floor(row / BLOCK) + 1; n * BLOCK < this.length; n += n & -n) add(this.#sums[n], change);
  }

  truncate(length: number): void {
    this.length = length;
    this.changes++;
  }

  /** The counts of the rows from `from` up to, but not including, `to`. */
  counts(from: number, to: number): readonly number[] {
    const before = this.#until(from);
    return this.#until(to).map((count, k) => count - (before[k] ?? 0));
  }

  /** How many rows one of at most `most` bars stands for. It is a power of two, so that a bar keeps its rows while a trace grows. */
  rowsPerBar(most: number): number {
    let rows = 1;
    while (rows * most < this.length) rows *= 2;
    return rows;
  }

  /** The counts of all rows before `to`. */
  #until(to: number): readonly number[] {
    // A block is summed up with the first row after it. Without one, count it to its end.
    const block = Math.max(0, to < this.length ? Math.floor(to / BLOCK) : Math.ceil(to / BLOCK) - 1);
    const counts = this.#countRows(block * BLOCK, to);
    for (let n = block; n > 0; n -= n & -n) add(counts, this.#sums[n]);
    return counts;
  }

  /** Sums up the blocks that element `n` stands for: the last one, and those of the elements before it. */
  #sumUp(n: number): void {
    const sum = this.#countRows((n - 1) * BLOCK, n * BLOCK);
    for (let blocks = 1; blocks < (n & -n); blocks *= 2) add(sum, this.#sums[n - blocks]);
    this.#sums[n] = sum;
  }

  #countRows(from: number, to: number): number[] {
    return BITS.map((bit) => {
      let count = 0;
      for (let i = from; i < to; i++) if ((this.#bits[i] ?? 0) & bit) count++;
      return count;
    });
  }
}

function add(counts: number[] | undefined, more: readonly number[] = []): void {
  if (counts) for (let k = 0; k < more.length; k++) counts[k] = (counts[k] ?? 0) + (more[k] ?? 0);
}

/** What an entry's row counts as. */
export function bitsOf({ entries }: Store, entry: number): number {
  const problem = entries.isProblem(entry) ? ROW_BIT.problem : 0;
  switch (entries.kind(entry)) {
    case ENTRY.packet:
      return problem | (entries.flags(entry) & FLAG.sent ? ROW_BIT.sent : ROW_BIT.received);
    case ENTRY.gap:
      return ROW_BIT.gap;
    default:
      return problem;
  }
}
