// An event that makes up most of what a session carries, or that comes very often.

import { duration, size } from "../../messages/quantities.ts";
import { SOCKET_BINARY_EVENT, SOCKET_EVENT } from "../../protocol/packet.ts";
import type { Session } from "../../session/model.ts";
import { Reader } from "../../session/reader.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule, Watch } from "../finding.ts";

/** An event is heavy with this part of a session's bytes, if these are worth a word. */
const PART = 0.3;
const LEAST_BYTES = 1_000_000;
/** An event is frequent that comes so often within so many milliseconds. */
const OFTEN = 100;
const SECOND = 1000;
/** So many events of a session are told apart. */
const MOST_EVENTS = 64;
/** A text that long in which there is nothing but base64 is base64. */
const BASE64 = /"(?:data:[\w/+.-]+;base64,)?[\w+/]{1000,}={0,2}"/;

/** One event of a session. */
interface Tally {
  readonly session: Session;
  readonly event: number;
  count: number;
  bytes: number;
  largest: number;
  largestBytes: number;
  /** Whether there is base64 in the largest packet; null before it was looked at. */
  isBase64: boolean | null;
  /** The packet since which `OFTEN` more are counted; the shortest time in which so many came, and the first of those. */
  since: number;
  shortest: number;
  shortestFrom: number;
}

export const heavyEvent: Rule = {
  id: "heavy-event",
  watch: (store) => new Tallies(store),
};

class Tallies implements Watch {
  readonly #store: Store;
  readonly #sessions = new Map<Session, Map<number, Tally>>();
  /** The tally to which the last packet of an event went, by event: most often it is the right one. */
  readonly #last: (Tally | undefined)[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  sees(_engine: number, socket: number): boolean {
    return socket === SOCKET_EVENT || socket === SOCKET_BINARY_EVENT;
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.#store;
    const event = entries.event(entry);
    const last = this.#last[event];
    const tally = last?.session === session ? last : this.#tally(entry, event, session);
    if (!tally) return;
    const bytes = entries.size(entry);
    tally.bytes += bytes;
    if (bytes > tally.largestBytes) {
      tally.largest = entry;
      tally.largestBytes = bytes;
      tally.isBase64 = null;
    }
    if (++tally.count % OFTEN !== 0) return;
    const took = entries.at(entry) - entries.at(tally.since);
    if (took < tally.shortest) {
      tally.shortest = took;
      tally.shortestFrom = tally.since;
    }
    tally.since = entry;
  }

  #tally(entry: number, event: number, session: Session): Tally | undefined {
    const events = this.#sessions.get(session) ?? new Map<number, Tally>();
    this.#sessions.set(session, events);
    let tally = events.get(event);
    if (!tally && events.size < MOST_EVENTS) {
      const none = { count: 0, bytes: 0, largest: entry, largestBytes: 0, isBase64: null };
      tally = { session, event, ...none, since: entry, shortest: Number.POSITIVE_INFINITY, shortestFrom: entry };
      events.set(event, tally);
    }
    this.#last[event] = tally;
    return tally;
  }

  session(session: Session): Found | null {
    const events = this.#sessions.get(session);
    if (!events) return null;
    let found: Tally | null = null;
    for (const tally of events.values()) {
      if ((isHeavy(tally) || tally.shortest <= SECOND) && (!found || tally.bytes > found.bytes)) found = tally;
    }
    return found && this.#found(found);
  }

  #found(tally: Tally): Found {
    const { session, event, bytes, count, largest, largestBytes, shortest, shortestFrom } = tally;
    const name = this.#store.names[event]?.name ?? "";
    const isFrequent = !isHeavy(tally);
    if (!isFrequent) tally.isBase64 ??= this.#hasBase64(largest);
    const isBase64 = !isFrequent && tally.isBase64;
    return {
      severity: "info",
      confidence: "certain",
      cause: `${event} ${isFrequent}`,
      title: isFrequent
        ? ["heavy-event/title-often", name, OFTEN, duration(shortest)]
        : [
            count === 1 ? "heavy-event/title-once" : "heavy-event/title",
            name,
            Math.round((100 * bytes) / session.bytes),
            size(session.bytes),
            count,
          ],
      means: [isBase64 ? "heavy-event/means-base64" : isFrequent ? "heavy-event/means-often" : "heavy-event/means"],
      evidence: [
        isFrequent
          ? { entry: shortestFrom, says: ["heavy-event/often", OFTEN, duration(shortest)] }
          : { entry: largest, says: ["heavy-event/largest", size(largestBytes)] },
      ],
      ruledOut: [],
      fix: [
        isBase64
          ? { who: "server", text: ["heavy-event/fix-base64"], code: `socket.emit("${name}", buffer)` }
          : { who: "server", text: [isFrequent ? "heavy-event/fix-often" : "heavy-event/fix"] },
      ],
    };
  }

  #hasBase64(entry: number): boolean {
    const { raw } = new Reader(this.#store).packet(entry);
    return "text" in raw && BASE64.test(raw.text);
  }
}

function isHeavy({ session, bytes }: Tally): boolean {
  return session.bytes >= LEAST_BYTES && bytes >= PART * session.bytes;
}
