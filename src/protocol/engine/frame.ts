// A websocket message is one packet: "WebSocket" of the Engine.IO protocol, all revisions, and Socket.IO 0.9.

import type { Body, Direction } from "../../wire/event.ts";
import { byteStringFromBase64, bytesFromByteString, decodedOnceMore, textFromByteString, utf8Length } from "../encoding.ts";
import type { EnginePacket, Revision } from "../packet.ts";
import { decodeBytes, decodeText } from "./decode.ts";

const encoder = new TextEncoder();

/**
 * Decodes a frame. Never throws. A binary frame that was not recorded is a `message` without data, because binary frames carry messages. A
 * text frame that was not recorded is `invalid`. Both have a `reason`.
 * @param bytes the length that a scan has counted, to spare counting again
 * @param direction tells the server's heartbeats of Socket.IO 0.9 from the client's
 */
export function decodeFrame(
  body: Body,
  opcode: 1 | 2,
  revision: Revision,
  bytes?: number,
  direction: Direction = "received",
): EnginePacket {
  if ("omitted" in body)
    return { type: opcode === 2 ? "message" : "invalid", bytes: body.bytes ?? 0, reason: ["notCaptured", body.omitted] };
  if ("text" in body) {
    if (opcode === 2) return decodeBytes(encoder.encode(body.text), revision);
    const text = frameText(body.text, revision);
    return decodeText(text, revision, direction, bytes ?? utf8Length(text));
  }

  const frame = byteStringFromBase64(body.base64);
  if (frame === undefined) return { type: "invalid", data: body.base64, bytes: body.base64.length, reason: ["reasonRecordedBase64"] };
  if (opcode === 2) return decodeBytes(bytesFromByteString(frame), revision);
  const utf8 = textFromByteString(frame);
  if (utf8 === undefined) return { type: "invalid", data: bytesFromByteString(frame), bytes: frame.length, reason: ["reasonNotUtf8"] };
  const text = frameText(utf8, revision);
  return decodeText(text, revision, direction, revision === 2 ? utf8Length(text) : frame.length);
}

/** The packet in a text frame. In revision 2 clients and servers encode it to UTF-8, and the websocket encodes it once more. */
export function frameText(text: string, revision: Revision): string {
  return revision === 2 ? (decodedOnceMore(text) ?? text) : text;
}
