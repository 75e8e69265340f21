// How a session ended, who ended it and why: decided here and nowhere else, when the event arrives that shows it. The results are
// `Session.cause` and `Session.problem`; readers take those and decide nothing again. given-up.ts tells which sessions their clients gave up
// without a word, channel-end.ts which ends are an error of the server's choice.

import { errorText, pageTitle } from "../protocol/engine/error.ts";
import { isBinaryForm } from "../protocol/engine/payload.ts";
import type { EnginePacket, SocketPacket } from "../protocol/packet.ts";
import { isOfNewer, type Reason } from "../protocol/reason.ts";
import type { Body, EpochMs, HttpFailed, WsClose } from "../wire/event.ts";
import { closeError, NO_CLOSE_FRAME, TOO_BIG } from "./channel-end.ts";
import { GIVES_UP_AFTER, gaveUpFor, givenUpBy, hasStoppedPolling, UNCLOSED_AFTER } from "./given-up.ts";
import { isRefusal } from "./judgement.ts";
import type { Channel, CloseCause, Due, Exchange, Link, Session } from "./model.ts";
import type { DecodedPacket } from "./reader.ts";
import type { SessionFacts } from "./session-facts.ts";
import { isParseError, TRIES_AGAIN_WITHIN } from "./standing.ts";
import type { Tables } from "./tables.ts";

/** Browsers make this code up too, and no close frame may carry it. 1005 reports a close frame without a code. */
const TLS_FAILED = 1015;

/** In the words of Chromium: the page called `close()` before the server had answered. */
export const CLOSED_EARLY = /closed before the connection is established/i;

/** A connection that ended, and nothing shows who ended it: the session was lost with it, or it never began. */
export function lossOf({ state }: Session): CloseCause {
  return state === "connecting" ? "refused" : "transport";
}

/**
 * Who closed a websocket, as far as the events show: `ws-closing` is the page's own `close()`, and a code without it came with the server's
 * close frame. `unread`: the client has just received a packet that it could not read, for which its library closes. That counts where the browser
 * does not report `close()`.
 */
export function closeCause({ cause, code }: WsClose, { session, closingAt, connection }: Channel, unread: () => boolean): CloseCause {
  if (cause === "navigation") return "navigation";
  if (closingAt !== null) return "client";
  if (session === null || session.state === "connecting") return "refused";
  if (code === undefined) return cause === "reported" && connection.end !== "error" && unread() ? "client" : "transport";
  return code === NO_CLOSE_FRAME || code === TLS_FAILED ? "transport" : "server";
}

/**
 * With which error the server closed a websocket, or that TLS failed, or why it closed before its session began; null if nothing shows it.
 * `instead`: what the server had sent instead of the open packet.
 */
export function closeProblem(event: WsClose, channel: Channel, instead: () => Reason | null): Session["problem"] {
  const { code, reason, at } = event;
  const { session, status, openedAt, establishedAt, closingAt } = channel;
  if (code === TLS_FAILED && typeof session?.problem !== "string") return ["reasonTlsFailed"];
  if (session?.state !== "connecting") return closingAt === null ? closeError(event) : null;
  if (session.problem !== null) return null;
  if (establishedAt === null && status > 0) return ["reasonNot101", answerOf(channel)];
  // A page that closes what it has just begun has no problem.
  if (closingAt !== null && closingAt - (establishedAt ?? openedAt) < GIVES_UP_AFTER) return null;
  if (establishedAt === null) return closingAt === null ? null : ["reasonNoAnswer", closingAt - openedAt];
  if (closingAt !== null) return ["reasonNoOpenPacket", closingAt - establishedAt];
  // Without a code, nothing shows whether the connection was lost or a side closed it. After so long, a client of Socket.IO gives up.
  const waited = at - openedAt >= UNCLOSED_AFTER ? "reasonNoOpenPacket" : "reasonEndedBeforeOpen";
  if (code === undefined) return instead() ?? [waited, at - establishedAt];
  if (code === NO_CLOSE_FRAME) return instead() ?? ["reasonLostBeforeOpen", at - establishedAt];
  return ["reasonClosedBeforeOpen", `${code} ${reason ?? ""}`.trim()];
}

