// Parsers that an application can use instead of Socket.IO's own (https://socket.io/docs/v4/custom-parser/). Nothing on the wire names them.
// Those known here encode a packet as one Engine.IO message, the map { type, nsp, data?, id? }, by which they are recognised. To add one, add
// a line to PARSERS. A message that no parser reads is shown as its bytes or text.

import { isRecord } from "../../wire/shape.ts";
import { isTooDeep } from "../depth.ts";
import { readJson } from "../json.ts";
import { type PacketHead, SOCKET_CONNECT, SOCKET_CONNECT_ERROR, SOCKET_DISCONNECT, SOCKET_TYPES, type SocketPacket } from "../packet.ts";
import { mayCarry } from "../reason.ts";
import { decodeCbor } from "./cbor.ts";
import { decodeMsgpack } from "./msgpack.ts";
import { readMsgpackHead } from "./msgpack-head.ts";

interface Parser {
  readonly name: string;
  /** The first byte of a map. */
  readonly begins: (first: number) => boolean;
  /** Throws if the bytes have another format. */
  readonly decode: (bytes: Uint8Array) => unknown;
}

const MSGPACK = "msgpack";

const PARSERS: readonly Parser[] = [
  // socket.io-msgpack-parser
  { name: MSGPACK, begins: (first) => (first & 0xf0) === 0x80 || first === 0xde || first === 0xdf, decode: decodeMsgpack },
  // Several packages, all of which use cbor-x.
  { name: "cbor", begins: (first) => first >= 0xa0 && first <= 0xbf, decode: decodeCbor },
];

/**
 * Reads the binary message `bytes[from, to)` into `head` if it is an event or ACK that is read without making its arguments. Returns its parser;
 * null if it is a packet of no known parser; undefined if `decodeParsed` has to tell what it is.
 */
export function scanParsed(bytes: Uint8Array, from: number, to: number, head: PacketHead): string | null | undefined {
  const first = from < to ? (bytes[from] ?? 0) : 0;
  if (!PARSERS.some(({ begins }) => begins(first))) return null;
  try {
    return readMsgpackHead(bytes, from, to, head) ? MSGPACK : undefined;
  } catch {
    return undefined;
  }
}

/** The packet in a binary message; undefined if no known parser encoded it. Never throws. */
export function decodeParsed(bytes: Uint8Array): SocketPacket | undefined {
  const first = bytes[0] ?? 0;
  for (const { name, begins, decode } of PARSERS) {
    if (!begins(first)) continue;
    try {
      return packetOf(decode(bytes), name);
    } catch {
      // Another parser may read it.
    }
  }
  return undefined;
}

/** The same for a text message, which socket.io-json-parser encodes. */
export function decodeJsonParsed(text: string): SocketPacket | undefined {
  if (!text.startsWith("{") || !/"type":\d/.test(text) || !text.includes('"nsp":"/')) return undefined;
  const json = readJson(text, 0, 0);
  return "reason" in json || isTooDeep(json.value) ? undefined : packetOf(json.value, "json");
}

export function readParsedHead(packet: SocketPacket, head: PacketHead): void {
  head.socket = SOCKET_TYPES.indexOf(packet.type);
  head.nsp = packet.nsp;
  head.name = eventName(packet);
  head.ack = packet.id ?? -1;
  head.attachments = packet.attachments;
}

/** The name of an event; null for anything else, and for a name that is a number. */
export function eventName({ type, data }: SocketPacket): string | null {
  const first: unknown = (type === "EVENT" || type === "BINARY_EVENT") && Array.isArray(data) ? data[0] : null;
  return typeof first === "string" ? first : null;
}

function packetOf(value: unknown, parser: string): SocketPacket | undefined {
  if (!isRecord(value)) return undefined;
  const { type, nsp, id, data } = value;
  if (typeof type !== "number" || typeof nsp !== "string") return undefined;
  const name = type <= 6 ? SOCKET_TYPES[type] : undefined;
  if (name === undefined || !nsp.startsWith("/")) return undefined;
  const query = nsp.indexOf("?");
  const base = {
    nsp: query < 0 ? nsp : nsp.slice(0, query),
    attachments: 0,
    parser,
    ...(query >= 0 && { query: nsp.slice(query + 1) }),
    ...(typeof id === "number" && Number.isSafeInteger(id) && { id }),
  };
  if (id !== undefined && !("id" in base)) return { ...base, type: "invalid", reason: ["reasonAckIdNumber"] };
  if (!fits(type, data)) return { ...base, type: "invalid", reason: mayCarry(name) };
  return { ...base, type: name, ...(data !== undefined && { data }) };
}

function fits(type: number, data: unknown): boolean {
  switch (type) {
    case SOCKET_CONNECT:
      return data === undefined || isRecord(data);
    case SOCKET_DISCONNECT:
      return data === undefined;
    case SOCKET_CONNECT_ERROR:
      return typeof data === "string" || isRecord(data);
    default:
      return Array.isArray(data);
  }
}
