// Numbers over time, in at most 60 bars. A bar stands for a stretch of time that begins at a multiple of its length, and whose length doubles
// when the time does not fit: so the bars of a growing trace are those of the whole one, in whatever order its packets are reported.

import type { EpochMs } from "../wire/event.ts";

/** At most so many bars. */
export const BARS = 60;

/** The stretch of time that the bars of several rows have in common. */
export class TimeAxis {
  /** Milliseconds that a bar stands for. */
  width = 1;
  /** Times of the first and the last moment; infinite if there is none. */
  from: EpochMs = Number.POSITIVE_INFINITY;
  to: EpochMs = Number.NEGATIVE_INFINITY;
  readonly #bars: Bars[] = [];
  /** The number of the bar at place 0. */
  #origin = 0;

  /** Milliseconds from the first moment to the last. */
  get length(): number {
    return Math.max(0, this.to - this.from);
  }

  /** Makes room for a moment. */
  include(at: EpochMs): void {
    if (at >= this.from && at <= this.to) return;
    if (this.from > this.to) this.#origin = this.#nth(at);
    const from = Math.min(this.from, at);
    const to = Math.max(this.to, at);
    while (this.#nth(to) - this.#nth(from) >= BARS) this.#halve();
    this.from = from;
    this.to = to;
  }

  /** Where the bar of a moment stands among the values of `Bars`. Only for a moment that is included. */
  placeOf(at: EpochMs): number {
    return this.#placeOf(this.#nth(at));
  }

  /** The places of all bars, in order of time. */
  places(): number[] {
    if (this.from > this.to) return [];
    const first = this.#nth(this.from);
    return Array.from({ length: this.#nth(this.to) - first + 1 }, (_, i) => this.#placeOf(first + i));
  }

  add(bars: Bars): void {
    this.#bars.push(bars);
  }

  /** The number of the bar of a moment, counted from the epoch. */
  #nth(at: EpochMs): number {
    return Math.floor(at / this.width);
  }

  /** Places go round: of so many bars, whether before the one at place 0 or after it, no two have the same. */
  #placeOf(nth: number): number {
    const place = nth - this.#origin;
    return place < 0 ? place + BARS : place;
  }

  /** Makes one bar of two. */
  #halve(): void {
    const places = this.places();
    const first = this.#nth(this.from);
    this.width *= 2;
    this.#origin = Math.floor(this.#origin / 2);
    const moves = places.map((from, i) => [from, this.#placeOf(Math.floor((first + i) / 2))] as const);
    for (const bars of this.#bars) bars.move(moves);
  }
}

export class Bars {
  readonly #axis: TimeAxis;
  readonly #join: (a: number, b: number) => number;
  /** Null before the first value. */
  #values: Float64Array | null = null;

  /** `join`: makes one value of two in the same bar. */
  constructor(axis: TimeAxis, join: (a: number, b: number) => number) {
    this.#axis = axis;
    this.#join = join;
    axis.add(this);
  }

  /** `place`: that of a moment, by the axis. */
  put(place: number, value: number): void {
    this.#values ??= new Float64Array(BARS);
    this.#values[place] = this.#join(this.#values[place] ?? 0, value);
  }

  /** The values in order of time, from the first moment of the axis to the last. */
  all(): number[] {
    return this.#axis.places().map((place) => this.#values?.[place] ?? 0);
  }

  /** Moves the value at each place to another one, where two may meet. */
  move(moves: readonly (readonly [from: number, to: number])[]): void {
    const before = this.#values;
    if (before === null) return;
    this.#values = null;
    for (const [from, to] of moves) this.put(to, before[from] ?? 0);
  }
}
