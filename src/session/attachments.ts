// The attachments of a session's binary packets. The directions do not depend on each other.
//
//   451-["x",{"_placeholder":true,"num":0}]    a packet that announces one attachment
//   <bytes>                                    the attachment: the next message of this direction
//
// Anything else is out of turn. Socket.IO's parser (`Decoder.add` of socket.io-parser) throws "got plaintext data when reconstructing a packet"
// or "got binary data when not reconstructing a packet", and the client closes its connection. In Socket.IO 1 and 2 (protocol 4) a text packet
// that comes in between does not end the wait: parsers before 3.3.3 read it, later ones drop it.

import { type PacketHead, SOCKET_BINARY_EVENT, SOCKET_INVALID } from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import type { Direction } from "../wire/event.ts";
import { FLAG, NONE } from "./entries.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { Tables } from "./tables.ts";

/** A packet whose attachments are still to come. */
interface Awaiting {
  readonly header: number;
  /** Its type: an index into `SOCKET_TYPES`. */
  readonly socket: number;
  readonly announced: number;
  missing: number;
}

const DIRECTIONS = ["sent", "received"] as const;

const UNANNOUNCED: Reason = ["reasonUnannounced"];

export class Attachments {
  readonly #session: SessionFacts;
  readonly #tables: Tables;
  readonly #awaiting: { sent: Awaiting | null; received: Awaiting | null } = { sent: null, received: null };
  /** What the end of the session gave up. */
  readonly #atEnd: { sent: Awaiting | null; received: Awaiting | null } = { sent: null, received: null };
  /** Whether packets before this one were not recorded, so that bytes may belong to one of them. */
  readonly #isUnsure: { sent: boolean; received: boolean };

  constructor(session: SessionFacts, tables: Tables) {
    this.#session = session;
    this.#tables = tables;
    this.#isUnsure = { sent: session.late, received: session.late };
  }

  /** Whether the next binary message of this direction is an attachment. */
  awaits(direction: Direction): boolean {
    return this.#awaiting[direction] !== null;
  }

  /** Takes one binary message of this direction as an attachment. Returns the packet that it belongs to, or `NONE`. */
  take(direction: Direction): number {
    const awaiting = this.#awaiting[direction];
    if (!awaiting) return NONE;
    if (--awaiting.missing === 0) this.#awaiting[direction] = null;
    return awaiting.header;
  }

  announced(header: number, count: number, direction: Direction): void {
    this.#awaiting[direction] = { header, socket: this.#tables.entries.socket(header), announced: count, missing: count };
  }

  /** Why bytes that are no attachment cannot be read here; null if their packet may not have been recorded. */
  judgeBytes(direction: Direction): Reason | null {
    return this.#isUnsure[direction] ? null : UNANNOUNCED;
  }

  /** Why the text packet in `head` is out of turn; null if it is not. If no client reads it, `head` becomes invalid. */
  judgeText(head: PacketHead, direction: Direction): Reason | null {
    this.#isUnsure[direction] = false;
    const awaiting = this.#awaiting[direction];
    if (!awaiting) return null;
    if (this.#session.sio === 5 || head.socket >= SOCKET_BINARY_EVENT) {
      head.socket = SOCKET_INVALID;
      this.#giveUp(direction);
    }
    return ["reasonOutOfTurn", awaiting.missing, awaiting.announced];
  }

  /** Packets of this direction were not recorded. */
  unseen(direction: Direction): void {
    this.#awaiting[direction] = null;
    this.#isUnsure[direction] = true;
  }

  /** The session has ended. Packets that are reported after that are not judged. */
  end(): void {
    for (const direction of DIRECTIONS) {
      const awaiting = this.#giveUp(direction);
      if (awaiting) this.#atEnd[direction] = awaiting;
      this.#isUnsure[direction] = true;
    }
  }

  /** The session had not ended after all: what its end gave up is awaited again. */
  takeBack(): void {
    const { entries, faults } = this.#tables;
    for (const direction of DIRECTIONS) {
      const awaiting = this.#atEnd[direction];
      this.#atEnd[direction] = null;
      if (!awaiting) continue;
      this.#awaiting[direction] = awaiting;
      this.#isUnsure[direction] = false;
      faults.delete(awaiting.header);
      entries.setSocket(awaiting.header, awaiting.socket);
      entries.unmark(awaiting.header, FLAG.problem);
    }
  }

  /** Why the client refused the packet itself and closed for it, so that it waited for no attachment; null if it did not. */
  #refusalOf({ announced }: Awaiting): Reason | null {
    const { problem } = this.#session;
    const why = problem?.[0] === "reasonUnread" ? problem[2] : null;
    return why?.[0] === "reasonNewerCount" && why[1] === announced ? (why as Reason) : null;
  }

  /** What is awaited will not come, so its packet is invalid. Returns what was awaited. */
  #giveUp(direction: Direction): Awaiting | null {
    const awaiting = this.#awaiting[direction];
    if (!awaiting) return null;
    this.#awaiting[direction] = null;
    const { entries, faults } = this.#tables;
    faults.set(awaiting.header, this.#refusalOf(awaiting) ?? ["reasonAttachmentsMissing", awaiting.missing, awaiting.announced]);
    entries.setSocket(awaiting.header, SOCKET_INVALID);
    entries.mark(awaiting.header, FLAG.problem);
    return awaiting;
  }
}
