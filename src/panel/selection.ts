// Which rows the user points out: the selected one, whose details are read, a second one to which time is measured, and the one under the
// pointer. Rows are named by their keys.

import type { Ladder } from "../diagram/rows/ladder.ts";
import { ROW_HEIGHT } from "../diagram/rows/row-kinds.ts";
import { type Details, detailsOf } from "../session/details.ts";
import type { Client, Session } from "../session/model.ts";
import { Reader } from "../session/reader.ts";
import type { EpochMs } from "../wire/event.ts";
import type { LadderView } from "./ladder/ladder-view.ts";
import type { View } from "./view.ts";

type SelectionLadder = Pick<
  LadderView,
  "rows" | "top" | "viewport" | "rowAt" | "reveal" | "setFollow" | "whenWhole" | "share" | "toggle" | "unfolded"
>;

export class Selection {
  readonly #panel: Pick<View, "store">;
  readonly #ladder: SelectionLadder;
  readonly #changed: () => void;
  #reader: Reader;
  /** The row whose details are shown; null when none is selected. */
  #selected: number | null = null;
  /** The details of `#selected`; null when it is a fold. */
  #details: Details | null = null;
  /** A second row, to which time is measured; only with a selected one. */
  #measured: number | null = null;
  /** Rows marked beside the selected one: its question or answer, its HTTP exchange, the measured row. */
  #related: readonly number[] = [];
  /** The row under the pointer. */
  #hover: number | null = null;
  /** The row whose menu is open: it stays marked as if it were under the pointer. */
  #held: number | null = null;
  /** An entry whose row is to be selected once it is there. */
  #wanted: { readonly entry: number; readonly selected: () => void } | null = null;
  /** The client under the pointer, in the list or in the head of the ladder. */
  #pointed: Client | null = null;

  /** @param changed Called when something that is drawn has changed. */
  constructor(panel: Pick<View, "store">, ladder: SelectionLadder, changed: () => void) {
    this.#panel = panel;
    this.#ladder = ladder;
    this.#changed = changed;
    this.#reader = new Reader(panel.store);
  }

  get selected(): number | null {
    return this.#selected;
  }
  get details(): Details | null {
    return this.#details;
  }
  get measured(): number | null {
    return this.#measured;
  }
  /** The entry of the measured row; null when there is none, or when it is a fold. */
  get measuredEntry(): number | null {
    return this.#measured === null ? null : this.#rows.entryOf(this.#measured);
  }
  get related(): readonly number[] {
    return this.#related;
  }
  get hover(): number | null {
    return this.#held ?? this.#hover;
  }

  /** The session of the selected row; null if it has none, and for a fold. */
  get session(): Session | null {
    return this.#details?.session ?? null;
  }
  /** The client that stands out among several: the one under the pointer, or else that of the selected row. */
  get chosen(): Client | null {
    return this.#pointed ?? this.session?.client ?? null;
  }

  /** Milliseconds between the selected row and the measured one, or else the one under the pointer; null when there are no two. */
  get span(): number | null {
    const times = this.between;
    return times && Math.abs(times[1] - times[0]);
  }

