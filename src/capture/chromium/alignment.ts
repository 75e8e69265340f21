// Finds the frames of a live websocket among those of a logged one, by their contents and by the time between them.

import type { Body, Direction, WsFrame } from "../../wire/event.ts";

/** How many frames of each direction. */
export type Counts = Record<Direction, number>;

export interface Place {
  /** The logged frames before the first live one. */
  readonly before: Counts;
  /** At least three frames agree to the microsecond: no other place can be right. */
  readonly isCertain: boolean;
  /** How badly it fits (milliseconds), to compare with places in other websockets: 0 is best. */
  readonly away: number;
}

/** A possible place: the index of the first frame, how many frames both lists have from there, and `away` as in `Place`. */
interface Fit {
  readonly index: number;
  readonly count: number;
  readonly away: number;
}

/** The recording sets its clock by the arrival of its first event. Its offset from the log's clock is constant and at most this. */
const APART_MS = 1_000;
/** Both clocks are the browser's, in microseconds. ENOUGH frames whose distances differ by less than this are the same frames. */
const EXACT_MS = 0.002;
const ENOUGH = 3;

/** For frames recorded by the debugger, which are in the order of the network, as the log is. Undefined if they fit nowhere. */
export function placeOf(logged: readonly WsFrame[], seen: readonly WsFrame[]): Place | undefined {
  const fit = bestFit(logged, seen);
  if (!fit) return undefined;
  const { index, count, away } = fit;
  return { before: counted(logged.slice(0, index)), isCertain: count >= ENOUGH && away < EXACT_MS, away };
}

/**
 * For frames recorded in a page, where the order of sent to received ones differs from the network's: places each direction by itself.
 * Undefined if neither fits.
 */
export function placeInEach(logged: readonly WsFrame[], seen: readonly WsFrame[]): Place | undefined {
  const fitOf = (direction: Direction) => bestFit(logged.filter(isOf(direction)), seen.filter(isOf(direction)));
  const fits = { sent: fitOf("sent"), received: fitOf("received") };
  const direction = fits.sent ? "sent" : "received";
  const index = fits[direction]?.index;
  if (index === undefined) return undefined;
  // A direction without a live frame is placed where the first frame of the other direction is.
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
  // A single frame has no distances to compare, only its time, which is less reliable than any distance.
  return { index, count, away: count === 1 ? APART_MS + Math.abs(offset) : away };
}

function isSame(a: Body, b: Body): boolean {
  return "text" in a && "text" in b ? a.text === b.text : JSON.stringify(a) === JSON.stringify(b);
}
