// Which TCP connection carried which exchange. The browser reports it with the response, so for a request under way it is a guess: the
// connection that its client would most likely use again. The response confirms the guess or moves the exchange.

import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import type { Connection, Exchange, Writable } from "./model.ts";

/** A connection as it is written here. */
interface OwnConnection extends Writable<Connection> {
  readonly exchanges: Exchange[];
}

/** Browsers open at most six connections to an origin; the last eight are remembered. */
const MOST_OF_ORIGIN = 8;

export class Connections {
  readonly all: OwnConnection[] = [];
  /** A connection is added whenever it comes or goes, gets another role, or an exchange moves to it. */
  readonly changed: Connection[] = [];
  hasWebTransport = false;
  #hasMain = false;
  readonly #byId = new Map<string, OwnConnection>();
  readonly #byOrigin = new Map<string, OwnConnection[]>();
  /** By origin: since when its server may be gone, and the connections that were open then. No answer has come since. */
  readonly #doubtful = new Map<string, { readonly at: EpochMs; readonly open: readonly OwnConnection[] }>();

  /** The own connection of a websocket or WebTransport session, which the browser does not name. */
  channel(role: "websocket" | "webtransport", at: EpochMs, opened: boolean): OwnConnection {
    if (role === "webtransport") this.hasWebTransport = true;
    return this.#add(role, at, opened, false);
  }

  /**
   * Puts an exchange on the connection that it probably uses: of the free ones the one used last, and for a request of a session rather one
   * that carries such requests; a new one if none is free.
   */
  guess(origin: string, exchange: Writable<Exchange>): void {
    let best: OwnConnection | undefined;
    let unused: OwnConnection | undefined;
    const suits = (c: Connection) => exchange.part === "engine" && c.role !== "other";
    for (const c of this.#byOrigin.get(origin) ?? []) {
      if (c.uses === 0) unused = c;
      else if (c.busy > 0 && !c.shared) continue;
      else if (!best || (suits(c) === suits(best) ? c.lastAt > best.lastAt : suits(c))) best = c;
    }
    this.#take(best ?? unused ?? this.#addTo(origin, exchange, true, true), exchange);
  }

