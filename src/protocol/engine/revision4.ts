// Engine.IO revision 4 (socket.io 3 and 4): "Packet encoding" and "HTTP long-polling" of https://socket.io/docs/v4/engine-io-protocol/.
// Text packets are a digit and data; a binary one is its bytes alone in a websocket frame and `b<base64>` in text. A payload joins packets
// with U+001E, which bare Engine.IO may also have inside a text: the protocol says to take it for the separator.
// engine.io-parser decodes a packet. It does not serve for payloads (it stops at the first bad packet and drops the rest), nor for broken
// base64 (it makes of it what it can, another thing on each host), which is caught before.

import { decodePacket } from "engine.io-parser";
import { isBase64, textFromByteString, utf8Length } from "../encoding.ts";
import type { EnginePacket, PayloadPart } from "../packet.ts";
import { bytesPart, MAX_PACKETS, TOO_MANY, textPart } from "./part.ts";

const SEPARATOR = "\x1e";

/** Decodes a packet given as text: a websocket text frame or a part of a payload. `bytes` as in `EnginePacket`. */
export function decodeText4(text: string, bytes: number): EnginePacket {
  if (text === "") return { type: "invalid", bytes, reason: ["reasonEmptyPacket"] };
  if (text.charAt(0) === "b" && !isBase64(text.slice(1))) return { type: "invalid", data: text, bytes, reason: ["reasonNoBase64", "b"] };
  const packet = decodePacket(text, "arraybuffer");
  if (packet.type === "error") return { type: "invalid", data: text, bytes, reason: ["reasonNoType", JSON.stringify(text.charAt(0))] };
  const data: unknown = packet.data;
  if (typeof data === "string") return { type: packet.type, data, bytes };
  return data instanceof ArrayBuffer ? { type: packet.type, data: new Uint8Array(data), bytes } : { type: packet.type, bytes };
}

export function splitText4(text: string): readonly PayloadPart[] {
  const parts: PayloadPart[] = [];
  const ascii = utf8Length(text) === text.length;
  for (let from = 0; from <= text.length; ) {
    if (parts.length === MAX_PACKETS) {
      parts.push(textPart(text, from, text.length, ascii, TOO_MANY));
      break;
    }
    const next = text.indexOf(SEPARATOR, from);
    const to = next < 0 ? text.length : next;
    parts.push(textPart(text, from, to, ascii));
    from = to + 1;
  }
  return parts;
}

/** A body that the browser gave as bytes: text all the same, but where it is no UTF-8 only the packets concerned are lost. */
export function splitBytes4(bytes: string): readonly PayloadPart[] {
  const text = textFromByteString(bytes);
  if (text !== undefined) return splitText4(text);
  return splitText4(bytes).map(({ from, to, reason }) => {
    const packet = textFromByteString(bytes.slice(from, to));
    if (packet === undefined || reason !== null) return bytesPart(bytes, from, to, reason ?? ["reasonNotUtf8"]);
    return { ...textPart(packet, 0, packet.length, true), bytes: to - from };
  });
}
