// The protocol's monotonic seconds ("ticks") → epoch milliseconds. Requests have both times: each is a pair. Ticks never go back, and neither do
// the times made of them, whatever the wall clock does.

import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";

/**
 * Pairs whose offsets differ by less than this are the same clock, and only the first is kept. The browser reads the two times of a request
 * one after the other; on a busy machine up to 40 ms apart were seen. Using each pair would put later events before earlier ones.
 */
const SAME_CLOCK_MS = 1000;

export class Clock {
  /** Sorted by ticks and by `offset`, in milliseconds: a pair after the wall clock was set back is left out. */
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
    const { offset: least = Number.NEGATIVE_INFINITY } = this.#pairs[place - 1] ?? {};
    const { offset: most = Number.POSITIVE_INFINITY } = this.#pairs[place] ?? {};
    if (offset - least >= SAME_CLOCK_MS && most - offset >= SAME_CLOCK_MS) this.#pairs.splice(place, 0, { ticks, offset });
  }

  /** Rounded to microseconds, the browser's precision. Without a pair: milliseconds of the monotonic clock. */
  at(ticks: number): EpochMs {
    return Math.round((ticks * 1000 + this.offset(ticks)) * 1000) / 1000;
  }

  /**
   * Milliseconds from the monotonic clock to the wall clock. They are more after the wall clock was set forward or the computer slept, which is
   * known from the next pair on and not before; they are never less.
   */
  offset(ticks: number): number {
    return (this.#pairs[this.#after(ticks) - 1] ?? this.#pairs[0])?.offset ?? 0;
  }

  /** The place of the first pair later than `ticks`. */
  #after(ticks: number): number {
    return partition(this.#pairs.length, (place) => (this.#pairs[place]?.ticks ?? 0) <= ticks);
  }
}
