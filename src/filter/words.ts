// The words of the filter language: its keys, and the values of those keys that have a fixed list.

import { ENGINE_TYPES, SOCKET_TYPES } from "../protocol/packet.ts";

export const KEYS = ["event", "nsp", "dir", "transport", "type", "session", "client", "size", "ack", "is"] as const;
export type Key = (typeof KEYS)[number];

/** The names of all types but `invalid`, as one writes them. */
export const TYPES: readonly string[] = [...ENGINE_TYPES, ...SOCKET_TYPES]
  .filter((type) => type !== "invalid")
  .map((type) => type.toLowerCase());

export const FACTS = ["unanswered", "late", "problem", "binary", "heartbeat", "http"] as const;
export type Fact = (typeof FACTS)[number];

const DIRECTIONS = ["sent", "received"] as const;

/** Those from `xhr-polling` on are of Socket.IO 0.9. */
const TRANSPORTS = ["polling", "websocket", "webtransport", "xhr-polling", "jsonp-polling", "htmlfile", "flashsocket"] as const;

/** The values of the keys that take no others. */
export const CHOICES: { readonly [K in Key]?: readonly string[] } = {
  dir: DIRECTIONS,
  transport: TRANSPORTS,
  type: TYPES,
  is: FACTS,
};

export function isKey(word: string): word is Key {
  return (KEYS as readonly string[]).includes(word);
}
