// The findings that begin in a stretch.

import { LINE_HEIGHT } from "../rows/row-kinds.ts";
import type { FindingMark } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

export function findingMarks({ ladder, first, last, isEmpty }: Stretch): FindingMark[] {
  if (isEmpty) return [];
  const { rows, beginnings } = ladder;
  return [...beginnings.within(rows.withoutFields(first), last)].map(({ beginning, row, line }) => {
    const { key: finding, severity, name, title, begins, named } = beginning;
    const place =
      line === null
        ? { y: rows.y(row), height: rows.heightOf(row), line: false }
        : { y: rows.y(line.row) + rows.heightOf(line.row) + line.others * LINE_HEIGHT, height: LINE_HEIGHT, line: true };
    return { finding, row: ladder.key(row), ...place, severity, name, title, begins, named };
  });
}
