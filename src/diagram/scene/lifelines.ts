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

const ROLE_KEYS = {
  main: { name: "roleMain", letter: "letterMain" },
  polling: { name: "rolePolling", letter: "letterPolling" },
  websocket: { name: "roleWebsocket", letter: "letterWebsocket" },
  webtransport: { name: "roleWebtransport", letter: "letterWebtransport" },
  other: { name: "roleOther", letter: "letterOther" },
} as const;

export class Lifelines {
  readonly #ladder: Ladder;
  readonly #t: Translate;
  /** Connections that are drawn and not in `ladder.connections`: without HTTP rows, the exchange of a packet may have moved to one. */
  readonly #others = new Set<Connection>();
  #slots: Connection[][] = [];
  readonly #slotOf = new Map<Connection, number>();
  /** The number of a connection among those of its role, from left to right: 1, 2, … */
  readonly #numbers = new Map<Connection, number>();
  /** The slot into which lifelines are folded. Its connections overlap in time. */
  #folded: number | null = null;
  /** `store.connectionChanges`, and how many connections were shown, when slots were assigned. */
  #changes = -1;
  #shown = -1;

  constructor(ladder: Ladder, t: Translate) {
    this.#ladder = ladder;
    this.#t = t;
  }

  slotOf(connection: Connection): number {
    if (!this.#ladder.connections.has(connection)) this.#others.add(connection);
    this.#assign();
    return this.#slotOf.get(connection) ?? 0;
  }

  /** Slots from left to right, each with its connections, oldest first. */
  get slots(): readonly (readonly Connection[])[] {
    this.#assign();
    return this.#slots;
  }

  /** The lifelines in a stretch of rows. */
  within(stretch: Stretch): Lifeline[] {
    if (stretch.isEmpty) return [];
    const { from, to } = stretch;
    return this.slots.flatMap((connections, slot) => {
      const [oldest] = connections;
      if (!oldest) return [];
      if (slot === this.#folded) return [this.#foldedLifeline(connections, slot, stretch)];
      if (oldest.role === "other") return [this.#sharedLifeline(connections, slot, stretch)];
      // The connections of one slot follow one another in time. When none is in sight, the last one before is: the slot's head needs it.
      let i = Math.max(
        1,
        partition(connections.length, (c) => (connections[c]?.openedAt ?? 0) <= to),
      );
      const inSight: Lifeline[] = [];
      while (i-- > 0) {
        const connection = connections[i];
        if (!connection || (inSight.length > 0 && connection.lastAt < from)) break;
        const lifeline = this.#lifeline(connection, slot, connection.id ?? "", stretch);
        // Attempts that were answered nothing are all but points, many of them on the row of their fold.
        if (connection.answered || lifeline.to !== inSight[0]?.to) inSight.unshift(lifeline);
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
    const number = role === "other" ? 1 : (this.#numbers.get(connection) ?? 1);
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

  /** Assigns all slots anew when a connection came or changed. */
  #assign(): void {
    const { connections, connectionChanges } = this.#ladder.store;
    const shown = this.#ladder.connections.size + this.#others.size;
    if (connectionChanges === this.#changes && shown === this.#shown) return;
    this.#changes = connectionChanges;
    this.#shown = shown;
    this.#slots = [];
    this.#slotOf.clear();
    this.#numbers.clear();
    this.#folded = null;
    const counts = new Map<Connection["role"], number>();
    let shared: number | null = null;
    // A connection without uses was only guessed and turned out to be another one.
    const used = connections.filter(({ uses }) => uses > 0);
    for (const connection of used.sort((a, b) => startOf(a) - startOf(b) || a.index - b.index)) {
      const { role } = connection;
      const number = (counts.get(role) ?? 0) + 1;
      if (connection.answered || connection.end === "none") counts.set(role, number);
      this.#numbers.set(connection, number);
      // A connection out of scope has a number and no slot.
      if (!this.#ladder.connections.has(connection) && !this.#others.has(connection)) continue;
      const slot: number = role === "other" ? (shared ?? this.#slots.length) : this.#freeSlot(connection);
      if (role === "other") shared = slot;
      const standing = this.#slots[slot];
      if (standing) standing.push(connection);
      else this.#slots[slot] = [connection];
      this.#slotOf.set(connection, slot);
    }
  }

  #freeSlot({ role, openedAt }: Connection): number {
    const isFull = this.#slots.length >= MOST_SLOTS;
    const free = this.#slots.findIndex((connections) => {
      const last = connections.at(-1);
      return last?.role === role && last.end !== "none" && last.lastAt <= openedAt && (isFull || !last.answered);
    });
    if (free >= 0) return free;
    if (!isFull) return this.#slots.length;
    this.#folded = MOST_SLOTS - 1;
    return this.#folded;
  }
}

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
