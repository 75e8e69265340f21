// The rows of a scope, kept up to date while a trace grows.
//
//   entries in time order ──► rows: an entry, a handshake's fields below it, a pause before it, one fold instead of many alike ones
//
// Rows are made in one walk along the entries. When an entry arrives late (such as the body of an answer), the ladder goes back to the last
// checkpoint before it and walks on from there, so the work for an event does not grow with the history.

import { ENGINE_OPEN } from "../../protocol/packet.ts";
import { NONE } from "../../session/entries.ts";
import type { Connection } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import { toEnd } from "../../wire/steps.ts";
import { Beginnings } from "./beginnings.ts";
import { Fold } from "./fold.ts";
import { OrderedSet } from "./ordered-set.ts";
import type { Part } from "./part.ts";
import { endOf, pauseBefore } from "./pause.ts";
import { bitsOf, ROW_BIT, type RowCounts } from "./row-counts.ts";
import { RowFilter } from "./row-filter.ts";
import { FIELDS_HEIGHT, ROW, ROW_HEIGHT } from "./row-kinds.ts";
import { RowList } from "./row-list.ts";
import { LEAST_UNITS, type Run, runWith, unitWith } from "./run.ts";
import type { Scope } from "./scope.ts";
import { StaleRows } from "./stale-rows.ts";
import { StepList } from "./step-list.ts";
import { stepOf } from "./step-name.ts";

export interface LadderOptions {
  readonly scope: Scope;
  /** Also show requests and answers that carry no packet. */
  readonly http: boolean;
  /** Give each step a row of its own, for narrow panels that have no step column. */
  readonly stepRows: boolean;
  /** Draw time to scale, with so many pixels per millisecond where rows leave room for it. Without it rows stand evenly. */
  readonly scale?: number | undefined;
  /** Keys of the folds that are open from the beginning. */
  readonly unfolded?: Iterable<number>;
  /** Only these rows; all when absent. */
  readonly part?: Part | undefined;
}

/** Where the walk is. A checkpoint is a copy of it. */
interface State {
  /** The next place in time order to be read. */
  place: number;
  rows: number;
  folds: number;
  /** When the entry of the last row happened; pauses are measured from it. */
  lastAt: EpochMs | null;
  /** The middle of the last row, from which time is drawn to scale. */
  lastY: number;
  run: Run | null;
}

/** `#addMoved` looks at the newest 8 exchanges of a connection: hardly more are under way at once. */
const MOST_UNDER_WAY = 8;
/** A checkpoint is kept about every 256 entries. */
const CHECKPOINT_PLACES = 256;
/** `syncing` makes the rows of so many entries in one step, which takes less than a millisecond. */
const STEP_PLACES = 512;
/** What a fold counts as, see `ROW_BIT`. */
const FOLD_BITS = { heartbeat: ROW_BIT.sent | ROW_BIT.received, http: 0, attempt: ROW_BIT.problem } as const;
const START: Readonly<State> = { place: 0, rows: 0, folds: 0, lastAt: null, lastY: 0, run: null };

export class Ladder {
  readonly store: Store;
  readonly options: LadderOptions;
  readonly rows = new RowList();
  readonly steps = new StepList();
  /** Where findings begin, as far as the owner of the ladder has set them. */
  readonly beginnings = new Beginnings(this);
  /** Connections that carried what the rows show. */
  readonly connections = new OrderedSet<Connection>();
  readonly #filter: RowFilter;
  readonly #folds: Fold[] = [];
  /** Open folds, each by its first entry. */
  readonly #open: Set<number>;
  readonly #checkpoints: Readonly<State>[] = [];
  readonly #start: Readonly<State>;
  #state: State;
  /** What has changed since the last `sync`. */
  readonly #stale: StaleRows;
  #now: EpochMs | null = null;
  /** How many of `store.changedConnections` the last `sync` has looked at. */
  #connectionChanges = 0;
  readonly dispose: () => void;

