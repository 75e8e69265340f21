// Whether a websocket that was open before recording began is Engine.IO: no event reports its URL, and its handshake was not recorded. Its
// messages begin with a digit, but so do the prices and counts of other protocols.
//
//   shows that it is       the open packet, a probe, a pong of one side after a ping of the other, a message with a Socket.IO packet or JSON
//   may be                 any other message, a digit alone, base64, bytes
//   shows that it is not   any other text

import type { Direction } from "../../wire/event.ts";
import { parsed } from "../../wire/shape.ts";
import { NO_SOCKET, newPacketHead, SOCKET_INVALID } from "../packet.ts";
import { scanText } from "../scan.ts";
import { isOpenPacket } from "./handshake.ts";

/** So many frames wait for one that shows what the websocket is. */
const MOST_HELD = 256;

export class Sniffer<F> {
  /** The last frames, in their order. */
  readonly held: F[] = [];
  /** Who sent the last ping. */
  #pinged: Direction | null = null;
  #hasText = false;

  /** Takes the next frame; `text` is undefined if it is binary. Null as long as nothing shows what the websocket is. */
  take(frame: F, direction: Direction, text: string | undefined): boolean | null {
    this.held.push(frame);
    const verdict = text === undefined ? null : this.#judge(direction, text);
    if (verdict !== null || this.held.length <= MOST_HELD) return verdict;
    this.held.shift();
    return this.#hasText ? null : false;
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
