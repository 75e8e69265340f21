// Finds a text in the names and values of a tree, and measures its branches. Both are generators, so that their callers can do them in slices.

import { utf8Length } from "../../protocol/encoding.ts";
import { type Entries, namesOf, type Path } from "./tree-rows.ts";

/** Members that are looked at before a caller may pause: less than a millisecond, except for texts of megabytes. */
const STEP = 500;
/** More matches than this are not counted. */
export const MOST_MATCHES = 10_000;

/** A member whose name or value has the text; `at` is where in a text value, and -1 if it is the name or another value. */
export interface TreeMatch {
  readonly path: Path;
  readonly at: number;
}

/** All members with a text in their name or value, in the order of the tree; case does not matter. Yields nothing but pauses. */
export function* findInTree(entries: Entries, text: string): Generator<undefined, readonly TreeMatch[]> {
  const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "i");
  const matches: TreeMatch[] = [];
  let looked = 0;
  function* look(path: Path, name: string, value: unknown): Generator<undefined, void> {
    if (++looked % STEP === 0) yield;
    if (matches.length >= MOST_MATCHES) return;
    const own = [...path, name];
    const isBranch = typeof value === "object" && value !== null;
    const at = isBranch ? -1 : String(value).search(pattern);
    if (at >= 0 || pattern.test(name)) matches.push({ path: own, at: typeof value === "string" ? at : -1 });
    if (!isBranch || value instanceof Uint8Array) return;
    if (Array.isArray(value)) for (const [i, member] of value.entries()) yield* look(own, String(i), member);
    else for (const member of namesOf(value)) yield* look(own, member, Reflect.get(value, member));
  }
  for (const [name, value] of entries) yield* look([], name, value);
  return matches;
}

/** The bytes of JSON of each branch that has at least `least`. Smaller ones, of which there may be a million, are left out. */
export function* sizesInTree(entries: Entries, least: number): Generator<undefined, ReadonlyMap<object, number>> {
  const sizes = new Map<object, number>();
  let looked = 0;
  function* measure(value: unknown): Generator<undefined, number> {
    if (++looked % STEP === 0) yield;
    if (typeof value === "string") return utf8Length(value) + 2;
    if (typeof value !== "object" || value === null) return String(value).length;
    if (value instanceof Uint8Array) return value.length;
    let bytes = 2 + Math.max(0, namesOf(value).length - 1);
    if (Array.isArray(value)) for (const member of value) bytes += yield* measure(member);
    else for (const name of namesOf(value)) bytes += utf8Length(name) + 3 + (yield* measure(Reflect.get(value, name)));
    if (bytes >= least) sizes.set(value, bytes);
    return bytes;
  }
  for (const [, value] of entries) yield* measure(value);
  return sizes;
}
