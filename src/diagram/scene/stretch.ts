// A stretch of a ladder: the rows that a scene shows, and the time they cover.

import type { EpochMs } from "../../wire/event.ts";
import type { Ladder } from "../rows/ladder.ts";
import { ROW } from "../rows/row-kinds.ts";
import { RowPositions } from "../rows/row-positions.ts";

/** Of what touches a stretch and has no row in it, so much is looked at. */
const MOST_WITHOUT_ROWS = 64;

export class Stretch {
  readonly ladder: Ladder;
  readonly positions: RowPositions;
  /** The first and the last row; the last is -1 when there are no rows. */
  readonly first: number;
  readonly last: number;

  /** The rows that touch the pixels from `top` to `bottom`. */
  constructor(ladder: Ladder, top: number, bottom: number) {
    this.ladder = ladder;
    this.positions = new RowPositions(ladder);
    this.first = ladder.length === 0 ? 0 : ladder.rows.at(top);
    this.last = ladder.length === 0 ? -1 : ladder.rows.at(bottom);
  }

  get isEmpty(): boolean {
    return this.last < this.first;
  }

  /** How many things of one kind, such as requests, are looked at. What has a row is at most the rows; what has none may be any number. */
  get most(): number {
    return MOST_WITHOUT_ROWS + 2 * (this.last - this.first + 1);
  }

  /** When the first row begins. */
  get from(): EpochMs {
    return this.#at(this.ladder.firstEntry(this.first));
  }

  /** When the last row ends. */
  get to(): EpochMs {
    return this.#at(this.ladder.lastEntry(this.last));
  }

  /** When the row below the stretch begins. What happened until then and has no row is drawn at the last row. */
  get until(): EpochMs {
    const { rows } = this.ladder;
    let next = this.last + 1;
    while (rows.kind(next) === ROW.fields1 || rows.kind(next) === ROW.fields2) next++;
    return next < rows.length ? this.#at(this.ladder.firstEntry(next)) : Number.POSITIVE_INFINITY;
  }

  /** The times that the rows cover, in order. A closed fold may stand for any time: of it, only the end counts. */
  get times(): readonly { readonly from: EpochMs; readonly until: EpochMs }[] {
    const { ladder, first, last } = this;
    const times: { from: EpochMs; until: EpochMs }[] = [];
    let isBegun = false;
    for (let row = first; row <= last; row++) {
      const fold = ladder.foldAt(row);
      const isClosed = fold !== undefined && !ladder.isOpen(fold);
      const begin = this.#at(ladder.firstEntry(row));
      const before = times.at(-1);
      if (before && (isBegun || isClosed)) before.until = begin;
      if (!isBegun || isClosed) times.push({ from: isClosed ? this.#at(fold.lastEntry) : begin, until: begin });
      isBegun = !isClosed;
    }
    const end = times.at(-1);
    if (end) end.until = this.until;
    return times;
  }

  /** When the rows begin and end, and when the row below them begins. */
  *moments(): Generator<EpochMs> {
    for (let row = this.first; row <= this.last; row++) {
      yield this.#at(this.ladder.firstEntry(row));
      yield this.#at(this.ladder.lastEntry(row));
    }
    yield this.until;
  }

  /** The entries in the stretch that have rows of their own. */
  *entries(): Generator<number> {
    const { rows } = this.ladder;
    for (let row = this.first; row <= this.last; row++) if (rows.kind(row) === ROW.entry) yield rows.ref(row);
  }

  #at(entry: number): EpochMs {
    return this.ladder.store.entries.at(entry);
  }
}
