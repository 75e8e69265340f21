// Which lifelines are in sight. Each connection has one; connections that carry only scripts and the like share one. They stand in the order in
// which connections began; which column each stands in is decided where there is a width (draw/columns.ts).

import type { Translate } from "../../messages/messages.ts";
import type { Client, Connection, Exchange } from "../../session/model.ts";
import { printable } from "../../text/printable.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import { Spans } from "../../wire/spans.ts";
import type { Ladder } from "../rows/ladder.ts";
import type { RowPositions } from "../rows/row-positions.ts";
import { clientsIn } from "../rows/scope.ts";
import { homeWords, isOfServer } from "../words/context-words.ts";
import type { Lifeline } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

/** Of the connections of a stretch that have no row in it, and of the exchanges of a connection, so many are looked at. */
const MOST_LOOKED_AT = 64;
/** The slot of the connections that carry only scripts and the like. */
const OTHER = 0;

const ROLE_KEYS = {
  main: { name: "roleMain", letter: "letterMain" },
  polling: { name: "rolePolling", letter: "letterPolling" },
  websocket: { name: "roleWebsocket", letter: "letterWebsocket" },
  webtransport: { name: "roleWebtransport", letter: "letterWebtransport" },
  other: { name: "roleOther", letter: "letterOther" },
} as const;

/** A connection at its place in order, with the facts by which its number was chosen. */
interface Placed {
  readonly connection: Connection;
  readonly start: EpochMs;
  readonly role: Connection["role"];
  /** It counts among those of its role. */
  readonly counts: boolean;
  readonly number: number;
}

export class Lifelines {
  readonly #ladder: Ladder;
  readonly #t: Translate;
  /** All connections that have carried anything, in the order in which they began, and when each was opened and ended. */
  readonly #placed: Placed[] = [];
  readonly #spans = new Spans();
  readonly #placeOf = new Map<Connection, number>();
  /** The places of the connections for scripts and the like, and when each was opened and ended. */
  readonly #others: number[] = [];
  readonly #otherSpans = new Spans();
  /** How many connections count, by role: a connection has the next number among those of its role. */
  readonly #counts = new Map<Connection["role"], number>();
  /** How many of `store.changedConnections` were looked at. */
  #changes = 0;

  constructor(ladder: Ladder, t: Translate) {
    this.#ladder = ladder;
    this.#t = t;
  }

  /** What rows and requests name the lifeline of a connection by. */
  slotOf({ role, index }: Connection): number {
    return role === "other" ? OTHER : index + 1;
  }

  /** The client that a connection carries; null if it carries none, or several. */
  clientOf({ channel, exchanges }: Connection): Client | null {
    if (channel) return channel.session?.client ?? null;
    const clients = new Set<Client>();
    for (let i = 0; i < Math.min(exchanges.length, MOST_LOOKED_AT); i++) {
      const session = exchanges[i]?.session;
      if (session) clients.add(session.client);
    }
    const [client = null] = clients;
    return clients.size === 1 ? client : null;
  }