  constructor(store: Store, options: LadderOptions) {
    this.store = store;
    this.options = options;
    this.#filter = new RowFilter(store, options.scope, options.http);
    this.#open = new Set([...(options.unfolded ?? [])].map((key) => (key - ROW.fold) / 8));
    this.#start = { ...START, place: options.part?.from ?? 0 };
    this.#state = { ...this.#start };
    this.#stale = new StaleRows(store.entries);
    this.dispose = store.subscribe((entry, bits) => this.#stale.changed(entry, bits, this.#state.place));
  }

  /** Adds the rows of all entries since the last call. With `now`, the ladder has a last row that says what is true at that moment. */
  sync(now: EpochMs | null = null): void {
    toEnd(this.syncing(now));
  }

  /** `sync` in steps, between which entries may come. Yields how much is done, from 0 to 1. */
  *syncing(now: EpochMs | null = null): Generator<number, void> {
    // A part that ends before the trace does has no last row that says what is true now.
    this.#now = Number.isFinite(this.options.part?.until) ? null : now;
    for (;;) {
      this.#syncStep();
      if (this.pending === 0) return;
      yield this.#state.place / this.#end;
    }
  }

  /** How many entries are to be read until the rows are those of the trace. */
  get pending(): number {
    return Math.max(0, this.#end - Math.min(this.#stale.from, this.#state.place));
  }

  /** The `now` of the last `sync`. */
  get now(): EpochMs | null {
    return this.#now;
  }

  /** Number of rows, without the one for `now`. */
  get length(): number {
    return this.rows.length;
  }

  /** Height of all rows in pixels. */
  get height(): number {
    return this.rows.height + (this.#now === null ? 0 : ROW_HEIGHT);
  }

  /** What the rows count as, for the density strip. */
  get counts(): RowCounts {
    return this.rows.counts;
  }

  /** Where the row with a key lies; null when there is no such row. */
  yOf(key: number): { readonly y: number; readonly height: number } | null {
    const row = this.#rowWith(key);
    return row === null ? null : { y: this.rows.y(row), height: this.rows.heightOf(row) };
  }

  /** The key of the selectable row that is `steps` rows below, or above when negative. Stops at the first or last row. */
  keyBelow(key: number | null, steps: number): number | null {
    const { length } = this.rows;
    if (length === 0) return null;
    if (!Number.isFinite(steps)) return this.keyBelow(null, -Math.sign(steps));
    const from = key === null ? null : this.#rowWith(key);
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

  /** Opens or closes a fold at the next `sync`. Returns false when the row with the key is no fold. */
  toggle(key: number): boolean {
    const row = this.#rowWith(key);
    if (row === null || this.rows.kind(row) !== ROW.fold) return false;
    const fold = this.#folds[this.rows.ref(row)];
    if (!fold) return false;
    if (!this.#open.delete(fold.firstEntry)) this.#open.add(fold.firstEntry);
    this.#stale.from = Math.min(this.#stale.from, fold.firstPlace);
    return true;
  }

  /** The entry that a key stands for; null when it is not the key of an entry's own row. */
  entryOf(key: number): number | null {
    return key % 8 === ROW.entry ? (key - (key % 8)) / 8 : null;
  }

  /** When the row with a key happened or began; null when there is no such row. */
  atOf(key: number): EpochMs | null {
    const row = this.#rowWith(key);
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
    return this.rows.kind(row) === ROW.fold ? this.#folds[this.rows.ref(row)] : undefined;
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
    return this.#open.has(fold.firstEntry);
  }

  /** Whether an entry has a row, or is in a fold. */
  hasRow(entry: number): boolean {
    return this.#filter.hasRow(entry);
  }

  /** The key of a row: the kind of the row and the entry that it stands for, so it stays the same when rows above it change. */
  key(row: number): number {
    const kind = this.rows.kind(row);
    const ref = kind === ROW.fold ? (this.#folds[this.rows.ref(row)]?.firstEntry ?? 0) : this.rows.ref(row);
    return ref * 8 + kind;
  }

  /** Where the row begins that stands at a place in time order, or else the one before it. */
  yAtPlace(place: number): number {
    return this.rows.y(Math.max(0, this.rows.byPlace(place)));
  }

  /** The place after the last one that is read. */
  get #end(): number {
    return Math.min(this.store.entries.length, this.options.part?.until ?? Number.POSITIVE_INFINITY);
  }

  #syncStep(): void {
    this.#addMoved();
    if (this.#stale.from < this.#state.place) this.#rewind(this.#stale.from);
    for (const entry of this.#stale.marked) {
      const row = this.#rowWith(entry * 8 + ROW.entry);
      if (row !== null) this.rows.counts.set(row, bitsOf(this.store, entry));
    }
    this.#stale.clear();
    const end = Math.min(this.#end, this.#state.place + STEP_PLACES);
    for (let place = this.#state.place; place < end; place++) {
      this.#take(place);
      const last = this.#checkpoints.at(-1);
      if (place >= (last?.place ?? 0) + CHECKPOINT_PLACES) this.#checkpoints.push({ ...this.#state });
    }
    this.beginnings.place(this.#state.place);
  }

  #rowWith(key: number): number | null {
    const kind = key % 8;
    const entry = (key - kind) / 8;
    if (entry >= this.store.entries.length) return null;
    for (let row = this.rowOf(entry); row >= 0; row--) {
      if (this.key(row) === key) return row;
      if (this.rows.place(row) < this.store.entries.placeOf(entry)) break;
    }
    return null;
  }

  #rewind(place: number): void {
    while ((this.#checkpoints.at(-1)?.place ?? 0) > place) this.#checkpoints.pop();
    const state = this.#checkpoints.at(-1) ?? this.#start;
    this.rows.truncate(state.rows);
    this.steps.truncate(state.rows);
    this.beginnings.cut(state.rows, state.place);
    this.#folds.length = state.folds;
    if (state.run?.fold) this.#folds[state.run.foldIndex] = state.run.fold;
    this.#state = { ...state };
  }

  #take(place: number): void {
    const { entries } = this.store;
    const entry = entries.ordered(place);
    this.#state.place = place + 1;
    const link = this.store.link(entry);
    const visible = this.#filter.hasRow(entry);
    if (link?.connection && (visible || (link.kind === "http" && this.#filter.shows(link)))) this.connections.add(link.connection);
    if (!visible) return;
    const { length } = this.rows;
    const run = runWith(this.store, entry, this.#state.run, length > 0 ? this.lastEntry(length - 1) : NONE, length);
    this.#show(place, entry);
    this.#state.run = run;
    if (run) this.#fold(run, place, entry);
    this.#state.rows = this.rows.length;
    this.#state.folds = this.#folds.length;
  }

  /** Adds the rows of an entry: a pause, the head of a step, the entry's own row, fields. */
  #show(place: number, entry: number): void {
    const { entries } = this.store;
    const link = this.store.link(entry);
    const step = stepOf(entries, entry, link);
    const session = link?.session ?? null;
    const head = this.options.stepRows && step !== "none" && this.steps.begins(step, session) ? ROW_HEIGHT : 0;
    const { lastAt, lastY } = this.#state;
    const drawn = this.rows.rowsHeight + head + ROW_HEIGHT / 2 - lastY;
    const pause = lastAt === null ? null : pauseBefore(this.store, entry, lastAt, this.options.scale, drawn);
    if (pause) this.rows.push(pause.kind, pause.height, entry, place);
    const start = this.rows.length;
    if (head > 0) this.rows.push(ROW.step, head, entry, place);
    if (step !== "none") this.steps.push(this.rows.length, start, step, session);
    this.rows.push(ROW.entry, ROW_HEIGHT, entry, place, bitsOf(this.store, entry));
    this.#state.lastAt = endOf(this.store, entry);
    this.#state.lastY = this.rows.rowsHeight - ROW_HEIGHT / 2;
    if ((entries.isPacket(entry) && entries.engine(entry) === ENGINE_OPEN) || entry === session?.openEntry) {
      const handshake = session?.handshake;
      if (handshake) this.rows.push(ROW.fields1, FIELDS_HEIGHT, entry, place);
      if (handshake?.pingTimeout !== undefined || handshake?.pingInterval !== undefined)
        this.rows.push(ROW.fields2, FIELDS_HEIGHT, entry, place);
    }
  }

  /** Adds an entry, whose rows were added, to its run, and folds the run when it is long enough. */
  #fold(run: Run, place: number, entry: number): void {
    const unit = unitWith(this.store, entry, run);
    if (!unit) return;
    const { kind, foldRow } = run;
    const { first, goesOn, latency, bytes } = unit;
    const link = this.store.link(entry);
    const session = link?.session ?? null;
    const units = goesOn ? run.units : run.units + 1;
    if (units === 1) {
      this.#state.run = { kind, session, foldRow: this.rows.length, units, fold: run.fold, foldIndex: run.foldIndex };
      return;
    }
    // When pings overlap, the first ping has a row above the place where the fold would stand: do not fold.
    if (!run.fold && this.store.entries.placeOf(first) < this.rows.place(foldRow)) {
      this.#state.run = null;
      return;
    }
    const begun = run.fold ?? new Fold(kind, first, this.store.entries.placeOf(first));
    const fold = goesOn ? begun.until(entry) : begun.with(entry, latency, bytes);
    const foldIndex = run.foldIndex < 0 ? this.#folds.length : run.foldIndex;
    this.#folds[foldIndex] = fold;
    // Written out: a spread here took half of the time that the rows of a long run take.
    this.#state.run = { kind, session, foldRow, units, fold, foldIndex };
    if (units < LEAST_UNITS[kind]) return;
    const open = this.#open.has(fold.firstEntry);
    if (this.rows.kind(foldRow) === ROW.fold) {
      if (!open) this.#cut(foldRow + 1);
      this.#state.lastY = this.rows.rowsHeight - ROW_HEIGHT / 2;
      return;
    }
    this.#cut(foldRow);
    const step = stepOf(this.store.entries, entry, link);
    const start = this.rows.length;
    const hasHead = this.options.stepRows && step !== "none" && this.steps.begins(step, session);
    if (hasHead) this.rows.push(ROW.step, ROW_HEIGHT, fold.firstEntry, fold.firstPlace);
    if (step !== "none") this.steps.push(this.rows.length, start, step, session);
    this.#state.run = { kind, session, foldRow: this.rows.length, units, fold, foldIndex };
    this.rows.push(ROW.fold, ROW_HEIGHT, foldIndex, fold.firstPlace, FOLD_BITS[kind]);
    this.#state.lastY = this.rows.rowsHeight - ROW_HEIGHT / 2;
    if (!open) return;
    for (const inside of this.#between(fold.firstPlace, place)) this.#show(this.store.entries.placeOf(inside), inside);
  }

  /** The entries that have rows, from one place in time order to another. */
  *#between(first: number, last: number): Generator<number> {
    for (let place = first; place <= last; place++) {
      const entry = this.store.entries.ordered(place);
      if (this.#filter.hasRow(entry)) yield entry;
    }
  }

  #cut(row: number): void {
    this.rows.truncate(row);
    this.steps.truncate(row);
    this.beginnings.cut(row);
    while ((this.#checkpoints.at(-1)?.rows ?? 0) > row) this.#checkpoints.pop();
  }

  /** Adds connections to which a request under way moved: its row was made when it was taken for one of another connection. */
  #addMoved(): void {
    const { changedConnections } = this.store;
    for (; this.#connectionChanges < changedConnections.length; this.#connectionChanges++) {
      const connection = changedConnections[this.#connectionChanges];
      if (connection?.exchanges.slice(-MOST_UNDER_WAY).some((exchange) => this.#filter.shows(exchange))) this.connections.add(connection);
    }
  }
}

function selectable(kind: number): boolean {
  return kind === ROW.entry || kind === ROW.fold;
}
