// A packet, or the body of a POST, is larger than the server or a proxy accepts: `maxHttpBufferSize` of the server is 1 MB unless it is set
// (engine.io 4 and later), `client_max_body_size` of nginx too.
//
//   more than maxPayload was sent, and the session ended for it    reasonTooLarge of ending.ts
//   a request was answered 413                                      by a proxy if a web page came with it
//   the websocket closed with 1009, or at once after 1 MB           the handshake of servers before engine.io 6.1 has no maxPayload
//   80 % of maxPayload was sent                                     a warning

import { pageTitle } from "../../protocol/engine/error.ts";
import { isSentTooLarge, TOO_BIG } from "../../session/channel-end.ts";
import type { Exchange, Session } from "../../session/model.ts";
import type { Store } from "../../session/store.ts";
import { answerHeader } from "../attempt.ts";
import type { Said } from "../catalogue.ts";
import type { Fix, Found, Rule } from "../finding.ts";
import { inOrder, kilobytes } from "../rows.ts";

/** The `maxHttpBufferSize` of engine.io 4 and later, if it is not set. */
const DEFAULT_MOST = 1_000_000;
const TOO_LARGE = 413;
/** A server closes as soon as it has read the packet. So long it may take to send one. */
const REFUSES_WITHIN = 10_000;
const NEARLY = 0.8;

export const payloadTooLarge: Rule = {
  id: "payload-too-large",
  session(session, store): Found | null {
    const { tooLarge, handshake, close } = session;
    const most = handshake?.maxPayload ?? null;
    if (isSentTooLarge(session) && tooLarge) return ended(session, store, tooLarge, most, "certain");
    const { largestSent } = session;
    if (largestSent === null) return null;
    if (close?.code === TOO_BIG && session.cause === "server") return ended(session, store, largestSent, most, "certain");
    if (isLikely(session)) return ended(session, store, largestSent, DEFAULT_MOST, "likely");
    return most !== null && most > 0 && largestSent.bytes >= most * NEARLY ? nearly(session, store, most) : null;
  },
  exchange(exchange, store): Found | null {
    const { session, status, part, answerEntry } = exchange;
    if (status !== TOO_LARGE || answerEntry === null || part !== "engine" || session === null || isSentTooLarge(session)) return null;
    return refused(exchange, session, store);
  },
};

/** The server did not say what it accepts, its websocket closed for no other reason, and the largest packet of the session had just been sent. */
function isLikely({ cause, problem, endedAt, handshake, eio, largestSent }: Session): boolean {
  if (cause !== "transport" || problem !== null || endedAt === null || eio !== 4 || handshake?.maxPayload !== undefined) return false;
  return largestSent !== null && largestSent.bytes >= DEFAULT_MOST && endedAt - largestSent.at <= REFUSES_WITHIN;
}

function ended(
  session: Session,
  store: Store,
  sent: { readonly bytes: number; readonly from: number },
  most: number | null,
  confidence: Found["confidence"],
): Found {
  const link = store.link(sent.from);
  const request = link?.kind === "http" ? link.requestEntry : sent.from;
  const size = kilobytes(sent.bytes);
  return {
    severity: "error",
    confidence,
    cause: "server",
    title: most === null ? ["payload-too-large/title-unknown", size] : ["payload-too-large/title", size, kilobytes(most)],
    means: [confidence === "likely" ? "payload-too-large/means-likely" : "payload-too-large/means"],
    evidence: inOrder(
      store,
      ...(session.handshake?.maxPayload === undefined
        ? []
        : [[session.openEntry, ["payload-too-large/accepts", kilobytes(most ?? 0)]] as const]),
      [request, ["payload-too-large/sends", size]],
      [session.endEntry, link?.kind === "http" ? ["payload-too-large/refuses"] : ["payload-too-large/closes"]],
      [session.next?.startEntry, ["begins-next"]],
    ),
    ruledOut: [["payload-too-large/not-network"]],
    fix: fixOf(sent.bytes),
  };
}

function nearly({ openEntry, largestSent }: Session, store: Store, most: number): Found | null {
  if (largestSent === null) return null;
  const [size, limit] = [kilobytes(largestSent.bytes), kilobytes(most)];
  return {
    severity: "warning",
    confidence: "certain",
    cause: "nearly",
    title: ["payload-too-large/title-nearly", size, Math.floor((100 * largestSent.bytes) / most), limit],
    means: ["payload-too-large/means-nearly"],
    evidence: inOrder(store, [openEntry, ["payload-too-large/accepts", limit]], [largestSent.from, ["payload-too-large/sends", size]]),
    ruledOut: [],
    fix: fixOf(most),
  };
}

function refused(exchange: Exchange, session: Session, store: Store): Found {
  const end = exchange.endLine === null ? null : store.read(exchange.endLine);
  const isPage = end?.kind === "http-body" && "text" in end.body && pageTitle(end.body.text) !== null;
  const server = answerHeader(exchange, "server", store);
  const request = store.read(exchange.requestLine);
  const body = request.kind === "http-request" ? request.body : undefined;
  const bytes = session.largestSent && exchange.sent?.from === session.largestSent.from ? session.largestSent.bytes : null;
  const size: Said =
    bytes === null || body === undefined ? ["payload-too-large/sends-body"] : ["payload-too-large/sends", kilobytes(bytes)];
  return {
    severity: "error",
    confidence: "certain",
    cause: isPage ? "proxy" : "server",
    title: isPage
      ? ["payload-too-large/title-proxy", server ?? ["payload-too-large/a-proxy"]]
      : bytes === null
        ? ["payload-too-large/title-413"]
        : ["payload-too-large/title-unknown", kilobytes(bytes)],
    means: [isPage ? "payload-too-large/means-proxy" : "payload-too-large/means"],
    evidence: inOrder(
      store,
      [exchange.requestEntry, size],
      [exchange.answerEntry, server === undefined ? ["payload-too-large/answered"] : ["payload-too-large/answered-by", server]],
    ),
    ruledOut: [isPage ? ["payload-too-large/not-server"] : ["payload-too-large/not-network"]],
    fix: isPage
      ? [
          { who: "proxy", text: ["payload-too-large/fix-proxy"], for: "nginx", code: "client_max_body_size 10m;" },
          { who: "client", text: ["payload-too-large/fix-client"] },
        ]
      : fixOf(bytes ?? DEFAULT_MOST),
  };
}

/** The next power of ten of bytes, so that a little more does not fail again. */
function fixOf(bytes: number): Fix[] {
  const enough = `1e${Math.ceil(Math.log10(bytes + 1))}`;
  return [
    { who: "server", text: ["payload-too-large/fix-server"], code: `new Server(httpServer, { maxHttpBufferSize: ${enough} })` },
    { who: "client", text: ["payload-too-large/fix-client"] },
  ];
}
