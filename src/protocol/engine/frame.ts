// One websocket message is one Engine.IO packet: "WebSocket" of the Engine.IO protocol, revisions 3 and 4.

import type { Body } from "../../wire/event.ts";
import { byteStringFromBase64, bytesFromByteString, textFromByteString, utf8Length } from "../encoding.ts";
import type { EnginePacket, Revision } from "../packet.ts";
import { decodeBytes3, decodeText3 } from "./revision3.ts";
import { decodeText4 } from "./revision4.ts";

const encoder = new TextEncoder();

/**
 * Decodes a frame. Never throws. Binary frames carry messages, so one that was not recorded is a `message` without data; what a text
 * frame was that was not recorded nobody knows: it is `invalid`. Both say so in `reason`.
 * @param bytes what a scan counted, to spare counting again
 */
export function decodeFrame(body: Body, opcode: 1 | 2, revision: Revision, bytes?: number): EnginePacket {
  if ("omitted" in body)
    return { type: opcode === 2 ? "message" : "invalid", bytes: body.bytes ?? 0, reason: `not recorded: ${body.omitted}` };
  if ("text" in body) return opcode === 1 ? decodeText(body.text, revision, bytes) : decodeBytes(encoder.encode(body.text), revision);

  const frame = byteStringFromBase64(body.base64);
  if (frame === undefined)
    return { type: "invalid", data: body.base64, bytes: body.base64.length, reason: "the frame as recorded is no base64" };
  if (opcode === 2) return decodeBytes(bytesFromByteString(frame), revision);
  const text = textFromByteString(frame);
  if (text === undefined) return { type: "invalid", data: bytesFromByteString(frame), bytes: frame.length, reason: "not UTF-8" };
  return decodeText(text, revision, frame.length);
}

function decodeText(text: string, revision: Revision, bytes = utf8Length(text)): EnginePacket {
  return revision === 4 ? decodeText4(text, bytes) : decodeText3(text, bytes);
}

function decodeBytes(data: Uint8Array, revision: Revision): EnginePacket {
  return revision === 4 ? { type: "message", data, bytes: data.length } : decodeBytes3(data);
}
