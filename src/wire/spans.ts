// Spans of time in the order in which they were added, such as the lives of connections. Blocks of 64 spans, and blocks of 64 blocks, know when
// the first of theirs begins and the last one ends, so what touches a stretch of time is found without looking at all of them.

import type { EpochMs } from "./event.ts";

const BITS = 6;
const BLOCK = 1 << BITS;

interface Level {
  readonly begins: EpochMs[];
  readonly ends: EpochMs[];
}

export class Spans {
  /** The spans, their blocks, and the blocks of these. */
  readonly #levels: readonly [Level, Level, Level] = [level(), level(), level()];

  get length(): number {
    return this.#levels[0].begins.length;
  }

  /** When the first span begins; infinite if there is none. */
  get first(): EpochMs {
    return this.#levels[2].begins.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  }

  /** When the last span ends; infinite if one goes on. */
  get last(): EpochMs {
    return this.#levels[2].ends.reduce((most, at) => Math.max(most, at), Number.NEGATIVE_INFINITY);
  }

  /** Sets the span with the index `i`, which may be the one after the last. `end` is infinite if it goes on. */
  set(i: number, begin: EpochMs, end: EpochMs): void {
    this.#levels[0].begins[i] = begin;
    this.#levels[0].ends[i] = end;
    this.#raise(i);
  }

  /** Sets when a span ends. */
  end(i: number, end: EpochMs): void {
    this.#levels[0].ends[i] = end;
    this.#raise(i);
  }

  /** Keeps the first `length` spans. */
  truncate(length: number): void {
    this.#levels.forEach(({ begins, ends }, k) => {
      begins.length = ends.length = Math.ceil(length / BLOCK ** k);
    });
    if (length > 0) this.#raise(length - 1);
  }

  /** The indexes of the spans that touch the time from `from` to `until`, the last one first. */
  *touching(from: EpochMs, until: EpochMs, k = 2, least = 0, after = Number.POSITIVE_INFINITY): Generator<number> {
    const { begins, ends } = this.#levels[k] ?? level();
    for (let i = Math.min(after, begins.length) - 1; i >= least; i--) {
      if ((begins[i] ?? 0) > until || (ends[i] ?? 0) < from) continue;
      if (k === 0) yield i;
      else yield* this.touching(from, until, k - 1, i << BITS, (i + 1) << BITS);
    }
  }

  /** Sets what the blocks with the span `i` know. */
  #raise(i: number): void {
    const [spans, blocks, tops] = this.#levels;
    for (const [own, above] of [
      [spans, blocks],
      [blocks, tops],
    ] as const) {
      i >>= BITS;
      const block = (values: EpochMs[]) => values.slice(i << BITS, (i + 1) << BITS);
      above.begins[i] = Math.min(...block(own.begins));
      above.ends[i] = Math.max(...block(own.ends));
    }
  }
}

function level(): Level {
  return { begins: [], ends: [] };
}
