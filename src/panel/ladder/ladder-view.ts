// The ladder on the screen: its rows, how far they are scrolled, and the slice of them that is drawn.

import { isLaidOut } from "../../diagram/draw/layout.ts";
import { Ladder } from "../../diagram/rows/ladder.ts";
import { type Part, partAround } from "../../diagram/rows/part.ts";
import { ROW_HEIGHT } from "../../diagram/rows/row-kinds.ts";
import { RowPositions } from "../../diagram/rows/row-positions.ts";
import { type Row, selectable } from "../../diagram/scene/scene.ts";
import { SequenceDiagram } from "../../diagram/scene/sequence-diagram.ts";
import type { Beginning } from "../../findings/beginnings.ts";
import type { Widths } from "../../text/width.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Affected } from "../settings.ts";
import { inSlices } from "../slices.ts";
import type { View } from "../view.ts";
import { Filtering } from "./filtering.ts";
import { Following } from "./following.ts";
import { Scroller } from "./scroller.ts";
import { covers, cutSlice, type Slice } from "./slice.ts";

/** What the ladder view reports. */
interface LadderEvents {
  /** Something that is drawn has changed. */
  changed(): void;
  /** More of the rows is made, which the status says. */
  progressed(): void;
  /** The rows were made anew: a key may have no row any more. */
  rebuilt(): void;
  /** The viewport was `before` pixels high and is lower now. */
  shrunk(before: number): void;
}

/** The rows of so many entries are made within a frame or two. Of more, a part is shown at first. */
const AT_ONCE = 16_384;
/** Pixels below the last row, so that it does not touch the edge. */
const FOOT = 8;
/** Height of the button that counts new rows, with the space around it. It stands over the lowest rows. */
const NEW_ROWS_HEIGHT = 40;

export class LadderView {
  /** Of the fonts in which the panel is drawn. */
  readonly widths: Widths;
  readonly #panel: Pick<View, "host" | "store" | "settings" | "layout" | "selection">;
  readonly #events: LadderEvents;
  /** Makes the scenes of all rows of the settings. Other settings need other rows. */
  #diagram: SequenceDiagram;
  readonly filtering: Filtering;
  /** The diagram of the whole trace, while its rows are being made and `#diagram` has a part of them; null otherwise. */
  #whole: SequenceDiagram | null = null;
  /** How much of `#whole` is made, from 0 to 1. */
  #share = 1;
  /** Resolves when `#whole` is made, or not needed any more. */
  #made: Promise<void> = Promise.resolve();
  /** Steps have rows of their own, because the ladder is too narrow for a column of steps. */
  #stepRows = false;
  /** Keys of the folds that are open. They outlast the rows. */
  readonly #unfolded = new Set<number>();
  /** Ends when the user scrolls up or reads a row, begins again at the bottom. */
  readonly #following = new Following();
  readonly scroller = new Scroller({
    resized: (before) => {
      this.#resizeScroller();
      if (this.viewport < before) this.#events.shrunk(before);
      this.#events.changed();
    },
    moved: (before) => this.#moved(before),
  });
  /** What is drawn; null before the first drawing. */
  #slice: Slice | null = null;
  /** Where findings begin. */
  #beginnings: readonly Beginning[] = [];
  /** The moment around which rows are made first; null for the one at the top of the viewport. */
  #goal: EpochMs | null = null;
  /** The rows, or what they say, have changed since the slice was cut. */
  #stale = true;
  /** What the next drawing resolves. */
  #waiting: (() => void)[] = [];

  constructor(panel: Pick<View, "host" | "store" | "settings" | "layout" | "selection">, widths: Widths, events: LadderEvents) {
    this.widths = widths;
    this.#panel = panel;
    this.#events = events;
    this.filtering = new Filtering(
      panel,
      () => this.#invalidate(),
      () => events.changed(),
    );
    this.#diagram = this.#newDiagram();
  }

  dispose(): void {
    this.scroller.dispose();
    this.filtering.dispose();
    this.#drop();
  }

