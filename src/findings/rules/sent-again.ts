// Packets that a client sends more than once, or later than the page wanted, after it has connected again.
// https://socket.io/docs/v4/troubleshooting-connection-issues/#duplicate-event-registration
//
//   connection   1st      2nd          3rd
//   sends        a        a a          a a a        duplicate-emits: a listener is added on each connect
//   sends        join     join b c d   join         buffered-replay: what the page emitted in between was kept until then

import { duration } from "../../messages/quantities.ts";
import { SOCKET_BINARY_EVENT, SOCKET_CONNECT, SOCKET_EVENT } from "../../protocol/packet.ts";
import type { Client, Session } from "../../session/model.ts";
import { Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Found, Rule, Watch } from "../finding.ts";
import { argumentsOf } from "../rows.ts";

/** Copies of a packet are sent within so many milliseconds. */
const AT_ONCE = 10;
/** Packets sent within so many milliseconds after CONNECT were kept for it, or are those that the page sends each time. */
const AFTER_CONNECT = 50;
/** So many packets more than the first time are a burst. */
const BURST = 3;
/** So many events of a client are told apart. */
const MOST_EVENTS = 64;
/** More copies than these are not compared. */
const MOST_COPIES = 32;

/** The last connection of a client. `nth`: how often its page had connected before; a page that was loaded again begins anew. */
interface Reconnected<State> {
  readonly session: Session;
  readonly nth: number;
  readonly state: State;
}

/** Which connection of its client's page a session is, from 0 on. */
abstract class Reconnects<State> implements Watch {
  protected readonly store: Store;
  /** That of the last packet. */
  #last: Reconnected<State> | null = null;
  /** What was found in sessions after which their client has connected again. */
  readonly #over = new Map<Session, Found>();
  readonly #clients = new Map<Client, Reconnected<State>>();

  constructor(store: Store) {
    this.store = store;
  }

  protected abstract anew(): State;
  protected abstract sent(entry: number, at: EpochMs, state: State, nth: number): void;
  protected abstract connected(entry: number, at: EpochMs, state: State): void;
  protected abstract found(state: State, nth: number, session: Session): Found | null;

  sees(_engine: number, socket: number, isSent: boolean): boolean {
    return isSent ? socket === SOCKET_EVENT || socket === SOCKET_BINARY_EVENT : socket === SOCKET_CONNECT;
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.store;
    const known = this.#last?.session === session ? this.#last : this.#clients.get(session.client);
    if (known?.session === session) {
      this.#last = known;
      // A client can have several namespaces in one session.
      if (entries.socket(entry) !== SOCKET_CONNECT) this.sent(entry, entries.at(entry), known.state, known.nth);
      return;
    }
    if (entries.socket(entry) !== SOCKET_CONNECT || (known && known.session.index > session.index)) return;
    const goesOn = known && !session.reloaded;
    const last = known && this.session(known.session);
    if (last) this.#over.set(known.session, last);
    const state = goesOn ? known.state : this.anew();
    this.#last = { session, nth: goesOn ? known.nth + 1 : 0, state };
    this.#clients.set(session.client, this.#last);
    this.connected(entry, entries.at(entry), state);
  }

  session(session: Session): Found | null {
    const known = this.#clients.get(session.client);
    if (known?.session !== session) return this.#over.get(session) ?? null;
    return known.nth > 0 ? this.found(known.state, known.nth, session) : null;
  }
}

/** What is known about one event that a client sends. */
interface Repeated {
  /** The connection in which it was sent first, and how often it was sent in the current one. */
  readonly since: number;
  nth: number;
  times: number;
  /** Each time it was sent as often as there have been connections. */
  isExact: boolean;
  /** The copies that were sent last. */
  readonly copies: number[];
  /** So many of them were compared, and are the same; negative if they are not. */
  compared: number;
}

class Duplicates extends Reconnects<Map<number, Repeated>> {
  protected anew(): Map<number, Repeated> {
    return new Map();
  }

  protected connected(): void {}

  protected sent(entry: number, at: EpochMs, events: Map<number, Repeated>, nth: number): void {
    const { entries } = this.store;
    const event = entries.event(entry);
    const known = events.get(event);
    if (event === 0 || (!known && events.size === MOST_EVENTS)) return;
    const repeated = known ?? { since: nth, nth, times: 0, isExact: true, copies: [], compared: 0 };
    if (!known) events.set(event, repeated);
    const [first] = repeated.copies;
    if (repeated.nth === nth && first !== undefined && at - entries.at(first) <= AT_ONCE && repeated.copies.length < MOST_COPIES) {
      repeated.copies.push(entry);
      return;
    }
    if (first !== undefined && repeated.copies.length !== repeated.nth + 1) repeated.isExact = false;
    repeated.times = repeated.nth === nth ? repeated.times + 1 : 1;
    repeated.nth = nth;
    repeated.copies.length = 0;
    repeated.copies.push(entry);
    repeated.compared = 0;
  }

