// What the row of an entry says: its words and the shape of its line, without the place where it stands.

import type { Direction, EpochMs } from "../../wire/event.ts";

/** A moment that has no row, written as the time column writes times. */
export type MomentText = (at: EpochMs) => string;

/** A packet: an arrow from lifeline to server or back. */
export interface PacketWords {
  readonly kind: "packet";
  readonly direction: Direction;
  /** The digits on the wire: `0 2 3 40 42 43 51 5 6`; `?` when it is no packet. */
  readonly code: string;
  readonly name: string;
  readonly ack?: number;
  /** A preview of the arguments. */
  readonly args?: string;
  /** A remark after the arguments. */
  readonly remark?: string;
  /** On the row of an answer: the time since its question, with its unit. */
  readonly latency?: string;
  readonly size?: string;
  /** The packet ends a request (it is the answer to a poll), so its arrow stops at the request's edge. */
  readonly inSpan: boolean;
  /** For a namespace other than `/`: 1 to 3, in the order in which its session named them first. */
  readonly stripe?: number;
  /** Broken, late or unanswered: drawn with `▲`, and the remark says why. */
  readonly problem: boolean;
  /** Sent, and nothing shows that it arrived: a dashed line that ends with a cross before the server. */
  readonly lost: boolean;
  /** The browser did not even send it: the line is not dashed. */
  readonly unsent?: true;
}

/** HTTP that carries no packet of its own. */
export interface HttpWords {
  readonly kind: "http";
  readonly direction: Direction;
  /** A request and its answer in one row, with an arrow head at both ends. */
  readonly both: boolean;
  /** Method or status. */
  readonly code: string;
  /** Path and query, or the status text. */
  readonly path: string;
  /** Host and port of a page or a script, which may come from another server than its sessions. */
  readonly host?: string;
  readonly remark?: string;
  readonly latency?: string;
  readonly size?: string;
  readonly inSpan: boolean;
  readonly problem: boolean;
  /** The request was never answered: a dashed line that ends with a cross before the server. */
  readonly lost?: boolean;
  /** The browser did not even send it, and its own redirect is no answer of the server: the line is not dashed. */
  readonly unsent?: true;
}

/** Key-value pairs below a row: what a handshake announced. */
export interface FieldsWords {
  readonly kind: "fields";
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** A stretch of time that was not captured. */
export interface GapWords {
  readonly kind: "gap";
  readonly text: string;
  readonly remark?: string;
}

/** Something that is no packet: a close, an error, a navigation, a note, a conclusion. */
export interface MarkWords {
  readonly kind: "mark";
  /** `both`: the line runs from the lifeline to the server. */
  readonly side: "client" | "server" | "both";
  readonly text: string;
  readonly remark?: string;
  readonly tone: "plain" | "problem" | "inferred";
  /** A lifeline ends here, with a cross (error) or a bar. */
  readonly ends: boolean;
  /** `about`: the time was concluded and is written with `≈`. `unknown`: no time is written. */
  readonly when?: "about" | "unknown";
}

/** Rows that are alike, folded into one. */
export interface FoldWords {
  readonly kind: "fold";
  readonly name: string;
  readonly bits: readonly string[];
  /** At most 60 bars, each 0 to 1 of the tallest. */
  readonly spark?: readonly number[];
  readonly size?: string;
  /** Of a band: for each slice of its time, how much was received and how much was sent, each 0 to 1 of the most in any band. */
  readonly slices?: readonly number[];
  /** What is folded went wrong. */
  readonly problem?: true;
  /** Nothing of it reached the server: the line ends with a cross before it. */
  readonly lost?: true;
  /** The browser did not even send it. */
  readonly unsent?: true;
}

export type EntryWords = PacketWords | HttpWords | GapWords | MarkWords;
