// Which event of a session waits longest for its ACKs, compared with all its other events.

import { duration } from "../../messages/quantities.ts";
import { SOCKET_ACK, SOCKET_BINARY_ACK } from "../../protocol/packet.ts";
import { NONE } from "../../session/entries.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule, Watch } from "../finding.ts";

/** With fewer ACKs nothing is said of an event. */
const LEAST = 5;
/** An event is slow if one in twenty of its ACKs takes so long, and its others take so many times what those of other events take. */
const SLOW = 1000;
const TIMES = 3;
/** So many events of a session are told apart. */
const MOST_EVENTS = 64;

/** How many ACKs took how long, in four steps for each doubling of the milliseconds. */
class Latencies {
  readonly #steps = new Uint32Array(128);
  count = 0;
  /** Entry of the event that waited longest. */
  slowest: { readonly entry: number; readonly took: number } | null = null;

  add(took: number, entry: number): void {
    const doublings = 31 - Math.clz32(Math.max(1, took));
    const step = 4 * doublings + (Math.floor((4 * took) / 2 ** doublings) & 3);
    this.#steps[step] = (this.#steps[step] ?? 0) + 1;
    this.count++;
    if (!this.slowest || took > this.slowest.took) this.slowest = { entry, took };
  }

  /** So many milliseconds, give or take an eighth, the part `part` of the ACKs took at most; 0 without any. */
  at(part: number): number {
    let seen = 0;
    for (let step = 0; step < this.#steps.length; step++) {
      seen += this.#steps[step] ?? 0;
      if (seen > 0 && seen >= part * this.count) return 2 ** Math.floor(step / 4) * (1 + ((step & 3) + 0.5) / 4);
    }
    return 0;
  }
}

export const ackSlow: Rule = {
  id: "ack-slow",
  watch: (store) => new AckTimes(store),
};

class AckTimes implements Watch {
  readonly #store: Store;
  readonly #sessions = new Map<Session, Map<number, Latencies>>();
  /** Those to which the last ACK of an event went, by event: most often they are the right ones. */
  readonly #last: ({ readonly session: Session; readonly latencies: Latencies | undefined } | undefined)[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  sees(_engine: number, socket: number, isSent: boolean): boolean {
    return !isSent && (socket === SOCKET_ACK || socket === SOCKET_BINARY_ACK);
  }

  packet(entry: number, session: Session): void {
    const { entries } = this.#store;
    const event = entries.peer(entry);
    if (event === NONE) return;
    const name = entries.event(event);
    let last = this.#last[name];
    if (last?.session !== session) {
      last = { session, latencies: this.#latencies(session, name) };
      this.#last[name] = last;
    }
    last.latencies?.add(entries.at(entry) - entries.at(event), event);
  }

  /** Undefined if so many events have come before that this one is not told apart. */
  #latencies(session: Session, event: number): Latencies | undefined {
    const byEvent = this.#sessions.get(session) ?? new Map<number, Latencies>();
    this.#sessions.set(session, byEvent);
    let own = byEvent.get(event);
    if (!own && byEvent.size < MOST_EVENTS) {
      own = new Latencies();
      byEvent.set(event, own);
    }
    return own;
  }

  session(session: Session): Found | null {
    const enough = [...(this.#sessions.get(session) ?? [])].filter(([, { count }]) => count >= LEAST);
    if (enough.every(([, { slowest }]) => (slowest?.took ?? 0) < SLOW)) return null;
    const [slowest] = enough.sort(([, a], [, b]) => b.at(0.95) - a.at(0.95));
    if (!slowest) return null;
    const [event, own] = slowest;
    const others = enough.filter(([other]) => other !== event).map(([, latencies]) => latencies.at(0.5));
    const rest = Math.max(0, ...others);
    const [half, most] = [own.at(0.5), own.at(0.95)];
    if (most < SLOW || half < TIMES * rest || !own.slowest) return null;
    return this.#found(event, own.slowest, [own.count, half, most], others.length > 0 ? rest : null);
  }

  #found(
    event: number,
    slowest: { readonly entry: number; readonly took: number },
    [count, half, most]: readonly number[],
    rest: number | null,
  ): Found {
    const name = this.#store.names[event]?.name ?? "";
    const ack = this.#store.entries.peer(slowest.entry);
    return {
      severity: "info",
      confidence: "certain",
      cause: String(event),
      title: ["ack-slow/title", name, count ?? 0, duration(half ?? 0), duration(most ?? 0)],
      means: rest === null ? ["ack-slow/means"] : ["ack-slow/means-rest", duration(rest)],
      evidence: [
        { entry: slowest.entry, says: ["ack-slow/asks", name] },
        ...(ack === NONE ? [] : [{ entry: ack, says: ["ack-slow/answered", duration(slowest.took)] } as const]),
      ],
      ruledOut: rest === null ? [] : [["ack-slow/not-network", duration(rest)]],
      fix: [{ who: "server", text: ["ack-slow/fix", name] }],
    };
  }
}
