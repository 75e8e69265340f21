// The server does not know a session id that it has given: 400, code 1. https://socket.io/docs/v4/using-multiple-nodes/#why-is-sticky-session-required
//
//   the request was sent within 1 s of the handshake            sticky: requests reach different servers
//   the server had heard nothing for as long as it waits        expired; after a sleep of the computer see `resumed-after-sleep`
//   any other                                                   forgotten: it restarted, or requests reach another server now

import { duration } from "../../messages/quantities.ts";
import { ENGINE_CLOSE } from "../../protocol/packet.ts";
import { NONE } from "../../session/entries.ts";
import type { Exchange, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { header } from "../../wire/headers.ts";
import { answerHeader, isUnknown, openingOf } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Fix, Found, Rule } from "../finding.ts";
import { begunBefore, firstExchanges, heardAt, hostOf, inOrder } from "../rows.ts";
import { hasSlept } from "./resumed-after-sleep.ts";
import { isFromCache } from "./shared-session-id.ts";
import { hasTwoPolls } from "./two-polls.ts";

type Way = "sticky" | "expired" | "forgotten";

/** So many milliseconds after the handshake no server has let a session expire. */
const AT_ONCE = 1000;

export const sidUnknown: Rule = {
  id: "sid-unknown",
  session(session, store): Found | null {
    const exchange = isUnknown(session) ? store.link(session.endEntry ?? NONE) : undefined;
    if (exchange?.kind !== "http" || exchange.status !== 400) return null;
    if (saidClose(session, store) || hasSlept(session, store) || isFromCache(session, store)) return null;
    if (hasTwoPolls(exchange, store)) return null;
    const { startedAt } = exchange;
    const way = wayOf(session, exchange, store);
    const answered200 = known(exchange, store);
    const waited = way === "expired" ? startedAt - heardAt(session, store) : startedAt - (session.openedAt ?? startedAt);
    return {
      severity: "error",
      // One that was refused once, after it had worked, may have ended for another reason: a poll that was cut, and sent again by the browser.
      confidence: way === "sticky" && answered200.length > 0 && !wasUnknown(session) ? "possible" : "likely",
      cause: way,
      title: [`sid-unknown/title-${way}`, hostOf(session), duration(waited), duration(waitOf(session) ?? 0)],
      means: [`sid-unknown/means-${way}`],
      evidence: inOrder(
        store,
        [session.openEntry, ["sid-unknown/given", session.sid ?? ""]],
        ...(way === "expired"
          ? [[session.lastHeard, ["sid-unknown/heard"]] as const]
          : answered200.map(({ answerEntry }) => [answerEntry, ["sid-unknown/known"]] as const)),
        [exchange.requestEntry, [way === "expired" ? "sid-unknown/used-late" : "sid-unknown/used", duration(waited)]],
        [exchange.answerEntry, answered(exchange, store)],
      ),
      ruledOut: way === "sticky" ? [["sid-unknown/not-expired"], ["sid-unknown/not-path"]] : [["sid-unknown/not-path"]],
      fix: fixOf(way, exchange, store),
    };
  },
};

/** The server itself had closed the session: its close packet came after the refusal of a request that was sent at the same time. */
function saidClose({ lastHeard }: Session, { entries }: Store): boolean {
  return lastHeard !== null && entries.engine(lastHeard) === ENGINE_CLOSE;
}

/** The client's session before this one ended in the same way. */
function wasUnknown(session: Session): boolean {
  const [before] = begunBefore(session, 1);
  return before !== undefined && isUnknown(before);
}

function wayOf(session: Session, { startedAt }: Exchange, store: Store): Way {
  if (startedAt - (session.openedAt ?? 0) <= AT_ONCE) return "sticky";
  const due = session.heartbeat.serverGivesUp();
  const wait = waitOf(session);
  const isExpired = (due !== null && startedAt >= due.at) || (wait !== null && startedAt - heardAt(session, store) >= wait);
  return isExpired ? "expired" : "forgotten";
}

/** pingInterval + pingTimeout. */
function waitOf({ handshake }: Session): number | null {
  const { pingInterval, pingTimeout } = handshake ?? {};
  return pingInterval === undefined || pingTimeout === undefined ? null : pingInterval + pingTimeout;
}

/** The exchanges of the same session, of the first ones, that were answered before. */
function known({ session, respondedAt }: Exchange, store: Store): Exchange[] {
  if (session === null) return [];
  const before = firstExchanges(session, store).filter(
    (other) => other.status === 200 && (other.respondedAt ?? Infinity) < (respondedAt ?? 0),
  );
  return before.slice(0, 2);
}

/** Headers in which servers and proxies write which of them answered. */
const NAMES = ["x-served-by", "x-backend-server", "x-server", "x-instance-id", "server", "x-powered-by", "via"];

/** The answer, with the header that shows that another server than the one of the handshake gave it. */
function answered(exchange: Exchange, store: Store): Said {
  const opening = exchange.session && openingOf(exchange.session, store);
  for (const name of opening ? NAMES : []) {
    const [one, other] = [answerHeader(opening as Exchange, name, store), answerHeader(exchange, name, store)];
    if (one !== undefined && other !== undefined && one !== other) return ["sid-unknown/answered-by", name, other, one];
  }
  return ["sid-unknown/answered"];
}

/** The answer to the handshake set a cookie, and the request that was refused did not have one. */
function lostCookie(exchange: Exchange, store: Store): boolean {
  const opening = exchange.session && openingOf(exchange.session, store);
  const event = store.read(exchange.requestLine);
  if (!opening || answerHeader(opening, "set-cookie", store) === undefined || event.kind !== "http-request") return false;
  return Object.keys(event.headers).length > 0 && header(event.headers, "cookie") === undefined;
}

const STICKY: readonly Fix[] = [
  {
    who: "proxy",
    text: ["sid-unknown/fix-sticky"],
    for: "nginx",
    code: "upstream backend {\n  ip_hash;\n  server app1:3000;\n  server app2:3000;\n}",
  },
  {
    who: "proxy",
    text: ["sid-unknown/fix-sticky-apache"],
    for: "Apache",
    code: 'Header add Set-Cookie "SERVERID=sticky.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED\n<Proxy "balancer://backend">\n  BalancerMember "http://app1:3000" route=app1\n  BalancerMember "http://app2:3000" route=app2\n  ProxySet stickysession=SERVERID\n</Proxy>',
  },
  {
    who: "server",
    text: ["sid-unknown/fix-cluster"],
    code: 'setupMaster(httpServer, { loadBalancingMethod: "least-connection" }) // @socket.io/sticky',
  },
  { who: "client", text: ["sid-unknown/fix-websocket"], code: 'io({ transports: ["websocket"] })' },
];

function fixOf(way: Way, exchange: Exchange, store: Store): Fix[] {
  if (way === "expired") return [{ who: "page", text: ["sid-unknown/fix-expired"] }];
  const cookie: Fix[] = lostCookie(exchange, store)
    ? [{ who: "client", text: ["sid-unknown/fix-cookie"], code: "io({ withCredentials: true })" }]
    : [];
  const restart: Fix[] = way === "forgotten" ? [{ who: "server", text: ["sid-unknown/fix-restart"] }] : [];
  return [...restart, ...cookie, ...STICKY];
}
