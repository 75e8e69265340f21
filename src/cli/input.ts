// The files that a command reads: opened, without their secrets where the call says so, and a sentence about what is damaged in them.

import { beside } from "../compare/beside.ts";
import { clockText } from "../diagram/words/clock-text.ts";
import { type Regex, readRegexSource } from "../filter/regex.ts";
import { Findings } from "../findings/findings.ts";
import { wrongFilterLines } from "../formats/filtered.ts";
import { FileReading, type Opened } from "../formats/open.ts";
import type { Translate } from "../messages/messages.ts";
import { type Redaction, withoutSecrets } from "../redact/redact.ts";
import type { Store } from "../session/store.ts";
import type { ChunkStore } from "../wire/chunks.ts";
import { toEnd } from "../wire/steps.ts";
import { type Values, Wrong } from "./call.ts";
import type { Call } from "./command.ts";
import { complain, isSameFile, nameOf, piecesOf } from "./io.ts";
import { progress } from "./progress.ts";

/** Where payloads go that are not read again. */
const NOWHERE: ChunkStore = { put: async () => {}, get: () => Promise.reject(new Error("gone")), close: () => {} };
/** For a store whose payloads are not printed. */
export const LITTLE_MEMORY = { bytes: 32_000_000, open: async () => NOWHERE };

interface Input {
  /** What the file has. A sid in the call is one of these. */
  readonly opened: Store;
  /** Its copy without secrets, or `opened` itself if they stay. */
  readonly store: Store;
  readonly redaction: Redaction | null;
}

/**
 * Reads the one file of a call, has `use` print or write what is in it, and then says what is damaged in it.
 *
 * `isWritten`: `use` writes a file, so secrets are replaced by default. `isBrief`: `use` needs no payloads, so only few of them stay in memory,
 * unless secrets are looked for in them.
 */
export async function readOne(
  { files: [file], values, t }: Call,
  { isWritten = false, isBrief = false }: { readonly isWritten?: boolean; readonly isBrief?: boolean },
  use: (input: Input) => void | Promise<void>,
): Promise<void> {
  const patterns = patternsOf(values, isWritten, t);
  const serverLog = values["server-log"];
  const opened = await open(file, isBrief && patterns === null && serverLog === undefined, t);
  if (opened.store) {
    const all = serverLog === undefined ? opened.store : await withServerLog(opened.store, serverLog, t);
    const { stores, redaction } = await withoutSecrets([all], patterns, showRedacting);
    await use({ opened: all, store: stores[0] ?? all, redaction });
  }
  report(file, opened);
}

/** A trace with the log of its server beside it. Says how the clocks differ. */
async function withServerLog(page: Store, file: string, t: Translate): Promise<Store> {
  const log = await open(file, false, t);
  report(file, log);
  const steps = beside(page, log);
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  if (step.value === null) throw new Wrong(t("cliNotItsServer", file));
  complain(`${file}: ${clockText(step.value.log.header.serverClock, t)}`);
  return step.value;
}

/** Reads a file. With `isBrief`, only few of its payloads stay in memory. */
export async function open(file: string, isBrief: boolean, t: Translate): Promise<Opened> {
  const reading = new FileReading(t);
  for await (const piece of piecesOf(file)) {
    toEnd(reading.take(piece));
    if (isBrief) reading.store?.limit(LITTLE_MEMORY);
    await reading.store?.log.relieved();
  }
  return toEnd(reading.end());
}

/** Has looked at the whole store. */
export function findingsOf(store: Store): Findings {
  const findings = new Findings(store);
  for (const _ of findings.syncing()) progress(() => ["cliLooking"]);
  return findings;
}

/** Says what is damaged in a file. */
export function report(file: string, { problem, remark }: Opened): void {
  const name = nameOf(file);
  if (problem !== null) throw new Wrong(`${name}: ${[problem, remark].filter(Boolean).join(" ")}`);
  if (remark !== null) complain(`${name}: ${remark}`);
}

/** The files that a call reads. */
export const inputsOf = ({ files, values }: Call): readonly string[] => [...files, values["server-log"] ?? []].flat();

/** Throws `Wrong` if the file to write is one of those to read. */
export function refuseSameFile(out: string, files: readonly string[], t: Translate): void {
  if (files.some((file) => isSameFile(out, file))) throw new Wrong(t("cliSameFile", out));
}

/** A filter of the call, which is right. Throws `Wrong` with the place of the fault if it is not. */
export function checkedFilter(filter: string | undefined, t: Translate): string | undefined {
  const wrong = filter === undefined ? null : wrongFilterLines(filter, t);
  if (wrong !== null) throw new Wrong(...wrong);
  return filter;
}

/** Own patterns of what is a secret; null if secrets stay. What is written to a file has none by default, what is printed has all. */
export function patternsOf(values: Values, isWritten: boolean, t: Translate): readonly Regex[] | null {
  const { redact, "no-redact": keeps, pattern } = values;
  if (keeps && (redact || pattern.length > 0)) throw new Wrong(t("cliRedactOrNot"));
  if (keeps || !(isWritten || redact || pattern.length > 0)) return null;
  return pattern.map((source) => {
    const read = readRegexSource(source, "");
    if ("reason" in read) throw new Wrong(t("cliBadPattern", source, t(...read.reason)));
    return read.regex;
  });
}

export function showRedacting(): void {
  progress(() => ["cliRedacting"]);
}
