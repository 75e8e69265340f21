// Any file → a store, for the panel and the command line: tells the format by the content, reads it, and says in one sentence what is wrong
// with it. The panel reads in steps (`reading`), the command line all at once (`openBytes`). Takes plain bytes. A gzip (`isGzip`) is for the caller to unpack, as each host has another way.

import type { Sentence, Translate } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { Store } from "../session/store.ts";
import { toEnd } from "../wire/steps.ts";
import { cdpLogSteps, looksLikeCdpLog } from "./cdp-log.ts";
import type { Losses } from "./holes.ts";
import { logText } from "./log-messages.ts";
import { looksLikeTrace, readTraceEvents, readTraceHeader } from "./trace.ts";

/** With a problem, `store` holds what could be read of the file, if anything. */
export interface Opened {
  readonly store: Store | null;
  /** What is wrong, where, and what to do about it. */
  readonly problem: string | null;
  /** What is damaged and was left out; everything else was read, unless there is a problem too. */
  readonly remark: string | null;
}

/** How far a file is read. */
export interface Progress {
  /** What is read, and grows with each step; null while nothing is. */
  readonly store: Store | null;
  /** How much of the file is read, from 0 to 1. */
  readonly share: number;
}

const HEAD_BYTES = 4096;
/** V8's strings hold 536 870 888 characters at most. Traces may be larger, as they are read line by line. */
const MOST_TEXT_BYTES = 500_000_000;
/** The events of a CDP log that go into the store in one step. */
const EVENTS_A_STEP = 256;
const lenient = new TextDecoder();

/** A gzip of a few kB can unpack to more than the memory holds. No real trace comes near this size. */
export const MOST_UNPACKED_BYTES = 2_000_000_000;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function openBytes(bytes: Uint8Array, t: Translate): Opened {
  return toEnd(reading(bytes, t));
}

/** Reads a file in steps, each of which takes a millisecond or two. */
export function* reading(bytes: Uint8Array, t: Translate): Generator<Progress, Opened> {
  const none = (...problem: Sentence): Opened => ({ store: null, problem: t(...problem), remark: null });
  if (bytes.length === 0) return none("fileEmpty");
  const head = lenient.decode(bytes.subarray(0, HEAD_BYTES));
  if (looksLikeTrace(head)) return yield* openTrace(bytes, t);
  if (bytes.length > MOST_TEXT_BYTES) return none("fileTooLarge", size(bytes.length), size(MOST_TEXT_BYTES));
  if (head.trim() === "" && lenient.decode(bytes).trim() === "") return none("fileEmpty");
  if (looksLikeCdpLog(head)) return yield* openCdpLog(bytes, t);
  return none("fileUnknown", beginning(bytes));
}

function* openTrace(bytes: Uint8Array, t: Translate): Generator<Progress, Opened> {
  const read = readTraceHeader(bytes);
  if ("problem" in read) return { store: null, problem: t(...read.problem), remark: null };
  const store = new Store(read.header, read.line);
  const lines = readTraceEvents(bytes, store);
  let step = lines.next();
  for (; !step.done; step = lines.next()) yield { store, share: step.value / bytes.length };
  return opened(store, store.entries.length === 0, step.value, t);
}

function* openCdpLog(bytes: Uint8Array, t: Translate): Generator<Progress, Opened> {
  const steps = cdpLogSteps(logText(bytes));
  let step = steps.next();
  for (; !step.done; step = steps.next()) yield { store: null, share: step.value };
  const log = step.value;
  const store = new Store({
    format: "lifeline-trace",
    version: 1,
    source: "cdp-log",
    createdAt: new Date(log.events[0]?.at ?? 0).toISOString(),
  });
  for (const [i, event] of log.events.entries()) {
    store.push(event);
    if (i % EVENTS_A_STEP === 0) yield { store, share: 1 };
  }
  return opened(store, log.events.length === 0, log, t);
}

/** If nothing could be read, that is a problem. */
function opened(store: Store, isEmpty: boolean, { problem, remarks }: Losses, t: Translate): Opened {
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
