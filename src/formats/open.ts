// Any file → a store, for the panel and the command line: tells the format by the content, reads it, and says in one sentence what is wrong
// with it. Takes plain bytes. A gzip (`isGzip`) is for the caller to unpack, as each host has another way.

import type { Translate } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { Store } from "../session/store.ts";
import { looksLikeCdpLog, readCdpLog } from "./cdp-log.ts";
import { looksLikeTrace, readTraceEvents, readTraceHeader } from "./trace.ts";

/** With a problem, `store` holds what could be read of the file, if anything. */
export interface Opened {
  readonly store: Store | null;
  /** What is wrong, where, and what to do about it. */
  readonly problem: string | null;
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
  if (bytes.length === 0) return { store: null, problem: t("fileEmpty") };
  const head = lenient.decode(bytes.subarray(0, HEAD_BYTES));
  if (looksLikeTrace(head)) return openTrace(bytes, t);
  if (bytes.length > MOST_TEXT_BYTES) return { store: null, problem: t("fileTooLarge", size(bytes.length), size(MOST_TEXT_BYTES)) };
  if (head.trim() === "" && lenient.decode(bytes).trim() === "") return { store: null, problem: t("fileEmpty") };
  if (looksLikeCdpLog(head)) return openCdpLog(bytes, t);
  return { store: null, problem: t("fileUnknown", beginning(bytes)) };
}

function openTrace(bytes: Uint8Array, t: Translate): Opened {
  const header = readTraceHeader(bytes);
  if ("problem" in header) return { store: null, problem: t(...header.problem) };
  const store = new Store(header);
  const problem = readTraceEvents(bytes, store);
  if (!problem) return { store, problem: null };
  return { store: store.entries.length > 0 ? store : null, problem: t(...problem) };
}

function openCdpLog(bytes: Uint8Array, t: Translate): Opened {
  const log = readCdpLog(lenient.decode(bytes));
  const problem = log.problem && t(...log.problem);
  const first = log.events[0];
  if (!first && problem !== null) return { store: null, problem };
  const store = new Store({
    format: "lifeline-trace",
    version: 1,
    source: "cdp-log",
    createdAt: new Date(first?.at ?? 0).toISOString(),
  });
  for (const event of log.events) store.push(event);
  return { store, problem };
}

/** The first bytes as text, or as hex when they are not text. */
function beginning(bytes: Uint8Array): string {
  const text = lenient.decode(bytes.subarray(0, 32));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters tell binary data from text
  if (!/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) return JSON.stringify(text);
  return [...bytes.subarray(0, 8)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
}
