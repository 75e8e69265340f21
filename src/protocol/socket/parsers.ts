// Parsers that an application may put in the place of Socket.IO's own (https://socket.io/docs/v4/custom-parser/). Nothing on the wire names
// them. Those known here all make one Engine.IO message of a packet, the map { type, nsp, data?, id? }, and are recognised by it. A new one
// is one more line of PARSERS. A message that none of them reads is shown as the bytes or the text it is.

import { isRecord, parsed } from "../../wire/shape.ts";
import { isTooDeep } from "../depth.ts";
import { type PacketHead, SOCKET_CONNECT, SOCKET_CONNECT_ERROR, SOCKET_DISCONNECT, SOCKET_TYPES, type SocketPacket } from "../packet.ts";
import { mayCarry } from "../reason.ts";
import { decodeCbor } from "./cbor.ts";
import { decodeMsgpack } from "./msgpack.ts";

interface Parser {
  readonly name: string;
  /** The first byte of a map. */
  readonly begins: (first: number) => boolean;
  /** Throws when the bytes are something else. */
  readonly decode: (bytes: Uint8Array) => unknown;
}

const PARSERS: readonly Parser[] = [
  // socket.io-msgpack-parser
  { name: "msgpack", begins: (first) => (first & 0xf0) === 0x80 || first === 0xde || first === 0xdf, decode: decodeMsgpack },
  // Several packages, all upon cbor-x.
  { name: "cbor", begins: (first) => first >= 0xa0 && first <= 0xbf, decode: decodeCbor },
];

/** The packet in a binary message; undefined when none of the known parsers made it. Never throws. */
export function decodeParsed(bytes: Uint8Array): SocketPacket | undefined {
  const first = bytes[0] ?? 0;
  for (const { name, begins, decode } of PARSERS) {
    if (!begins(first)) continue;
    try {
      return packetOf(decode(bytes), name);
    } catch {
      // Bytes of something else.
    }
  }
  return undefined;
}

/** The same for a text message: socket.io-json-parser. */
export function decodeJsonParsed(text: string): SocketPacket | undefined {
  if (!text.startsWith("{") || !/"type":\d/.test(text) || !text.includes('"nsp":"/')) return undefined;
  const value = parsed(text);
  return isTooDeep(value) ? undefined : packetOf(value, "json");
}

export function readParsedHead(packet: SocketPacket, head: PacketHead): void {
  head.socket = SOCKET_TYPES.indexOf(packet.type);
  head.nsp = packet.nsp;
  head.ack = packet.id ?? -1;
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
    ...(typeof id === "number" && { id }),
  };
  if (!fits(type, data)) return { ...base, type: "invalid", reason: mayCarry(name) };
  return { ...base, type: name, ...(data !== undefined && { data }) };
}

function fits(type: number, data: unknown): boolean {
  switch (type) {
    case SOCKET_CONNECT:
      return data === undefined || data === null || isRecord(data);
    case SOCKET_DISCONNECT:
      return data === undefined || data === null;
    case SOCKET_CONNECT_ERROR:
      return true;
    default:
      return Array.isArray(data);
  }
}
