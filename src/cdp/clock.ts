// The protocol's monotonic seconds → epoch milliseconds. Requests carry both times; everything else is mapped by the nearest of those pairs.

import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";

/**
 * The two times of a request are read one after the other: microseconds apart, but on a busy machine the browser may have to wait between
 * them (40 ms seen). Pairs that differ by less than this are the same clock: taking each would put what came later before what came
 * earlier. A clock that was set, or slept, differs by more.
 */
const SAME_CLOCK_MS = 1000;

export class Clock {
  /** Ascending by ticks. */
  readonly #pairs: { readonly ticks: number; readonly offset: number }[] = [];

  get known(): boolean {
    return this.#pairs.length > 0;
  }

  /** The earliest time it knows, 0 when it knows none. */
  get start(): EpochMs {
    const first = this.#pairs[0];
    return first ? this.at(first.ticks) : 0;
  }

  /** `ticks` and `wallTime` in seconds. Pairs may come in any order. */
  learn(ticks: number, wallTime: number): void {
    const offset = (wallTime - ticks) * 1000;
    const place = this.#after(ticks);
    const near = this.#nearest(ticks, place);
    if (near && Math.abs(near.offset - offset) < SAME_CLOCK_MS) return;
    this.#pairs.splice(place, 0, { ticks, offset });
  }

  /** Rounded to microseconds, which is what the browser gives. Without any pair, milliseconds of the monotonic clock. */
  at(ticks: number): EpochMs {
    const offset = this.#nearest(ticks, this.#after(ticks))?.offset ?? 0;
    return Math.round((ticks * 1000 + offset) * 1000) / 1000;
  }

  #nearest(ticks: number, place: number) {
    const before = this.#pairs[place - 1];
    const after = this.#pairs[place];
    return before && after ? (ticks - before.ticks <= after.ticks - ticks ? before : after) : (before ?? after);
  }

  /** The place of the first pair later than `ticks`. */
  #after(ticks: number): number {
    return partition(this.#pairs.length, (place) => (this.#pairs[place]?.ticks ?? 0) <= ticks);
  }
}
