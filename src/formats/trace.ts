// Lifeline's own traces: JSON Lines, a header and one wire event a line. docs/trace-format.md says what the lines hold; this file reads
// them. Writing is the log's (wire/log.ts): its bytes are the file. Left out: compression, which is the caller's.

import type { Store } from "../session/store.ts";
import type { GapReason, TraceHeader, WireEvent } from "../wire/event.ts";
import { boolean, isRecord, parsed, string } from "../wire/shape.ts";

/** The newest version this reads. */
const TRACE_VERSION = 1;

/** Why a trace cannot be read, or not all of it. */
export interface TraceProblem {
  /** The line it concerns, counted from 1. */
  readonly line: number;
  readonly problem: "no-trace" | "future-version" | "broken-header" | "broken-line" | "cut-short";
  /** What stood there, or the version found. */
  readonly detail: string;
}

const decoder = new TextDecoder("utf-8", { fatal: true });
const NEWLINE = 10;

/** Whether a first line announces a trace, of any version. */
export function looksLikeTrace(firstLine: string): boolean {
  return /^\uFEFF?\s*\{\s*"format"\s*:\s*"lifeline-trace"/.test(firstLine);
}

/** The header of a trace. */
export function readTraceHeader(bytes: Uint8Array): TraceHeader | TraceProblem {
  const end = bytes.indexOf(NEWLINE);
  const line = textOf(bytes.subarray(0, end < 0 ? bytes.length : end));
  const value = line === undefined ? undefined : parsed(line.replace(/^\uFEFF/, ""));
  if (!isRecord(value) || value.format !== "lifeline-trace") return { line: 1, problem: "no-trace", detail: "" };
  const { version, source, createdAt, page, browser } = value;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    return { line: 1, problem: "broken-header", detail: `version ${JSON.stringify(version)}` };
  }
  if (version > TRACE_VERSION) return { line: 1, problem: "future-version", detail: String(version) };
  if (typeof source !== "string" || typeof createdAt !== "string")
    return { line: 1, problem: "broken-header", detail: "no source or createdAt" };
  if (!optional(string)(page) || !optional(string)(browser))
    return { line: 1, problem: "broken-header", detail: "page or browser is no text" };
  return value as unknown as TraceHeader;
}

/**
 * Pushes the events of a trace into a store, line by line with the bytes as they are. Stops at the first line that is no event: what
 * stands before it is kept, and the problem returned.
 */
export function readTraceEvents(bytes: Uint8Array, store: Store): TraceProblem | null {
  let line = 2;
  for (let from = bytes.indexOf(NEWLINE) + 1; from > 0 && from < bytes.length; line++) {
    const end = bytes.indexOf(NEWLINE, from);
    const own = bytes.subarray(from, end < 0 ? bytes.length : end);
    from = end + 1;
    if (own.length === 0) continue;
    const json = textOf(own);
    const value = json === undefined ? undefined : parsed(json);
    if (value === undefined) return { line, problem: end < 0 ? "cut-short" : "broken-line", detail: (json ?? "").slice(0, 80) };
    if (!isRecord(value)) return { line, problem: "broken-line", detail: "no object" };
    const wrong = misshapen(value);
    if (wrong !== null) return { line, problem: "broken-line", detail: wrong };
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
/** Milliseconds that a date can have. */
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
const among =
  (...values: readonly unknown[]): Test =>
  (value) =>
    values.includes(value);

/** What an event must have for the core to rely on it. Kinds that are not here are from later versions. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, Test>>>> = {
  "http-request": {
    id: string,
    method: string,
    url: string,
    headers: isRecord,
    body: optional(body),
    documentFrame: optional(string),
    part: among("page", "script", "engine", "preflight"),
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
  "ws-frame": { id: string, direction: among("sent", "received"), opcode: among(1, 2), body },
  "ws-closing": { id: string, code: optional(amount), reason: optional(string) },
  "ws-error": { id: string, message: string },
  "ws-close": { id: string, code: optional(amount), reason: optional(string), clean: optional(boolean), cause: string },
  "wt-open": { id: string, url: string },
  "wt-established": { id: string },
  "wt-close": { id: string },
  context: { documentFrame: string, type: string, url: string, parent: optional(string), state: string },
  note: { what: string, text: optional(string), source: optional(string) },
  gap: { until: time, reason: string, packets: optional(amount), bytes: optional(amount) },
};

/** Values that are known so far of fields that may get more. */
const KNOWN: Readonly<Record<string, Test>> = {
  cause: among("reported", "hook", "navigation"),
  state: among("appeared", "navigated", "gone"),
  what: among("recording", "paused", "late", "hidden", "shown", "offline", "online", "mark"),
};

function misshapen(event: Record<string, unknown>): string | null {
  const { kind, at } = event;
  if (typeof kind !== "string") return "no kind";
  if (!time(at)) return `${kind} without at`;
  const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : {};
  const wrong = Object.entries(shape ?? {}).find(([key, check]) => !check(event[key]));
  return wrong ? `${kind} with ${wrong[0]} ${JSON.stringify(event[wrong[0]])?.slice(0, 40) ?? "missing"}` : null;
}

/** Whether this version knows what an event says; one of a later version is passed over. */
function isKnown(event: Record<string, unknown>): boolean {
  return (
    Object.hasOwn(SHAPES, String(event.kind)) &&
    Object.entries(KNOWN).every(([key, check]) => event[key] === undefined || check(event[key]))
  );
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
