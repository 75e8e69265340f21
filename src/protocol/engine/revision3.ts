// Engine.IO revisions 2 and 3 (socket.io 1.0; 1.1 to 2.5): "Encoding" of https://github.com/socketio/engine.io-protocol/tree/v3.
// A text packet is a digit and data; a binary one is a byte and data, or `b<digit><base64>` in text. Payloads have two forms:
//
//   text    <length>:<packet>…                  length in UTF-16 units of the body as received
//   binary  <0|1> <digit>… <255> <packet>…      a byte each; 0 text, 1 binary; length in bytes, its decimal digits as the bytes 0 to 9
//
// Up to socket.io 1.7, text in the text form is encoded to UTF-8 twice (é arrives as Ã©), text in the binary form is not. Nothing on the wire
// shows it. Unless the caller knows, the second encoding is undone if it can be undone in every packet of the body.

import { byteStringFromBase64, bytesFromByteString, decodedOnceMore, textFromByteString, utf8Length } from "../encoding.ts";
import { ENGINE_INVALID, ENGINE_TYPES, type EnginePacket, type PayloadPart } from "../packet.ts";
import type { Reason } from "../reason.ts";
import { bytesPart, MAX_PACKETS, newPart, type TakePart, TOO_MANY, textPart } from "./part.ts";

const MISCOUNTS: readonly (readonly ["reasonLengthInBytes" | "reasonLengthInCodePoints", (code: number) => number])[] = [
  ["reasonLengthInBytes", (code) => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4)],
  ["reasonLengthInCodePoints", () => 1],
];

/** A length within a packet: a wrong one before it may have reached just to the end of the packet after it. */
const SWALLOWED = /\d:[b\d]/;

/** Decodes a text packet: a websocket text frame or a part of a payload. `bytes` as in `EnginePacket`. */
export function decodeText3(text: string, bytes: number): EnginePacket {
  if (text === "") return { type: "invalid", bytes, reason: ["reasonEmptyPacket"] };
  const binary = text.startsWith("b");
  const digit = text.charAt(binary ? 1 : 0);
  const type = digit >= "0" && digit <= "6" ? ENGINE_TYPES[Number(digit)] : undefined;
  if (type === undefined) return { type: "invalid", data: text, bytes, reason: ["reasonNoType", JSON.stringify(digit)] };
  if (!binary) return text.length > 1 ? { type, data: text.slice(1), bytes } : { type, bytes };
  const data = byteStringFromBase64(text.slice(2));
  if (data === undefined) return { type: "invalid", data: text, bytes, reason: ["reasonNoBase64", `b${digit}`] };
  return { type, data: bytesFromByteString(data), bytes };
}

/** Decodes a binary packet: a websocket binary frame or a part of a payload. The result shares the memory of `data`. */
export function decodeBytes3(data: Uint8Array): EnginePacket {
  const first = data[0];
  if (first === undefined) return { type: "invalid", bytes: 0, reason: ["reasonEmptyPacket"] };
  const type = first < ENGINE_INVALID ? ENGINE_TYPES[first] : undefined;
  if (type === undefined) return { type: "invalid", data, bytes: data.length, reason: ["reasonNoType", hex(first)] };
  return { type, data: data.subarray(1), bytes: data.length };
}

/** @param utf8Twice whether the peers encode text twice; undefined if the caller does not know */
export function splitText3(text: string, utf8Twice: boolean | undefined, take: TakePart): void {
  if (utf8Length(text) === text.length) return splitLengths(text, take);
  const parts: PayloadPart[] = [];
  splitLengths(text, (part) => parts.push({ ...part, bytes: utf8Length(text.slice(part.from, part.to)) }));
  const isDoubtful = parts.some(({ from, to, reason }) => reason !== null || SWALLOWED.test(text.slice(from, to)));
  const told = isDoubtful ? withMiscount(text, parts) : parts;
  for (const part of utf8Twice === false ? told : decodeTwice(told, utf8Twice === true)) take(part);
}

