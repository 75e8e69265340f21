// Measures ratios within one run: subject and control take turns, each round gives one ratio, and the result is the median of the rounds. Runs
// in Node and in a page.

/**
 * @typedef {object} Work
 * @property {() => void} run does `count` units of work, timed
 * @property {() => void} [before] prepares a run, not timed
 */

/**
 * @typedef {object} Ratio
 * @property {number} ratio subject / control, median of the rounds
 * @property {number} subject nanoseconds for each unit, median
 * @property {number} control nanoseconds for each unit, median
 */

/** @type {(values: readonly number[]) => number} */
export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** @type {(values: readonly number[], part: number) => number} */
export const percentile = (values, part) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? Number.NaN;

/** Milliseconds that this process has computed in Node, so what other processes do changes little; in a page, the time. @type {() => number} */
export const clock = () => {
  if (typeof process !== "object") return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** @type {(work: Work) => number} */
const timed = ({ before, run }) => {
  before?.();
  const start = clock();
  run();
  return clock() - start;
};

/**
 * @param {Work} subject
 * @param {Work} control
 * @param {number} count units of work in one run of either
 * @param {number} [rounds]
 * @returns {Ratio}
 */
export function compare(subject, control, count, rounds = 15) {
  for (let warm = 0; warm < 3; warm++) for (const work of [subject, control]) timed(work);
  /** @type {{ subject: number, control: number }[]} */
  const times = [];
  for (let round = 0; round < rounds; round++) times.push({ subject: timed(subject), control: timed(control) });
  return {
    ratio: median(times.map(({ subject, control }) => subject / control)),
    subject: (median(times.map(({ subject }) => subject)) * 1e6) / count,
    control: (median(times.map(({ control }) => control)) * 1e6) / count,
  };
}
