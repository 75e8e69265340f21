// Reads the head of an event or ACK that socket.io-msgpack-parser encoded, and passes over its arguments without making them. What it does not
// take, decodeParsed (parsers.ts) may: it reads all that msgpack.ts can read. What both take is the same packet.

import { MAX_DEPTH } from "../depth.ts";
import { type PacketHead, SOCKET_ACK, SOCKET_BINARY_ACK, SOCKET_BINARY_EVENT, SOCKET_EVENT } from "../packet.ts";
import { utf8Text } from "./cursor.ts";

const EVENTS: readonly number[] = [SOCKET_EVENT, SOCKET_BINARY_EVENT];
const TYPES: readonly number[] = [...EVENTS, SOCKET_ACK, SOCKET_BINARY_ACK];

const SLASH = 0x2f;

/** How many values each of the open arrays and maps still has. */
const left = new Uint32Array(MAX_DEPTH);

/** Keys, names and namespaces that were read last, by `slotOf`: to compare them takes less time than to make them again. */
const texts: string[] = Array.from({ length: 256 }, () => "");

/**
 * Reads the packet `bytes[from, end)` into `head`. False if it is broken or no event or ACK of a plain form; `head` is then as it was. Throws
 * if a text is no UTF-8.
 */
export function readMsgpackHead(bytes: Uint8Array, from: number, end: number, head: PacketHead): boolean {
  const map = from < end ? (bytes[from] ?? 0) : 0;
  if ((map & 0xf0) !== 0x80) return false;
  let at = from + 1;
  let type = -1;
  let nsp = "";
  let id = -1;
  let name: string | null | undefined;
  // Of a key that comes twice, the decoder too takes the last value.
  for (let keys = map & 15; keys > 0 && at >= 0; keys--) {
    const key = shortText(bytes, at, end);
    if (key === undefined) return false;
    at += 1 + key.length;
    if (key === "type") type = bytes[at] ?? 0;
    else if (key === "nsp") nsp = shortText(bytes, at, end) ?? "";
    else if (key === "id") id = unsigned(bytes, at);
    else if (key === "data") name = nameIn(bytes, at, end);
    at = pass(bytes, at, end);
  }
  if (at !== end || name === undefined || id < -1 || nsp.charCodeAt(0) !== SLASH || nsp.includes("?") || !TYPES.includes(type))
    return false;
  head.socket = type;
  head.nsp = nsp;
  head.ack = id;
  head.attachments = 0;
  head.name = EVENTS.includes(type) ? name : null;
  return true;
}

/** The text that the short array at `at` begins with, or null; undefined if there is something else. */
function nameIn(bytes: Uint8Array, at: number, end: number): string | null | undefined {
  const array = bytes[at] ?? 0;
  if (array <= 0x90 || array > 0x9f) return undefined;
  const first = bytes[at + 1] ?? 0;
  const isText = (first & 0xe0) === 0xa0 || (first >= 0xd9 && first <= 0xdb);
  return isText ? shortText(bytes, at + 1, end) : null;
}

/** The text at `at`, if it has less than 32 characters, and all are ASCII. */
function shortText(bytes: Uint8Array, at: number, end: number): string | undefined {
  const first = bytes[at] ?? 0;
  const length = first & 31;
  const from = at + 1;
  if ((first & 0xe0) !== 0xa0 || length > end - from) return undefined;
  const slot = slotOf(length, bytes[from] ?? 0, bytes[at + length] ?? 0);
  const known = texts[slot] ?? "";
  if (known.length === length && isAt(known, bytes, from)) return known;
  let text = "";
  for (let i = from; i < from + length; i++) {
    const byte = bytes[i] ?? 0;
    if (byte > 127) return undefined;
    text += String.fromCharCode(byte);
  }
  texts[slot] = text;
  return text;
}

function slotOf(length: number, first: number, last: number): number {
  return (length * 31 + first * 7 + last) & 255;
}

function isAt(text: string, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[from + i]) return false;
  return true;
}

/** The integer at `at`, of up to four bytes and not negative; -2 if there is something else. */
function unsigned(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return first;
  return first >= 0xcc && first <= 0xce ? big(bytes, at + 1, 1 << (first - 0xcc)) : -2;
}

/** An unsigned integer of `size` bytes. */
function big(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] ?? 0);
  return value;
}

/** Where the value at `at` ends; -1 if it is broken, or deeper than the decoder reads. */
function pass(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  let depth = 0;
  let values = 1;
  for (;;) {
    while (values === 0) {
      if (depth === 0) return at;
      values = left[--depth] ?? 0;
    }
    values--;
    if (at >= end) return -1;
    const first = bytes[at++] ?? 0;
    if (first < 0x80 || first >= 0xe0) continue;
    if (first < 0xa0 || first >= 0xdc) {
      const size = first < 0xa0 ? 0 : first & 1 ? 4 : 2;
      const count = size === 0 ? first & 15 : big(bytes, at, size);
      const isMap = first < 0x90 || first >= 0xde;
      at += size;
      if (depth === MAX_DEPTH - 2 || count > end - at) return -1;
      left[depth++] = values;
      values = isMap ? 2 * count : count;
    } else {
      at = passScalar(first, bytes, at, end);
      if (at < 0) return -1;
    }
  }
}

/**
 * Where a text, bytes, a number or a constant ends, whose first byte is `first` and whose others begin at `at`; -1 for anything else. Throws if a
 * text is no UTF-8.
 */
function passScalar(first: number, bytes: Uint8Array, at: number, end: number): number {
  // Extensions, and what is never used.
  if (first === 0xc1 || (first >= 0xc7 && first < 0xca) || (first >= 0xd4 && first < 0xd9)) return -1;
  const isText = first < 0xc0 || first >= 0xd9;
  // Long texts and bytes have their length in front of them, in 1, 2 or 4 bytes.
  const size = first >= 0xd9 ? 1 << (first - 0xd9) : first >= 0xc4 && first < 0xc7 ? 1 << (first - 0xc4) : 0;
  const from = at + size;
  const to =
    size > 0
      ? from + big(bytes, at, size)
      : from + (first < 0xc0 ? first & 31 : first < 0xca ? 0 : first < 0xcc ? 4 << (first & 1) : 1 << (first & 3));
  if (to > end) return -1;
  let ascii = from;
  while (isText && ascii < to && (bytes[ascii] ?? 0) < 128) ascii++;
  if (isText && ascii < to) utf8Text(bytes.subarray(ascii, to));
  return to;
}
