// A scene gets columns: pure arithmetic on widths, nothing is drawn here.
//
//   rail 24 | step 136 or more | time 52 or more | lifelines 48–60 apart   code 32 | label …………… meta | server | pairs
//
// Narrow (under 640 px): no step column (steps are rows of their own), lifelines 16–24 apart headed by a letter, no sizes.

import { LIBERATION, type Widths } from "../../text/width.ts";
import type { Lane, Scene } from "../scene/scene.ts";
import { FONTS, type FontName } from "./style.ts";

/** The place of one lifeline, or of several that follow one another. */
export interface Column {
  readonly lane: number;
  readonly x: number;
  /** Room for its head, centred on it. */
  readonly room: number;
  /** In the order of time. */
  readonly lines: readonly Lane[];
}

export interface Layout {
  readonly width: number;
  readonly narrow: boolean;
  /** Width of the session rail; 0 where there is none. */
  readonly rail: number;
  /** Right edge of the step column; 0 where there is none. */
  readonly step: number;
  /** Brackets of steps that stand side by side at this edge. */
  readonly tracks: number;
  /** Right edge of the times. */
  readonly time: number;
  readonly columns: readonly Column[];
  readonly server: number;
  readonly code: number;
  readonly label: number;
  /** Right edge of latency and size. */
  readonly meta: number;
  /** The brackets that stand nearest to the server. */
  readonly pair: number;
  /** Sizes are shown. */
  readonly sizes: boolean;
  /** By which text is measured and cut. */
  readonly widths: Widths;
}

export const NARROW = 640;
export const HEAD_HEIGHT = 38;
const PAIR_LEVEL = 7;
const STEP = 136;
/** Around the name of a step: its number, and three digits of milliseconds. */
const STEP_REST = 77;
const TIME_MARGIN = 2;
/** A box in the rail, beside it, and from one track to the next. */
export const RAIL_BOX = 16;
export const RAIL_SIDE = 4;
export const RAIL_TRACK = RAIL_BOX + 2;
/** From one bracket of a step to the next. */
const STEP_TRACK = 7;
const LAST_LEVEL = 2;
const MOST_TIGHT = 30;

/** Columns for a scene, `width` pixels wide. */
export function layOut(
  scene: Pick<Scene, "lanes" | "stepNames" | "longestTimes" | "rail" | "tracks">,
  width: number,
  widths = LIBERATION,
): Layout {
  const widest = (texts: readonly string[], font: FontName) => Math.max(0, ...texts.map((text) => widths.of(text, FONTS[font])));
  const narrow = width < NARROW;
  const rail = narrow || !scene.rail ? 0 : 2 * RAIL_SIDE + RAIL_BOX + (scene.rail.tracks - 1) * RAIL_TRACK;
  const { tracks } = scene;
  const step = narrow ? 0 : rail + Math.max(STEP, Math.ceil(widest(scene.stepNames ?? [], "step") + STEP_REST)) + (tracks - 1) * STEP_TRACK;
  const time = step + Math.max(narrow ? 50 : 52, Math.ceil(widest(scene.longestTimes ?? [], "time")) + TIME_MARGIN);
  const server = Math.max(width - (narrow ? 32 : 42), time + 160);
  const first = time + (narrow ? 14 : 22);
  // Half of the room belongs to the labels, whatever the number of lifelines.
  const room = Math.max(0, (server - first) * (narrow ? 0.32 : 0.43));
  const columns = placeColumns(scene.lanes, widths, first, room, narrow ? Math.max(16, Math.floor(width / 26)) : null);
  const last = columns.at(-1)?.x ?? first;
  const code = last + (narrow ? 20 : 22);
  return {
    width,
    narrow,
    rail,
    step,
    tracks,
    time,
    columns,
    server,
    code,
    label: code + (narrow ? 29 : 32),
    meta: server - (narrow ? 14 : 12),
    pair: server + (narrow ? 11 : 15),
    sizes: !narrow,
    widths,
  };
}

/** `narrow`: the widest that lifelines stand apart in a narrow panel; null in a wide one. */
function placeColumns(lanes: readonly Lane[], widths: Widths, first: number, room: number, narrow: number | null): Column[] {
  const byLane = new Map<number, Lane[]>();
  for (const lane of lanes) byLane.set(lane.lane, [...(byLane.get(lane.lane) ?? []), lane]);
  const columns = [...byLane].sort(([a], [b]) => a - b);
  const widest = columns.map(([, lines]) => Math.max(...lines.map((lane) => widths.of(fullHead(lane), FONTS.head))));
  const wide = widest.map((width, i) => (i === 0 ? 0 : Math.ceil(Math.max(48, ((widest[i - 1] ?? 0) + width) / 2 + 8))));
  const tight = Math.min(narrow ?? MOST_TIGHT, Math.floor(room / Math.max(1, columns.length - 1)));
  const fits = narrow === null && wide.reduce((sum, gap) => sum + gap, 0) <= room;
  let x = first;
  return columns.map(([lane, lines], i) => {
    if (i > 0) x += fits ? (wide[i] ?? 0) : tight;
    return { lane, x, room: fits ? Math.max(48, (widest[i] ?? 0) + 6) : tight, lines };
  });
}

function fullHead({ inferred, name }: Lane): string {
  return inferred ? `≈ ${name}` : name;
}

/** The longest first. */
function shortHeads({ inferred, letter }: Lane): string[] {
  return [...(inferred ? [`≈${letter}`] : []), letter, letter.slice(0, 1)];
}

/** Its head has no room for more than a letter. */
export function isTight({ room }: Column): boolean {
  return room <= MOST_TIGHT;
}

/** What stands over a column when the ladder is seen down to `bottom`: the newest lifeline's name, or its letter where that is all that fits. */
export function headOf(
  column: Column,
  bottom: number,
  widths = LIBERATION,
): { readonly head: string; readonly id: string; readonly lane: Lane | undefined } {
  const lane = column.lines.findLast((line) => line.from <= bottom) ?? column.lines[0];
  if (lane === undefined) return { head: "", id: "", lane };
  const words = isTight(column) ? shortHeads(lane) : [fullHead(lane)];
  const head = words.find((text) => widths.of(text, FONTS.head) <= column.room);
  return { head: head ?? "", id: widths.of(lane.id, FONTS["head-id"]) <= column.room - 1 ? lane.id : "", lane };
}

/** Where the bracket of a step stands; it opens to the right. */
export function trackX(layout: Layout, track: number): number {
  return layout.step - 9 - (layout.tracks - 1 - track) * STEP_TRACK;
}

/** Where the bracket of a nesting level stands. */
export function pairX(layout: Layout, level: number): number {
  return layout.pair + Math.min(level, LAST_LEVEL) * (layout.narrow ? 5 : PAIR_LEVEL);
}
