// Compares two sessions, of one trace or of two, by what was said in them and not by the clock: where they part, in a sentence, and everything
// else that is different. Ids, times of day, what events carry and delays within the spread of each session's own are no differences.
//
//   store, session ──► steps.ts ──► pairs.ts ──► rows: the steps of both beside each other
//                         │             └──────► said.ts ────────┐
//                         └─► beginning.ts, headers.ts, delays.ts ┴─► differences ──► the first of them, in a sentence

import { stepName } from "../diagram/words/step-words.ts";
import type { Finding } from "../findings/finding.ts";
import { Findings } from "../findings/findings.ts";
import { hostOf, isAmong } from "../findings/rows.ts";
import type { Translate } from "../messages/messages.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import { shortSid } from "../text/short-sid.ts";
import { toEnd } from "../wire/steps.ts";
import { compareBeginnings, compareEnds, compareUpgrades } from "./beginning.ts";
import { compareDelays } from "./delays.ts";
import { both, type Difference, differ, type Look } from "./difference.ts";
import { type Pairing, pair, type Row } from "./pairs.ts";
import { compareSaid, type Untold } from "./said.ts";
import { type Side, sideOf } from "./steps.ts";

/** A session and the store that it is in. */
export interface Compared {
  readonly store: Store;
  readonly session: Session;
}

export interface Comparison {
  readonly a: Side;
  readonly b: Side;
  readonly rows: readonly Row[];
  /** In the order of the rows that show them. */
  readonly differences: readonly Difference[];
  /** The one at which the sessions part; null if there is none. */
  readonly first: Difference | null;
  /** What is wrong in one of the sessions and not in the other, the worst first. */
  readonly findings: { readonly a: readonly Finding[]; readonly b: readonly Finding[] };
  /** Where they part, or that they do not. */
  readonly sentence: string;
  /** How much differs before and after that, what was not compared, what was left out: a sentence each. */
  readonly remarks: readonly string[];
}

export function compare(ofA: Compared, ofB: Compared, t: Translate): Comparison {
  return toEnd(comparing(ofA, ofB, t));
}

/** `compare` in steps, between which others may work. */
export function* comparing(a: Compared, b: Compared, t: Translate): Generator<unknown, Comparison> {
  const look: Look = { a: yield* sideOf(a.store, a.session), b: yield* sideOf(b.store, b.session), t, found: [] };
  const pairing = pair(look.a, look.b);
  const untold = compareBeginnings(look) ? compareOpened(look, pairing) : null;
  const differences = inOrder(look, pairing.rows);
  const first = differences.find(isParting) ?? differences[0] ?? null;
  const remarks = [...around(t, differences, first), ...(untold ? notTold(t, untold) : []), t("compareLeftOut")];
  const inA = yield* foundIn(look.a.store);
  const inB = look.b.store === look.a.store ? inA : yield* foundIn(look.b.store);
  const [ofA, ofB] = [wrongIn(look.a, inA), wrongIn(look.b, inB)];
  const findings = { a: without(ofA, ofB), b: without(ofB, ofA) };
  return { a: look.a, b: look.b, rows: pairing.rows, differences, first, findings, sentence: sentenceOf(look, first), remarks };
}

function* foundIn(store: Store): Generator<unknown, readonly Finding[]> {
  const findings = new Findings(store);
  yield* findings.syncing();
  findings.dispose();
  return findings.all();
}

/** What is wrong in a session, of what was found in its trace. */
function wrongIn({ session }: Side, found: readonly Finding[]): readonly Finding[] {
  return found.filter(({ severity, sessions }) => severity !== "info" && isAmong(session, sessions));
}

function without(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const rules = new Set(others.map(({ rule }) => rule));
  return findings.filter(({ rule }) => !rules.has(rule));
}

