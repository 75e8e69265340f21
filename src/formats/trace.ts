// Reads Lifeline's own traces: JSON Lines, a header and then one wire event a line. docs/trace-format.md describes them. Nothing here writes
// them: the log does (wire/log.ts). Left out: compression, which the caller undoes.

import type { Sentence } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { Store } from "../session/store.ts";
import { printable } from "../text/printable.ts";
import type { EpochMs, Gap, GapReason, Source, TraceHeader, WireEvent } from "../wire/event.ts";
import type { Frames, Held } from "../wire/log.ts";
import { boolean, isRecord, number, object, oneOf, parsed, string, strings } from "../wire/shape.ts";
import { Holes, type Losses } from "./holes.ts";
import { type TraceLine, TraceLines } from "./trace-lines.ts";

/** The newest version that this code reads. */
const TRACE_VERSION = 1;

/** Two gigabytes of real events have about 13 million lines. Without limits, a small gzip could keep the reader busy for hours. */
const MOST_LINES = 20_000_000;
const MOST_BROKEN_LINES = 1_000_000;
/** The events of so many lines are taken in within a millisecond or two. */
const LINES_A_STEP = 256;

const decoder = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder();
const NEWLINE = 10;

/** Whether a first line is the header of a trace, of any version. */
export function looksLikeTrace(firstLine: string): boolean {
  return /^\uFEFF?\s*\{\s*"format"\s*:\s*"lifeline-trace"/.test(firstLine);
}

/** The header of a trace, which stands in this line of its file, or what is wrong with it. */
export function traceHeader(value: unknown, line: number): TraceHeader | { readonly problem: Sentence } {
  if (!isRecord(value) || value.format !== "lifeline-trace") return { problem: ["traceNone"] };
  const wrong = misfit(value, HEADER);
  if (wrong !== null) return { problem: ["traceBrokenHeader", line, wrong, found(value[wrong])] };
  if (Number(value.version) > TRACE_VERSION) return { problem: ["traceFuture", Number(value.version)] };
  return value as unknown as TraceHeader;
}

/**
 * Pushes the events of a trace into a store, whose log keeps the file's bytes. Lines that are no events become gaps. A further header begins
 * another recording, as in two files that were joined: its ids get a prefix, because they may be those of the first.
 */
export class TraceReading {
  /** Null until the header is read. */
  store: Store | null = null;
  #reading: Reading | null = null;
  /** Why the rest of the file is not read. */
  #problem: Sentence | null = null;
  #lines = 0;

  /**
   * Reads the next lines, which are whole, but for the last one of the file. Yields how many of their bytes are read, after each `LINES_A_STEP`
   * lines and after each megabyte.
   */
  *take(bytes: Uint8Array): Generator<number> {
    const isFirst = this.#lines === 0;
    const from = isFirst ? this.#begin(bytes) : 0;
    const { store } = this;
    if (!store) return;
    store.log.isCutShort = bytes.at(-1) !== NEWLINE;
    const lines = new TraceLines(bytes.subarray(from), this.#lines);
    if (this.#problem !== null) return store.log.keep(lines.rest);
    this.#reading ??= new Reading(store);
    let { taken } = lines;
    while (lines.next()) {
      this.#problem = this.#reading.take(lines);
      if (this.#problem !== null) return store.log.keep(lines.rest);
      if (lines.taken === taken && lines.number % LINES_A_STEP !== 0) continue;
      taken = lines.taken;
      yield from + lines.from;
    }
    this.#lines = lines.number;
  }

  /** After the last line. */
  end(): Losses {
    return this.#reading?.end(this.#problem) ?? { problem: this.#problem, remarks: [] };
  }

  /** Returns the place after the header's line. */
  #begin(bytes: Uint8Array): number {
    const end = bytes.indexOf(NEWLINE);
    const line = bytes.slice(0, end < 0 ? bytes.length : end);
    const text = textOf(line);
    const read = traceHeader(text === undefined ? undefined : parsed(text.replace(/^\uFEFF/, "")), 1);
    if ("problem" in read) this.#problem = read.problem;
    else this.store = new Store(read, line);
    this.#lines = 1;
    return line.length + 1;
  }
}

/** The events of a file on their way into a store, and the lines that are none. */
class Reading {
  readonly #store: Store;
  readonly #holes = new Holes();
  /** Before the ids of the second recording of a file, and of those after it. */
  #prefix = "";
  #recordings = 1;
  /** The source of a recording whose first event has not come. */
  #source: Source | undefined;
  /** How many lines are no events, and their bytes. */
  #broken = 0;
  #bytes = 0;
  /** What is wrong with the first line that is no event. */
  #first: ((lines: number, amount: string) => Sentence) | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Returns what is wrong, if the line and those after it are not to be read. */
  take(line: TraceLine): Sentence | null {
    const { number, frame, held } = line;
    if (number > MOST_LINES || this.#broken > MOST_BROKEN_LINES) return ["traceTooLong", number, this.#store.packets];
    if (frame) {
      this.#frame(line, frame);
      return null;
    }
    const { text } = line;
    if (text !== "" && text !== "\r") return this.#event(line, text === undefined ? undefined : parsed(text));
    this.#store.log.keep(held);
    return null;
  }

  end(problem: Sentence | null): Losses {
    this.#pushGap(this.#holes.atEnd());
    return { problem, remarks: this.#first ? [this.#first(this.#broken, size(this.#bytes))] : [] };
  }

  #frame(line: TraceLine, frames: Frames): void {
    const { at, held, part } = line;
    const { direction, opcode, form } = frames;
    const id = this.#prefix + frames.id;
    this.#before(at);
    const ref = this.#store.log.appendPayload(frames, at, held, id);
    if (opcode === 1 && form === "text") return this.#store.pushText({ at, id, direction, part }, ref);
    const payload = line.text ?? "";
    const body = form === "text" ? { text: payload } : { base64: payload };
    this.#store.push({ kind: "ws-frame", at, id, direction, opcode, body }, ref);
  }

  #event(line: TraceLine, value: unknown): Sentence | null {
    const { number, held } = line;
    const { log } = this.#store;
    if (value === undefined && line.isCutShort) return ["traceCutShort", number, this.#store.packets];
    if (isRecord(value) && value.format === "lifeline-trace" && value.kind === undefined) {
      const next = traceHeader(value, number);
      if ("problem" in next) return next.problem;
      log.keep(held);
      this.#begin(next);
      return null;
    }
    if (!isRecord(value) || typeof value.kind !== "string") {
      const beginning = printable(lenient.decode(held.bytes.subarray(held.from, Math.min(held.to, held.from + 80))));
      return this.#drop(line, (...lost) => ["traceNotEvent", number, beginning, ...lost]);
    }
    const { kind } = value;
    const wrong = time(value.at) ? misfit(value, SHAPES.get(kind) ?? ANY) : "at";
    if (wrong !== null) {
      return this.#drop(line, (...lost) => ["traceBrokenEvent", number, printable(kind.slice(0, 40)), wrong, found(value[wrong]), ...lost]);
    }
    if (isKnown(value)) this.#push(value as unknown as WireEvent, held);
    else log.keep(held);
    return null;
  }

  /** The next events are of another recording. */
  #begin({ source }: TraceHeader): void {
    this.#prefix = `${++this.#recordings}:`;
    this.#source = source as Source;
    this.#holes.recording();
  }

  #push(event: WireEvent, held: Held): void {
    this.#before(event.at);
    const { log } = this.#store;
    const changes = this.#changes(event);
    if (changes === null) return this.#store.push(event, log.appendLine(event, held));
    log.keep(held);
    this.#derive({ ...event, ...changes });
  }

  /** What stands in front of the next event, which happened at `at`, and is in no line. */
  #before(at: EpochMs): void {
    this.#pushGap(this.#holes.before(at));
    if (this.#source !== undefined && this.#source !== this.#store.source) {
      this.#derive({ kind: "note", at, what: "recording", source: this.#source });
    }
    this.#source = undefined;
  }

  #pushGap(gap: Gap | null): void {
    if (gap) this.#derive(gap);
  }

  #derive(event: WireEvent): void {
    this.#store.push(event, this.#store.log.derive(event));
  }

  #drop({ held }: TraceLine, sentence: (lines: number, amount: string) => Sentence): null {
    const bytes = held.to - held.from;
    this.#store.log.keep(held);
    this.#holes.broken(1, bytes);
    this.#broken++;
    this.#bytes += bytes;
    this.#first ??= sentence;
    return null;
  }

  /** Fields of an event of the file that get another value; null if there are none. */
  #changes(event: WireEvent): object | null {
    const reason = event.kind === "gap" || event.kind === "http-failed" ? OLD_REASONS.get(event.reason) : undefined;
    if (reason === undefined && this.#prefix === "") return null;
    const fields: Readonly<Record<string, unknown>> = { ...event };
    const prefixed = (key: string) => (typeof fields[key] === "string" && this.#prefix !== "" ? { [key]: this.#prefix + fields[key] } : {});
    const ids = ["id", "connection", "redirectedFrom", "documentFrame", "parent"].map(prefixed);
    return Object.assign(reason === undefined ? {} : { reason }, ...ids);
  }
}