  /** Resolves when the rows of the whole trace are made. */
  async idle(): Promise<void> {
    while (this.#whole !== null) await this.#made;
    await this.filtering.idle();
  }

  get rows(): Ladder {
    return this.#diagram.ladder;
  }
  get unfolded(): ReadonlySet<number> {
    return this.#unfolded;
  }
  /** How many of the rows are made, from 0 to 1. Until all are, only those around the visible ones are shown. */
  get share(): number {
    return this.#whole === null ? 1 : this.#share;
  }
  get slice(): Slice | null {
    return this.#slice;
  }
  get follow(): boolean {
    return this.#following.on;
  }
  /** The y of the ladder at the top of the viewport. */
  get top(): number {
    return this.scroller.top;
  }
  /** The greatest `top`; 0 when all rows are visible. */
  get last(): number {
    return this.scroller.last;
  }
  get viewport(): number {
    return this.scroller.viewport;
  }

  /** The drawn row at a y of the ladder, if it can be selected. */
  rowAt(y: number): Row | undefined {
    const row = this.#slice?.scene.rows.find((row) => row.y <= y && y < row.y + row.height);
    return row && selectable(row) ? row : undefined;
  }

  /** How many rows have come below what is in sight since following ended; 0 for a file, and until all rows are made. */
  get newRows(): number {
    if (this.#whole !== null || this.#panel.host.status.file !== undefined) return 0;
    return this.#following.newRows(this.rows, this.rows.rows.at(this.scroller.top + this.viewport - ROW_HEIGHT));
  }

  /** Whether a button may count new rows: in a recording, if it covers at most a third of what is visible. */
  get hasNewRowsButton(): boolean {
    return this.#panel.host.status.file === undefined && this.viewport >= 3 * NEW_ROWS_HEIGHT;
  }

  setFollow(on: boolean): void {
    this.#following.set(on, this.rows);
    this.#events.changed();
  }

  /** Scrolls so that a y of the ladder is at the top. */
  scrollTo(top: number): void {
    const before = this.scroller.top;
    this.scroller.goTo(Math.round(top));
    this.#moved(before);
  }

  /** Calls back when there are all rows: now, or as soon as they are made. */
  whenWhole(act: () => void): void {
    if (this.#whole === null) act();
    else void this.idle().then(act);
  }

  /** Scrolls so that a row is at the top, by its place among the rows; fractions are parts of a row. */
  scrollToRow(row: number): void {
    this.scrollTo(this.rows.rows.yAfter(row));
  }

  /** Scrolls as little as makes a row visible, the one above it too, and so that the button that counts new rows does not cover it. */
  reveal(key: number): void {
    this.#refit();
    const row = this.rows.yOf(key);
    if (row === null) return;
    const bottom = row.y + row.height + (this.hasNewRowsButton ? NEW_ROWS_HEIGHT : 0);
    if (row.y < this.scroller.top + ROW_HEIGHT) this.scroller.goTo(row.y - ROW_HEIGHT);
    else if (bottom > this.scroller.top + this.viewport) this.scroller.goTo(bottom - this.viewport);
    this.#events.changed();
  }

  /** Folds or unfolds a row; other rows stay as they are. */
  toggle(key: number): void {
    if (!this.rows.toggle(key)) return;
    if (!this.#unfolded.delete(key)) this.#unfolded.add(key);
    this.#following.set(false, this.rows);
    // The rows on their way were begun with other folds open.
    if (this.#whole !== null) this.#rebuild();
    this.#invalidate();
  }

  /** Opens these folds, by their keys, besides those that are open. */
  unfold(keys: readonly number[]): void {
    const closed = keys.filter((key) => !this.#unfolded.has(key));
    if (closed.length === 0) return;
    for (const key of closed) this.#unfolded.add(key);
    this.#rebuild();
    this.#invalidate();
  }

  /** Entries or the time have changed. Asks for no drawing. */
  outdated(): void {
    this.#stale = true;
  }

  /** Runs `change`, which makes the rows anew, and scrolls so that a moment is so many pixels below the top of the viewport. */
  readonly keepMoment = (at: EpochMs, below: number, change: () => void): void => {
    this.#following.set(false, this.rows);
    this.#goal = at;
    change();
    this.#goal = null;
    this.#resizeScroller();
    this.scroller.goTo(new RowPositions(this.rows).middleAt(at) - below);
    this.#invalidate();
  };

  /** Takes over settings that have changed. Another time scale has other bands: none of them is open. */
  apply(affected: Affected): void {
    if (this.#panel.settings.scale !== this.rows.options.scale) for (const key of this.rows.openBands()) this.#unfolded.delete(key);
    if (affected === "rows") this.#rebuild();
    else if (affected === "times") this.#diagram.times = this.#panel.settings.times;
    this.#invalidate();
  }

  /** Marks where findings begin, each time they are others. The row at the top stays there. */
  mark(beginnings: readonly Beginning[]): void {
    if (beginnings === this.#beginnings) return;
    this.#beginnings = beginnings;
    this.#whole?.ladder.beginnings.set(beginnings);
    const set = () => this.rows.beginnings.set(beginnings);
    if (this.#isFarBehind) set();
    else this.#keepTop(set);
  }

  /** Begins with another trace, at its top or, with `follow`, at its end. */
  reset(follow: boolean): void {
    this.#unfolded.clear();
    this.#beginnings = [];
    this.#following.set(follow, this.rows);
    this.#make(follow ? this.#panel.store.entries.length - 1 : 0);
    this.scroller.goTo(0);
    this.#invalidate();
  }

  /** The user has scrolled from `before`: up ends following, down to the bottom begins it. */
  #moved(before: number): void {
    const { top, last } = this.scroller;
    if (top < before) this.#following.set(false, this.rows);
    else if (top > before && top >= last - 1) this.#following.set(true, this.rows);
    this.#events.changed();
  }

  /** Before drawing: takes in what is new and cuts the slice. */
  prepare(): void {
    this.#refit();
    if (this.#isFarBehind) this.#rebuild();
    if (this.#stale) this.#sync();
    this.#resizeScroller();
    if (this.follow) this.scroller.goTo(this.scroller.last);
    const chosen = this.#panel.selection?.chosen ?? null;
    if (chosen !== this.#diagram.chosen) this.#stale = true;
    this.#diagram.chosen = chosen;
    this.#cut();
    this.#stale = false;
    if (this.#whole === null) this.filtering.goOn();
  }

  /** After drawing: scrolls the element to where the slice is. */
  placeScroller(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.scroller.place();
  }

  #newDiagram(part?: Part): SequenceDiagram {
    const { host, store, settings } = this.#panel;
    const { scale, silence, times } = settings;
    const { shown, looks } = this.filtering;
    const options = { ...shown, stepRows: this.#stepRows, scale, silence, unfolded: this.#unfolded, part };
    const diagram = new SequenceDiagram(new Ladder(store, options), host.t, looks.nsp);
    diagram.times = times;
    diagram.ladder.beginnings.set(this.#beginnings);
    return diagram;
  }

  /** So many entries are to be read that it takes longer than a frame, and nothing makes their rows yet. */
  get #isFarBehind(): boolean {
    return this.#whole === null && this.rows.pending > AT_ONCE;
  }

  /** Makes the rows anew. */
  #rebuild(): void {
    this.#keepTop((place) => this.#make(place));
    if (this.#whole === null) this.#events.rebuilt();
  }

  /** Begins with other rows: with all of them, or, if they are many, with those around a place in time order and makes the others in slices. */
  #make(place: number): void {
    this.#drop();
    const { store } = this.#panel;
    if (store.entries.length <= AT_ONCE) {
      this.#diagram = this.#newDiagram();
      return;
    }
    this.#diagram = this.#newDiagram(partAround(store, this.filtering.shown, place));
    const whole = this.#newDiagram();
    const goesOn = (share: number) => {
      this.#share = share;
      this.#events.progressed();
      return this.#whole === whole;
    };
    this.#whole = whole;
    this.#share = 0;
    // The part is drawn first: slices would delay it.
    this.#made = new Promise<void>((resolve) => this.#waiting.push(resolve)).then(async () => {
      if (this.#whole === whole) await inSlices(whole.ladder.syncing(), goesOn);
      if (this.#whole === whole) this.#showWhole(whole);
    });
  }

  #showWhole(whole: SequenceDiagram): void {
    this.#keepTop(() => {
      this.rows.dispose();
      this.#whole = null;
      this.#diagram = whole;
      whole.times = this.#panel.settings.times;
    });
    this.#events.rebuilt();
    this.#events.changed();
  }

  /** Ends what keeps the rows up to date, and what makes them. */
  #drop(): void {
    this.rows.dispose();
    this.#whole?.ladder.dispose();
    this.#whole = null;
  }

  /**
   * Runs `change`, which makes the rows anew and gets the place in time order of the row at the top. That row stays there, or if it is not
   * among the new ones, the one before it.
   */
  #keepTop(change: (place: number) => void): void {
    const { top } = this.scroller;
    const anchor = this.#rowAtTop();
    const { entries } = this.#panel.store;
    const atTop = anchor === undefined ? 0 : entries.placeOf(Math.floor(anchor.key / 8));
    const place = this.#goal !== null ? entries.placeFrom(this.#goal) : this.follow ? entries.length - 1 : atTop;
    change(place);
    this.#sync();
    this.#resizeScroller();
    if (anchor) this.scroller.goTo((this.rows.yOf(anchor.key)?.y ?? this.rows.yAtPlace(place)) - (anchor.y - top));
    this.#stale = true;
  }

  /** The row at the top of the viewport; undefined before the first drawing. The slice cannot tell: the rows may be newer. */
  #rowAtTop(): Row | undefined {
    if (this.#slice === null) return undefined;
    if (!this.#isFarBehind) this.#sync();
    const { top } = this.scroller;
    // To scale, the top may lie in the space between two rows: then the row below it counts.
    return this.#diagram.scene(top, top + this.viewport).rows.find((row) => row.y + row.height > top);
  }

  /** Makes the rows anew when the ladder has become too narrow for a column of steps, or wide enough. */
  #refit(): void {
    const { stepRows } = this.#panel.layout;
    if (stepRows === this.#stepRows) return;
    this.#stepRows = stepRows;
    this.#rebuild();
  }

  #sync(): void {
    const { host } = this.#panel;
    this.rows.sync(host.status.state === "recording" ? host.now() : null);
  }

  #invalidate(): void {
    this.#stale = true;
    this.#events.changed();
  }

  #resizeScroller(): void {
    this.scroller.resize(this.rows.height + FOOT);
  }

  #cut(): void {
    const { top, viewport } = this.scroller;
    const { layout, settings, selection } = this.#panel;
    const { lifelines } = settings.panes;
    const { marks } = this.filtering.looks;
    const selected = selection?.session?.client.index ?? null;
    const how = { width: layout.ladderWidth, narrow: this.#stepRows, widths: this.widths, lifelines, selected, marks };
    const old = this.#slice;
    if (!this.#stale && old !== null && isLaidOut(old.layout, how) && covers(old, top, top + viewport)) return;
    this.#slice = cutSlice(this.#diagram, top, top + viewport, how, old);
  }
}
