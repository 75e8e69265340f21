// Which lifeline stands in which column. Connections stand in the order they opened; those that carry only scripts and the like share
// one column. When there are more than eight columns, a websocket takes that of one that is over; what finds none is folded into the last.

import type { Translate } from "../../messages/messages.ts";
import type { Connection } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";

const MOST_COLUMNS = 8;

export class Lanes {
  readonly #store: Store;
  readonly #connections = new Set<Connection>();
  #columns: Connection[][] = [];
  readonly #columnOf = new Map<Connection, number>();
  /** Which of its role a connection is, from left to right: 1, 2, … */
  readonly #numbers = new Map<Connection, number>();
  /** Its connections overlap in time: those for which there was no column any more. */
  #folded: number | null = null;
  /** How often connections had changed when the columns were arranged. */
  #arranged = -1;

  constructor(store: Store) {
    this.#store = store;
  }

  add(connection: Connection): void {
    if (this.#connections.has(connection)) return;
    this.#connections.add(connection);
    this.#arranged = -1;
  }

  column(connection: Connection): number {
    this.add(connection);
    return this.#arrange().#columnOf.get(connection) ?? 0;
  }

  /** Columns from left to right, each with the connections that stood in it, oldest first. */
  columns(): readonly (readonly Connection[])[] {
    return this.#arrange().#columns;
  }

  name(t: Translate, connection: Connection): string {
    const number = this.#number(connection);
    return t(roleKeys[connection.role].name) + (number > 1 ? ` ${number}` : "");
  }

  letter(t: Translate, connection: Connection): string {
    const number = this.#number(connection);
    return t(roleKeys[connection.role].letter) + (number > 1 ? number : "");
  }

  #number(connection: Connection): number {
    return connection.role === "other" ? 1 : (this.#arrange().#numbers.get(connection) ?? 1);
  }

  /** Whether a column stands for several connections at a time. */
  isFolded(column: number): boolean {
    return this.#arrange().#folded === column;
  }

  #arrange(): this {
    if (this.#arranged === this.#store.connectionChanges) return this;
    this.#arranged = this.#store.connectionChanges;
    this.#columns = [];
    this.#columnOf.clear();
    this.#numbers.clear();
    this.#folded = null;
    const counts = new Map<Connection["role"], number>();
    // A connection that was only guessed, and turned out to be another, is used no more.
    const used = this.#store.connections.filter((c) => c.uses > 0);
    let others: number | null = null;
    for (const connection of used.sort((a, b) => place(a) - place(b) || a.index - b.index)) {
      const number = (counts.get(connection.role) ?? 0) + 1;
      counts.set(connection.role, number);
      this.#numbers.set(connection, number);
      // What is out of scope has a number and no column.
      if (!this.#connections.has(connection)) continue;
      let column = this.#columns.length;
      if (connection.role === "other") {
        column = others ?? column;
        others = column;
      } else if (column >= MOST_COLUMNS) {
        const free = this.#columns.findIndex((c) => {
          const last = c.at(-1);
          return last?.role === connection.role && last.end !== "none" && last.lastAt <= connection.openedAt;
        });
        column = free < 0 ? MOST_COLUMNS - 1 : free;
        if (free < 0) this.#folded = column;
      }
      const standing = this.#columns[column];
      if (standing) standing.push(connection);
      else this.#columns[column] = [connection];
      this.#columnOf.set(connection, column);
    }
    return this;
  }
}

/** When a connection took up the work that its name tells. */
function place({ role, openedAt, exchanges }: Connection): EpochMs {
  return (role === "polling" && exchanges.find(({ part }) => part === "engine")?.startedAt) || openedAt;
}

/** Such a session is only known to be there: no browser reports what it carries. */
export function hasWebTransport({ connections }: Store): boolean {
  return connections.some(({ role }) => role === "webtransport");
}

const roleKeys = {
  main: { name: "roleMain", letter: "letterMain" },
  polling: { name: "rolePolling", letter: "letterPolling" },
  websocket: { name: "roleWebsocket", letter: "letterWebsocket" },
  webtransport: { name: "roleWebtransport", letter: "letterWebtransport" },
  other: { name: "roleOther", letter: "letterOther" },
} as const;
