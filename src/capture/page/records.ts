// What the page hook tells of a document's WebSockets, and what its relay tells the background. A document is the page's own world, so
// whatever claims to come from one is `unknown` until `relayMessage` has seen it: shapes, lengths and numbers are checked, nothing else is
// believed. A page can say what it likes of its own sockets; it cannot speak for another.

import type { Body, Direction, EpochMs } from "../../wire/event.ts";
import { boolean, type Check, isRecord, number, object, parsed, string } from "../../wire/shape.ts";

/** `n` counts what happened in a document, in its order, and was given when it happened, as was `at`. Records come in the order of `n`. */
interface Stamp {
  readonly n: number;
  readonly at: EpochMs;
}
interface OfSocket extends Stamp {
  /** Counts the sockets of a document. */
  readonly socket: number;
}

/** The page made a socket. */
export interface SocketOpen extends OfSocket {
  readonly kind: "open";
  readonly url: string;
  /** `url:line:column`, 1-based; only while recording. */
  readonly initiator?: string | undefined;
}
/** Instead of `open`: it had been there before the hook came, or before an earlier recording of this document ended. */
export interface SocketFound extends OfSocket {
  readonly kind: "found";
  readonly url: string;
  readonly readyState: number;
  readonly protocol: string;
  readonly extensions: string;
}
/** The server accepted it. */
export interface SocketOpened extends OfSocket {
  readonly kind: "opened";
  readonly protocol: string;
  readonly extensions: string;
}
interface SocketFrame extends OfSocket {
  readonly kind: "frame";
  readonly direction: Direction;
  readonly opcode: 1 | 2;
  readonly body: Body;
}
interface SocketError extends OfSocket {
  readonly kind: "error";
}
/** The page called close(). */
interface SocketClosing extends OfSocket {
  readonly kind: "closing";
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
}
interface SocketClose extends OfSocket {
  readonly kind: "close";
  readonly code: number;
  readonly reason: string;
  readonly clean: boolean;
}
/** A full buffer let go of something between `at` and `until`; records of a socket of which it let go altogether are not counted. */
interface Lost extends Stamp {
  readonly kind: "lost";
  readonly until: EpochMs;
  readonly frames: number;
  /** Of text, its length in UTF-16. */
  readonly bytes: number;
}

export type PageRecord = SocketOpen | SocketFound | SocketOpened | SocketFrame | SocketError | SocketClosing | SocketClose | Lost;

/** The name of the port that a relay opens. */
export const PORT = "lifeline-page";

/** The first message on a port. After a stop, or a rest in the back/forward cache, a document's relay opens another. */
export interface RelayHello {
  /** Random, the same for as long as the document lives. */
  readonly document: string;
  readonly url: string;
  /** It is a worker of that frame, and `url` its script's. */
  readonly worker?: boolean | undefined;
  /** The frame around it, where the browser tells (Firefox). */
  readonly parentFrame?: number | undefined;
}
/** Those that follow. Each record is JSON: the page's process does not parse what it only passes on. */
export interface RelayRecords {
  readonly records: readonly string[];
}
/** What the background answers: `record` within some seconds of the hello, `stop` at any time. */
export type RelayOrder = { readonly record: true } | { readonly stop: true };

const URL_LENGTH = 100_000;
const WORDS_LENGTH = 10_000;
/** A frame has 8 MiB at most, which as base64 are a third more. */
const BODY_LENGTH = 12_000_000;
/** A batch is closed when it has 2 MB; the last record may be a large one. */
const BATCH_RECORDS = 1_000_000;

const count: Check<number> = (value): value is number => number(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
/** Until the year 2286. */
const time: Check<EpochMs> = (value): value is EpochMs => number(value) && value >= 0 && value < 1e13;
const upTo =
  (length: number): Check<string> =>
  (value): value is string =>
    string(value) && value.length <= length;
const oneOf =
  <const T>(...values: readonly T[]): Check<T> =>
  (value): value is T =>
    (values as readonly unknown[]).includes(value);

const url = upTo(URL_LENGTH);
const words = upTo(WORDS_LENGTH);
const base64: Check<string> = (value): value is string => upTo(BODY_LENGTH)(value) && /^[A-Za-z0-9+/]*={0,2}$/.test(value);
const text = object({ text: upTo(BODY_LENGTH) });
const binary = object({ base64 });
const omitted = object({ omitted: oneOf("not-reported", "too-large", "navigated", "failed") }, { bytes: count });
const body: Check<Body> = (value): value is Body => text(value) || binary(value) || omitted(value);

const stamp = { n: count, at: time };
const ofSocket = { ...stamp, socket: count };
const checks: { readonly [K in PageRecord["kind"]]: Check<Omit<Extract<PageRecord, { kind: K }>, "kind">> } = {
  open: object({ ...ofSocket, url }, { initiator: url }),
  found: object({ ...ofSocket, url, readyState: count, protocol: words, extensions: words }),
  opened: object({ ...ofSocket, protocol: words, extensions: words }),
  frame: object({ ...ofSocket, direction: oneOf("sent", "received"), opcode: oneOf(1, 2), body }),
  error: object(ofSocket),
  closing: object(ofSocket, { code: number, reason: words }),
  close: object({ ...ofSocket, code: count, reason: words, clean: boolean }),
  lost: object({ ...stamp, until: time, frames: count, bytes: count }),
};

function pageRecord(value: unknown): PageRecord | null {
  if (!isRecord(value) || !string(value.kind) || !Object.hasOwn(checks, value.kind)) return null;
  return checks[value.kind as PageRecord["kind"]](value) ? (value as unknown as PageRecord) : null;
}

const hello: Check<RelayHello> = object({ document: upTo(64), url }, { worker: boolean, parentFrame: number });

/** A message of a relay's port; records that are none are left out. */
export function relayMessage(value: unknown): RelayHello | readonly PageRecord[] | null {
  if (hello(value)) return value;
  if (!isRecord(value) || !Array.isArray(value.records) || value.records.length > BATCH_RECORDS) return null;
  return value.records.flatMap((json: unknown) => (string(json) && pageRecord(parsed(json))) || []);
}
