// Which rows a ladder has, and how they stand.

import type { Part } from "./part.ts";
import type { Shown } from "./row-filter.ts";

export interface LadderOptions extends Shown {
  /** Give each step a row of its own, for narrow panels that have no step column. */
  readonly stepRows: boolean;
  /** Draw time to scale, with so many pixels per millisecond where rows leave room for it. Without it rows stand evenly. */
  readonly scale?: number | undefined;
  /** With `scale`: a shorter pause, in milliseconds, is seldom torn out, however fine the scale. 0 when absent. */
  readonly silence?: number | undefined;
  /** Keys of the folds that are open from the beginning. */
  readonly unfolded?: Iterable<number>;
  /** Only these rows; all when absent. */
  readonly part?: Part | undefined;
}
