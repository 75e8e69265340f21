// Lifeline's own traces: JSON Lines, a header and one wire event a line. docs/trace-format.md says what the lines hold; this file reads
// them. Writing is the log's (wire/log.ts): its bytes are the file. Left out: compression, which is the caller's.

import type { Store } from "../session/store.ts";
import type { TraceHeader, WireEvent } from "../wire/event.ts";

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
  const value = line === undefined ? undefined : parse(line.replace(/^\uFEFF/, ""));
  if (!isRecord(value) || value.format !== "lifeline-trace") return { line: 1, problem: "no-trace", detail: "" };
  const { version, source, createdAt, page, browser } = value;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    return { line: 1, problem: "broken-header", detail: `version ${JSON.stringify(version)}` };
  }
  if (version > TRACE_VERSION) return { line: 1, problem: "future-version", detail: String(version) };
  if (typeof source !== "string" || typeof createdAt !== "string")
    return { line: 1, problem: "broken-header", detail: "no source or createdAt" };
  if (!optional(text)(page) || !optional(text)(browser)) return { line: 1, problem: "broken-header", detail: "page or browser is no text" };
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
    const value = json === undefined ? undefined : parse(json);
    if (value === undefined) return { line, problem: end < 0 ? "cut-short" : "broken-line", detail: (json ?? "").slice(0, 80) };
    if (!isRecord(value)) return { line, problem: "broken-line", detail: "no object" };
    const wrong = misshapen(value);
    if (wrong !== null) return { line, problem: "broken-line", detail: wrong };
    if (isKnown(value)) store.push(value as unknown as WireEvent, own);
  }
  return null;
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const amount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
/** Milliseconds that a date can have. */
const time: Check = (value) => typeof value === "number" && Math.abs(value) <= 8.64e15;
const body: Check = (value) => {
  if (!isRecord(value)) return false;
  if (value.text !== undefined) return text(value.text);
  if (value.base64 !== undefined) return text(value.base64);
  return text(value.omitted) && optional(amount)(value.bytes);
};
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const among =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);

/** What an event must have for the core to rely on it. Kinds that are not here are from later versions. */
const SHAPES: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  "http-request": {
    id: text,
    method: text,
    url: text,
    headers: isRecord,
    body: optional(body),
    documentFrame: optional(text),
    part: among("page", "script", "engine", "preflight"),
    source: optional(text),
  },
  "http-response": {
    id: text,
    status: amount,
    statusText: text,
    headers: isRecord,
    connection: optional(text),
    reused: optional(flag),
    protocol: optional(text),
  },
  "http-body": { id: text, body, timing: optional(isRecord) },
  "http-failed": { id: text, reason: text, canceled: flag },
  "ws-open": {
    id: text,
    url: text,
    documentFrame: optional(text),
    initiator: optional(text),
    late: optional(flag),
    source: optional(text),
  },
  "ws-handshake": { id: text, status: amount, requestHeaders: isRecord, responseHeaders: isRecord },
  "ws-frame": { id: text, direction: among("sent", "received"), opcode: among(1, 2), body },
  "ws-closing": { id: text, code: optional(amount), reason: optional(text) },
  "ws-error": { id: text, message: text },
  "ws-close": { id: text, code: optional(amount), reason: optional(text), clean: optional(flag), cause: text },
  "wt-open": { id: text, url: text },
  "wt-established": { id: text },
  "wt-close": { id: text },
  context: { documentFrame: text, type: text, url: text, parent: optional(text), state: text },
  note: { what: text, text: optional(text), source: optional(text) },
  gap: { until: time, reason: text, packets: optional(amount), bytes: optional(amount) },
};

/** Values that are known so far of fields that may get more. */
const KNOWN: Readonly<Record<string, Check>> = {
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