/** Older traces have English sentences as reasons. They are replaced when the trace is opened; saved again, it has them as they were. */
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

/** Durations: HAR's names are not checked, because a reader takes only those that it knows. */
const timing: Test = (value) => isRecord(value) && Object.values(value).every(number);

/** Fields, each with what its value must be. */
type Shape = readonly (readonly [field: string, check: Test])[];

/** Object.entries for each of a million events would take longer than their checks. */
const shape = (fields: Readonly<Record<string, Test>>): Shape => Object.entries(fields);
const shapes = (kinds: Readonly<Record<string, Readonly<Record<string, Test>>>>): ReadonlyMap<string, Shape> =>
  new Map(Object.entries(kinds).map(([kind, fields]) => [kind, shape(fields)]));
const ANY: Shape = [];

/** `format` is looked at before. */
const HEADER = shape({
  version: (value) => amount(value) && value !== 0,
  source: string,
  createdAt: string,
  page: optional(string),
  browser: optional(string),
  redacted: optional((value) => isRecord(value) && Object.values(value).every(amount)),
  serverClock: optional(object({ ahead: number, within: number, packets: number })),
});

/** The fields that the core relies on. A kind that is not in the table is of a later version. */
const SHAPES = shapes({
  "http-request": {
    id: string,
    method: string,
    url: string,
    headers: strings,
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
    headers: strings,
    connection: optional(string),
    reused: optional(boolean),
    protocol: optional(string),
    remoteAddress: optional(string),
    localAddress: optional(string),
    from: optional(string),
    through: optional(string),
    reason: optional(string),
  },
  "http-body": { id: string, body, timing: optional(timing) },
  "http-failed": { id: string, reason: string, canceled: boolean, workersReason: optional(string) },
  "ws-open": {
    id: string,
    url: string,
    documentFrame: optional(string),
    initiator: optional(string),
    late: optional(boolean),
    source: optional(string),
  },
  "ws-handshake": { id: string, status: amount, requestHeaders: strings, responseHeaders: strings },
  "ws-frame": { id: string, direction: oneOf("sent", "received"), opcode: oneOf(1, 2), body },
  "ws-closing": { id: string, code: optional(amount), reason: optional(string) },
  "ws-error": { id: string, message: string },
  "ws-close": { id: string, code: optional(amount), reason: optional(string), clean: optional(boolean), cause: string },
  "wt-open": { id: string, url: string },
  "wt-established": { id: string },
  "wt-close": { id: string },
  context: { documentFrame: string, type: string, url: string, parent: optional(string), state: string },
  note: { what: string, documentFrame: optional(string), text: optional(string), source: optional(string) },
  gap: { until: time, reason: string, packets: optional(amount), bytes: optional(amount), lines: optional(amount) },
});

