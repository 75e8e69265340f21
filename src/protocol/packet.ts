// What bytes become: Engine.IO packets, the Socket.IO packets inside them, and the head of both that a scan reads.
// Engine.IO protocol, "Packet encoding" (https://socket.io/docs/v4/engine-io-protocol/); Socket.IO protocol, "Packet encoding"
// (https://socket.io/docs/v4/socket-io-protocol/).

import type { Reason } from "./reason.ts";

/**
 * How packets stand on the wire: the revision of the Engine.IO protocol in force, or 0.9 for Socket.IO 0.9, which came before Engine.IO and
 * has a framing of its own (legacy.ts).
 */
export type Revision = 0.9 | 2 | 3 | 4;

export type EngineType = "open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop" | "invalid";
/** The index is the digit on the wire; `invalid` has none and stands at `ENGINE_INVALID`. */
export const ENGINE_TYPES: readonly EngineType[] = ["open", "close", "ping", "pong", "message", "upgrade", "noop", "invalid"];
export const ENGINE_OPEN = 0;
export const ENGINE_CLOSE = 1;
export const ENGINE_PING = 2;
export const ENGINE_PONG = 3;
export const ENGINE_MESSAGE = 4;
export const ENGINE_UPGRADE = 5;
export const ENGINE_NOOP = 6;
export const ENGINE_INVALID = 7;

export type SocketType = "CONNECT" | "DISCONNECT" | "EVENT" | "ACK" | "CONNECT_ERROR" | "BINARY_EVENT" | "BINARY_ACK" | "invalid";
/** The index is the digit on the wire; `invalid` has none and stands at `SOCKET_INVALID`. ERROR of the old revisions is CONNECT_ERROR. */
export const SOCKET_TYPES: readonly SocketType[] = [
  "CONNECT",
  "DISCONNECT",
  "EVENT",
  "ACK",
  "CONNECT_ERROR",
  "BINARY_EVENT",
  "BINARY_ACK",
  "invalid",
];
export const SOCKET_CONNECT = 0;
export const SOCKET_DISCONNECT = 1;
export const SOCKET_EVENT = 2;
export const SOCKET_ACK = 3;
export const SOCKET_CONNECT_ERROR = 4;
export const SOCKET_BINARY_EVENT = 5;
export const SOCKET_BINARY_ACK = 6;
export const SOCKET_INVALID = 7;
/** No Socket.IO packet: not a message, a binary message, or a message of bare Engine.IO. */
export const NO_SOCKET = 8;

export interface EnginePacket {
  readonly type: EngineType;
  /** Text, or the bytes of a binary packet, without the type. Of an invalid packet all there is. Absent when empty. */
  readonly data?: string | Uint8Array;
  /** The packet's own bytes with its type, without length prefix or separator. Text counts as UTF-8 once, also where it was encoded twice. */
  readonly bytes: number;
  /** Why it is invalid, or why its data is not there. */
  readonly reason?: Reason;
}

export interface SocketPacket {
  readonly type: SocketType;
  /** Without the query. */
  readonly nsp: string;
  /** What 1.x and 2.x clients add to the namespace in CONNECT, without `?`. */
  readonly query?: string;
  /** The ack id. */
  readonly id?: number;
  /** The JSON value; attachments are `Uint8Array`s once they are put back. Absent when the packet carries none, and when it is invalid. */
  readonly data?: unknown;
  /** As the packet announces it. */
  readonly attachments: number;
  /** Why it is invalid, or what is odd about its attachments. */
  readonly reason?: Reason;
  /** The parser that encoded it (parsers.ts); absent for Socket.IO's own. */
  readonly parser?: string;
}

/** What a scan reads of one packet. The caller owns one and hands it in again and again. */
export interface PacketHead {
  /** Index into `ENGINE_TYPES`. */
  engine: number;
  /** Index into `SOCKET_TYPES`, or `NO_SOCKET`. */
  socket: number;
  nsp: string;
  /** The ack id; -1 when there is none. */
  ack: number;
  attachments: number;
  /** As in `EnginePacket`. */
  bytes: number;
  /** Its data are bytes: a binary frame, or base64 in text. */
  binary: boolean;
  /** A ping or pong that tests a transport before an upgrade. */
  probe: boolean;
}

export function newPacketHead(): PacketHead {
  return { engine: ENGINE_INVALID, socket: NO_SOCKET, nsp: "", ack: -1, attachments: 0, bytes: 0, binary: false, probe: false };
}

/** `engine` is the digit or byte that says the type. */
export function resetPacketHead(engine: number, head: PacketHead): void {
  head.engine = engine >= 0 && engine < ENGINE_INVALID ? engine : ENGINE_INVALID;
  head.socket = NO_SOCKET;
  head.nsp = "";
  head.ack = -1;
  head.attachments = 0;
  head.binary = false;
  head.probe = false;
}

/**
 * One packet of a payload: `source[from, to)`. Of kind `text` it is the packet's text; of kind `bytes` every character of `source` is one
 * byte. With a `reason` it is what could not be taken apart, as it stood in the body.
 */
export interface PayloadPart {
  readonly kind: "text" | "bytes";
  readonly source: string;
  readonly from: number;
  readonly to: number;
  /** As in `EnginePacket`. */
  readonly bytes: number;
  /** Null when the part is sound. */
  readonly reason: Reason | null;
}
