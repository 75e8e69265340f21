// Where a recording's messages of a websocket stand among those that the browser's log has of it: what they say, and how far they are apart.

import type { Body, Direction, WsFrame } from "../../wire/event.ts";

/** Messages of each direction. */
export type Counts = Record<Direction, number>;

export interface Place {
  /** Those of the log that were before the recording's first. */
  readonly before: Counts;
  /** No other place would do. */
  readonly isCertain: boolean;
  /** The larger, the less it fits: to compare with places in other logs. */
  readonly away: number;
}

/** Where messages may begin in a list, how many both have, and how far their distances differ at most (milliseconds). */
interface Fit {
  readonly index: number;
  readonly count: number;
  readonly away: number;
}

/** The recording's clock is set by when its first event arrived: it is this much away from the log's at most, always by the same. */
const APART_MS = 1_000;
/** Both have the browser's microseconds: so many messages at the same distances are the same. */
const EXACT_MS = 0.002;
const ENOUGH = 3;

/** In the order of the network, as the debugger tells. */
export function placeOf(logged: readonly WsFrame[], seen: readonly WsFrame[]): Place | undefined {
  const fit = bestFit(logged, seen);
  if (!fit) return undefined;
  const { index, count, away } = fit;
  return { before: counted(logged.slice(0, index)), isCertain: count >= ENOUGH && away < EXACT_MS, away };
}

/** Each direction for itself: in a page, what is sent and what is received pass each other. */
export function placeInEach(logged: readonly WsFrame[], seen: readonly WsFrame[]): Place | undefined {
  const fitOf = (direction: Direction) => bestFit(logged.filter(isOf(direction)), seen.filter(isOf(direction)));
  const fits = { sent: fitOf("sent"), received: fitOf("received") };
  const direction = fits.sent ? "sent" : "received";
  const index = fits[direction]?.index;
  if (index === undefined) return undefined;
  // Of a direction without a message: what was before the first of the other.
  let passed = 0;
  const first = logged.findIndex((frame) => frame.direction === direction && passed++ === index);
  const before = counted(logged.slice(0, first));
  return {
    before: { sent: fits.sent?.index ?? before.sent, received: fits.received?.index ?? before.received },
    isCertain: false,
    away: Math.max(fits.sent?.away ?? 0, fits.received?.away ?? 0),
  };
}

export function counted(frames: readonly WsFrame[]): Counts {
  const sent = frames.filter(isOf("sent")).length;
  return { sent, received: frames.length - sent };
}

const isOf = (direction: Direction) => (frame: WsFrame) => frame.direction === direction;

function bestFit(logged: readonly WsFrame[], seen: readonly WsFrame[]): Fit | undefined {
  let best: Fit | undefined;
  for (let index = 0; index < logged.length; index++) {
    const fit = fitAt(index, logged, seen);
    if (fit && (!best || fit.away < best.away)) best = fit;
  }
  return best;
}

function fitAt(index: number, logged: readonly WsFrame[], seen: readonly WsFrame[]): Fit | undefined {
  const count = Math.min(seen.length, logged.length - index);
  const offset = (seen[0]?.at ?? 0) - (logged[index]?.at ?? 0);
  if (count === 0 || Math.abs(offset) > APART_MS) return undefined;
  let away = 0;
  for (let i = 0; i < count; i++) {
    const [a, b] = [logged[index + i], seen[i]];
    if (!a || !b || a.direction !== b.direction || !isSame(a.body, b.body)) return undefined;
    away = Math.max(away, Math.abs(b.at - a.at - offset));
  }
  // Of a single message there is only its time, which is worse than any distance.
  return { index, count, away: count === 1 ? APART_MS + Math.abs(offset) : away };
}

function isSame(a: Body, b: Body): boolean {
  return "text" in a && "text" in b ? a.text === b.text : JSON.stringify(a) === JSON.stringify(b);
}
