// The row that stands for the time between two others, when there is one.

import { ENTRY } from "../../session/entries.ts";
import type { Cut } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import { QUIET_HEIGHT, ROW, SCALE_TEAR_HEIGHT, TEAR_HEIGHT } from "./row-kinds.ts";
import { MOST_BLANK, MOST_SPACE } from "./scale.ts";

/** A pause of 5 s or more gets a row when time is not to scale. */
const QUIET_MS = 5_000;
/** A silence of a cut is torn out when it lasts 30 s or more. */
const TEAR_MS = 30_000;

/** As in `LadderOptions`. */
interface Scale {
  readonly scale?: number | undefined;
  readonly silence?: number | undefined;
}

interface Pause {
  readonly kind: number;
  readonly height: number;
}

/**
 * The pause between `lastAt` and an entry, or `at`, at which a band with the entry begins. `drawn`: how many pixels lie between the two without it.
 * `isSeam`: the filter hides rows in the pause, so it was no quiet time.
 */
export function pauseBefore(
  store: Store,
  entry: number,
  lastAt: EpochMs,
  { scale, silence = 0 }: Scale,
  drawn: number,
  isSeam = false,
  at = store.entries.at(entry),
): Pause | null {
  const gap = at - lastAt;
  if (!isSeam && gap >= TEAR_MS && isSilence(store, entry, lastAt)) return { kind: ROW.tear, height: TEAR_HEIGHT };
  if (scale === undefined) return !isSeam && gap >= QUIET_MS ? { kind: ROW.quiet, height: QUIET_HEIGHT } : null;
  if (gap * scale > (gap < silence ? MOST_BLANK : MOST_SPACE)) return { kind: ROW.tear, height: SCALE_TEAR_HEIGHT };
  const height = Math.round(gap * scale - drawn);
  return height > 0 ? { kind: ROW.space, height } : null;
}

/** When an entry ended: a gap has a length, and the time in it is no pause. */
export function endOf(store: Store, entry: number): EpochMs {
  const { entries } = store;
  const kind = entries.kind(entry);
  const event = kind === ENTRY.gap || kind === ENTRY.note ? store.read(entries.line(entry)) : null;
  return event?.kind === "gap" ? event.until : entries.at(entry);
}

/** Whether the time from `lastAt` to an entry is part of a cut, or of a silence that ends with the entry. */
function isSilence(store: Store, entry: number, lastAt: EpochMs): boolean {
  const session = store.link(entry)?.session;
  const isWithin = (cut: Cut | null | undefined) => cut && lastAt >= cut.heardAt && store.entries.at(entry) <= cut.before;
  if (session?.overdue.get(entry)?.silence) return true;
  return Boolean(isWithin(session?.cut) || isWithin(session?.previous?.cut));
}
