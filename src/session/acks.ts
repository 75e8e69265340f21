// Which ACK answers which EVENT of a session: the one from the other side with the same namespace and ack id.

import type { Direction } from "../wire/event.ts";
import type { Entries } from "./entries.ts";
import type { HeartbeatTracker } from "./heartbeat.ts";
import { judgeAnswer } from "./judgement.ts";

export class Acks {
  readonly #entries: Entries;
  readonly #heartbeat: HeartbeatTracker;
  /** Entries of events without an ACK, by who sent them, namespace and ack id. */
  readonly #asked = new Map<string, number>();
  /** Entries of ACKs without an event, by the same: the body with the event may be reported after the request with its ACK. */
  readonly #answered = new Map<string, number>();

  constructor(entries: Entries, heartbeat: HeartbeatTracker) {
    this.#entries = entries;
    this.#heartbeat = heartbeat;
  }

  event(entry: number, direction: Direction, nsp: string, id: number): void {
    const key = `${direction} ${nsp} ${id}`;
    const answer = this.#answered.get(key);
    this.#answered.delete(key);
    if (answer !== undefined && this.#entries.at(answer) >= this.#entries.at(entry)) this.#pair(entry, answer);
    else this.#asked.set(key, entry);
  }

  ack(entry: number, direction: Direction, nsp: string, id: number): void {
    const key = `${direction === "sent" ? "received" : "sent"} ${nsp} ${id}`;
    const asked = this.#asked.get(key);
    this.#asked.delete(key);
    if (asked === undefined) this.#answered.set(key, entry);
    else this.#pair(asked, entry);
  }

  clear(): void {
    this.#asked.clear();
    this.#answered.clear();
  }

  /** An ACK that is earlier than the event belongs to an event before it with the same id. */
  #pair(event: number, ack: number): void {
    const entries = this.#entries;
    if (judgeAnswer(entries, event, ack) && entries.isSent(event)) this.#heartbeat.arrived(entries.at(event));
  }
}
