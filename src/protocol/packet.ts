// What bytes are decoded to: Engine.IO packets, the Socket.IO packets in them, and the head of both, which is all that a scan reads.
// Engine.IO protocol, "Packet encoding" (https://socket.io/docs/v4/engine-io-protocol/); Socket.IO protocol, "Packet encoding"
// (https://socket.io/docs/v4/socket-io-protocol/).

import type { Reason } from "./reason.ts";

/**
 * How packets are encoded on the wire: the revision of the Engine.IO protocol, or 0.9 for Socket.IO 0.9, which is older than Engine.IO and
 * has its own framing (legacy.ts).
 */
export type Revision = 0.9 | 2 | 3 | 4;

export type EngineType = "open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop" | "invalid";
/** The index is the digit on the wire, except for `invalid`, which has none. */
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
/** The index is the digit on the wire, except for `invalid`, which has none. The older name of CONNECT_ERROR is ERROR. */
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
/** The packet holds no Socket.IO packet: it is no message, a binary one, or one of Engine.IO without Socket.IO. */
export const NO_SOCKET = 8;

export interface EnginePacket {
  readonly type: EngineType;
  /** The text, or the bytes of a binary packet, without the type; the whole packet if it is invalid. Absent when empty. */
  readonly data?: string | Uint8Array;
  /** The bytes of the packet with its type, without length prefix and separator. Text that was encoded to UTF-8 twice counts as encoded once. */
  readonly bytes: number;
  /** Why it is invalid, or why its data is missing. */
  readonly reason?: Reason;
}

export interface SocketPacket {
  readonly type: SocketType;
  /** Without the query. */
  readonly nsp: string;
  /** The query that 1.x and 2.x clients append to the namespace in CONNECT, without `?`. */
  readonly query?: string;
  /** The ack id. */
  readonly id?: number;
  /**
   * The JSON value, in which `attach` replaces placeholders by `Uint8Array`s. Integers that a number would round are bigints. Absent when the
   * packet carries none, or none that can be read.
   */
  readonly data?: unknown;
  /** The number that the packet announces. */
  readonly attachments: number;
  /** Why it is invalid, what it lacks, that it is out of turn, or why newer clients refuse it. */
  readonly reason?: Reason;
  /** The parser that encoded it (parsers.ts). Absent for Socket.IO's own. */
  readonly parser?: string;
}

/** What a scan reads of a packet. The caller passes the same object each time, so that a scan allocates nothing. */
export interface PacketHead {
  /** Index into `ENGINE_TYPES`. */
  engine: number;
  /** Index into `SOCKET_TYPES`, or `NO_SOCKET`. */
  socket: number;
  nsp: string;
  /** The name of an event; null for anything else, and for a name that is a number. */
  name: string | null;
  /** The ack id, or -1. */
  ack: number;
  attachments: number;
  /** As in `EnginePacket`. */
  bytes: number;
  /** Whether its data is bytes: a binary frame, or base64 in text. */
  binary: boolean;
  /** Whether it is a ping or pong that tests a transport before an upgrade. */
  probe: boolean;
  /** Whether it is a Socket.IO packet without JSON (`0`, `1/chat,`). A text of an application may look the same. */
  bare: boolean;
  /**
   * The last EVENT without an ack id that was scanned from text: `beginning` is its packet up to the end of its name, empty if there was none.
   * A packet that begins the same has the same head.
   */
  readonly before: { beginning: string; nsp: string; name: string };
}

export function newPacketHead(): PacketHead {
  return {
    engine: ENGINE_INVALID,
    socket: NO_SOCKET,
    nsp: "",
    name: null,
    ack: -1,
    attachments: 0,
    bytes: 0,
    binary: false,
    probe: false,
    bare: false,
    before: { beginning: "", nsp: "", name: "" },
  };
}

/** Lets go of the pieces of texts in `head`: each keeps the text it is a piece of in memory. */
export function dropTexts(head: PacketHead): void {
  head.name = null;
  head.before.beginning = head.before.name = "";
}

/** `engine` is the digit or byte of the type. */
export function resetPacketHead(engine: number, head: PacketHead): void {
  head.engine = engine >= 0 && engine < ENGINE_INVALID ? engine : ENGINE_INVALID;
  head.socket = NO_SOCKET;
  head.nsp = "";
  head.name = null;
  head.ack = -1;
  head.attachments = 0;
  head.binary = false;
  head.probe = false;
  head.bare = false;
}

/**
 * One packet of a payload: `source[from, to)`. If `kind` is `bytes`, `source` is a byte string (encoding.ts). A part with a `reason` is a
 * stretch of the body that could not be split.
 */
export interface PayloadPart {
  readonly kind: "text" | "bytes";
  readonly source: string;
  readonly from: number;
  readonly to: number;
  /** As in `EnginePacket`. */
  readonly bytes: number;
  /** Null if the part is a packet. */
  readonly reason: Reason | null;
}