/** Compares what comes after the handshakes. */
function compareOpened(look: Look, pairing: Pairing): Untold {
  const isOneUpgraded = compareUpgrades(look);
  const isOtherBeginning = look.found.some(({ kind }) => kind === "transport");
  const { a, b } = both(look, ({ session }) => session.transport);
  const rows = both(look, ({ session }) => session.upgrade?.switchEntry ?? null);
  const what = look.t("compareTransport");
  differ(look, { phase: "messages", kind: "transport", what, a, b, rows, follows: isOneUpgraded || isOtherBeginning });
  const untold = compareSaid(look, pairing);
  compareDelays(look, a !== b);
  compareEnds(look);
  return untold;
}

/** Whether two sessions part with a difference, and not only look different. */
function isParting({ kind, follows }: Difference): boolean {
  return !follows && kind !== "field" && kind !== "header" && kind !== "delay";
}

function inOrder(look: Look, rows: readonly Row[]): readonly Difference[] {
  const placeOf = placer({ ...look, rows });
  const placed = look.found.map((difference) => {
    const { a, b } = placeOf(difference);
    const place = a ?? b ?? Number.POSITIVE_INFINITY;
    const phase = (difference.kind === "said" && rows[place]?.phase) || difference.phase;
    return { difference: { ...difference, phase }, place };
  });
  // Two infinities have no difference.
  return placed.sort((one, other) => (one.place === other.place ? 0 : one.place - other.place)).map(({ difference }) => difference);
}

/** Returns where a difference shows: indexes in `rows`. */
export function placer({ a, b, rows }: Pick<Comparison, "a" | "b" | "rows">): (difference: Difference) => Difference["rows"] {
  const [ofA, ofB] = [new Map(rows.map((row, i) => [row.a?.row, i])), new Map(rows.map((row, i) => [row.b?.row, i]))];
  const placeIn = ({ ladder }: Side, places: ReadonlyMap<number | undefined, number>, entry: number | null) =>
    entry === null ? null : (places.get(ladder.rowOf(entry)) ?? null);
  return ({ rows }) => ({ a: placeIn(a, ofA, rows.a), b: placeIn(b, ofB, rows.b) });
}

/** Which session a side is: its server, its sid, the file it is from. */
export function sideName({ session }: Side, file: string): string {
  return [hostOf(session), session.sid === null ? "" : shortSid(session.sid), file].filter(Boolean).join(" · ");
}

function sentenceOf(look: Look, first: Difference | null): string {
  const { t } = look;
  if (first === null) return t("compareSame");
  const { what, a, b, phase } = first;
  const [inA, inB] = namesOf(look);
  const step = stepName(t, phase);
  if (first.kind === "said" && a === null) return t("compareOnly", step, what, inB);
  if (first.kind === "said" && b === null) return t("compareOnly", step, what, inA);
  return t(isParting(first) ? "compareParts" : "compareDiffers", step, what, a ?? t("none"), inA, b ?? t("none"), inB);
}

/** `A`, or `A (localhost:3000)` where the servers are different. */
function namesOf(look: Pick<Look, "a" | "b">): readonly [string, string] {
  const { a, b } = both(look, ({ session }) => hostOf(session));
  return a === b ? ["A", "B"] : [`A (${a})`, `B (${b})`];
}

/** How many differences come before the first that matters, and how many after it. */
function around(t: Translate, differences: readonly Difference[], first: Difference | null): string[] {
  if (first === null) return [];
  const before = differences.indexOf(first);
  const after = differences.length - before - 1;
  const following = differences.filter(({ follows }) => follows).length;
  return [
    ...(before > 0 ? [t.count("compareBefore", before)] : []),
    ...(after > 0 ? [t.count("compareAfter", after)] : []),
    ...(following > 0 ? [t.count("compareFollow", following)] : []),
  ];
}

function notTold(t: Translate, { unreached: { a, b }, more }: Untold): string[] {
  return [
    ...(more > 0 ? [t.count("compareMore", more)] : []),
    ...(a > 0 ? [t.count("compareFurther", a, "A", "B")] : []),
    ...(b > 0 ? [t.count("compareFurther", b, "B", "A")] : []),
  ];
}
