// The keys that go from row to row.

import type { GoTo } from "./go-to.ts";

/** What a key does in the ladder, by `KeyboardEvent.key`. */
export function keysOf(goTo: GoTo): Readonly<Record<string, () => void>> {
  return {
    e: () => goTo.problem(1),
    E: () => goTo.problem(-1),
    u: () => goTo.unanswered(1),
    U: () => goTo.unanswered(-1),
    ".": () => goTo.same(1),
    ",": () => goTo.same(-1),
    "[": () => goTo.session(-1),
    "]": () => goTo.session(1),
    g: () => goTo.askTime(true),
  };
}