/** The values of fields that later versions may give more. */
const KNOWN = shapes({
  "ws-close": { cause: oneOf("reported", "hook", "navigation") },
  context: { state: oneOf("appeared", "navigated", "gone") },
  note: { what: oneOf("recording", "paused", "late", "hidden", "shown", "offline", "online", "mark", "crashed") },
});

/** The first field that is not what it must be. */
function misfit(value: Readonly<Record<string, unknown>>, shape: Shape): string | null {
  for (const [field, check] of shape) if (!check(value[field])) return field;
  return null;
}

/** A value as a sentence shows it; `undefined` when the field is missing. */
function found(value: unknown): string {
  return value === undefined ? "undefined" : printable((jsonOf(value) ?? "…").slice(0, 40));
}

/** Undefined for a value that is nested too deep. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Whether this version knows the kind of an event and its values. If not, a later version wrote it, and it is left out. */
function isKnown(event: Readonly<Record<string, unknown>>): boolean {
  const kind = String(event.kind);
  return SHAPES.has(kind) && misfit(event, KNOWN.get(kind) ?? ANY) === null;
}

/** Whether a value is an event of this version, with all the fields that the core relies on. */
export function isEvent(value: Readonly<Record<string, unknown>>): boolean {
  return time(value.at) && isKnown(value) && misfit(value, SHAPES.get(String(value.kind)) ?? ANY) === null;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
