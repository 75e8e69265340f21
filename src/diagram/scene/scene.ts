// What is to be drawn, as words and heights but without a width. `SequenceDiagram` makes a scene for any stretch of rows, draw/layout.ts
// gives it columns, draw/draw.tsx turns it into SVG.
//
//   session   step             time    lifelines                                            server
//   bars      brackets         column  (columns)
//                                      main  polling  websocket
//   ┌───┐    2 Handshake        0.052   │─────────────────────── GET /socket.io/ ──────────────▷│   row (http)
//   │ e │      9 ms             0.061   ▯◀────────────────────── open ──────────────────────────●   row (packet); ▯ is a request, from
//   │ Y │    ├ ─ ─ ─ ─ ─ ─ ─                                                                    │   its GET to its answer
//   │ k │    4 Upgrade                           │        ○                                     │
//   │ 3 │      ┌ open  12 ms    0.091            │        ▯◁── 101 ──────────────────────────────●   leg of an upgrade, on its last row
//   │   │      └                0.092            │        ●── ping probe ──────────────────────▶│ ┐
//   │   │                       0.097            │        ◀── pong probe ───────────────────────● ┘ pair: question and answer
//   │   │    Cut                                          ┊                                     ┊ ┐
//   │   │                                                 ┊ heartbeat window: a ping or pong was ┊ │ silence: nothing was received; the
//   └─✕─┘    Give up            1:02:14                   ✕ due in it                           ┊ ┘ server's lifeline is dotted
//
// lifeline          the vertical line of one connection on the client's side; the server has one for all
// slot              the number by which rows and requests name a lifeline
// column            where lifelines stand; those that follow one another in time may share one (draw/columns.ts)
// request           a span on a lifeline from a request to its answer: a long poll, or the opening of a websocket
// heartbeat window  a span on a lifeline in which a ping or pong was due, in a session that was given up
// silence           a stretch in which nothing was received, with a bracket and its length right of the server
// pair              a question and its answer (ack, probe, ping), with a bracket right of the server
// session bar       one session beside its rows, with its sid
// step              a phase of a session (handshake, polling, upgrade, …) with its name, its time and its legs
// step bracket      which rows are a step's own, where clients work side by side; each client has a track for its brackets
// finding           where a finding begins: a mark in the column left of the times, and a line in words below the row if it is wrong
// ruler             marks at even times beside the time column, where time is drawn to scale
//
// All y are whole pixels from the top of the whole ladder. `to: null` means that something goes on below the scene. Steps and session bars
// run between the edges of rows; lifelines, requests, windows, silences, legs and pairs run between the middles of rows.

import type { Severity } from "../../findings/finding.ts";
import type { Connection } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import { ROW_HEIGHT } from "../rows/row-kinds.ts";
import type { StepWords } from "../words/step-words.ts";
import type { FieldsWords, FoldWords, GapWords, HttpWords, MarkWords, PacketWords } from "../words/words.ts";

interface RowBase {
  /** Unique in a trace and the same as long as the trace exists: a selection holds it. */
  readonly key: number;
  readonly y: number;
  readonly height: number;
  readonly at: EpochMs;
  /** Text of the time column; empty when the row has no time of its own. */
  readonly time: string;
  /** The index of its client, where several are drawn. */
  readonly client?: number;
  /** Its client and its session in words, where several are drawn: `client B, session eYk3…AAAB`. */
  readonly whose?: string;
}

interface OnLifeline {
  /** The slot of its lifeline; -1 if it has none. */
  readonly slot: number;
}

interface AtWorker {
  /** The page's service worker passed it on, or answered instead of the server: then it ends at the worker's lifeline. */
  readonly worker?: "passed" | "answered";
}

export interface PacketRow extends RowBase, OnLifeline, AtWorker, PacketWords {}

export interface HttpRow extends RowBase, OnLifeline, AtWorker, HttpWords {
  /** It went to a server that is not drawn: no line leads to the one that is. Its path begins with the host. */
  readonly elsewhere?: boolean;
}

