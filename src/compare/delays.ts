// How long answers took in two sessions. A delay is different only if it lies beyond the spread of each side's own, and so far that the network
// alone does not explain it.

import { duration } from "../messages/quantities.ts";
import { NONE } from "../session/entries.ts";
import { Reader } from "../session/reader.ts";
import { differ, type Look } from "./difference.ts";
import { type Phase, packetName, type Side } from "./steps.ts";

/** From so many delays on, their spread is known. */
const KNOWN = 5;
/** How far two delays are apart: by a factor and in milliseconds, if the spread of both is known, and if not. */
const APART = { factor: 1.5, ms: 10 } as const;
const FAR_APART = { factor: 3, ms: 500 } as const;
/** The part of the delays at either end that is left out of the spread. */
const OUTLIERS = 0.05;

interface Spread {
  readonly count: number;
  readonly low: number;
  readonly middle: number;
  readonly high: number;
}

interface Delays {
  readonly phase: Phase;
  /** The entry of the first answer. */
  readonly entry: number;
  /** Milliseconds. */
  readonly all: number[];
}

/** `follows`: the transports differ, so the delays do. */
export function compareDelays(look: Look, follows: boolean): void {
  const { t } = look;
  const [a, b] = [delaysOf(look.a, t), delaysOf(look.b, t)];
  for (const [what, ofA] of a) {
    const ofB = b.get(what);
    if (!ofB) continue;
    const [inA, inB] = [spreadOf(ofA.all), spreadOf(ofB.all)];
    if (!isApart(inA, inB)) continue;
    differ(look, {
      phase: ofA.phase,
      kind: "delay",
      what,
      a: textOf(inA),
      b: textOf(inB),
      rows: { a: ofA.entry, b: ofB.entry },
      follows: follows && ofA.phase !== "handshake" && ofA.phase !== "upgrade",
    });
  }
}

/** By what was waited for, in words. */
function delaysOf({ store, session, steps }: Side, t: Look["t"]): Map<string, Delays> {
  const { entries } = store;
  const delays = new Map<string, Delays>();
  const add = (what: string, phase: Phase, entry: number, ms: number) => {
    const known = delays.get(what);
    if (known) known.all.push(ms);
    else delays.set(what, { phase, entry, all: [ms] });
  };
  if (session.openedAt !== null && session.openEntry !== null) {
    const link = store.link(session.openEntry);
    if (link?.kind === "http") add(t("compareHandshakeAnswer"), "handshake", session.openEntry, session.openedAt - link.startedAt);
  }
  legDelays(session, (leg, entry, ms) => add(t("compareLeg", t(leg)), "upgrade", entry, ms));
  const [first, last] = [steps[0], steps.at(-1)];
  if (!first || !last) return delays;
  const reader = new Reader(store);
  for (let place = entries.placeOf(first.entry); place < entries.length; place++) {
    const entry = entries.ordered(place);
    const peer = entries.peer(entry);
    if (peer === NONE || !entries.isPacket(entry) || store.link(entry)?.session !== session || entries.isQuestion(entry)) continue;
    const ms = entries.at(entry) - entries.at(peer);
    // The client itself answers what it receives: that takes no way through the network.
    if (entries.isSent(entry)) continue;
    if (entries.isHeartbeat(entry)) add(t("compareHeartbeat"), "heartbeat", entry, ms);
    else if (entries.event(peer) !== 0) add(packetName(store, reader, entry), "messages", entry, ms);
  }
  return delays;
}

function legDelays(
  { upgrade }: Side["session"],
  add: (leg: "legOpen" | "legProbe" | "legSwitch", entry: number, ms: number) => void,
): void {
  if (!upgrade) return;
  const { openedAt, establishedAt, probedAt, probeAnsweredAt, switchedAt } = upgrade;
  const { establishedEntry, probeAnswerEntry, switchEntry } = upgrade;
  if (establishedAt !== null && establishedEntry !== null) add("legOpen", establishedEntry, establishedAt - openedAt);
  if (probedAt !== null && probeAnsweredAt !== null && probeAnswerEntry !== null)
    add("legProbe", probeAnswerEntry, probeAnsweredAt - probedAt);
  if (probeAnsweredAt !== null && switchedAt !== null && switchEntry !== null) add("legSwitch", switchEntry, switchedAt - probeAnsweredAt);
}

function spreadOf(delays: readonly number[]): Spread {
  const sorted = Float64Array.from(delays).sort();
  const at = (part: number) => sorted[Math.round(part * (sorted.length - 1))] ?? 0;
  return { count: sorted.length, low: at(OUTLIERS), middle: at(0.5), high: at(1 - OUTLIERS) };
}

function isApart(one: Spread, other: Spread): boolean {
  const [less, more] = one.middle < other.middle ? [one, other] : [other, one];
  const { factor, ms } = Math.min(less.count, more.count) >= KNOWN ? APART : FAR_APART;
  return less.high < more.low && more.middle >= less.middle * factor && more.middle - less.middle >= ms;
}

/** `12 ms`, or `21 ms – 26 ms, ×4`. */
function textOf({ count, low, high }: Spread): string {
  return count === 1 ? duration(low) : `${duration(low)} – ${duration(high)}, ×${count}`;
}
