// The redacted copy of a trace that is exported, made in slices.

import { openChunkStore } from "../../disk/disk.ts";
import { type Regex, readRegexSource } from "../../filter/regex.ts";
import type { Sentence } from "../../messages/messages.ts";
import { Redaction } from "../../redact/redact.ts";
import { Store } from "../../session/store.ts";
import type { Log } from "../../wire/log.ts";
import { recall } from "../remembered.ts";
import { nextTask, SLICE_MS } from "../slices.ts";

/** Called after each slice with the share that is done, from 0 to 1. Returns whether to go on. */
type GoesOn = (share: number) => boolean;

/** Characters of lines that are handed over at once. */
const PIECE = 1 << 20;
const encoder = new TextEncoder();

/** The user's own patterns of secrets, one a line. Those that are wrong come with the reason. */
export function readPatterns(lines: string): {
  readonly patterns: readonly Regex[];
  readonly wrong: readonly { readonly source: string; readonly reason: Sentence }[];
} {
  const sources = lines.split("\n").filter((line) => line.trim() !== "");
  const read = sources.map((source) => ({ source, ...readRegexSource(source, "") }));
  return {
    patterns: read.flatMap((one) => ("regex" in one ? one.regex : [])),
    wrong: read.flatMap((one) => ("reason" in one ? [{ source: one.source, reason: one.reason }] : [])),
  };
}

/** Finds the secrets of a trace. Null if it did not go on. */
export async function redactionOf(log: Log, patterns: readonly Regex[], goesOn: GoesOn = () => true): Promise<Redaction | null> {
  const redaction = new Redaction([log], patterns);
  return (await inSlices(redaction.collecting(), goesOn)) ? redaction : null;
}

/** The same trace without its secrets. `memory`: bytes of payloads that it may have in memory. Its log is to be closed. */
export async function redactedStore(redaction: Redaction, log: Log, memory: number): Promise<Store> {
  const store = new Store(redaction.headerOf(log));
  store.limit({ bytes: memory, open: openChunkStore });
  await inSlices(
    redaction.rewriting(log, (event) => store.push(event)),
    () => true,
  );
  return store;
}

/** The trace file without its secrets, in pieces of about a megabyte. */
export async function* redactedLines(redaction: Redaction, log: Log): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let text = JSON.stringify(redaction.headerOf(log));
  const steps = redaction.rewriting(log, (event) => {
    text += `\n${JSON.stringify(event)}`;
  });
  for await (const _ of sliced(steps)) {
    if (text.length < PIECE) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(`${text}\n`);
}

/** The same steps, in slices: between them others work. */
export async function* sliced<T>(steps: AsyncIterable<T>): AsyncGenerator<T> {
  let end = 0;
  for await (const step of steps) {
    if (performance.now() > end) {
      await nextTask();
      end = performance.now() + SLICE_MS;
    }
    yield step;
  }
}

/** Does the work in slices, each in a task of its own. False if it did not go on. */
async function inSlices(steps: AsyncGenerator<number>, goesOn: GoesOn): Promise<boolean> {
  let end = 0;
  for await (const share of steps) {
    if (performance.now() < end) continue;
    if (!goesOn(share)) return false;
    await nextTask();
    end = performance.now() + SLICE_MS;
  }
  return true;
}

export const ownPatterns = () => readPatterns(recall("secretPatterns"));
