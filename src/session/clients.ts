// Which client a session belongs to, and which session of that client it follows. Nothing on the wire says so. Two sessions are taken for the
// same client's if they have the same address and the same page (or iframe, or worker), and the first one has ended, as far as `supersededAs` in
// ending.ts can tell.

import type { DocumentFrameId, EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import { supersededAs } from "./ending.ts";
import type { Client, SeenContext, Session } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";
import { attemptAfter, failuresUpTo, heardUpTo } from "./standing.ts";
import { UnderWay } from "./under-way.ts";

/** A client as it is written here. */
interface OwnClient extends Client {
  readonly sessions: SessionFacts[];
  readonly begun: SessionFacts[];
  /** Its number in `Place.busy`; -1 if it was never there. */
  turn: number;
}

/** The clients of one address in one page, iframe or worker. */
interface Place {
  /** Clients whose last session has ended, in the order in which that was reported. One that has begun anew since may still be listed. */
  readonly over: OwnClient[];
  /**
   * The other clients, and some whose last session has ended, by a number that each gets when it is looked at: the one with the smallest number
   * was not looked at for longest. (A set that is walked from its front, where the oldest are deleted, is the slower the larger it is.)
   */
  readonly busy: Map<number, OwnClient>;
  /** The session that began last. */
  newest: Session | null;
  /** No client in `busy` has a smaller number. */
  first: number;
  /** The number that is given next. */
  next: number;
}

/** So many clients of a place are looked at when a session begins or a document goes away, so that the work does not grow with their number. */
const MOST_LOOKED_AT = 8;

/** A client that cannot read the answer to its handshake sends its last POST at once. */
const JUST_REFUSED = 1000;

export class Clients {
  readonly all: OwnClient[] = [];
  /** The sessions that went on after they were supposed to be over, in the order in which that was found. */
  readonly wentOn: SessionFacts[] = [];
  /** How many sessions all clients have begun. */
  begun = 0;
  /** The sessions that have not ended. */
  readonly underWay = new UnderWay();
  readonly #places = new Map<string, Place>();
  /** The pages, iframes and workers that have had a client. */
  readonly #frames = new Set<DocumentFrameId>();
  /** How many clients there were in pages, iframes or workers of one kind and URL. */
  readonly #homes = new Map<string, number>();
  readonly #contexts: ReadonlyMap<string, SeenContext>;
  /** When the document of a frame went away last; its next document is another one. */
  readonly #leftAt = new Map<DocumentFrameId | null, EpochMs>();
  /** The places of a frame in which sessions have begun since then. */
  readonly #used = new Map<DocumentFrameId | null, Set<Place>>();

  constructor(contexts: ReadonlyMap<string, SeenContext>) {
    this.#contexts = contexts;
  }

  /**
   * The client whose session begins: one that gave its last session up but did not close it, or else the one whose last session ended last, or
   * else a new one.
   */
  of(address: string, documentFrame: DocumentFrameId | null, at: EpochMs): OwnClient {
    const place = this.#placeOf(address, documentFrame);
    return givenUp(place, at) ?? endedLast(place) ?? this.#add(address, documentFrame);
  }

  /** A session of this client begins, and the one before it is over. */
  begins(client: OwnClient, session: SessionFacts): void {
    const { address, documentFrame } = client;
    const place = this.#placeOf(address, documentFrame);
    session.beside = besideOf(client, place);
    place.newest = session;
    client.sessions.push(session);
    this.underWay.add(session);
    becomesBusy(place, client);
    const used = this.#used.get(documentFrame) ?? new Set();
    this.#used.set(documentFrame, used.add(place));
  }

  /** A session may have a sid now, and so have begun. */
  named(session: SessionFacts): void {
    const begun = this.all[session.client.index]?.begun;
    if (!begun || (session.sid === null && !session.late)) return;
    const place = partition(begun.length, (i) => (begun[i]?.index ?? 0) < session.index);
    if (begun[place] === session) return;
    begun.splice(place, 0, session);
    this.begun++;
  }

  /** The session of a place that was refused last, at most 1 s before `at`. */
  refused(address: string, documentFrame: DocumentFrameId | null, at: EpochMs): SessionFacts | undefined {
    const last = this.#placeOf(address, documentFrame).over.slice(-MOST_LOOKED_AT);
    return last
      .flatMap(({ sessions }) => sessions.slice(-1))
      .findLast(({ cause, endedAt }) => cause === "refused" && at - (endedAt ?? at) <= JUST_REFUSED);
  }

  /** Whether the document of a client's last session is another one than that of a session that begins at `at`. */
  isReloaded({ documentFrame, sessions }: OwnClient, at: EpochMs): boolean {
    const leftAt = this.#leftAt.get(documentFrame) ?? 0;
    const last = sessions.at(-1);
    return last !== undefined && last.startedAt < leftAt && leftAt <= at;
  }

  /**
   * The documents of these frames went away at `at`; null stands for clients whose frame is not known. Returns the last sessions of their
   * clients: those under way, and of the others those that ended last.
   */
  left(frames: Iterable<DocumentFrameId | null>, at: EpochMs): SessionFacts[] {
    const left: SessionFacts[] = [];
    for (const frame of frames) {
      const used = this.#used.get(frame);
      if (!used) continue;
      this.#leftAt.set(frame, at);
      for (const place of used) {
        const last = [...place.over.slice(-MOST_LOOKED_AT), ...place.busy.values()].flatMap(({ sessions }) => sessions.slice(-1));
        const old = last.filter(({ startedAt }) => startedAt < at);
        // What began later is of the next document.
        if (old.length === last.length) used.delete(place);
        for (const session of old) left.push(session);
      }
    }
    return left;
  }

  /** A session has ended: its client can begin anew. */
  ended(session: SessionFacts): void {
    const { client, next } = session;
    this.underWay.delete(session);
    const place = this.#placeOf(client.address, client.documentFrame);
    const own = this.all[client.index];
    if (next === null && own && place.busy.delete(own.turn)) place.over.push(own);
  }

  /** Whether a client has had a session in this page, iframe or worker. */
  isIn(documentFrame: DocumentFrameId): boolean {
    return this.#frames.has(documentFrame);
  }

  /** A session that was supposed to be over goes on: the sessions after it are another client's. Returns them. */
  resumed(session: SessionFacts): readonly SessionFacts[] {
    const own = this.all[session.client.index];
    const after = own?.sessions.splice(own.sessions.lastIndexOf(session) + 1) ?? [];
    const [first] = after;
    if (!own) return after;
    this.wentOn.push(session);
    const { address, documentFrame } = own;
    const place = this.#placeOf(address, documentFrame);
    this.underWay.add(session);
    becomesBusy(place, own);
    if (!first) return after;
    const other = this.#add(address, documentFrame);
    first.previous = session.next = null;
    for (const moved of after) {
      moved.client = other;
      moved.attempt = attemptAfter(moved.previous);
      moved.heardBefore = heardUpTo(moved.previous);
      moved.failures = failuresUpTo(moved);
      other.sessions.push(moved);
    }
    other.begun.push(...own.begun.splice(partition(own.begun.length, (i) => (own.begun[i]?.index ?? 0) <= session.index)));
    becomesBusy(place, other);
    return after;
  }

  #add(address: string, documentFrame: DocumentFrameId | null): OwnClient {
    const home = documentFrame === null ? null : this.#homeOf(documentFrame);
    const nth = home === null ? 1 : (this.#homes.get(home) ?? 0) + 1;
    const client: OwnClient = { index: this.all.length, address, documentFrame, nth, sessions: [], begun: [], turn: -1 };
    this.all.push(client);
    if (home !== null) this.#homes.set(home, nth);
    if (documentFrame !== null) this.#frames.add(documentFrame);
    return client;
  }

  /** Two iframes of one URL are one home: readers tell their clients apart by their numbers. */
  #homeOf(documentFrame: DocumentFrameId): string {
    const context = this.#contexts.get(documentFrame);
    return context ? `${context.type} ${context.url.split(/[?#]/)[0]}` : documentFrame;
  }

  #placeOf(address: string, documentFrame: DocumentFrameId | null): Place {
    const key = `${documentFrame ?? ""} ${address}`;
    const place = this.#places.get(key) ?? { over: [], busy: new Map(), newest: null, first: 0, next: 0 };
    this.#places.set(key, place);
    return place;
  }
}

