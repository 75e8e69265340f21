// Puts what several sources report, each a little late, into one order of time: everything is held until nothing earlier can come.

import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";

/** The source of an item, and its number there: items of the same source and time are put in the order of `n`. */
interface Place {
  readonly source: string;
  readonly n: number;
}
interface Held {
  readonly at: EpochMs;
  readonly place: Place | undefined;
  readonly take: () => void;
}

export class Sequencer {
  /** Sorted by time; at the same time by `n` within a source, else in the order of arrival. */
  readonly #line: Held[] = [];
  /** How many of them are taken already, while `release` runs. */
  #taken = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  get length(): number {
    return this.#line.length;
  }

  add(at: EpochMs, take: () => void, place?: Place): void {
    const held = { at, place, take };
    const line = this.#line;
    const taken = this.#taken;
    let index = taken + partition(line.length - taken, (offset) => (line[taken + offset]?.at ?? 0) <= at);
    while (index > taken && isBefore(held, line[index - 1])) index--;
    line.splice(index, 0, held);
  }

  /** Takes everything up to this time, also what is added meanwhile. */
  release(until: EpochMs): void {
    for (let held = this.#line[0]; held && held.at <= until; held = this.#line[this.#taken]) {
      this.#taken++;
      held.take();
    }
    this.#line.splice(0, this.#taken);
    this.#taken = 0;
  }
}

function isBefore({ at, place }: Held, other: Held | undefined): boolean {
  if (!other || at !== other.at) return other !== undefined && at < other.at;
  return place !== undefined && place.source === other.place?.source && place.n < other.place.n;
}
