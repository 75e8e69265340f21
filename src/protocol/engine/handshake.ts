// The data of an `open` packet: "Handshake" of the Engine.IO protocol, all revisions. What Socket.IO 0.9 answers instead: legacy.ts.

import { isRecord, parsed } from "../../wire/shape.ts";
import type { Reason } from "../reason.ts";

export interface Handshake {
  readonly sid: string;
  /** Transports the client may change to. */
  readonly upgrades: readonly string[];
  /** Milliseconds; absent when the server gives no number, as for the next two. */
  readonly pingInterval?: number;
  /** Milliseconds. */
  readonly pingTimeout?: number;
  /** Bytes of a polling body that the server takes; from engine.io 6 on. */
  readonly maxPayload?: number;
  /** Socket.IO 0.9: what the client may choose from. */
  readonly transports?: readonly string[];
  /** Socket.IO 0.9: milliseconds that the server waits for a client whose connection has closed. */
  readonly closeTimeout?: number;
}

/** Whether a websocket's first text, whatever its URL, is the open packet of an Engine.IO server. */
export function isOpenPacket(text: string): boolean {
  return text.startsWith("0{") && !("reason" in parseHandshake(text.slice(1)));
}

/** The handshake, or the reason why there is none. Only a sid is indispensable: servers in other languages leave out what they do not use. */
export function parseHandshake(data: string): Handshake | { readonly reason: Reason } {
  const value = parsed(data);
  if (value === undefined) return { reason: ["reasonHandshakeJson"] };
  if (!isRecord(value)) return { reason: ["reasonHandshakeObject"] };
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = value;
  if (typeof sid !== "string" || sid === "") return { reason: ["reasonHandshakeSid"] };
  return {
    sid,
    upgrades: Array.isArray(upgrades) ? upgrades.filter((name) => typeof name === "string") : [],
    ...(typeof pingInterval === "number" && { pingInterval }),
    ...(typeof pingTimeout === "number" && { pingTimeout }),
    ...(typeof maxPayload === "number" && { maxPayload }),
  };
}
