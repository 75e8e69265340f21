// The rows of a scope, kept up to date while a trace grows.
//
//   entries in time order ──► rows: an entry, a handshake's fields below it, a pause before it, one fold instead of many alike ones
//
// Rows are made in one walk along the entries. When an entry arrives late (such as the body of an answer), the ladder goes back to the last
// checkpoint before it and walks on from there, so the work for an event does not grow with the history.

import { ENGINE_OPEN } from "../../protocol/packet.ts";
import { NONE } from "../../session/entries.ts";
import type { Connection, Link } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import { toEnd } from "../../wire/steps.ts";
import { type BandStart, bandBits, bandWith, cellAt, newBand } from "./band.ts";
import { Beginnings } from "./beginnings.ts";
import { Fold } from "./fold.ts";
import { HiddenRows } from "./hidden-rows.ts";
import { KeyedRows } from "./keyed-rows.ts";
import type { LadderOptions } from "./ladder-options.ts";
import { OrderedSet } from "./ordered-set.ts";
import { endOf, pauseBefore } from "./pause.ts";
import { bitsOf, ROW_BIT, type RowCounts } from "./row-counts.ts";
import { RowFilter } from "./row-filter.ts";
import { BAND_HEIGHT, FIELDS_HEIGHT, ROW, ROW_HEIGHT, SEAM_HEIGHT } from "./row-kinds.ts";
import { bandRun, LEAST_UNITS, type Run, runWith, unitWith } from "./run.ts";
import { StaleRows } from "./stale-rows.ts";
import { StepList } from "./step-list.ts";
import { stepOf } from "./step-name.ts";

/** Where the walk is. A checkpoint is a copy of it. */
interface State {
  /** The next place in time order to be read. */
  place: number;
  rows: number;
  folds: number;
  /** How many entries have a row or are in a fold, and how many have none because the filter hides them; of these, those since the last row. */
  shown: number;
  hidden: number;
  hiddenSince: number;
  /** When the first entry happened that has a row, or would have one without the filter. */
  firstAt: EpochMs | null;
  /** When the entry of the last row happened, or what was not recorded ended if that was later; pauses are measured from it. */
  lastAt: EpochMs | null;
  /** When the last stretch ended that was not recorded. Some of what is shown after a clearing is older than that. */
  gapEnd: EpochMs;
  /** The middle of the last row, from which time is drawn to scale. */
  lastY: number;
  /** The most packets of one direction in a slice of a band. */
  busiest: number;
  run: Run | null;
}

/** `#addMoved` looks at the newest 8 exchanges of a connection: hardly more are under way at once. */
const MOST_UNDER_WAY = 8;
/** A checkpoint is kept about every 256 entries. */
const CHECKPOINT_PLACES = 256;
/** `syncing` makes the rows of so many entries in one step, or of fewer if the filter looks at so many characters: a millisecond or two. */
const STEP_PLACES = 512;
const STEP_CHARACTERS = 1 << 18;
/** What a fold counts as when it begins, see `ROW_BIT`. */
const FOLD_BITS = { heartbeat: ROW_BIT.sent | ROW_BIT.received, http: 0, attempt: ROW_BIT.problem, band: 0 } as const;
const NOTHING = { shown: 0, hidden: 0, hiddenSince: 0, firstAt: null, lastAt: null, gapEnd: 0 };
const START: Readonly<State> = { ...NOTHING, place: 0, rows: 0, folds: 0, lastY: 0, busiest: 0, run: null };

