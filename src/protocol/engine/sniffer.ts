// Whether a websocket that was open before recording began is Engine.IO: no event reports its URL, and its handshake was not recorded. Its
// messages begin with a digit, but so do the prices and counts of other protocols.
//
//   shows that it is       the open packet, a probe, a pong of one side after a ping of the other, a message with a Socket.IO packet or JSON,
//                          bytes in which another parser's packet is
//   may be                 any other message, a digit alone, base64, bytes
//   shows that it is not   any other text, and bytes alone in the first 256 frames

import type { Direction, WsFrame } from "../../wire/event.ts";
import { parsed } from "../../wire/shape.ts";
import { byteStringFromBase64, bytesFromByteString } from "../encoding.ts";
import { ENGINE_MESSAGE, NO_SOCKET, newPacketHead, SOCKET_INVALID } from "../packet.ts";
import { scanText } from "../scan.ts";
import { decodeParsed } from "../socket/parsers.ts";
import { isOpenPacket } from "./handshake.ts";

/** A websocket whose first frames are all binary, and no packets, is not Engine.IO: a client sends or answers a ping before that. */
const MOST_BINARY = 256;

export class Sniffer<F> {
  /** The frames so far, or the last ones, in their order. */
  readonly held: F[] = [];
  /** Frames that are not kept: the first one, and how many; null if all are held. */
  dropped: { readonly first: F; count: number } | null = null;
  readonly #mostHeld: number;
  /** Who sent the last ping. */
  #pinged: Direction | null = null;
  #hasText = false;

  constructor(mostHeld = Number.POSITIVE_INFINITY) {
    this.#mostHeld = mostHeld;
  }

  /** Takes the next frame, with its text or bytes, if they were recorded. Null as long as nothing shows what the websocket is. */
  take(frame: F, { direction, opcode, body }: Pick<WsFrame, "direction" | "opcode" | "body">): boolean | null {
    this.held.push(frame);
    const verdict = opcode === 1 && "text" in body ? this.#judge(direction, body.text) : "base64" in body ? isParsed(body.base64) : null;
    if (verdict !== null) return verdict;
    if (!this.#hasText && this.held.length > MOST_BINARY) return false;
    const [first] = this.held;
    if (this.held.length <= this.#mostHeld || first === undefined) return null;
    this.held.shift();
    this.dropped ??= { first, count: 0 };
    this.dropped.count++;
    return null;
  }

  #judge(direction: Direction, text: string): boolean | null {
    this.#hasText = true;
    if (text === "2") this.#pinged = direction;
    if (text === "3" && this.#pinged !== null && this.#pinged !== direction) return true;
    if (/^[23]probe$/.test(text) || isOpenPacket(text)) return true;
    if (text.startsWith("4")) return carriesPacket(text) || null;
    return /^(?:[12356]|b[\w+/-]*=*)$/.test(text) ? null : false;
  }
}

function carriesPacket(text: string): boolean {
  const head = newPacketHead();
  scanText(text, 0, text.length, head);
  if (head.socket < SOCKET_INVALID) return !head.bare;
  return head.socket === NO_SOCKET && /^4[[{]/.test(text) && parsed(text.slice(1)) !== undefined;
}

/** Whether bytes are a packet of a parser that encodes each as one binary message; null if not. In revision 3 the type stands before it. */
function isParsed(base64: string): true | null {
  const bytes = bytesFromByteString(byteStringFromBase64(base64) ?? "");
  return decodeParsed(bytes) || (bytes[0] === ENGINE_MESSAGE && decodeParsed(bytes.subarray(1))) ? true : null;
}
