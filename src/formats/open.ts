// Any file → a store, for the panel and the command line: tells the format by the content, reads it, and says in one sentence what is wrong
// with it. Takes plain bytes. A gzip (`isGzip`) is for the caller to unpack, as each host has another way.

import type { Sentence, Translate } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { Store } from "../session/store.ts";
import { looksLikeCdpLog, readCdpLog } from "./cdp-log.ts";
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

const HEAD_BYTES = 4096;
/** V8's strings hold 536 870 888 characters at most. Traces may be larger, as they are read line by line. */
const MOST_TEXT_BYTES = 500_000_000;
const lenient = new TextDecoder();

/** A gzip of a few kB can unpack to more than the memory holds. No real trace comes near this size. */
export const MOST_UNPACKED_BYTES = 2_000_000_000;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

export function openBytes(bytes: Uint8Array, t: Translate): Opened {
  const none = (...problem: Sentence): Opened => ({ store: null, problem: t(...problem), remark: null });
  if (bytes.length === 0) return none("fileEmpty");
  const head = lenient.decode(bytes.subarray(0, HEAD_BYTES));
  if (looksLikeTrace(head)) return openTrace(bytes, t);
  if (bytes.length > MOST_TEXT_BYTES) return none("fileTooLarge", size(bytes.length), size(MOST_TEXT_BYTES));
  if (head.trim() === "" && lenient.decode(bytes).trim() === "") return none("fileEmpty");
  if (looksLikeCdpLog(head)) return openCdpLog(bytes, t);
  return none("fileUnknown", beginning(bytes));
}

function openTrace(bytes: Uint8Array, t: Translate): Opened {
  const read = readTraceHeader(bytes);
  if ("problem" in read) return { store: null, problem: t(...read.problem), remark: null };
  const store = new Store(read.header, read.line);
  const reading = readTraceEvents(bytes, store);
  let step = reading.next();
  while (!step.done) step = reading.next();
  const losses = step.value;
  return opened(store, store.entries.length === 0, losses, t);
}

function openCdpLog(bytes: Uint8Array, t: Translate): Opened {
  const log = readCdpLog(logText(bytes));
  const store = new Store({
    format: "lifeline-trace",
    version: 1,
    source: "cdp-log",
    createdAt: new Date(log.events[0]?.at ?? 0).toISOString(),
  });
  for (const event of log.events) store.push(event);
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
