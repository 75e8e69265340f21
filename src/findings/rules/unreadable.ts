// Packets that the client cannot read, because the server writes them in a way of its own.
//
//   revision 3: a length that does not count UTF-16 units       lengths-in-bytes
//   no JSON behind the first comma                              namespace-with-comma
//   a text frame that is not UTF-8                              utf8-broken
//   revision 3: a handshake in bytes that is declared as text   wrong-content-type

import type { Reason } from "../../protocol/reason.ts";
import type { Session } from "../../session/model.ts";
import { Reader } from "../../session/reader.ts";
import { isParseError } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import { answerHeader, refusedOf, storyOf } from "../attempt.ts";
import type { Found, Rule } from "../finding.ts";
import { inOrder } from "../rows.ts";

/** Why a packet cannot be read that is marked as a problem; null for one that is late or unanswered. */
function reasonOf(entry: number, store: Store): Reason | null {
  if (store.entries.isUnanswered(entry) || store.entries.isLate(entry)) return null;
  const { engine, socket } = new Reader(store).packet(entry);
  return engine.reason ?? socket?.reason ?? null;
}

export const lengthsInBytes: Rule = {
  id: "lengths-in-bytes",
  problem(entry, store): Found | null {
    if (store.link(entry)?.kind !== "http" || store.entries.isSent(entry)) return null;
    const reason = reasonOf(entry, store);
    if (reason?.[0] !== "reasonLengthInBytes" && reason?.[0] !== "reasonLengthInCodePoints") return null;
    const [key, announced, characters] = reason;
    const unit = key === "reasonLengthInBytes" ? "bytes" : "code-points";
    return {
      severity: "error",
      confidence: "certain",
      cause: unit,
      title: [`lengths-in-bytes/title-${unit}`, announced, characters],
      means: [`lengths-in-bytes/means-${unit}`],
      evidence: [{ entry, says: [`lengths-in-bytes/${unit}`, announced, characters] }],
      ruledOut: [["lengths-in-bytes/not-cut-off"]],
      fix: [
        { who: "server", text: ["lengths-in-bytes/fix-server"] },
        { who: "client", text: ["lengths-in-bytes/fix-client"], code: 'io({ transports: ["websocket"] })' },
      ],
    };
  },
};

/** A server of Socket.IO closes the connection within so many milliseconds for a packet that it cannot read. */
const CLOSES_WITHIN = 1000;

/** The session ended without a word of its client, shortly after this packet was sent. */
function isRefused(entry: number, { cause, endedAt }: Session, { entries }: Store): boolean {
  return (cause === "transport" || cause === "server") && endedAt !== null && endedAt - entries.at(entry) <= CLOSES_WITHIN;
}

export const namespaceWithComma: Rule = {
  id: "namespace-with-comma",
  problem(entry, store): Found | null {
    const session = store.link(entry)?.session ?? null;
    if (session === null || session.sio === 0.9) return null;
    const isSent = store.entries.isSent(entry);
    // Only Socket.IO reads a namespace, and a peer closes for this one. Without that, it may be an application's own text.
    const isClosedFor = isSent ? isRefused(entry, session, store) : session.unread === entry && isParseError(session);
    if (session.sio === null && !isClosedFor) return null;
    const reason = reasonOf(entry, store);
    if (reason?.[0] !== "reasonAfterNamespace") return null;
    const [, nsp, rest] = reason;
    return {
      severity: "error",
      confidence: "certain",
      cause: nsp,
      title: ["namespace-with-comma/title", nsp, rest],
      means: ["namespace-with-comma/means", nsp],
      evidence: inOrder(
        store,
        [entry, ["namespace-with-comma/reads", nsp, rest]],
        [isClosedFor ? session.endEntry : null, [isSent ? "namespace-with-comma/closes" : "client-parse-error/closes"]],
      ),
      ruledOut: [["namespace-with-comma/not-json"]],
      fix: [{ who: isSent ? "page" : "server", text: ["namespace-with-comma/fix"] }],
    };
  },
};

/** Of RFC 6455: a text that is not UTF-8. */
const NOT_UTF8 = 1007;

export const utf8Broken: Rule = {
  id: "utf8-broken",
  session(session, store): Found | null {
    const { problem, close, lastHeard, endEntry, startEntry, transport } = session;
    const isSaid = typeof problem === "string" && /decode a text frame as UTF-8|invalid UTF-?8/i.test(problem);
    if (transport !== "websocket" || (!isSaid && close?.code !== NOT_UTF8)) return null;
    return {
      severity: "error",
      confidence: "certain",
      cause: "",
      title: ["utf8-broken/title"],
      means: ["utf8-broken/means"],
      evidence: inOrder(
        store,
        [lastHeard, ["utf8-broken/last"]],
        [endEntry ?? startEntry, ["utf8-broken/closes", isSaid ? problem : `${close?.code} ${close?.reason ?? ""}`.trim()]],
      ),
      ruledOut: [["utf8-broken/not-network"]],
      fix: [
        { who: "server", text: ["utf8-broken/fix-server"] },
        { who: "proxy", text: ["utf8-broken/fix-proxy"] },
      ],
    };
  },
};

export const wrongContentType: Rule = {
  id: "wrong-content-type",
  session(session: Session, store): Found | null {
    const refused = refusedOf(session, store);
    if (refused === null || refused.root?.[0] !== "reasonBinaryAsText") return null;
    const type = answerHeader(refused.link, "content-type", store) ?? "";
    return {
      severity: "error",
      confidence: "certain",
      cause: type,
      title: ["wrong-content-type/title", type],
      means: ["wrong-content-type/means"],
      evidence: storyOf(refused, ["wrong-content-type/answered", refused.status, type]),
      ruledOut: [["wrong-content-type/not-version"]],
      fix: [
        { who: "server", text: ["wrong-content-type/fix-server"], code: "Content-Type: application/octet-stream" },
        { who: "proxy", text: ["wrong-content-type/fix-proxy"] },
      ],
    };
  },
};
