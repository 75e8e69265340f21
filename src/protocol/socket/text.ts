// Decodes Socket.IO text packets, revisions 1 to 5 of the Socket.IO protocol ("Packet encoding"): the text of an Engine.IO message after its
// type. attachments.ts adds the binary data, parsers.ts reads the packets of other parsers.
// socket.io-parser is not used: it reads one revision only, keeps nothing of a packet it refuses, and refuses packets that older peers may
// send (reserved event names, no attachments, more than ten).

import { isTooDeep, MAX_DEPTH } from "../depth.ts";
import { readJson } from "../json.ts";
import {
  ENGINE_MESSAGE,
  NO_SOCKET,
  newPacketHead,
  resetPacketHead,
  SOCKET_INVALID,
  SOCKET_TYPES,
  type SocketPacket,
  type SocketType,
} from "../packet.ts";
import { mayCarry, type Reason, TOO_DEEP } from "../reason.ts";
import { readSocketHead } from "./head.ts";
import { decodeJsonParsed } from "./parsers.ts";

const head = newPacketHead();
/** A packet that is nothing but a head: type, attachments, namespace, comma, ack id. */
const BARE = /^([0-6])(?:(\d+)-)?(?:(\/[^,]*)(,?))?([\d\t-\r ]*)$/;

/**
 * Decodes the text of an Engine.IO message. Never throws: a broken packet has the type `invalid` and a reason.
 * Undefined for a message that is not Socket.IO (head.ts has the rule). `known`: the session is known to use Socket.IO, so such a message
 * is invalid.
 */
export function decodeSocket(text: string, known?: false): SocketPacket | undefined;
export function decodeSocket(text: string, known: boolean): SocketPacket;
export function decodeSocket(text: string, known = false): SocketPacket | undefined {
  resetPacketHead(ENGINE_MESSAGE, head);
  const from = readSocketHead(text, 0, text.length, head);
  if (head.socket === NO_SOCKET) {
    return decodeJsonParsed(text) ?? (known ? decodeBare(text) : undefined);
  }
  if (head.socket === SOCKET_INVALID) return packet(text, from, "invalid", undefined, headFault(text, from));
  const type = SOCKET_TYPES[head.socket] ?? "invalid";
  if (from === text.length) return packet(text, from, type, undefined, lacks(type, true));
  // The digit of the Engine.IO message stands before the text.
  const json = readJson(text, from, 1);
  if ("reason" in json) return packet(text, from, "invalid", undefined, json.reason);
  const data = json.value;
  const fault = dataFault(type, data) ?? depthFault(text, from, data);
  if (fault !== undefined) return packet(text, from, "invalid", undefined, fault);
  return packet(text, from, type, data, lacks(type, false) ?? refusedByNewer(type, data));
}

/** Names of events that socket.io-parser refuses from 4.2.4 on, and how many attachments it reads from 4.2.6 on (3.3.5, 3.4.4). */
const RESERVED: readonly unknown[] = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
const MOST_ATTACHMENTS = 10;

/**
 * Why newer versions of socket.io-parser refuse the packet whose head is in `head`:
 * https://github.com/socketio/socket.io/tree/main/packages/socket.io-parser
 */
function refusedByNewer(type: SocketType, data: unknown): Reason | undefined {
  if (head.attachments > MOST_ATTACHMENTS) return ["reasonNewerCount", head.attachments];
  const isObject = typeof data === "object" && data !== null && !Array.isArray(data);
  if (type === "CONNECT") return isObject || data === undefined ? undefined : ["reasonNewerData"];
  if (type === "CONNECT_ERROR") return isObject || typeof data === "string" ? undefined : ["reasonNewerData"];
  const name: unknown = type.endsWith("EVENT") && Array.isArray(data) ? data[0] : undefined;
  return RESERVED.includes(name) ? ["reasonNewerName", String(name)] : undefined;
}

