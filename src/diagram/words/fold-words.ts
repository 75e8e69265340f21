// The words of a fold: how many rows it stands for, and the latencies of heartbeats as a range and as bars.

import { groupDigits, type Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { wayOf } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import type { Fold } from "../rows/fold.ts";
import { isUnsent } from "./http-describer.ts";
import { reasonText, withoutPreamble } from "./reason-text.ts";
import type { FoldWords } from "./words.ts";

/** Bars say more than the range only from 4 on, and when the worst latency is 1 ms or more. */
const LEAST_BARS = 4;
const LEAST_WORST_MS = 1;

/** `busiest`: the most packets of one direction in a slice of any band. */
export function foldWords(t: Translate, fold: Fold, store: Store, hasRow: (entry: number) => boolean, busiest: number): FoldWords {
  if (fold.kind === "band") return bandWords(t, fold, store, hasRow, busiest);
  if (fold.kind === "attempt") return attemptWords(t, fold, store);
  if (fold.kind === "http") return { kind: "fold", name: t("foldHttp", fold.count), bits: [] };
  const most = Math.max(...fold.bars);
  const range = rangeOf(fold);
  const hasBars = range.includes("–") && fold.worst >= LEAST_WORST_MS && fold.bars.length >= LEAST_BARS;
  return {
    kind: "fold",
    name: t("foldHeartbeat", fold.count),
    bits: [range],
    size: size(fold.bytes),
    ...(hasBars && { spark: fold.bars.map((bar) => bar / most) }),
  };
}

/** So many entries of a band are looked at for the names of events, of which so many are written. */
const MOST_LOOKS = 64;
const MOST_NAMES = 4;

/** `398 packets`, how many were received and sent, and the names of its first events. */
function bandWords(t: Translate, fold: Fold, store: Store, hasRow: (entry: number) => boolean, busiest: number): FoldWords {
  const [received, sent] = [0, 1].map((way) => fold.slices.reduce((sum, count, i) => (i % 2 === way ? sum + count : sum), 0));
  const names = new Set<string>();
  for (let place = fold.firstPlace; place < fold.firstPlace + Math.min(MOST_LOOKS, fold.count) && names.size <= MOST_NAMES; place++) {
    const entry = store.entries.ordered(place);
    const name = hasRow(entry) ? store.names[store.entries.event(entry)]?.name : undefined;
    if (name) names.add(name);
  }
  const ways = [...(received ? [t("bandReceived", groupDigits(received))] : []), ...(sent ? [t("bandSent", groupDigits(sent))] : [])];
  return {
    kind: "fold",
    name: t.count("packets", (received ?? 0) + (sent ?? 0)),
    bits: [[...names].slice(0, MOST_NAMES).join(", ") + (names.size > MOST_NAMES ? ", …" : ""), ways.join(" · ")].filter(Boolean),
    size: size(fold.bytes),
    slices: fold.slices.map((count) => count / busiest),
  };
}

/** `attempts 2–41 refused`, why, and how long the client waited before each. */
function attemptWords(t: Translate, fold: Fold, store: Store): FoldWords {
  const [first, last] = [store.link(fold.firstEntry), store.link(fold.lastEntry)];
  const problem = last?.session?.problem ?? null;
  const way = wayOf(problem);
  const why = problem === null || /^\d+$/.test(way) ? way : withoutPreamble(reasonText(t, problem));
  return {
    kind: "fold",
    name: t("foldAttempts", first?.session?.attempt ?? 0, last?.session?.attempt ?? 0),
    bits: [why, t("foldEvery", rangeOf(fold))].filter(Boolean),
    problem: true,
    ...(last?.status === 0 && { lost: true }),
    ...(last?.status === 0 && isUnsent(store, last) && { unsent: true }),
  };
}

/** `21 ms`, `21–910 ms`, `910 ms–1.20 s`. */
function rangeOf({ least, worst }: Fold): string {
  const [from, to] = [duration(least), duration(worst)];
  const unit = / \S+$/.exec(to)?.[0] ?? "";
  return from === to ? to : `${from.endsWith(unit) ? from.slice(0, -unit.length) : from}–${to}`;
}