/**
 * Why an answer ends its session: it is a refusal, or a web page where packets were asked for. Null if it does not. Within a session, a client
 * takes the answer to a poll for a refusal if its status allows no body, and any redirect that leads nowhere. What answers a handshake without
 * being a refusal is judged by `handshakeProblem`.
 */
export function answerProblem(exchange: Exchange, body: Body): Session["problem"] {
  const { status, post, handshake } = exchange;
  const text = "text" in body ? body.text : "";
  const page = post ? null : pageTitle(text);
  const isUnread = !handshake && (status >= 300 || (!post && BODILESS.includes(status)));
  if (isRefusal(status) || isUnread) return afterWay(exchange, `${status} ${errorText(text)}`.trim());
  return page === null ? null : afterWay(exchange, ["reasonAnswer", status, ["reasonWebPage", page]]);
}

/**
 * Why a client may not have read an answer that is no refusal; null if it has. engine.io-client's XMLHttpRequest transport takes only 200 for
 * success, its fetch transport any status from 200 to 299, and both take an empty payload for a parse error. Nothing on the wire says which one
 * a client has: what it does next shows it.
 */
export function answerDoubt({ sio }: Session, { status, post, handshake, jsonp }: Exchange, body: Body): Session["problem"] {
  if (jsonp) return null;
  if (status >= 300) return String(status);
  if (status > 200) return ["reasonAnswer", status, ["reasonNot200"]];
  const isEmpty = "text" in body && body.text === "" && !post && !handshake && sio !== 0.9;
  return isEmpty ? ["reasonAnswer", status, ["reasonEmptyAnswer"]] : null;
}

/** Why the answer of an exchange ended its session; null if it did not. */
export function endedBy({ session, respondedAt }: Exchange): Session["problem"] {
  return session !== null && session.endedAt !== null && session.endedAt === respondedAt ? session.problem : null;
}

/** A problem of an answer, with the way to it: the redirects before it, and the service worker if the answer is not the server's. */
export function afterWay({ redirectedFrom, worker }: Exchange, problem: Reason | string): Reason | string {
  const own = redirected(redirectedFrom, problem);
  if (worker?.answered === null) return ["reasonFromWorkerOrServer", own];
  if (!worker?.answered) return own;
  return worker.reason === null ? ["reasonFromWorker", own] : ["reasonFromWorkerAfter", own, worker.reason];
}

/**
 * Why a request failed. A page may not read an answer that breaks the rules of CORS, but the server gave it; if the answer to the preflight
 * breaks them, the request was not sent.
 */
export function failureProblem({ reason, workersReason }: HttpFailed, exchange: Exchange): Reason | string {
  const { status, location, redirectedFrom } = exchange;
  if (workersReason !== undefined) return redirected(redirectedFrom, ["reasonFailedWorker", reason, workersReason]);
  const blocked = blockedBy(reason);
  if (blocked) return redirected(redirectedFrom, blocked);
  const rule = /^net::ERR_FAILED(?: \((\w+)\))?$/.exec(reason);
  const asked = exchange.preflight?.status;
  if (asked && rule?.[1]?.includes("Preflight")) return redirected(redirectedFrom, ["reasonPreflight", String(asked), rule[1]]);
  // A redirect that the browser refuses to follow is part of the way.
  if (status === 0 || !rule) return redirected(location === null ? redirectedFrom : exchange, reason);
  const answer = answerOf(exchange);
  return redirected(
    redirectedFrom,
    rule[1] === "MissingAllowOriginHeader" ? ["reasonNoAllowOrigin", answer] : ["reasonHidden", answer, rule[1] ?? reason],
  );
}

