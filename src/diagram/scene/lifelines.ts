// Which slot each connection's lifeline stands in, from left to right: 0, 1, 2, … in the order in which connections opened. Connections that
// carry only scripts and the like share one slot. A lifeline takes the slot of one of the same role that is over, if that one was never
// answered, or if there are eight slots already; when there is none, it is folded into the last slot.

import type { Translate } from "../../messages/messages.ts";
import type { Connection, Exchange } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import { Spans } from "../../wire/spans.ts";
import type { Ladder } from "../rows/ladder.ts";
import { OrderedSet } from "../rows/ordered-set.ts";
import type { RowPositions } from "../rows/row-positions.ts";
import type { Lifeline } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

const MOST_SLOTS = 8;
/**
 * Of the connections that are folded into one lifeline and began before a stretch of time, so many are looked at; and so many of the connections
 * of a slot, and of the exchanges of each, for one that a fold stands for.
 */
const MOST_FOLDED = 64;

const ROLE_KEYS = {
  main: { name: "roleMain", letter: "letterMain" },
  polling: { name: "rolePolling", letter: "letterPolling" },
  websocket: { name: "roleWebsocket", letter: "letterWebsocket" },
  webtransport: { name: "roleWebtransport", letter: "letterWebtransport" },
  other: { name: "roleOther", letter: "letterOther" },
} as const;

/** A connection at its place in order, with the facts by which its slot and its number were chosen. */
interface Placed {
  readonly connection: Connection;
  readonly start: EpochMs;
  readonly role: Connection["role"];
  answered: boolean;
  /** It counts among those of its role. */
  readonly counts: boolean;
  readonly number: number;
  /** Null when it is not drawn: it has a number only. */
  readonly slot: number | null;
  /** Its index among the connections of its slot. */
  readonly nth: number;
  end: Connection["end"];
  lastAt: EpochMs;
}

export class Lifelines {
  readonly #ladder: Ladder;
  readonly #t: Translate;
  /** Connections that are drawn and not in `ladder.connections`: without HTTP rows, the exchange of a packet may have moved to one. */
  readonly #others = new OrderedSet<Connection>();
  readonly #slots: Connection[][] = [];
  /** By slot: when its connections were opened and ended. */
  readonly #spans: Spans[] = [];
  /** All connections that have carried anything, in the order in which they began. */
  readonly #placed: Placed[] = [];
  readonly #placeOf = new Map<Connection, number>();
  /** How many connections count, by role: a connection has the next number among those of its role, from left to right. */
  readonly #counts = new Map<Connection["role"], number>();
  /** The slot of scripts and the like. */
  #shared: number | null = null;
  /** The slot into which lifelines are folded, and the place of the first that is. Its connections overlap in time. */
  #folded: number | null = null;
  #foldedFrom = 0;
  /** Grows whenever slots are assigned anew. */
  changes = 0;
  /** How many of `store.changedConnections`, `ladder.connections` and `#others` there were when slots were assigned. */
  #changes = 0;
  #shown = 0;
  #added = 0;

  constructor(ladder: Ladder, t: Translate) {
    this.#ladder = ladder;
    this.#t = t;
  }