  protected found(events: Map<number, Repeated>, nth: number): Found | null {
    for (const [event, repeated] of events) {
      const { copies, isExact, since, times } = repeated;
      if (!isExact || repeated.nth !== nth || since === nth || copies.length !== nth + 1) continue;
      // Once may be chance.
      if (nth === 1 && times < 2) continue;
      if (Math.abs(repeated.compared) !== copies.length) repeated.compared = this.#areSame(copies) ? copies.length : -copies.length;
      if (repeated.compared < 0) continue;
      return this.#found(event, nth, copies);
    }
    return null;
  }

  #areSame([first, ...others]: readonly number[]): boolean {
    const reader = new Reader(this.store);
    return first !== undefined && others.every((entry) => argumentsOf(entry, reader) === argumentsOf(first, reader));
  }

  #found(event: number, nth: number, copies: readonly number[]): Found {
    const name = this.store.names[event]?.name ?? "";
    return {
      severity: "error",
      confidence: "likely",
      cause: "",
      title: ["duplicate-emits/title", name, copies.length, nth + 1],
      means: ["duplicate-emits/means"],
      evidence: copies.map((entry, i) => ({ entry, says: ["duplicate-emits/copy", i + 1, copies.length] })),
      ruledOut: [["duplicate-emits/not-network"], ["duplicate-emits/not-chance"]],
      fix: [
        {
          who: "page",
          text: ["duplicate-emits/fix"],
          code: 'socket.on("connect", () => { … });  // no socket.on() in here\nsocket.on("news", onNews);',
        },
      ],
    };
  }
}

export const duplicateEmits: Rule = {
  id: "duplicate-emits",
  watch: (store) => new Duplicates(store),
};

/** How often each event was sent right after CONNECT: the first time, and the last time. */
interface Bursts {
  first: Map<number, number> | null;
  last: Map<number, number>;
  connect: number;
  connectedAt: EpochMs;
  /** The first and the last packet of those that are more than the first time. */
  from: number | null;
  until: number | null;
}

class Replays extends Reconnects<Bursts> {
  protected anew(): Bursts {
    return { first: null, last: new Map(), connect: 0, connectedAt: 0, from: null, until: null };
  }

  protected connected(entry: number, at: EpochMs, bursts: Bursts): void {
    if (bursts.connectedAt > 0) bursts.first ??= bursts.last;
    bursts.last = new Map();
    bursts.connect = entry;
    bursts.connectedAt = at;
    bursts.from = bursts.until = null;
  }

  protected sent(entry: number, at: EpochMs, bursts: Bursts): void {
    if (at < bursts.connectedAt || at - bursts.connectedAt > AFTER_CONNECT) return;
    const event = this.store.entries.event(entry);
    const { last } = bursts;
    if (!last.has(event) && last.size === MOST_EVENTS) return;
    const count = (last.get(event) ?? 0) + 1;
    last.set(event, count);
    if (count <= (bursts.first?.get(event) ?? 0)) return;
    bursts.from ??= entry;
    bursts.until = entry;
  }

  protected found({ first, last, connect, from, until }: Bursts, _nth: number, session: Session): Found | null {
    let more = 0;
    for (const [event, count] of last) more += Math.max(0, count - (first?.get(event) ?? 0));
    const { previous } = session;
    if (more < BURST || from === null || until === null || previous === null || previous.endedAt === null) return null;
    const away = this.store.entries.at(connect) - previous.endedAt;
    return {
      severity: "info",
      confidence: "likely",
      cause: "",
      title: ["buffered-replay/title", more, duration(away)],
      means: ["buffered-replay/means"],
      evidence: [
        ...(previous.lastHeard === null ? [] : [{ entry: previous.lastHeard, says: ["buffered-replay/last"] } as const]),
        { entry: connect, says: ["buffered-replay/connects", duration(away)] },
        { entry: from, says: ["buffered-replay/from"] },
        { entry: until, says: ["buffered-replay/until"] },
      ],
      ruledOut: [["buffered-replay/not-each-time"]],
      fix: [{ who: "page", text: ["buffered-replay/fix"], code: "socket.volatile.emit(…)" }],
    };
  }
}

export const bufferedReplay: Rule = {
  id: "buffered-replay",
  watch: (store) => new Replays(store),
};
