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

/** One direction of a session. */
interface Lane {
  awaiting: Awaiting | null;
  /** What the end of the session gave up. */
  atEnd: Awaiting | null;
  /** Whether packets before this one were not recorded, so that bytes may belong to one of them. */
  isUnsure: boolean;
}

const UNANNOUNCED: Reason = ["reasonUnannounced"];

export class Attachments {
  readonly #session: SessionFacts;
  readonly #tables: Tables;
  readonly #sent: Lane;
  readonly #received: Lane;

  constructor(session: SessionFacts, tables: Tables) {
    this.#session = session;
    this.#tables = tables;
    this.#sent = { awaiting: null, atEnd: null, isUnsure: session.late };
    this.#received = { ...this.#sent };
    session.missedPackets = () => {
      this.unseen("sent");
      this.unseen("received");
    };
  }

  /** Whether the next binary message of this direction is an attachment. */
  awaits(direction: Direction): boolean {
    return this.#lane(direction).awaiting !== null;
  }

  /** Takes one binary message of this direction as an attachment. Returns the packet that it belongs to, or `NONE`. */
  take(direction: Direction): number {
    const lane = this.#lane(direction);
    const { awaiting } = lane;
    if (!awaiting) return NONE;
    if (--awaiting.missing === 0) lane.awaiting = null;
    return awaiting.header;
  }

  announced(header: number, count: number, direction: Direction): void {
    this.#lane(direction).awaiting = { header, socket: this.#tables.entries.socket(header), announced: count, missing: count };
  }

  /** Why bytes that are no attachment cannot be read here; null if their packet may not have been recorded. */
  judgeBytes(direction: Direction): Reason | null {
    return this.#lane(direction).isUnsure ? null : UNANNOUNCED;
  }

  /** Why the text packet in `head` is out of turn; null if it is not. If no client reads it, `head` becomes invalid. */
  judgeText(head: PacketHead, direction: Direction): Reason | null {
    const lane = this.#lane(direction);
    lane.isUnsure = false;
    const { awaiting } = lane;
    if (!awaiting) return null;
    if (this.#session.sio === 5 || head.socket >= SOCKET_BINARY_EVENT) {
      head.socket = SOCKET_INVALID;
      this.#giveUp(lane);
    }
    return ["reasonOutOfTurn", awaiting.missing, awaiting.announced];
  }

  /** Packets of this direction were not recorded. */
  unseen(direction: Direction): void {
    const lane = this.#lane(direction);
    lane.awaiting = null;
    lane.isUnsure = true;
  }

  /** The session has ended. Packets that are reported after that are not judged. */
  end(): void {
    for (const lane of [this.#sent, this.#received]) {
      const awaiting = this.#giveUp(lane);
      if (awaiting) lane.atEnd = awaiting;
      lane.isUnsure = true;
    }
  }

  /** The session had not ended after all: what its end gave up is awaited again. */
  takeBack(): void {
    const { entries, faults } = this.#tables;
    for (const lane of [this.#sent, this.#received]) {
      const awaiting = lane.atEnd;
      lane.atEnd = null;
      if (!awaiting) continue;
      lane.awaiting = awaiting;
      lane.isUnsure = false;
      faults.delete(awaiting.header);
      entries.setSocket(awaiting.header, awaiting.socket);
      entries.unmark(awaiting.header, FLAG.problem);
    }
  }

  #lane(direction: Direction): Lane {
    this.#session.takeGaps();
    return direction === "sent" ? this.#sent : this.#received;
  }

  /** Why the client refused the packet itself and closed for it, so that it waited for no attachment; null if it did not. */
  #refusalOf({ announced }: Awaiting): Reason | null {
    const { problem } = this.#session;
    const why = problem?.[0] === "reasonUnread" ? problem[2] : null;
    return why?.[0] === "reasonNewerCount" && why[1] === announced ? (why as Reason) : null;
  }

  /** What is awaited will not come, so its packet is invalid. Returns what was awaited. */
  #giveUp(lane: Lane): Awaiting | null {
    const { awaiting } = lane;
    if (!awaiting) return null;
    lane.awaiting = null;
    const { entries, faults } = this.#tables;
    faults.set(awaiting.header, this.#refusalOf(awaiting) ?? ["reasonAttachmentsMissing", awaiting.missing, awaiting.announced]);
    entries.setSocket(awaiting.header, SOCKET_INVALID);
    entries.mark(awaiting.header, FLAG.problem);
    return awaiting;
  }
}
