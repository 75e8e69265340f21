// Reads Lifeline's own traces: JSON Lines, a header and then one wire event a line. docs/trace-format.md describes them. Nothing here writes
// them, because the bytes of the log (wire/log.ts) are the file. Left out: compression, which the caller undoes.

import type { Sentence } from "../messages/messages.ts";
import type { Store } from "../session/store.ts";
import type { GapReason, TraceHeader, WireEvent } from "../wire/event.ts";
import { boolean, isRecord, oneOf, parsed, string } from "../wire/shape.ts";

/** The newest version that this code reads. */
const TRACE_VERSION = 1;

const decoder = new TextDecoder("utf-8", { fatal: true });
const NEWLINE = 10;

/** Whether a first line is the header of a trace, of any version. */
export function looksLikeTrace(firstLine: string): boolean {
  return /^\uFEFF?\s*\{\s*"format"\s*:\s*"lifeline-trace"/.test(firstLine);
}

/** The header of a trace, or what is wrong with it. */
export function readTraceHeader(bytes: Uint8Array): TraceHeader | { readonly problem: Sentence } {
  const end = bytes.indexOf(NEWLINE);
  const line = textOf(bytes.subarray(0, end < 0 ? bytes.length : end));
  const value = line === undefined ? undefined : parsed(line.replace(/^\uFEFF/, ""));
  if (!isRecord(value) || value.format !== "lifeline-trace") return { problem: ["traceNone"] };
  const wrong = misfit(value, HEADER);
  if (wrong !== null) return { problem: ["traceBrokenHeader", wrong, found(value[wrong])] };
  if (Number(value.version) > TRACE_VERSION) return { problem: ["traceFuture", Number(value.version)] };
  return value as unknown as TraceHeader;
}

/**
 * Pushes the events of a trace into a store, with the bytes of their lines as they are. At the first line that is not an event it stops
 * and returns what is wrong with the line, which it counts from 1.
 */
export function readTraceEvents(bytes: Uint8Array, store: Store): Sentence | null {
  let line = 2;
  for (let from = bytes.indexOf(NEWLINE) + 1; from > 0 && from < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, from);
    const own = bytes.subarray(from, end < 0 ? bytes.length : end);
    from = end + 1;
    if (own.length === 0) continue;
    const json = textOf(own);
    const value = json === undefined ? undefined : parsed(json);
    if (value === undefined && end < 0) return ["traceCutShort", line, store.packets];
    if (!isRecord(value) || typeof value.kind !== "string") return ["traceNotEvent", line, (json ?? "").slice(0, 80), store.packets];
    const wrong = time(value.at) ? misfit(value, SHAPES.get(value.kind) ?? {}) : "at";
    if (wrong !== null) return ["traceBrokenEvent", line, value.kind, wrong, found(value[wrong]), store.packets];
    if (!isKnown(value)) continue;
    const reason = value.kind === "gap" || value.kind === "http-failed" ? OLD_REASONS.get(value.reason) : undefined;
    if (reason === undefined) store.push(value as unknown as WireEvent, own);
    else store.push({ ...value, reason } as unknown as WireEvent);
  }
  return null;
}

/** Older traces have English sentences as reasons. They are replaced when the trace is opened, so a trace saved again has the new ones. */
const OLD_REASONS: ReadonlyMap<unknown, GapReason | "id-reused"> = new Map([
  ["not recording", "not-recording"],
  ["messages of a worker's websocket", "worker-messages"],
  ["more messages before the recording than are kept", "not-kept"],
  ["the browser ended the extension's background", "background-ended"],
  ["its request id was used again", "id-reused"],
]);

type Test = (value: unknown) => boolean;

const amount: Test = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** Milliseconds of which a date can be made. */
const time: Test = (value) => typeof value === "number" && Math.abs(value) <= 8.64e15;
const body: Test = (value) => {
  if (!isRecord(value)) return false;
  if (value.text !== undefined) return string(value.text);
  if (value.base64 !== undefined) return string(value.base64);
  return string(value.omitted) && optional(amount)(value.bytes);
};
const optional =
  (check: Test): Test =>
  (value) =>
    value === undefined || check(value);

type Shape = Readonly<Record<string, Test>>;

/** `format` is looked at before. */
const HEADER: Shape = {
  version: (value) => amount(value) && value !== 0,
  source: string,
  createdAt: string,
  page: optional(string),
  browser: optional(string),
};

/** The fields that the core relies on. A kind that is not in the table is of a later version. */
const SHAPES: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    "http-request": {
      id: string,
      method: string,
      url: string,
      headers: isRecord,
      body: optional(body),
      documentFrame: optional(string),
      part: oneOf("page", "script", "engine", "preflight"),
      redirectedFrom: optional(string),
      source: optional(string),
    },
    "http-response": {
      id: string,
      status: amount,
      statusText: string,
      headers: isRecord,
      connection: optional(string),
      reused: optional(boolean),
      protocol: optional(string),
      remoteAddress: optional(string),
      from: optional(string),
    },
    "http-body": { id: string, body, timing: optional(isRecord) },
    "http-failed": { id: string, reason: string, canceled: boolean },
    "ws-open": {
      id: string,
      url: string,
      documentFrame: optional(string),
      initiator: optional(string),
      late: optional(boolean),
      source: optional(string),
    },
    "ws-handshake": { id: string, status: amount, requestHeaders: isRecord, responseHeaders: isRecord },
    "ws-frame": { id: string, direction: oneOf("sent", "received"), opcode: oneOf(1, 2), body },
    "ws-closing": { id: string, code: optional(amount), reason: optional(string) },
    "ws-error": { id: string, message: string },
    "ws-close": { id: string, code: optional(amount), reason: optional(string), clean: optional(boolean), cause: string },
    "wt-open": { id: string, url: string },
    "wt-established": { id: string },
    "wt-close": { id: string },
    context: { documentFrame: string, type: string, url: string, parent: optional(string), state: string },
    note: { what: string, text: optional(string), source: optional(string) },
    gap: { until: time, reason: string, packets: optional(amount), bytes: optional(amount) },
  }),
);

/** The values of fields that later versions may give more. */
const KNOWN: Shape = {
  cause: oneOf("reported", "hook", "navigation"),
  state: oneOf("appeared", "navigated", "gone"),
  what: oneOf("recording", "paused", "late", "hidden", "shown", "offline", "online", "mark"),
};

/** The first field that is not what it must be. */
function misfit(value: Readonly<Record<string, unknown>>, shape: Shape): string | null {
  return Object.entries(shape).find(([key, check]) => !check(value[key]))?.[0] ?? null;
}

/** A value as a sentence shows it; `undefined` when the field is missing. */
function found(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 40) ?? "undefined";
}

/** Whether this version knows the kind of an event and its values. If not, a later version wrote it, and it is left out. */
function isKnown(event: Readonly<Record<string, unknown>>): boolean {
  return SHAPES.has(String(event.kind)) && Object.entries(KNOWN).every(([key, check]) => optional(check)(event[key]));
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
