// Counts, rates and times of the events and sessions of a trace while it grows, read from the columns alone. A packet is taken in once, and what
// turns out later about one that was taken in (its ACK, or that it can have none) corrects its row: the work for a packet does not grow with
// the history.

import { SOCKET_EVENT } from "../protocol/packet.ts";
import { type Entries, FLAG, NONE } from "../session/entries.ts";
import type { Link, Session } from "../session/model.ts";
import type { EventName } from "../session/names.ts";
import type { Store } from "../session/store.ts";
import type { Direction } from "../wire/event.ts";
import { Bars, TimeAxis } from "./bars.ts";
import { Distribution } from "./distribution.ts";

/** Rows of so many events are kept apart; more of them are in one row. */
const MOST_EVENTS = 10_000;
/** So many entries are taken in between two steps. */
const STEP = 1_000;

/** How questions were answered: events by ACKs, or pings by pongs. */
export class Answers {
  /** How many questions there are, and how many of them can never be answered. */
  asked = 0;
  unanswered = 0;
  /** Milliseconds from a question to its answer. */
  readonly times = new Distribution();
  /** Entry of the answer that took longest; null without answers. */
  slowest: number | null = null;

  /** Questions without an answer that may still come. */
  get waiting(): number {
    return Math.max(0, this.asked - this.times.count - this.unanswered);
  }

  answered(answer: number, ms: number): void {
    if (this.slowest === null || ms > this.times.max) this.slowest = answer;
    this.times.add(ms);
  }
}

/** What is counted of an event in one direction, of all events, or of those that have no row of their own. */
export class EventStatistics {
  /** Null where it counts several events, or those whose name is no text. */
  readonly event: EventName | null;
  /** Null where it counts several events. */
  readonly direction: Direction | null;
  count = 0;
  /** Bytes of its packets and their attachments. */
  bytes = 0;
  readonly acks = new Answers();
  /** How many came in each stretch of time. */
  readonly rate: Bars;

  constructor(event: EventName | null, direction: Direction | null, axis: TimeAxis) {
    this.event = event;
    this.direction = direction;
    this.rate = new Bars(axis, (a, b) => a + b);
  }

  /** `place`: that of its time among the bars. */
  came(place: number): void {
    this.count++;
    this.rate.put(place, 1);
  }
}

export class SessionStatistics {
  readonly session: Session;
  readonly packets: Record<Direction, number> = { sent: 0, received: 0 };
  bytes = 0;
  readonly acks = new Answers();
  /** From ping to pong. If the client pings, it is the round trip; if the server does, how long the client took to answer. */
  readonly heartbeats = new Answers();
  readonly axis = new TimeAxis();
  /** The longest time from ping to pong in each stretch of time. */
  readonly beats = new Bars(this.axis, Math.max);

  constructor(session: Session) {
    this.session = session;
  }
}

export class Statistics {
  readonly axis = new TimeAxis();
  /** All events, those that have no row included. */
  readonly total = new EventStatistics(null, null, this.axis);
  /** Packets of any type. */
  packets = 0;
  readonly #store: Store;
  readonly #isIn: (session: Session) => boolean;
  readonly #leave: () => void;
  /** By twice the event's number, and one more if it was sent. */
  readonly #ofNumber: EventStatistics[] = [];
  readonly #events: EventStatistics[] = [];
  /** The events after the first `MOST_EVENTS`; null if there are none. */
  #others: EventStatistics | null = null;
  readonly #sessions = new Map<Session, SessionStatistics>();
  /** The entries before this one are taken in. */
  #seen = 0;

