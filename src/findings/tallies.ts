// Counts of answers that came in each session. Only packets show them; what did not come is judged by session/.

import { ENGINE_MESSAGE, ENGINE_PONG, SOCKET_ACK, SOCKET_BINARY_ACK } from "../protocol/packet.ts";
import { NONE } from "../session/entries.ts";
import type { Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { Watch } from "./finding.ts";

export interface Tally {
  /** Pings that were answered, and the most milliseconds that an answer took. */
  readonly beats: number;
  readonly slowest: number;
  /** ACKs of both sides that belong to an event. */
  readonly acks: number;
}

export class Tallies implements Pick<Watch, "sees" | "packet"> {
  readonly #store: Store;
  readonly #sessions = new Map<Session, { beats: number; slowest: number; acks: number }>();

  constructor(store: Store) {
    this.#store = store;
  }

  sees(engine: number, socket: number): boolean {
    return engine === ENGINE_PONG || (engine === ENGINE_MESSAGE && (socket === SOCKET_ACK || socket === SOCKET_BINARY_ACK));
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.#store;
    const question = entries.peer(entry);
    if (question === NONE) return;
    const isBeat = entries.isHeartbeat(entry);
    // The pong of an upgrade's probe is neither.
    if (!isBeat && entries.engine(entry) !== ENGINE_MESSAGE) return;
    let tally = this.#sessions.get(session);
    if (!tally) {
      tally = { beats: 0, slowest: 0, acks: 0 };
      this.#sessions.set(session, tally);
    }
    if (!isBeat) tally.acks++;
    else {
      tally.beats++;
      tally.slowest = Math.max(tally.slowest, entries.at(entry) - entries.at(question));
    }
  }

  /** Undefined where nothing was answered. */
  of(session: Session): Tally | undefined {
    return this.#sessions.get(session);
  }
}
