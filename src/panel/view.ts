// What the panel shows and why: scope, level of detail, place, selection. Input changes it and asks for a frame; a frame takes in what
// is new, cuts the visible slice out of the ladder and draws. No work here grows with the length of the trace.

import { type Layout, layOut, NARROW } from "../diagram/draw/layout.ts";
import { sameFields } from "../diagram/draw/memo.ts";
import { Ladder } from "../diagram/rows/ladder.ts";
import type { Scope } from "../diagram/rows/ladder-parts.ts";
import { fairScale, zoomed } from "../diagram/rows/scale.ts";
import type { Row, Scene } from "../diagram/scene/scene.ts";
import { ROW_HEIGHT } from "../diagram/scene/scene.ts";
import { SINCE_START, type Times } from "../diagram/words/times.ts";
import { type Details, Reader } from "../session/reader.ts";
import type { Store } from "../session/store.ts";
import type { EpochMs } from "../wire/event.ts";
import type { DetailsPane } from "./details/details-pane.tsx";
import { Frames } from "./frames.ts";
import type { Host } from "./host.ts";
import type { DensityStrip } from "./ladder/density-strip.tsx";
import { ScrollMap } from "./ladder/scroll-map.ts";
import { zone } from "./time.ts";

/** The ladder from a screen above to a screen below what is visible, ready to be drawn. */
export interface Slice {
  readonly scene: Scene;
  readonly layout: Layout;
  /** Subtracted from every y: SVG coordinates are exact only up to some millions. */
  readonly origin: number;
}

const OVERSCAN = 10 * ROW_HEIGHT;
const ORIGIN_STEP = 1 << 16;
/** Below the last row, so that it does not stick to the edge. */
const FOOT = 8;
const SESSIONS_WIDTH = 208;
const DETAILS_WIDTH = 304;
const STRIP_WIDTH = { wide: 28, narrow: 12 } as const;
const ALL_TIMES: readonly Times[] = [SINCE_START, { kind: "clock", zone }, { kind: "previous" }];

export class View {
  readonly host: Host;
  readonly frames: Frames;
  readonly #draw: (view: View) => void;
  readonly #place = new ScrollMap();
  readonly #disposers: (() => void)[] = [];
  #store: Store;
  #unsubscribe: () => void = () => {};
  #reader: Reader;
  #ladder: Ladder;
  #slice: Slice | null = null;
  #scope: Scope = { kind: "all" };
  #http = true;
  #times = SINCE_START;
  #scale: number | undefined = undefined;
  readonly #unfolded = new Set<number>();
  #details: Details | null = null;
  #Pane: typeof DetailsPane | null = null;
  #loading: Promise<void> | null = null;
  #Strip: typeof DensityStrip | null = null;
  #loadingStrip: Promise<void> | null = null;
  #stale = true;
  #scroller: HTMLElement | null = null;
  /** Where the scroller was left: anything else is the user's doing. */
  #left = 0;
  #tick = 0;

  follow = true;
  selection: number | null = null;
  /** A second row, to which time is measured. */
  measured: number | null = null;
  related: readonly number[] = [];
  hover: number | null = null;
  /** Rows from the top of the strip's box to where the pointer holds it. */
  stripHeld = 0;
  dropping = false;
  /** One sentence about something the panel itself could not do. */
  complaint: string | null = null;
  /** The late banner was read and closed. */
  lateSeen = false;
  /** Counts what the store took in: a changed number means that lists of sessions may have changed. */
  version = 0;
  #width = 0;
  #height = 0;
  #viewport = 0;

