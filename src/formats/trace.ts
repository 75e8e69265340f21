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
  const { version, source, createdAt } = value;
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1) {
    return { line: 1, problem: "broken-header", detail: `version ${JSON.stringify(version)}` };
  }
  if (version > TRACE_VERSION) return { line: 1, problem: "future-version", detail: String(version) };
  if (typeof source !== "string" || typeof createdAt !== "string")
    return { line: 1, problem: "broken-header", detail: "no source or createdAt" };
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
    const text = textOf(own);
    const value = text === undefined ? undefined : parse(text);
    if (value === undefined) return { line, problem: end < 0 ? "cut-short" : "broken-line", detail: (text ?? "").slice(0, 80) };
    const wrong = isRecord(value) ? misshapen(value) : "no object";
    if (wrong !== null) return { line, problem: "broken-line", detail: wrong };
    if (isRecord(value) && value.kind in SHAPES) store.push(value as unknown as WireEvent, own);
  }
  return null;
}

type Shape = Readonly<
  Record<string, "string" | "number" | "boolean" | "object" | "body" | "string?" | "body?" | "number?" | "object?" | "boolean?">
>;

/** What an event must have for the core to rely on it. Events of kinds that are not here are from later versions, and passed over. */
const SHAPES: Readonly<Record<string, Shape>> = {
  "http-request": {
    id: "string",
    method: "string",
    url: "string",
    headers: "object",
    body: "body?",
    documentFrame: "string?",
    part: "string",
  },
  "http-response": {
    id: "string",
    status: "number",
    statusText: "string",
    headers: "object",
    connection: "string?",
    reused: "boolean?",
    protocol: "string?",
  },
  "http-body": { id: "string", body: "body", timing: "object?" },
  "http-failed": { id: "string", reason: "string", canceled: "boolean" },
  "ws-open": { id: "string", url: "string", documentFrame: "string?", initiator: "string?" },
  "ws-handshake": { id: "string", status: "number", requestHeaders: "object", responseHeaders: "object" },
  "ws-frame": { id: "string", direction: "string", opcode: "number", body: "body" },
  "ws-error": { id: "string", message: "string" },
  "ws-close": { id: "string", code: "number?", reason: "string?", clean: "boolean?", cause: "string" },
  "wt-open": { id: "string", url: "string" },
  "wt-established": { id: "string" },
  "wt-close": { id: "string" },
  context: { documentFrame: "string", type: "string", url: "string", parent: "string?", state: "string" },
  note: { what: "string", text: "string?" },
  gap: { until: "number", reason: "string", packets: "number?", bytes: "number?" },
};

/** Values a field may have, where the core branches on them. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  part: ["page", "script", "engine", "preflight"],
  direction: ["sent", "received"],
  opcode: [1, 2],
  cause: ["reported", "hook", "navigation"],
  state: ["appeared", "navigated", "gone"],
  what: ["recording", "paused", "late", "hidden", "shown", "offline", "online", "mark"],
};

function misshapen(event: Record<string, unknown>): string | null {
  const { kind, at } = event;
  if (typeof kind !== "string") return "no kind";
  if (typeof at !== "number" || !Number.isFinite(at)) return `${kind} without at`;
  const shape = Object.hasOwn(SHAPES, kind) ? SHAPES[kind] : undefined;
  for (const [key, wanted] of Object.entries(shape ?? {})) {
    const value = event[key];
    const optional = wanted.endsWith("?");
    if (value === undefined && optional) continue;
    const type = optional ? wanted.slice(0, -1) : wanted;
    const right = type === "body" ? isBody(value) : type === "object" ? isRecord(value) : typeof value === type;
    if (!right || VALUES[key]?.includes(value) === false) return `${kind} with ${key} ${JSON.stringify(value)?.slice(0, 40) ?? "missing"}`;
  }
  return null;
}

function isBody(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return typeof value.text === "string" || typeof value.base64 === "string" || typeof value.omitted === "string";
}

function isRecord(value: unknown): value is Record<string, unknown> & { kind: string } {
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
