// Where on a ladder an entry or a moment lies, as a y in pixels.

import type { Connection } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import type { Fold } from "./fold.ts";
import type { Ladder } from "./ladder.ts";
import { ROW } from "./row-kinds.ts";

/** So many rows of one moment are looked at. */
const MOST_AT_ONCE = 64;

/** Rows that stand for the time between two others. */
const PAUSES: ReadonlySet<number> = new Set([ROW.quiet, ROW.tear, ROW.space]);

export class RowPositions {
  readonly #ladder: Ladder;

  constructor(ladder: Ladder) {
    this.#ladder = ladder;
  }

  /** The middle of the row that stands for an entry; 0 when there is none. */
  middle(entry: number): number {
    return this.middleOfRow(this.#ladder.rowOf(entry));
  }

  middleOfRow(row: number): number {
    const { rows } = this.#ladder;
    return row < 0 ? 0 : rows.y(row) + rows.heightOf(row) / 2;
  }

  /** The middle of the first row at or after a moment. To scale, the moment's own place between two rows, or in a band. */
  middleAt(at: EpochMs): number {
    const { rows, options } = this.#ladder;
    const row = this.#firstAt(at);
    if (row >= rows.length) return rows.height;
    const cell = this.#cellOf(row);
    if (cell) {
      const share = (at - cell.from) / (cell.until - cell.from);
      return Math.round(rows.y(row) + Math.max(0, Math.min(1, share)) * rows.heightOf(row));
    }
    if (rows.kind(row) !== ROW.space || options.scale === undefined) return this.middleOfRow(row);
    const below = this.#afterSpace(row);
    return Math.max(rows.y(row), Math.round(below.y - (below.at - at) * options.scale));
  }

  /** The moment at a y: to scale, where there is time between two rows or a band; elsewhere that of the row. */
  momentAt(y: number): EpochMs {
    const { rows, options } = this.#ladder;
    const row = rows.at(y);
    const cell = this.#cellOf(row);
    if (cell) return cell.from + Math.max(0, Math.min(1, (y - rows.y(row)) / rows.heightOf(row))) * (cell.until - cell.from);
    if (rows.kind(row) !== ROW.space || options.scale === undefined) return this.#at(row);
    const below = this.#afterSpace(row);
    return below.at - (below.y - y) / options.scale;
  }

  /** The time that a row stands for, if it is a closed band. */
  #cellOf(row: number): Fold["cell"] {
    const fold = this.#ladder.foldAt(row);
    return fold && !this.#ladder.isOpen(fold) ? fold.cell : null;
  }

  /** The moment to which a space between rows leads, and its y: the middle of a row, or where a band begins. */
  #afterSpace(row: number): { readonly at: EpochMs; readonly y: number } {
    const entry = this.#ladder.lastEntry(row);
    const next = this.#ladder.rowOf(entry);
    const cell = this.#cellOf(next);
    return cell ? { at: cell.from, y: this.#ladder.rows.y(next) } : { at: this.#at(row), y: this.middleOfRow(next) };
  }

  /** The middle of the last row of some connections, which have no event after `lastAt`: their own, where rows of others have the same time. */
  middleOfLast(lastAt: EpochMs, isOwn: (connection: Connection) => boolean): number {
    const { store } = this.#ladder;
    const last = this.#firstAfter(lastAt) - 1;
    for (let row = last; row > last - MOST_AT_ONCE && row >= 0 && this.#at(row) === lastAt; row--) {
      const connection = store.link(this.#ladder.lastEntry(row))?.connection;
      if (connection && isOwn(connection)) return this.middleOfRow(row);
    }
    return this.middleOfRow(last);
  }

  /** The top of the first row at or after a moment. */
  topAt(at: EpochMs): number {
    const { rows } = this.#ladder;
    let row = this.#firstAt(at);
    while (row < rows.length && PAUSES.has(rows.kind(row))) row++;
    return rows.y(row);
  }

  /** The bottom of the last row at or before a moment. */
  bottomAt(at: EpochMs): number {
    return this.#ladder.rows.y(this.#firstAfter(at));
  }

  #at(row: number): EpochMs {
    return this.#ladder.store.entries.at(this.#ladder.lastEntry(row));
  }

  #firstAt(at: EpochMs): number {
    return partition(this.#ladder.rows.length, (row) => this.#at(row) < at);
  }

  #firstAfter(at: EpochMs): number {
    return partition(this.#ladder.rows.length, (row) => this.#at(row) <= at);
  }
}
