// Times the filter on a million packets beside a plain loop that tests the same in parsed objects, and what the panel does with it: first rows, the
// counts of all values, a search, and what an event costs while recording. The longest step between two looks at the clock is the longest task
// that can come of it.

import { Ladder } from "../../src/diagram/rows/ladder.ts";
import { partAround } from "../../src/diagram/rows/part.ts";
import { readExpression } from "../../src/filter/expression.ts";
import { Matches } from "../../src/filter/matches.ts";
import { Predicate } from "../../src/filter/predicate.ts";
import { Counts } from "../../src/panel/filter/counts.ts";
import { Store } from "../../src/session/store.ts";
import { median } from "./measure.mjs";
import { HEADER, mixed } from "./packets.mjs";

/** @import { Shown } from "../../src/diagram/rows/row-filter.ts" */

const PACKETS = 1_000_000;
const ROUNDS = 3;
/** The last events, which come while the filter is on. */
const LIVE = 10_000;

/** @type {(work: () => void) => number} */
function timed(work) {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

/** All steps of some work, and the longest. @type {(work: Iterator<unknown>) => { ms: number, longest: number }} */
function steps(work) {
  let [ms, longest, isDone] = [0, 0, false];
  while (!isDone) {
    const step = timed(() => (isDone = work.next().done === true));
    ms += step;
    longest = Math.max(longest, step);
  }
  return { ms, longest };
}

/** @type {(store: Store, filter: string) => Shown & { matches: Matches }} */
const shownBy = (store, filter) => ({ scope: { kind: "all" }, http: true, matches: new Matches(store, readExpression(filter)) });

/** The rows around the last entry, which the panel draws first. @type {(store: Store, filter: string) => number} */
function firstRows(store, filter) {
  const shown = shownBy(store, filter);
  const time = timed(() => {
    const part = partAround(store, shown, store.entries.length - 1);
    const ladder = new Ladder(store, { ...shown, part, stepRows: false });
    ladder.sync();
    ladder.dispose();
  });
  shown.matches.dispose();
  return time;
}

/** The rows of the whole trace. @type {(store: Store, filter: string) => { ms: number, longest: number }} */
function allRows(store, filter) {
  const shown = shownBy(store, filter);
  const ladder = new Ladder(store, { ...shown, stepRows: false });
  const times = steps(ladder.syncing());
  ladder.dispose();
  shown.matches.dispose();
  return times;
}

/** @type {(store: Store, text: string) => Iterator<void>} */
function* search(store, text) {
  const predicate = new Predicate(store, readExpression(text));
  for (let entry = 0; entry < store.entries.length; entry++) {
    predicate.textsHold(entry);
    yield;
  }
}

/** @type {(ms: number) => string} */
const inWords = (ms) => `${Math.round(ms)} ms`;

/** @returns {import("./table.mjs").Row[]} */
export function filter() {
  const store = new Store(HEADER);
  /** @type {string[]} */
  const texts = [];
  /** @type {import("../../src/wire/event.ts").WireEvent[]} */
  const last = [];
  for (const event of mixed(PACKETS + LIVE)) {
    if (store.packets >= PACKETS) last.push(event);
    else {
      store.push(event);
      if (event.kind === "ws-frame" && "text" in event.body) texts.push(event.body.text);
    }
  }
  /** @type {(test: (text: string) => boolean) => number} */
  const loop = (test) => median(Array.from({ length: ROUNDS }, () => timed(() => void texts.filter(test).length)));
  const words = /lorem/i;
  const plain = {
    event: loop((text) => text.startsWith("42") && JSON.parse(text.slice(text.indexOf("[")))[0] === "event 7"),
    text: loop((text) => words.test(text)),
  };
  const FILTERS = /** @type {const} */ ([
    ["a column (event:)", 'event:"event 7"', plain.event, "a loop with JSON.parse that compares the name", "≤ 1 s"],
    ["a text (lorem)", "lorem", plain.text, "a loop with a regular expression over the texts", "≤ 3 s"],
    ["a regular expression (/lorem.*\\d/)", "/lorem.*\\d/", plain.text, "the same", "≤ 3 s"],
  ]);
  const rows = FILTERS.flatMap(([what, expression, beside, peer, aim]) => {
    const first = Math.max(...Array.from({ length: ROUNDS }, () => firstRows(store, expression)));
    const all = Array.from({ length: ROUNDS }, () => allRows(store, expression));
    const own = median(all.map(({ ms }) => ms));
    const longest = Math.max(...all.map((each) => each.longest));
    return {
      what: `all rows of 1,000,000 packets, filtered by ${what}`,
      measured: own / beside,
      peer,
      detail: `${inWords(own)} (aim ${aim}) / ${inWords(beside)}; the first rows in ${inWords(first)} (aim ≤ 100 ms); the longest step ${longest.toFixed(1)} ms`,
    };
  });
  const found = Array.from({ length: ROUNDS }, () => steps(search(store, "lorem")));
  const counted = Array.from({ length: ROUNDS }, () => steps(new Counts(store, { scope: { kind: "all" }, http: true }).syncing()));
  const shown = shownBy(store, "lorem");
  const ladder = new Ladder(store, { ...shown, stepRows: false });
  const counts = new Counts(store, shown);
  ladder.sync();
  steps(counts.syncing());
  const [pushed, filtered] = [[], []].map(() => /** @type {number[]} */ ([]));
  for (const event of last) {
    pushed?.push(timed(() => store.push(event)));
    filtered?.push(
      timed(() => {
        ladder.sync();
        steps(counts.syncing());
      }),
    );
  }
  const [push, live] = [pushed, filtered].map((times = []) => times.reduce((sum, ms) => sum + ms, 0) / last.length);
  return [
    ...rows,
    {
      what: "find a text in 1,000,000 packets",
      measured: median(found.map(({ ms }) => ms)) / plain.text,
      peer: "a loop with a regular expression over the texts",
      detail: `${inWords(median(found.map(({ ms }) => ms)))} / ${inWords(plain.text)}; the longest step ${Math.max(...found.map(({ longest }) => longest)).toFixed(1)} ms`,
    },
    {
      what: "count all values of 1,000,000 packets for suggestions",
      measured: median(counted.map(({ ms }) => ms)) / plain.event,
      peer: "a loop with JSON.parse that compares the name",
      detail: `${inWords(median(counted.map(({ ms }) => ms)))} / ${inWords(plain.event)}; the longest step ${Math.max(...counted.map(({ longest }) => longest)).toFixed(1)} ms`,
    },
    {
      what: "an event while a filter for a text is on, with its counts",
      measured: (live ?? 0) / (push ?? 1),
      peer: "indexing the event",
      detail: `${((live ?? 0) * 1000).toFixed(1)} / ${((push ?? 0) * 1000).toFixed(1)} µs`,
    },
  ];
}