export class Ladder extends KeyedRows {
  readonly options: LadderOptions;
  readonly steps = new StepList();
  /** Where findings begin, as far as the owner of the ladder has set them. */
  readonly beginnings = new Beginnings(this);
  /** What the filter hides. */
  readonly hidden = new HiddenRows();
  /** Connections that carried what the rows show. */
  readonly connections = new OrderedSet<Connection>();
  readonly #filter: RowFilter;
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
    super(store, options.unfolded);
    this.options = options;
    this.#filter = new RowFilter(store, options);
    this.#start = { ...START, place: options.part?.from ?? 0 };
    this.#state = { ...this.#start };
    this.#stale = new StaleRows(store.entries);
    const leave = store.subscribe((entry, bits) => this.#stale.changed(entry, bits, this.#state.place));
    const leaveMatches = options.matches?.subscribe((entry) => this.#stale.changed(entry, undefined, this.#state.place));
    this.dispose = () => {
      leave();
      leaveMatches?.();
    };
  }

  /** Adds the rows of all entries since the last call. With `now`, the ladder has a last row that says what is true at that moment. */
  sync(now: EpochMs | null = null): void {
    toEnd(this.syncing(now));
  }

  /** `sync` in steps, between which entries may come. Yields how much is done, from 0 to 1. */
  *syncing(now: EpochMs | null = null): Generator<number, void> {
    // A part that ends before the trace does has no last row that says what is true now.
    this.#now = Number.isFinite(this.options.part?.until) ? null : now;
    this.options.matches?.refresh(now);
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

  /** How many entries have a row or are in a fold, and how many would have without the filter. */
  get shown(): { readonly count: number; readonly of: number } {
    return { count: this.#state.shown, of: this.#state.shown + this.#state.hidden };
  }

  /** When the first row happened, be it hidden or not; null without one. */
  get firstAt(): EpochMs | null {
    return this.options.part?.firstAt ?? this.#state.firstAt;
  }

  /** Number of rows, without the one for `now`. */
  get length(): number {
    return this.rows.length;
  }

  /** The most packets of one direction in a slice of a band: bars are drawn in proportion to it. */
  get busiest(): number {
    return this.#state.busiest;
  }

  /** Height of all rows in pixels. */
  get height(): number {
    return this.rows.height + (this.#now === null ? 0 : ROW_HEIGHT);
  }

  /** What the rows count as, for the density strip. */
  get counts(): RowCounts {
    return this.rows.counts;
  }

  /** Opens or closes a fold at the next `sync`. Returns false when the row with the key is no fold. */
  toggle(key: number): boolean {
    const row = this.rowWith(key);
    const fold = row === null ? undefined : this.foldAt(row);
    if (!fold) return false;
    if (!this.open.delete(fold.firstEntry)) this.open.add(fold.firstEntry);
    this.#stale.from = Math.min(this.#stale.from, fold.firstPlace);
    return true;
  }

  /** Whether an entry has a row, or is in a fold. */
  hasRow(entry: number): boolean {
    return this.#filter.hasRow(entry);
  }

  /** The place after the last one that is read. */
  get #end(): number {
    return Math.min(this.store.entries.length, this.options.part?.until ?? Number.POSITIVE_INFINITY);
  }

  #syncStep(): void {
    this.#addMoved();
    if (this.#stale.from < this.#state.place) this.#rewind(this.#stale.from);
    for (const entry of this.#stale.marked) {
      const row = this.rowWith(entry * 8 + ROW.entry);
      const bits = bitsOf(this.store, entry);
      if (row !== null) this.rows.counts.set(row, bits);
      if (this.#filter.mayHaveRow(entry))
        this.hidden.set(this.store.entries.placeOf(entry) - this.#start.place, bits, this.#filter.hasRow(entry));
    }
    this.#stale.clear();
    const end = Math.min(this.#end, this.#state.place + STEP_PLACES);
    const mostRead = this.#filter.read + STEP_CHARACTERS;
    for (let place = this.#state.place; place < end && this.#filter.read < mostRead; place++) {
      this.#take(place);
      if (place >= (this.#checkpoints.at(-1)?.place ?? 0) + CHECKPOINT_PLACES) this.#checkpoints.push({ ...this.#state });
    }
    this.beginnings.place(this.#state.place);
  }

  #rewind(place: number): void {
    while ((this.#checkpoints.at(-1)?.place ?? 0) > place) this.#checkpoints.pop();
    const state = this.#checkpoints.at(-1) ?? this.#start;
    this.rows.truncate(state.rows);
    this.steps.truncate(state.rows, state.place);
    this.hidden.truncate(state.rows, state.place - this.#start.place);
    this.beginnings.cut(state.rows, state.place);
    this.folds.length = state.folds;
    if (state.run?.fold) this.folds[state.run.foldIndex] = state.run.fold;
    if (state.run?.band && state.run.fold) this.rows.counts.set(state.run.foldRow, bandBits(state.run.fold));
    this.#state = { ...state };
  }

  #take(place: number): void {
    const { entries } = this.store;
    const entry = entries.ordered(place);
    this.#state.place = place + 1;
    const link = this.store.link(entry);
    const mayBeVisible = this.#filter.mayHaveRow(entry);
    if (link?.connection && (mayBeVisible || (link.kind === "http" && this.#filter.shows(link)))) this.connections.add(link.connection);
    const isShown = mayBeVisible && this.options.matches?.has(entry) !== false;
    if (this.options.matches) this.hidden.push(mayBeVisible ? bitsOf(this.store, entry) : 0, isShown);
    if (!mayBeVisible) return;
    this.#state.firstAt ??= entries.at(entry);
    if (!isShown) return this.#hide(place, entry, link);
    this.#state.shown++;
    const band = this.#bandWith(place, entry, link);
    const { length } = this.rows;
    const run = band ?? runWith(this.store, entry, this.#state.run, length > 0 ? this.lastEntry(length - 1) : NONE, length);
    // What goes into a closed band needs no row.
    if (!band?.fold || this.isOpen(band.fold)) this.#show(place, entry);
    this.#state.run = run;
    if (band) this.#addToBand(band, place, entry);
    else if (run) this.#fold(run, place, entry);
    this.#state.rows = this.rows.length;
    this.#state.folds = this.folds.length;
  }

  /** Passes over an entry that the filter hides. */
  #hide(place: number, entry: number, link: Link | undefined): void {
    this.#state.hidden++;
    this.#state.hiddenSince++;
    this.steps.hide(place, stepOf(this.store.entries, entry, link), link?.session ?? null);
  }

  /** Adds the rows of an entry: a pause, the head of a step, the entry's own row, fields. */
  #show(place: number, entry: number): void {
    const { entries } = this.store;
    const link = this.store.link(entry);
    const step = stepOf(entries, entry, link);
    const session = link?.session ?? null;
    const head = this.options.stepRows && step !== "none" && this.steps.begins(step, session) ? ROW_HEIGHT : 0;
    const { lastAt, lastY, hiddenSince } = this.#state;
    const isSeam = hiddenSince > 0 && lastAt !== null;
    if (isSeam) {
      this.hidden.pushSeam(this.rows.length, hiddenSince);
      this.rows.push(ROW.seam, SEAM_HEIGHT, entry, place);
    }
    this.#state.hiddenSince = 0;
    const drawn = this.rows.rowsHeight + head + ROW_HEIGHT / 2 - lastY;
    const pause = lastAt === null ? null : pauseBefore(this.store, entry, lastAt, this.options, drawn, isSeam);
    if (pause) this.rows.push(pause.kind, pause.height, entry, place);
    const start = this.rows.length;
    if (head > 0) this.rows.push(ROW.step, head, entry, place);
    if (step !== "none") this.steps.push(this.rows.length, start, step, session);
    this.rows.push(ROW.entry, ROW_HEIGHT, entry, place, bitsOf(this.store, entry));
    const end = endOf(this.store, entry);
    if (end > entries.at(entry)) this.#state.gapEnd = Math.max(this.#state.gapEnd, end);
    this.#state.lastAt = Math.max(this.#state.gapEnd, end);
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
    const foldIndex = run.foldIndex < 0 ? this.folds.length : run.foldIndex;
    this.folds[foldIndex] = fold;
    // Written out: a spread here took half of the time that the rows of a long run take.
    this.#state.run = { kind, session, foldRow, units, fold, foldIndex };
    if (units < LEAST_UNITS[kind]) return;
    const open = this.open.has(fold.firstEntry);
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
    this.#state.lastAt = this.store.entries.at(fold.firstEntry);
    for (let inside = fold.firstPlace; inside <= place; inside++) {
      const one = this.store.entries.ordered(inside);
      if (this.#filter.hasRow(one)) this.#show(inside, one);
      else if (this.#filter.mayHaveRow(one)) this.#state.hiddenSince++;
    }
  }

  /** The band of an entry where time is drawn to scale; null when it stands in none. */
  #bandWith(place: number, entry: number, link: Link | undefined): Run | null {
    const { scale } = this.options;
    if (scale === undefined) return null;
    const { run, lastAt, lastY } = this.#state;
    const step = stepOf(this.store.entries, entry, link);
    const session = link?.session ?? null;
    const isWithin = run?.session === session && (step === "messages" || step === "heartbeat");
    const begins = step !== "none" && !isWithin && this.steps.begins(step, session);
    const next = { cell: cellAt(this.store.entries.at(entry), scale), firstEntry: entry, firstPlace: place, lastAt, lastY };
    return bandRun(this.store, entry, run, begins, next, this.rows.length);
  }

  /** Adds an entry to its band, which takes the place of the rows of its entries when they are many. */
  #addToBand(run: Run, place: number, entry: number): void {
    const { band, foldRow, session } = run;
    const units = run.units + 1;
    if (!band || units < LEAST_UNITS.band) {
      this.#state.run = { ...run, units };
      return;
    }
    const { entries } = this.store;
    const inside = run.fold ? [entry] : [...this.#between(band.firstPlace, place)];
    const fold = inside.reduce((grown, one) => bandWith(entries, grown, one), run.fold ?? newBand(band, this.options.scale));
    const foldIndex = run.fold ? run.foldIndex : this.folds.length;
    this.folds[foldIndex] = fold;
    if (!run.fold) this.#placeBand(fold, foldIndex, band, foldRow);
    const row = run.fold ? foldRow : this.rows.length - 1;
    this.rows.counts.set(row, bandBits(fold));
    this.#state.busiest = Math.max(this.#state.busiest, fold.most);
    this.#state.run = { kind: run.kind, session, foldRow: row, units, fold, foldIndex, band };
    if (run.fold || !this.isOpen(fold)) return;
    this.#state.lastAt = entries.at(fold.firstEntry);
    this.#state.lastY = this.rows.rowsHeight - ROW_HEIGHT / 2;
    for (const one of inside) this.#show(entries.placeOf(one), one);
  }

  /** Puts the row of a band in the place of the rows of its entries, with the pause before it. */
  #placeBand({ cell, firstEntry, firstPlace }: Fold, foldIndex: number, { lastAt, lastY }: BandStart, row: number): void {
    if (cell === null) return;
    this.#cut(row);
    const pause =
      lastAt === null ? null : pauseBefore(this.store, firstEntry, lastAt, this.options, this.rows.rowsHeight - lastY, false, cell.from);
    if (pause) this.rows.push(pause.kind, pause.height, firstEntry, firstPlace);
    const link = this.store.link(firstEntry);
    const step = stepOf(this.store.entries, firstEntry, link);
    if (step !== "none") this.steps.push(this.rows.length, this.rows.length, step, link?.session ?? null);
    this.rows.push(ROW.fold, BAND_HEIGHT, foldIndex, firstPlace);
    this.#state.lastAt = cell.until;
    this.#state.lastY = this.rows.rowsHeight;
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
    this.hidden.truncate(row);
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