/** What a handshake announced, below its row. */
export interface FieldsRow extends RowBase, FieldsWords {}

/** Hatching over all columns. */
export interface GapRow extends RowBase, GapWords {}

/** `slot` is absent for what happened to no connection (a navigation, a note). */
export interface MarkRow extends RowBase, Partial<OnLifeline>, MarkWords {}

/** Enter or a click on its triangle opens and closes it. */
export interface FoldRow extends RowBase, OnLifeline, AtWorker, FoldWords {
  /** The slots of other lifelines that carried some of its requests, from left to right. */
  readonly otherSlots: readonly number[];
  readonly open: boolean;
}

/** Some time without a row: a double slash on every lifeline. */
export interface QuietRow extends RowBase {
  readonly kind: "quiet";
  readonly text: string;
  readonly remark?: string;
  /** Drawn as torn paper: a long silence of a cut, or, to scale, more time than there is room for. */
  readonly torn: boolean;
}

/** Rows between two others that the filter hides: their number in the time column, and no line. */
interface SeamRow extends RowBase {
  readonly kind: "seam";
}

/** The last row while a trace is being recorded: what is true now and what is due next. */
export interface LiveRow extends RowBase {
  readonly kind: "live";
  readonly text: string;
  readonly remark?: string;
}

/** The head of a step in a narrow panel, which has no step column (`stepRows`). */
export interface StepRow extends RowBase {
  readonly kind: "step";
  readonly number: string;
  readonly name: string;
  /** What the step column says below the name, in one line. */
  readonly note: string;
  /** The time the step took. */
  readonly took: string;
}

export type Row = PacketRow | HttpRow | FieldsRow | QuietRow | SeamRow | GapRow | MarkRow | FoldRow | LiveRow | StepRow;

/** The lifeline of one connection, or of all that carry only scripts and the like. */
export interface Lifeline extends OnLifeline {
  readonly role: Connection["role"];
  /** Counted among those of its role, from 1, in the order in which they began. */
  readonly number: number;
  /** The name of its role, with the number from 2 on: main, polling, polling 2, websocket. */
  readonly name: string;
  /** One letter for narrow panels. */
  readonly letter: string;
  /** The browser's connection id; empty when the browser reports none. */
  readonly id: string;
  /** Which connection this is was concluded, not observed. */
  readonly inferred: boolean;
  readonly from: number;
  readonly to: number | null;
  /** The opening was seen: drawn as a ring. */
  readonly opened: boolean;
  readonly end: "none" | "clean" | "error";
  /** An attempt to connect that was answered nothing, and is over. */
  readonly vain?: true;
  /** From here on it has carried nothing more, though its end was not seen. Absent while it carries something, and where it has an end. */
  readonly restsFrom?: number;
  /** How many rows near the scene are its own. */
  readonly rows: number;
  /** The index of its client, and where that lives. Absent where one client is drawn, and if it carries none or several. */
  readonly client?: number;
  readonly owner?: string;
}

/** A request on its lifeline. */
export interface RequestSpan extends OnLifeline {
  readonly from: number;
  readonly to: number | null;
}

/** From the last ping, or the last packet received, to the moment at which the client was to give up. */
export interface HeartbeatWindow extends OnLifeline {
  readonly from: number;
  readonly to: number;
}

export interface SilenceSpan {
  readonly key: number;
  readonly from: number;
  readonly to: number | null;
  /** Its length. */
  readonly text: string;
  /** The server's lifeline is dotted. Not so when another client may have received packets. */
  readonly dotted: boolean;
}

/** A part of an upgrade, on the row with which it ends. */
export interface Leg {
  readonly name: string;
  readonly slow: boolean;
  readonly time: string;
  readonly from: number;
  readonly to: number;
}

/** Where clients work side by side, rows of others stand among a step's own. Such a step ends with the last of its own rows. */
export interface Step extends StepWords {
  readonly key: number;
  readonly from: number;
  readonly to: number;
  readonly time: string;
  readonly legs: readonly Leg[];
  /** The track of its bracket, from left to right; null when it has none. */
  readonly track: number | null;
}

