// A part of a ladder: the rows around a place. It is drawn while the rows of the whole trace are being made, which takes a second or more for
// a million entries. What lies outside of it is not drawn, so a fold or a step may begin with the part, and a lifeline may be missing.

import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import { RowFilter, type Shown } from "./row-filter.ts";

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
/** Where few entries have rows, no more places are looked at. That takes 10 ms; a filter tests each of them. */
const MOST_PLACES = 1 << 16;
const MOST_TESTED = 1 << 13;

/** The part around a place in time order, or around the one next to it that is in scope. */
export function partAround(store: Store, shown: Shown, place: number): Part {
  const { entries } = store;
  const { scope } = shown;
  const filter = new RowFilter(store, shown);
  const most = shown.matches ? MOST_TESTED : MOST_PLACES;
  const begin = scope.kind === "session" ? entries.placeFrom(scope.session.startedAt) : 0;
  const end = scope.kind === "session" ? Math.max(begin + 1, entries.placeAfter(scope.session.lastAt)) : entries.length;
  /** The place `rows` rows after a place, or before it. */
  const away = (from: number, direction: 1 | -1, rows: number, isRow: (entry: number) => boolean) => {
    let at = from;
    for (let left = rows, looks = 0; left > 0 && looks < most; looks++) {
      if (at + direction < begin || at + direction >= end) break;
      at += direction;
      if (isRow(entries.ordered(at))) left--;
    }
    return at;
  };
  const middle = Math.max(begin, Math.min(end - 1, place));
  const hasRow = (entry: number) => filter.hasRow(entry);
  const mayHaveRow = (entry: number) => filter.mayHaveRow(entry);
  const last = away(middle, 1, ROWS_ASIDE, hasRow);
  return {
    from: away(middle, -1, ROWS_ASIDE, hasRow),
    until: last === entries.length - 1 ? Number.POSITIVE_INFINITY : last + 1,
    firstAt: entries.at(entries.ordered(away(begin - 1, 1, 1, mayHaveRow))),
    lastAt: entries.at(entries.ordered(away(end, -1, 1, mayHaveRow))),
  };
}
