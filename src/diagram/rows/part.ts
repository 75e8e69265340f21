// A part of a ladder: the rows around a place. It is drawn while the rows of the whole trace are being made, which takes a second or more for
// a million entries. What lies outside of it is not drawn, so a fold or a step may begin with the part, and a lifeline may be missing.

import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import { RowFilter } from "./row-filter.ts";
import type { Scope } from "./scope.ts";

export interface Part {
  /** The first place in time order whose entry has a row. */
  readonly from: number;
  /** The place after the last one; infinite if the part goes on to the end of the trace and grows with it. */
  readonly until: number;
  /** When the first and the last row of the whole ladder happened. */
  readonly firstAt: EpochMs;
  readonly lastAt: EpochMs;
}

/** More rows than a screen has, on both sides, so that the user can scroll a little. */
const ROWS_ASIDE = 400;
/** In a scope with few rows, no more places are looked at. That takes 10 ms. */
const MOST_PLACES = 1 << 16;

/** The part around a place in time order, or around the one next to it that is in scope. */
export function partAround(store: Store, scope: Scope, http: boolean, place: number): Part {
  const { entries } = store;
  const filter = new RowFilter(store, scope, http);
  const begin = scope.kind === "session" ? entries.placeFrom(scope.session.startedAt) : 0;
  const end = scope.kind === "session" ? Math.max(begin + 1, entries.placeAfter(scope.session.lastAt)) : entries.length;
  /** The place `rows` rows after a place, or before it. */
  const away = (from: number, direction: 1 | -1, rows: number) => {
    let at = from;
    for (let left = rows, looks = 0; left > 0 && looks < MOST_PLACES; looks++) {
      if (at + direction < begin || at + direction >= end) break;
      at += direction;
      if (filter.hasRow(entries.ordered(at))) left--;
    }
    return at;
  };
  const middle = Math.max(begin, Math.min(end - 1, place));
  const last = away(middle, 1, ROWS_ASIDE);
  return {
    from: away(middle, -1, ROWS_ASIDE),
    until: last === entries.length - 1 ? Number.POSITIVE_INFINITY : last + 1,
    firstAt: entries.at(entries.ordered(away(begin - 1, 1, 1))),
    lastAt: entries.at(entries.ordered(away(end, -1, 1))),
  };
}