  /** The connections of some stretches of time, in the order in which they began; of very many, the newest. */
  during(times: Stretch["times"]): Connection[] {
    this.#assign();
    const found = new Set<number>();
    let looks = MOST_LOOKED_AT;
    for (const { from, until } of times.toReversed())
      for (const place of this.#spans.touching(from, until)) {
        if (looks-- === 0) return this.#at(found);
        const connection = this.#placed[place]?.connection;
        if (connection && !isIdle(connection, from) && this.#ladder.connections.has(connection)) found.add(place);
      }
    return this.#at(found);
  }

  /** The slots with a connection that carried one of some exchanges: those of this time for which `isOwn` says so. */
  slotsWith(from: EpochMs, until: EpochMs, isOwn: (exchange: Exchange) => boolean): number[] {
    const hasOwn = ({ exchanges }: Connection) => {
      let left = MOST_LOOKED_AT;
      for (let i = partition(exchanges.length, (k) => (exchanges[k]?.startedAt ?? 0) < from); left > 0; i++, left--) {
        const exchange = exchanges[i];
        if (!exchange || exchange.startedAt > until) return false;
        if (isOwn(exchange)) return true;
      }
      return false;
    };
    const connections = this.during([{ from, until }]).filter(hasOwn);
    return [...new Set(connections.map((connection) => this.slotOf(connection)))];
  }

  /** The lifelines in a stretch of rows, and those on which `slots` stand. */
  within(stretch: Stretch, slots: Iterable<number>): Lifeline[] {
    if (stretch.isEmpty) return [];
    const { ladder, to, times, positions } = stretch;
    const { store } = ladder;
    const rows = new Map<number, number>([...slots].map((slot) => [slot, 0]));
    for (let row = stretch.first; row <= stretch.last; row++) {
      const connection = store.link(ladder.lastEntry(row))?.connection;
      if (connection) rows.set(this.slotOf(connection), (rows.get(this.slotOf(connection)) ?? 0) + 1);
    }
    const seen = this.during(times.map(({ from, until }) => ({ from, until: Math.min(until, to) })));
    const named = [...rows.keys()].flatMap((slot) => store.connections[slot - 1] ?? []);
    const places = [...seen, ...named].flatMap((connection) => this.#placeOf.get(connection) ?? []);
    const [other] = this.#others;
    if (rows.has(OTHER) && other !== undefined) places.push(other);
    const several = clientsIn(ladder.options.scope, store).length > 1;
    const found = new Map<number, Lifeline>();
    const vain = new Set<string>();
    for (const connection of this.#at(new Set(places)).reverse()) {
      const slot = this.slotOf(connection);
      if (found.has(slot)) continue;
      const lifeline = this.#lifeline(connection, positions, rows.get(slot) ?? 0, several);
      // Attempts that were answered nothing are all but points, many of them on the row of their fold.
      const point = `${lifeline.role} ${lifeline.client} ${lifeline.to}`;
      if (lifeline.vain && vain.has(point) && !rows.has(slot)) continue;
      if (lifeline.vain) vain.add(point);
      found.set(slot, lifeline);
    }
    const inOrder = [...found.values()].reverse();
    // Those of a server's log stand beside the page's.
    const ofServer = new Set(inOrder.filter(({ client }) => client !== undefined && isOfServer(store, store.clients[client])));
    return ofServer.size === 0 ? inOrder : [...inOrder.filter((one) => !ofServer.has(one)), ...ofServer];
  }

  #at(places: ReadonlySet<number>): Connection[] {
    return [...places].sort((a, b) => a - b).flatMap((place) => this.#placed[place]?.connection ?? []);
  }

  #lifeline(connection: Connection, positions: RowPositions, rows: number, several: boolean): Lifeline {
    if (connection.role === "other") return this.#sharedLifeline(positions, rows);
    const number = this.#placed[this.#placeOf.get(connection) ?? -1]?.number ?? 1;
    const client = several ? this.clientOf(connection) : null;
    return {
      ...this.#ofConnection(connection, positions),
      ...this.#named(connection, number),
      id: connection.id ?? "",
      rows,
      ...(client && { client: client.index, owner: homeWords(this.#t, this.#ladder.store, client) || printable(client.address) }),
    };
  }

  /** Connections for scripts and the like: one line from the first to the end of all. */
  #sharedLifeline(positions: RowPositions, rows: number): Lifeline {
    const places = this.#others;
    const oldest = this.#placed[places[0] ?? 0]?.connection as Connection;
    const lifeline = this.#ofConnection(oldest, positions);
    const { last } = this.#otherSpans;
    const isOther = ({ role }: Connection) => role === "other";
    const to = places.length === 1 ? lifeline.to : Number.isFinite(last) ? positions.middleOfLast(last, isOther) : null;
    return {
      ...lifeline,
      ...this.#named(oldest, 1),
      id: places.length === 1 ? (oldest.id ?? "") : "",
      to,
      end: to === null ? "none" : oldest.end,
      rows,
    };
  }

  #named({ role }: Connection, number: number): Pick<Lifeline, "number" | "name" | "letter"> {
    const { name, letter } = ROLE_KEYS[role];
    return { number, name: this.#t(name) + (number > 1 ? ` ${number}` : ""), letter: this.#t(letter) + (number > 1 ? number : "") };
  }

  #ofConnection(connection: Connection, positions: RowPositions) {
    const { end, endEntry, opened, openedAt, lastAt, inferred, role, answered } = connection;
    const isOwn = (other: Connection) => other === connection;
    const from = opened ? positions.middleAt(openedAt) : 0;
    const last = endEntry !== null ? positions.middle(endEntry) : end === "none" ? null : positions.middleOfLast(lastAt, isOwn);
    const to = last === null ? null : Math.max(from, last);
    const rests = to === null && isIdle(connection, Number.POSITIVE_INFINITY);
    return {
      slot: this.slotOf(connection),
      role,
      inferred,
      from,
      to,
      opened: opened && to !== from,
      end,
      ...(!answered && end !== "none" && { vain: true as const }),
      ...(rests && { restsFrom: Math.max(from, positions.middleOfLast(lastAt, isOwn)) }),
    };
  }

  /** Places connections that are new or have changed, and anew those that began after one of them. */
  #assign(): void {
    const { changedConnections } = this.#ladder.store;
    if (changedConnections.length === this.#changes) return;
    const changed = new Set(changedConnections.slice(this.#changes));
    this.#changes = changedConnections.length;
    let from = this.#placed.length;
    const added: Connection[] = [];
    for (const connection of changed) {
      from = Math.min(from, this.#changedFrom(connection));
      if (connection.uses > 0 && !this.#placeOf.has(connection)) added.push(connection);
    }
    while (this.#placed.length > from) {
      const { connection } = this.#remove() ?? {};
      // A connection without uses was only guessed and turned out to be another one.
      if (connection && connection.uses > 0) added.push(connection);
    }
    const starts = new Map(added.map((connection) => [connection, startOf(connection)]));
    for (const [connection, start] of [...starts].sort(([a, s], [b, t]) => s - t || a.index - b.index)) this.#put(connection, start);
  }

  /** The first place whose connection, or whose number, may be another one because of a connection. */
  #changedFrom(connection: Connection): number {
    const place = this.#placeOf.get(connection);
    const old = place === undefined ? undefined : this.#placed[place];
    if (connection.uses === 0) return place ?? this.#placed.length;
    const start = startOf(connection);
    const isAfter = (one: Placed | undefined) =>
      one && (one.start < start || (one.start === start && one.connection.index < connection.index));
    if (place === undefined || !old || old.start !== start)
      return Math.min(
        place ?? this.#placed.length,
        partition(this.#placed.length, (i) => isAfter(this.#placed[i]) === true),
      );
    if (old.role !== connection.role || old.counts !== counts(connection)) return place;
    this.#spans.set(place, beginOf(connection), endAt(connection));
    const nth = partition(this.#others.length, (i) => (this.#others[i] ?? 0) < place);
    if (this.#others[nth] === place) this.#otherSpans.set(nth, beginOf(connection), endAt(connection));
    return this.#placed.length;
  }

  /** Adds a connection behind all others. */
  #put(connection: Connection, start: EpochMs): void {
    const { role } = connection;
    const number = (this.#counts.get(role) ?? 0) + 1;
    if (counts(connection)) this.#counts.set(role, number);
    const place = this.#placed.length;
    this.#placeOf.set(connection, place);
    this.#placed.push({ connection, start, role, counts: counts(connection), number });
    this.#spans.set(place, beginOf(connection), endAt(connection));
    if (role === "other") this.#otherSpans.set(this.#others.push(place) - 1, beginOf(connection), endAt(connection));
  }

  /** Removes the last connection. */
  #remove(): Placed | undefined {
    const last = this.#placed.pop();
    if (!last) return undefined;
    const { connection, role, number } = last;
    const place = this.#placed.length;
    this.#placeOf.delete(connection);
    this.#spans.truncate(place);
    if (last.counts) this.#counts.set(role, number - 1);
    if (this.#others.at(-1) === place) {
      this.#others.pop();
      this.#otherSpans.truncate(this.#others.length);
    }
    return last;
  }
}

/** An attempt that was answered nothing is no connection once it is over. */
const counts = ({ answered, end }: Connection): boolean => answered || end === "none";

/** When a connection began. If that was not recorded, it is drawn from the first row on. */
const beginOf = ({ opened, openedAt }: Connection): EpochMs => (opened ? openedAt : 0);

/** When a connection ended; infinite if it goes on. */
const endAt = ({ end, lastAt }: Connection): EpochMs => (end === "none" ? Number.POSITIVE_INFINITY : lastAt);

/**
 * Whether a connection for HTTP has carried nothing since a moment. Browsers close such a connection without a word, so after that it is drawn
 * only as far as it is in sight.
 */
const isIdle = ({ channel, busy, lastAt, end }: Connection, since: EpochMs): boolean =>
  channel === null && end === "none" && busy === 0 && lastAt < since;

/** When a connection first did the job that its role is named after. */
function startOf({ role, openedAt, engineAt }: Connection): EpochMs {
  return (role === "polling" && engineAt) || openedAt;
}
