// The slice of the ladder that is drawn.
//
//          ┌───────────────┐ 0
//          │     rows      │
//   ┌──────┼───────────────┼──────┐ slice.scene.top      Scrolling within the slice draws nothing anew.
//   │      ├───────────────┤      │ top
//   │      │   viewport    │      │
//   │      ├───────────────┤      │ top + viewport
//   └──────┼───────────────┼──────┘ slice.scene.bottom
//          └───────────────┘ rows.height + FOOT

import { type Layout, layOut, layOutAgain } from "../../diagram/draw/layout.ts";
import { ROW_HEIGHT } from "../../diagram/rows/row-kinds.ts";
import type { Scene } from "../../diagram/scene/scene.ts";
import type { SequenceDiagram } from "../../diagram/scene/sequence-diagram.ts";

/** A stretch of the ladder around what is visible, ready to be drawn. */
export interface Slice {
  readonly scene: Scene;
  readonly layout: Layout;
  /** Subtracted from every y, because SVG coordinates are exact only up to some millions. */
  readonly origin: number;
}

/** Pixels above and below the viewport that a slice covers. */
const OVERSCAN = 10 * ROW_HEIGHT;
/** `Slice.origin` is a multiple of this, so that it seldom changes: every y that is drawn changes with it. */
const ORIGIN_STEP = 1 << 16;

/** Whether a slice has all rows that a viewport shows. */
export function covers({ scene }: Slice, top: number, bottom: number): boolean {
  return scene.top <= top && Math.min(bottom, scene.height) <= scene.bottom;
}

/** The slice around a viewport. It has the layout of `old` if that fits, and else its lifelines stay where they are. */
export function cutSlice(
  diagram: SequenceDiagram,
  top: number,
  bottom: number,
  { width, widths, narrow, lifelines, selected, marks }: Pick<Layout, "width" | "widths" | "narrow" | "lifelines" | "selected" | "marks">,
  old: Slice | null,
): Slice {
  const scene = diagram.scene(Math.max(0, top - OVERSCAN), Math.min(diagram.ladder.height, bottom + OVERSCAN));
  const options = { narrow, lifelines, selected, marks };
  const layout = old === null ? layOut(scene, width, widths, options) : layOutAgain(old, scene, width, widths, options);
  return { scene, layout, origin: Math.floor(scene.top / ORIGIN_STEP) * ORIGIN_STEP };
}