/** A row that is part of a step with a bracket. */
export interface StepTick {
  readonly track: number;
  /** The middle of the row. */
  readonly y: number;
}

export interface Pair {
  readonly from: number;
  readonly to: number;
  readonly keys: readonly [question: number, answer: number];
  /** How far its bracket stands from the server; 0 is nearest. */
  readonly level: number;
}

export interface SessionBar {
  /** The index of its client, where several are drawn. */
  readonly client?: number;
  /** From left to right; clients that overlap in time have different tracks. */
  readonly track: number;
  readonly sid: string;
  readonly from: number;
  readonly to: number | null;
  readonly end: "none" | "clean" | "error";
  /** Where the session of the same client before it ended; null when it is the first. */
  readonly follows: number | null;
}

/** Where a finding begins: a line in words between two rows, or, where it only explains, the row that it begins at. */
export interface FindingMark {
  /** The key of the finding. */
  readonly finding: string;
  /** The key of the row at which it begins. */
  readonly row: number;
  readonly y: number;
  readonly height: number;
  readonly severity: Severity;
  readonly name: string;
  /** What is wrong; and that it begins here. */
  readonly title: string;
  readonly begins: string;
  /** Its severity, its name, and that it begins here: for the name of its row. */
  readonly named: string;
  /** It is a line of its own; if not, it is only marked. */
  readonly line: boolean;
}

export interface Ruler {
  /** The time between two marks: as a duration, and in words. */
  readonly interval: string;
  readonly text: string;
  readonly marks: readonly number[];
}

/** Everything that touches the rows between `top` and `bottom`. */
export interface Scene {
  readonly rows: readonly Row[];
  readonly lifelines: readonly Lifeline[];
  readonly requests: readonly RequestSpan[];
  readonly pairs: readonly Pair[];
  readonly heartbeatWindows: readonly HeartbeatWindow[];
  readonly silences: readonly SilenceSpan[];
  readonly steps: readonly Step[];
  readonly stepTicks: readonly StepTick[];
  /** Number of tracks of step brackets in the whole ladder. */
  readonly stepTracks: number;
  readonly findings: readonly FindingMark[];
  /** Absent when there is only one session. `tracks` is their number in the whole ladder. */
  readonly sessionBars?: { readonly tracks: number; readonly bars: readonly SessionBar[] };
  /** Absent where rows stand evenly. */
  readonly ruler?: Ruler;
  readonly top: number;
  readonly bottom: number;
  /** Height of the whole ladder. */
  readonly height: number;
  /** Host and port of the server; several are joined by commas. */
  readonly server: string;
  readonly serverHead: string;
  /** The head of the service worker's lifeline, in full and in a narrow panel; absent if no answer came through one. */
  readonly worker?: { readonly head: string; readonly letter: string };
  readonly stepHead: string;
  /** The names that steps can have: their column has room for each. */
  readonly stepNames?: readonly string[];
  readonly timeHead: string;
  /** The longest time is as wide as one of these; their digits are zeros. */
  readonly longestTimes?: readonly string[];
}

/** Whether a row stands for an entry or a fold; the other rows only say something about one. */
export function selectable(row: Row): boolean {
  switch (row.kind) {
    case "packet":
    case "http":
    case "mark":
    case "gap":
    case "fold":
      return true;
    case "fields":
    case "quiet":
    case "seam":
    case "live":
    case "step":
      return false;
  }
}

/** The step that the row at a y is part of, if it is part of one. */
export function stepAt({ steps, stepTicks }: Pick<Scene, "steps" | "stepTicks">, y: number): Step | undefined {
  const alone = steps.find(({ track, from, to }) => track === null && from <= y && y < to);
  const tick = stepTicks.findLast((tick) => tick.y - ROW_HEIGHT / 2 <= y);
  return alone ?? (tick && steps.find(({ track, from, to }) => track === tick.track && from < tick.y && tick.y < to));
}
