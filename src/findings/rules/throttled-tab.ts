// The client's heartbeat is late while its tab is hidden. Until Engine.IO 3 a timer of the client sends its pings; from 4 on the client answers those
// of the server, which needs no timer: then the tab stood still.
// https://developer.chrome.com/blog/timer-throttling-in-chrome-88

import { ENGINE_PING } from "../../protocol/packet.ts";
import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";
import { inOrder, seconds } from "../rows.ts";
import { hasSlept } from "./resumed-after-sleep.ts";

/** So many milliseconds are late by any measure: a timer that runs once a second is late by less. */
const SURELY_SLOWED = 2000;
/** The tab may have been shown so many milliseconds before the packet was sent: slowed timers run then. */
const SHOWN_BEFORE = 1000;
/** A session that ends so many milliseconds after a packet that came too late ended for that. */
const ENDS_WITHIN = 5000;
/** So many links are looked at for a POST. */
const MOST_LOOKED_AT = 64;
/** The moments of the server are off by the time that packets take. */
const ABOUT = 1000;

/** A ping or pong of the client that was due at `due`, and was sent, or missing when the session ended, at `at`. */
interface Owed {
  readonly beat: "ping" | "pong";
  readonly due: EpochMs;
  readonly at: EpochMs;
  /** Of the ping that a pong answers. */
  readonly ping: number | null;
  /** Of the packet; null if it was never sent. */
  readonly entry: number | null;
}

export const throttledTab: Rule = {
  id: "throttled-tab",
  problem(entry, store): Found | null {
    const { entries } = store;
    const { session = null } = store.link(entry) ?? {};
    const late = entries.isLate(entry) && entries.isHeartbeat(entry) && entries.isSent(entry) ? session?.overdue.get(entry) : undefined;
    if (!session || late === undefined) return null;
    const at = entries.at(entry);
    const due = at - late.by;
    if (isHeldBack(due, entries.link(entry), session, store)) return null;
    const isPing = entries.engine(entry) === ENGINE_PING;
    return found({ beat: isPing ? "ping" : "pong", due, at, ping: isPing ? null : entries.peer(entry), entry }, session, store);
  },
  session(session, store): Found | null {
    const { endedAt: at } = session;
    if (at === null || !isOver(session) || hasSlept(session, store)) return null;
    const owed = owedAtEnd(session, store);
    return owed && isGivenUp(owed.due, at, session) ? found({ ...owed, at, entry: null }, session, store) : null;
  },
};

/** What the client had not sent when its session ended, although it could. */
function owedAtEnd(session: Session, store: Store): Pick<Owed, "beat" | "due" | "ping"> | null {
  const { heartbeat, endedAt, endEntry } = session;
  const { entries } = store;
  const { waitingPing: ping } = heartbeat;
  const isPong = ping !== null && !entries.isSent(ping);
  const next = ping === null && heartbeat.pinger === "client" ? heartbeat.nextPing() : null;
  const due = isPong ? entries.at(ping) : next === null || next.from === "unseen" ? null : next.at;
  if (due === null || endedAt === null) return null;
  // Other packets of the client keep the server waiting too.
  if (!isPong && (heartbeat.serverGivesUp()?.at ?? Infinity) > endedAt + ABOUT) return null;
  const before = endEntry === null ? 0 : entries.link(endEntry) + 1;
  return isHeldBack(due, before, session, store) ? null : { beat: isPong ? "pong" : "ping", due, ping: isPong ? ping : null };
}

/** Null if it was not late because the tab was hidden. */
function found({ beat, due, at, ping, entry }: Owed, session: Session, store: Store): Found | null {
  const by = at - due;
  const hidden = store.hiddenAt(due);
  if (by <= SURELY_SLOWED || hidden === null || (hidden.until ?? at) < at - SHOWN_BEFORE || isInWorker(session, store)) return null;
  const { endedAt, handshake } = session;
  // If nothing was heard any more, its end was concluded.
  const endEntry = session.cut?.gaveUpEntry ?? session.endEntry;
  const endsSoon = isOver(session) && endedAt !== null && endedAt - at <= ENDS_WITHIN;
  const isEnd = endsSoon && isGivenUp(due, at, session);
  const late: Said = [entry === null ? `throttled-tab/missing-${beat}` : `throttled-tab/late-${beat}`, seconds(by)];
  return {
    severity: isEnd ? "error" : "warning",
    // A long task of the page looks like a tab that was stopped.
    confidence: beat === "ping" ? "certain" : "likely",
    cause: `${beat} ${isEnd}`,
    title: [isEnd ? `throttled-tab/title-ended-${beat}` : `throttled-tab/title-${beat}`, seconds(by)],
    means: [`throttled-tab/means-${beat}`, seconds(handshake?.pingTimeout ?? 0)],
    evidence: inOrder(
      store,
      [hidden.entry, ["throttled-tab/hidden"]],
      [ping, ["throttled-tab/asks"]],
      [entry ?? endEntry, late],
      ...(isEnd ? [[endEntry, ["throttled-tab/ends"]] as const] : []),
      [isEnd ? session.next?.startEntry : null, ["begins-next"]],
    ),
    ruledOut: [["throttled-tab/not-network"]],
    fix: [
      ...(beat === "ping" ? [{ who: "client", text: ["throttled-tab/fix-update"] } as const] : []),
      { who: "server", text: ["throttled-tab/fix-server"], code: "new Server(httpServer, { pingTimeout: 60000 })" },
      { who: "page", text: ["throttled-tab/fix-page"] },
    ],
  };
}

/** It ended, and not because the client or the page wanted it. */
function isOver({ state, cause }: Session): boolean {
  return state === "closed" && (cause === "server" || cause === "transport" || cause === "timeout");
}

/** The server had waited as long as it does, for what was due at `due`, when that was sent or the session ended. */
function isGivenUp(due: EpochMs, at: EpochMs, { handshake }: Session): boolean {
  return handshake?.pingTimeout !== undefined && at - due >= handshake.pingTimeout - ABOUT;
}

/** Browsers do not slow the timers of workers. */
function isInWorker({ client }: Session, { contexts }: Store): boolean {
  return /worker/.test(contexts.get(client.documentFrame ?? "")?.type ?? "");
}

/**
 * The client could send nothing at `due`: it was upgrading, or a POST was under way. `before`: the index of the link before which POSTs
 * are looked for.
 */
function isHeldBack(due: EpochMs, before: number, session: Session, { links }: Store): boolean {
  const { upgrade } = session;
  if (upgrade && upgrade.openedAt <= due && (upgrade.switchedAt ?? upgrade.failedAt ?? Infinity) > due) return true;
  for (let i = before - 1; i >= Math.max(0, before - MOST_LOOKED_AT); i--) {
    const link = links[i];
    if (link?.kind === "http" && link.post && link.session === session) return (link.endedAt ?? Infinity) > due;
  }
  return false;
}
