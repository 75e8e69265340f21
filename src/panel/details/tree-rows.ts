// The rows of a tree of values, from top to bottom. Only open branches have rows, of long arrays and objects a stretch, of long texts the
// beginning: the work goes with what is visible, also where a packet has ten megabytes.

import { hexLines } from "./hex.tsx";
import { MORE_CHARACTERS } from "./parts.tsx";

/** Members of a branch that are shown at first, and that a click adds. */
const PAGE = 100;
/** Characters of a text that are shown at first. */
const FIRST_CHARACTERS = 200;
/** Characters before a match that are shown of a long text. */
const BEFORE_MATCH = 80;
/** Bytes that are shown at first, and that a click adds. */
const FIRST_BYTES = 128;
const MORE_BYTES = 2048;
/** Branches above this depth are open at first, unless they have more than `OPEN_MEMBERS` members. */
const OPEN_DEPTH = 2;
const OPEN_MEMBERS = 12;

/** A member of a tree, by the names that lead to it. */
export type Path = readonly string[];
export type Entries = readonly (readonly [name: string, value: unknown])[];

/** Which part of a branch, of a text or of bytes is shown: from `from` up to `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

export interface TreeState {
  /** By `keyOf` of their paths: branches that the user opened or closed. */
  isOpen(key: string): boolean | undefined;
  /** By the same keys: what of them is shown. Undefined is the beginning. */
  stretch(key: string): Stretch | undefined;
}

interface Place {
  /** Names the row among those of its tree. */
  readonly key: string;
  readonly path: Path;
  /** From 1. */
  readonly level: number;
  /** Its place among its siblings, from 1, and their number. All are counted, also those that have no row. */
  readonly position: number;
  readonly siblings: number;
}

export type TreeRow = Place &
  (
    | { readonly kind: "leaf"; readonly name: string; readonly value: unknown /** Of a text. */; readonly shown: Stretch }
    | { readonly kind: "branch"; readonly name: string; readonly value: object; readonly count: number; readonly open: boolean }
    /** Shows the members before or after those of a stretch, or more of a text or of bytes, of the member `of`. */
    | {
        readonly kind: "before" | "after";
        readonly of: string;
        readonly unit: "members" | "characters" | "bytes";
        readonly shown: Stretch;
        readonly count: number;
      }
    | { readonly kind: "hex"; readonly text: string }
  );

/** The names of a branch's members; those of an array are its indexes. An object of many keys is asked often. */
export function namesOf(value: object): readonly string[] {
  const known = names.get(value) ?? Object.keys(value);
  names.set(value, known);
  return known;
}
const names = new WeakMap<object, readonly string[]>();

export function countOf(value: object): number {
  return value instanceof Uint8Array || Array.isArray(value) ? value.length : namesOf(value).length;
}

/** As in a JSON pointer (RFC 6901): different paths have different keys. */
export function keyOf(path: Path): string {
  return path.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

export function treeRows(entries: Entries, state: TreeState): TreeRow[] {
  const rows: TreeRow[] = [];
  for (const [i, [name, value]] of entries.entries()) addRows(rows, [name], value, { position: i + 1, siblings: entries.length }, state);
  return rows;
}

function addRows(rows: TreeRow[], path: Path, value: unknown, sibling: Pick<Place, "position" | "siblings">, state: TreeState): void {
  const key = keyOf(path);
  const level = path.length;
  const name = path[level - 1] ?? "";
  const place = { key, path, level, ...sibling };
  const below = { path, level: level + 1, position: 1, siblings: 1 };
  if (typeof value !== "object" || value === null) {
    const length = typeof value === "string" ? value.length : 0;
    const shown = state.stretch(key) ?? { from: 0, to: Math.min(length, FIRST_CHARACTERS) };
    rows.push({ ...place, kind: "leaf", name, value, shown });
    if (shown.to - shown.from < length)
      rows.push({ ...below, key: `${key} after`, kind: "after", of: key, unit: "characters", shown, count: length });
    return;
  }
  const count = countOf(value);
  const isBytes = value instanceof Uint8Array;
  const open = count > 0 && (state.isOpen(key) ?? (!isBytes && level <= OPEN_DEPTH && count <= OPEN_MEMBERS));
  rows.push({ ...place, kind: "branch", name, value, count, open });
  if (!open) return;
  const shown = state.stretch(key) ?? { from: 0, to: Math.min(count, isBytes ? FIRST_BYTES : PAGE) };
  const unit = isBytes ? "bytes" : "members";
  if (shown.from > 0) rows.push({ ...below, key: `${key} before`, kind: "before", of: key, unit, shown, count });
  if (isBytes) rows.push({ ...below, key: `${key} hex`, kind: "hex", text: hexLines(value, shown.to) });
  else {
    const members = Array.isArray(value) ? null : namesOf(value);
    for (let i = shown.from; i < shown.to; i++) {
      const member = members?.[i] ?? String(i);
      addRows(rows, [...path, member], Reflect.get(value, member), { position: i + 1, siblings: count }, state);
    }
  }
  if (shown.to < count) rows.push({ ...below, key: `${key} after`, kind: "after", of: key, unit, shown, count });
}

/** The stretch that a `before` or `after` row shows on a click. */
export function stretched(row: Extract<TreeRow, { kind: "before" | "after" }>): Stretch {
  const { kind, unit, shown, count } = row;
  const step = { members: PAGE, characters: MORE_CHARACTERS, bytes: MORE_BYTES }[unit];
  // More of a text whose middle is shown, around a match, is more from its beginning.
  if (unit === "characters") return { from: 0, to: Math.min(count, shown.to - shown.from + step) };
  return kind === "before" ? { ...shown, from: Math.max(0, shown.from - step) } : { ...shown, to: Math.min(count, shown.to + step) };
}

/** What has to be open and shown for the member at `path` to have a row, and of a long text also its character `at`. */
export function wayTo(entries: Entries, path: Path, at: number): { readonly open: string[]; readonly stretches: [string, Stretch][] } {
  const open: string[] = [];
  const stretches: [string, Stretch][] = [];
  let value = entries.find(([name]) => name === path[0])?.[1];
  for (let depth = 1; depth < path.length && typeof value === "object" && value !== null; depth++) {
    const key = keyOf(path.slice(0, depth));
    const name = path[depth] ?? "";
    open.push(key);
    const index = Array.isArray(value) ? Number(name) : namesOf(value).indexOf(name);
    if (index >= PAGE) stretches.push([key, stretchAround(index - PAGE / 2, PAGE, countOf(value))]);
    value = Reflect.get(value, name);
  }
  if (typeof value === "string" && at + BEFORE_MATCH > FIRST_CHARACTERS)
    stretches.push([keyOf(path), stretchAround(at - BEFORE_MATCH, FIRST_CHARACTERS, value.length)]);
  return { open, stretches };
}

function stretchAround(from: number, length: number, count: number): Stretch {
  return { from, to: Math.min(count, from + length) };
}
