// Where the parts of the panel stand, by its size. panel.css places them by the classes `narrow`, `below` and `beside`.

import { NARROW } from "../diagram/rows/row-kinds.ts";

export interface PanelLayout {
  /** The sessions are one line above the ladder; otherwise a list beside it. */
  readonly narrow: boolean;
  /** The details open below the ladder; otherwise beside it. */
  readonly detailsBelow: boolean;
  /** Pixels across for the ladder with its strip, and for the details when they are below. */
  readonly room: number;
  readonly stripWidth: number;
  readonly ladderWidth: number;
}

/** As in panel.css. */
const SESSIONS_WIDTH = 208;
const DETAILS_WIDTH = 304;
const STRIP_WIDTH = { wide: 28, narrow: 12 } as const;
/** A narrower panel cuts the ladder off at the right. */
const LEAST_LADDER_WIDTH = 240;
/** Details beside the ladder leave it less than 388 px in a narrower panel. */
const LEAST_WIDTH_BESIDE = 900;
/** Details below the ladder leave it too few rows in a lower panel. */
const LEAST_HEIGHT_BELOW = 400;

/** The layout of a panel of `width` by `height` pixels. */
export function layOutPanel(width: number, height: number, detailsOpen: boolean): PanelLayout {
  const narrow = width < NARROW;
  const detailsBelow = width < LEAST_WIDTH_BESIDE && height >= LEAST_HEIGHT_BELOW;
  const room = width - (narrow ? 0 : SESSIONS_WIDTH) - (detailsOpen && !detailsBelow ? DETAILS_WIDTH : 0);
  const stripWidth = STRIP_WIDTH[room < NARROW ? "narrow" : "wide"];
  return { narrow, detailsBelow, room, stripWidth, ladderWidth: Math.max(LEAST_LADDER_WIDTH, room - stripWidth) };
}
