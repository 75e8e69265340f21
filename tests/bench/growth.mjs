// Times an event and a frame after short and long histories of one kind, in Node: neither may take longer the longer the history is.

import { Ladder } from "../../src/diagram/rows/ladder.ts";
import { SequenceDiagram } from "../../src/diagram/scene/sequence-diagram.ts";
import { english } from "../../src/messages/messages.ts";
import { Store } from "../../src/session/store.ts";
import { histories } from "./histories.mjs";
import { clock, median } from "./measure.mjs";
import { HEADER } from "./packets.mjs";

/** So many times a history repeats what it is made of. */
const SIZES = [1000, 10_000, 100_000, 1_000_000];
/** A size that is expected to take longer is left out, in milliseconds. */
const MOST_MS = 8000;
/** So many repeats at the end are timed, and so many frames with one repeat each. The result is the median of `ROUNDS` ratios. */
const EVENTS = 400;
const FRAMES = 20;
const ROUNDS = 7;
/** Height of what is visible, in pixels. */
const VIEW = 900;

/** @typedef {{ event: number, frame: number }} Times milliseconds for an event and for a frame */

/**
 * A trace after `size` repeats, which times some more with each call, and how long it took to make it.
 * @type {(history: typeof histories[string], size: number) => { time: () => Times, built: number }}
 */
function prepared({ begin, repeat }, size) {
  const begun = clock();
  const store = new Store(HEADER);
  const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, stepRows: false });
  const diagram = new SequenceDiagram(ladder, english);
  for (const event of begin) store.push(event);
  let next = 0;
  for (; next < size; next++) for (const event of repeat(next)) store.push(event);
  ladder.sync();
  const time = () => {
    const events = Array.from({ length: EVENTS }, () => repeat(next++)).flat();
    const start = clock();
    for (const event of events) store.push(event);
    const pushed = clock() - start;
    ladder.sync();
    const frames = Array.from({ length: FRAMES }, () => {
      for (const event of repeat(next++)) store.push(event);
      const begun = clock();
      ladder.sync();
      diagram.scene(ladder.height - VIEW, ladder.height);
      return clock() - begun;
    });
    return { event: pushed / events.length, frame: median(frames) };
  };
  return { time, built: clock() - begun };
}

/** The traces take turns, because a machine is faster at one time than at another. @type {(what: string, history: typeof histories[string]) => import("./table.mjs").Row[]} */
function rowsOf(what, history) {
  /** @type {{ size: number, time: () => Times, rounds: Times[] }[]} */
  const traces = [];
  let expected = 0;
  for (const size of SIZES) {
    if (expected > MOST_MS) break;
    const { time, built } = prepared(history, size);
    const begun = clock();
    traces.push({ size, time, rounds: [time()] });
    expected = 10 * (built + clock() - begun);
  }
  for (let round = 0; round < ROUNDS; round++) for (const { time, rounds } of traces) rounds.push(time());
  // What is bounded, such as the time after which a silent session is over, is full after the second size.
  const [first, last] = [traces[traces.length > 2 ? 1 : 0], traces.at(-1)];
  if (!first || !last) return [];
  const sizes = traces.map(({ size }) => `${size / 1000} k`).join(" / ");
  return /** @type {const} */ ([
    ["event", "µs", 1000],
    ["frame", "ms", 1],
  ]).map(([kind, unit, scale]) => {
    const least = traces.map(({ rounds }) => (scale * Math.min(...rounds.map((times) => times[kind]))).toFixed(2)).join(" / ");
    const ratios = last.rounds.map((times, round) => times[kind] / (first.rounds[round]?.[kind] ?? Number.NaN));
    return {
      what: `${what}, ${kind === "event" ? "an event" : "a frame"}`,
      measured: median(ratios),
      budget: "≤ 1.5",
      detail: `${sizes}: ${least} ${unit}`,
    };
  });
}

/** @type {(named?: readonly string[]) => import("./table.mjs").Row[]} */
export function growth(named = []) {
  return Object.entries(histories).flatMap(([what, history]) => (named.length > 0 && !named.includes(what) ? [] : rowsOf(what, history)));
}
