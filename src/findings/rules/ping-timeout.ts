// The heartbeat: a session that its client gave up because nothing, or no ping, came in time, and pings and pongs of the server that came late.
// https://socket.io/docs/v4/engine-io-protocol/#heartbeat

import { ENGINE_PING } from "../../protocol/packet.ts";
import { NONE } from "../../session/entries.ts";
import type { Cut, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { isUnknown, rootOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";
import { inOrder, seconds } from "../rows.ts";

export const pingTimeout: Rule = {
  id: "ping-timeout",
  session(session, store): Found | null {
    // A client that uses a session after it should have given it up had not: its timers stood still.
    if (session.cause !== "timeout" || isUnknown(session)) return null;
    return session.cut ? silent(session, session.cut, store) : unpinged(session, store);
  },
};

/** In the words of Chromium and Firefox: there was no network when the client tried again. */
const OFFLINE = /INTERNET_DISCONNECTED|ADDRESS_UNREACHABLE|NETWORK_CHANGED|ERROR_OFFLINE/;

function silent(session: Session, cut: Cut, store: Store): Found {
  const { predicted, server, gaveUpAt, seen, lastHeard, ping } = cut;
  const { entries } = store;
  const [first = 0, second] = predicted.waits.map(seconds);
  const next = session.next?.problem ?? null;
  const isOffline = OFFLINE.test(typeof next === "string" ? next : "");
  return {
    severity: "error",
    confidence: "certain",
    cause: isOffline ? "offline" : "silence",
    title: ["ping-timeout/title", seconds(gaveUpAt - cut.heardAt)],
    means:
      second === undefined
        ? ["ping-timeout/means-pong", first]
        : ["ping-timeout/means-ping", first, second, seconds(first * 1000 + second * 1000)],
    evidence: inOrder(
      store,
      [ping, [ping !== null && entries.isSent(ping) ? "ping-timeout/ping-sent" : "ping-timeout/ping"]],
      [lastHeard, ["ping-timeout/heard"]],
      ...(server === null ? [] : [[cut.serverEntry, ["ping-timeout/server", seconds(server.at - server.since)]] as const]),
      [cut.predictedEntry, ["ping-timeout/predicted", seconds(predicted.at - predicted.since)]],
      ...(seen ? [[cut.gaveUpEntry, ["ping-timeout/gives-up", seconds(gaveUpAt - predicted.at)]] as const] : []),
      [session.next?.startEntry, ["begins-next"]],
    ),
    ruledOut: [["ping-timeout/not-closed"], ["ping-timeout/not-client"]],
    fix: isOffline
      ? [{ who: "page", text: ["ping-timeout/fix-offline"] }]
      : [
          { who: "proxy", text: ["ping-timeout/fix-path"] },
          { who: "server", text: ["ping-timeout/fix-server"], code: "new Server(httpServer, { pingTimeout: 60000 })" },
        ],
  };
}

/** Packets came to the end, and no ping: its server does not keep to the heartbeat, or speaks another revision. */
function unpinged(session: Session, store: Store): Found | null {
  const root = rootOf(session.problem);
  if (root === null || typeof root === "string") return null;
  const isOther = root[0] === "reasonOtherRevision";
  if (!isOther && root[0] !== "reasonNoPing") return null;
  const waited = isOther ? (session.endedAt ?? 0) - (session.openedAt ?? 0) : root[1];
  return {
    severity: "error",
    confidence: "certain",
    cause: root[0],
    title: isOther ? ["ping-timeout/title-revision", root[1] ?? 0, root[2] ?? 0] : ["ping-timeout/title-no-ping", seconds(Number(waited))],
    means: [isOther ? "ping-timeout/means-revision" : "ping-timeout/means-no-ping"],
    evidence: inOrder(
      store,
      [session.openEntry, ["ping-timeout/opens"]],
      [session.shownBy.get("ping"), ["ping-timeout/ping"]],
      [session.lastHeard, ["ping-timeout/heard"]],
      [session.next?.startEntry, ["begins-next"]],
    ),
    ruledOut: [["ping-timeout/not-path"]],
    fix: [{ who: "server", text: [isOther ? "ping-timeout/fix-revision" : "ping-timeout/fix-no-ping"] }],
  };
}

/** So many milliseconds are late by any measure; less may be late only because pingTimeout is short. */
const SURELY_LATE = 1000;
/** So many entries before a late packet are looked at for one that came in time. */
const MOST_LOOKED_AT = 32;

export const serverPingsLate: Rule = {
  id: "server-pings-late",
  problem(entry, store): Found | null {
    const { entries } = store;
    const { session = null } = store.link(entry) ?? {};
    const late = entries.isLate(entry) && entries.isHeartbeat(entry) && !entries.isSent(entry) ? session?.overdue.get(entry) : undefined;
    if (!session || late === undefined || (late.from !== "ping" && late.from !== "pong")) return null;
    const isPing = entries.engine(entry) === ENGINE_PING;
    const other = inTimeBefore(entry, session, late.by, store);
    const by = seconds(late.by);
    const ping = isPing ? NONE : entries.peer(entry);
    return {
      severity: other !== null && late.by >= SURELY_LATE ? "warning" : "info",
      confidence: other === null ? "possible" : "certain",
      cause: other === null ? "all" : "alone",
      title: [isPing ? "server-pings-late/title-ping" : "server-pings-late/title-pong", by],
      means: [other === null ? "server-pings-late/means-all" : "server-pings-late/means-alone"],
      evidence: inOrder(
        store,
        [ping === NONE ? null : ping, ["server-pings-late/asks"]],
        [other, ["server-pings-late/other"]],
        [entry, [other === null ? "server-pings-late/all" : "server-pings-late/alone", by]],
      ),
      ruledOut: other === null ? [] : [["server-pings-late/not-network"], ["server-pings-late/not-page"]],
      fix: [
        { who: "server", text: ["server-pings-late/fix-server"] },
        ...(other === null ? [{ who: "page", text: ["server-pings-late/fix-page"] } as const] : []),
      ],
    };
  },
};

/**
 * A packet of the session that was received when the late one was due already, and long before it, so that no outage held both: the network and
 * the page were there. Null if there is none nearby.
 */
function inTimeBefore(entry: number, session: Session, by: number, store: Store): number | null {
  const { entries } = store;
  const at = entries.at(entry);
  for (let other = entry - 1; other >= Math.max(0, entry - MOST_LOOKED_AT); other--) {
    if (!entries.isPacket(other) || entries.isSent(other) || store.link(other)?.session !== session || entries.isLate(other)) continue;
    const before = at - entries.at(other);
    if (before >= SURELY_LATE) return before < by ? other : null;
  }
  return null;
}
