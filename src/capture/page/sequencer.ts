// What several sources tell, each a little late, put into one order of time: it is held until whatever came before it must have been told.

import type { EpochMs } from "../../wire/event.ts";

/** Where something stands among what the same source tells. */
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
  /** By time; of the same moment, as its source numbers it, else as it came. */
  readonly #line: Held[] = [];

  get isEmpty(): boolean {
    return this.#line.length === 0;
  }

  add(at: EpochMs, take: () => void, place?: Place): void {
    const held = { at, place, take };
    let index = this.#line.length;
    while (index > 0 && isBefore(held, this.#line[index - 1])) index--;
    this.#line.splice(index, 0, held);
  }

  /** Lets go what happened up to this moment. */
  release(until: EpochMs): void {
    const later = this.#line.findIndex(({ at }) => at > until);
    for (const { take } of this.#line.splice(0, later < 0 ? this.#line.length : later)) take();
  }
}

function isBefore({ at, place }: Held, other: Held | undefined): boolean {
  if (!other || at !== other.at) return other !== undefined && at < other.at;
  return place !== undefined && place.source === other.place?.source && place.n < other.place.n;
}
