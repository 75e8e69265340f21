// Time to scale on the screen: it is turned on and off, zoomed around a moment that stays where it is, and zoomed to a range of time. How many
// packets the range has is counted in slices.

import { RowPositions } from "../../diagram/rows/row-positions.ts";
import { fairScale, fittingScale, MOST_SPACE, zoomed } from "../../diagram/rows/scale.ts";
import type { EpochMs } from "../../wire/event.ts";
import { inSlices } from "../slices.ts";
import type { View } from "../view.ts";
import type { LadderView } from "./ladder-view.ts";

interface TimeRange {
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** Null until they are counted. */
  readonly packets: number | null;
}

/** Pixels of the wheel for one step of the scale: a notch of a mouse is 100 or 120. */
const WHEEL_STEP = 80;
/** A pinch on a touchpad reports a tenth of what a wheel does, and no whole pixels. */
const PINCH = 5;
/** A pointer that moves less was not dragged, in pixels. */
const LEAST_DRAG = 4;
/** Pixels above a range of time that is zoomed to, and below it. */
const MARGIN = 24;
/** So many entries are counted in one step, which takes less than a millisecond. */
const STEP_PLACES = 4096;

export class TimeScale {
  readonly #panel: Pick<View, "store" | "settings">;
  readonly #ladder: Pick<LadderView, "rows" | "top" | "viewport" | "follow" | "keepMoment">;
  /** Called when something that is drawn has changed. */
  readonly #changed: () => void;
  #range: TimeRange | null = null;
  /** Where the pointer took hold of the ruler; null while it is not dragged. */
  #held: { readonly y: number; readonly at: EpochMs } | null = null;
  /** What is left of the wheel's way after whole steps. */
  #wheel = 0;

  constructor(
    panel: Pick<View, "store" | "settings">,
    ladder: Pick<LadderView, "rows" | "top" | "viewport" | "follow" | "keepMoment">,
    changed: () => void,
  ) {
    this.#panel = panel;
    this.#ladder = ladder;
    this.#changed = changed;
  }

  /** The time that is selected; null when none is. */
  get range(): TimeRange | null {
    return this.#range;
  }

  /** Turns the time scale on, at a scale that fits the trace, or off. */
  setOn(on: boolean): void {
    const { settings, store } = this.#panel;
    if (on === (settings.scale !== undefined)) return;
    if (!on) {
      this.select(null);
      settings.setScale(undefined);
      return;
    }
    const fair = fairScale(store.entries, (entry) => this.#ladder.rows.hasRow(entry));
    settings.setScale(fair, MOST_SPACE / fair);
  }

  /** Makes the time scale finer by so many steps (coarser when negative), or turns it on. The moment at a y of the ladder stays there. */
  zoom(steps: number, y: number | null): void {
    const { settings } = this.#panel;
    const { scale } = settings;
    const change = () => (scale === undefined ? this.setOn(true) : settings.setScale(zoomed(scale, steps)));
    const { follow, top, viewport, keepMoment } = this.#ladder;
    if (follow && y === null) return change();
    const kept = y !== null && y >= top && y <= top + viewport ? y : top + viewport / 2;
    keepMoment(this.#momentAt(kept), kept - top, change);
  }

  /** Zooms with the wheel: `way` is in pixels, down is positive and makes the scale coarser. */
  wheel(way: number, y: number): void {
    this.#wheel += Math.abs(way) < WHEEL_STEP / 2 ? way * PINCH : way;
    const steps = Math.trunc(this.#wheel / WHEEL_STEP);
    this.#wheel -= steps * WHEEL_STEP;
    if (steps !== 0) this.zoom(-steps, y);
  }

  /** Chooses the scale at which the whole trace fits the viewport, or nearly does. */
  fit(): void {
    const { entries } = this.#panel.store;
    if (entries.length === 0) return;
    this.select(null);
    this.#show(entries.at(entries.ordered(0)), entries.at(entries.ordered(entries.length - 1)));
  }

  /** Zooms to a range of time and selects it. */
  zoomTo(a: EpochMs, b: EpochMs): void {
    const [from, until] = a < b ? [a, b] : [b, a];
    this.select({ from, until, packets: null });
    this.#show(from, until);
    void this.#count();
  }

  select(range: TimeRange | null): void {
    this.#range = range;
    this.#changed();
  }

  /** The pointer takes hold of the ruler at a y of the ladder. */
  hold(y: number): void {
    this.#held = { y, at: this.#momentAt(y) };
  }

  /** The pointer that has hold of the ruler is at a y of the ladder. */
  drag(y: number): void {
    if (this.#held === null || (this.#range === null && Math.abs(y - this.#held.y) < LEAST_DRAG)) return;
    const { at } = this.#held;
    const to = this.#momentAt(y);
    this.select({ from: Math.min(at, to), until: Math.max(at, to), packets: null });
  }

  /** The pointer lets go of the ruler; at null when the drag is canceled. Returns whether it was dragged: then the range is zoomed to. */
  letGo(y: number | null): boolean {
    const held = this.#held;
    this.#held = null;
    if (y === null) this.select(null);
    if (held === null || y === null || Math.abs(y - held.y) < LEAST_DRAG) return false;
    this.zoomTo(held.at, this.#momentAt(y));
    return true;
  }

  #momentAt(y: number): EpochMs {
    return new RowPositions(this.#ladder.rows).momentAt(y);
  }

  #show(from: EpochMs, until: EpochMs): void {
    const { settings } = this.#panel;
    if (settings.scale === undefined) this.setOn(true);
    const scale = fittingScale(until - from, Math.max(1, this.#ladder.viewport - 2 * MARGIN));
    this.#ladder.keepMoment(from, MARGIN, () => settings.setScale(scale));
  }

  async #count(): Promise<void> {
    const range = this.#range;
    if (range === null) return;
    const packets = await inSlices(this.#counting(range), () => this.#range === range);
    if (packets !== undefined && this.#range === range) this.select({ ...range, packets });
  }

  *#counting({ from, until }: TimeRange): Generator<void, number> {
    const { entries } = this.#panel.store;
    const { rows } = this.#ladder;
    const end = entries.placeAfter(until);
    let packets = 0;
    for (let place = entries.placeFrom(from); place < end; place++) {
      const entry = entries.ordered(place);
      if (entries.isPacket(entry) && rows.hasRow(entry)) packets++;
      if (place % STEP_PLACES === 0) yield;
    }
    return packets;
  }
}
