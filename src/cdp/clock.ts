// The protocol's monotonic seconds ("ticks") → epoch milliseconds. Requests have both times: each is a pair. All other events are mapped
// with the nearest pair.

import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";

/**
 * Pairs whose offsets differ by less than this are the same clock, and only the first is kept. The browser reads the two times of a request
 * one after the other; on a busy machine up to 40 ms apart were seen. Using each pair would put later events before earlier ones. After the
 * clock was set, or the machine slept, the offset differs by more.
 */
const SAME_CLOCK_MS = 1000;

export class Clock {
  /** Sorted by ticks. `offset` in milliseconds. */
  readonly #pairs: { readonly ticks: number; readonly offset: number }[] = [];

  get known(): boolean {
    return this.#pairs.length > 0;
  }

  /** The time of the first pair; 0 without one. */
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

  /** Rounded to microseconds, the browser's precision. Without a pair: milliseconds of the monotonic clock. */
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
