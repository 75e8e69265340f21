// What a trace can be written as, by the ending of the file's name. To add a format, add a line.

import type { Store } from "../session/store.ts";
import { linesOf } from "../wire/save.ts";
import { harPieces } from "./har-out.ts";

type Writer = (store: Store) => Iterable<string | Uint8Array> | AsyncIterable<string>;

/** A store must be in memory. */
const WRITERS: Readonly<Record<string, Writer>> = {
  ".jsonl": ({ log }) => linesOf(log),
  ".har": ({ log }) => harPieces(log),
};

export const CONVERTED_ENDINGS: readonly string[] = Object.keys(WRITERS);

/** Undefined for a name with another ending. It may end in `.gz` besides. */
export function writerFor(name: string): Writer | undefined {
  const plain = name.toLowerCase().replace(/\.gz$/, "");
  return Object.entries(WRITERS).find(([ending]) => plain.endsWith(ending))?.[1];
}
