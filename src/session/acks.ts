// Which ACK answers which EVENT of a session: the one from the other side with the same namespace and ack id. When the session is over, or
// has left the namespace, the ACKs that are missing can never come.

import type { Direction, EpochMs } from "../wire/event.ts";
import type { Entries } from "./entries.ts";
import { judgeAnswer, judgeNeverAnswered, takeBackNeverAnswered } from "./judgement.ts";
import type { SessionFacts } from "./session-facts.ts";

export class Acks {
  readonly #session: SessionFacts;
  readonly #entries: Entries;
  /** Entries of events that wait for their ACK, by namespace, and then by who sent them and ack id. */
  readonly #asked = new Map<string, Map<string, number>>();
  /** Entries of events whose ACK can never come, by all three: it may be reported after all. */
  readonly #over = new Map<string, number>();
  /** Of those the ones that the end of the session left unanswered: their namespace, and then who sent them and ack id. */
  #atEnd: (readonly [nsp: string, key: string])[] = [];
  /** Entries of ACKs without an event, by all three: the body with the event may be reported after the request with its ACK. */
  readonly #answered = new Map<string, number>();
  /** When the last packet came that could not be read: it may have been any ACK. */
  #unreadAt: EpochMs | null = null;

  constructor(session: SessionFacts, entries: Entries) {
    this.#session = session;
    this.#entries = entries;
  }

  event(entry: number, direction: Direction, nsp: string, id: number): void {
    const key = `${direction} ${id}`;
    const answer = take(this.#answered, `${key} ${nsp}`);
    if (answer !== undefined && this.#entries.at(answer) >= this.#entries.at(entry)) return this.#pair(entry, answer);
    const asked = this.#asked.get(nsp) ?? new Map<string, number>();
    this.#asked.set(nsp, asked.set(key, entry));
  }

  /** An ACK may be reported after the end of its session; one that came after it answers nothing. */
  ack(entry: number, direction: Direction, nsp: string, id: number): void {
    const { endedAt } = this.#session;
    if (endedAt !== null && this.#entries.at(entry) > endedAt) return;
    const key = `${direction === "sent" ? "received" : "sent"} ${id}`;
    const asked = take(this.#asked.get(nsp), key) ?? take(this.#over, `${key} ${nsp}`);
    if (asked === undefined) this.#answered.set(`${key} ${nsp}`, entry);
    else this.#pair(asked, entry);
  }

  unread(at: EpochMs): void {
    this.#unreadAt = at;
  }

  /** No ACK can come any more in this namespace, or, without one, in any. */
  over(nsp?: string): void {
    for (const left of nsp === undefined ? [...this.#asked.keys()] : [nsp]) {
      for (const [key, entry] of this.#asked.get(left) ?? []) {
        this.#over.set(`${key} ${left}`, entry);
        if (nsp === undefined) this.#atEnd.push([left, key]);
        if (judgeNeverAnswered(this.#entries, entry, this.#session, this.#unreadAt)) this.#session.unanswered++;
      }
      this.#asked.delete(left);
    }
  }

  /** The session had not ended after all: the events that its end left unanswered wait for their ACKs again. */
  takeBack(): void {
    for (const [nsp, key] of this.#atEnd) {
      const entry = take(this.#over, `${key} ${nsp}`);
      if (entry === undefined) continue;
      if (takeBackNeverAnswered(this.#entries, entry)) this.#session.unanswered--;
      this.#asked.set(nsp, (this.#asked.get(nsp) ?? new Map<string, number>()).set(key, entry));
    }
    this.#atEnd = [];
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

function take(map: Map<string, number> | undefined, key: string): number | undefined {
  const entry = map?.get(key);
  map?.delete(key);
  return entry;
}
