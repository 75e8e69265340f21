// How many rows of any stretch of a ladder are sent, received, problems or gaps, for the density strip beside it. Each block of 32 rows
// keeps the counts of all rows before it. So a stretch costs the rows of two blocks, and rows removed at the end leave nothing to correct.

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
  /** For each block, the counts of all rows before it. */
  readonly #before: (readonly number[])[] = [];

  push(bits: number): void {
    const i = this.length;
    if (i === this.#bits.length) {
      const larger = new Uint8Array(Math.ceil(i * 1.5));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    if (i % BLOCK === 0) this.#before[i / BLOCK] = this.#until(i);
    this.#bits[i] = bits;
    this.length = i + 1;
    this.changes++;
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
    // A block gets its counts with its first row. Without one, count the block before it to its end.
    const block = Math.max(0, to < this.length ? Math.floor(to / BLOCK) : Math.ceil(to / BLOCK) - 1);
    return BITS.map((bit, k) => {
      let count = this.#before[block]?.[k] ?? 0;
      for (let i = block * BLOCK; i < to; i++) if ((this.#bits[i] ?? 0) & bit) count++;
      return count;
    });
  }
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
