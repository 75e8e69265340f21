// Runs of alike rows: heartbeats, requests that carry no packet, and attempts to connect that failed in the same way. When a run has
// `LEAST_UNITS`, all but its first unit become one fold. Where time is drawn to scale, the packets of a cell of time are a run too, of which
// all become a band.

import { ENGINE_PONG } from "../../protocol/packet.ts";
import { ENTRY, NONE } from "../../session/entries.ts";
import type { Session } from "../../session/model.ts";
import { isFailedAttempt } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import { type BandStart, mayBeInBand } from "./band.ts";
import type { Fold } from "./fold.ts";

export interface Run {
  readonly kind: Fold["kind"];
  /** The session of its last row. */
  readonly session: Session | null;
  /** The row at which the fold will stand: the one after the first unit, or for a band the one of the first entry. */
  readonly foldRow: number;
  /** Ping-pong pairs, requests, attempts, or entries of a band. */
  readonly units: number;
  readonly fold: Fold | null;
  readonly foldIndex: number;
  readonly band?: BandStart | undefined;
}

/** Up to seven packets of a cell are rows of their own, which takes seven times its height at most. */
export const LEAST_UNITS = { heartbeat: 3, http: 4, attempt: 4, band: 8 } as const;

/**
 * The run that an entry continues or begins; null when its kind does not fold. `above`: the entry of the last row, if there is one; `rows`: how
 * many rows there are.
 */
export function runWith(store: Store, entry: number, run: Run | null, above: number, rows: number): Run | null {
  const session = store.link(entry)?.session ?? null;
  const kind = kindOf(store, entry, session);
  if (kind === null) return null;
  if (run?.kind === kind && run.session === session) return run;
  if (kind === "attempt" && session?.previous) {
    const { failures, previous } = session;
    if (failures > 1 && run?.kind === kind && run.session === previous) return run;
    // The attempt before was the first that failed in this way.
    if (failures === 2 && store.link(above)?.session === previous)
      return { kind, session: previous, foldRow: rows, units: 1, fold: null, foldIndex: -1 };
  }
  return { kind, session, foldRow: -1, units: 0, fold: null, foldIndex: -1 };
}

interface Unit {
  readonly first: number;
  /** The last unit of the run goes on with this entry. */
  readonly goesOn: boolean;
  /** Milliseconds: of a ping, until its pong; of an attempt, since the one before it ended. */
  readonly latency: number;
  readonly bytes: number;
}

/** The unit that is there with an entry of a run; null when its last entry is still to come. */
export function unitWith(store: Store, entry: number, run: Run): Unit | null {
  const { entries } = store;
  const peer = entries.peer(entry);
  switch (run.kind) {
    case "http":
      return { first: entry, goesOn: false, latency: 0, bytes: entries.size(entry) };
    case "heartbeat":
      if (entries.engine(entry) !== ENGINE_PONG || peer === NONE) return null;
      return {
        first: peer,
        goesOn: false,
        latency: entries.at(entry) - entries.at(peer),
        bytes: entries.size(entry) + entries.size(peer),
      };
    case "band":
      return null;
    case "attempt": {
      const session = store.link(entry)?.session;
      const before = session?.previous;
      const waited = before && session ? session.startedAt - (before.endedAt ?? before.lastAt) : 0;
      return { first: entry, goesOn: run.units > 0 && run.session === session, latency: Math.max(0, waited), bytes: 0 };
    }
  }
}

function kindOf(store: Store, entry: number, session: Session | null): Run["kind"] | null {
  const { entries } = store;
  // The first of some attempts that failed alike has rows like those of any session.
  if (session && isFailedAttempt(session)) return session.failures > 1 ? "attempt" : null;
  if (entries.isHeartbeat(entry)) return standsAlone(store, entry, session) ? null : "heartbeat";
  const link = store.link(entry);
  const isPart = entries.kind(entry) === ENTRY.request && link?.kind === "http" && link.part !== "engine";
  return isPart && !entries.isProblem(entry) ? "http" : null;
}

/** A ping and its pong are not folded when one of them was late, unanswered or the last packet received. */
function standsAlone({ entries }: Store, entry: number, session: Session | null): boolean {
  const matters = (one: number) => one !== NONE && (entries.isLate(one) || entries.isUnanswered(one) || one === session?.cut?.lastHeard);
  return matters(entry) || matters(entries.peer(entry));
}

/**
 * The band that an entry continues or begins: `next` is the one that it would begin; null when it stands in none. A heartbeat or a request
 * without a packet goes on with a band but begins none. `begins`: a step begins with the entry.
 */
export function bandRun(store: Store, entry: number, run: Run | null, begins: boolean, next: BandStart, foldRow: number): Run | null {
  const link = store.link(entry);
  const session = link?.session ?? null;
  const isMass = !begins && mayBeInBand(store.entries, entry, link);
  if (run?.band?.cell === next.cell) {
    const kind = isMass ? "band" : kindOf(store, entry, session);
    if (kind === "band" || kind === "heartbeat" || kind === "http") return run;
  }
  return isMass ? { kind: "band", session, foldRow, units: 0, fold: null, foldIndex: -1, band: next } : null;
}
