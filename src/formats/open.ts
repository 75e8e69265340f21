// Any file → a store, for the panel and the command line: tells the format by the content, reads it, and says in one sentence what is wrong
// with it. A file comes piece by piece, so that it need not be in memory as a whole. A gzip (`isGzip`) is for the caller to unpack, as each host has
// another way; a zip is unpacked here.

import { takeJourneys } from "../compare/crossings.ts";
import type { UnnamedFrame } from "../compare/recognised.ts";
import type { FileBytes } from "../har/file-entry.ts";
import type { Sentence, Translate } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { Store } from "../session/store.ts";
import type { Source } from "../wire/event.ts";
import { toEnd } from "../wire/steps.ts";
import { cdpLogSteps, looksLikeCdpLog } from "./cdp-log.ts";
import { looksLikeDebugLog } from "./debug-lines.ts";
import { debugLogSteps } from "./debug-log.ts";
import { harSteps, looksLikeHar } from "./har.ts";
import type { FileEvents, Losses } from "./holes.ts";
import { logText } from "./log-messages.ts";
import { looksLikeNetLog, netLogSteps } from "./netlog.ts";
import { looksLikeTrace, TraceReading } from "./trace.ts";
import { isZip, joined, ZipReading } from "./zip.ts";

/** With a problem, `store` holds what could be read of the file, if anything. */
export interface Opened {
  readonly store: Store | null;
  /** What is wrong, where, and what to do about it. */
  readonly problem: string | null;
  /** What is damaged and was left out; everything else was read, unless there is a problem too. */
  readonly remark: string | null;
  /** See `FileEvents.unnamed`. */
  readonly unnamed?: readonly UnnamedFrame[] | undefined;
}

const HEAD_BYTES = 4096;
const NEWLINE = 10;
/** V8's strings hold 536 870 888 characters at most. Traces may be larger, as they are read line by line. */
const MOST_TEXT_BYTES = 500_000_000;
/** The events of a file that go into the store in one step. */
const EVENTS_A_STEP = 256;
const lenient = new TextDecoder();

/** A gzip or zip of a few kB can unpack to more than the memory holds. No real trace comes near this size. */
export const MOST_UNPACKED_BYTES = 2_000_000_000;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function openBytes(bytes: Uint8Array, t: Translate): Opened {
  const reading = new FileReading(t);
  toEnd(reading.take(bytes));
  return toEnd(reading.end());
}

/** Reads a file piece by piece, each in steps of a millisecond or two. A trace is read as it comes, any other file at its end. */
export class FileReading {
  readonly #t: Translate;
  readonly #isInside: boolean;
  #trace: TraceReading | null = null;
  #zip: ZipReading<FileReading> | null = null;
  /** Undefined while too few bytes have come, null if it is of none. */
  #format: Format | null | undefined;
  #utf16: TextDecoder | null = null;
  #bytes = 0;
  /** The bytes that are not read: those of a line whose end has not come, or of a file that is no trace. */
  #rest: Uint8Array[] = [];

  /** `isInside`: the file is in a zip, and is none. */
  constructor(t: Translate, isInside = false) {
    this.#t = t;
    this.#isInside = isInside;
  }

