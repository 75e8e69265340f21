// Which client a session belongs to, and which session of that client it follows. Nothing on the wire says so. Two sessions are taken for the
// same client's if they have the same address and the same page (or iframe, or worker), and the client has given the first one up:
// `isGivenUp` in ending.ts.

import type { DocumentFrameId, EpochMs } from "../wire/event.ts";
import { attemptAfter, failuresUpTo, isGivenUp } from "./ending.ts";
import type { Client } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";

/** A client as it is written here. */
export interface OwnClient extends Client {
  readonly sessions: SessionFacts[];
}

/** The clients of one address in one page, iframe or worker. */
interface Place {
  /** Clients whose last session has ended, in the order in which that was reported. One that has begun anew since may still be listed. */
  readonly over: OwnClient[];
  /** The other clients, and some whose last session has ended. Those that were looked at least recently come first. */
  readonly busy: Set<OwnClient>;
  /** The client whose session began last. */
  newest: OwnClient | null;
  /** When its document went away last; its next document is another one. */
  leftAt: EpochMs;
}

/** So many clients of a place are looked at when a session begins or a document goes away, so that the work does not grow with their number. */
const MOST_LOOKED_AT = 8;

/** A client that cannot read the answer to its handshake sends its last POST at once. */
const JUST_REFUSED = 1000;

export class Clients {
  readonly all: OwnClient[] = [];
  readonly #places = new Map<string, Place>();
  readonly #frames = new Set<DocumentFrameId>();

  /** The client whose session begins: one that gave its last session up but did not close it, the one whose last session ended last, or a new one. */
  of(address: string, documentFrame: DocumentFrameId | null, at: EpochMs): OwnClient {
    const place = this.#placeOf(address, documentFrame);
    return givenUp(place, at) ?? endedLast(place) ?? this.#add(address, documentFrame);
  }

  /** A session of this client begins, and the one before it is over. */
  begins(client: OwnClient): void {
    const place = this.#placeOf(client.address, client.documentFrame);
    place.busy.add(client);
    place.newest = client;
  }

  /** The session of a place that was refused last, at most 1 s before `at`. */
  refused(address: string, documentFrame: DocumentFrameId | null, at: EpochMs): SessionFacts | undefined {
    const last = this.#placeOf(address, documentFrame).over.slice(-MOST_LOOKED_AT);
    return last
      .flatMap(({ sessions }) => sessions.slice(-1))
      .findLast(({ cause, endedAt }) => cause === "refused" && at - (endedAt ?? at) <= JUST_REFUSED);
  }

  /** Whether the document of a client's last session is another one than that of a session that begins at `at`. */
  isReloaded({ address, documentFrame, sessions }: OwnClient, at: EpochMs): boolean {
    const { leftAt } = this.#placeOf(address, documentFrame);
    const last = sessions.at(-1);
    return last !== undefined && last.startedAt < leftAt && leftAt <= at;
  }

  /** Documents went away at `at`. Returns the last sessions of their clients: those under way, and of the others those that ended last. */
  left(isLeft: (documentFrame: DocumentFrameId | null) => boolean, at: EpochMs): SessionFacts[] {
    const found: SessionFacts[] = [];
    for (const place of this.#places.values()) {
      if (place.newest === null || !isLeft(place.newest.documentFrame)) continue;
      place.leftAt = at;
      for (const { sessions } of [...place.over.slice(-MOST_LOOKED_AT), ...place.busy]) found.push(...sessions.slice(-1));
    }
    return found.filter(({ startedAt }) => startedAt < at);
  }

  /** A session has ended: its client can begin anew. */
  ended({ client, next }: SessionFacts): void {
    const place = this.#placeOf(client.address, client.documentFrame);
    const own = this.all[client.index];
    if (next === null && own && place.busy.delete(own)) place.over.push(own);
  }

  /** Whether a client has had a session in this page, iframe or worker. */
  isIn(documentFrame: DocumentFrameId): boolean {
    return this.#frames.has(documentFrame);
  }

  /** A session that was supposed to be over goes on: the sessions after it are another client's. */
  resumed(session: SessionFacts): void {
    const own = this.all[session.client.index];
    const after = own?.sessions.splice(own.sessions.indexOf(session) + 1) ?? [];
    const [first] = after;
    if (!own) return;
    const { address, documentFrame } = own;
    const place = this.#placeOf(address, documentFrame);
    place.busy.add(own);
    if (!first) return;
    const other = this.#add(address, documentFrame);
    first.previous = session.next = null;
    for (const moved of after) {
      moved.client = other;
      moved.attempt = attemptAfter(moved.previous);
      moved.failures = failuresUpTo(moved);
      other.sessions.push(moved);
    }
    place.newest = other;
    place.busy.add(other);
  }

  #add(address: string, documentFrame: DocumentFrameId | null): OwnClient {
    const client: OwnClient = { index: this.all.length, address, documentFrame, sessions: [] };
    this.all.push(client);
    if (documentFrame !== null) this.#frames.add(documentFrame);
    return client;
  }

  #placeOf(address: string, documentFrame: DocumentFrameId | null): Place {
    const key = `${documentFrame ?? ""} ${address}`;
    const place = this.#places.get(key) ?? { over: [], busy: new Set(), newest: null, leftAt: 0 };
    this.#places.set(key, place);
    return place;
  }
}

/** A client whose last session has not ended, but was given up. */
function givenUp({ busy }: Place, at: EpochMs): OwnClient | undefined {
  const looked: OwnClient[] = [];
  for (const client of busy) if (looked.push(client) === MOST_LOOKED_AT) break;
  for (const client of looked) {
    busy.delete(client);
    busy.add(client);
  }
  return looked.find(({ sessions }) => {
    const last = sessions.at(-1);
    return last !== undefined && isGivenUp(last, at);
  });
}

/** The client whose last session ended last; of those that ended at the same time, the one that was reported first. */
function endedLast({ over, busy }: Place): OwnClient | undefined {
  for (;;) {
    const endedAt = (i: number) => over[i]?.sessions.at(-1)?.endedAt ?? Number.NEGATIVE_INFINITY;
    let i = over.length - 1;
    const least = Math.max(0, over.length - MOST_LOOKED_AT);
    while (i > least && endedAt(i - 1) >= endedAt(i)) i--;
    const [client] = over.splice(i, 1);
    if (!client || !busy.has(client)) return client;
  }
}
