// The data of an `open` packet: "Handshake" of the Engine.IO protocol, all revisions. legacy.ts has the handshake of Socket.IO 0.9.

import { isRecord, parsed } from "../../wire/shape.ts";
import type { Reason } from "../reason.ts";

export interface Handshake {
  /** As the client writes it into its URLs: engine.io-client does that with any JSON value, a number too. */
  readonly sid: string;
  /** The transports that the client may upgrade to. */
  readonly upgrades: readonly string[];
  /** Milliseconds. Absent, like the next two, if the server gives no number: what clients make of a text is not the number in it. */
  readonly pingInterval?: number;
  /** Milliseconds. */
  readonly pingTimeout?: number;
  /** The most bytes of a polling body or a websocket's message that the server accepts; from engine.io 6 on. */
  readonly maxPayload?: number;
  /** Socket.IO 0.9: the transports that the client may choose from. */
  readonly transports?: readonly string[];
  /** Socket.IO 0.9: how long the server waits for a client whose connection has closed, in milliseconds. */
  readonly closeTimeout?: number;
}

/** Whether a text is the open packet of an Engine.IO server. It shows that a websocket is Engine.IO, whatever its URL. */
export function isOpenPacket(text: string): boolean {
  return text.startsWith("0{") && !("reason" in parseHandshake(text.slice(1)));
}

/** The handshake, or why there is none. Only the sid is required, because servers in other languages leave out fields they do not use. */
export function parseHandshake(data: string): Handshake | { readonly reason: Reason } {
  const value = parsed(data);
  if (value === undefined) return { reason: ["reasonHandshakeJson"] };
  if (!isRecord(value)) return { reason: ["reasonHandshakeObject"] };
  const { sid, upgrades, pingInterval, pingTimeout, maxPayload } = value;
  if (sid === undefined || sid === "") return { reason: ["reasonHandshakeSid"] };
  return {
    sid: String(sid),
    upgrades: Array.isArray(upgrades) ? upgrades.filter((name) => typeof name === "string") : [],
    ...(typeof pingInterval === "number" && { pingInterval }),
    ...(typeof pingTimeout === "number" && { pingTimeout }),
    ...(typeof maxPayload === "number" && { maxPayload }),
  };
}
