// Where on a ladder an entry or a moment lies, as a y in pixels.

import type { Connection } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
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

  /** The middle of the first row at or after a moment. To scale, the moment's own place between two rows. */
  middleAt(at: EpochMs): number {
    const { rows, options } = this.#ladder;
    const row = this.#firstAt(at);
    if (row >= rows.length) return rows.height;
    if (rows.kind(row) !== ROW.space || options.scale === undefined) return this.middleOfRow(row);
    const below = this.middle(this.#ladder.lastEntry(row));
    return Math.max(rows.y(row), Math.round(below - (this.#at(row) - at) * options.scale));
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
