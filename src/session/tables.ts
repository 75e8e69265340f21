// What all trackers of a trace add to.

import type { Entries } from "./entries.ts";
import type { Link, Silence, Writable } from "./model.ts";

export interface Tables {
  readonly entries: Entries;
  /** By `Link.index`, which is what `Entries.link` gives. */
  readonly links: Link[];
  /** In the order in which they were found. */
  readonly silences: Writable<Silence>[];
}
