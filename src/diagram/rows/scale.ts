// Time to scale: how high a millisecond is, and the ruler that shows it. Rows that follow one another too fast for their height push the
// later ones down, and the ruler's marks apart; what is longer than a few rows and empty is torn out.

import type { Entries } from "../../session/entries.ts";

/** The time between two rows is drawn at most this high, else torn out. */
export const MOST_SPACE = 220;
/** Between two marks of the ruler, at least. */
const LEAST_TICK = 11;
/** So many entries show how fast a trace is. */
const SAMPLE = 4096;
/** Half of the times between rows are drawn at least this high. */
const FAIR_SPACE = 30;
/** Beyond these nothing is to be seen. */
const SLOWEST = 1e-6;
const FASTEST = 1e3;

/** Pixels a millisecond that suit a trace, out of 1, 2 and 5 times a power of ten. */
export function fairScale(entries: Entries): number {
  const gaps: number[] = [];
  for (let place = 1; place < Math.min(entries.length, SAMPLE); place++) {
    const gap = entries.at(entries.ordered(place)) - entries.at(entries.ordered(place - 1));
    if (gap > 0.05) gaps.push(gap);
  }
  const middle = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  return zoomed(FAIR_SPACE / middle, 0);
}

/** The scale that is so many steps finer; coarser when negative. */
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

/** …, 0.5, 1, 2, 5, 10, … by number; 0 is 1. */
function roundStep(step: number): number {
  const power = Math.floor(step / 3);
  const digit = [1, 2, 5][step - 3 * power] ?? 1;
  return power < 0 ? digit / 10 ** -power : digit * 10 ** power;
}
