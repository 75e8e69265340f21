// What the panel compares: a session with another one of its trace, or with the first session of a file.

import { type Comparison, comparing, sideName } from "../../compare/compare.ts";
import { type Say, sayIn } from "../../findings/catalogue.ts";
import type { Files } from "../../formats/comparison.ts";
import { FileReading } from "../../formats/open.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
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

/** Null if the file has no session, which is said then. */
export async function compareWith(
  view: Pick<View, "host" | "store" | "complain">,
  session: Session,
  other: Session | File,
): Promise<Compared | null> {
  const { t } = view.host;
  await t.complete();
  const a = { store: view.store, session };
  const store = other instanceof File ? await read(view, other) : view.store;
  const second = other instanceof File ? store?.sessions[0] : other;
  if (!store || !second) {
    if (store && other instanceof File) view.complain(t("compareNoSession", other.name));
    return null;
  }
  const comparison = await inSlices(comparing(a, { store, session: second }, t), () => true);
  if (!comparison) return null;
  const files = [view.host.status.file ?? "", other instanceof File ? other.name : ""] as const;
  const names = { a: sideName(comparison.a, files[0]), b: sideName(comparison.b, files[1]) };
  return { comparison, files, say: await sayIn(t("language")), names };
}

/** The trace in a file; null if it has none, which is said then. */
async function read(view: Pick<View, "host" | "complain">, file: File): Promise<Store | null> {
  const reading = new FileReading(view.host.t);
  try {
    for await (const { bytes } of piecesOf(file)) await inSlices(reading.take(bytes), () => true);
    const opened = await inSlices(reading.end(), () => true);
    if (opened && opened.problem !== null) view.complain(`${file.name}: ${opened.problem}`);
    return opened?.store ?? null;
  } catch (error) {
    view.complain(view.host.t("cannotRead", file.name, error instanceof Error ? error.message : String(error)));
    return null;
  }
}
