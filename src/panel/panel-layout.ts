// Where the parts of the panel stand, by its size and by what the user dragged. panel.css places them by the classes `narrow`, `below` and
// `beside`. The diagram has a column of steps, or rows for them, by the room without details: opening details never turns it.

import { NARROW } from "../diagram/rows/row-kinds.ts";
import type { Remembered } from "./remembered.ts";

/** How large a part is in pixels, and how large it may be dragged. */
interface Extent {
  readonly size: number;
  readonly least: number;
  readonly most: number;
}

/** What the user dragged, in pixels. The layout limits it to the room that there is. */
export type Panes = Pick<Remembered, "sessions" | "sessionsOpen" | "details" | "detailsBelow" | "drawer" | "lifelines">;

export interface PanelLayout {
  /** The sessions are one line above the ladder; otherwise a list beside it, or nothing when the user closed it. */
  readonly narrow: boolean;
  /** The details open below the ladder; otherwise beside it. */
  readonly detailsBelow: boolean;
  /** Steps have rows of their own, because the ladder is too narrow for a column of steps. */
  readonly stepRows: boolean;
  /** The width of the list of sessions, 0 when it is closed. */
  readonly sessions: Extent;
  /** The width of the details, or their height when they are below. */
  readonly details: Extent;
  /** The height of the drawer under the ladder. */
  readonly drawer: Extent;
  /** Pixels across for the ladder with its strip, and for the details when they are below. */
  readonly room: number;
  readonly stripWidth: number;
  readonly ladderWidth: number;
}

const STRIP_WIDTH = { wide: 28, narrow: 12 } as const;
/** A narrower panel cuts the ladder off at the right. */
const LEAST_LADDER_WIDTH = 240;
const LEAST_SESSIONS_WIDTH = 160;
const LEAST_DETAILS_WIDTH = 240;
const LEAST_DETAILS_HEIGHT = 120;
const LEAST_DRAWER_HEIGHT = 80;
/** With its column of steps, a narrower ladder beside the details has no room for labels; without, it is 320 px. */
const LEAST_STEPPED_WIDTH = 560;
const LEAST_WIDTH_BESIDE_DETAILS = 320;
/** A panel this wide has room for the sessions, a ladder of 640 px and the details side by side. */
const LEAST_WIDTH_BESIDE = 1248;
/** A narrower panel than 900 px has too little for a ladder beside details, a lower one than these too few rows above them. */
const SMALL_WIDTH = 900;
const LEAST_HEIGHT_BELOW = { small: 400, large: 500 } as const;
/** Height of everything but the details that is to stay in sight above them: the bars, the heads, five rows. */
const HEIGHT_ABOVE_DETAILS = 240;

const extent = (size: number, least: number, most: number): Extent => {
  const limit = Math.max(least, Math.floor(most));
  return { size: Math.min(limit, Math.max(least, Math.round(size))), least, most: limit };
};

/** The layout of a panel of `width` by `height` pixels. */
export function layOutPanel(width: number, height: number, detailsOpen: boolean, panes: Panes): PanelLayout {
  const narrow = width < NARROW;
  const isClosed = narrow || !panes.sessionsOpen;
  const dragged = extent(panes.sessions, LEAST_SESSIONS_WIDTH, Math.min(480, width / 2));
  const sessions = isClosed ? { ...dragged, size: 0 } : dragged;
  const whole = width - sessions.size;
  const stripWidth = STRIP_WIDTH[whole < NARROW ? "narrow" : "wide"];
  const undivided = whole - stripWidth;
  const isHigh = height >= LEAST_HEIGHT_BELOW[width < SMALL_WIDTH ? "small" : "large"];
  // A low panel that is narrow too, as one that is zoomed to 200 %, has a few rows above the details, but beside them no ladder to read.
  const isTooNarrow = undivided < LEAST_WIDTH_BESIDE_DETAILS + LEAST_DETAILS_WIDTH;
  const detailsBelow = width < LEAST_WIDTH_BESIDE && (isHigh || isTooNarrow);
  const stepRows = undivided < (detailsBelow ? NARROW : LEAST_STEPPED_WIDTH + LEAST_DETAILS_WIDTH);
  const details = detailsBelow
    ? extent(panes.detailsBelow, LEAST_DETAILS_HEIGHT, height - HEIGHT_ABOVE_DETAILS)
    : extent(panes.details, LEAST_DETAILS_WIDTH, undivided - (stepRows ? LEAST_WIDTH_BESIDE_DETAILS : LEAST_STEPPED_WIDTH));
  const above = height - HEIGHT_ABOVE_DETAILS - (detailsOpen && detailsBelow ? details.size : 0);
  const room = whole - (detailsOpen && !detailsBelow ? details.size : 0);
  return {
    narrow,
    detailsBelow,
    stepRows,
    sessions,
    details,
    drawer: extent(panes.drawer, LEAST_DRAWER_HEIGHT, above),
    room,
    stripWidth,
    ladderWidth: Math.max(LEAST_LADDER_WIDTH, room - stripWidth),
  };
}
