// How a ladder's rows spread over its length, for the strip beside it: how many were sent, received, broken, not captured in any stretch
// of them. Each block keeps the counts of all rows before it, so that a stretch costs two blocks and not its rows, and rows taken off at
// the end leave nothing to be put right.

import { ENTRY, FLAG } from "../../session/entries.ts";
import type { Store } from "../../session/store.ts";

/** Bits: what a row counts as. Counts stand in this order. */
export const MARK = { sent: 1, received: 2, problem: 4, gap: 8 } as const;

const BLOCK = 32;
const BITS = Object.values(MARK);

export class Density {
  length = 0;
  /** Grows with every change. */
  changes = 0;
  #marks = new Uint8Array(1024);
  /** Of all rows before each block. */
  readonly #before: (readonly number[])[] = [];

  push(mark: number): void {
    const i = this.length;
    if (i === this.#marks.length) {
      const larger = new Uint8Array(Math.ceil(i * 1.5));
      larger.set(this.#marks);
      this.#marks = larger;
    }
    if (i % BLOCK === 0) this.#before[i / BLOCK] = this.#until(i);
    this.#marks[i] = mark;
    this.length = i + 1;
    this.changes++;
  }

  truncate(length: number): void {
    this.length = length;
    this.changes++;
  }

  /** Of the rows from `from` to before `to`. */
  counts(from: number, to: number): readonly number[] {
    const before = this.#until(from);
    return this.#until(to).map((count, k) => count - (before[k] ?? 0));
  }

  /** How many rows each of at most so many bars stands for: a power of two, so that a bar keeps its rows while a trace grows. */
  rowsABar(most: number): number {
    let rows = 1;
    while (rows * most < this.length) rows *= 2;
    return rows;
  }

  /** Of all rows before `to`. */
  #until(to: number): readonly number[] {
    // A block has its counts once it has a row; until then the one before it is counted to its end.
    const block = Math.max(0, to < this.length ? Math.floor(to / BLOCK) : Math.ceil(to / BLOCK) - 1);
    return BITS.map((bit, k) => {
      let count = this.#before[block]?.[k] ?? 0;
      for (let i = block * BLOCK; i < to; i++) if ((this.#marks[i] ?? 0) & bit) count++;
      return count;
    });
  }
}

/** What an entry's row counts as. */
export function markOf({ entries }: Store, entry: number): number {
  const problem = entries.isProblem(entry) ? MARK.problem : 0;
  switch (entries.kind(entry)) {
    case ENTRY.packet:
      return problem | (entries.flags(entry) & FLAG.sent ? MARK.sent : MARK.received);
    case ENTRY.gap:
      return MARK.gap;
    default:
      return problem;
  }
}
