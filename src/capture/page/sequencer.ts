// Puts what several sources report, each a little late, into one order of time: everything is held until nothing earlier can come.
//
//   add ─┬─ not before the last of the line ─► line, which is sorted ─┐
//        └─ late ────────────────────────────► priority queue ────────┴─► release: the first of both
//
// So what comes in order costs the same however much is held, and what is late a few comparisons more.

import TinyQueue from "tinyqueue";
import type { EpochMs } from "../../wire/event.ts";
import { Queue } from "../../wire/queue.ts";

/** The number of a source, and the item's number there. */
interface Place {
  readonly source: number;
  readonly n: number;
}
interface Held extends Place {
  readonly at: EpochMs;
  /** How many were added before it. */
  readonly nth: number;
  readonly take: () => void;
}

/** The place of what has none: before everything of the same time that has one. */
const NOWHERE: Place = { source: 0, n: 0 };

export class Sequencer {
  readonly #line = new Queue<Held>();
  readonly #late = new TinyQueue<Held>([], (one, other) => (isBefore(one, other) ? -1 : 1));
  #added = 0;

  get isEmpty(): boolean {
    return this.length === 0;
  }

  get length(): number {
    return this.#line.length + this.#late.length;
  }

  /** `take` is called in the order of time; at the same time in that of sources, then of `n`, then of arrival. */
  add(at: EpochMs, take: () => void, { source, n } = NOWHERE): void {
    const held: Held = { at, source, n, nth: this.#added++, take };
    const { last } = this.#line;
    if (last && isBefore(held, last)) this.#late.push(held);
    else this.#line.push(held);
  }

  /** Takes everything up to this time, also what is added meanwhile. */
  release(until: EpochMs): void {
    for (let first = this.#first(); first && first.at <= until; first = this.#first()) {
      if (first === this.#late.peek()) this.#late.pop();
      else this.#line.shift();
      first.take();
    }
  }

  #first(): Held | undefined {
    const late = this.#late.peek();
    const next = this.#line.first;
    return late && (!next || isBefore(late, next)) ? late : next;
  }
}

function isBefore(one: Held, other: Held): boolean {
  if (one.at !== other.at) return one.at < other.at;
  if (one.source !== other.source) return one.source < other.source;
  return one.n === other.n ? one.nth < other.nth : one.n < other.n;
}
