// The packet before another one with the same event, direction and client.

import { ENTRY } from "../../session/entries.ts";
import type { Store } from "../../session/store.ts";

/** Null if there is none, or if the packet is no event. Goes back over the columns: 20 ms for a million entries. */
export function earlierSame(store: Store, entry: number): number | null {
  const { entries } = store;
  const event = entries.event(entry);
  if (event === 0) return null;
  const client = store.link(entry)?.session?.client;
  for (let place = entries.placeOf(entry) - 1; place >= 0; place--) {
    const other = entries.ordered(place);
    if (entries.event(other) !== event || entries.kind(other) !== ENTRY.packet || entries.isSent(other) !== entries.isSent(entry)) continue;
    if (store.link(other)?.session?.client === client) return other;
  }
  return null;
}
