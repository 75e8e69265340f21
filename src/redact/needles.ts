// Finds many texts in a text at once, in time that grows with the text and not with the number of those: a rolling hash of the last characters
// tells at nearly all places that none of them ends there.

/** So many last characters of each needle are hashed. Shorter texts are no needles. */
export const LEAST_NEEDLE = 6;
const FACTOR = 31;
const LEAVING = FACTOR ** (LEAST_NEEDLE - 1);
const SLOTS = 1 << 16;

export interface Match<T> {
  readonly from: number;
  readonly to: number;
  readonly value: T;
}

export class Needles<T> {
  readonly #mayEnd = new Uint8Array(SLOTS);
  /** By the hash of the last characters, then by the length. */
  readonly #byHash = new Map<number, Map<number, Map<string, T>>>();

  /** The needle must have `LEAST_NEEDLE` characters or more. Of equal needles the first stays. */
  add(needle: string, value: T): void {
    let hash = 0;
    for (let at = needle.length - LEAST_NEEDLE; at < needle.length; at++) hash = (Math.imul(hash, FACTOR) + needle.charCodeAt(at)) | 0;
    this.#mayEnd[slot(hash)] = 1;
    const lengths = this.#byHash.get(hash) ?? new Map<number, Map<string, T>>();
    this.#byHash.set(hash, lengths);
    const texts = lengths.get(needle.length) ?? new Map<string, T>();
    lengths.set(needle.length, texts);
    if (!texts.has(needle)) texts.set(needle, value);
  }

  /** Calls `take` with each place of a needle, in the order of their ends. */
  each(text: string, take: (match: Match<T>) => void): void {
    if (text.length < LEAST_NEEDLE || this.#byHash.size === 0) return;
    let hash = 0;
    for (let at = 0; at < text.length; at++) {
      if (at >= LEAST_NEEDLE) hash = (hash - Math.imul(text.charCodeAt(at - LEAST_NEEDLE), LEAVING)) | 0;
      hash = (Math.imul(hash, FACTOR) + text.charCodeAt(at)) | 0;
      if (this.#mayEnd[slot(hash)] === 1 && at >= LEAST_NEEDLE - 1) this.#ending(text, at + 1, hash, take);
    }
  }

  #ending(text: string, to: number, hash: number, take: (match: Match<T>) => void): void {
    for (const [length, texts] of this.#byHash.get(hash) ?? []) {
      if (length > to) continue;
      const value = texts.get(text.slice(to - length, to));
      if (value !== undefined) take({ from: to - length, to, value });
    }
  }
}

function slot(hash: number): number {
  return (hash ^ (hash >>> 15)) & (SLOTS - 1);
}
