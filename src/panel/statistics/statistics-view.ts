// The statistics that the drawer shows: of which sessions, how far they are counted, how they are sorted, and what a row of them chose. They
// follow the scope of the panel, are counted in slices, and while recording at most once a second.

import { sameFields } from "../../diagram/draw/memo.ts";
import { inScope, type Scope } from "../../diagram/rows/scope.ts";
import { withPart } from "../../filter/expression.ts";
import type { Table } from "../../formats/statistics.ts";
import type { Session } from "../../session/model.ts";
import type { EventName } from "../../session/names.ts";
import type { Store } from "../../session/store.ts";
import { Statistics } from "../../statistics/statistics.ts";
import type { Direction } from "../../wire/event.ts";
import { inSlices, Rest } from "../slices.ts";
import type { View } from "../view.ts";
import { Drawer } from "./drawer.tsx";
import { keyOf, type Shown, shownRows } from "./rows.ts";

/** Milliseconds between two looks at what has arrived, and between two drawings while a trace is counted. */
const APART = 1000;

/** By which column a table is sorted. */
export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

export class StatisticsView {
  readonly Drawer = Drawer;
  readonly #panel: Pick<View, "store" | "settings" | "selection">;
  readonly #changed: () => void;
  #isOpen = true;
  #table: Table = "events";
  readonly #sorts: Record<Table, Sort> = {
    events: { column: "p95", descending: true },
    sessions: { column: "packets", descending: true },
    heartbeats: { column: "max", descending: true },
  };
  #statistics: Statistics | null = null;
  /** What `#statistics` counts. */
  #store: Store;
  #scope: Scope;
  #wentOn = 0;
  /** How much of the trace is counted, from 0 to 1. */
  #share = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  readonly #rest = new Rest();
  /** Resolves when the looks that are under way are over; null when none is. */
  #looking: Promise<void> | null = null;
  /** The rows as they were at the last look; null when they are to be made anew. */
  #shown: Shown | null = null;
  /** The session that a row chose, and the scope before that; null if none did. */
  #chosen: { readonly session: Session; readonly before: Scope } | null = null;
  /** The row whose event is in the filter, the filter that it made, and the one before that; null if none is. */
  #filtered: { readonly row: string; readonly filter: string; readonly before: string } | null = null;

  constructor(panel: Pick<View, "store" | "settings" | "selection">, changed: () => void) {
    this.#panel = panel;
    this.#changed = changed;
    this.#store = panel.store;
    this.#scope = panel.settings.scope;
  }

  dispose(): void {
    this.#statistics?.dispose();
    this.#statistics = null;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }
  get table(): Table {
    return this.#table;
  }
  get sort(): Sort {
    return this.#sorts[this.#table];
  }
  get scope(): Scope {
    return this.#scope;
  }
  get share(): number {
    return this.#share;
  }
  /** Null before the drawer was drawn. */
  get statistics(): Statistics | null {
    return this.#statistics;
  }
  /** The key of the row whose session the scope, or whose event the filter shows; null if none is. */
  get chosen(): string | null {
    return this.#table === "events" ? this.filtered : this.#chosen && keyOf(this.#chosen.session);
  }

  /** Opens or closes the drawer. A closed one counts nothing. */
  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    if (!isOpen) this.#begin();
    this.#changed();
  }

  setTable(table: Table): void {
    this.#table = table;
    this.#shown = null;
    this.#changed();
  }

  /** Sorts by a column: numbers from the largest down, texts from A on, and the other way round when it is sorted by that already. */
  sortBy(column: string, isNumber: boolean): void {
    const before = this.sort;
    this.#sorts[this.#table] = { column, descending: before.column === column ? !before.descending : isNumber };
    this.#shown = null;
    this.#changed();
  }

  /** The rows of the table, sorted, as of the last look: the same object until they are others. */
  get shown(): Shown | null {
    if (this.#statistics === null) return null;
    this.#shown ??= shownRows(this.#statistics, this.#table, this.sort);
    return this.#shown;
  }

  /** Shows one session, whose row stays among the others. */
  chooseSession(session: Session): void {
    const { settings } = this.#panel;
    this.#chosen = { session, before: this.#chosen?.before ?? settings.scope };
    settings.setScope({ kind: "session", session });
    this.#changed();
  }

  /** The key of the row whose event the filter shows. */
  get filtered(): string | null {
    return this.#filtered !== null && this.#filtered.filter === this.#panel.settings.filter ? this.#filtered.row : null;
  }

  /** Adds an event to the filter, in place of the one that a row added before. `ack`: only where the ACK took at least so many milliseconds. */
  filterEvent(row: string, { name, nsp }: EventName, direction: Direction, ack?: number): void {
    const { settings } = this.#panel;
    const before = this.filtered !== null && this.#filtered ? this.#filtered.before : settings.filter;
    const parts = [
      { key: "event", values: [name] },
      { key: "nsp", values: [nsp] },
      { key: "dir", values: [direction] },
      ...(ack === undefined ? [] : [{ key: "ack", values: [`>=${Math.floor(10 * ack) / 10}ms`] }]),
    ];
    const filter = parts.reduce(withPart, before);
    this.#filtered = { row, filter, before };
    settings.setFilter(filter);
    this.#changed();
  }

  /** Takes back what a row chose. False if none did. */
  takeBack(): boolean {
    if (this.filtered !== null && this.#filtered) {
      this.#panel.settings.setFilter(this.#filtered.before);
      this.#changed();
      return true;
    }
    const chosen = this.#chosen;
    if (chosen === null || !this.#isScope(chosen.session)) return false;
    this.#chosen = null;
    this.#panel.settings.setScope(chosen.before);
    this.#changed();
    return true;
  }

  /** Selects the row of an answer in the ladder. */
  goTo(answer: number): void {
    this.#panel.selection?.selectEntry(answer);
  }

  /** Before a drawing: follows the scope, and looks at what has arrived, in slices, and at most once a second. */
  refresh(): void {
    if (!this.#isOpen) return;
    if (this.#chosen !== null && !this.#isScope(this.#chosen.session)) this.#chosen = null;
    const { store } = this.#panel;
    const scope = this.#wanted;
    const isOther = store !== this.#store || !sameFields(scope, this.#scope);
    // A session may belong to another client than it did.
    const hasMoved = scope.kind === "client" && store.sessionsThatWentOn.length !== this.#wentOn;
    if (this.#statistics === null || isOther || hasMoved) this.#begin(scope);
    if (!this.#statistics?.isBehind) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
  }

  /** Resolves when everything that has arrived is counted. */
  async idle(): Promise<void> {
    this.#rest.end();
    await this.#looking;
  }

  /** The scope of the panel. Of the sessions, where a row chose one, the scope before: their rows stay. */
  get #wanted(): Scope {
    return this.#chosen !== null && this.#table !== "events" ? this.#chosen.before : this.#panel.settings.scope;
  }

  #isScope(session: Session): boolean {
    const { scope } = this.#panel.settings;
    return scope.kind === "session" && scope.session === session;
  }

  /** Begins to count a scope, or, without one, nothing. */
  #begin(scope: Scope | null = null): void {
    this.dispose();
    this.#shown = null;
    this.#share = 0;
    this.#lookedAt = Number.NEGATIVE_INFINITY;
    if (scope === null) return;
    this.#store = this.#panel.store;
    this.#scope = scope;
    this.#wentOn = this.#store.sessionsThatWentOn.length;
    this.#statistics = new Statistics(this.#store, (session) => inScope(scope, session, null));
    this.#share = this.#statistics.isBehind ? 0 : 1;
  }

  async #look(): Promise<void> {
    while (this.#statistics?.isBehind) {
      const rest = this.#lookedAt + APART - performance.now();
      if (rest > 0) await this.#rest.of(rest);
      const counted = this.#statistics;
      if (counted === null) return;
      let drawnAt = performance.now();
      await inSlices(counted.syncing(), (share) => {
        // The first look may be long: it shows how far it is.
        if (this.#share < 1 && performance.now() - drawnAt > APART / 4) {
          drawnAt = performance.now();
          this.#share = share;
          this.#changed();
        }
        return counted === this.#statistics;
      });
      if (counted !== this.#statistics) continue;
      this.#share = 1;
      this.#shown = null;
      this.#lookedAt = performance.now();
      this.#changed();
    }
  }
}