  slotOf(connection: Connection): number {
    if (!this.#ladder.connections.has(connection)) this.#others.add(connection);
    this.#assign();
    return this.#placedOf(connection)?.slot ?? 0;
  }

  /** Slots from left to right, each with its connections, oldest first. */
  get slots(): readonly (readonly Connection[])[] {
    this.#assign();
    return this.#slots;
  }

  /** The connections of a stretch of time, each with its slot. */
  *during(from: EpochMs, until: EpochMs): Generator<readonly [slot: number, connection: Connection]> {
    for (const [slot, connections] of this.slots.entries()) {
      const isFolded = slot === this.#folded || connections[0]?.role === "other";
      const begun = partition(connections.length, (i) => (connections[i]?.openedAt ?? 0) <= until);
      const least = isFolded ? partition(begun, (i) => (connections[i]?.openedAt ?? 0) < from) - MOST_FOLDED : 0;
      for (let i = begun - 1; i >= least; i--) {
        const connection = connections[i];
        if (!connection) break;
        // The connections of one slot follow one another in time. What is under way goes on, however long nothing has happened.
        const { end, busy, lastAt } = connection;
        if (!isFolded && lastAt < from && end !== "none" && busy === 0) break;
        yield [slot, connection];
      }
    }
  }

  /** The slots with a connection that carried one of some exchanges: those of this time for which `isOwn` says so. */
  slotsWith(from: EpochMs, until: EpochMs, isOwn: (exchange: Exchange) => boolean): number[] {
    const hasOwn = ({ exchanges }: Connection) => {
      let left = MOST_FOLDED;
      for (let i = partition(exchanges.length, (k) => (exchanges[k]?.startedAt ?? 0) < from); left > 0; i++, left--) {
        const exchange = exchanges[i];
        if (!exchange || exchange.startedAt > until) return false;
        if (isOwn(exchange)) return true;
      }
      return false;
    };
    return [...this.slots.keys()].filter((slot) => {
      let left = MOST_FOLDED;
      for (const i of this.#spans[slot]?.touching(from, until) ?? []) {
        const connection = this.#slots[slot]?.[i];
        if (connection && hasOwn(connection)) return true;
        if (--left === 0) return false;
      }
      return false;
    });
  }

  /** The lifelines in a stretch of rows. */
  within(stretch: Stretch): Lifeline[] {
    if (stretch.isEmpty) return [];
    const { to } = stretch;
    const times = stretch.times.toReversed();
    return this.slots.flatMap((connections, slot) => {
      const [oldest] = connections;
      if (!oldest) return [];
      if (slot === this.#folded) return [this.#foldedLifeline(connections, slot, stretch)];
      if (oldest.role === "other") return [this.#sharedLifeline(connections, slot, stretch)];
      const inSight: Lifeline[] = [];
      let left = connections.length;
      for (const { from, until } of times) {
        const begun = partition(left, (c) => (connections[c]?.openedAt ?? 0) <= Math.min(until, to));
        // When none is in sight, the last one before is: the slot's head needs it.
        left = inSight.length > 0 ? begun : Math.max(1, begun);
        for (; left > 0; left--) {
          const connection = connections[left - 1];
          if (!connection || (inSight.length > 0 && connection.lastAt < from)) break;
          const lifeline = this.#lifeline(connection, slot, connection.id ?? "", stretch);
          // Attempts that were answered nothing are all but points, many of them on the row of their fold.
          if (connection.answered || lifeline.to !== inSight[0]?.to) inSight.unshift(lifeline);
        }
      }
      return inSight;
    });
  }

  #foldedLifeline(connections: readonly Connection[], slot: number, { positions }: Stretch): Lifeline {
    return {
      slot,
      name: this.#t("laneFolded", connections.length),
      letter: `×${connections.length}`,
      id: "",
      inferred: false,
      from: positions.middleAt(this.#spans[slot]?.first ?? 0),
      to: this.#endOf(slot, positions),
      opened: false,
      end: "none",
    };
  }

  /** Connections for scripts and the like: one line from the first to the end of all. */
  #sharedLifeline(connections: readonly Connection[], slot: number, stretch: Stretch): Lifeline {
    const [oldest] = connections as [Connection];
    const lifeline = this.#lifeline(oldest, slot, connections.length === 1 ? (oldest.id ?? "") : "", stretch);
    const to = connections.length === 1 ? lifeline.to : this.#endOf(slot, stretch.positions);
    return { ...lifeline, to, end: to === null ? "none" : oldest.end };
  }

  /** Where the last connection of a slot ends; null if one of them goes on. */
  #endOf(slot: number, positions: RowPositions): number | null {
    const { last = 0 } = this.#spans[slot] ?? {};
    return Number.isFinite(last) ? positions.middleOfLast(last, (connection) => this.#placedOf(connection)?.slot === slot) : null;
  }

  #lifeline(connection: Connection, slot: number, id: string, { positions }: Stretch): Lifeline {
    const { end, endEntry, opened, openedAt, lastAt, inferred, role } = connection;
    const from = opened ? positions.middleAt(openedAt) : 0;
    const last =
      endEntry !== null
        ? positions.middle(endEntry)
        : end === "none"
          ? null
          : positions.middleOfLast(lastAt, (other) => other === connection);
    const to = last === null ? null : Math.max(from, last);
    const number = role === "other" ? 1 : (this.#placedOf(connection)?.number ?? 1);
    return {
      slot,
      name: this.#t(ROLE_KEYS[role].name) + (number > 1 ? ` ${number}` : ""),
      letter: this.#t(ROLE_KEYS[role].letter) + (number > 1 ? number : ""),
      id,
      inferred,
      from,
      to,
      opened: opened && to !== from,
      end,
    };
  }

  #placedOf(connection: Connection): Placed | undefined {
    return this.#placed[this.#placeOf.get(connection) ?? -1];
  }

  #isShown(connection: Connection): boolean {
    return this.#ladder.connections.has(connection) || this.#others.has(connection);
  }

