// Which rows of a ladder are no longer what the trace says. Most that is reported late changes where rows stand, so all from its place on are made
// anew. That an event has no ACK may turn out long after it, and changes only what its own row counts as. That a request or a packet is lost
// changes no row: only its words say so.

import { type Entries, FLAG, NONE } from "../../session/entries.ts";

/** So many rows are corrected one by one; if there are more, all from the next one on are made anew. */
const MOST_MARKED = 256;

export class StaleRows {
  /** The earliest place in time order from which rows are made anew; infinite if none are. */
  from = 0;
  /** Packets before it whose own rows are stale. */
  readonly marked = new Set<number>();
  readonly #entries: Entries;

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  /** Facts about an entry have changed, see `Entries.changed`. `made`: the place after the last one that has its rows. */
  changed(entry: number, bits: number | undefined, made: number): void {
    const entries = this.#entries;
    // A late pong may be paired with its ping after it was found late.
    if (bits !== undefined && (bits & ~FLAG.lost) === 0 && !(entries.isHeartbeat(entry) && entries.isLate(entry))) return;
    const place = this.#firstPlace(entry);
    if (place >= Math.min(this.from, made)) return;
    // Whether another packet than a ping or pong has a row, and where, does not depend on its flags.
    const isAlone = bits !== undefined && entries.isPacket(entry) && !entries.isHeartbeat(entry);
    if (isAlone && this.marked.size < MOST_MARKED) this.marked.add(entry);
    else this.from = place;
  }

  /** All rows are being made. */
  clear(): void {
    this.from = Number.POSITIVE_INFINITY;
    this.marked.clear();
  }

  /** The first place in time order whose row may change with an entry. A ping and its pong are folded together, or neither is. */
  #firstPlace(entry: number): number {
    const entries = this.#entries;
    const place = entries.placeOf(entry);
    const peer = entries.isHeartbeat(entry) ? entries.peer(entry) : NONE;
    return peer === NONE ? place : Math.min(place, entries.placeOf(peer));
  }
}
