// Rows by their keys and entries. A key is the kind of a row and the entry that it stands for, so it stays the same when rows above it change.

import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Fold } from "./fold.ts";
import { ROW } from "./row-kinds.ts";
import { RowList } from "./row-list.ts";

export class KeyedRows {
  readonly store: Store;
  readonly rows = new RowList();
  protected readonly folds: Fold[] = [];
  /** Open folds, each by its first entry. */
  protected readonly open: Set<number>;

  /** `unfolded`: keys of the folds that are open from the beginning. */
  constructor(store: Store, unfolded: Iterable<number> = []) {
    this.store = store;
    this.open = new Set([...unfolded].map((key) => (key - ROW.fold) / 8));
  }

  /** Where the row with a key lies; null when there is no such row. */
  yOf(key: number): { readonly y: number; readonly height: number } | null {
    const row = this.rowWith(key);
    return row === null ? null : { y: this.rows.y(row), height: this.rows.heightOf(row) };
  }

  /** The key of the selectable row that is `steps` rows below, or above when negative. Stops at the first or last row. */
  keyBelow(key: number | null, steps: number): number | null {
    const { length } = this.rows;
    if (length === 0) return null;
    if (!Number.isFinite(steps)) return this.keyBelow(null, -Math.sign(steps));
    const from = key === null ? null : this.rowWith(key);
    const direction = steps < 0 ? -1 : 1;
    let row = from === null ? (steps < 0 ? length : -1) : from;
    let left = Math.abs(steps);
    let found = from;
    for (let next = row + direction; next >= 0 && next < length && left > 0; next += direction) {
      if (!selectable(this.rows.kind(next))) continue;
      row = next;
      found = next;
      left--;
    }
    return found === null ? null : this.key(found);
  }

  /** The keys of open bands. */
  openBands(): number[] {
    const keys = [...this.open].map((entry) => entry * 8 + ROW.fold);
    return keys.filter((key) => this.foldAt(this.rowWith(key) ?? -1)?.kind === "band");
  }

  /** The entry that a key stands for; null when it is not the key of an entry's own row. */
  entryOf(key: number): number | null {
    return key % 8 === ROW.entry ? (key - (key % 8)) / 8 : null;
  }

  /** When the row with a key happened or began; null when there is no such row. */
  atOf(key: number): EpochMs | null {
    const row = this.rowWith(key);
    return row === null ? null : this.store.entries.at(this.firstEntry(row));
  }

  /** The key of the row that stands for an entry; null when there is none. */
  keyOf(entry: number): number | null {
    const row = this.rowOf(entry);
    return row < 0 ? null : this.key(row);
  }

  /** The row that stands for an entry: its own, the fold it is in, or, when it has none, the row before it; -1 when there is none. */
  rowOf(entry: number): number {
    return this.rows.withoutFields(this.rows.byPlace(this.store.entries.placeOf(entry)));
  }

  /** The fold that a row stands for, if it is one. */
  foldAt(row: number): Fold | undefined {
    return this.rows.kind(row) === ROW.fold ? this.folds[this.rows.ref(row)] : undefined;
  }

  /** The entry with which a row begins. */
  firstEntry(row: number): number {
    return this.foldAt(row)?.firstEntry ?? this.rows.ref(row);
  }

  /** The entry with which a row ends. A closed fold ends with its last entry, an open one has only its first. */
  lastEntry(row: number): number {
    const fold = this.foldAt(row);
    return fold && !this.isOpen(fold) ? fold.lastEntry : this.firstEntry(row);
  }

  isOpen(fold: Fold): boolean {
    return this.open.has(fold.firstEntry);
  }

  /** The key of a row: the kind of the row and the entry that it stands for, so it stays the same when rows above it change. */
  key(row: number): number {
    const kind = this.rows.kind(row);
    const ref = kind === ROW.fold ? (this.folds[this.rows.ref(row)]?.firstEntry ?? 0) : this.rows.ref(row);
    return ref * 8 + (kind % 8);
  }

  /** Where the row begins that stands at a place in time order, or else the one before it. */
  yAtPlace(place: number): number {
    return this.rows.y(Math.max(0, this.rows.byPlace(place)));
  }

  /** The row with a key; null when there is none. */
  protected rowWith(key: number): number | null {
    const kind = key % 8;
    const entry = (key - kind) / 8;
    if (entry >= this.store.entries.length) return null;
    for (let row = this.rowOf(entry); row >= 0; row--) {
      if (this.key(row) === key) return row;
      if (this.rows.place(row) < this.store.entries.placeOf(entry)) break;
    }
    return null;
  }
}

function selectable(kind: number): boolean {
  return kind === ROW.entry || kind === ROW.fold;
}
