// What is different in two values, member by member. A generator, so that its caller can compare megabytes in slices; that, bytes, and lists in
// which something was put in are why this is no package.

import { isRecord } from "../../wire/shape.ts";
import type { Path } from "./tree-rows.ts";

/** A member that only one of two values has, or that is another in each. `path`: in the second value, or where it was in the first. */
export interface Difference {
  readonly kind: "added" | "removed" | "changed";
  readonly path: Path;
  /** Undefined if it was added. */
  readonly before: unknown;
  /** Undefined if it was removed. */
  readonly after: unknown;
}

/** More differences than this are left out. */
export const MOST_DIFFERENCES = 200;
/** Members that are compared before a caller may pause. */
const STEP = 500;

/** The differences of two values in the order of the second one, at most `MOST_DIFFERENCES`. Yields nothing but pauses. */
export function* differences(before: unknown, after: unknown): Generator<undefined, readonly Difference[]> {
  const found: Difference[] = [];
  let compared = 0;
  const add = (kind: Difference["kind"], path: Path, from: unknown, to: unknown) => {
    if (found.length < MOST_DIFFERENCES) found.push({ kind, path, before: from, after: to });
  };
  function* same(a: unknown, b: unknown): Generator<undefined, boolean> {
    if (++compared % STEP === 0) yield;
    if (a instanceof Uint8Array && b instanceof Uint8Array) return a.length === b.length && a.every((byte, i) => byte === b[i]);
    if (Array.isArray(a) && Array.isArray(b)) {
      if (a.length !== b.length) return false;
      for (const [i, member] of a.entries()) if (!(yield* same(member, b[i]))) return false;
      return true;
    }
    if (!isBranch(a) || !isBranch(b)) return Object.is(a, b);
    const names = Object.keys(a);
    if (names.length !== Object.keys(b).length) return false;
    for (const name of names) if (!Object.hasOwn(b, name) || !(yield* same(a[name], b[name]))) return false;
    return true;
  }
  function* compare(path: Path, a: unknown, b: unknown): Generator<undefined, void> {
    if (++compared % STEP === 0) yield;
    if (Array.isArray(a) && Array.isArray(b)) return yield* lists(path, a, b);
    if (!isBranch(a) || !isBranch(b)) {
      if (!(yield* same(a, b))) add("changed", path, a, b);
      return;
    }
    for (const name of Object.keys(b)) {
      if (Object.hasOwn(a, name)) yield* compare([...path, name], a[name], b[name]);
      else add("added", [...path, name], undefined, b[name]);
    }
    for (const name of Object.keys(a)) if (!Object.hasOwn(b, name)) add("removed", [...path, name], a[name], undefined);
  }
  /** What both lists begin and end with is left out, if they have different lengths: something was put in or taken out between. */
  function* lists(path: Path, a: readonly unknown[], b: readonly unknown[]): Generator<undefined, void> {
    let from = 0;
    let [endA, endB] = [a.length, b.length];
    if (endA !== endB) {
      while (from < endA && from < endB && (yield* same(a[from], b[from]))) from++;
      while (from < endA && from < endB && (yield* same(a[endA - 1], b[endB - 1]))) [endA, endB] = [endA - 1, endB - 1];
    }
    for (let i = from; i < Math.max(endA, endB); i++) {
      const own = [...path, String(i)];
      if (i >= endA) add("added", own, undefined, b[i]);
      else if (i >= endB) add("removed", own, a[i], undefined);
      else yield* compare(own, a[i], b[i]);
    }
  }
  yield* compare([], before, after);
  return found;
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && !(value instanceof Uint8Array);
}
