// What the columns of a trace tell about an entry, in the words of the filter.

import { ENGINE_TYPES, NO_SOCKET, SOCKET_BINARY_ACK, SOCKET_BINARY_EVENT, SOCKET_TYPES } from "../protocol/packet.ts";
import { ENTRY, FLAG, NONE } from "../session/entries.ts";
import { isHttpOnly } from "../session/http-only.ts";
import type { Store } from "../session/store.ts";
import type { Fact } from "./words.ts";

/** The requests and openings are sent, and what answers them is received. Null for what has no direction, such as a navigation. */
export function directionOf({ entries }: Store, entry: number): "sent" | "received" | null {
  switch (entries.kind(entry)) {
    case ENTRY.packet:
      return entries.isSent(entry) ? "sent" : "received";
    case ENTRY.request:
    case ENTRY.wsOpen:
    case ENTRY.wtOpen:
      return "sent";
    case ENTRY.response:
    case ENTRY.failed:
    case ENTRY.wsHandshake:
    case ENTRY.wtEstablished:
      return "received";
    default:
      return null;
  }
}

/** The transport of what carried it; null for pages, scripts and the like. */
export function transportOf(store: Store, entry: number): string | null {
  const link = store.link(entry);
  if (link?.kind === "http") return link.part === "engine" || link.preflightOf !== null ? (link.transport ?? "polling") : null;
  return link ? (link.kind === "ws" ? "websocket" : "webtransport") : null;
}

/** The names of a packet's types: of Engine.IO, of Socket.IO, and of that without `binary_`. */
export function typesOf({ entries }: Store, entry: number): readonly string[] {
  if (!entries.isPacket(entry)) return [];
  const engine = (ENGINE_TYPES[entries.engine(entry)] ?? "").toLowerCase();
  const socket = entries.socket(entry);
  if (socket === NO_SOCKET) return [engine];
  const type = (SOCKET_TYPES[socket] ?? "").toLowerCase();
  return type.startsWith("binary_") ? [engine, type, type.slice("binary_".length)] : [engine, type];
}

/** The namespace of a Socket.IO packet; null for anything else. */
export function namespaceOf({ entries, names, namespaces }: Store, entry: number): string | null {
  if (!entries.isPacket(entry)) return null;
  return names[entries.event(entry)]?.nsp ?? namespaces[entries.namespace(entry)] ?? null;
}

/** A ping that was never answered, or an event that asked for an ack of which none is recorded: it may still come. */
function isUnanswered({ entries }: Store, entry: number): boolean {
  return entries.isUnanswered(entry) || (entries.asks(entry) && entries.peer(entry) === NONE);
}

/** `problems`: entries that are evidence of a finding. */
export function isFact(store: Store, entry: number, fact: Fact, problems: ReadonlySet<number>): boolean {
  const { entries } = store;
  switch (fact) {
    case "unanswered":
      return isUnanswered(store, entry);
    case "late":
      return entries.isLate(entry);
    case "problem":
      return entries.isProblem(entry) || problems.has(entry);
    case "binary": {
      const socket = entries.socket(entry);
      return (entries.flags(entry) & FLAG.binary) !== 0 || socket === SOCKET_BINARY_EVENT || socket === SOCKET_BINARY_ACK;
    }
    case "heartbeat":
      return entries.isHeartbeat(entry);
    case "http":
      return isHttpOnly(store, entry);
  }
}
