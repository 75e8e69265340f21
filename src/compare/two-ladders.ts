// The ladders of two compared sessions side by side: a row of one stands at the height of its counterpart in the other, and a row without one
// beside an empty place.
//
//   ladder of A     rows of the comparison     ladder of B
//   y 0   ───────►  0   → CONNECT   =   ◄──────── y 0
//   y 22  ───────►  22  → chat    only A
//   y 44  ───────►  44  ← news      =   ◄──────── y 22

import { ROW, ROW_HEIGHT } from "../diagram/rows/row-kinds.ts";
import { movedScene } from "../diagram/scene/moved.ts";
import type { Scene } from "../diagram/scene/scene.ts";
import { SequenceDiagram } from "../diagram/scene/sequence-diagram.ts";
import type { Translate } from "../messages/messages.ts";
import { partition } from "../wire/partition.ts";
import { type Comparison, placer } from "./compare.ts";
import type { Difference } from "./difference.ts";
import type { Phase, Side } from "./steps.ts";

/** What is said between two rows: that they differ, or which of them is alone. */
export type Mark = "differs" | "onlyA" | "onlyB" | null;

export interface PlacedRow {
  /** Its index in `Comparison.rows`. */
  readonly index: number;
  readonly y: number;
  readonly height: number;
  readonly mark: Mark;
  readonly phase: Phase;
  /** The phase of the row above is another one: where steps have headings, the heading is above this row. */
  readonly begins: boolean;
  /** Keys of its rows in the two ladders. */
  readonly keys: { readonly a: number | null; readonly b: number | null };
}

/** Where the rows of a ladder were and where they stand, in order; a row with the fields of a handshake below it is one. */
interface Moves {
  readonly diagram: SequenceDiagram;
  readonly from: number[];
  readonly heights: number[];
  readonly to: number[];
}

export class TwoLadders {
  readonly comparison: Comparison;
  /** Height of all rows, in pixels. */
  readonly height: number;
  /** Whether a row of its own is above the first row of each step, for its name. */
  readonly hasHeadings: boolean;
  readonly #ys: number[] = [];
  readonly #begins: boolean[] = [];
  readonly #marks: readonly Mark[];
  readonly #rowOf: ReadonlyMap<Difference, number | null>;
  readonly #a: Moves;
  readonly #b: Moves;