  /** `isIn`: whether a session is counted. It must not change its mind. */
  constructor(store: Store, isIn: (session: Session) => boolean = () => true) {
    this.#store = store;
    this.#isIn = isIn;
    this.#leave = store.subscribe((entry, bits = 0) => {
      if (bits & FLAG.unanswered && entry < this.#seen) this.#judged(entry);
    });
  }

  dispose(): void {
    this.#leave();
  }

  /** Those with a row of their own, in the order in which they first came. */
  get events(): readonly EventStatistics[] {
    return this.#events;
  }
  /** The events that came after `MOST_EVENTS` others, as one; null if there are none. */
  get others(): EventStatistics | null {
    return this.#others;
  }
  /** The sessions with packets, in the order of their first packets. */
  get sessions(): Iterable<SessionStatistics> {
    return this.#sessions.values();
  }
  /** Entries have arrived that are not taken in. */
  get isBehind(): boolean {
    return this.#seen < this.#store.entries.length;
  }

  /** Takes in what has arrived, a step at a time. Yields how much of the trace is taken in, from 0 to 1. */
  *syncing(): Generator<number, void> {
    const { entries } = this.#store;
    while (this.#seen < entries.length) {
      const until = Math.min(this.#seen + STEP, entries.length);
      this.#take(this.#seen, until);
      this.#seen = until;
      yield until / entries.length;
    }
  }

  #take(from: number, until: number): void {
    const { entries, links } = this.#store;
    let index = NONE;
    let of: SessionStatistics | null = null;
    for (let entry = from; entry < until; entry++) {
      if (!entries.isPacket(entry)) continue;
      const carrier = entries.link(entry);
      if (carrier !== index) {
        index = carrier;
        of = this.#sessionOf(links[carrier]);
      }
      if (of !== null) this.#packet(entry, of);
    }
  }

  #packet(entry: number, of: SessionStatistics): void {
    const { entries } = this.#store;
    const flags = entries.flags(entry);
    const bytes = entries.size(entry);
    const at = entries.at(entry);
    this.packets++;
    this.axis.include(at);
    of.packets[flags & FLAG.sent ? "sent" : "received"]++;
    of.bytes += bytes;
    const peer = entries.peer(entry);
    const row = this.#rowOf(flags & FLAG.attachment ? peer : entry);
    if (row !== null) {
      row.bytes += bytes;
      this.total.bytes += bytes;
    }
    if (flags & FLAG.attachment) return;
    if (row !== null) {
      const place = this.axis.placeOf(at);
      row.came(place);
      this.total.came(place);
    }
    if (isPing(entries, entry) || entries.asks(entry)) {
      for (const answers of this.#answersTo(entry, of)) {
        answers.asked++;
        if (flags & FLAG.unanswered) answers.unanswered++;
      }
    }
    // The second of the two counts: whichever was reported first, it has both.
    if (peer < entry) this.#pair(entry, peer, of);
  }

  /** Counts an answer and its question. The probe of an upgrade is neither an ACK nor a heartbeat. */
  #pair(entry: number, peer: number, of: SessionStatistics): void {
    const { entries } = this.#store;
    const [question, answer] = entries.isQuestion(entry) ? [entry, peer] : [peer, entry];
    const [asked, answered] = [entries.at(question), entries.at(answer)];
    if (!isPing(entries, question) && !entries.asks(question)) return;
    for (const answers of this.#answersTo(question, of)) answers.answered(answer, answered - asked);
    if (entries.asks(question)) return;
    of.axis.include(answered);
    of.beats.put(of.axis.placeOf(answered), answered - asked);
  }

  /** An entry that is taken in has become unanswered, or is so no more. */
  #judged(entry: number): void {
    const { entries, links } = this.#store;
    const of = this.#sessionOf(links[entries.link(entry)]);
    if (of === null) return;
    for (const answers of this.#answersTo(entry, of)) answers.unanswered += entries.isUnanswered(entry) ? 1 : -1;
  }

  /** Everything that counts the answer to a question. */
  #answersTo(question: number, of: SessionStatistics): readonly Answers[] {
    if (this.#store.entries.isHeartbeat(question)) return [of.heartbeats];
    const row = this.#rowOf(question);
    return row === null ? [of.acks] : [row.acks, this.total.acks, of.acks];
  }

  /** The row in which an entry counts; null if it is no event. Those whose name is no text have a row together. */
  #rowOf(entry: number): EventStatistics | null {
    const { entries, names } = this.#store;
    const event = entries.event(entry);
    if (event === 0 && entries.socket(entry) !== SOCKET_EVENT) return null;
    const isSent = entries.isSent(entry);
    const number = 2 * event + Number(isSent);
    return this.#ofNumber[number] ?? this.#add(number, names[event] ?? null, isSent ? "sent" : "received");
  }

  #add(number: number, event: EventName | null, direction: Direction): EventStatistics {
    if (this.#events.length >= MOST_EVENTS) {
      this.#others ??= new EventStatistics(null, null, this.axis);
      return this.#others;
    }
    const row = new EventStatistics(event, direction, this.axis);
    this.#ofNumber[number] = row;
    this.#events.push(row);
    return row;
  }

  /** Null for a link of no session, or of one that is not counted. */
  #sessionOf(link: Link | undefined): SessionStatistics | null {
    const session = link?.session;
    if (!session || !this.#isIn(session)) return null;
    let of = this.#sessions.get(session);
    if (!of) {
      of = new SessionStatistics(session);
      this.#sessions.set(session, of);
    }
    return of;
  }
}

function isPing(entries: Entries, entry: number): boolean {
  return entries.isHeartbeat(entry) && entries.isQuestion(entry);
}
