// Times all rules of findings together beside the store that they read.

import { Findings } from "../../src/findings/findings.ts";
import { Store } from "../../src/session/store.ts";
import { histories } from "./histories.mjs";
import { median } from "./measure.mjs";
import { HEADER } from "./packets.mjs";

/** The entries of a trace at its end, by its history. A trace of sessions has fewer, because each of its entries takes longer. */
const SIZES = {
  "plain frames": 1_000_000,
  acks: 1_000_000,
  "open acks": 1_000_000,
  "polls that are answered": 600_000,
  "event names": 200_000,
  "sessions in parallel": 200_000,
  "clients that come and go": 200_000,
  "refused handshakes": 200_000,
  "attempts between sessions": 200_000,
  "namespaces that are left with open acks": 200_000,
  silences: 200_000,
};
/** Findings are looked for after so many events: the panel looks twice a second, while up to 5,000 arrive in one. */
const LOOK = 2500;

/**
 * The milliseconds that the events between two looks take in the store, and that a look takes. Each is the median of the second half of the
 * trace: what else the machine does makes few of them longer.
 * @type {(history: typeof histories[string], size: number) => { store: number, look: number }}
 */
function timed({ begin, repeat }, size) {
  const store = new Store(HEADER);
  const findings = new Findings(store);
  /** @type {{ store: number, look: number }[]} */
  const times = [];
  let lot = [...begin];
  for (let i = 0; store.entries.length < size; ) {
    while (lot.length < LOOK) lot.push(...repeat(i++));
    const start = performance.now();
    for (const event of lot) store.push(event);
    const pushed = performance.now();
    findings.all();
    times.push({ store: pushed - start, look: performance.now() - pushed });
    lot = [];
  }
  const half = times.slice(times.length >> 1);
  return { store: median(half.map((each) => each.store)), look: median(half.map((each) => each.look)) };
}

/** @type {(named?: readonly string[]) => import("./table.mjs").Row[]} */
export function findings(named = []) {
  return Object.entries(SIZES).flatMap(([what, size]) => {
    const history = histories[what];
    if (!history || (named.length > 0 && !named.includes(what))) return [];
    const { store, look } = timed(history, size);
    const [rules, events] = [look, store].map((ms) => Math.round((ms * 1e6) / LOOK));
    return {
      what: `all rules: ${what}`,
      measured: look / store,
      budget: "≤ 0.2",
      detail: `${size / 1000} k entries, ${rules} / ${events} ns an event`,
    };
  });
}
