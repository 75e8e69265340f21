// Which entries are of HTTP alone: a request, an answer, or the opening of a websocket, none of which carries a packet. An answer with which
// something went wrong, or with which a session of Socket.IO 0.9 opened, is more than that, and so is a websocket that never opened.

import { ENTRY } from "./entries.ts";
import { isOnlyAsked } from "./model.ts";
import type { Store } from "./store.ts";

export function isHttpOnly(store: Store, entry: number): boolean {
  const { entries } = store;
  switch (entries.kind(entry)) {
    case ENTRY.request:
    case ENTRY.wsHandshake:
      return true;
    case ENTRY.wsOpen:
    case ENTRY.wtOpen: {
      const link = store.link(entry);
      return !(isOnlyAsked(link) && (link.closedAt !== null || entries.isProblem(entry)));
    }
    case ENTRY.response:
      return !entries.isProblem(entry) && entry !== store.link(entry)?.session?.openEntry;
    default:
      return false;
  }
}
