// Where everything in a scene stands from left to right: arithmetic on widths, nothing is drawn here.
//
//   session bars 24 | step 136 or more | marks of findings 20 | time 32 or more | lifelines 48–60 apart   code 32 | label …………… meta | server | pairs
//
// Under `NARROW` pixels the layout is narrow: no session bars and no step column (steps are rows of their own), lifelines stand 16–24 apart with a
// letter as head, and sizes are left out.

import type { Regex } from "../../filter/regex.ts";
import { LIBERATION, type Widths } from "../../text/width.ts";
import { NARROW } from "../rows/row-kinds.ts";
import type { Lifeline, Scene } from "../scene/scene.ts";
import { sameFields } from "./memo.ts";
import { FONTS, type FontName } from "./style.ts";

/** Where one lifeline stands, or several that follow one another in time. */
export interface Slot {
  /** From left to right; rows and requests name a slot by it. */
  readonly index: number;
  readonly x: number;
  /** Width of the room for its head, which is centred on `x`. */
  readonly room: number;
  /** In time order. */
  readonly lifelines: readonly Lifeline[];
}

export interface Layout {
  readonly width: number;
  readonly narrow: boolean;
  /** Width of the session bars; 0 where there are none. */
  readonly sessionBars: number;
  /** Right edge of the step column; 0 where there is none. */
  readonly step: number;
  /** Number of tracks of step brackets at this edge. */
  readonly stepTracks: number;
  /** The middle of the marks of findings. */
  readonly mark: number;
  /** Right edge of the times. */
  readonly time: number;
  readonly slots: readonly Slot[];
  readonly server: number;
  /** The service worker's lifeline; null where there is none. */
  readonly worker: number | null;
  readonly code: number;
  readonly label: number;
  /** Right edge of latency and size. */
  readonly meta: number;
  /** The brackets of level 0, which stand nearest to the server. */
  readonly pair: number;
  /** Sizes are shown. */
  readonly sizes: boolean;
  /** Measures and cuts text. */
  readonly widths: Widths;
  /** Words that match one of these are marked in the texts of rows. */
  readonly marks: readonly Regex[];
}

export const HEAD_HEIGHT = 38;
const PAIR_LEVEL = 7;
/** How far left of the server the lifeline of a service worker stands in a narrow layout. */
const NARROW_WORKER = 26;
const STEP = 136;
/** Around the name of a step and its time: the number before them, the gap between them, the bracket after them. */
const STEP_REST = 41;
/** The longest time that is sure to stand beside the name. */
const STEP_TIME = ["000 ms"];
const TIME_MARGIN = 2;
/** Marks of findings stand here whether there are any or not, so that nothing moves when one is found. */
const MARKS = 20;
const MARK_MIDDLE = 10;
/** Width of a session bar, the margin left and right of all bars, and the distance from one track of bars to the next. */
export const BAR_WIDTH = 16;
export const BAR_MARGIN = 4;
export const BAR_TRACK = BAR_WIDTH + 2;
/** The distance from one track of step brackets to the next. */
const STEP_TRACK = 7;
const LAST_LEVEL = 2;
const MOST_TIGHT = 30;

/** What the layout of a scene depends on. */
type Columns = Pick<Scene, "lifelines" | "stepNames" | "longestTimes" | "sessionBars" | "stepTracks" | "worker"> &
  Partial<Pick<Scene, "serverHead">>;

/**
 * Places the columns of a ladder that is `width` pixels wide. `narrow`: it has no column of steps. The panel passes it, because opening the details
 * must not change it.
 */
export function layOut(scene: Columns, width: number, widths = LIBERATION, narrow = width < NARROW, marks: readonly Regex[] = []): Layout {
  const widest = (texts: readonly string[], font: FontName) =>
    texts.reduce((most, text) => Math.max(most, widths.of(text, FONTS[font])), 0);
  const sessionBars = narrow || !scene.sessionBars ? 0 : 2 * BAR_MARGIN + BAR_WIDTH + (scene.sessionBars.tracks - 1) * BAR_TRACK;
  const { stepTracks } = scene;
  const step = narrow
    ? 0
    : sessionBars +
      Math.max(STEP, Math.ceil(widest(scene.stepNames ?? [], "step") + widest(STEP_TIME, "step-t") + STEP_REST)) +
      (stepTracks - 1) * STEP_TRACK;
  const time = step + Math.max(narrow ? 50 : 52, MARKS + Math.ceil(widest(scene.longestTimes ?? [], "time")) + TIME_MARGIN);
  const server = Math.max(width - (narrow ? 32 : 42), time + 160);
  // The head of the worker is centred on its lifeline, that of the server ends 8 px right of the server's: 16 px are between them.
  const heads = widths.of(scene.worker?.head ?? "", FONTS.head) / 2 + widths.of(scene.serverHead ?? "", FONTS.head) + 8;
  const worker = scene.worker ? server - (narrow ? NARROW_WORKER : Math.ceil(heads)) : null;
  const first = time + (narrow ? 14 : 22);
  // However many lifelines there are, labels keep half of the room.
  const room = Math.max(0, ((worker ?? server) - first) * (narrow ? 0.32 : 0.43));
  const slots = placeSlots(scene.lifelines, widths, first, room, narrow ? Math.max(16, Math.floor(width / 26)) : null);
  const last = slots.at(-1)?.x ?? first;
  const code = last + (narrow ? 20 : 22);
  return {
    width,
    narrow,
    sessionBars,
    step,
    stepTracks,
    mark: step + MARK_MIDDLE,
    time,
    slots,
    server,
    worker,
    code,
    label: code + (narrow ? 29 : 32),
    meta: (worker ?? server) - (narrow ? 14 : 12),
    pair: server + (narrow ? 11 : 15),
    sizes: !narrow,
    widths,
    marks,
  };
}