  /** What is read of a trace, and grows; null until its header is. */
  get store(): Store | null {
    return (this.#zip?.only ?? this).#trace?.store ?? null;
  }

  /** Whether it is of a format that Lifeline reads. Null: the bytes that have come do not tell. */
  get isKnown(): boolean | null {
    return this.#trace !== null || this.#zip !== null || (this.#format === undefined ? null : this.#format !== null);
  }

  /** Reads the next bytes, and keeps those of a line that is not whole. Yields how many of all are read. */
  *take(bytes: Uint8Array): Generator<number> {
    const before = this.#bytes;
    this.#bytes += bytes.length;
    if (this.#zip) return yield* this.#zip.take(bytes);
    this.#rest.push(this.#utf8(bytes));
    if (before < HEAD_BYTES && this.#bytes >= HEAD_BYTES) {
      this.recognise();
      if (this.#zip) return yield* this.#intoZip(this.#zip);
    }
    if (this.#trace) {
      const last = this.#rest.at(-1) ?? bytes;
      const end = last.lastIndexOf(NEWLINE) + 1;
      if (end === 0) return;
      const rest = last.subarray(end);
      const unread = joined(this.#rest);
      this.#rest = rest.length > 0 ? [rest] : [];
      const lines = unread.subarray(0, unread.length - rest.length);
      for (const read of this.#trace.take(lines)) yield this.#bytes - unread.length + read;
      // Of what Lifeline does not read, only the beginning is shown.
    } else if (this.#format === null) this.#rest = [joined(this.#rest).slice(0, HEAD_BYTES)];
    else if (this.#bytes > MOST_TEXT_BYTES) this.#rest = [];
  }

  /** After the last bytes. Yields as `take` does. `files`: those that lie beside it in a zip. */
  *end(files?: FileBytes): Generator<number, Opened> {
    if (this.#bytes < HEAD_BYTES) this.recognise();
    if (this.#zip) return yield* this.#endZip(this.#zip);
    const bytes = joined(this.#rest);
    this.#rest = [];
    if (!this.#trace) return yield* this.#openText(bytes, files);
    if (bytes.length > 0) for (const read of this.#trace.take(bytes)) yield this.#bytes - bytes.length + read;
    const losses = this.#trace.end();
    const { store } = this.#trace;
    if (store) for (const _ of takeJourneys(store)) yield this.#bytes;
    return opened(store, !store || store.entries.length === 0, losses, this.#t);
  }

  /** Finds out the format by the bytes that have come. */
  recognise(): void {
    const bytes = joined(this.#rest);
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
    if (encoding !== null) {
      this.#utf16 = new TextDecoder(encoding);
      this.#rest = [this.#utf8(bytes)];
    }
    const head = headOf(joined(this.#rest));
    if (!this.#isInside && isZip(bytes)) this.#zip = new ZipReading(() => new FileReading(this.#t, true), MOST_UNPACKED_BYTES);
    else if (looksLikeTrace(head)) this.#trace = new TraceReading();
    else if (head.trim() !== "") this.#format = FORMATS.find(({ looksLike }) => looksLike(head)) ?? null;
  }

  /** Windows PowerShell writes UTF-16. */
  #utf8(bytes: Uint8Array): Uint8Array {
    return this.#utf16 ? new TextEncoder().encode(this.#utf16.decode(bytes, { stream: true })) : bytes;
  }

  *#intoZip(zip: ZipReading<FileReading>): Generator<number> {
    const bytes = joined(this.#rest);
    this.#rest = [];
    yield* zip.take(bytes);
  }

  *#endZip(zip: ZipReading<FileReading>): Generator<number, Opened> {
    yield* this.#intoZip(zip);
    yield* zip.end();
    const { only } = zip;
    const opened = only ? yield* only.end(zip.beside) : null;
    const problem = [zip.problem && this.#t(...zip.problem), opened?.problem].filter(Boolean).join(" ") || null;
    return { store: opened?.store ?? null, problem, remark: opened?.remark ?? null, unnamed: opened?.unnamed };
  }

  *#openText(bytes: Uint8Array, files?: FileBytes): Generator<number, Opened> {
    const none = (...problem: Sentence): Opened => ({ store: null, problem: this.#t(...problem), remark: null });
    if (this.#format && this.#bytes > MOST_TEXT_BYTES) return none("fileTooLarge", size(this.#bytes), size(MOST_TEXT_BYTES));
    const head = headOf(bytes);
    if (head.trim() === "" && lenient.decode(bytes).trim() === "") return none("fileEmpty");
    if (!this.#format) return none("fileUnknown", beginning(bytes));
    return yield* openAs(this.#format, bytes, this.#t, files);
  }
}

function headOf(bytes: Uint8Array): string {
  return lenient.decode(bytes.subarray(0, HEAD_BYTES));
}

interface Format {
  readonly source: Source;
  /** Whether a file that begins so may be of this format. No file may be of two. */
  looksLike(head: string): boolean;
  /** Yields how much of the text is read, from 0 to 1. */
  read(text: string, files?: FileBytes): Generator<number, FileEvents>;
}

/** Formats that are read at the end of the file, as text. */
const FORMATS: readonly Format[] = [
  { source: "har", looksLike: looksLikeHar, read: harSteps },
  { source: "chromium-netlog", looksLike: looksLikeNetLog, read: netLogSteps },
  { source: "server-debug-log", looksLike: looksLikeDebugLog, read: debugLogSteps },
  { source: "cdp-log", looksLike: looksLikeCdpLog, read: cdpLogSteps },
];

function* openAs({ source, read }: Format, bytes: Uint8Array, t: Translate, files?: FileBytes): Generator<number, Opened> {
  const steps = read(logText(bytes), files);
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield step.value * bytes.length;
  const file = step.value;
  const { events, browser, header } = file;
  const createdAt = new Date(events[0]?.at ?? 0).toISOString();
  const store = new Store(header ?? { format: "lifeline-trace", version: 1, source, ...(browser !== undefined && { browser }), createdAt });
  for (const [i, event] of events.entries()) {
    store.push(event);
    if (i % EVENTS_A_STEP === 0) yield bytes.length;
  }
  for (const _ of takeJourneys(store)) yield bytes.length;
  return { ...opened(store, events.length === 0, file, t), unnamed: file.unnamed };
}

/** If nothing could be read, that is a problem. */
function opened(store: Store | null, isEmpty: boolean, { problem, remarks }: Losses, t: Translate): Opened {
  const remark = remarks.map((sentence) => t(...sentence)).join(" ") || null;
  const why = problem === null ? null : t(...problem);
  if (isEmpty && (why ?? remark) !== null) return { store: null, problem: why ?? remark, remark: null };
  return { store, problem: why, remark };
}

/** The first bytes as text, or as hex when they are not text. */
function beginning(bytes: Uint8Array): string {
  const text = lenient.decode(bytes.subarray(0, 32));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary data from text
  if (!/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) return JSON.stringify(text);
  return [...bytes.subarray(0, 8)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
}
