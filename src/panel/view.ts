// What the panel shows and why: scope, level of detail, place, selection. Input changes it and asks for a frame; a frame takes in what
// is new, cuts the visible slice out of the ladder and draws. No work here grows with the length of the trace.

import { Ladder } from "../diagram/ladder.ts";
import type { Scope } from "../diagram/ladder-parts.ts";
import { type Layout, layOut, NARROW } from "../diagram/layout.ts";
import { sameFields } from "../diagram/memo.ts";
import type { Lane, Row, Scene } from "../diagram/scene.ts";
import { ROW_HEIGHT } from "../diagram/scene.ts";
import { type Details, Reader } from "../session/details.ts";
import type { Store } from "../session/store.ts";
import { Frames } from "./frames.ts";
import type { Host } from "./host.ts";
import { ScrollMap } from "./scroll-map.ts";

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
  #details: Details | null = null;
  #stale = true;
  #scroller: HTMLElement | null = null;
  /** Where the scroller was left: anything else is the user's doing. */
  #left = 0;
  #tick = 0;

  follow = true;
  selection: number | null = null;
  related: readonly number[] = [];
  hover: number | null = null;
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
  get slice(): Slice | null {
    return this.#slice;
  }
  get details(): Details | null {
    return this.#details;
  }
  get ladder(): Ladder {
    return this.#ladder;
  }
  get width(): number {
    return this.#width;
  }
  /** The whole panel is narrow: sessions in one line, details below. */
  get narrow(): boolean {
    return this.#width < NARROW;
  }
  get detailsBelow(): boolean {
    return this.#width < 900 && this.#height >= 400;
  }
  get ladderWidth(): number {
    const side = (this.narrow ? 0 : SESSIONS_WIDTH) + (this.#details !== null && !this.detailsBelow ? DETAILS_WIDTH : 0);
    return Math.max(240, this.#width - side);
  }
  /** In the ladder. */
  get top(): number {
    return this.#place.top;
  }
  get viewport(): number {
    return this.#viewport;
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

  select(key: number | null): void {
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
    return new Ladder(this.#store, this.host.t, { scope: this.#scope, http: this.#http, stepRows: this.ladderWidth < NARROW });
  }

  /** Another ladder of the same trace; the row at the top stays where it is as far as it still exists. */
  #remake(): void {
    const anchor = this.#slice?.scene.rows.find((row) => row.y + row.height > this.#place.top);
    const offset = anchor === undefined ? 0 : anchor.y - this.#place.top;
    this.#ladder.dispose();
    this.#ladder = this.#newLadder();
    this.#sync();
    if (this.selection !== null && this.#ladder.yOf(this.selection) === null) this.selection = null;
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
    this.related = relatives(this.#details)
      .map((other) => this.#keyShowing(other))
      .filter((key) => key !== null)
      .filter((key) => key !== this.selection);
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
    if (details === null || details.kind === "mark") return false;
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
    const layout =
      old !== null && old.layout.width === width && sameLanes(old.scene.lanes, scene.lanes) ? old.layout : layOut(scene, width);
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

function sameLanes(a: readonly Lane[], b: readonly Lane[]): boolean {
  return a.length === b.length && a.every((lane, i) => lane === b[i] || sameFields(lane, b[i] ?? {}));
}
