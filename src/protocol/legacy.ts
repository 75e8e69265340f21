// Socket.IO 0.9 (and 0.7, 0.8), before there was an Engine.IO: https://github.com/learnboost/socket.io-spec. One framing for all transports:
//
//   <type>[:[<id>[+]]:[<endpoint>][:<data>]]      5:1+:/chat:{"name":"say","args":["hi"]}
//   several at once: \ufffd<length>\ufffd<packet>…   length in UTF-16 units
//   handshake: <sid>:<heartbeat timeout>:<close timeout>:<transports>    both in seconds
//
// An id asks for an ack: with + the application sends the ack, without it the library does. Packets are mapped to those of later protocols: a
// heartbeat of the server is a ping and one of the client a pong; everything else is a message whose data is the whole packet. Messages and
// JSON packets are events named `message`. Left out: the scripts of the htmlfile transport, which only Internet Explorer could read.

import type { Direction } from "../wire/event.ts";
import { isRecord } from "../wire/shape.ts";
import { utf8Length } from "./encoding.ts";
import type { Handshake } from "./engine/handshake.ts";
import { MAX_PACKETS, TOO_MANY, textPart } from "./engine/part.ts";
import { readJson } from "./json.ts";
import {
  ENGINE_INVALID,
  ENGINE_TYPES,
  type EnginePacket,
  type PacketHead,
  type PayloadPart,
  resetPacketHead,
  type SocketPacket,
  type SocketType,
} from "./packet.ts";
import { mayCarry, type Reason } from "./reason.ts";
import { readParsedHead } from "./socket/parsers.ts";
import { depthFault } from "./socket/text.ts";

const PACKET = /^([0-8])(?::(\d*)(\+?):([^:]*)(?::(.*))?)?$/s;
const DIVIDER = "\ufffd";
const REASONS = ["transport not supported", "client not handshaken", "unauthorized"];
const ADVICE = ["reconnect"];

export function splitLegacy(text: string): readonly PayloadPart[] {
  const ascii = utf8Length(text) === text.length;
  if (!text.startsWith(DIVIDER)) return [textPart(text, 0, text.length, ascii)];
  const parts: PayloadPart[] = [];
  for (let at = 0; at < text.length; ) {
    const fail = (reason: Reason) => parts.push(textPart(text, at, text.length, false, reason));
    if (parts.length === MAX_PACKETS) {
      fail(TOO_MANY);
      break;
    }
    const end = text.indexOf(DIVIDER, at + 1);
    const digits = end < 0 ? "" : text.slice(at + 1, end);
    if (!text.startsWith(DIVIDER, at) || !/^\d{1,15}$/.test(digits)) {
      fail(["reasonNoLength"]);
      break;
    }
    const from = end + 1;
    const length = Number(digits);
    if (length > text.length - from) {
      fail(["reasonCutOffCharacters", length, text.length - from]);
      break;
    }
    at = from + length;
    parts.push(textPart(text, from, at, false));
  }
  return parts;
}

/** `bytes` as in `EnginePacket`. Never throws. */
export function decodeLegacy(text: string, direction: Direction, bytes: number): EnginePacket {
  const type = PACKET.exec(text)?.[1];
  if (type === undefined) return { type: "invalid", data: text, bytes, reason: ["reasonNotPacket09"] };
  const engine = engineType(type, direction);
  return engine === "message" ? { type: engine, data: text, bytes } : { type: engine, bytes };
}

/** Reads the head of the packet `text[from, to)` into `head`. */
export function scanLegacy(text: string, from: number, to: number, direction: Direction, head: PacketHead): void {
  const packet = text.slice(from, to);
  const { type } = decodeLegacy(packet, direction, 0);
  resetPacketHead(ENGINE_TYPES.indexOf(type), head);
  head.bytes = utf8Length(packet);
  if (type !== "message") {
    if (type === "invalid") head.engine = ENGINE_INVALID;
    return;
  }
  readParsedHead(decodeLegacySocket(packet), head);
}

