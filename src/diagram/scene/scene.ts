// What is to be drawn, in words and places but without a width: rows made of the text a person reads, lifelines, spans, steps, pairs.
// The ladder (ladder.ts) makes a scene for any range of rows; layout.ts gives it columns; draw.tsx turns it into SVG.
// All y are whole pixels from the top of the whole ladder; `null` for an end means that it goes on below the scene.
// Rows and steps are named by their edges; lifelines, spans, legs and pairs run between the middles of rows (y + height / 2).

import type { Direction, EpochMs } from "../../wire/event.ts";

interface RowBase {
  /** Stable over the life of a trace and unique in it: what a selection holds. */
  readonly key: number;
  readonly y: number;
  readonly height: number;
  readonly at: EpochMs;
  /** For the time gutter; empty when the row has none of its own. */
  readonly time: string;
}

/** A packet: an arrow from lifeline to server or back. */
export interface PacketRow extends RowBase {
  readonly kind: "packet";
  readonly lane: number;
  readonly direction: Direction;
  /** What the wire says: `0 2 3 40 42 43 51 5 6`; `?` when it is no packet. */
  readonly code: string;
  readonly name: string;
  readonly ack?: number;
  /** Arguments as a preview in mono. */
  readonly args?: string;
  /** A plain remark after the arguments. */
  readonly remark?: string;
  /** Milliseconds since what it answers, as text; stands on the answer's row. */
  readonly latency?: string;
  readonly size?: string;
  /** It ends a span (an answer to a poll): its head stops at the span's edge. */
  readonly inSpan: boolean;
  /** Of a namespace other than `/`: 1 to 3, in the order in which its session came to them. */
  readonly stripe?: number;
  /** Broken, late or unanswered: drawn with `▲`, and the remark says why. */
  readonly problem: boolean;
  /** Sent, and nothing shows that it arrived: dashed, ends with a cross before the server. */
  readonly lost: boolean;
}

/** HTTP that carries no packet of its own. */
export interface HttpRow extends RowBase {
  readonly kind: "http";
  readonly lane: number;
  readonly direction: Direction;
  /** A plain exchange in one row, with a head at both ends. */
  readonly both: boolean;
  /** Method or status. */
  readonly code: string;
  /** Path and query, or the status text. */
  readonly path: string;
  readonly remark?: string;
  readonly latency?: string;
  readonly size?: string;
  readonly inSpan: boolean;
  readonly problem: boolean;
  /** Asked, and nothing came back: dashed, ends with a cross before the server. */
  readonly lost?: boolean;
}

