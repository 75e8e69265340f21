// Which element shows which row. A row that comes into sight gets the element of one that goes: to change an element takes the browser half as
// long as to make another one. The elements stay where they are in the document, since moving one is as slow as making one, so after some
// scrolling their order is not that of the rows any more.

import type { Row } from "../scene/scene.ts";

/** An element with the row that it shows. */
export interface Shown {
  /** Stays the same as long as the element is there. */
  readonly element: number;
  readonly row: Row;
}

export class RowElements {
  /** In the order of the document. */
  #shown: readonly Shown[] = [];
  /** Number of elements made so far. */
  #made = 0;

  /** Gives each of the rows in sight an element, and returns them in the order of the document. The rows are in the order of the ladder. */
  show(rows: readonly Row[]): readonly Shown[] {
    const inSight = new Map(rows.map((row) => [row.key, row]));
    const before = new Set(this.#shown.map(({ row }) => row.key));
    const fresh = rows.filter(({ key }) => !before.has(key));
    const [first, last] = [fresh[0], fresh.at(-1)];
    // Rows that come in one piece were scrolled to. Others, as of another level, stand between rows that stay: their elements do too.
    const isScrolled = first && last && rows.indexOf(last) - rows.indexOf(first) === fresh.length - 1;
    const without = fresh.values();
    const kept = this.#shown.flatMap(({ element, row: { key } }) => {
      const row = inSight.get(key) ?? (isScrolled ? without.next().value : undefined);
      return row ? [{ element, row }] : [];
    });
    this.#shown = this.#withNew(kept, new Set(without), rows);
    return this.#shown;
  }

  /** Makes an element for each row that has none, behind that of the row before it. */
  #withNew(kept: readonly Shown[], without: ReadonlySet<Row>, rows: readonly Row[]): readonly Shown[] {
    if (without.size === 0) return kept;
    /** By the key of the row that stands before them and has an element; undefined for those before all others. */
    const made = new Map<number | undefined, Shown[]>([[undefined, []]]);
    let own = made.get(undefined);
    for (const row of rows) {
      if (without.has(row)) own?.push({ element: this.#made++, row });
      else {
        own = [];
        made.set(row.key, own);
      }
    }
    return [...(made.get(undefined) ?? []), ...kept.flatMap((shown) => [shown, ...(made.get(shown.row.key) ?? [])])];
  }
}