function engineType(type: string, direction: Direction): EnginePacket["type"] {
  if (type === "8") return "noop";
  return type !== "2" ? "message" : direction === "received" ? "ping" : "pong";
}

/** The Socket.IO packet in a message. Never throws: a broken one has the type `invalid` and a reason. */
export function decodeLegacySocket(text: string): SocketPacket {
  const [, type = "", id = "", , endpoint = "", data = ""] = PACKET.exec(text) ?? [];
  const query = endpoint.indexOf("?");
  const base = {
    nsp: (query < 0 ? endpoint : endpoint.slice(0, query)) || "/",
    attachments: 0,
    ...(query >= 0 && { query: endpoint.slice(query + 1) }),
  };
  const packet = (kind: SocketType, value?: unknown): SocketPacket => ({
    type: kind,
    ...base,
    ...(id !== "" && { id: Number(id) }),
    ...(value !== undefined && { data: value }),
  });
  const invalid = (reason: Reason): SocketPacket => ({ type: "invalid", ...base, reason });
  switch (type) {
    case "0":
      return packet("DISCONNECT");
    case "1":
      return { ...packet("CONNECT"), ...(data.startsWith("?") && { query: data.slice(1) }) };
    case "3":
      return packet("EVENT", ["message", data]);
    case "4": {
      const json = jsonOf(data, text.length - data.length);
      return "reason" in json ? invalid(json.reason) : packet("EVENT", ["message", json.value]);
    }
    case "5": {
      const json = jsonOf(data, text.length - data.length);
      if ("reason" in json) return invalid(json.reason);
      const { name, args } = isRecord(json.value) ? json.value : {};
      if (typeof name !== "string") return invalid(["reasonNoEventName"]);
      return packet("EVENT", [name, ...(Array.isArray(args) ? (args as readonly unknown[]) : [])]);
    }
    case "6": {
      const [, ackId, args] = /^(\d+)(?:\+(.*))?$/s.exec(data) ?? [];
      if (ackId === undefined) return invalid(["reasonNoAckId"]);
      const json = args ? jsonOf(args, text.length - args.length) : { value: [] };
      if ("reason" in json) return invalid(json.reason);
      return Array.isArray(json.value) ? { type: "ACK", ...base, id: Number(ackId), data: json.value } : invalid(mayCarry("ACK"));
    }
    case "7": {
      const [reason = "", advice = ""] = data.split("+");
      const said = { ...words("reason", reason, REASONS), ...words("advice", advice, ADVICE) };
      return packet("CONNECT_ERROR", Object.keys(said).length > 0 ? said : undefined);
    }
    default:
      return invalid(["reasonNotPacket09"]);
  }
}

function words(key: string, code: string, known: readonly string[]): Readonly<Record<string, string>> {
  return code === "" ? {} : { [key]: known[Number(code)] ?? code };
}

/** `before`: how many characters of the packet stand before the JSON. */
function jsonOf(json: string, before: number): ReturnType<typeof readJson> {
  const read = readJson(json, 0, before);
  const reason = "value" in read ? depthFault(json, 0, read.value) : undefined;
  return reason === undefined ? read : { reason };
}

/** The handshake that the server answered with, or why there is none: in the server's own words, if it sent any. */
export function parseLegacyHandshake(text: string): Handshake | { readonly reason: Reason | string } {
  const [, sid, heartbeat, close, transports = ""] = /^([^:]+):(\d*):(\d*):([\w,-]*)$/.exec(text) ?? [];
  if (sid === undefined) return { reason: text.slice(0, 200) || ["reasonHandshakeEmpty"] };
  return {
    sid,
    upgrades: [],
    ...(heartbeat && { pingTimeout: Number(heartbeat) * 1000 }),
    ...(close && { closeTimeout: Number(close) * 1000 }),
    transports: transports.split(",").filter((name) => name !== ""),
  };
}
