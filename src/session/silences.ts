// The silences of a trace, in the order in which they were found. Those of a stretch of time are found without looking at all others.

import type { EpochMs } from "../wire/event.ts";
import { Spans } from "../wire/spans.ts";
import type { Entries } from "./entries.ts";
import type { Silence, Writable } from "./model.ts";

export class Silences {
  readonly #entries: Entries;
  readonly #all: Writable<Silence>[] = [];
  readonly #spans = new Spans();

  constructor(entries: Entries) {
    this.#entries = entries;
  }

  /** `ping`: the entry from which on its heartbeat window is drawn, if that is an earlier one than `from`. */
  add(silence: Omit<Silence, "index">, ping: number | null = null): Silence {
    const { from, until } = silence;
    const added = { ...silence, index: this.#all.length };
    this.#all.push(added);
    const begin = Math.min(this.#entries.at(from), this.#entries.at(ping ?? from));
    this.#spans.set(added.index, begin, until === null ? Number.POSITIVE_INFINITY : this.#entries.at(until));
    return added;
  }

  /** A packet has arrived, which ends the silence, unless it has ended. */
  end(silence: Silence, entry: number): void {
    const own = this.#own(silence);
    if (own?.until !== null) return;
    own.until = entry;
    this.#spans.end(own.index, this.#entries.at(entry));
  }

  /** It was no silence. */
  remove(silence: Silence): void {
    if (this.#own(silence)) this.#spans.set(silence.index, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
  }

  clear(): void {
    this.#all.length = 0;
    this.#spans.truncate(0);
  }

  /** Those that touch the time from `from` to `until`, the newest first. */
  *touching(from: EpochMs, until: EpochMs): Generator<Silence> {
    for (const i of this.#spans.touching(from, until)) {
      const silence = this.#all[i];
      if (silence) yield silence;
    }
  }

  /** The silence as it is written here; undefined if it was cleared. */
  #own(silence: Silence): Writable<Silence> | undefined {
    const own = this.#all[silence.index];
    return own === silence ? own : undefined;
  }
}
