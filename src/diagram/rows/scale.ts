// Time to scale: how many pixels a millisecond gets, and how far apart the marks of the ruler are. When rows follow one another too fast
// for their height, the later ones are pushed down, and the marks apart; if they are many, they stand in a band. A pause that would be higher than
// `MOST_SPACE` is torn out.

import type { Entries } from "../../session/entries.ts";
import { BAND_HEIGHT, ROW_HEIGHT, SCALE_TEAR_HEIGHT } from "./row-kinds.ts";
import { LEAST_UNITS } from "./run.ts";

/** Pixels; a pause that needs more between two rows is torn out, unless it is no silence: see `LadderOptions.silence`. */
export const MOST_SPACE = 220;
/** Pixels; a pause that needs more is torn out anyway, because a user would scroll through nothing. */
export const MOST_BLANK = 2_000;
/** Pixels between two marks of the ruler, at least. */
const LEAST_TICK = 11;
/** `fairScale` looks at so many entries, which lie all over the trace, and at so many after each for the next one that has a row. */
const SAMPLE = 4096;
const MOST_LOOKS = 64;
/** With `fairScale` a trace is about as tall as this, in pixels: in all, and for each row. A short one may fill a screen. */
const FAIR_HEIGHT = 12_000;
const FAIR_ROW = 2 * ROW_HEIGHT;
const SCREEN = 600;
/** With `fairScale` at most this part of the pauses is torn out, or one. */
const FAIR_TEARS = 0.1;
/** Packets that are nearer to one another, in pixels, stand in a band. */
const IN_BAND = BAND_HEIGHT / LEAST_UNITS.band;
/** Pixels per millisecond; beyond these limits nothing is recognisable. */
const SLOWEST = 1e-6;
const FASTEST = 1e3;

/**
 * The pixels per millisecond that suit a trace: 1, 2 or 5 times a power of ten. It is the finest scale that leaves the trace low enough and seldom
 * torn, so that bursts and the silence between them are seen. `hasRow`: which entries have rows.
 */
export function fairScale(entries: Entries, hasRow: (entry: number) => boolean = () => true): number {
  const counts = (entry: number) => hasRow(entry) && !entries.isHeartbeat(entry);
  const gaps: number[] = [];
  const looks = Math.min(entries.length, SAMPLE);
  let found = 0;
  for (let i = 0; i < looks; i++) {
    const place = samplePlace(i, looks, entries.length);
    if (!counts(entries.ordered(place))) continue;
    found++;
    for (let next = place + 1; next < Math.min(entries.length, place + MOST_LOOKS); next++) {
      if (!counts(entries.ordered(next))) continue;
      gaps.push(entries.at(entries.ordered(next)) - entries.at(entries.ordered(place)));
      break;
    }
  }
  const rows = (found / looks) * entries.length;
  const most = Math.max(SCREEN, Math.min(FAIR_HEIGHT, FAIR_ROW * rows));
  for (let scale = FASTEST; scale > SLOWEST; scale = zoomed(scale, -1)) {
    const heights = gaps.map((gap) => heightOf(gap * scale));
    const height = (heights.reduce((sum, one) => sum + one, 0) / gaps.length) * rows;
    const torn = gaps.filter((gap) => gap * scale > MOST_SPACE).length;
    if (height <= most && torn <= Math.max(1, FAIR_TEARS * gaps.length)) return scale;
  }
  return gaps.length > 0 ? SLOWEST : 1;
}

/** Fractions of the multiples of the golden ratio lie evenly, and in no rhythm that a trace could have. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The place of sample `i` of `samples`: all places if they are no more. */
function samplePlace(i: number, samples: number, length: number): number {
  return samples === length ? i : Math.floor(((i * GOLDEN) % 1) * length);
}

/** About how many pixels a pause with the row below it takes. */
function heightOf(space: number): number {
  if (space < IN_BAND) return space;
  return space > MOST_SPACE ? SCALE_TEAR_HEIGHT + ROW_HEIGHT : Math.max(ROW_HEIGHT, space);
}

/** The finest scale at which so many milliseconds take at most so many pixels. */
export function fittingScale(ms: number, pixels: number): number {
  if (ms <= 0) return FASTEST;
  const near = zoomed(pixels / ms, 0);
  return near * ms > pixels * (1 + 1e-9) ? zoomed(near, -1) : near;
}

/** The scale `steps` steps finer, or coarser when negative. */
export function zoomed(scale: number, steps: number): number {
  const at = Math.round(Math.log10(scale) * 3) + steps;
  return Math.min(FASTEST, Math.max(SLOWEST, roundStep(at)));
}

/** Milliseconds between two marks of the ruler. */
export function rulerInterval(scale: number): number {
  const least = LEAST_TICK / scale;
  let step = Math.floor(Math.log10(least) * 3);
  while (roundStep(step) < least * (1 - 1e-9)) step++;
  return roundStep(step);
}

/** The steps …, 0.5, 1, 2, 5, 10, …; step 0 is 1. */
function roundStep(step: number): number {
  const power = Math.floor(step / 3);
  const digit = [1, 2, 5][step - 3 * power] ?? 1;
  return power < 0 ? digit / 10 ** -power : digit * 10 ** power;
}
