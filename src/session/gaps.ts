// The gaps of a recording. A session takes them in when it is looked at, all that came since at once: so a gap costs the same however many
// sessions are open.

import type { EpochMs, Gap } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";

/** A gap by its number, and its entry. */
interface Numbered {
  readonly nth: number;
  readonly gap: Gap;
  readonly entry: number;
}

export class Gaps {
  /** How many there were. A session that has taken in so many has taken in all. */
  length = 0;
  /** Those in which a session may have ended. */
  readonly #endings: Numbered[] = [];
  /** Those from whose end on deadlines count, without those that ended before a later one did: so each ends no later than the one before it. */
  readonly #deadlines: Numbered[] = [];
  /** The number of the last one in which packets may be missing. */
  #lastLoss = -1;

  add(gap: Gap, entry: number): void {
    const { reason, until } = gap;
    const numbered = { nth: this.length++, gap, entry };
    if (reason === "not-recording" || reason === "background-ended") this.#endings.push(numbered);
    if (reason !== "clock-jumped") this.#lastLoss = numbered.nth;
    if (reason === "cleared") return;
    while ((this.#deadlines.at(-1)?.gap.until ?? until) < until) this.#deadlines.pop();
    this.#deadlines.push(numbered);
  }

  /** When the first one began, from the number `nth` on, in which a session may have ended. */
  endingSince(nth: number): EpochMs | null {
    return firstOf(this.#endings, nth)?.gap.at ?? null;
  }

  /** The first of those that ended last, from the number `nth` on. */
  deadlineSince(nth: number): { readonly until: EpochMs; readonly entry: number } | null {
    const last = firstOf(this.#deadlines, nth);
    return last ? { until: last.gap.until, entry: last.entry } : null;
  }

  /** Whether packets may be missing in one from the number `nth` on. */
  lossSince(nth: number): boolean {
    return this.#lastLoss >= nth;
  }
}

function firstOf(gaps: readonly Numbered[], nth: number): Numbered | undefined {
  return gaps[partition(gaps.length, (i) => (gaps[i]?.nth ?? 0) < nth)];
}
