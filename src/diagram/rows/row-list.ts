// The rows of a ladder as typed columns: what each row stands for, and its height. Rows are added and removed at the end only. The y of a
// row is the y of its block of 128 plus at most 127 heights, so finding a row or its y does not grow with the number of rows. Lines below rows are
// a list of their own: one that comes or goes far above changes no row.

import { partition } from "../../wire/partition.ts";
import { RowCounts } from "./row-counts.ts";
import { LINE_HEIGHT, ROW } from "./row-kinds.ts";

const BLOCK = 128;

export class RowList {
  length = 0;
  /** Height of all rows together in pixels, without the lines. */
  rowsHeight = 0;
  /** For each line, the row that it is below. In order; several may be below one row. */
  readonly lines: number[] = [];
  readonly counts = new RowCounts();
  #kind = new Uint8Array(1024);
  #height = new Uint16Array(1024);
  #ref = new Uint32Array(1024);
  #place = new Uint32Array(1024);
  readonly #blockY: number[] = [];

  /** `bits`: what the row counts as, see `ROW_BIT`. */
  push(kind: number, height: number, ref: number, place: number, bits = 0): void {
    const i = this.length;
    if (i === this.#kind.length) this.#grow();
    if (i % BLOCK === 0) this.#blockY[i / BLOCK] = this.rowsHeight;
    this.#kind[i] = kind;
    this.#height[i] = height;
    this.#ref[i] = ref;
    this.#place[i] = place;
    this.length = i + 1;
    this.rowsHeight += height;
    this.counts.push(bits);
  }

  truncate(length: number): void {
    this.rowsHeight = this.#yOfRows(length);
    this.length = length;
    this.counts.truncate(length);
  }

  kind(i: number): number {
    return this.#kind[i] ?? 0;
  }
  heightOf(i: number): number {
    return this.#height[i] ?? 0;
  }
  /** The entry that a row stands for; of a fold, its number. */
  ref(i: number): number {
    return this.#ref[i] ?? 0;
  }
  /** The place in time order of the row's first entry. */
  place(i: number): number {
    return this.#place[i] ?? 0;
  }

  /** Height of all rows and lines together, in pixels. */
  get height(): number {
    return this.rowsHeight + this.lines.length * LINE_HEIGHT;
  }

  /** The y of a row. Its lines are below it, between it and the next row. */
  y(i: number): number {
    return this.#yOfRows(i) + this.#linesAbove(i) * LINE_HEIGHT;
  }

  #linesAbove(row: number): number {
    return partition(this.lines.length, (k) => (this.lines[k] ?? 0) < row);
  }

  #yOfRows(i: number): number {
    if (i >= this.length) return this.rowsHeight;
    let y = this.#blockY[Math.floor(i / BLOCK)] ?? 0;
    for (let k = i - (i % BLOCK); k < i; k++) y += this.heightOf(k);
    return y;
  }

  /** The row at a y, or above the line there; the first or last one when y is above or below all rows. */
  at(y: number): number {
    const block = Math.max(0, partition(Math.ceil(this.length / BLOCK), (b) => this.y(b * BLOCK) <= y) - 1);
    let i = block * BLOCK;
    let bottom = this.y(i);
    let line = this.#linesAbove(i);
    while (i < this.length - 1) {
      bottom += this.heightOf(i);
      for (; this.lines[line] === i; line++) bottom += LINE_HEIGHT;
      if (bottom > y) break;
      i++;
    }
    return Math.max(0, Math.min(i, this.length - 1));
  }

  /** How many rows lie above a y, with the row at it as a fraction. `yAfter` is the reverse. */
  rowsAbove(y: number): number {
    const row = this.at(y);
    return Math.max(0, Math.min(this.length, row + Math.min(1, (y - this.y(row)) / Math.max(1, this.heightOf(row)))));
  }

  yAfter(rows: number): number {
    const row = Math.max(0, Math.min(this.length, Math.floor(rows)));
    return this.y(row) + Math.max(0, rows - row) * this.heightOf(row);
  }

  /** The row that a handshake's fields are below, of one of these; any other row is its own. */
  withoutFields(i: number): number {
    let row = i;
    while (row >= 0 && this.#isFields(row)) row--;
    return row;
  }

  /** The last row of the fields below a row, or the row itself if it has none. */
  withFields(i: number): number {
    let next = i + 1;
    while (next < this.length && this.#isFields(next)) next++;
    return next - 1;
  }

  #isFields(i: number): boolean {
    return this.kind(i) === ROW.fields1 || this.kind(i) === ROW.fields2;
  }

  /** The last row whose first entry is at or before `place` in time order; -1 when there is none. */
  byPlace(place: number): number {
    return partition(this.length, (i) => this.place(i) <= place) - 1;
  }

  #grow(): void {
    const capacity = Math.ceil(this.#kind.length * 1.5);
    const grown = <T extends Uint8Array | Uint16Array | Uint32Array>(old: T, larger: T): T => {
      larger.set(old);
      return larger;
    };
    this.#kind = grown(this.#kind, new Uint8Array(capacity));
    this.#height = grown(this.#height, new Uint16Array(capacity));
    this.#ref = grown(this.#ref, new Uint32Array(capacity));
    this.#place = grown(this.#place, new Uint32Array(capacity));
  }
}
