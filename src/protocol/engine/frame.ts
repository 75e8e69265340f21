// One websocket message is one packet: "WebSocket" of the Engine.IO protocol, all revisions, and Socket.IO 0.9.

import type { Body, Direction } from "../../wire/event.ts";
import { byteStringFromBase64, bytesFromByteString, decodedOnceMore, textFromByteString, utf8Length } from "../encoding.ts";
import type { EnginePacket, Revision } from "../packet.ts";
import { decodeBytes, decodeText } from "./decode.ts";

const encoder = new TextEncoder();

/**
 * Decodes a frame. Never throws. Binary frames carry messages, so one that was not recorded is a `message` without data; what a text
 * frame was that was not recorded nobody knows: it is `invalid`. Both say so in `reason`.
 * @param bytes what a scan counted, to spare counting again
 * @param direction tells the heartbeats of Socket.IO 0.9 apart
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

/** The packet in a text frame: the clients and servers of revision 2 encode it to UTF-8, and the websocket does so once more. */
export function frameText(text: string, revision: Revision): string {
  return revision === 2 ? (decodedOnceMore(text) ?? text) : text;
}
