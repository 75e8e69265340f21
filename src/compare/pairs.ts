// Puts the steps of two sessions beside each other. What was sent and what was received are aligned apart, because which of the two comes first
// depends on the network; then both are put into one order of rows.
//
//   A          B
//   → CONNECT  → CONNECT      the same step
//   → chat                    only A has it
//   ← news     ← news
//              → chat2        only B has it

import { align, inBothOrders, type Match } from "./align.ts";
import type { Phase, Side, Step } from "./steps.ts";

/** What comes as often as this in both sessions comes at its own time, such as prices: how often, and between what, is left out. */
const OFTEN = 8;

export interface Row {
  readonly a: Step | null;
  readonly b: Step | null;
  /** The step that both sessions are in. Where one has left polling and the other stays there, that of the one that has left. */
  readonly phase: Phase;
}

export interface Pairing {
  /** Every step of both sessions, once, in the order of both. */
  readonly rows: readonly Row[];
  /** The steps that have to be in both sessions and are in one: of A, and of B. */
  readonly onlyA: readonly Step[];
  readonly onlyB: readonly Step[];
  /** The steps that both sessions have, but in another order. */
  readonly moved: readonly (readonly [a: Step, b: Step])[];
  /** The last steps that are known to be the same; null if there are none. */
  readonly last: readonly [a: Step, b: Step] | null;
}

export function pair(a: Side, b: Side): Pairing {
  const often = saidOften(a.steps, b.steps);
  const matches: Match[] = [];
  const alone: { a: Step[]; b: Step[] } = { a: [], b: [] };
  for (const isSent of [true, false]) {
    const [ofA, ofB] = [a, b].map(({ steps }) =>
      steps.flatMap((step, i) => (step.isCompared && step.isSent === isSent && !often.has(step.says) ? [i] : [])),
    ) as [number[], number[]];
    const found = align(
      ofA.map((i) => a.steps[i]?.says ?? ""),
      ofB.map((i) => b.steps[i]?.says ?? ""),
    ).map(([i, j]): Match => [ofA[i] ?? 0, ofB[j] ?? 0]);
    const [hasA, hasB] = [new Set(found.map(([i]) => i)), new Set(found.map(([, j]) => j))];
    alone.a = alone.a.concat(stepsAt(a, ofA, hasA));
    alone.b = alone.b.concat(stepsAt(b, ofB, hasB));
    for (const match of found) matches.push(match);
  }
  matches.sort(([i], [j]) => i - j);
  const moved = takeMoved(alone);
  const anchors = inBothOrders(matches);
  const lastOf = matches.at(-1);
  const lastB = matches.reduce((last, [, j]) => Math.max(last, j), -1);
  const [lastA, lastOfB] = [a.steps[lastOf?.[0] ?? -1], b.steps[lastB]];
  return {
    rows: rowsOf(a.steps, b.steps, anchors),
    onlyA: alone.a.sort(byRow),
    onlyB: alone.b.sort(byRow),
    moved,
    last: lastA && lastOfB ? [lastA, lastOfB] : null,
  };
}

function stepsAt({ steps }: Side, places: readonly number[], without: ReadonlySet<number>): Step[] {
  return places.flatMap((i) => (without.has(i) ? [] : (steps[i] ?? [])));
}

const byRow = (one: Step, other: Step) => one.row - other.row;

function saidOften(a: readonly Step[], b: readonly Step[]): ReadonlySet<string> {
  const [ofA, ofB] = [a, b].map(counted) as [Map<string, number>, Map<string, number>];
  return new Set([...ofA.keys()].filter((says) => (ofA.get(says) ?? 0) >= OFTEN && (ofB.get(says) ?? 0) >= OFTEN));
}

function counted(steps: readonly Step[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { says } of steps) counts.set(says, (counts.get(says) ?? 0) + 1);
  return counts;
}

/** Takes the steps that stand in both lists out of them, each with the first of the other list that says the same. */
function takeMoved(alone: { a: Step[]; b: Step[] }): (readonly [Step, Step])[] {
  const waiting = new Map<string, Step[]>();
  for (const step of alone.b.toReversed()) {
    const same = waiting.get(step.says);
    if (same) same.push(step);
    else waiting.set(step.says, [step]);
  }
  const moved = alone.a.flatMap((step) => {
    const other = waiting.get(step.says)?.pop();
    return other ? [[step, other] as const] : [];
  });
  const taken = new Set(moved.flat());
  alone.a = alone.a.filter((step) => !taken.has(step));
  alone.b = alone.b.filter((step) => !taken.has(step));
  return moved;
}

/** The rows: those of the anchors, and between two of them what says the same there, whatever it is. */
function rowsOf(a: readonly Step[], b: readonly Step[], anchors: readonly Match[]): Row[] {
  const rows: Omit<Row, "phase">[] = [];
  let [i, j] = [0, 0];
  for (const [endA, endB] of [...anchors, [a.length, b.length] as const]) {
    const [partA, partB] = [a.slice(i, endA), b.slice(j, endB)];
    let [fromA, fromB] = [0, 0];
    const same = align(
      partA.map(({ says }) => says),
      partB.map(({ says }) => says),
    );
    for (const [k, l] of [...same, [partA.length, partB.length] as const]) {
      while (fromA < k || fromB < l) {
        const isA = fromB >= l || (fromA < k && rankOf(partA[fromA]) <= rankOf(partB[fromB]));
        rows.push(isA ? { a: partA[fromA++] ?? null, b: null } : { a: null, b: partB[fromB++] ?? null });
      }
      if (k < partA.length) rows.push({ a: partA[fromA++] ?? null, b: partB[fromB++] ?? null });
    }
    if (endA < a.length) rows.push({ a: a[endA] ?? null, b: b[endB] ?? null });
    [i, j] = [endA + 1, endB + 1];
  }
  return withPhases(rows);
}

/** Where a step without a counterpart stands among those of the other session: the steps of an upgrade come before what is said after it. */
function rankOf(step: Step | undefined): number {
  return step ? (({ handshake: 0, polling: 1, upgrade: 2 } as Partial<Record<Phase, number>>)[step.phase] ?? 3) : 0;
}

function withPhases(rows: readonly Omit<Row, "phase">[]): Row[] {
  let last: Phase = "handshake";
  return rows.map(({ a, b }) => {
    const phase = [a, b].find((step) => step && step.phase !== "polling")?.phase ?? "polling";
    const hasLeft = last !== "handshake" && last !== "polling";
    if (phase !== "polling" || !hasLeft) last = phase;
    else if (last === "upgrade") last = "messages";
    return { a, b, phase: last };
  });
}
