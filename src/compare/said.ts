// What only one of two sessions said, and what both said in another order.

import { reasonText } from "../diagram/words/reason-text.ts";
import type { EpochMs } from "../wire/event.ts";
import { type Difference, differ, type Look } from "./difference.ts";
import type { Pairing } from "./pairs.ts";
import type { Side, Step } from "./steps.ts";

/** So many are told one by one: sessions with more have little in common. */
const MOST_TOLD = 200;
const REFUSAL = "← CONNECT_ERROR ";

type Letter = "a" | "b";
type Steps = Readonly<Record<Letter, readonly Step[]>>;

/** How many steps are not told. */
export interface Untold {
  /** Those of each session for which the recording of the other did not last. */
  readonly unreached: Readonly<Record<Letter, number>>;
  /** Those beyond `MOST_TOLD`. */
  readonly more: number;
}

export function compareSaid(look: Look, { onlyA, onlyB, moved, last }: Pairing): Untold {
  const reached: Steps = {
    a: onlyA.filter((step) => isReached(step, look.a, look.b, last)),
    b: onlyB.filter((step) => isReached(step, look.b, look.a, last && [last[1], last[0]])),
  };
  const told = compareAnswersToConnect(look, reached);
  let more = Math.max(0, moved.length - MOST_TOLD);
  for (const letter of ["a", "b"] as const) {
    const runs = runsOf(reached[letter].filter((step) => !told.has(step)));
    for (const run of runs.slice(0, MOST_TOLD)) tellOnly(look, letter, run);
    more += runs.slice(MOST_TOLD).reduce((sum, { length }) => sum + length, 0);
  }
  for (const [a, b] of moved.slice(0, MOST_TOLD)) {
    differ(look, {
      phase: a.phase,
      kind: "said",
      what: look.t("compareOrder", a.says),
      a: after(look, look.a, a),
      b: after(look, look.b, b),
      rows: { a: a.entry, b: b.entry },
    });
  }
  return { unreached: { a: onlyA.length - reached.a.length, b: onlyB.length - reached.b.length }, more };
}

/** Whether the other session was recorded for as long after the last step that both have as this one was until `step`. */
function isReached({ entry, row }: Step, own: Side, other: Side, last: readonly [own: Step, other: Step] | null): boolean {
  if (!last || row < last[0].row) return true;
  const waited = own.store.entries.at(entry) - own.store.entries.at(last[0].entry);
  return endOf(other) - other.store.entries.at(last[1].entry) >= waited;
}

function endOf({ store: { entries }, session }: Side): EpochMs {
  return session.state === "closed" ? (session.endedAt ?? session.lastAt) : entries.at(entries.ordered(entries.length - 1));
}

/** A namespace that one server let in and the other refused is one difference. Returns the steps that it is made of. */
function compareAnswersToConnect(look: Look, reached: Steps): ReadonlySet<Step> {
  const told = new Set<Step>();
  for (const [refused, joined] of [
    ["a", "b"],
    ["b", "a"],
  ] as const) {
    for (const error of reached[refused].filter(({ says }) => says.startsWith(REFUSAL)).slice(0, MOST_TOLD)) {
      const nsp = error.says.slice(REFUSAL.length);
      const connect = reached[joined].find(({ says }) => says === `← CONNECT ${nsp}`);
      if (!connect) continue;
      told.add(error).add(connect);
      const reason = look[refused].session.refused.get(nsp);
      const words = reason === undefined ? "CONNECT_ERROR" : reasonText(look.t, reason);
      differ(look, {
        phase: error.phase,
        kind: "answer",
        what: look.t("compareConnect", nsp),
        ...by(refused, words, "CONNECT"),
        rows: by(refused, error.entry, connect.entry),
      });
    }
  }
  return told;
}

function by<T>(letter: Letter, own: T, other: T): Readonly<Record<Letter, T>> {
  return letter === "a" ? { a: own, b: other } : { a: other, b: own };
}

/** Steps that follow one another and say the same. */
function runsOf(steps: readonly Step[]): (readonly Step[])[] {
  const runs: Step[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    if (run?.[0]?.says === step.says) run.push(step);
    else runs.push([step]);
  }
  return runs;
}

function tellOnly(look: Look, letter: Letter, run: readonly Step[]): void {
  const [first] = run;
  if (!first) return;
  const difference: Omit<Difference, "follows"> = {
    phase: first.phase,
    kind: "said",
    what: first.says,
    ...by<string | null>(letter, `×${run.length}`, null),
    rows: by<number | null>(letter, first.entry, null),
  };
  differ(look, difference);
}

/** The step of its direction before a step. */
function after({ t }: Look, { steps }: Side, step: Step): string {
  const place = steps.indexOf(step);
  const before = steps.slice(0, place).findLast(({ isCompared, isSent }) => isCompared && isSent === step.isSent);
  return before ? t("compareAfterStep", before.says) : t("compareComesFirst");
}
