// A session id that was given twice. Each handshake must get an id of its own.
//
//   the answer to the handshake came from a cache or a service worker,
//   or one document got one id twice                                       handshake-from-cache
//   two documents got one id, or a page that was loaded again              shared-session-id: the server takes it from a cookie

import type { Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { header } from "../../wire/headers.ts";
import { isUnknown, openingOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";
import { hostOf, inOrder } from "../rows.ts";

type Kept = "cache" | "worker" | "twice";

/** What gave the client an answer that was kept; null if the handshake's answer is the server's own. */
function keptBy(session: Session, store: Store): Kept | null {
  const opening = openingOf(session, store);
  if (opening?.kind !== "http" || opening.responseLine === null || session.sid === null || session.openEntry === null) return null;
  const answer = store.read(opening.responseLine);
  if (answer.kind === "http-response" && (/cache/.test(answer.from ?? "") || Number(header(answer.headers, "age") ?? 0) > 0))
    return "cache";
  if (opening.worker?.answered) return "worker";
  return session.previous?.sid === session.sid && session.previous.openEntry !== null && !session.reloaded ? "twice" : null;
}

export function isFromCache(session: Session, store: Store): boolean {
  return keptBy(session, store) !== null;
}

export const handshakeFromCache: Rule = {
  id: "handshake-from-cache",
  session(session, store): Found | null {
    const kept = keptBy(session, store);
    if (kept === null) return null;
    const opening = openingOf(session, store);
    // A service worker that stands in for the server gives ids that it knows.
    const isBroken = kept === "twice" || isUnknown(session);
    return {
      severity: isBroken ? "error" : "info",
      confidence: "certain",
      cause: kept,
      title: [`handshake-from-cache/title-${kept}`, session.sid ?? ""],
      means: [isBroken ? "handshake-from-cache/means" : "handshake-from-cache/means-works"],
      evidence: inOrder(
        store,
        ...(kept === "twice" ? [[session.previous?.openEntry, ["handshake-from-cache/first", session.sid ?? ""]] as const] : []),
        [opening?.kind === "http" ? opening.requestEntry : null, ["handshake-from-cache/asks"]],
        [session.openEntry, [`handshake-from-cache/answer-${kept}`, session.sid ?? ""]],
        ...(isUnknown(session) ? [[session.endEntry, ["sid-unknown/answered"]] as const] : []),
      ),
      ruledOut: [[kept === "twice" ? "handshake-from-cache/not-reload" : "handshake-from-cache/not-server"]],
      fix:
        kept === "worker"
          ? [
              {
                who: "page",
                text: ["handshake-from-cache/fix-worker"],
                code: 'if (new URL(event.request.url).pathname.startsWith("/socket.io/")) return;',
              },
            ]
          : [
              {
                who: "server",
                text: ["handshake-from-cache/fix-server"],
                code: 'io.engine.on("initial_headers", (headers) => {\n  headers["cache-control"] = "no-store";\n});',
              },
              {
                who: "proxy",
                text: ["handshake-from-cache/fix-proxy"],
                for: "nginx",
                code: "location /socket.io/ {\n  proxy_cache off;\n}",
              },
            ],
    };
  },
};

export const sharedSessionId: Rule = {
  id: "shared-session-id",
  watch(store) {
    /** By address and sid: the session that got it first. */
    const first = new Map<string, Session>();
    return {
      session(session): Found | null {
        const { sid, openEntry, client, previous, reloaded } = session;
        if (sid === null || openEntry === null) return null;
        const key = `${client.address} ${sid}`;
        const other = first.get(key) ?? session;
        first.set(key, other);
        const isElsewhere =
          other.client.documentFrame !== client.documentFrame && client.documentFrame !== null && other.client.documentFrame !== null;
        const before = isElsewhere ? other : reloaded && previous?.sid === sid ? previous : null;
        if (before === null || before.openEntry === null || isFromCache(session, store)) return null;
        return {
          severity: "error",
          confidence: "certain",
          cause: isElsewhere ? "documents" : "reload",
          title: [isElsewhere ? "shared-session-id/title" : "shared-session-id/title-reload", sid, hostOf(session)],
          means: [isElsewhere ? "shared-session-id/means" : "shared-session-id/means-reload"],
          evidence: inOrder(
            store,
            [before.openEntry, ["shared-session-id/first", sid]],
            [openEntry, [isElsewhere ? "shared-session-id/second" : "shared-session-id/again", sid]],
          ),
          ruledOut: [["shared-session-id/not-cache"]],
          fix: [{ who: "server", text: ["shared-session-id/fix"], for: "netty-socketio", code: "configuration.setRandomSession(true);" }],
        };
      },
    };
  },
};
