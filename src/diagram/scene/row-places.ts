// Where the rows of a ladder stand, by what they stand for: entries, and moments between them.

import type { Connection } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import type { Fold } from "../rows/fold.ts";
import { type LadderParts, ROW } from "../rows/ladder-parts.ts";

/** What stands for the time between two rows. */
const PAUSES: ReadonlySet<number> = new Set([ROW.quiet, ROW.tear, ROW.space]);

export class RowPlaces {
  readonly #p: LadderParts;
  /** Of the first entry: what times count from. */
  readonly zero: EpochMs;

  constructor(parts: LadderParts) {
    this.#p = parts;
    this.zero = parts.rows.length === 0 ? 0 : parts.store.entries.at(this.entryOf(0));
  }

  /** Milliseconds from the first row to the last. */
  length(): number {
    const { rows, store, now } = this.#p;
    return Math.max(this.zero, now ?? 0, rows.length === 0 ? 0 : store.entries.at(this.entryOf(rows.length - 1))) - this.zero;
  }

  /** The entry a row stands for; of a fold, the last one that has no row of its own. */
  entryOf(row: number): number {
    const fold = this.foldOf(row);
    return fold && !this.#p.isOpen(fold) ? fold.lastEntry : this.firstOf(row);
  }

  /** The entry with which a row begins. */
  firstOf(row: number): number {
    return this.foldOf(row)?.firstEntry ?? this.#p.rows.ref(row);
  }

  foldOf(row: number): Fold | undefined {
    const { rows, folds } = this.#p;
    return rows.kind(row) === ROW.fold ? folds[rows.ref(row)] : undefined;
  }

  /** When the row below a row begins: what is not shown of the time before it stands at the row. */
  until(row: number): EpochMs {
    const { rows, store } = this.#p;
    let next = row + 1;
    while (rows.kind(next) === ROW.fields1 || rows.kind(next) === ROW.fields2) next++;
    return next < rows.length ? store.entries.at(this.firstOf(next)) : Number.POSITIVE_INFINITY;
  }

  /** The middle of the row that stands for an entry. */
  middle(entry: number): number {
    const { rows } = this.#p;
    const row = this.#p.rowOf(entry);
    return row < 0 ? 0 : rows.y(row) + rows.heightOf(row) / 2;
  }

  /** The middle of the first row at a time or after it; to scale, the time's own place between two rows. */
  middleAt(at: EpochMs): number {
    const { rows, store, options } = this.#p;
    const row = partition(rows.length, (i) => store.entries.at(this.entryOf(i)) < at);
    if (row >= rows.length) return rows.height;
    if (rows.kind(row) !== ROW.space || options.scale === undefined) return rows.y(row) + rows.heightOf(row) / 2;
    const below = this.middle(this.entryOf(row));
    return Math.max(rows.y(row), Math.round(below - (store.entries.at(this.entryOf(row)) - at) * options.scale));
  }

  /** The middle of the last row of a connection that is over: its own, where others happened at the same moment. */
  middleOfLast(connection: Connection): number {
    const { rows, store } = this.#p;
    const at = (row: number) => store.entries.at(this.entryOf(row));
    const last = partition(rows.length, (row) => at(row) <= connection.lastAt) - 1;
    let own = last;
    while (own >= 0 && at(own) === connection.lastAt && store.link(this.entryOf(own))?.connection !== connection) own--;
    const row = own >= 0 && at(own) === connection.lastAt ? own : last;
    return row < 0 ? 0 : rows.y(row) + rows.heightOf(row) / 2;
  }

  /** The top of the first row at a time or after it. */
  edgeAt(at: EpochMs): number {
    const { rows, store } = this.#p;
    let row = partition(rows.length, (i) => store.entries.at(this.entryOf(i)) < at);
    while (row < rows.length && PAUSES.has(rows.kind(row))) row++;
    return rows.y(row);
  }

  /** The bottom of the last row at a time or before it. */
  edgeAfter(at: EpochMs): number {
    const { rows, store } = this.#p;
    return rows.y(partition(rows.length, (i) => store.entries.at(this.entryOf(i)) <= at));
  }
}
