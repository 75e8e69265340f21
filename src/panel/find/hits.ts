// The entries in which a text was found, in the order of time.
//
// A search begins at the visible place and goes on from the start of the trace, so hits come in two rows of growing time: adding one of either is
// cheap, also among a million.

import type { Entries } from "../../session/entries.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";

export class Hits {
  readonly #entries: Pick<Entries, "at">;
  /** The entry with which the search begins. */
  readonly first: number;
  /** Those that are earlier than the first entry, and the others. */
  readonly #before: number[] = [];
  readonly #after: number[] = [];
  /** Grows with every change. */
  changes = 0;

  constructor(entries: Pick<Entries, "at">, first: number) {
    this.#entries = entries;
    this.first = first;
  }

  get length(): number {
    return this.#before.length + this.#after.length;
  }

  /** The entry of a hit by its number from 0. */
  at(nth: number): number | undefined {
    return nth < this.#before.length ? this.#before[nth] : this.#after[nth - this.#before.length];
  }

  add(entry: number): void {
    const own = this.#isBefore(entry, this.first) ? this.#before : this.#after;
    const last = own.at(-1);
    if (last === undefined || this.#isBefore(last, entry)) own.push(entry);
    else {
      const place = partition(own.length, (i) => this.#isBefore(own[i] ?? 0, entry));
      if (own[place] === entry) return;
      own.splice(place, 0, entry);
    }
    this.changes++;
  }

  /** Whether a hit is the first entry or later. */
  isAfterFirst(nth: number): boolean {
    return nth >= this.#before.length;
  }

  /** How many hits are earlier than an entry. */
  countBefore(entry: number): number {
    return partition(this.length, (nth) => this.#isBefore(this.at(nth) ?? 0, entry));
  }

  has(entry: number): boolean {
    return this.at(this.countBefore(entry)) === entry;
  }

  /** Whether there is one at `from` or later, but before `until`. */
  isBetween(from: EpochMs, until: EpochMs): boolean {
    const next = this.at(partition(this.length, (nth) => this.#entries.at(this.at(nth) ?? 0) < from));
    return next !== undefined && this.#entries.at(next) < until;
  }

  /** Entries of one moment stand in the order of their indexes. */
  #isBefore(a: number, b: number): boolean {
    const [atA, atB] = [this.#entries.at(a), this.#entries.at(b)];
    return atA < atB || (atA === atB && a < b);
  }
}
