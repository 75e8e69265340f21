// Whether the messages of a session are Socket.IO packets. Without Socket.IO, a message may be any text, also one that looks like a packet.
//
//   a packet with JSON (`2["x"]`)                    certain; from then on, every text is a packet or a broken one
//   digits alone (`0`, `1/chat,`) under /socket.io/  certain
//   digits alone under another path                  assumed, if they make sense as CONNECT and DISCONNECT. They are taken back when a text
//                                                    comes that is no packet, or makes no sense
//   any other text                                   not Socket.IO, until a packet with JSON comes

import { NO_SOCKET, type PacketHead, SOCKET_CONNECT, SOCKET_DISCONNECT, SOCKET_INVALID } from "../protocol/packet.ts";
import type { Direction } from "../wire/event.ts";
import type { RecurringSet } from "../wire/recurring-set.ts";
import type { Entries } from "./entries.ts";
import type { SessionFacts } from "./session-facts.ts";

/** A client that gets no answer to so many CONNECTs and DISCONNECTs sends something else. */
const MOST_ASSUMED = 8;

export class Belief {
  readonly #session: SessionFacts;
  readonly #entries: Entries;
  readonly #joined: Pick<RecurringSet, "has">;
  /** Null until a text shows it. */
  #isSocketIo: boolean | null = null;
  /** Entries that are taken for Socket.IO without being certain. */
  #assumed: number[] = [];

  /** `joined`: the namespaces that are connected. */
  constructor(session: SessionFacts, entries: Entries, joined: Pick<RecurringSet, "has">) {
    this.#session = session;
    this.#entries = entries;
    this.#joined = joined;
  }

  get isCertain(): boolean {
    return this.#isSocketIo === true;
  }

  /** Whether a text that only fits a Socket.IO session (`30`) may be taken for a packet. */
  get mayBeSocketIo(): boolean {
    return this.#isSocketIo ?? this.#isUnder("socket.io");
  }

  /**
   * Takes the text message in `head` as evidence, and makes it no Socket.IO packet if the session does not speak Socket.IO. Returns
   * whether what was assumed before is wrong: the assumed entries are then taken back.
   */
  settle(head: PacketHead, direction: Direction): boolean {
    if (this.#isSocketIo === true) return false;
    if (head.socket < SOCKET_INVALID && (!head.bare || this.mayBeSocketIo)) {
      this.#isSocketIo = true;
      this.#assumed = [];
      return false;
    }
    if (this.#isSocketIo === null && this.#makesSense(head, direction)) return false;
    // A broken packet shows nothing, unless the path is Engine.IO's.
    if (head.socket === SOCKET_INVALID && this.#isSocketIo === null && !this.#isUnder("engine.io")) return false;
    head.socket = NO_SOCKET;
    this.#isSocketIo = false;
    if (this.#assumed.length === 0) return false;
    for (const entry of this.#assumed) this.#entries.setSocket(entry, NO_SOCKET);
    this.#assumed = [];
    return true;
  }

  /** `entry` is a Socket.IO packet, as far as `settle` could tell. */
  taken(entry: number): void {
    if (this.#isSocketIo === null) this.#assumed.push(entry);
  }

  /**
   * A client of revision 4 asks for each namespace, and the server answers with JSON. Until revision 3 a server connects the main namespace
   * unasked, and answers CONNECTs of others with the same.
   */
  #makesSense({ socket, nsp }: PacketHead, direction: Direction): boolean {
    const { eio, late } = this.#session;
    if (this.#assumed.length === MOST_ASSUMED) return false;
    if (socket === SOCKET_DISCONNECT) return this.#joined.has(nsp) || (late && !this.#isUnder("engine.io"));
    if (socket !== SOCKET_CONNECT) return false;
    if (this.#isUnder("engine.io")) return (eio ?? 4) === 4 && direction === "sent";
    return direction === "sent" ? (eio ?? 4) === 4 || nsp !== "/" : eio !== 4;
  }

  #isUnder(path: "socket.io" | "engine.io"): boolean {
    return this.#session.client.address.replace(/\/$/, "").endsWith(`/${path}`);
  }
}
