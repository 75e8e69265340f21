// Engine.IO revision 4 (socket.io 3 and 4): "Packet encoding" and "HTTP long-polling" of https://socket.io/docs/v4/engine-io-protocol/.
// A text packet is a digit and data. A binary packet is its bytes alone in a websocket frame, and `b<base64>` in text. A payload joins packets
// with U+001E. A text may have this character too; the protocol says to read it as the separator.
// engine.io-parser decodes single text packets. It is not used for payloads, because it drops everything after the first bad packet, nor for
// base64, which it decodes differently on each host if padding is missing or characters are wrong.

import { decodePacket } from "engine.io-parser";
import { byteStringFromBase64, bytesFromByteString, countedLength, textFromByteString, utf8Length } from "../encoding.ts";
import type { EnginePacket } from "../packet.ts";
import { bytesPart, MAX_PACKETS, newPart, type TakePart, TOO_MANY, textPart } from "./part.ts";

const SEPARATOR = "\x1e";

/** Decodes a text packet: a websocket text frame or a part of a payload. `bytes` as in `EnginePacket`. */
export function decodeText4(text: string, bytes: number): EnginePacket {
  if (text === "") return { type: "invalid", bytes, reason: ["reasonEmptyPacket"] };
  if (text.charAt(0) === "b") {
    const data = byteStringFromBase64(text.slice(1));
    if (data === undefined) return { type: "invalid", data: text, bytes, reason: ["reasonNoBase64", "b"] };
    return { type: "message", data: bytesFromByteString(data), bytes };
  }
  const packet = decodePacket(text);
  if (packet.type === "error") return { type: "invalid", data: text, bytes, reason: ["reasonNoType", JSON.stringify(text.charAt(0))] };
  const data: unknown = packet.data;
  return typeof data === "string" ? { type: packet.type, data, bytes } : { type: packet.type, bytes };
}

export function splitText4(text: string, take: TakePart): void {
  const part = newPart(text);
  const ascii = utf8Length(text) === text.length;
  for (let count = 0; part.from <= text.length; count++) {
    const next = count === MAX_PACKETS ? -1 : text.indexOf(SEPARATOR, part.from);
    part.to = next < 0 ? text.length : next;
    part.bytes = ascii ? part.to - part.from : countedLength(text, part.from, part.to);
    part.reason = count === MAX_PACKETS ? TOO_MANY : null;
    take(part);
    part.from = part.to + 1;
  }
}

/** Splits a body that the browser reported as bytes. It is text all the same; only packets that are not UTF-8 are invalid. */
export function splitBytes4(bytes: string, take: TakePart): void {
  const text = textFromByteString(bytes);
  if (text !== undefined) return splitText4(text, take);
  splitText4(bytes, ({ from, to, reason }) => {
    const packet = textFromByteString(bytes.slice(from, to));
    if (packet === undefined || reason !== null) take(bytesPart(bytes, from, to, reason ?? ["reasonNotUtf8"]));
    else take({ ...textPart(packet, 0, packet.length, true), bytes: to - from });
  });
}
