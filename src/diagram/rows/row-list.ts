// The rows of a ladder as columns: what each stands for and where it lies. Rows are added and taken off at the end only. The y of a row
// is the y of its block plus at most 127 heights, so that neither finding a row nor placing it grows with their number.

import { partition } from "../../wire/partition.ts";
import { Density } from "./row-counts.ts";

const BLOCK = 128;

export class RowList {
  length = 0;
  /** Of all rows together, in pixels. */
  height = 0;
  readonly density = new Density();
  #kind = new Uint8Array(1024);
  #height = new Uint16Array(1024);
  #ref = new Uint32Array(1024);
  #place = new Uint32Array(1024);
  readonly #blockY: number[] = [];

  /** `mark` is what the row counts as in the density. */
  push(kind: number, height: number, ref: number, place: number, mark = 0): void {
    const i = this.length;
    if (i === this.#kind.length) this.#grow();
    if (i % BLOCK === 0) this.#blockY[i / BLOCK] = this.height;
    this.#kind[i] = kind;
    this.#height[i] = height;
    this.#ref[i] = ref;
    this.#place[i] = place;
    this.length = i + 1;
    this.height += height;
    this.density.push(mark);
  }

  truncate(length: number): void {
    this.height = this.y(length);
    this.length = length;
    this.density.truncate(length);
  }

  kind(i: number): number {
    return this.#kind[i] ?? 0;
  }
  heightOf(i: number): number {
    return this.#height[i] ?? 0;
  }
  /** An entry, or a fold's number. */
  ref(i: number): number {
    return this.#ref[i] ?? 0;
  }
  /** The place in time of its first entry. */
  place(i: number): number {
    return this.#place[i] ?? 0;
  }

  y(i: number): number {
    if (i >= this.length) return this.height;
    let y = this.#blockY[Math.floor(i / BLOCK)] ?? 0;
    for (let k = i - (i % BLOCK); k < i; k++) y += this.heightOf(k);
    return y;
  }

  /** The row at a y; the first or last where there is none. */
  at(y: number): number {
    const block = Math.max(0, partition(Math.ceil(this.length / BLOCK), (b) => (this.#blockY[b] ?? 0) <= y) - 1);
    let i = block * BLOCK;
    let bottom = this.#blockY[block] ?? 0;
    while (i < this.length - 1) {
      bottom += this.heightOf(i);
      if (bottom > y) break;
      i++;
    }
    return Math.max(0, Math.min(i, this.length - 1));
  }

  /** How many rows lie above a y, the one at it in part; `yAfter` is the reverse. */
  rowsAbove(y: number): number {
    const row = this.at(y);
    return Math.max(0, Math.min(this.length, row + (y - this.y(row)) / Math.max(1, this.heightOf(row))));
  }

  yAfter(rows: number): number {
    const row = Math.max(0, Math.min(this.length, Math.floor(rows)));
    return this.y(row) + Math.max(0, rows - row) * this.heightOf(row);
  }

  /** The last row whose first entry is at `place` or before it; -1 when there is none. */
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
