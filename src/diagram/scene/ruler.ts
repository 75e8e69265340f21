// The ruler of a ladder that is drawn to scale.

import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { EpochMs } from "../../wire/event.ts";
import { endOf } from "../rows/pause.ts";
import { ROW } from "../rows/row-kinds.ts";
import { rulerInterval } from "../rows/scale.ts";
import type { Scene } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

/** Marks between rows, spread evenly from one row to the next. Two rows with a tear or a fold between them have none, and a band has its own. */
export function rulerOf(stretch: Stretch, zero: EpochMs, t: Translate): Pick<Scene, "ruler"> {
  const { ladder, positions } = stretch;
  const { rows, store, options } = ladder;
  if (options.scale === undefined) return {};
  const interval = rulerInterval(options.scale);
  const marks: number[] = [];
  let above: { readonly at: EpochMs; readonly y: number } | null = null;
  /** Adds the marks from `above` to a moment below it. */
  const mark = (at: EpochMs, y: number) => {
    if (above && at > above.at) {
      const scale = (y - above.y) / (at - above.at);
      for (let k = Math.ceil(above.at / interval); k * interval < at; k++)
        marks.push(Math.round(above.y + (k * interval - above.at) * scale));
    }
  };
  for (let row = stretch.first; row <= stretch.last; row++) {
    const kind = rows.kind(row);
    const fold = ladder.foldAt(row);
    if (kind === ROW.tear || fold) {
      const cell = fold && !ladder.isOpen(fold) ? fold.cell : null;
      if (cell) {
        const y = rows.y(row);
        mark(cell.from - zero, y);
        above = { at: cell.from - zero, y };
        mark(cell.until - zero, y + rows.heightOf(row));
        above = { at: cell.until - zero, y: y + rows.heightOf(row) };
      } else above = null;
    }
    if (kind !== ROW.entry) continue;
    const y = positions.middleOfRow(row);
    mark(store.entries.at(rows.ref(row)) - zero, y);
    above = { at: endOf(store, rows.ref(row)) - zero, y };
  }
  return { ruler: { interval: duration(interval), text: t("rulerTick", duration(interval)), marks } };
}
