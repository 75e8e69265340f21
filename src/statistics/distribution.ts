// Durations of which quantiles are asked for. Up to 64 are kept as they are; of more, only how many lie in each of some ranges, whose width
// grows with the duration, so that a million take no more room than a thousand (the idea of DDSketch, https://arxiv.org/abs/1908.10693).

/** So many durations are kept as they are: then quantiles are exact. */
const EXACT = 64;
/** A quantile of more durations is off by at most this part of it. */
export const ERROR = 0.01;
/** Milliseconds: ranges below are as wide as this. */
const LEAST = 0.1;
/** Milliseconds, about 12 days: what is longer is in the last range. Its maximum is exact all the same. */
const MOST = 1e9;
const GROWTH = Math.log((1 + ERROR) / (1 - ERROR));
const RANGES = rangeOf(MOST) + 1;

function rangeOf(ms: number): number {
  return ms <= LEAST ? 0 : Math.ceil(Math.log(Math.min(ms, MOST) / LEAST) / GROWTH);
}

export class Distribution {
  count = 0;
  /** Milliseconds; 0 without durations. */
  max = 0;
  #exact: number[] = [];
  /** How many durations lie in each range, once there are more than `EXACT`. */
  #ranges: Uint32Array | null = null;

  add(ms: number): void {
    this.count++;
    this.max = Math.max(this.max, ms);
    if (this.#ranges) return this.#put(this.#ranges, ms);
    this.#exact.push(ms);
    if (this.#exact.length <= EXACT) return;
    this.#ranges = new Uint32Array(RANGES);
    for (const one of this.#exact) this.#put(this.#ranges, one);
    this.#exact = [];
  }

  /** The least duration that the part `q` of all does not exceed, in milliseconds; null without durations. */
  quantile(q: number): number | null {
    const rank = Math.max(1, Math.ceil(q * this.count));
    if (!this.#ranges) return this.#exact.toSorted((a, b) => a - b)[rank - 1] ?? null;
    let range = 0;
    for (let below = 0; range < RANGES; range++) {
      below += this.#ranges[range] ?? 0;
      if (below >= rank) break;
    }
    // In the middle of its range no duration is further away than `ERROR`.
    return Math.min(this.max, LEAST * Math.exp(range * GROWTH) * (1 - ERROR));
  }

  #put(ranges: Uint32Array, ms: number): void {
    const range = rangeOf(ms);
    ranges[range] = (ranges[range] ?? 0) + 1;
  }
}
