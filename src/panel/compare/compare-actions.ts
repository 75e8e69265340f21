// What the keys do while two sessions are compared.

import type { TwoLadders } from "../../compare/two-ladders.ts";
import type { Letter } from "../../compare/two-ladders-picture.tsx";
import type { Action } from "../actions/action.ts";

/** What the actions need of the comparison on the screen. */
export interface Compares {
  readonly ladders: TwoLadders;
  readonly selected: number | null;
  readonly showRow: (row: number) => void;
  /** Shows the next difference, or the previous one (-1). */
  readonly step: (by: number) => void;
  /** Null where both ladders are drawn. */
  readonly setSide: ((side: Letter) => void) | null;
}

/** Shows the nearest row that takes room, from one on. */
function showFrom({ ladders, showRow }: Compares, row: number, by: 1 | -1): void {
  const last = lastOf({ ladders });
  while (row >= 0 && row <= last && ladders.isHidden(row)) row += by;
  if (row >= 0 && row <= last) showRow(row);
}

function lastOf({ ladders }: Pick<Compares, "ladders">): number {
  return ladders.comparison.rows.length - 1;
}

export const COMPARE_ACTIONS = {
  next: { name: "compareNext", keys: "E", run: ({ step }) => step(1) },
  previous: { name: "comparePrevious", keys: "Shift+E", run: ({ step }) => step(-1) },
  below: { name: "rowBelow", keys: "ArrowDown", run: (pane) => showFrom(pane, (pane.selected ?? -1) + 1, 1) },
  above: { name: "rowAbove", keys: "ArrowUp", run: (pane) => showFrom(pane, (pane.selected ?? 0) - 1, -1) },
  first: { name: "firstRow", keys: "Home", run: (pane) => showFrom(pane, 0, 1) },
  last: { name: "lastRow", keys: "End", run: (pane) => showFrom(pane, lastOf(pane), -1) },
  a: { name: "compareA", keys: "ArrowLeft", when: ({ setSide }) => setSide !== null, run: ({ setSide }) => setSide?.("a") },
  b: { name: "compareB", keys: "ArrowRight", when: ({ setSide }) => setSide !== null, run: ({ setSide }) => setSide?.("b") },
} as const satisfies Readonly<Record<string, Action<Compares>>>;
