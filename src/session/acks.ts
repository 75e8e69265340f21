// Which ACK answers which EVENT of a session: the one from the other side with the same namespace and ack id. When the session is over, or
// has left the namespace, the ACKs that are missing can never come.

import type { Direction, EpochMs } from "../wire/event.ts";
import type { Entries } from "./entries.ts";
import { judgeAnswer, judgeNeverAnswered, takeBackNeverAnswered } from "./judgement.ts";
import type { Asked } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";

/** Entries by who sent the event, namespace and ack id. */
type Waiting = Readonly<Record<Direction, Map<string, Map<number, number>>>>;

export class Acks implements Asked {
  readonly never = new Set<number>();
  readonly #session: SessionFacts;
  readonly #entries: Entries;
  /** Events that wait for their ACK. */
  readonly #asked = waiting();
  /** Events whose ACK can never come. An ACK that came in time may be reported late. */
  readonly #over = waiting();
  /** The events in `#over` that the end of the session left unanswered, and no DISCONNECT before it. */
  #atEnd: (readonly [direction: Direction, nsp: string, id: number])[] = [];
  /** ACKs without an event: the body with the event may be reported after the request with its ACK. */
  readonly #answered = waiting();
  /** When the last packet came that could not be read: it may have been any ACK. */
  #unreadAt: EpochMs | null = null;

  constructor(session: SessionFacts, entries: Entries) {
    this.#session = session;
    this.#entries = entries;
  }

  event(entry: number, direction: Direction, nsp: string, id: number): void {
    const answer = take(this.#answered, direction, nsp, id);
    if (answer !== undefined && this.#entries.at(answer) >= this.#entries.at(entry)) this.#pair(entry, answer);
    else put(this.#asked, direction, nsp, id, entry);
  }

  /** An ACK may be reported after the end of its session; one that came after it answers nothing. */
  ack(entry: number, direction: Direction, nsp: string, id: number): void {
    const { endedAt } = this.#session;
    if (endedAt !== null && this.#entries.at(entry) > endedAt) return;
    const asker = direction === "sent" ? "received" : "sent";
    const asked = take(this.#asked, asker, nsp, id) ?? take(this.#over, asker, nsp, id);
    if (asked === undefined) put(this.#answered, asker, nsp, id, entry);
    else this.#pair(asked, entry);
  }

  oldest(direction: Direction): number | null {
    let oldest: number | null = null;
    for (const events of this.#asked[direction].values()) {
      const [first] = events.values();
      if (first !== undefined && (oldest === null || first < oldest)) oldest = first;
    }
    return oldest;
  }

  unread(at: EpochMs): void {
    this.#unreadAt = at;
  }

  /** No ACK can come any more in this namespace, or, without one, in any. */
  over(nsp?: string): void {
    for (const direction of ["sent", "received"] as const) {
      for (const left of nsp === undefined ? this.#asked[direction].keys() : [nsp]) {
        for (const [id, entry] of this.#asked[direction].get(left) ?? []) {
          put(this.#over, direction, left, id, entry);
          if (nsp === undefined) this.#atEnd.push([direction, left, id]);
          if (judgeNeverAnswered(this.#entries, entry, this.#session, this.#unreadAt)) this.never.add(entry);
        }
        this.#asked[direction].delete(left);
      }
    }
  }

  /** The session had not ended after all: the events that its end left unanswered wait for their ACKs again. */
  takeBack(): void {
    for (const [direction, nsp, id] of this.#atEnd) {
      const entry = take(this.#over, direction, nsp, id);
      if (entry === undefined) continue;
      takeBackNeverAnswered(this.#entries, entry);
      this.never.delete(entry);
      put(this.#asked, direction, nsp, id, entry);
    }
    this.#atEnd = [];
  }

  /** An ACK that is earlier than the event belongs to an event before it with the same id. */
  #pair(event: number, ack: number): void {
    const entries = this.#entries;
    if (!judgeAnswer(entries, event, ack)) return;
    this.never.delete(event);
    if (entries.isSent(event)) this.#session.heartbeat.arrived(entries.at(event));
  }
}

const waiting = (): Waiting => ({ sent: new Map(), received: new Map() });

function put(entries: Waiting, direction: Direction, nsp: string, id: number, entry: number): void {
  let ids = entries[direction].get(nsp);
  if (!ids) {
    ids = new Map();
    entries[direction].set(nsp, ids);
  }
  ids.set(id, entry);
}

function take(entries: Waiting, direction: Direction, nsp: string, id: number): number | undefined {
  const ids = entries[direction].get(nsp);
  const entry = ids?.get(id);
  if (entry !== undefined) ids?.delete(id);
  return entry;
}
