// The rows at which findings begin. Findings come, change and go while a trace grows, also far above, so what is said of them stands in lines
// between the rows (`RowList.lines`): a line that comes or goes makes no row anew.
//
//   beginnings in the order of time ──► the row of each: its own, the fold it is in, or, when it has none, the row before it

import type { Beginning } from "../../findings/beginnings.ts";
import { partition } from "../../wire/partition.ts";
import type { Ladder } from "./ladder.ts";

/** A finding that begins at a row. */
export interface Begun {
  readonly beginning: Beginning;
  readonly row: number;
  /** The line that says so is below this row, and below so many others; null where the row is only marked. */
  readonly line: { readonly row: number; readonly others: number } | null;
}

export class Beginnings {
  readonly #ladder: Ladder;
  #all: readonly Beginning[] = [];
  /** The rows of the first of `#all`: of those whose entries have been read. */
  readonly #rows: number[] = [];
  /** Grows when a line comes or goes. */
  changes = 0;

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
  }

  /** Replaces what was there before. The rows of those before the first difference stay. */
  set(beginnings: readonly Beginning[]): void {
    const { entries } = this.#ladder.store;
    const from = this.#ladder.options.part?.from ?? 0;
    const all = beginnings
      .map((beginning) => ({ beginning, place: entries.placeOf(beginning.entry) }))
      .filter(({ place }) => place >= from)
      .sort((a, b) => a.place - b.place)
      .map(({ beginning }) => beginning);
    const same = all.findIndex((one, k) => one.entry !== this.#all[k]?.entry || hasLine(one) !== hasLine(this.#all[k]));
    this.#keep(same < 0 ? all.length : same);
    this.#all = all;
  }

  /** The rows from `row` on were removed, and the entries from `place` on will be read again. */
  cut(row: number, place = Number.POSITIVE_INFINITY): void {
    const { entries } = this.#ladder.store;
    let kept = this.#rows.length;
    while (kept > 0 && ((this.#rows[kept - 1] ?? 0) >= row || entries.placeOf(this.#all[kept - 1]?.entry ?? 0) >= place)) kept--;
    this.#keep(kept);
  }

  /** Finds the rows of all whose entries stand before `place`. */
  place(place: number): void {
    const { store, rows } = this.#ladder;
    for (let k = this.#rows.length; k < this.#all.length && rows.length > 0; k++) {
      const beginning = this.#all[k];
      if (beginning === undefined || store.entries.placeOf(beginning.entry) >= place) break;
      const row = Math.max(0, this.#ladder.rowOf(beginning.entry));
      this.#rows.push(row);
      if (!hasLine(beginning)) continue;
      rows.lines.push(rows.withFields(row));
      this.changes++;
    }
  }

  /** Those at the rows from `first` to `last`. */
  *within(first: number, last: number): Generator<Begun> {
    const { rows } = this.#ladder;
    let above = -1;
    let others = 0;
    for (let k = partition(this.#rows.length, (i) => (this.#rows[i] ?? 0) < first); k < this.#rows.length; k++) {
      const [beginning, row = 0] = [this.#all[k], this.#rows[k]];
      if (beginning === undefined || row > last) return;
      if (row !== above) others = 0;
      above = row;
      yield { beginning, row, line: hasLine(beginning) ? { row: rows.withFields(row), others: others++ } : null };
    }
  }

  #keep(count: number): void {
    const { lines } = this.#ladder.rows;
    for (let k = this.#rows.length - 1; k >= count; k--) {
      this.#rows.pop();
      if (!hasLine(this.#all[k])) continue;
      lines.pop();
      this.changes++;
    }
  }
}

/** What only explains is marked; what is wrong is said in words. */
function hasLine(beginning: Beginning | undefined): boolean {
  return beginning !== undefined && beginning.severity !== "info";
}