  /** Assigns slots to connections that are new or have changed, and anew to those that began after one of them. */
  #assign(): void {
    const { changedConnections } = this.#ladder.store;
    const [shown, others] = [this.#ladder.connections.all, this.#others.all];
    if (changedConnections.length === this.#changes && shown.length === this.#shown && others.length === this.#added) return;
    const changed = new Set([...changedConnections.slice(this.#changes), ...shown.slice(this.#shown), ...others.slice(this.#added)]);
    for (const slot of this.#slots) for (const last of slot.slice(-1)) changed.add(last);
    this.#changes = changedConnections.length;
    this.#shown = shown.length;
    this.#added = others.length;
    this.changes++;
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

  /** The first place whose slot or number may be another one because of a connection. */
  #changedFrom(connection: Connection): number {
    const place = this.#placeOf.get(connection);
    const old = this.#placedOf(connection);
    const { role, answered, end, lastAt } = connection;
    if (connection.uses === 0) return place ?? this.#placed.length;
    const start = startOf(connection);
    const isAfter = (one: Placed | undefined) =>
      one && (one.start < start || (one.start === start && one.connection.index < connection.index));
    if (place === undefined || !old || old.start !== start)
      return Math.min(
        place ?? this.#placed.length,
        partition(this.#placed.length, (i) => isAfter(this.#placed[i]) === true),
      );
    if (old.role !== role || old.counts !== counts(connection) || (old.slot !== null) !== this.#isShown(connection)) return place;
    // Only the last connection of a slot can leave it to another one.
    const isLast = old.slot === null || this.#slots[old.slot]?.at(-1) === connection;
    if (isLast && old.answered !== answered) return place;
    const isOver = end !== old.end || (end !== "none" && lastAt !== old.lastAt);
    const since = old.end === "none" ? lastAt : end === "none" ? old.lastAt : Math.min(lastAt, old.lastAt);
    Object.assign(old, { answered, end, lastAt });
    if (old.slot !== null) this.#spans[old.slot]?.set(old.nth, connection.openedAt, endAt(connection));
    // Its slot may be free for another connection since another time.
    if (!isOver || !isLast) return this.#placed.length;
    return Math.max(
      place + 1,
      partition(this.#placed.length, (i) => (this.#placed[i]?.start ?? 0) < since),
    );
  }

  /** Adds a connection behind all others. */
  #put(connection: Connection, start: EpochMs): void {
    const { role, answered, end, lastAt } = connection;
    const number = (this.#counts.get(role) ?? 0) + 1;
    if (counts(connection)) this.#counts.set(role, number);
    let slot: number | null = null;
    let nth = 0;
    if (this.#isShown(connection)) {
      slot = role === "other" ? (this.#shared ?? this.#slots.length) : this.#freeSlot(connection);
      if (role === "other") this.#shared = slot;
      this.#slots[slot] ??= [];
      this.#spans[slot] ??= new Spans();
      nth = (this.#slots[slot]?.push(connection) ?? 1) - 1;
      this.#spans[slot]?.set(nth, connection.openedAt, endAt(connection));
    }
    this.#placeOf.set(connection, this.#placed.length);
    this.#placed.push({ connection, start, role, answered, counts: counts(connection), number, slot, nth, end, lastAt });
  }

  /** Removes the last connection. */
  #remove(): Placed | undefined {
    const last = this.#placed.pop();
    if (!last) return undefined;
    const { connection, role, number, slot, nth } = last;
    this.#placeOf.delete(connection);
    if (last.counts) this.#counts.set(role, number - 1);
    if (slot !== null) {
      this.#slots[slot]?.pop();
      this.#spans[slot]?.truncate(nth);
      if (nth === 0) this.#slots.pop();
    }
    if (this.#shared !== null && this.#shared >= this.#slots.length) this.#shared = null;
    if (this.#placed.length <= this.#foldedFrom) this.#folded = null;
    return last;
  }

  #freeSlot({ role, openedAt }: Connection): number {
    const isFull = this.#slots.length >= MOST_SLOTS;
    const free = this.#slots.findIndex((connections) => {
      const last = connections.at(-1);
      return last?.role === role && last.end !== "none" && last.lastAt <= openedAt && (isFull || !last.answered);
    });
    if (free >= 0) return free;
    if (!isFull) return this.#slots.length;
    if (this.#folded === null) this.#foldedFrom = this.#placed.length;
    this.#folded = MOST_SLOTS - 1;
    return this.#folded;
  }
}

/** An attempt that was answered nothing is no connection once it is over. */
const counts = ({ answered, end }: Connection): boolean => answered || end === "none";

/** When a connection ended; infinite if it goes on. */
const endAt = ({ end, lastAt }: Connection): EpochMs => (end === "none" ? Number.POSITIVE_INFINITY : lastAt);

/** When a connection first did the job that its role is named after. */
function startOf({ role, openedAt, engineAt }: Connection): EpochMs {
  return (role === "polling" && engineAt) || openedAt;
}
