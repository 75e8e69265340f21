// A queue of events in the order they were reported. An event that waits for something keeps its place, and nothing overtakes it:
//
//     in ─►  [frame] [http-body …waits] [frame] [frame]  ─► out, from the head only

import type { WireEvent } from "../wire/event.ts";

/**
 * What an event may wait for: `headers` of an ExtraInfo event, the other exchange of a request that passes a service worker (`hop`), a `body`
 * that is the answer to a command. The first two may never come.
 */
export type Uncertain = "headers" | "hop";
export type Need = Uncertain | "body";

export interface Place {
  readonly needs: Set<Need>;
  /** Makes the event when it leaves, from what has arrived by then; undefined if there turned out to be none. */
  readonly event: () => WireEvent | undefined;
}

const nothing = new Set<Need>();

export class Outbox {
  readonly #release: (event: WireEvent) => void;
  readonly #limit: number;
  #line: Place[] = [];
  #head = 0;

  /** If more than `limit` events wait behind one, that one leaves without what it waits for. */
  constructor(release: (event: WireEvent) => void, limit: number) {
    this.#release = release;
    this.#limit = limit;
  }

  add(event: WireEvent): void {
    if (this.#line.length === 0) this.#release(event);
    else this.#push({ needs: nothing, event: () => event });
  }

  place(needs: readonly Need[], event: Place["event"]): Place {
    const place = { needs: new Set(needs), event };
    this.#push(place);
    return place;
  }

  satisfy(place: Place | undefined, need: Need): void {
    if (place?.needs.delete(need)) this.#advance();
  }

  /** The last place of the line if the first waits for this, which may never come; else null. */
  unsettled(need: Uncertain): Place | null {
    return this.#line[this.#head]?.needs.has(need) ? (this.#line.at(-1) ?? null) : null;
  }

  /** Stops events from waiting for this, which may never come: those up to a place that was the last of the line, or all. */
  settle(need: Uncertain, last = this.#line.at(-1)): void {
    if (!last || !this.#line.includes(last, this.#head)) return;
    for (const place of this.#line.slice(this.#head)) {
      place.needs.delete(need);
      if (place === last) break;
    }
    this.#advance();
  }

  /** Stops all events from waiting. */
  flush(): void {
    for (const place of this.#line) place.needs.clear();
    this.#advance();
  }

  #push(place: Place): void {
    this.#line.push(place);
    if (this.#line.length - this.#head > this.#limit) this.#line[this.#head]?.needs.clear();
    this.#advance();
  }

  #advance(): void {
    for (;;) {
      const place = this.#line[this.#head];
      if (!place || place.needs.size > 0) break;
      this.#head++;
      const event = place.event();
      if (event) this.#release(event);
    }
    if (this.#head > this.#limit || this.#head === this.#line.length) {
      this.#line = this.#line.slice(this.#head);
      this.#head = 0;
    }
  }
}
