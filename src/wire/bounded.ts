/** A map, or a set, in the order in which its keys were added. */
interface Keys<K> {
  readonly size: number;
  keys(): Iterator<K>;
  delete(key: K): unknown;
}

/** The last numbers of many, at most `most` of them. */
export class Latest {
  readonly #ring: Uint32Array;
  #count = 0;

  constructor(most: number) {
    this.#ring = new Uint32Array(most);
  }

  add(number: number): void {
    this.#ring[this.#count++ % this.#ring.length] = number;
  }

  clear(): void {
    this.#count = 0;
  }

  /** The oldest first. */
  get all(): number[] {
    const { length } = this.#ring;
    const first = Math.max(0, this.#count - length);
    return Array.from({ length: this.#count - first }, (_, nth) => this.#ring[(first + nth) % length] ?? 0);
  }
}

/** Drops the oldest key if there are more than `most`. */
export function dropOldest<K>(of: Keys<K>, most: number): void {
  if (of.size > most) of.delete(of.keys().next().value as K);
}
