// Which TCP connection carried which exchange. The browser tells it with the response, so a request under way stands on a connection
// that was concluded: the one its client would most likely take again. The answer confirms or moves it.

import type { EpochMs } from "../wire/event.ts";
import type { Connection, Exchange } from "./model.ts";

export class Connections {
  readonly all: Connection[] = [];
  /** Counts what changes which connections there are, and what they are called. */
  changes = 0;
  readonly #byId = new Map<string, Connection>();
  /** The last few of each origin: a browser keeps no more than six open to one. */
  readonly #byOrigin = new Map<string, Connection[]>();

  /** A websocket's own connection: the browser names none. */
  channel(role: "websocket" | "webtransport", at: EpochMs, opened: boolean): Connection {
    return this.#add(role, at, opened, false);
  }

  /** The connection that an exchange under way probably uses: the one last used and free, for a poll rather not one of scripts and the like; else a new one. */
  guess(origin: string, exchange: Exchange): Connection {
    let best: Connection | undefined;
    let unused: Connection | undefined;
    const suits = (c: Connection) => exchange.part === "engine" && c.role !== "other";
    for (const c of this.#byOrigin.get(origin) ?? []) {
      if (c.uses === 0) unused = c;
      else if (c.busy > 0 && !c.shared) continue;
      else if (!best || (suits(c) === suits(best) ? c.lastAt > best.lastAt : suits(c))) best = c;
    }
    best ??= unused ?? this.#addTo(origin, exchange, true, true);
    this.#take(best, exchange);
    return best;
  }

  /** The browser named the connection of an exchange. */
  observe(origin: string, exchange: Exchange, id: string, reused: boolean, shared: boolean): void {
    const guessed = exchange.connection;
    if (!guessed) return;
    let connection = this.#byId.get(id);
    if (!connection && guessed.id === null && guessed.uses === 1) connection = guessed;
    connection ??= this.#addTo(origin, exchange, !reused, false);
    connection.id = id;
    connection.inferred = false;
    connection.shared = shared;
    if (reused && connection.uses <= 1) connection.opened = false;
    this.#byId.set(id, connection);
    this.#becomes(connection, exchange);
    if (connection === guessed) return;
    guessed.uses--;
    this.changes++;
    guessed.busy--;
    guessed.exchanges.splice(guessed.exchanges.lastIndexOf(exchange), 1);
    this.#take(connection, exchange);
  }

  /** An exchange is over: its connection is free. */
  release(exchange: Exchange, at: EpochMs): void {
    const connection = exchange.connection;
    if (!connection) return;
    connection.busy--;
    connection.lastAt = Math.max(connection.lastAt, at);
    this.#becomes(connection, exchange);
  }

  /** Only what has answered a poll is a connection for polling: a request under way may turn out to be on another one. */
  #becomes(connection: Connection, exchange: Exchange): void {
    if (connection.role !== "other" || exchange.part !== "engine") return;
    connection.role = "polling";
    this.changes++;
  }

  #take(connection: Connection, exchange: Exchange): void {
    if (connection.uses === 0) this.changes++;
    connection.openedAt = connection.uses === 0 ? exchange.startedAt : Math.min(connection.openedAt, exchange.startedAt);
    connection.uses++;
    connection.busy++;
    let place = connection.exchanges.length;
    while (place > 0 && (connection.exchanges[place - 1]?.startedAt ?? 0) > exchange.startedAt) place--;
    connection.exchanges.splice(place, 0, exchange);
    connection.lastAt = Math.max(connection.lastAt, exchange.startedAt);
    exchange.connection = connection;
  }

  #addTo(origin: string, exchange: Exchange, opened: boolean, inferred: boolean): Connection {
    const role = !this.all.some((other) => other.role === "main") ? "main" : exchange.part === "engine" ? "polling" : "other";
    const connection = this.#add(role, exchange.startedAt, opened, inferred);
    this.#byOrigin.set(origin, [...(this.#byOrigin.get(origin) ?? []), connection].slice(-8));
    return connection;
  }

  #add(role: Connection["role"], at: EpochMs, opened: boolean, inferred: boolean): Connection {
    const connection: Connection = {
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
      end: "none",
      endEntry: null,
    };
    this.all.push(connection);
    this.changes++;
    return connection;
  }
}