  /** With `onlyMarked`, the rows of which nothing is said take no room. */
  constructor(comparison: Comparison, t: Translate, onlyMarked = false, hasHeadings = false) {
    const placeOf = placer(comparison);
    this.comparison = comparison;
    this.hasHeadings = hasHeadings;
    const placed = comparison.differences.map((difference) => ({ difference, ...placeOf(difference) }));
    this.#rowOf = new Map(placed.map(({ difference, a, b }) => [difference, a ?? b]));
    this.#marks = marksOf(comparison, new Set(placed.flatMap(({ a, b }) => [a, b])));
    this.#a = movesOf(comparison.a, t);
    this.#b = movesOf(comparison.b, t);
    let y = 0;
    let above: Phase | null = null;
    for (const [i, { a, b, phase }] of comparison.rows.entries()) {
      this.#ys.push(y);
      if (onlyMarked && this.#marks[i] === null) continue;
      this.#begins[i] = phase !== above;
      above = phase;
      y += this.#heading(i);
      const heights = [a && place(this.#a, comparison.a, a.row, y), b && place(this.#b, comparison.b, b.row, y)];
      y += Math.max(...heights.map((height) => height ?? ROW_HEIGHT));
    }
    this.height = y;
  }

  /** The rows that touch the pixels from `top` to `bottom`. */
  rows(top: number, bottom: number): PlacedRow[] {
    const rows: PlacedRow[] = [];
    for (let index = this.rowAt(top); index < this.#ys.length && this.y(index) < bottom; index++) {
      if (!this.isHidden(index)) rows.push(this.#row(index));
    }
    return rows;
  }

  /** Whether a row takes no room. */
  isHidden(index: number): boolean {
    return this.y(index + 1) === this.y(index);
  }

  /** The height of the heading above a row. */
  #heading(index: number): number {
    return this.hasHeadings && this.#begins[index] ? ROW_HEIGHT : 0;
  }

  #row(index: number): PlacedRow {
    const { rows, a, b } = this.comparison;
    const row = rows[index];
    const y = this.y(index) + this.#heading(index);
    return {
      index,
      y,
      height: this.y(index + 1) - y,
      mark: this.#marks[index] ?? null,
      phase: row?.phase ?? "handshake",
      begins: this.#begins[index] ?? false,
      keys: { a: row?.a ? a.ladder.key(row.a.row) : null, b: row?.b ? b.ladder.key(row.b.row) : null },
    };
  }

  /** Where a row begins, with its heading; one after the last, where all end. */
  y(index: number): number {
    return this.#ys[index] ?? this.height;
  }

  rowAt(y: number): number {
    return Math.max(0, partition(this.#ys.length, (i) => (this.#ys[i] ?? 0) <= y) - 1);
  }

  /** The row that shows a difference; null when none does. */
  rowOf(difference: Difference): number | null {
    return this.#rowOf.get(difference) ?? null;
  }

  /** What touches the pixels from `top` to `bottom`, of both ladders. */
  scenes(top: number, bottom: number): { readonly a: Scene; readonly b: Scene } {
    return { a: sceneOf(this.#a, top, bottom), b: sceneOf(this.#b, top, bottom) };
  }
}

function movesOf({ ladder }: Side, t: Translate): Moves {
  return { diagram: new SequenceDiagram(ladder, t), from: [], heights: [], to: [] };
}

/** Puts a row of a ladder at a height. Returns how tall it is. */
function place(moves: Moves, { ladder: { rows } }: Side, row: number, y: number): number {
  let height = rows.heightOf(row);
  for (let next = row + 1; rows.kind(next) === ROW.fields1 || rows.kind(next) === ROW.fields2; next++) height += rows.heightOf(next);
  moves.from.push(rows.y(row));
  moves.heights.push(height);
  moves.to.push(y);
  return height;
}

function sceneOf({ diagram, from, heights, to }: Moves, top: number, bottom: number): Scene {
  const first = Math.max(0, partition(to.length, (i) => (to[i] ?? 0) + (heights[i] ?? 0) <= top) - 1);
  const last = Math.min(
    to.length - 1,
    partition(to.length, (i) => (to[i] ?? 0) < bottom),
  );
  const groupAt = (y: number) => partition(from.length, (i) => (from[i] ?? 0) <= y) - 1;
  const scene = diagram.scene(from[first] ?? 0, (from[last] ?? 0) + (heights[last] ?? 0));
  const move = (y: number) => {
    const i = groupAt(y);
    return i < 0 ? y : (to[i] ?? 0) + Math.min(y - (from[i] ?? 0), heights[i] ?? 0);
  };
  const rows = scene.rows.filter(({ y }) => {
    const i = groupAt(y);
    return i >= 0 && y < (from[i] ?? 0) + (heights[i] ?? 0);
  });
  return { ...movedScene({ ...scene, rows }, move), top, bottom };
}

/** `marked`: the indexes of the rows that show differences. */
function marksOf({ rows, differences }: Comparison, marked: ReadonlySet<number | null>): Mark[] {
  const isUpgradeOther = differences.some(({ phase, kind }) => phase === "upgrade" && kind === "answer");
  return rows.map(({ a, b, phase }, i) => {
    if (a && b) return marked.has(i) ? "differs" : null;
    // A transport that only one session has changed to has steps that the other has not.
    if (!marked.has(i) && !(isUpgradeOther && phase === "upgrade")) return null;
    return a ? "onlyA" : "onlyB";
  });
}
