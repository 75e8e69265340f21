// The records of a document's WebSockets that the page hook writes, and the messages of its relay. The page can forge both, so a message is
// `unknown` until `relayMessage` has checked its shape, lengths and numbers. A page can make up records of its own sockets, but not of
// another document's, because the relay's port identifies the document.
//
// A batch is text, one record after the other, and the page's process forwards it without reading it:
//
//   rt,7,1700000000000.5,2,4:text     a frame: received (r) or sent (s), as text (t) or bytes (b, in base64); `n`, `at`, `socket`; the length
//                                     of its text in UTF-16 units, and the text. With `!` after the letters: why the text is missing, as
//                                     the JSON of an omitted `body`
//   {"kind":…}U+001E                  any other record, as JSON, which never has this character

import type { Body, Direction, EpochMs } from "../../wire/event.ts";
import { boolean, type Check, isRecord, number, object, oneOf, parsed, string } from "../../wire/shape.ts";

/** `n` numbers the events of a document. It and `at` are set when the event happens, which may be long before the record is sent. */
interface Stamp {
  readonly n: number;
  readonly at: EpochMs;
}
interface OfSocket extends Stamp {
  /** The number of the socket in its document. */
  readonly socket: number;
}

/** The page created a socket. */
export interface SocketOpen extends OfSocket {
  readonly kind: "open";
  readonly url: string;
  /** Where in the page's code: `url:line:column`, 1-based. Only while recording. */
  readonly initiator?: string | undefined;
}
/** Instead of `open`, for a socket that is older than the hook, or was open when an earlier recording of this document ended. */
export interface SocketFound extends OfSocket {
  readonly kind: "found";
  readonly url: string;
  readonly readyState: number;
  readonly protocol: string;
  readonly extensions: string;
}
/** The server accepted the socket. */
export interface SocketOpened extends OfSocket {
  readonly kind: "opened";
  readonly protocol: string;
  readonly extensions: string;
}
export interface SocketFrame extends OfSocket {
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
/** The full buffer dropped frames from between `at` and `until`. Other records of closed sockets that it dropped are not counted. */
interface Lost extends Stamp {
  readonly kind: "lost";
  readonly until: EpochMs;
  readonly frames: number;
  /** For text, its length in UTF-16 units. */
  readonly bytes: number;
}

export type PageRecord = SocketOpen | SocketFound | SocketOpened | SocketFrame | SocketError | SocketClosing | SocketClose | Lost;

/** The first message on a port. After a stop, or after the back/forward cache, a document's relay opens another port. */
export interface RelayHello {
  /** A random id, which the document keeps as long as it lives. */
  readonly document: string;
  /** When its relay began, before the page's scripts, or when it came back from the back/forward cache. */
  readonly at: EpochMs;
  readonly url: string;
  /** A worker of the frame's document; `url` is its script's. */
  readonly worker?: boolean | undefined;
  /** The frame around it, where the browser reports it (Firefox). */
  readonly parentFrame?: number | undefined;
}
/** The page is left: its port will close, and its last records may come before that. The port of a worker closes without it. */
export interface RelayLeft {
  readonly left: EpochMs;
}
/** The other messages after it: batches. */
export interface RelayRecords {
  readonly records: readonly string[];
}
/** What the background orders: `record` within seconds of the hello, `stop` at any time. */
export type RelayOrder = { readonly record: true } | { readonly stop: true };

const URL_LENGTH = 100_000;
const WORDS_LENGTH = 10_000;
/** The hook records frames of up to 8 MiB, which is 11.2 million characters of base64. */
const BODY_LENGTH = 12_000_000;
/** The hook closes a batch at 2 million characters, and its last record may be a large frame. */
const BATCH_LENGTH = 2_000_000 + BODY_LENGTH;

const count: Check<number> = (value): value is number => number(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
/** A time before the year 2286. */
const time: Check<EpochMs> = (value): value is EpochMs => number(value) && value >= 0 && value < 1e13;
const upTo =
  (length: number): Check<string> =>
  (value): value is string =>
    string(value) && value.length <= length;

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

const left: Check<RelayLeft> = object({ left: time });
const hello: Check<RelayHello> = object({ document: upTo(64), at: time, url }, { worker: boolean, parentFrame: number });

const FRAME = /([sr])([tb])(!?),(\d+),(\d+(?:\.\d+)?),(\d+),(\d+):/y;

/** The valid records of a batch. A frame that is cut short ends them: nothing shows where the next record would begin. */
function recordsOf(batch: string): readonly PageRecord[] {
  const records: PageRecord[] = [];
  for (let from = 0; from < batch.length; ) {
    FRAME.lastIndex = from;
    const [head, direction, what, isOmitted, n, at, socket, length] = FRAME.exec(batch) ?? [];
    const start = from + (head?.length ?? 0);
    const found = head === undefined ? batch.indexOf("\x1e", from) : start + Number(length);
    const end = found < 0 ? batch.length : found;
    if (end > batch.length) break;
    const content = batch.slice(start, end);
    const record =
      head === undefined
        ? pageRecord(parsed(content))
        : inRange({
            kind: "frame",
            n: Number(n),
            at: Number(at),
            socket: Number(socket),
            direction: direction === "s" ? "sent" : "received",
            opcode: what === "t" ? 1 : 2,
            body: bodyOf(content, isOmitted ? "omitted" : what === "t" ? "text" : "base64"),
          });
    if (record) records.push(record);
    from = head === undefined ? end + 1 : end;
  }
  return records;
}

/** A frame whose numbers are digits of the batch: all that can be wrong is that they are too large. `body` is null if it is none. */
function inRange<F extends Omit<SocketFrame, "body">>(frame: F & { readonly body: Body | null }): SocketFrame | null {
  return frame.body && count(frame.n) && time(frame.at) && count(frame.socket) ? (frame as F & { body: Body }) : null;
}

function bodyOf(content: string, form: "text" | "base64" | "omitted"): Body | null {
  if (form === "text") return content.length <= BODY_LENGTH ? { text: content } : null;
  if (form === "base64") return base64(content) ? { base64: content } : null;
  const why = parsed(content);
  return omitted(why) ? (why as Body) : null;
}

/** Checks a message of a relay's port. Null if it is none; invalid records in it are left out. */
export function relayMessage(value: unknown): RelayHello | RelayLeft | readonly PageRecord[] | null {
  if (hello(value) || left(value)) return value;
  if (!isRecord(value) || !Array.isArray(value.records)) return null;
  return value.records.flatMap((batch: unknown) => (upTo(BATCH_LENGTH)(batch) ? recordsOf(batch) : []));
}