/** A text that is a packet only in a session that is known to use Socket.IO: the clients of all revisions read packets without data. */
function decodeBare(text: string): SocketPacket {
  const [, digit = "", count, nsp = "/", comma, id = ""] = BARE.exec(text) ?? [];
  const type = SOCKET_TYPES[digit === "" ? SOCKET_INVALID : Number(digit)] ?? "invalid";
  const hasCount = count !== undefined;
  if (type === "invalid" || hasCount !== type.startsWith("BINARY")) {
    return {
      type: "invalid",
      nsp: "/",
      attachments: 0,
      reason: type === "invalid" || hasCount ? mayCarry("invalid") : ["reasonNoCount", type],
    };
  }
  const [name = "/", query] = nsp.split("?", 2);
  head.nsp = name;
  head.attachments = Number(count ?? 0);
  head.ack = id === "" ? -1 : Number(id);
  if (!(Math.max(head.attachments, head.ack) <= Number.MAX_SAFE_INTEGER))
    return { type: "invalid", nsp: name, attachments: 0, reason: headFault(text, 0) };
  const reason = comma === "" ? (["reasonNoComma", name] as const) : lacks(type, true);
  const made = packet(text, 0, type, undefined, reason);
  return query === undefined ? made : { ...made, query };
}

/** What a packet lacks whose head is in `head`. Clients read it all the same, and do nothing with an ACK. `bare`: it has no data. */
function lacks(type: SocketType, bare: boolean): Reason | undefined {
  if (head.ack < 0 && (type === "ACK" || type === "BINARY_ACK")) return ["reasonNoAckId"];
  return bare && (type === "EVENT" || type === "BINARY_EVENT") ? ["reasonNoEventName"] : undefined;
}

/** The packet with the fields that were read into `head`. */
function packet(text: string, from: number, type: SocketType, data?: unknown, reason?: Reason): SocketPacket {
  if (data !== undefined && reason === undefined && head.ack < 0 && text.charAt(1) === "[")
    return { type, nsp: "/", data, attachments: head.attachments };
  const made: { -readonly [K in keyof SocketPacket]: SocketPacket[K] } = { type, nsp: head.nsp, attachments: head.attachments };
  const query = /\?([^,]*)/.exec(text.slice(0, from));
  if (query?.[1] !== undefined) made.query = query[1];
  if (head.ack >= 0) made.id = head.ack;
  if (data !== undefined) made.data = data;
  if (reason !== undefined) made.reason = reason;
  return made;
}

function headFault(text: string, from: number): Reason {
  if (Number.isNaN(head.ack)) return ["reasonAckIdNumber"];
  if (head.ack > Number.MAX_SAFE_INTEGER) return ["reasonAckIdTooLarge"];
  if (head.attachments > Number.MAX_SAFE_INTEGER) return ["reasonCountTooLarge"];
  const type = SOCKET_TYPES[Number(text.charAt(0))] ?? "invalid";
  const before = text.slice(1, from);
  if (type.startsWith("BINARY") && !/^\d+-/.test(before)) return ["reasonNoCount", type];
  const isJson = /["[{]/.test(text.charAt(from));
  const hasComma = before.includes(",");
  if (!before.includes("/") || isJson === hasComma) return mayCarry(type);
  return hasComma ? ["reasonAfterNamespace", head.nsp, text.slice(from, from + 40)] : ["reasonNoComma", head.nsp];
}

/** `readSocketHead` has checked the first bracket of the JSON. The name of an event is checked here. */
function dataFault(type: SocketType, data: unknown): Reason | undefined {
  if (type !== "EVENT" && type !== "BINARY_EVENT") return undefined;
  const name: unknown = Array.isArray(data) ? data[0] : undefined;
  return /^(?:string|number|bigint)$/.test(typeof name) ? undefined : mayCarry(type);
}

/** TOO_DEEP if `data`, the JSON of `text` from `from` on, is nested too deep. It is walked only if `text` has more opening brackets than that. */
export function depthFault(text: string, from: number, data: unknown): Reason | undefined {
  if (text.length - from < 2 * MAX_DEPTH) return undefined;
  let openings = 0;
  for (let at = text.indexOf("["); at >= 0 && openings <= MAX_DEPTH; at = text.indexOf("[", at + 1)) openings++;
  for (let at = text.indexOf("{"); at >= 0 && openings <= MAX_DEPTH; at = text.indexOf("{", at + 1)) openings++;
  return openings > MAX_DEPTH && isTooDeep(data) ? TOO_DEEP : undefined;
}