  /**
   * The server of this origin, or the path to it, seems to have gone at `at`. A connection that was open then is taken for no later request; it
   * is over if the next request reaches no server.
   */
  gone(origin: string, at: EpochMs): void {
    const known = this.#byOrigin.get(origin) ?? [];
    const before = this.#doubtful.get(origin);
    const open = known.filter(({ answered }) => answered);
    this.#byOrigin.set(
      origin,
      known.filter(({ answered }) => !answered),
    );
    this.#doubtful.set(origin, { at: before?.at ?? at, open: [...(before?.open ?? []), ...open].slice(-MOST_OF_ORIGIN) });
  }

  /**
   * An exchange that is not released yet reached no server, so it had no connection, and the browser had no other to this origin that was free:
   * it would have used that one.
   */
  unreached(origin: string, exchange: Writable<Exchange>, at: EpochMs): void {
    const guessed = this.#of(exchange);
    if (guessed && guessed.uses > 1) {
      this.#leave(guessed, exchange);
      this.#take(this.#add(exchange.part === "engine" ? "polling" : "other", exchange.startedAt, true, false), exchange);
    }
    this.ended(origin, exchange, at, "error");
    this.gone(origin, exchange.startedAt);
    const doubtful = this.#doubtful.get(origin);
    this.#doubtful.delete(origin);
    for (const connection of doubtful?.open ?? []) {
      if (connection.end !== "none" || connection.busy > 0) continue;
      connection.end = "clean";
      connection.lastAt = Math.max(connection.lastAt, doubtful?.at ?? at);
      this.changed.push(connection);
    }
  }

  /** The connection of an exchange ended with it: the server closed it after its answer, or it broke. */
  ended(origin: string, exchange: Exchange, at: EpochMs, end: "clean" | "error"): void {
    const connection = this.#of(exchange);
    if (!connection) return;
    connection.end = end;
    connection.inferred &&= connection.answered;
    connection.lastAt = Math.max(connection.lastAt, at);
    this.changed.push(connection);
    this.#byOrigin.set(
      origin,
      (this.#byOrigin.get(origin) ?? []).filter((c) => c !== connection),
    );
  }

  /** The browser named the connection of an exchange. */
  observe(origin: string, exchange: Writable<Exchange>, id: string, reused: boolean, shared: boolean): void {
    const guessed = this.#of(exchange);
    if (!guessed) return;
    let connection = this.#byId.get(id);
    if (!connection && guessed.id === null && guessed.uses === 1) connection = guessed;
    connection ??= this.#addTo(origin, exchange, !reused, false);
    this.#doubtful.delete(origin);
    if (connection !== guessed || connection.id !== id || connection.end !== "none") this.changed.push(connection);
    if (reused) connection.end = "none";
    connection.id = id;
    connection.inferred = false;
    connection.shared = shared;
    this.#remember(origin, connection);
    if (reused && connection.uses <= 1) connection.opened = false;
    this.#byId.set(id, connection);
    this.#becomes(connection, exchange);
    if (connection === guessed) return;
    this.#leave(guessed, exchange);
    this.#take(connection, exchange);
  }

  /** An exchange is over: its connection is free. */
  release(exchange: Exchange, at: EpochMs): void {
    const connection = this.#of(exchange);
    if (!connection) return;
    connection.busy--;
    connection.lastAt = Math.max(connection.lastAt, at);
    if (exchange.respondedAt !== null && !connection.answered) {
      connection.answered = true;
      this.changed.push(connection);
    }
    this.#becomes(connection, exchange);
  }

  #leave(guessed: OwnConnection, exchange: Exchange): void {
    guessed.uses--;
    this.changed.push(guessed);
    guessed.busy--;
    const { exchanges } = guessed;
    exchanges.splice(exchanges.lastIndexOf(exchange, placeAfter(exchanges, exchange)), 1);
    if (exchange.startedAt === guessed.engineAt) {
      // None of a session began before this one.
      let next = partition(exchanges.length, (i) => (exchanges[i]?.startedAt ?? 0) < exchange.startedAt);
      while (next < exchanges.length && exchanges[next]?.part !== "engine") next++;
      guessed.engineAt = exchanges[next]?.startedAt ?? null;
    }
    if (guessed.busy === 0)
      guessed.lastAt = guessed.exchanges
        .slice(-MOST_OF_ORIGIN)
        .reduce((last, e) => Math.max(last, e.endedAt ?? e.startedAt), guessed.openedAt);
  }

  #of({ connection }: Exchange): OwnConnection | undefined {
    return connection === null ? undefined : this.all[connection.index];
  }

  /** A connection becomes one for polling when it has answered a poll: a request under way may still move to another connection. */
  #becomes(connection: OwnConnection, exchange: Exchange): void {
    if (connection.role !== "other" || exchange.part !== "engine") return;
    connection.role = "polling";
    this.changed.push(connection);
  }

  #take(connection: OwnConnection, exchange: Writable<Exchange>): void {
    if (connection.uses === 0 || exchange.startedAt < connection.openedAt) this.changed.push(connection);
    connection.openedAt = connection.uses === 0 ? exchange.startedAt : Math.min(connection.openedAt, exchange.startedAt);
    connection.uses++;
    connection.busy++;
    connection.exchanges.splice(placeAfter(connection.exchanges, exchange), 0, exchange);
    if (isEngine(exchange)) connection.engineAt = Math.min(connection.engineAt ?? exchange.startedAt, exchange.startedAt);
    connection.lastAt = Math.max(connection.lastAt, exchange.startedAt);
    exchange.connection = connection;
  }

  #addTo(origin: string, exchange: Exchange, opened: boolean, inferred: boolean): OwnConnection {
    const role = !this.#hasMain ? "main" : exchange.part === "engine" ? "polling" : "other";
    this.#hasMain = true;
    const connection = this.#add(role, exchange.startedAt, opened, inferred);
    this.#remember(origin, connection);
    return connection;
  }

  #remember(origin: string, connection: OwnConnection): void {
    const known = this.#byOrigin.get(origin) ?? [];
    if (!known.includes(connection)) this.#byOrigin.set(origin, [...known, connection].slice(-MOST_OF_ORIGIN));
  }

  #add(role: Connection["role"], at: EpochMs, opened: boolean, inferred: boolean): OwnConnection {
    const connection: OwnConnection = {
      index: this.all.length,
      id: null,
      role,
      inferred,
      openedAt: at,
      lastAt: at,
      opened,
      shared: false,
      uses: role === "websocket" || role === "webtransport" ? 1 : 0,
      busy: 0,
      exchanges: [],
      channel: null,
      engineAt: null,
      answered: false,
      end: "none",
      endEntry: null,
    };
    this.all.push(connection);
    this.changed.push(connection);
    return connection;
  }
}

const isEngine = ({ part }: Exchange): boolean => part === "engine";

/** How many of these exchanges began no later than this one. They are in the order in which they began. */
function placeAfter(exchanges: readonly Exchange[], { startedAt }: Exchange): number {
  return partition(exchanges.length, (i) => (exchanges[i]?.startedAt ?? 0) <= startedAt);
}