/** Whether the layout of one scene fits another. */
export function sameColumns({ lifelines: a, ...old }: Columns, { lifelines: b, ...scene }: Columns): boolean {
  const sameLifelines = a.length === b.length && a.every((lifeline, i) => lifeline === b[i] || sameFields(lifeline, b[i] ?? {}));
  return sameLifelines && sameFields(aroundLifelines(old), aroundLifelines(scene));
}

function aroundLifelines({ stepNames, longestTimes, sessionBars, stepTracks, worker, serverHead }: Omit<Columns, "lifelines">) {
  return {
    stepNames: `${stepNames}`,
    longestTimes: `${longestTimes}`,
    tracks: sessionBars?.tracks,
    stepTracks,
    worker: worker?.head,
    serverHead,
  };
}

/** `narrow`: the greatest distance between lifelines in a narrow layout; null in a wide one. */
function placeSlots(lifelines: readonly Lifeline[], widths: Widths, first: number, room: number, narrow: number | null): Slot[] {
  const bySlot = new Map<number, Lifeline[]>();
  for (const lifeline of lifelines) {
    const own = bySlot.get(lifeline.slot);
    if (own) own.push(lifeline);
    else bySlot.set(lifeline.slot, [lifeline]);
  }
  const slots = [...bySlot].sort(([a], [b]) => a - b);
  const widest = slots.map(([, own]) => own.reduce((most, lifeline) => Math.max(most, widths.of(fullHead(lifeline), FONTS.head)), 0));
  const wide = widest.map((width, i) => (i === 0 ? 0 : Math.ceil(Math.max(48, ((widest[i - 1] ?? 0) + width) / 2 + 8))));
  const tight = Math.min(narrow ?? MOST_TIGHT, Math.floor(room / Math.max(1, slots.length - 1)));
  const fits = narrow === null && wide.reduce((sum, gap) => sum + gap, 0) <= room;
  let x = first;
  return slots.map(([index, own], i) => {
    if (i > 0) x += fits ? (wide[i] ?? 0) : tight;
    return { index, x, room: fits ? Math.max(48, (widest[i] ?? 0) + 6) : tight, lifelines: own };
  });
}

function fullHead({ inferred, name }: Lifeline): string {
  return inferred ? `≈ ${name}` : name;
}

/** The longest first. */
function shortHeads({ inferred, letter }: Lifeline): string[] {
  return [...(inferred ? [`≈${letter}`] : []), letter, letter.slice(0, 1)];
}

/** Its head has room for a letter only. */
export function isTight({ room }: Slot): boolean {
  return room <= MOST_TIGHT;
}

/** The head of a slot in a ladder seen down to `bottom`: the name of its newest lifeline there, or its letter when that is all that fits. */
export function headOf(
  slot: Slot,
  bottom: number,
  widths = LIBERATION,
): { readonly head: string; readonly id: string; readonly lifeline: Lifeline | undefined } {
  const lifeline = slot.lifelines.findLast(({ from }) => from <= bottom) ?? slot.lifelines[0];
  if (lifeline === undefined) return { head: "", id: "", lifeline };
  const heads = isTight(slot) ? shortHeads(lifeline) : [fullHead(lifeline)];
  const head = heads.find((text) => widths.of(text, FONTS.head) <= slot.room);
  return { head: head ?? "", id: widths.of(lifeline.id, FONTS["head-id"]) <= slot.room - 1 ? lifeline.id : "", lifeline };
}

/** The x of the step brackets of a track; they open to the right. */
export function stepTrackX(layout: Layout, track: number): number {
  return layout.step - 9 - (layout.stepTracks - 1 - track) * STEP_TRACK;
}

/** The x of the brackets of a level. */
export function pairX(layout: Layout, level: number): number {
  return layout.pair + Math.min(level, LAST_LEVEL) * (layout.narrow ? 5 : PAIR_LEVEL);
}

/** The x of the lifelines right of the labels: the service worker's, the server's. */
export function rightLines({ worker, server }: Layout): number[] {
  return [...(worker === null ? [] : [worker]), server].map((x) => x + 0.5);
}
