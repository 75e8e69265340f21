// Which slot each connection's lifeline stands in, from left to right: 0, 1, 2, … in the order in which connections opened. Connections that
// carry only scripts and the like share one slot. A lifeline takes the slot of one of the same role that is over, if that one was never
// answered, or if there are eight slots already; when there is none, it is folded into the last slot.

import type { Translate } from "../../messages/messages.ts";
import type { Connection } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import type { Ladder } from "../rows/ladder.ts";
import type { RowPositions } from "../rows/row-positions.ts";
import type { Lifeline } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

const MOST_SLOTS = 8;
/** Of the connections that are folded into one lifeline and began before a stretch of time, so many are looked at. */
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
  readonly answered: boolean;
  /** It counts among those of its role. */
  readonly counts: boolean;
  readonly number: number;
  /** Null when it is not drawn: it has a number only. */
  readonly slot: number | null;
  end: Connection["end"];
  lastAt: EpochMs;
}

export class Lifelines {
  readonly #ladder: Ladder;
  readonly #t: Translate;
  /** Connections that are drawn and not in `ladder.connections`: without HTTP rows, the exchange of a packet may have moved to one. */
  readonly #others = new Set<Connection>();
  readonly #slots: Connection[][] = [];
  /** All connections that have carried anything, in the order in which they began. */
  readonly #placed: Placed[] = [];
  readonly #placeOf = new Map<Connection, number>();
  readonly #hidden = new Set<Connection>();
  /** How many connections count, by role: a connection has the next number among those of its role, from left to right. */
  readonly #counts = new Map<Connection["role"], number>();
  /** The slot of scripts and the like. */
  #shared: number | null = null;
  /** The slot into which lifelines are folded, and the place of the first that is. Its connections overlap in time. */
  #folded: number | null = null;
  #foldedFrom = 0;
  /** How many of `store.changedConnections`, and how many connections were shown, when slots were assigned. */
  #changes = 0;
  #shown = 0;

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
      from: positions.middleAt(connections.reduce((first, { openedAt }) => Math.min(first, openedAt), Number.POSITIVE_INFINITY)),
      to: endOfAll(connections, positions),
      opened: false,
      end: "none",
    };
  }

  /** Connections for scripts and the like: one line from the first to the end of all. */
  #sharedLifeline(connections: readonly Connection[], slot: number, stretch: Stretch): Lifeline {
    const [oldest] = connections as [Connection];
    const lifeline = this.#lifeline(oldest, slot, connections.length === 1 ? (oldest.id ?? "") : "", stretch);
    const to = connections.length === 1 ? lifeline.to : endOfAll(connections, stretch.positions);
    return { ...lifeline, to, end: to === null ? "none" : oldest.end };
  }

  #lifeline(connection: Connection, slot: number, id: string, { positions }: Stretch): Lifeline {
    const { end, endEntry, opened, openedAt, inferred, role } = connection;
    const from = opened ? positions.middleAt(openedAt) : 0;
    const last = endEntry !== null ? positions.middle(endEntry) : end === "none" ? null : positions.middleOfLast(connection);
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
    const shown = this.#ladder.connections.size + this.#others.size;
    if (changedConnections.length === this.#changes && shown === this.#shown) return;
    const changed = new Set(changedConnections.slice(this.#changes));
    if (shown !== this.#shown) for (const connection of this.#hidden) changed.add(connection);
    for (const slot of this.#slots) for (const last of slot.slice(-1)) changed.add(last);
    this.#changes = changedConnections.length;
    this.#shown = shown;
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
    const isSame = old.role === role && old.answered === answered && old.counts === counts(connection);
    if (!isSame || (old.slot !== null) !== this.#isShown(connection)) return place;
    const isOver = end !== old.end || (end !== "none" && lastAt !== old.lastAt);
    const since = Math.min(lastAt, old.lastAt);
    old.end = end;
    old.lastAt = lastAt;
    // Its slot may be free for another connection since another time.
    if (!isOver) return this.#placed.length;
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
    if (this.#isShown(connection)) {
      slot = role === "other" ? (this.#shared ?? this.#slots.length) : this.#freeSlot(connection);
      if (role === "other") this.#shared = slot;
      const standing = this.#slots[slot];
      if (standing) standing.push(connection);
      else this.#slots[slot] = [connection];
    } else this.#hidden.add(connection);
    this.#placeOf.set(connection, this.#placed.length);
    this.#placed.push({ connection, start, role, answered, counts: counts(connection), number, slot, end, lastAt });
  }

  /** Removes the last connection. */
  #remove(): Placed | undefined {
    const last = this.#placed.pop();
    if (!last) return undefined;
    const { connection, role, number, slot } = last;
    this.#placeOf.delete(connection);
    this.#hidden.delete(connection);
    if (last.counts) this.#counts.set(role, number - 1);
    if (slot !== null) this.#slots[slot]?.pop();
    if (slot !== null && this.#slots[slot]?.length === 0) this.#slots.pop();
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

/** Null if one of the connections goes on. */
function endOfAll(connections: readonly Connection[], positions: RowPositions): number | null {
  if (connections.some(({ end }) => end === "none")) return null;
  const last = connections.reduce((last, { lastAt }) => Math.max(last, lastAt), 0);
  return Math.max(...connections.filter(({ lastAt }) => lastAt === last).map((connection) => positions.middleOfLast(connection)));
}

/** When a connection first did the job that its role is named after. */
function startOf({ role, openedAt, exchanges }: Connection): EpochMs {
  return (role === "polling" && exchanges.find(({ part }) => part === "engine")?.startedAt) || openedAt;
}
