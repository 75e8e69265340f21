// Something between client and server cuts websockets after a time: connections that are idle for so long, or that are so old.
//
//   nginx        proxy_read_timeout 60 s        https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout
//   Apache       ProxyTimeout, Timeout 60 s     AWS  ALB idle 60 s, NLB 350 s      Azure  240 s
//   Cloudflare   100 s idle                     Google Cloud  backend service 30 s, of age

import type { Session } from "../../session/model.ts";
import { isUnannounced } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import type { Said } from "../catalogue.ts";
import type { Found, Rule } from "../finding.ts";
import { begunBefore, channelOf, heardAt, inOrder, seconds } from "../rows.ts";

/** A websocket that ended without a word: how old it was, and how long nothing had come over it, in milliseconds. */
interface Ended {
  readonly session: Session;
  readonly age: number;
  readonly idle: number;
}

/** So many ends in a row make a pattern. */
const PATTERN = 3;
/** They differ by no more than this, or by a fiftieth of the time. */
const SPREAD = 1000;
/** Shorter times are those of servers and of clients that connect and fail. */
const SHORTEST = 10_000;
const USUAL = [30, 60, 100, 240, 300, 350, 600, 3600].map((s) => s * 1000);
const MINUTE = 60_000;

const BACKEND = "gcloud compute backend-services update NAME --global --timeout=86400";

/** Timeouts of nginx that are longer than so many milliseconds, in whole minutes. */
function timeoutsOf(ms: number): string {
  const enough = 60 * Math.max(2, Math.floor(ms / MINUTE) + 1);
  return `proxy_read_timeout ${enough}s;\nproxy_send_timeout ${enough}s;`;
}

export const idleProxyCut: Rule = {
  id: "idle-proxy-cut",
  session(session, store): Found | null {
    const ended = endedOf(session, store);
    if (ended === null) return null;
    const all = [ended, ...begunBefore(session, PATTERN - 1).map((each) => endedOf(each, store))];
    const isAlike = (key: "age" | "idle") =>
      all.length === PATTERN && all.every((each) => each !== null && each[key] >= SHORTEST && isNear(each[key], ended[key]));
    const usualOf = (key: "age" | "idle") => USUAL.find((time) => isNear(ended[key], time));
    const alike = (["idle", "age"] as const).filter(isAlike);
    const { pingInterval = 0, pingTimeout = 0 } = session.handshake ?? {};
    const isOnce = pingInterval > MINUTE && isNear(ended.idle, MINUTE);
    // Pings come at the same ages, so websockets that end at the same age were idle for the same time too.
    const key = isOnce ? "idle" : (alike.find(usualOf) ?? alike.at(-1));
    if (key === undefined) return null;
    const after = ended[key];
    const usual = usualOf(key);
    const rows = isOnce ? [ended] : all.filter((each) => each !== null);
    return {
      severity: "warning",
      confidence: usual === undefined ? "possible" : "likely",
      cause: `${key} ${usual ?? ""}`,
      title: [isOnce ? "idle-proxy-cut/title-idle-once" : `idle-proxy-cut/title-${key}`, Math.round(after / 1000), PATTERN],
      means: [
        key === "idle" && pingInterval > after ? "idle-proxy-cut/means-interval" : `idle-proxy-cut/means-${key}`,
        seconds(pingInterval),
      ],
      evidence: inOrder(
        store,
        ...rows.flatMap((each): (readonly [number | null, Said])[] => [
          key === "idle"
            ? [each.session.lastHeard, ["idle-proxy-cut/heard"]]
            : [channelOf(each.session, store)?.handshakeEntry ?? null, ["idle-proxy-cut/established"]],
          [each.session.endEntry, [`idle-proxy-cut/ends-${key}`, seconds(each[key])]],
        ]),
      ),
      ruledOut: [["idle-proxy-cut/not-client"], ["idle-proxy-cut/not-timeout"]],
      fix: [
        key === "idle"
          ? { who: "proxy", text: ["idle-proxy-cut/fix-idle"], for: "nginx", code: timeoutsOf(pingInterval + pingTimeout) }
          : { who: "proxy", text: ["idle-proxy-cut/fix-age"], for: "Google Cloud", code: BACKEND },
        ...(key === "idle"
          ? [
              {
                who: "server",
                text: ["idle-proxy-cut/fix-server"],
                code: `new Server(httpServer, { pingInterval: ${Math.min(25_000, Math.floor(after / 2000) * 1000)} })`,
              } as const,
            ]
          : []),
      ],
    };
  },
};

/** Null for a session that ended in another way, or did not end. */
function endedOf(session: Session, store: Store): Ended | null {
  const { endedAt, problem, close } = session;
  if (endedAt === null || !isUnannounced(session) || (close !== null && close.code !== 1006)) return null;
  if (problem !== null && !(typeof problem === "string" && /RESET|CLOSED/.test(problem))) return null;
  const channel = channelOf(session, store);
  return channel?.establishedAt == null || session.late
    ? null
    : { session, age: endedAt - channel.establishedAt, idle: endedAt - heardAt(session, store) };
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= Math.max(SPREAD, other / 50);
}
