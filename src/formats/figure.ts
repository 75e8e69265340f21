// Draws the whole ladder of a scope as a file, under a heading that says what it shows, for the panel's export and `lifeline draw` alike.

import type { Theme } from "../diagram/draw/theme.ts";
import type { Store } from "../session/store.ts";
import { toEnd } from "../wire/steps.ts";
import { html } from "./html.tsx";
import { type LadderChoice, prepare, sceneOf } from "./prepared.ts";
import { svg } from "./svg.tsx";

export type FigureKind = "svg" | "html";

export interface FigureOptions extends LadderChoice {
  /** The theme of an SVG. An HTML page has both. */
  readonly theme: Theme;
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
  if (prepared === null) return null;
  const { diagram, ladder } = prepared;
  const sheet = { ...prepared, scene: yield* sceneOf(diagram, 0, ladder.height), width: FIGURE_WIDTH };
  return kind === "svg" ? svg(sheet, options.theme) : html(sheet);
}
