// The kinds of rows in a `RowList`, and how tall each is in pixels.

/**
 * `fields1`, `fields2`: what a handshake announced, below its row. `quiet`, `tear`, `space`: the time between two rows.
 * `seam`: rows between two others that a filter hides. It has the key of a space, which is not drawn.
 */
export const ROW = { entry: 0, fields1: 1, fields2: 2, quiet: 3, fold: 4, step: 5, tear: 6, space: 7, seam: 15 } as const;

export const ROW_HEIGHT = 22;
export const FIELDS_HEIGHT = 18;
export const QUIET_HEIGHT = 16;
export const SEAM_HEIGHT = 10;
/** The line below the row at which a finding begins. It is no row: it belongs to the one above it. */
export const LINE_HEIGHT = 18;
export const TEAR_HEIGHT = 62;
/** A band stands for this height of time, where time is drawn to scale: `BAND_SLICES` slices of 3 px. */
export const BAND_HEIGHT = 24;
export const BAND_SLICES = 8;
/** A tear where time is drawn to scale. It is lower than the other because there are many of them. */
export const SCALE_TEAR_HEIGHT = 40;

/** A ladder with fewer pixels across has no columns for session bars and steps. */
export const NARROW = 640;
