// The sessions that have not ended, as a list in which each knows its neighbours: so one is added, or taken out, without a look at the others.

import type { SessionFacts } from "./session-facts.ts";

interface Place {
  older: SessionFacts | null;
  newer: SessionFacts | null;
}

export class UnderWay {
  readonly #places = new Map<SessionFacts, Place>();
  #newest: SessionFacts | null = null;

  get size(): number {
    return this.#places.size;
  }

  add(session: SessionFacts): void {
    if (this.#places.has(session)) return;
    this.#places.set(session, { older: this.#newest, newer: null });
    this.#link(this.#newest, { newer: session });
    this.#newest = session;
  }

  delete(session: SessionFacts): void {
    const place = this.#places.get(session);
    if (!place) return;
    this.#places.delete(session);
    this.#link(place.older, { newer: place.newer });
    this.#link(place.newer, { older: place.older });
    if (this.#newest === session) this.#newest = place.older;
  }

  /** The one that began, or went on, last comes first. */
  *[Symbol.iterator](): Generator<SessionFacts> {
    for (let session = this.#newest; session !== null; session = this.#places.get(session)?.older ?? null) yield session;
  }

  #link(session: SessionFacts | null, place: Partial<Place>): void {
    const own = session && this.#places.get(session);
    if (own) Object.assign(own, place);
  }
}
