// What the panel compares: a session with another one of its trace, or with the first session of a file.

import { type Comparison, comparing, type Compared as Side, sideName } from "../../compare/compare.ts";
import { type Say, sayIn } from "../../findings/catalogue.ts";
import type { Files } from "../../formats/comparison.ts";
import { FileReading } from "../../formats/open.ts";
import type { Translate } from "../../messages/messages.ts";
import type { Session } from "../../session/model.ts";
import { piecesOf } from "../file-pieces.ts";
import { inSlices } from "../slices.ts";
import type { View } from "../view.ts";

/** Two sessions as they were when they were compared. */
export interface Compared {
  readonly comparison: Comparison;
  /** The names of the files they are from; empty for what is being recorded. */
  readonly files: Files;
  readonly say: Say;
  /** Which sessions they are. */
  readonly names: { readonly a: string; readonly b: string };
}

/** A session, its trace, and the name of the file that it is from; empty for what is being recorded. */
interface Named extends Side {
  readonly file: string;
}

/** What is away comes back in parts, which may not all have room at once: then some stays unread. */
const MOST_LOOKS = 10;

/**
 * Compares a session with another one of its trace, or with the first one of a file. Null if that has none, which is said then, and as soon as
 * the comparison is not wanted any more.
 */
export async function compareWith(
  view: Pick<View, "complain"> & { readonly host: Pick<View["host"], "t"> },
  a: Named,
  other: Session | File,
  isWanted: () => boolean,
): Promise<Compared | null> {
  const { t } = view.host;
  await t.complete();
  const complain = (sentence: string) => isWanted() && view.complain(sentence);
  const b = other instanceof File ? await read(other, t, complain, isWanted) : { ...a, session: other };
  const comparison = b && (await compareWhole(a, b, t, isWanted));
  if (!comparison) return null;
  const names = { a: sideName(comparison.a, a.file), b: sideName(comparison.b, b.file) };
  return { comparison, files: [a.file, b.file], say: await sayIn(t("language")), names };
}

/** Again when something was away that is back now: without it, there are differences that do not exist. Undefined when it is not wanted. */
async function compareWhole(a: Named, b: Named, t: Translate, isWanted: () => boolean): Promise<Comparison | undefined> {
  const logs = [a.store.log, b.store.log];
  const missed = () => logs.reduce((sum, { misses }) => sum + misses, 0);
  for (let looks = 1; ; looks++) {
    const before = missed();
    const comparison = await inSlices(comparing(a, b, t), isWanted);
    if (!comparison || missed() === before || looks === MOST_LOOKS) return comparison;
    await Promise.all(logs.map((log) => log.fetched()));
  }
}

/** The first session of a file; null if it has none, which is said then, or is not wanted any more. */
async function read(file: File, t: Translate, complain: (sentence: string) => void, isWanted: () => boolean): Promise<Named | null> {
  const reading = new FileReading(t);
  try {
    for await (const { bytes } of piecesOf(file)) {
      await inSlices(reading.take(bytes), isWanted);
      if (!isWanted()) return null;
    }
    const opened = await inSlices(reading.end(), isWanted);
    if (!opened) return null;
    const { store, problem } = opened;
    const session = store?.sessions[0];
    if (problem !== null) complain(`${file.name}: ${problem}`);
    else if (!session) complain(t("compareNoSession", file.name));
    return store && session ? { store, session, file: file.name } : null;
  } catch (error) {
    complain(t("cannotRead", file.name, error instanceof Error ? error.message : String(error)));
    return null;
  }
}
