// Any file → a store: finds out what it is by looking inside, reads it, and says in one sentence what is wrong with it. For the panel and
// the command line alike. Takes plain bytes: whoever has a gzip (`isGzip`) undoes it first.

import type { Translate } from "../messages/messages.ts";
import { size } from "../messages/quantities.ts";
import { Store } from "../session/store.ts";
import { looksLikeCdpLog, readCdpLog } from "./cdp-log.ts";
import { looksLikeTrace, readTraceEvents, readTraceHeader, type TraceProblem } from "./trace.ts";

/** A store may hold the readable part of a file that has a problem. */
export interface Opened {
  readonly store: Store | null;
  /** One sentence that says what is wrong and where. */
  readonly problem: string | null;
}

const HEAD_BYTES = 4096;
/** A larger text does not fit into a string of V8's; traces are read line by line. */
const MOST_TEXT_BYTES = 500_000_000;
const lenient = new TextDecoder();

/** Nobody has a trace of this size; a gzip of a few kB may claim to. */
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
  if (looksLikeCdpLog(head)) return openCdpLog(bytes);
  return { store: null, problem: t("fileUnknown", size(bytes.length), beginning(bytes)) };
}

function openTrace(bytes: Uint8Array, t: Translate): Opened {
  const header = readTraceHeader(bytes);
  if ("problem" in header) return { store: null, problem: sentence(header, 0, t) };
  const store = new Store(header);
  const problem = readTraceEvents(bytes, store);
  if (!problem) return { store, problem: null };
  return { store: store.entries.length > 0 ? store : null, problem: sentence(problem, store.packets, t) };
}

function openCdpLog(bytes: Uint8Array): Opened {
  const log = readCdpLog(lenient.decode(bytes));
  if (log.events.length === 0 && log.reason !== undefined) return { store: null, problem: log.reason };
  const first = log.events[0];
  const store = new Store({
    format: "lifeline-trace",
    version: 1,
    source: "cdp-log",
    createdAt: new Date(first?.at ?? 0).toISOString(),
  });
  for (const event of log.events) store.push(event);
  return { store, problem: log.reason ?? null };
}

function sentence({ problem, line, detail }: TraceProblem, packets: number, t: Translate): string {
  switch (problem) {
    case "no-trace":
      return t("traceNone");
    case "future-version":
      return t("traceFuture", detail);
    case "broken-header":
      return t("traceBrokenHeader", detail);
    case "broken-line":
      return t("traceBrokenLine", line, detail, t.count("packets", packets));
    case "cut-short":
      return t("traceCutShort", line, t.count("packets", packets));
  }
}

/** The first bytes as a person can read them: text, or hex. */
function beginning(bytes: Uint8Array): string {
  const text = lenient.decode(bytes.subarray(0, 32));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells noise from text
  if (!/[\u0000-\u0008\u000e-\u001f\ufffd]/.test(text)) return JSON.stringify(text);
  return [...bytes.subarray(0, 8)].map((b) => b.toString(16).padStart(2, "0")).join(" ");
}
