// Reads a file that the user opens, in slices. It is a chunk of its own: most recordings never open one.

import { beside } from "../compare/beside.ts";
import { FileReading, type Opened } from "../formats/open.ts";
import type { Translate } from "../messages/messages.ts";
import type { Store } from "../session/store.ts";
import { piecesOf } from "./file-pieces.ts";
import { inSlices, nextTask, SLICE_MS } from "./slices.ts";

/**
 * Resolves with what the file holds. Calls `progress` after each slice with the store, as soon as there is one, and with how much of the file is read,
 * from 0 to 1; resolves with undefined when that returns false. Throws if the file cannot be read.
 */
export async function readFile(
  file: File,
  t: Translate,
  progress: (store: Store | null, share: number) => boolean,
): Promise<Opened | undefined> {
  await t.complete();
  const reading = new FileReading(t);
  const goesOn = (share: number) => progress(reading.store, Math.min(1, share));
  let each = 0;
  let done = 0;
  for await (const { bytes, share } of piecesOf(file)) {
    each = share;
    await inSlices(reading.take(bytes), (read) => {
      done = read * share;
      return goesOn(done);
    });
    if (!goesOn(done)) return undefined;
    await reading.store?.log.relieved();
  }
  return inSlices(reading.end(), (read) => goesOn(read * each));
}

/**
 * The trace that is shown with the log of its server beside it, if `read` is that log, made in slices; null otherwise, and once `goesOn` returns false.
 * `limit`: see `beside`.
 */
export async function besideShown(
  shown: Store,
  read: Opened,
  limit: (store: Store) => Store,
  goesOn: () => boolean,
): Promise<Store | null> {
  if (read.store?.log.header.source !== "server-debug-log") return null;
  const steps = beside(shown, read, limit);
  let end = 0;
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
    if (performance.now() < end) continue;
    if (!goesOn()) return null;
    await nextTask();
    end = performance.now() + SLICE_MS;
  }
}
