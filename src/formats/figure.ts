// Draws the whole ladder of a scope, under a heading that says what it shows, for the panel's export and `lifeline draw` alike: as an SVG file, or
// as markup of sheets of paper.

import type { Theme } from "../diagram/draw/theme.ts";
import type { Store } from "../session/store.ts";
import { toEnd } from "../wire/steps.ts";
import { sheets } from "./html.tsx";
import { type LadderChoice, type Prepared, prepare, sceneOf } from "./prepared.ts";
import { svg } from "./svg.tsx";

export type FigureKind = "svg" | "sheets";

export interface FigureOptions extends LadderChoice {
  /** The theme of an SVG file, light by default. Sheets have that of their page. */
  readonly theme?: Theme | undefined;
}

/** The width of the diagram in pixels, without the margin around it. */
const FIGURE_WIDTH = 1060;

/** A browser takes minutes to open a figure with more rows. */
export const MOST_FIGURE_ROWS = 20_000;

/** The text of the file, or null if it would have more than `MOST_FIGURE_ROWS` rows. The store must be in memory. */
export function figure(store: Store, kind: FigureKind, options: FigureOptions): string | null {
  return toEnd(drawing(store, kind, options));
}

/** `figure` of any store: wait for what is yielded, then go on. */
export function* drawing(store: Store, kind: FigureKind, options: FigureOptions): Generator<Promise<void>, string | null> {
  const prepared = yield* prepare(store, options, MOST_FIGURE_ROWS);
  return prepared && (yield* drawn(prepared, kind, options.theme));
}

/** All rows of a ladder. */
export function* drawn(prepared: Prepared, kind: FigureKind, theme?: Theme): Generator<Promise<void>, string> {
  const { diagram, ladder } = prepared;
  const sheet = { ...prepared, scene: yield* sceneOf(diagram, 0, ladder.height), width: FIGURE_WIDTH };
  return kind === "svg" ? svg(sheet, theme) : sheets(sheet);
}
