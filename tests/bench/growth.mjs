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
/** So many milliseconds a history may take, of all sizes together: a size that is expected to take longer is left out. */
const MOST_MS = 7000;
/** So many repeats at the end are timed, and so many frames with one repeat each. The result is the least of `ROUNDS`. */
const EVENTS = 400;
const FRAMES = 20;
const ROUNDS = 5;
/** Height of what is visible, in pixels. */
const VIEW = 900;

/** Milliseconds for an event and for a frame after `size` repeats. @type {(history: typeof histories[string], size: number) => [event: number, frame: number]} */
function timed({ begin, repeat }, size) {
  const store = new Store(HEADER);
  const ladder = new Ladder(store, { scope: { kind: "all" }, http: true, stepRows: false });
  const diagram = new SequenceDiagram(ladder, english);
  for (const event of begin) store.push(event);
  let next = 0;
  for (; next < size; next++) for (const event of repeat(next)) store.push(event);
  ladder.sync();
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
  return [Math.min(...rounds.map(({ event }) => event)), Math.min(...rounds.map(({ frame }) => frame))];
}

/** @type {(named?: readonly string[]) => import("./table.mjs").Row[]} */
export function growth(named = []) {
  return Object.entries(histories).flatMap(([what, history]) => {
    if (named.length > 0 && !named.includes(what)) return [];
    /** @type {{ size: number, event: number, frame: number }[]} */
    const measured = [];
    const start = performance.now();
    for (const [i, size] of SIZES.entries()) {
      if (i > 0 && ((performance.now() - start) * size) / (SIZES[i - 1] ?? size) > MOST_MS) break;
      const [event, frame] = timed(history, size);
      measured.push({ size, event, frame });
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
