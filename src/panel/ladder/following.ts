// Whether new rows are scrolled into view, and if not, how many rows came that the user has not seen.

import type { Ladder } from "../../diagram/rows/ladder.ts";
import { NONE } from "../../session/entries.ts";

export class Following {
  #on = true;
  /** The entry of the last row that was seen, since following ended. It outlasts the rows. `NONE`: no row was there. */
  #seen = NONE;

  get on(): boolean {
    return this.#on;
  }

  /** Begins or ends following. What comes after an end is new. */
  set(on: boolean, ladder: Ladder): void {
    if (this.#on && !on) this.#seen = ladder.length === 0 ? NONE : ladder.lastEntry(ladder.length - 1);
    this.#on = on;
  }

  /** How many rows have come since following ended, below all that were in sight since. `last` is the last row in sight. */
  newRows(ladder: Ladder, last: number): number {
    if (this.#on || ladder.length === 0) return 0;
    const seen = this.#seen === NONE ? -1 : ladder.rows.withFields(ladder.rowOf(this.#seen));
    if (last > seen) this.#seen = ladder.lastEntry(last);
    return ladder.length - 1 - Math.max(seen, last);
  }
}