/** The sessions of other clients that are under way in a place when this client begins one. */
function besideOf(client: OwnClient, { busy, newest }: Place): Session["beside"] {
  let last = newest;
  for (let looked = 0; last !== null && (last.client === client || last.state === "closed"); looked++)
    last = looked < MOST_LOOKED_AT ? (last.beside?.last ?? null) : null;
  return last && { count: busy.size - (busy.has(client.turn) ? 1 : 0), last };
}

/** The client is looked at after those that are busy already. */
function becomesBusy(place: Place, client: OwnClient): void {
  if (place.busy.has(client.turn)) return;
  client.turn = place.next++;
  place.busy.set(client.turn, client);
}

/** A client whose last session has not ended, but was given up. */
function givenUp(place: Place, at: EpochMs): OwnClient | undefined {
  const looked: OwnClient[] = [];
  for (const { next } = place; place.first < next && looked.length < MOST_LOOKED_AT; place.first++) {
    const client = place.busy.get(place.first);
    if (!client) continue;
    looked.push(client);
    place.busy.delete(client.turn);
    becomesBusy(place, client);
  }
  return looked.find(({ sessions }) => {
    const last = sessions.at(-1);
    return last !== undefined && (last.state === "closed" || supersededAs(last, at) !== null);
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
    if (!client || !busy.has(client.turn)) return client;
  }
}
