// What all trackers of a trace add to.

import type { Reason } from "../protocol/reason.ts";
import type { Entries } from "./entries.ts";
import type { Gaps } from "./gaps.ts";
import type { Connection, Link } from "./model.ts";
import type { Names } from "./names.ts";
import type { DecodedPacket } from "./reader.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { Silences } from "./silences.ts";

export interface Tables {
  readonly entries: Entries;
  readonly names: Names;
  /** A packet in full, by its entry. It is read from the log, so only few packets are. */
  readonly read: (entry: number) => DecodedPacket;
  /** By `Link.index`, which is what `Entries.link` gives. */
  readonly links: Link[];
  readonly silences: Silences;
  readonly gaps: Gaps;
  /** The sessions that have counted anything since the trace was cleared. */
  readonly counted: Set<SessionFacts>;
  /** See `Connections.changed`. */
  readonly changedConnections: Connection[];
  /** By entry: why no client can read a packet where it stands, although nothing is wrong with its own bytes. */
  readonly faults: Map<number, Reason>;
}
