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
const MOST_MS = 5000;
/** So many repeats at the end are timed, and so many frames with one repeat each. The result is the least of `ROUNDS`. */
const EVENTS = 400;
const FRAMES = 20;
const ROUNDS = 5;
/** Height of what is visible, in pixels. */
const VIEW = 900;

/**
 * Milliseconds for an event and for a frame after `size` repeats, and what it took to push these and to measure.
 * @type {(history: typeof histories[string], size: number) => { event: number, frame: number, built: number, timed: number }}
 */
function timed({ begin, repeat }, size) {
  const begun = clock();
  const store = new Store(HEADER);
  const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, stepRows: false });
  const diagram = new SequenceDiagram(ladder, english);
  for (const event of begin) store.push(event);
  let next = 0;
  for (; next < size; next++) for (const event of repeat(next)) store.push(event);
  ladder.sync();
  const built = clock();
  const rounds = Array.from({ length: ROUNDS }, () => {
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
  });
  ladder.dispose();
  const least = (/** @type {"event" | "frame"} */ what) => Math.min(...rounds.map((round) => round[what]));
  return { event: least("event"), frame: least("frame"), built: built - begun, timed: clock() - built };
}

/** @type {(named?: readonly string[]) => import("./table.mjs").Row[]} */
export function growth(named = []) {
  return Object.entries(histories).flatMap(([what, history]) => {
    if (named.length > 0 && !named.includes(what)) return [];
    /** @type {{ size: number, event: number, frame: number, timed: number }[]} */
    const measured = [];
    let expected = 0;
    for (const size of SIZES) {
      if (expected > MOST_MS) break;
      const before = measured.at(-1);
      const { event, frame, ...took } = timed(history, size);
      measured.push({ size, event, frame, timed: took.timed });
      expected = 10 * took.built + took.timed * Math.max(1, took.timed / (before?.timed ?? took.timed));
    }
    // What is bounded, such as the time after which a silent session is over, is full after the second size.
    const [first, last] = [measured[measured.length > 2 ? 1 : 0], measured.at(-1)];
    if (!first || !last) return [];
    const sizes = measured.map(({ size }) => `${size / 1000} k`).join(" / ");
    const events = measured.map(({ event }) => (event * 1000).toFixed(1)).join(" / ");
    const frames = measured.map(({ frame }) => frame.toFixed(2)).join(" / ");
    return [
      { what: `${what}, an event`, measured: last.event / first.event, budget: "≤ 1.5", detail: `${sizes}: ${events} µs` },
      { what: `${what}, a frame`, measured: last.frame / first.frame, budget: "≤ 1.5", detail: `${sizes}: ${frames} ms` },
    ];
  });
}
