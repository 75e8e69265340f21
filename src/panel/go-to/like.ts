// What makes two rows the same thing again.

import { NONE } from "../../session/entries.ts";
import type { Store } from "../../session/store.ts";

/** All bits of `Entries.packetType` but the one that says that something is wrong. */
const TYPE_AND_DIRECTION = 0x1ff;

/**
 * Returns whether an entry is the same as this one again: an event of the same name, namespace and direction; an ack of such an event; another
 * packet of the same types and direction; or the same thing that is no packet.
 */
export function likeOf({ entries }: Store, entry: number): (other: number) => boolean {
  const isAlike = (a: number, b: number) =>
    entries.kind(a) === entries.kind(b) &&
    entries.event(a) === entries.event(b) &&
    (entries.packetType(a) & TYPE_AND_DIRECTION) === (entries.packetType(b) & TYPE_AND_DIRECTION);
  const question = entries.peer(entry);
  if (question === NONE || entries.event(question) === 0) return (other) => isAlike(entry, other);
  return (other) => isAlike(entry, other) && entries.event(entries.peer(other)) === entries.event(question);
}