/** Key-value pairs below a row, such as the handshake's fields. */
export interface FieldsRow extends RowBase {
  readonly kind: "fields";
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** Some seconds without a row: a short slot with a double slash on every lifeline. */
export interface QuietRow extends RowBase {
  readonly kind: "quiet";
  readonly text: string;
  readonly remark?: string;
  /** The paper is torn: a long silence of a cut, or, to scale, more time than there is room for. */
  readonly torn: boolean;
}

/** Not captured: hatching over all columns. */
export interface GapRow extends RowBase {
  readonly kind: "gap";
  readonly text: string;
  readonly remark?: string;
}

/** Something that is no packet: a close, an error, a navigation, a note. */
export interface MarkRow extends RowBase {
  readonly kind: "mark";
  /** Where it happened; absent: everywhere (a navigation, a note). */
  readonly lane?: number;
  /** `both`: the line runs from the lifeline to the server. */
  readonly side: "client" | "server" | "both";
  readonly text: string;
  readonly remark?: string;
  readonly tone: "plain" | "problem" | "inferred";
  /** A cross on the lifeline (error); otherwise a bar (clean), or nothing when `ends` is false. */
  readonly ends: boolean;
}

/** Rows that are alike, folded into one; Enter or a click on its triangle unfolds it. */
export interface FoldRow extends RowBase {
  readonly kind: "fold";
  /** The first of its lifelines, from left to right, and the rest. */
  readonly lane: number;
  readonly others: readonly number[];
  readonly open: boolean;
  readonly name: string;
  readonly bits: readonly string[];
  /** At most 60 bars, each 0–1 of the tallest; `true` in `hot` where a bar is over half of the timeout. */
  readonly spark?: readonly number[];
  readonly hot?: readonly boolean[];
  readonly size?: string;
}

/** The last row of a live trace: what is true now and what is due next. */
export interface LiveRow extends RowBase {
  readonly kind: "live";
  readonly text: string;
  readonly remark?: string;
}

/** Heads a step where there is no step column (narrow panels, `stepRows`). */
export interface StepRow extends RowBase {
  readonly kind: "step";
  readonly number: string;
  readonly name: string;
  /** What the step column says below the name, in one line: legs, who pings. */
  readonly note: string;
  /** The time the step took. */
  readonly took: string;
}

export type Row = PacketRow | HttpRow | FieldsRow | QuietRow | GapRow | MarkRow | FoldRow | LiveRow | StepRow;

/** A lifeline on the client's side. */
export interface Lane {
  /** Its column, by which rows name it; lifelines that follow one another may share one. */
  readonly lane: number;
  /** The role's name: main, polling, polling 2, websocket. */
  readonly name: string;
  /** One letter for narrow panels. */
  readonly letter: string;
  /** The browser's connection id, empty where it tells none. */
  readonly id: string;
  /** Which connection this is was concluded, not observed. */
  readonly inferred: boolean;
  readonly from: number;
  readonly to: number | null;
  /** The opening was seen: draws the ring. */
  readonly opened: boolean;
  readonly end: "none" | "clean" | "error";
}

/** An open request on its lifeline. */
export interface Span {
  readonly lane: number;
  readonly from: number;
  readonly to: number | null;
}

/** The time in which the heartbeat was due, on its lifeline: from the ping to the moment due. */
export interface Window {
  readonly lane: number;
  readonly from: number;
  readonly to: number;
}

/** Nothing was heard: a bracket right of the server with its length. */
export interface Unheard {
  readonly key: number;
  readonly from: number;
  readonly to: number | null;
  readonly text: string;
  /** Nothing at all: the server's lifeline is dotted. */
  readonly dotted: boolean;
}

/** A part of an upgrade, timed, standing on its answer's row. */
export interface Leg {
  readonly name: string;
  readonly slow: boolean;
  readonly time: string;
  readonly from: number;
  readonly to: number;
}

/**
 * A step of the figure: its rows are those from `from` to `to`. Where clients work side by side, rows of others stand among them: then it
 * ends with the last of its own, and these are told apart by a bracket in its client's track.
 */
export interface Step {
  readonly key: number;
  readonly from: number;
  readonly to: number;
  /** The article's number, empty for steps it does not number. */
  readonly number: string;
  readonly name: string;
  readonly time: string;
  /** At most three short lines below its name, each on a row of the step. */
  readonly notes: readonly string[];
  readonly legs: readonly Leg[];
  /** Where it has a bracket: the place of its client, from left to right. */
  readonly track: number | null;
}

/** A row of a step that has a bracket. */
export interface StepTick {
  readonly track: number;
  /** Its middle. */
  readonly y: number;
}

/** A question and its answer (ack, probe, ping/pong): a bracket right of the server. */
export interface Pair {
  readonly from: number;
  readonly to: number;
  readonly keys: readonly [question: number, answer: number];
  /** Nesting: 0 is nearest to the server. */
  readonly level: number;
}

/** A session, by its sid: a box beside the rows from its first to its last, and a link from the session before it of its client. */
export interface RailBox {
  /** From left to right, where clients overlap in time. */
  readonly track: number;
  readonly sid: string;
  readonly from: number;
  readonly to: number | null;
  readonly end: "none" | "clean" | "error";
  /** Where the session before it ended. */
  readonly follows: number | null;
}

/** Marks at even times beside the time column: as far apart as the time between them is high there. */
export interface Ruler {
  /** What lies between two marks: as a duration, and in words. */
  readonly tick: string;
  readonly text: string;
  readonly ticks: readonly number[];
}

/** A vertical cut of the ladder: everything that touches rows between `top` and `bottom`. */
export interface Scene {
  readonly rows: readonly Row[];
  readonly lanes: readonly Lane[];
  readonly spans: readonly Span[];
  readonly steps: readonly Step[];
  readonly ticks: readonly StepTick[];
  /** In the whole ladder so many brackets of steps stand side by side. */
  readonly tracks: number;
  readonly pairs: readonly Pair[];
  readonly windows: readonly Window[];
  readonly unheard: readonly Unheard[];
  /** Sessions, where there is more than one; in the whole ladder so many `tracks` stand side by side. */
  readonly rail?: { readonly tracks: number; readonly boxes: readonly RailBox[] };
  /** Time to scale; absent where rows stand evenly. */
  readonly ruler?: Ruler;
  readonly top: number;
  readonly bottom: number;
  /** Of the whole ladder. */
  readonly height: number;
  /** Host and port, for the server's head; several are joined. */
  readonly server: string;
  /** Heads of the step and time columns. */
  readonly stepHead: string;
  /** The names that steps can have: their column has room for each. */
  readonly stepNames?: readonly string[];
  readonly timeHead: string;
  /** One of these is the longest time, with zeros as its digits: their column has room for each. */
  readonly longestTimes?: readonly string[];
  readonly serverHead: string;
}

export const ROW_HEIGHT = 22;
export const FIELDS_HEIGHT = 18;
export const QUIET_HEIGHT = 16;
export const TEAR_HEIGHT = 62;
/** To scale, where tears are many. */
export const SCALE_TEAR_HEIGHT = 40;

/** The step that the row at a height is part of, where one is. */
export function stepAt({ steps, ticks }: Pick<Scene, "steps" | "ticks">, y: number): Step | undefined {
  const alone = steps.find(({ track, from, to }) => track === null && from <= y && y < to);
  const tick = ticks.findLast((tick) => tick.y - ROW_HEIGHT / 2 <= y);
  return alone ?? (tick && steps.find(({ track, from, to }) => track === tick.track && from < tick.y && tick.y < to));
}