  constructor(host: Host, draw: (view: View) => void) {
    this.host = host;
    this.#draw = draw;
    this.#store = host.store;
    this.#reader = new Reader(host.store);
    this.frames = new Frames(() => this.#frame());
    this.#ladder = this.#newLadder();
    this.#watch();
    this.#disposers.push(host.subscribe(() => this.#hostChanged()));
    this.#hostChanged();
  }

  dispose(): void {
    clearInterval(this.#tick);
    this.#sized.disconnect();
    this.#unsubscribe();
    this.#ladder.dispose();
    for (const dispose of this.#disposers) dispose();
    this.frames.cancel();
  }

  get store(): Store {
    return this.#store;
  }
  get scope(): Scope {
    return this.#scope;
  }
  get http(): boolean {
    return this.#http;
  }
  /** What the time column tells. */
  get times(): Times {
    return this.#times;
  }
  /** Pixels a millisecond; undefined where rows stand evenly. */
  get scale(): number | undefined {
    return this.#scale;
  }
  /** Keys of the folds that stand open. */
  get unfolded(): ReadonlySet<number> {
    return this.#unfolded;
  }
  get slice(): Slice | null {
    return this.#slice;
  }
  get details(): Details | null {
    return this.#details;
  }
  /** What draws the details; null until it is loaded, which begins when a row is first selected. */
  get Pane(): typeof DetailsPane | null {
    return this.#Pane;
  }
  /** What draws the strip; null until it is loaded, which begins when there are more rows than are visible. */
  get Strip(): typeof DensityStrip | null {
    return this.#Strip;
  }
  get ladder(): Ladder {
    return this.#ladder;
  }
  /** The whole panel is narrow: sessions in one line, details below. */
  get narrow(): boolean {
    return this.#width < NARROW;
  }
  get detailsBelow(): boolean {
    return this.#width < 900 && this.#height >= 400;
  }
  /** For the ladder and its strip; for details below them, too. */
  get room(): number {
    return this.#width - (this.narrow ? 0 : SESSIONS_WIDTH) - (this.#details !== null && !this.detailsBelow ? DETAILS_WIDTH : 0);
  }
  get stripWidth(): number {
    return STRIP_WIDTH[this.room < NARROW ? "narrow" : "wide"];
  }
  get ladderWidth(): number {
    return Math.max(240, this.room - this.stripWidth);
  }
  /** In the ladder. */
  get top(): number {
    return this.#place.top;
  }
  get viewport(): number {
    return this.#viewport;
  }
  /** The greatest `top`; 0 when all rows are visible. */
  get last(): number {
    return this.#place.last;
  }
  /** Height of the scrolled element, and where in it a y of the ladder lies now. */
  get canvas(): number {
    return this.#place.canvas;
  }
  canvasY(y: number): number {
    return this.#place.scroll + (y - this.#place.top);
  }
  get recording(): boolean {
    return this.host.status.state === "recording";
  }

  changed(): void {
    this.frames.request();
  }

  /** Resolves when nothing is left to load or to draw. */
  async idle(): Promise<void> {
    await this.#loading;
    await this.#loadingStrip;
    await this.frames.idle();
  }

  complain(sentence: string | null): void {
    this.complaint = sentence;
    this.changed();
  }

  resized(width: number, height: number): void {
    const wasNarrow = this.ladderWidth < NARROW;
    this.#width = width;
    this.#height = height;
    this.#remakeIfTurned(wasNarrow);
    this.changed();
  }

  /** Takes the element that scrolls, once it is there; null when it has gone. */
  readonly scrollerRef = (scroller: HTMLElement | null): void => {
    this.#scroller = scroller;
    this.#left = 0;
    this.#sized.disconnect();
    if (scroller) this.#sized.observe(scroller);
  };
  readonly #sized = new ResizeObserver(([entry]) => {
    const before = this.#viewport;
    this.#viewport = entry?.contentRect.height ?? 0;
    this.#place.resize(this.#ladder.height + FOOT, this.#viewport);
    // The details, where they open below, do not cover what they are about.
    const row = this.selection === null || this.#viewport > before ? null : this.#ladder.yOf(this.selection);
    if (row !== null && this.selection !== null && row.y < this.#place.top + before) this.#reveal(this.selection);
    this.changed();
  });

  scrolled(): void {
    const scroll = this.#scroller?.scrollTop ?? 0;
    if (Math.abs(scroll - this.#left) < 1) return;
    if (scroll < this.#left) this.follow = false;
    this.#left = scroll;
    this.#place.scrolledTo(scroll);
    this.changed();
  }

  /** Shows the ladder from a row on, or from a part of one. */
  showFrom(row: number): void {
    this.scrollTo(this.#ladder.yAfter(row));
  }

  /** Shows the ladder from a y on. */
  scrollTo(top: number): void {
    if (top < this.#place.top) this.follow = false;
    this.#place.goTo(Math.round(top));
    this.changed();
  }

  setFollow(on: boolean): void {
    this.follow = on;
    this.changed();
  }

  setScope(scope: Scope): void {
    if (sameFields(scope, this.#scope)) return;
    this.#scope = scope;
    this.#remake();
  }

  setHttp(on: boolean): void {
    if (on === this.#http) return;
    this.#http = on;
    this.#remake();
  }

  setScaled(on: boolean): void {
    if (on === (this.#scale !== undefined)) return;
    this.#scale = on ? fairScale(this.#store.entries) : undefined;
    this.#remake();
  }

  /** Time to scale, so many steps finer; coarser when negative. */
  zoom(steps: number): void {
    this.#scale = this.#scale === undefined ? fairScale(this.#store.entries) : zoomed(this.#scale, steps);
    this.#remake();
  }

  /** The next of what the time column can tell. */
  nextTimes(): void {
    this.#times = ALL_TIMES[(ALL_TIMES.indexOf(this.#times) + 1) % ALL_TIMES.length] ?? SINCE_START;
    this.#ladder.times = this.#times;
    this.#stale = true;
    this.changed();
  }

  select(key: number | null): void {
    this.measure(null);
    if (key === this.selection) return;
    const wasNarrow = this.ladderWidth < NARROW;
    this.selection = key;
    // What is being read does not run away.
    if (key !== null) this.follow = false;
    this.#readDetails();
    this.#remakeIfTurned(wasNarrow);
    if (key !== null) this.#reveal(key);
    this.changed();
  }

  /** Takes a second row, to which time is measured; without a first one it is selected. */
  measure(key: number | null): void {
    if (this.selection === null && key !== null) return this.select(key);
    if (key === this.measured) return;
    this.measured = key;
    if (key !== null) this.#reveal(key);
    this.#relate();
    this.changed();
  }

  moveMeasured(step: number): void {
    const key = this.#ladder.keyBelow(this.measured ?? this.selection, step);
    if (key !== null) this.measure(key);
  }

  /** Milliseconds between the selected row and the second one, or the one under the pointer; null when there are no two. */
  get span(): number | null {
    const to = this.measured ?? this.hover;
    if (this.selection === null || to === null || to === this.selection) return null;
    const [a, b] = [this.#atOf(this.selection), this.#atOf(to)];
    return a === null || b === null ? null : Math.abs(b - a);
  }

  /** Selects a row by its entry and shows it in the middle: a link from the details. */
  show(entry: number): void {
    const key = this.#keyShowing(entry);
    if (key !== null) this.select(key);
  }

  hoverAt(y: number | null): void {
    const key = y === null ? null : (this.rowAt(y)?.key ?? null);
    if (key === this.hover) return;
    this.hover = key;
    this.changed();
  }

  /** The drawn row at a y of the ladder, if it can be selected. */
  rowAt(y: number): Row | undefined {
    const row = this.#slice?.scene.rows.find((row) => row.y <= y && y < row.y + row.height);
    return row && selectable(row) ? row : undefined;
  }

  move(step: number): void {
    const key = this.#ladder.keyBelow(this.selection, step);
    if (key === null) return;
    this.select(key);
  }

  movePage(direction: 1 | -1): void {
    this.move(direction * Math.max(1, Math.floor(this.#viewport / ROW_HEIGHT) - 1));
  }

  moveToEnd(end: "first" | "last"): void {
    const key = this.#ladder.keyBelow(null, end === "first" ? 1 : -1);
    if (key !== null) this.select(key);
    this.follow = end === "last";
    this.changed();
  }

  /** Folds or unfolds; other rows stay as they are. */
  toggle(key: number): void {
    if (!this.#ladder.toggle(key)) return;
    if (!this.#unfolded.delete(key)) this.#unfolded.add(key);
    this.follow = false;
    this.#stale = true;
    this.changed();
  }

  #hostChanged(): void {
    if (this.host.store !== this.#store) {
      this.#unsubscribe();
      this.#store = this.host.store;
      this.#reader = new Reader(this.#store);
      this.#scope = { kind: "all" };
      this.selection = null;
      this.measured = null;
      this.#unfolded.clear();
      this.hover = null;
      this.lateSeen = false;
      this.follow = this.host.status.file === undefined;
      this.#place.goTo(0);
      this.#watch();
      this.#remake();
    }
    clearInterval(this.#tick);
    // While recording, ages and the last row's `now` go on without traffic.
    if (this.recording) this.#tick = window.setInterval(() => this.#took(), 1000);
    this.#took();
  }

  #watch(): void {
    this.#unsubscribe = this.#store.subscribe(() => this.#took());
  }

  #took(): void {
    this.version++;
    this.#stale = true;
    this.frames.request();
  }

  #newLadder(): Ladder {
    const ladder = new Ladder(this.#store, this.host.t, {
      scope: this.#scope,
      http: this.#http,
      stepRows: this.ladderWidth < NARROW,
      scale: this.#scale,
    });
    ladder.times = this.#times;
    return ladder;
  }

  /** Another ladder of the same trace; the row at the top stays where it is as far as it still exists. */
  #remake(): void {
    const anchor = this.#slice?.scene.rows.find((row) => row.y + row.height > this.#place.top);
    const offset = anchor === undefined ? 0 : anchor.y - this.#place.top;
    this.#ladder.dispose();
    this.#ladder = this.#newLadder();
    this.#sync();
    for (const key of this.#unfolded) this.#ladder.toggle(key);
    if (this.selection !== null && this.#ladder.yOf(this.selection) === null) this.selection = null;
    if (this.measured !== null && (this.selection === null || this.#ladder.yOf(this.measured) === null)) this.measured = null;
    this.#readDetails();
    const again = anchor === undefined ? null : this.#ladder.yOf(anchor.key);
    this.#place.resize(this.#ladder.height + FOOT, this.#viewport);
    this.#place.goTo(again === null ? Math.min(this.#place.top, this.#place.last) : again.y - offset);
    this.#stale = true;
    this.changed();
  }

  #remakeIfTurned(wasNarrow: boolean): void {
    if (this.ladderWidth < NARROW !== wasNarrow) this.#remake();
  }

  #sync(): void {
    if (this.recording) this.#ladder.sync(this.host.now());
    else this.#ladder.sync();
  }

  #readDetails(): void {
    const entry = this.selection === null ? null : this.#ladder.entryOf(this.selection);
    this.#details = entry === null ? null : this.#reader.details(entry);
    if (this.#details !== null) this.#loading ??= this.#loadPane();
    this.#relate();
  }

  #relate(): void {
    const relatedKeys = relatives(this.#details).map((other) => this.#keyShowing(other));
    this.related = [...relatedKeys, this.measured].filter((key) => key !== null).filter((key) => key !== this.selection);
  }

  /** When a row happened, wherever it is. */
  #atOf(key: number): EpochMs | null {
    const drawn = this.#slice?.scene.rows.find((row) => row.key === key);
    if (drawn) return drawn.at;
    const place = this.#ladder.yOf(key);
    return (place && this.#ladder.scene(place.y, place.y).rows.find((row) => row.key === key)?.at) ?? null;
  }

  async #loadPane(): Promise<void> {
    this.#Pane = (await import("./details/details-pane.tsx")).DetailsPane;
    this.changed();
  }

  async #loadStrip(): Promise<void> {
    this.#Strip = (await import("./ladder/density-strip.tsx")).DensityStrip;
    this.changed();
  }

  /** The key of the row that shows an entry, or of the fold it is in; null when no row does. */
  #keyShowing(entry: number): number | null {
    const key = this.#ladder.keyOf(entry);
    const shown = key === null ? null : this.#ladder.entryOf(key);
    return shown === null || shown === entry ? key : null;
  }

  /** An answer that was still to come may have come. */
  #detailsMayGrow(): boolean {
    const details = this.#details;
    if (details === null || details.kind === "mark" || details.kind === "conclusion") return false;
    if (details.kind === "websocket") return details.handshake === null;
    if (details.kind === "http") return details.http.end === null;
    return details.ack?.answer === null || details.heartbeat?.answer === null || details.http?.end === null;
  }

  #reveal(key: number): void {
    const row = this.#ladder.yOf(key);
    if (row === null) return;
    if (row.y < this.#place.top + ROW_HEIGHT) this.#place.goTo(row.y - ROW_HEIGHT);
    else if (row.y + row.height > this.#place.top + this.#viewport) this.#place.goTo(row.y + row.height - this.#viewport);
  }

  #frame(): void {
    if (this.#stale) {
      this.#sync();
      if (this.#detailsMayGrow()) this.#readDetails();
    }
    this.#place.resize(this.#ladder.height + FOOT, this.#viewport);
    if (this.follow) this.#place.goTo(this.#place.last);
    if (this.#place.last > 0) this.#loadingStrip ??= this.#loadStrip();
    this.#cut();
    this.#stale = false;
    this.#draw(this);
    const scroller = this.#scroller;
    // Reading or setting a place forces a layout, so that is only done when it has to change.
    if (scroller === null || Math.abs(this.#left - this.#place.scroll) < 1) return;
    scroller.scrollTop = this.#place.scroll;
    this.#left = scroller.scrollTop;
  }

  #cut(): void {
    const { top } = this.#place;
    const bottom = top + this.#viewport;
    const old = this.#slice;
    const width = this.ladderWidth;
    const covers = old !== null && old.scene.top <= top && Math.min(bottom, this.#ladder.height) <= old.scene.bottom;
    if (!this.#stale && covers && old.layout.width === width) return;
    const scene = this.#ladder.scene(Math.max(0, top - OVERSCAN), Math.min(this.#ladder.height, bottom + OVERSCAN));
    const layout = old !== null && old.layout.width === width && sameColumns(old.scene, scene) ? old.layout : layOut(scene, width);
    this.#slice = { scene, layout, origin: Math.floor(scene.top / ORIGIN_STEP) * ORIGIN_STEP };
  }
}

/** Entries that belong to what is selected: what it answers or what answers it, and the HTTP exchange it is part of. */
function relatives(details: Details | null): number[] {
  const pair = details?.kind === "packet" ? (details.ack ?? details.heartbeat) : null;
  const exchange =
    details?.kind === "packet" && details.link.kind === "http" ? details.link : details?.kind === "http" ? details.exchange : null;
  return [pair?.question, pair?.answer, exchange?.requestEntry, exchange?.answerEntry].filter((entry) => typeof entry === "number");
}

/** Rows that stand for an entry or a fold; the others only say something about them. */
export function selectable(row: Row): boolean {
  switch (row.kind) {
    case "packet":
    case "http":
    case "mark":
    case "gap":
    case "fold":
      return true;
    case "fields":
    case "quiet":
    case "live":
    case "step":
      return false;
  }
}

function sameColumns({ lanes: a, ...old }: Scene, { lanes: b, ...scene }: Scene): boolean {
  const sameLanes = a.length === b.length && a.every((lane, i) => lane === b[i] || sameFields(lane, b[i] ?? {}));
  return sameLanes && old.timeWidth === scene.timeWidth && old.rail?.tracks === scene.rail?.tracks;
}
