// When the tab was hidden, as the notes of the recording say.

import type { EpochMs, Note } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";

/** A time in which the tab was hidden. */
export interface HiddenTime {
  /** Entry of the note with which it began. */
  readonly entry: number;
  /** When the tab was shown again; null if it was not. */
  readonly until: EpochMs | null;
}

export class Hidden {
  /** In the order of time. Each is another one than the one before it. */
  readonly #changes: { readonly at: EpochMs; readonly entry: number; readonly isHidden: boolean }[] = [];

  add({ at, what }: Note, entry: number): void {
    if (what !== "hidden" && what !== "shown") return;
    const isHidden = what === "hidden";
    const last = this.#changes.at(-1);
    // The clock may have been set back.
    if ((last?.isHidden ?? false) !== isHidden) this.#changes.push({ at: Math.max(at, last?.at ?? at), entry, isHidden });
  }

  /** The time in which the tab was hidden at `at`; null if it was in front, or nothing says that it was not. */
  at(at: EpochMs): HiddenTime | null {
    const next = partition(this.#changes.length, (place) => (this.#changes[place]?.at ?? 0) <= at);
    const change = this.#changes[next - 1];
    return change?.isHidden ? { entry: change.entry, until: this.#changes[next]?.at ?? null } : null;
  }
}