  /** When the same two rows happened. */
  get between(): readonly [EpochMs, EpochMs] | null {
    const to = this.#measured ?? this.#hover;
    if (this.#selected === null || to === null || to === this.#selected) return null;
    const [a, b] = [this.#rows.atOf(this.#selected), this.#rows.atOf(to)];
    return a === null || b === null ? null : [a, b];
  }

  /** Selects a row and makes it visible, or selects none. */
  select(key: number | null): void {
    this.#wanted = null;
    this.measure(null);
    if (key === this.#selected) return;
    this.#selected = key;
    this.#readDetails();
    if (key !== null) {
      // New rows would scroll away what is being read.
      this.#ladder.setFollow(false);
      this.#ladder.reveal(key);
    }
    this.#changed();
  }

  /** Selects the row that shows an entry, and opens the fold that it is in. `selected` is called then. */
  selectEntry(entry: number, selected: () => void = () => {}): void {
    this.#ladder.whenWhole(() => {
      this.#wanted = { entry, selected };
      this.settle();
    });
  }

  /** Before each drawing: selects the wanted row if it is there. */
  settle(): void {
    if (this.#wanted === null || this.#ladder.share < 1) return;
    const { entry, selected } = this.#wanted;
    const key = this.keyShowing(entry);
    // After a fold is opened, the next drawing has the row.
    if (key !== null && this.#rows.entryOf(key) === null && !this.#ladder.unfolded.has(key)) return this.#ladder.toggle(key);
    this.#wanted = null;
    if (key === null) return;
    this.select(key);
    selected();
  }

  /** Selects the row so many rows below the selected one (above, when negative). */
  move(rows: number): void {
    const key = this.#rows.keyBelow(this.#selected, rows);
    if (key !== null) this.select(key);
  }

  movePage(direction: 1 | -1): void {
    this.move(direction * Math.max(1, Math.floor(this.#ladder.viewport / ROW_HEIGHT) - 1));
  }

  moveToEnd(end: "first" | "last"): void {
    this.#ladder.whenWhole(() => {
      const key = this.#rows.keyBelow(null, end === "first" ? 1 : -1);
      if (key !== null) this.select(key);
      this.#ladder.setFollow(end === "last");
    });
  }

  /** Measures time to a row and makes it visible, or ends measuring. Without a selected row it selects instead. */
  measure(key: number | null): void {
    if (this.#selected === null && key !== null) return this.select(key);
    if (key === this.#measured) return;
    this.#measured = key;
    if (key !== null) this.#ladder.reveal(key);
    this.#relate();
    this.#changed();
  }

  /** Measures time to the row so many rows below the measured one, or else the selected one. */
  moveMeasured(rows: number): void {
    const key = this.#rows.keyBelow(this.#measured ?? this.#selected, rows);
    if (key !== null) this.measure(key);
  }

  /** The pointer is at a y of the ladder; null when it has left. */
  hoverAt(y: number | null): void {
    const key = y === null ? null : (this.#ladder.rowAt(y)?.key ?? null);
    if (key === this.#hover) return;
    this.#hover = key;
    this.#changed();
  }

  /** Marks a row as if it were under the pointer, until it is called with null. */
  hold(key: number | null): void {
    this.#held = key;
    this.#changed();
  }

  /** The pointer is at a client, in the list or in the head of the ladder; null when it has left. */
  pointAt(client: Client | null): void {
    if (client === this.#pointed) return;
    this.#pointed = client;
    this.#changed();
  }

  /** Selects nothing, for another trace. */
  reset(): void {
    this.#wanted = null;
    this.#reader = new Reader(this.#panel.store);
    this.#selected = null;
    this.#measured = null;
    this.#hover = null;
    this.#pointed = null;
    this.#readDetails();
  }

  /** The ladder's rows were made anew: drops what has no row any more. */
  rebuilt(): void {
    if (this.#selected !== null && this.#rows.yOf(this.#selected) === null) this.#selected = null;
    if (this.#measured !== null && (this.#selected === null || this.#rows.yOf(this.#measured) === null)) this.#measured = null;
    this.#readDetails();
  }

  /** The ladder's viewport was `before` pixels high and is lower now: the selected row stays visible, if it was. */
  stayVisible(before: number): void {
    if (this.#selected === null) return;
    const row = this.#rows.yOf(this.#selected);
    const { top } = this.#ladder;
    if (row !== null && row.y + row.height > top && row.y < top + before) this.#ladder.reveal(this.#selected);
  }

  /** Entries have arrived, or something that was away: reads the details again when something in them was still to come. */
  refresh(): void {
    if (this.#details?.away || mayGrow(this.#details)) this.#readDetails();
  }

  get #rows(): Ladder {
    return this.#ladder.rows;
  }

  #readDetails(): void {
    const entry = this.#selected === null ? null : this.#rows.entryOf(this.#selected);
    this.#details = entry === null ? null : this.#detailsOf(entry);
    this.#relate();
  }

  /** The details of an entry, or its bare event if they cannot be read. */
  #detailsOf(entry: number): Details {
    try {
      return detailsOf(this.#panel.store, this.#reader, entry);
    } catch (error) {
      console.error(error);
      const at = this.#panel.store.entries.at(entry);
      return { kind: "mark", entry, away: false, at, session: null, connection: null, event: this.#reader.event(entry) };
    }
  }

  #relate(): void {
    const keys = [...relatives(this.#details).map((entry) => this.keyShowing(entry)), this.#measured];
    this.#related = keys.filter((key) => key !== null).filter((key) => key !== this.#selected);
  }

  /** The key of the row that shows an entry, or of the fold it is in; null when no row does. */
  keyShowing(entry: number): number | null {
    const key = this.#rows.keyOf(entry);
    const shown = key === null ? null : this.#rows.entryOf(key);
    return shown === null || shown === entry ? key : null;
  }
}

/** Entries that belong to the one of these details: its question or answer, and both ends of its HTTP exchange. */
function relatives(details: Details | null): number[] {
  const pair = details?.kind === "packet" ? (details.ack ?? details.heartbeat) : null;
  const exchange =
    details?.kind === "packet" && details.link.kind === "http" ? details.link : details?.kind === "http" ? details.exchange : null;
  return [pair?.question, pair?.answer, exchange?.requestEntry, exchange?.answerEntry].filter((entry) => typeof entry === "number");
}

/** Whether details lack an answer that may still arrive. */
function mayGrow(details: Details | null): boolean {
  switch (details?.kind) {
    case "packet":
      return details.ack?.answer === null || details.heartbeat?.answer === null || details.http?.end === null;
    case "http":
      return details.http.end === null;
    case "websocket":
      return details.handshake === null;
    case "mark":
    case "conclusion":
    case undefined:
      return false;
  }
}