/** Splits a text as its lengths tell. `bytes` are those of ASCII. */
function splitLengths(text: string, take: TakePart): void {
  const part = newPart(text);
  const put = (from: number, to: number, reason: Reason | null) => {
    part.from = from;
    part.to = to;
    part.bytes = to - from;
    part.reason = reason;
    take(part);
  };
  let count = 0;
  for (let at = 0; at < text.length; ) {
    if (count === MAX_PACKETS) return put(at, text.length, TOO_MANY);
    let from = at;
    let length = 0;
    for (; from < text.length; from++) {
      const digit = text.charCodeAt(from) - 0x30;
      if (digit < 0 || digit > 9) break;
      length = length * 10 + digit;
    }
    if (from === at || text.charAt(from) !== ":") return put(at, text.length, ["reasonNoLength"]);
    from++;
    if (length > text.length - from) return put(at, text.length, ["reasonCutOffCharacters", length, text.length - from]);
    at = from + length;
    if (length === 0) continue;
    put(from, at, null);
    count++;
  }
}

/**
 * Servers in other languages count bytes or code points. If that explains the whole body, the packet whose length is wrong first is invalid for
 * that reason, with all that follows: clients read no further.
 */
function withMiscount(text: string, parts: readonly PayloadPart[]): readonly PayloadPart[] {
  for (const [reason, size] of MISCOUNTS) {
    const found = miscount(text, size);
    if (found === null) continue;
    const { at, length, units } = found;
    return [...parts.filter(({ to }) => to <= at), textPart(text, at, text.length, false, [reason, length, units])];
  }
  return parts;
}

/** Of a body whose lengths count each code point by `size`: the first packet whose length in UTF-16 units is another. Null if they do not. */
function miscount(
  text: string,
  size: (code: number) => number,
): { readonly at: number; readonly length: number; readonly units: number } | null {
  let found: ReturnType<typeof miscount> = null;
  const prefix = /(\d+):/y;
  for (let at = 0; at < text.length; at = prefix.lastIndex) {
    prefix.lastIndex = at;
    const length = Number(prefix.exec(text)?.[1] ?? Number.NaN);
    const from = prefix.lastIndex;
    let to = from;
    let left = length;
    while (left > 0 && to < text.length) {
      const code = text.codePointAt(to) ?? 0;
      left -= size(code);
      to += code > 0xffff ? 2 : 1;
    }
    if (left !== 0) return null;
    if (to - from !== length) found ??= { at, length, units: to - from };
    prefix.lastIndex = to;
  }
  return found;
}

/** The parts with their text decoded once more. If one of them cannot be, all stay as they are, unless the peers are known to encode twice. */
function decodeTwice(parts: readonly PayloadPart[], known: boolean): readonly PayloadPart[] {
  const decoded: PayloadPart[] = [];
  for (const part of parts) {
    const text = part.source.slice(part.from, part.to);
    const ascii = part.bytes === text.length;
    const once = part.reason === null ? decodedOnceMore(text) : undefined;
    if (once !== undefined) decoded.push(textPart(once, 0, once.length, false));
    else if (ascii || known || part.reason !== null) decoded.push(part);
    else return parts;
  }
  return decoded;
}

export function splitBytes3(bytes: string, take: TakePart): void {
  const ascii = newPart(bytes);
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    const fail = (reason: Reason) => take(bytesPart(bytes, at, bytes.length, reason));
    if (count === MAX_PACKETS) return fail(TOO_MANY);
    const kind = bytes.charCodeAt(at);
    if (kind > 1) return fail(["reasonNoKind", hex(kind)]);
    let from = at + 1;
    let length = 0;
    for (; from < bytes.length && bytes.charCodeAt(from) <= 9; from++) length = length * 10 + bytes.charCodeAt(from);
    if (from === at + 1 || bytes.charCodeAt(from) !== 0xff) return fail(["reasonNoLength"]);
    from++;
    if (length > bytes.length - from) return fail(["reasonCutOffBytes", length, bytes.length - from]);
    at = from + length;
    const packet = bytes.slice(from, at);
    if (kind === 1) take(bytesPart(bytes, from, at));
    else if (utf8Length(packet) > length) take(textInBytes(bytes, packet, from, at));
    else {
      ascii.from = from;
      ascii.to = at;
      ascii.bytes = length;
      take(ascii);
    }
  }
}

/** `0x07`. */
function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

/** The text packet `bytes[from, to)`, which is not ASCII. */
function textInBytes(bytes: string, packet: string, from: number, to: number): PayloadPart {
  const text = textFromByteString(packet);
  return text === undefined ? bytesPart(bytes, from, to, ["reasonNotUtf8"]) : { ...textPart(text, 0, text.length, true), bytes: to - from };
}
