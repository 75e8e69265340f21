// Time to scale: how many pixels a millisecond gets, and how far apart the marks of the ruler are. When rows follow one another too fast
// for their height, the later ones are pushed down, and the marks apart. A pause that would be higher than `MOST_SPACE` is torn out.

import type { Entries } from "../../session/entries.ts";

/** Pixels; a pause that needs more between two rows is torn out. */
export const MOST_SPACE = 220;
/** Pixels between two marks of the ruler, at least. */
const LEAST_TICK = 11;
/** `fairScale` looks at the first 4096 entries. */
const SAMPLE = 4096;
/** With `fairScale`, half of the pauses between entries are drawn at least this high, in pixels. */
const FAIR_SPACE = 30;
/** Pixels per millisecond; beyond these limits nothing is recognisable. */
const SLOWEST = 1e-6;
const FASTEST = 1e3;

/** The pixels per millisecond that suit a trace: 1, 2 or 5 times a power of ten. */
export function fairScale(entries: Entries): number {
  const gaps: number[] = [];
  for (let place = 1; place < Math.min(entries.length, SAMPLE); place++) {
    const gap = entries.at(entries.ordered(place)) - entries.at(entries.ordered(place - 1));
    if (gap > 0.05) gaps.push(gap);
  }
  const middle = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  return zoomed(FAIR_SPACE / middle, 0);
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
