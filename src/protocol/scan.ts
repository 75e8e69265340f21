// Reads the head of a packet, for the store's columns; every packet of a trace is scanned. JSON and base64 are not decoded, so a packet that
// is broken inside is found only when it is decoded. There are two exceptions, which the scan decodes: JSON whose first or last character is
// wrong, and packets of other parsers, which have no head.

import { base64Size, byteStringFromBase64, utf8Length } from "./encoding.ts";
import {
  ENGINE_INVALID,
  ENGINE_MESSAGE,
  ENGINE_PING,
  ENGINE_PONG,
  NO_SOCKET,
  type PacketHead,
  type PayloadPart,
  type Revision,
  resetPacketHead,
  SOCKET_BINARY_EVENT,
  SOCKET_EVENT,
  SOCKET_INVALID,
  SOCKET_TYPES,
} from "./packet.ts";
import { readSocketHead } from "./socket/head.ts";
import { decodeJsonParsed, eventName, readParsedHead } from "./socket/parsers.ts";
import { decodeSocket } from "./socket/text.ts";

const OPEN_BRACE = 0x7b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const ZERO = 0x30;
const SMALL_B = 0x62;

/** Reads the packet `text[from, to)` into `head`. Counting the bytes takes half of the time. */
export function scanText(text: string, from: number, to: number, head: PacketHead): void {
  scanPacket(text, from, to, head);
  head.bytes = utf8Length(from === 0 && to === text.length ? text : text.slice(from, to));
}

/** Reads a websocket binary frame, given as base64, into `head`. Only its first byte is decoded. */
export function scanBinary(base64: string, revision: Revision, head: PacketHead): void {
  resetPacketHead(revision === 4 ? ENGINE_MESSAGE : revision === 0.9 ? ENGINE_INVALID : (firstByte(base64) ?? ENGINE_INVALID), head);
  head.binary = true;
  head.bytes = base64Size(base64);
}

function firstByte(base64: string): number | undefined {
  return byteStringFromBase64(base64.slice(0, 4))?.charCodeAt(0);
}

/** Reads one part of a payload, or a text frame, into `head`. */
export function scanPart(part: PayloadPart, head: PacketHead): void {
  if (part.kind === "text" && part.reason === null) {
    scanPacket(part.source, part.from, part.to, head);
  } else {
    resetPacketHead(part.reason === null ? part.source.charCodeAt(part.from) : ENGINE_INVALID, head);
    head.binary = part.kind === "bytes";
  }
  head.bytes = part.bytes;
}

function scanPacket(text: string, from: number, to: number, head: PacketHead): void {
  if (beginsAsBefore(text, from, to, head)) return;
  const code = from < to ? text.charCodeAt(from) : 0;
  if (code === SMALL_B) {
    resetPacketHead(ENGINE_MESSAGE, head);
    head.binary = true;
    return;
  }
  resetPacketHead(code - ZERO, head);
  if (head.engine === ENGINE_MESSAGE) scanMessage(text, from + 1, to, head);
  else if (head.engine === ENGINE_PING || head.engine === ENGINE_PONG) head.probe = to - from === 6 && text.startsWith("probe", from + 1);
}

function scanMessage(text: string, from: number, to: number, head: PacketHead): void {
  const json = readSocketHead(text, from, to, head);
  if (head.socket === NO_SOCKET && text.charCodeAt(from) === OPEN_BRACE) {
    const parsed = decodeJsonParsed(text.slice(from, to));
    if (parsed) readParsedHead(parsed, head);
    return;
  }
  if (head.socket >= SOCKET_INVALID) return;
  head.bare = json === to;
  if (head.bare) return;
  const opening = text.charCodeAt(json);
  const closing = opening === QUOTE ? QUOTE : opening + 2; // ] stands two after [ and } two after {
  const isEvent = head.socket === SOCKET_EVENT || head.socket === SOCKET_BINARY_EVENT;
  // An event begins with its name. A name that is a number is rare, so such an event may be decoded.
  const isSound = json + 1 < to && text.charCodeAt(to - 1) === closing && (!isEvent || text.charCodeAt(json + 1) === QUOTE);
  if (!isSound) head.socket = SOCKET_TYPES.indexOf(decodeSocket(text.slice(from, to), true).type);
  else if (isEvent) {
    const name = plainName(text, json + 2, to);
    head.name = name ?? eventName(decodeSocket(text.slice(from, to), true));
    if (name === undefined || head.ack >= 0 || head.socket !== SOCKET_EVENT) return;
    const { before } = head;
    before.beginning = text.slice(from - 1, json + 3 + name.length);
    before.nsp = head.nsp;
    before.name = name;
  }
}

/** Takes over the head of the last event, if this one begins the same and ends as an event does. */
function beginsAsBefore(text: string, from: number, to: number, head: PacketHead): boolean {
  const { beginning, nsp, name } = head.before;
  const end = from + beginning.length;
  if (beginning === "" || end >= to || text.slice(from, end) !== beginning || text.charCodeAt(to - 1) !== CLOSE_BRACKET) return false;
  resetPacketHead(ENGINE_MESSAGE, head);
  head.socket = SOCKET_EVENT;
  head.nsp = nsp;
  head.name = name;
  return true;
}

/** The event name whose text begins at `from`; undefined if it has escapes, or does not end. */
function plainName(text: string, from: number, to: number): string | undefined {
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return text.slice(from, at);
    if (unit === BACKSLASH) return undefined;
  }
  return undefined;
}
