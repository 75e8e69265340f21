// The trace that was cleared last. It is kept so that the clearing can be undone, until the next one, or until DevTools close.

import type { Host } from "../../panel/host.ts";
import { nextTask } from "../../panel/slices.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs, Source } from "../../wire/event.ts";
import type { LineRef } from "../../wire/log.ts";

interface Cleared {
  readonly store: Store;
  readonly packets: number;
  /** The first record of the trace in its place that it lacks. */
  readonly from: LineRef;
  /** When its recording had ended; null if it went on. */
  readonly endedAt: EpochMs | null;
  isAnnounced: boolean;
  isBeingUndone: boolean;
}

interface Undoing {
  /** When the recording that goes on began, and in which mode; null before the first. */
  readonly since: EpochMs | null;
  readonly source: Source;
  /** Whether the trace that took the place of the cleared one is still that of the recording. */
  goesOn(): boolean;
  /** Is called with the whole trace, and with when its recording ended if none has begun since. */
  undone(store: Store, endedAt: EpochMs | null): void;
}

export class Clearing {
  #cleared: Cleared | null = null;

  get announcement(): Host["cleared"] {
    return this.#cleared;
  }

  dismiss(): void {
    if (this.#cleared) this.#cleared.isAnnounced = false;
  }

  /** What is kept takes memory too. */
  get stores(): Store[] {
    return this.#cleared ? [this.#cleared.store] : [];
  }

  /** Whether a trace has anything that the last clearing did not leave in it. Without that, clearing again would only lose what can be undone. */
  hasMore(live: Store): boolean {
    return live.log.length > (this.#cleared?.from ?? 0);
  }

  /** Keeps `old`, in whose place `live` is now. Its recording had ended at `endedAt`, if it did not go on. */
  keep(old: Store, live: Store, endedAt: EpochMs | null, isAnnounced: boolean): void {
    this.#cleared?.store.log.close();
    const { packets } = old;
    this.#cleared = { store: old, packets, from: live.log.length, endedAt, isAnnounced, isBeingUndone: false };
  }

  /** Adds to the trace that was cleared what has come since, unless there is nothing to undo, or another trace is cleared meanwhile. */
  async undo(live: Store, { since, source, goesOn, undone }: Undoing): Promise<void> {
    const cleared = this.#cleared;
    if (cleared === null || cleared.isBeingUndone) return;
    cleared.isBeingUndone = true;
    const { store, from, endedAt } = cleared;
    const { rejoin } = await import("../../session/carry-over.ts");
    const hasBegun = endedAt !== null && since !== null && since > endedAt;
    if (hasBegun) {
      store.push({ kind: "gap", at: endedAt, until: since, reason: "not-recording" });
      if (source !== store.source) store.push({ kind: "note", at: since, what: "recording", source });
    }
    await rejoin(store, live, from, {
      goesOn: () => this.#cleared === cleared && goesOn(),
      pause: nextTask,
      joined: () => {
        this.#cleared = null;
        live.log.close();
        undone(store, hasBegun ? null : endedAt);
      },
    });
  }
}
