// Counts the rows that a filter hides: for each seam, which stands between two rows, how many are hidden there; and for the density strip, what
// all rows count as and what the shown ones do. Entries are added and removed at the end only.

import { partition } from "../../wire/partition.ts";
import { RowCounts } from "./row-counts.ts";

export class HiddenRows {
  /**
   * What all entries count as, and those alone that the filter shows, by their places in time order, counted from the first place of the ladder.
   * Empty without a filter.
   */
  readonly recorded = new RowCounts();
  readonly shown = new RowCounts();
  /** The rows that are seams, and how many rows each hides. */
  readonly #seams: number[] = [];
  readonly #counts: number[] = [];

  /** Adds the entry of the next place. `bits`: what its row counts as, see `ROW_BIT`. */
  push(bits: number, isShown: boolean): void {
    this.recorded.push(bits);
    this.shown.push(isShown ? bits : 0);
  }

  /** Lets the entry of a place count as something else. */
  set(place: number, bits: number, isShown: boolean): void {
    if (place < 0 || place >= this.recorded.length) return;
    this.recorded.set(place, bits);
    if (isShown) this.shown.set(place, bits);
  }

  pushSeam(row: number, count: number): void {
    this.#seams.push(row);
    this.#counts.push(count);
  }

  /** Removes the seams from `row` on, and the entries from `place` on. */
  truncate(row: number, place = this.recorded.length): void {
    this.#seams.length = this.#counts.length = partition(this.#seams.length, (i) => (this.#seams[i] ?? 0) < row);
    if (place >= this.recorded.length) return;
    this.recorded.truncate(place);
    this.shown.truncate(place);
  }

  /** How many rows are hidden at a seam. */
  countAt(row: number): number {
    return this.#counts[partition(this.#seams.length, (i) => (this.#seams[i] ?? 0) < row)] ?? 0;
  }
}
