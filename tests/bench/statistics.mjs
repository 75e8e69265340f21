// Times the statistics of a million packets beside a plain loop that counts the same events in parsed objects: no columns, no sessions.

import { Store } from "../../src/session/store.ts";
import { Statistics } from "../../src/statistics/statistics.ts";
import { toEnd } from "../../src/wire/steps.ts";
import { median } from "./measure.mjs";
import { HEADER, mixed } from "./packets.mjs";

/** @import { WsFrame } from "../../src/wire/event.ts" */

const PACKETS = 1_000_000;
const ROUNDS = 7;

/** @type {(work: () => void) => number} */
function timed(work) {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/** Counts the events of text frames by what is between the first quotes, with the frame's namespace. @type {(frames: readonly WsFrame[]) => number} */
function plainLoop(frames) {
  /** @type {Map<string, { count: number, bytes: number }>} */
  const rows = new Map();
  for (const { body, direction } of frames) {
    const text = "text" in body ? body.text : "";
    const bracket = text.indexOf("[");
    if (!text.startsWith("42") || bracket < 0) continue;
    const [name] = /** @type {unknown[]} */ (JSON.parse(text.slice(bracket)));
    const key = `${direction} ${text.slice(2, bracket)} ${name}`;
    const row = rows.get(key) ?? { count: 0, bytes: 0 };
    row.count++;
    row.bytes += text.length;
    rows.set(key, row);
  }
  return rows.size;
}

/** @returns {import("./table.mjs").Row[]} */
export function statistics() {
  const store = new Store(HEADER);
  /** @type {WsFrame[]} */
  const frames = [];
  for (const event of mixed(PACKETS)) {
    store.push(event);
    if (event.kind === "ws-frame") frames.push(event);
  }
  let longest = 0;
  const fill = () => {
    const all = new Statistics(store);
    toEnd(all.syncing());
    all.dispose();
  };
  const steps = () => {
    const all = new Statistics(store);
    const work = all.syncing();
    for (let isDone = false; !isDone; )
      longest = Math.max(
        longest,
        timed(() => (isDone = work.next().done === true)),
      );
    all.dispose();
  };
  const [loops, fills] = [() => void plainLoop(frames), fill].map((work) => Array.from({ length: ROUNDS }, () => timed(work)));
  steps();
  const [loop, own] = [median(loops ?? []), median(fills ?? [])];
  return [
    {
      what: "statistics of 1,000,000 packets: all rows, ACKs, heartbeats, rates",
      measured: own / loop,
      budget: "≤ 0.7",
      peer: "a loop with JSON.parse that only counts events",
      detail: `${Math.round(own)} / ${Math.round(loop)} ms; the longest step ${longest.toFixed(1)} ms`,
    },
  ];
}
