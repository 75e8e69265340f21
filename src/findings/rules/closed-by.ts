// Which side ended a session on purpose, and what the page is told: the reason that Socket.IO's `disconnect` event has.
// https://socket.io/docs/v4/client-socket-instance/#disconnect

import { SOCKET_DISCONNECT } from "../../protocol/packet.ts";
import { closeError, TOO_BIG } from "../../session/channel-end.ts";
import { isGaveUp } from "../../session/given-up.ts";
import type { Session } from "../../session/model.ts";
import { isParseError } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import type { Found, Rule } from "../finding.ts";
import { inOrder } from "../rows.ts";
import { leftEarly } from "./closed-before-established.ts";

/** Entry of the last DISCONNECT; null if the session was not left by one. */
function leftBy({ leaving, shownBy }: Session, { entries }: Store): number | null {
  if (leaving === null) return null;
  const left = [...shownBy.values()].filter((entry) => entries.socket(entry) === SOCKET_DISCONNECT);
  return left.length === 0 ? null : Math.max(...left);
}

/** See `payload-too-large`. */
function isRefusedForSize({ close, largestSent }: Session): boolean {
  return close?.code === TOO_BIG && largestSent !== null;
}

export const serverClosed: Rule = {
  id: "server-closed",
  session(session, store): Found | null {
    const { cause, close, endEntry, leaving, next } = session;
    if (cause !== "server" || isRefusedForSize(session)) return null;
    const error = close && leaving === null ? closeError(close) : null;
    const way = leaving === "server" ? "disconnect" : error !== null ? "error" : "close";
    return {
      severity: way === "error" ? "warning" : "info",
      confidence: "certain",
      cause: `${way} ${error ?? ""}`,
      title: [`server-closed/title-${way}`, error ?? ""],
      means: [`server-closed/means-${way}`],
      evidence: inOrder(
        store,
        [leftBy(session, store), ["server-closed/disconnect"]],
        [endEntry ?? session.lastHeard ?? session.startEntry, [way === "disconnect" ? "closed-by/ends" : "server-closed/close"]],
        ...(next ? [[next.startEntry, ["begins-next"]] as const] : []),
      ),
      ruledOut: [["closed-by/not-network"]],
      fix:
        way === "disconnect"
          ? [
              {
                who: "client",
                text: ["server-closed/fix-disconnect"],
                code: 'socket.on("disconnect", (reason) => {\n  if (reason === "io server disconnect") socket.connect();\n});',
              },
            ]
          : way === "error"
            ? [{ who: "server", text: ["server-closed/fix-error"] }]
            : [],
    };
  },
};

export const clientClosed: Rule = {
  id: "client-closed",
  session(session, store): Found | null {
    const { cause, leaving, endEntry, lastHeard, startEntry } = session;
    if (cause !== "client" || isParseError(session) || isGaveUp(session) || leftEarly(session, store)) return null;
    return {
      severity: "info",
      confidence: "certain",
      cause: "",
      title: ["client-closed/title"],
      means: [session.sio === null ? "client-closed/means-engine" : "client-closed/means"],
      evidence: inOrder(
        store,
        [leftBy(session, store), ["client-closed/disconnect"]],
        [endEntry ?? lastHeard ?? startEntry, [leaving === null ? "client-closed/close" : "closed-by/ends"]],
      ),
      ruledOut: [["closed-by/not-network"], ["closed-by/not-server"]],
      fix: [],
    };
  },
};

export const pageLeft: Rule = {
  id: "page-left",
  session(session, store): Found | null {
    const { cause, endEntry, lastHeard, startEntry } = session;
    if (cause !== "navigation" && cause !== "crashed") return null;
    return {
      severity: "info",
      confidence: "certain",
      cause,
      title: [cause === "crashed" ? "page-left/title-crashed" : "page-left/title"],
      means: ["page-left/means"],
      evidence: inOrder(store, [endEntry ?? lastHeard ?? startEntry, [endEntry === null ? "page-left/last" : "page-left/ends"]]),
      ruledOut: [["page-left/not-peers"]],
      fix: [],
    };
  },
};
