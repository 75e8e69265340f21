// Which ACK answers which EVENT of a session: the one from the other side with the same namespace and ack id. When the session is over, or
// has left the namespace, the ACKs that are missing can never come.

import type { Direction, EpochMs } from "../wire/event.ts";
import type { Entries } from "./entries.ts";
import { judgeAnswer, judgeNeverAnswered } from "./judgement.ts";
import type { SessionFacts } from "./session-facts.ts";

/** An event without an ACK. */
interface Asked {
  readonly entry: number;
  readonly nsp: string;
}

export class Acks {
  readonly #session: SessionFacts;
  readonly #entries: Entries;
  /** Events without an ACK, by who sent them, namespace and ack id. */
  readonly #asked = new Map<string, Asked>();
  /** Entries of ACKs without an event, by the same: the body with the event may be reported after the request with its ACK. */
  readonly #answered = new Map<string, number>();
  /** When the last packet came that could not be read: it may have been any ACK. */
  #unreadAt: EpochMs | null = null;

  constructor(session: SessionFacts, entries: Entries) {
    this.#session = session;
    this.#entries = entries;
  }

  event(entry: number, direction: Direction, nsp: string, id: number): void {
    const key = `${direction} ${nsp} ${id}`;
    const answer = this.#answered.get(key);
    this.#answered.delete(key);
    if (answer !== undefined && this.#entries.at(answer) >= this.#entries.at(entry)) this.#pair(entry, answer);
    else this.#asked.set(key, { entry, nsp });
  }

  /** An ACK may be reported after the end of its session; one that came after it answers nothing. */
  ack(entry: number, direction: Direction, nsp: string, id: number): void {
    const { endedAt } = this.#session;
    if (endedAt !== null && this.#entries.at(entry) > endedAt) return;
    const key = `${direction === "sent" ? "received" : "sent"} ${nsp} ${id}`;
    const asked = this.#asked.get(key);
    this.#asked.delete(key);
    if (asked === undefined) this.#answered.set(key, entry);
    else this.#pair(asked.entry, entry);
  }

  unread(at: EpochMs): void {
    this.#unreadAt = at;
  }

  /** No ACK can come any more, or none in one namespace. */
  over(nsp: string | null): void {
    for (const asked of this.#asked.values()) {
      if (nsp !== null && asked.nsp !== nsp) continue;
      if (judgeNeverAnswered(this.#entries, asked.entry, this.#session, this.#unreadAt)) this.#session.unanswered++;
    }
  }

  /** An ACK that is earlier than the event belongs to an event before it with the same id. */
  #pair(event: number, ack: number): void {
    const entries = this.#entries;
    const wasUnanswered = entries.isUnanswered(event);
    if (!judgeAnswer(entries, event, ack)) return;
    if (wasUnanswered) this.#session.unanswered--;
    if (entries.isSent(event)) this.#session.heartbeat.arrived(entries.at(event));
  }
}
