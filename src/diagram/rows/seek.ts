// Looks for the next entry of some kind that the rows show.

import type { Ladder } from "./ladder.ts";

export interface Sought {
  readonly entry: number;
  /** Past which end of the trace the search went before it was found; null if past none. */
  readonly pastEnd: "last" | "first" | null;
}

/** Looking at so many entries takes less than a millisecond. */
const STEP_PLACES = 2048;

/**
 * Looks at `count` places in time order, from `place` on, downwards (1) or upwards (-1); after the last place comes the first. Returns the first
 * entry that is wanted and has a row or is in a fold; null if there is none. Yields how much is done, from 0 to 1.
 */
export function* seek(
  ladder: Pick<Ladder, "store" | "hasRow">,
  place: number,
  by: 1 | -1,
  isWanted: (entry: number) => boolean,
  count = ladder.store.entries.length,
): Generator<number, Sought | null> {
  const { entries } = ladder.store;
  const { length } = entries;
  for (let done = 0; done < count; done++) {
    if (done % STEP_PLACES === 0) yield done / count;
    const straight = place + by * done;
    const at = (straight + 2 * length) % length;
    const entry = entries.ordered(at);
    if (isWanted(entry) && ladder.hasRow(entry)) return { entry, pastEnd: straight < 0 ? "first" : straight >= length ? "last" : null };
  }
  return null;
}
