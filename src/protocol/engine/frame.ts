// One websocket message is one packet: "WebSocket" of the Engine.IO protocol, all revisions, and Socket.IO 0.9.

import type { Body, Direction } from "../../wire/event.ts";
import { byteStringFromBase64, bytesFromByteString, decodedOnceMore, textFromByteString, utf8Length } from "../encoding.ts";
import { decodeLegacy } from "../legacy.ts";
import type { EnginePacket, Revision } from "../packet.ts";
import { decodeBytes3, decodeText3 } from "./revision3.ts";
import { decodeText4 } from "./revision4.ts";

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
    return { type: opcode === 2 ? "message" : "invalid", bytes: body.bytes ?? 0, reason: `not recorded: ${body.omitted}` };
  if ("text" in body) {
    return opcode === 1
      ? decodeText(frameText(body.text, revision), revision, direction, bytes)
      : decodeBytes(encoder.encode(body.text), revision);
  }

  const frame = byteStringFromBase64(body.base64);
  if (frame === undefined)
    return { type: "invalid", data: body.base64, bytes: body.base64.length, reason: "the frame as recorded is no base64" };
  if (opcode === 2) return decodeBytes(bytesFromByteString(frame), revision);
  const text = textFromByteString(frame);
  if (text === undefined) return { type: "invalid", data: bytesFromByteString(frame), bytes: frame.length, reason: "not UTF-8" };
  return decodeText(frameText(text, revision), revision, direction, revision === 2 ? undefined : frame.length);
}

/** The packet in a text frame: the clients and servers of revision 2 encode it to UTF-8, and the websocket does so once more. */
export function frameText(text: string, revision: Revision): string {
  return revision === 2 ? (decodedOnceMore(text) ?? text) : text;
}

function decodeText(text: string, revision: Revision, direction: Direction, bytes = utf8Length(text)): EnginePacket {
  switch (revision) {
    case 0.9:
      return decodeLegacy(text, direction, bytes);
    case 2:
    case 3:
      return decodeText3(text, bytes);
    case 4:
      return decodeText4(text, bytes);
  }
}

function decodeBytes(data: Uint8Array, revision: Revision): EnginePacket {
  switch (revision) {
    case 0.9:
      return { type: "invalid", data, bytes: data.length, reason: "Socket.IO 0.9 sends no bytes" };
    case 2:
    case 3:
      return decodeBytes3(data);
    case 4:
      return { type: "message", data, bytes: data.length };
  }
}