/** What blocked a request in the browser, in Chromium's words; null if that was not why it failed. */
function blockedBy(reason: string): Reason | null {
  if (/\bmixed-content\b/.test(reason)) return ["reasonBlockedMixed", reason];
  if (/^csp$|\(csp\)|BLOCKED_BY_CSP/.test(reason)) return ["reasonBlockedCsp", reason];
  return /BLOCKED_BY_CLIENT|^inspector$/.test(reason) ? ["reasonBlockedClient", reason] : null;
}

/** The browser may not report the status of an answer that it hides. That of an earlier attempt is then said to be one. */
function withEarlierStatus(problem: Reason | string, previous: Session | null): Reason | string {
  if (typeof problem !== "string" || !/^net::ERR_FAILED \(/.test(problem)) return problem;
  const [key, ...values] = Array.isArray(previous?.problem) ? previous.problem : [];
  if (key === "reasonNoAllowOrigin" || key === "reasonHidden") return ["reasonHiddenAgain", problem, String(values[0])];
  return key === "reasonHiddenAgain" ? ["reasonHiddenAgain", problem, String(values[1])] : problem;
}

/** The status of an answer, and the URL to which it redirects, without the query. */
export function answerOf({ status, location }: Pick<Link, "status" | "location">): string {
  return location === null ? String(status) : `${status} → ${location.replace(/[?#].*/s, "")}`;
}

/** So many redirects are told; browsers follow up to 20. */
const MOST_REDIRECTS = 4;

/** A problem at the end of redirects, with the way there. */
function redirected(from: Exchange | null, problem: Reason | string): Reason | string {
  const hops: string[] = [];
  for (let leg = from; leg !== null; leg = leg.redirectedFrom) hops.unshift(answerOf(leg));
  if (hops.length > MOST_REDIRECTS) hops.splice(MOST_REDIRECTS - 1, hops.length - MOST_REDIRECTS, "…");
  return from === null ? problem : ["reasonRedirected", hops.join(", "), problem];
}

/** Why a session ends at a redirect that the browser does not follow. */
function unfollowed(redirect: Exchange): Reason | string {
  return afterWay(redirect, answerOf(redirect));
}

/**
 * Where a client wants no redirects (`redirect: "manual"` in fetch), Chromium reports the request to the new URL all the same, and at once that
 * it was canceled.
 */
const UNFOLLOWED_WITHIN = 20;

/** Who ended a session whose request failed, and why. The browser's word for a canceled request says only that it was canceled. */
export function failureOf(event: HttpFailed, session: Session, exchange: Exchange): readonly [CloseCause, Session["problem"]] {
  const { reason, canceled, at } = event;
  if (reason === "navigation") return ["navigation", null];
  if (!canceled) return [lossOf(session), withEarlierStatus(failureProblem(event, exchange), session.previous)];
  const { redirectedFrom, startedAt, respondedAt } = exchange;
  if (redirectedFrom && respondedAt === null && at - startedAt <= UNFOLLOWED_WITHIN) return [lossOf(session), unfollowed(redirectedFrom)];
  const isUnanswered = session.state === "connecting" && respondedAt === null && at - startedAt >= GIVES_UP_AFTER;
  return ["client", isUnanswered ? redirected(redirectedFrom, ["reasonNoAnswer", at - startedAt]) : null];
}

/** A client closes at once for a packet that it cannot read. The browser reports that when the server has answered. */
const CLOSES_WITHIN = 1000;
/** So many characters of the packet are kept. */
const MOST_OF_PACKET = 40;

/** How a packet begins, as it stood on the wire. */
export function beginningOf({ raw }: Pick<DecodedPacket, "raw">): string {
  const text = "text" in raw ? raw.text : "base64" in raw ? raw.base64 : "";
  return text.length > MOST_OF_PACKET ? `${text.slice(0, MOST_OF_PACKET)}…` : text;
}

/** What is wrong with the first packet of a websocket, which is no open packet; null if it was not recorded. */
export function notOpened({ engine, raw }: DecodedPacket): Reason | null {
  if (engine.reason?.[0] === "notCaptured" || "omitted" in raw) return null;
  return engine.type === "invalid" ? ["reasonAnswer", 101, notPackets(raw)] : ["reasonNotOpenPacket", beginningOf({ raw })];
}

/**
 * Which of the last packets that a client received it closed for at `at`: its entry, and why; null if it could read them. Clients of Socket.IO 1
 * and 2 do not close for a Socket.IO packet that they cannot read, and those of 0.9 for none.
 */
export function closedFor(
  { sio }: Session,
  received: readonly number[],
  at: EpochMs,
  { entries, read }: Tables,
): readonly [entry: number, why: Reason] | null {
  for (const entry of received) {
    if (sio === 0.9 || at - entries.at(entry) > CLOSES_WITHIN) continue;
    const packet = read(entry);
    const { engine, socket } = packet;
    const isRefused = (part: EnginePacket | SocketPacket | null) =>
      part?.reason !== undefined && (part.type === "invalid" || isOfNewer(part.reason));
    const invalid = [engine, sio === 4 ? null : socket].find(isRefused);
    // A client does not close because it waits for attachments, or because a namespace without its comma is none of its own.
    if (!invalid?.reason || /^(?:notCaptured|reasonAttachmentsMissing|reasonNoComma)$/.test(invalid.reason[0])) continue;
    return [entry, ["reasonUnread", beginningOf(packet), invalid.reason]];
  }
  return null;
}

/** A server closes as soon as it has read a packet that is too large. So long it may take to send one. */
const REFUSES_WITHIN = 10_000;

/**
 * What its client sent shortly before the session ended at `at` is larger than the server accepts: the server closed the connection, or refused
 * the request, for that. Null if it is not, or if a side ended the session for another reason.
 */
export function sentTooLarge({ cause, close, tooLarge, handshake }: Session, at: EpochMs): Reason | null {
  if (tooLarge === null || at - tooLarge.at > REFUSES_WITHIN) return null;
  if (cause !== "transport" && close?.code !== TOO_BIG) return null;
  return ["reasonTooLarge", tooLarge.bytes, handshake?.maxPayload ?? 0];
}

/** A client may close in `beforeunload`, a little before or after the browser asks for the next document. */
const LEAVES_WITHIN = 100;
/** The browser reports the close when the server has answered it. */
const ANSWERED_WITHIN = 1000;
/** Browsers close the websockets of a page that goes away with this code, shortly before the page is reported to be gone. */
const GOING_AWAY = 1001;
const GONE_WITHIN = 300;

/**
 * Whether a session that had ended when its document went away ended because of that. A DISCONNECT of the server or an error is another
 * reason; a page may send its own DISCONNECT in `beforeunload`. A browser that does not report `close()` reports the close of a page that leaves
 * after the request for the next document, and before it the close for which a page leaves; their times do not tell them apart. `askedAt` is
 * null if no such request was recorded.
 */
export function mayHaveLeft(session: SessionFacts, askedAt: EpochMs | null, at: EpochMs): boolean {
  const { cause, problem, leaving, close, endedAt, isAsked } = session;
  if (endedAt === null || leaving === "server" || isParseError(session)) return false;
  const since = Math.abs(endedAt - (askedAt ?? at));
  if (cause === "transport" && askedAt !== null) return isAsked && since <= ANSWERED_WITHIN && problem === null && close === null;
  if (since > LEAVES_WITHIN && at - endedAt > GONE_WITHIN) return false;
  if (cause === "server") return close?.code === GOING_AWAY;
  return cause === "client" || (cause === "transport" && problem === null && close === null);
}

/** In the words of Chromium: it ends all requests when the computer goes to sleep, before the client can give them up. */
export function isSuspended(problem: Session["problem"]): problem is string {
  return typeof problem === "string" && problem.includes("ERR_NETWORK_IO_SUSPENDED");
}

/**
 * Why a client gave a session up whose path was open: its server speaks another revision, or still sent packets in the second half of
 * pingTimeout, but no ping. Null if neither shows that the path was open.
 */
export function unpingedBy({ problem, heartbeat }: SessionFacts, { at, since, waits }: Due): Reason | null {
  if (Array.isArray(problem) && problem[0] === "reasonOtherRevision") return problem as Reason;
  const [pingInterval = 0, pingTimeout = 0] = waits;
  const { pinger, heardAt } = heartbeat;
  if (pinger !== "server" || heardAt === null || heardAt < since + pingInterval + pingTimeout / 2) return null;
  return ["reasonNoPing", at - since];
}

/** How and when a session ended, and why. Without a cause it ended in a gap. */
type End = readonly [cause: CloseCause | null, at: EpochMs, problem: Session["problem"]];

/** How a session ended whose client asks for its next one at `at`; null if nothing shows that it ended, so that another client asks. */
export function supersededAs(session: SessionFacts, at: EpochMs): End | null {
  const { state, answeredAt, used, unfollowed: redirect, unseenFrom } = session;
  if (redirect !== null) return [lossOf(session), redirect.respondedAt ?? at, unfollowed(redirect)];
  if (givenUpBy(session, at)) return ["timeout", at, null];
  if (unseenFrom !== null) return [null, unseenFrom, null];
  if (used && hasStoppedPolling(session, at)) return [lossOf(session), at, ["reasonNoPoll"]];
  const why = gaveUpFor(session, at);
  return why && [answeredAt !== null && state === "connecting" ? "refused" : "client", at, why];
}

/**
 * Whether a client that begins its next session at `at` had not closed this one. The browser canceled a request of it, which Socket.IO's clients
 * do not do themselves: they say DISCONNECT. One whose requests were canceled, as by `window.stop()`, has lost its session and connects again.
 */
export function isLostCanceled({ cause, canceled, leaving, problem, sio, endedAt }: SessionFacts, at: EpochMs): boolean {
  if (cause !== "client" || canceled === null || leaving !== null || problem !== null || sio === null) return false;
  return endedAt !== null && at - endedAt <= TRIES_AGAIN_WITHIN;
}

/** Statuses whose answers have no body: https://www.rfc-editor.org/rfc/rfc9110#section-6.4.1 */
const BODILESS: readonly number[] = [204, 205, 304];

/** The body of an answer with this status. */
export function bodyOf(status: number, body: Body): Body {
  return BODILESS.includes(status) ? { text: "" } : body;
}

/**
 * Why the answer to a polling handshake opens no session for its client; null if it does, or was not recorded. The client reads it in the
 * form of the revision that it asked for, and in text form unless its Content-Type is the one of bytes.
 */
export function handshakeProblem(session: SessionFacts, { status, jsonp }: Exchange, body: Body): Reason | null {
  const { handshake, urlEio, eio, problem, answeredAsText } = session;
  if ("omitted" in body) return null;
  if (handshake !== null) {
    if (eio !== null && urlEio !== null && (eio === 4) !== (urlEio === 4)) return ["reasonOtherRevision", eio, urlEio];
    return answeredAsText && !jsonp && isBinaryForm(body) ? ["reasonBinaryAsText"] : null;
  }
  if (answeredAsText && !jsonp && isBinaryFormAsText(body)) return ["reasonBinaryAsText"];
  if (problem !== null && typeof problem !== "string") return problem;
  return ["reasonAnswer", status, notPackets(body)];
}

/** A length in the binary form has at most so many digits, and one byte before them. */
const MOST_OF_LENGTH = 12;

/** Whether a body has the binary form, and was decoded as UTF-8: the byte 255 behind a length is none. */
function isBinaryFormAsText(body: Body): boolean {
  return "text" in body && isBinaryForm(body) && body.text.slice(0, MOST_OF_LENGTH).includes("\ufffd");
}

/** What came instead of packets. */
function notPackets(body: { readonly text: string } | { readonly base64: string }): Reason {
  if ("base64" in body) return ["reasonNotEngineBytes"];
  return body.text === "" ? ["reasonEmptyAnswer"] : ["reasonNotEngine", errorText(body.text)];
}
