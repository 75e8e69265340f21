// What is late, lost, unanswered or a problem, and how a session ended: decided here and nowhere else, when the event arrives that shows it.
// The results are the bits of `FLAG`, `Session.overdue` and `Session.cause`; readers take those and decide nothing again.

import { errorText, pageTitle } from "../protocol/engine/error.ts";
import { isBinaryForm } from "../protocol/engine/payload.ts";
import { ENGINE_INVALID, ENGINE_PING, ENGINE_PONG, type PacketHead, SOCKET_CONNECT_ERROR, SOCKET_INVALID } from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import type { Body, EpochMs, HttpFailed, WsClose } from "../wire/event.ts";
import { losesBody } from "../wire/redirect.ts";
import { type Entries, FLAG, NONE } from "./entries.ts";
import type { Channel, CloseCause, Connection, Due, Exchange, Overdue, Session } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { Tables } from "./tables.ts";

// Late

/** A packet up to 1 s after the first one that ends a silence was stuck in the same outage. */
const BURST = 1000;
/** A packet within 100 ms of a late ping was stuck in the same outage. No pong bounds when it was sent, so it counts as late too. */
const BEHIND = 100;

/** What was received before a packet, and what ended the last silence. */
export interface Heard {
  /** The last silence: since when nothing was received, and until when. */
  silence: { readonly since: EpochMs; readonly until: EpochMs } | null;
  /** The last late ping: when it came, and when it was due. */
  latePing: { readonly at: EpochMs; readonly dueAt: EpochMs } | null;
}

/** A ping or pong that takes more milliseconds than this is late: 1 s, or half of pingTimeout when that is less. */
function lateAfter({ handshake }: Session): number {
  return Math.min(1000, (handshake?.pingTimeout ?? Number.POSITIVE_INFINITY) / 2);
}

/** How late a packet is that was received at `at`, `heardAt` after the one before it; null when it is in time or nothing bounds it. */
export function lateness(
  session: SessionFacts,
  { engine, probe }: PacketHead,
  at: EpochMs,
  heardAt: EpochMs,
  heard: Heard,
): Overdue | null {
  const { heartbeat } = session;
  if ((heartbeat.unseenUntil ?? 0) > heardAt) return null;
  const allowed = lateAfter(session);
  const isPing = engine === ENGINE_PING && !probe;
  const isPong = engine === ENGINE_PONG && !probe;
  const burst = heard.silence && at - heard.silence.until <= BURST ? heard.silence : null;
  // This ends the work for nearly every packet.
  if (!isPing && !isPong && !burst && at - heardAt <= allowed) return null;
  const late = (by: number, from: Overdue["from"], dueAt: EpochMs): Overdue | null => {
    if (at - dueAt <= allowed) return null;
    const wasSilent = heardAt <= dueAt + allowed && at - heardAt > allowed;
    if (!isPing && !isPong && !wasSilent && !burst) return null;
    return { by, from, silence: wasSilent ? at - heardAt : 0 };
  };
  if (heartbeat.pinger === "server") {
    const due = heartbeat.nextPing();
    const overdue = due && late(at - due.at, isPing ? "ping" : "least", due.at);
    const ping = heard.latePing;
    if (overdue || isPing || !burst || !ping || at - ping.at > BEHIND) return overdue;
    // It was sent after the ping.
    return { by: at - ping.dueAt, from: "most", silence: 0 };
  }
  const { lastPingAt } = heartbeat;
  if (lastPingAt === null || !heartbeat.isWaiting) return null;
  return isPong ? late(at - lastPingAt, "pong", lastPingAt) : late(at - (burst?.since ?? heardAt), "most", lastPingAt);
}

/** Marks a packet as late. */
export function markLate(entries: Entries, entry: number, session: SessionFacts, overdue: Overdue): void {
  session.overdue.set(entry, overdue);
  entries.mark(entry, FLAG.late | FLAG.problem);
}

/** Marks a pong as late if it came `latency` milliseconds after its ping. */
export function judgePong(entries: Entries, pong: number, session: SessionFacts, latency: number): void {
  if (latency <= lateAfter(session)) return;
  markLate(entries, pong, session, { by: latency, from: "pong", silence: session.overdue.get(pong)?.silence ?? 0 });
}

// Lost and unanswered

/** A server pings before its ping arrives here, so its timeout ends up to this part of pingTimeout earlier than it seems to. */
const PING_DELAY = 0.1;

/** Pairs a question with its answer and takes back what the missing answer had shown. False when the answer is earlier: it is another's. */
export function judgeAnswer(entries: Entries, question: number, answer: number): boolean {
  if (entries.at(question) > entries.at(answer)) return false;
  entries.pair(question, answer);
  const bits = entries.flags(question) & (FLAG.lost | FLAG.unanswered);
  // A question is a problem because it is unanswered, or because it was late.
  const problem = bits & FLAG.unanswered && !entries.isLate(question) ? FLAG.problem : 0;
  if (bits) entries.unmark(question, bits | problem);
  return true;
}

/** Two pings came and no pong between them: marks the earlier one as unanswered. */
export function judgeNextPing(entries: Entries, before: number, ping: number): void {
  entries.mark(entries.at(before) < entries.at(ping) ? before : ping, FLAG.unanswered);
}

/**
 * Marks a packet of a session that has ended: a ping as unanswered if the end came when its pong was due, and a packet that was sent into a
 * cut as lost, if nobody answered it.
 */
export function judgeAtEnd(entries: Entries, entry: number, { cut, endedAt, handshake }: Session): void {
  if (endedAt === null || entries.peer(entry) !== NONE) return;
  const at = entries.at(entry);
  const isPing = entries.isHeartbeat(entry) && entries.engine(entry) === ENGINE_PING;
  if (cut) {
    const isLost = entries.isSent(entry) && at >= cut.heardAt && at <= cut.before;
    if (isLost) entries.mark(entry, isPing ? FLAG.lost | FLAG.unanswered : FLAG.lost);
  } else if (isPing && handshake?.pingTimeout !== undefined && endedAt >= at + handshake.pingTimeout * (1 - PING_DELAY)) {
    entries.mark(entry, FLAG.unanswered | FLAG.problem);
  }
}

/**
 * Marks an event whose ACK can never come as unanswered, unless a packet that was not recorded, or the one at `unreadAt`, may have been the
 * ACK. It is a problem, unless the event itself was lost in a cut. True if it was not marked before.
 */
export function judgeNeverAnswered(entries: Entries, event: number, session: SessionFacts, unreadAt: EpochMs | null): boolean {
  const isUnknown = Math.max(session.heartbeat.unseenUntil ?? 0, unreadAt ?? 0) > entries.at(event);
  if (isUnknown || entries.isUnanswered(event)) return false;
  entries.mark(event, entries.isLost(event) && session.cut ? FLAG.unanswered : FLAG.unanswered | FLAG.problem);
  return true;
}

/** Marks a request that failed without a response as lost, and the packets in its body if nobody answered them. */
export function judgeFailed(entries: Entries, requestEntry: number): void {
  entries.mark(requestEntry, FLAG.lost);
  judgeLostBody(entries, requestEntry);
}

/** Marks the packets in the body of a request as lost, if nobody answered them. */
export function judgeLostBody(entries: Entries, requestEntry: number): void {
  // The packets of a body follow its request.
  for (let entry = requestEntry + 1; entries.isPacket(entry) && entries.link(entry) === entries.link(requestEntry); entry++) {
    if (entries.isSent(entry) && entries.peer(entry) === NONE) entries.mark(entry, FLAG.lost);
  }
}

// Problems

/** The packet cannot be read, or it refuses a CONNECT. Its arguments are not decoded for this. */
export function isProblem({ engine, socket }: PacketHead): boolean {
  return engine === ENGINE_INVALID || socket === SOCKET_INVALID || socket === SOCKET_CONNECT_ERROR;
}

/** The request failed. One that the page canceled, or that ended because the page left, is no problem. */
export function isFailure({ reason, canceled }: HttpFailed): boolean {
  return reason !== "navigation" && !canceled;
}

/** In the words of Chromium and Firefox: a connection ended before the answer was whole. */
const BROKEN =
  /ERR_(CONNECTION_(RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED|CONTENT_LENGTH|SOCKET_NOT)|NS_ERROR_NET_(RESET|INTERRUPT|PARTIAL)/;
/** No connection could be opened. */
const UNREACHABLE =
  /ERR_(CONNECTION_(REFUSED|FAILED|TIMED_OUT)|TIMED_OUT|ADDRESS_|NAME_|INTERNET_|NETWORK_|PROXY_CONNECTION_)|NS_ERROR_(CONNECTION_REFUSED|NET_TIMEOUT|UNKNOWN_HOST|OFFLINE|NETWORK)/;

/** What a failed request shows about its connection. `unreachable`: there was none. A request that the page canceled shows nothing. */
export function connectionFate({ reason, canceled }: HttpFailed): "kept" | "broken" | "unreachable" {
  if (canceled) return "kept";
  if (BROKEN.test(reason)) return "broken";
  return UNREACHABLE.test(reason) ? "unreachable" : "kept";
}

/** The server refused the request. */
export function isRefusal(status: number): boolean {
  return status >= 400;
}

/** Whether one of the redirects that led to this exchange lost the body of the POST. */
export function lostBody({ redirectedFrom: from }: Exchange): boolean {
  return from !== null && (losesBody(from.status) || lostBody(from));
}

/** Why an answer ends its session: it is a refusal, or a web page where packets were asked for. Null if it does not. */
export function answerProblem({ status, post, redirectedFrom }: Exchange, body: Body): Session["problem"] {
  const text = "text" in body ? body.text : "";
  const page = post ? null : pageTitle(text);
  if (isRefusal(status)) return redirected(redirectedFrom, `${status} ${errorText(text)}`.trim());
  return page === null ? null : redirected(redirectedFrom, ["reasonWebPage", status, page]);
}

/** Why a request failed. A page may not read an answer that breaks the rules of CORS, but the server gave it. */
export function failureProblem({ reason }: HttpFailed, { status, location, redirectedFrom }: Exchange): Reason | string {
  const rule = /^net::ERR_FAILED \((\w+)\)$/.exec(reason)?.[1];
  if (status === 0 || rule === undefined) return redirected(redirectedFrom, reason);
  const answer = location === null ? String(status) : `${status} → ${location}`;
  return redirected(redirectedFrom, rule === "MissingAllowOriginHeader" ? ["reasonNoAllowOrigin", answer] : ["reasonHidden", answer, rule]);
}

/** A problem at the end of redirects, with the way there. */
export function redirected(from: Exchange | null, problem: Reason | string): Reason | string {
  const hops: string[] = [];
  for (let leg = from; leg !== null; leg = leg.redirectedFrom) hops.unshift(`${leg.status} → ${leg.location?.replace(/[?#].*/s, "")}`);
  return from === null ? problem : ["reasonRedirected", hops.join(", "), problem];
}

/** The websocket closed after an error. If its session was given up before that, the close is expected. */
export function isBrokenClose({ end, endEntry }: Connection): boolean {
  return end === "error" && endEntry === null;
}

// Who ended a session, and how

/** Browsers report this code when a connection ended without a close frame: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const NO_CLOSE_FRAME = 1006;

/** In the words of Chromium: the page called `close()` before the server had answered. */
const CLOSED_EARLY = /closed before the connection is established/i;

export function isClosedEarly(message: string): boolean {
  return CLOSED_EARLY.test(message);
}

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
  return code === NO_CLOSE_FRAME ? "transport" : "server";
}

/** Why a websocket closed before its session began; null if nothing shows it. */
export function closeProblem({ code, reason, at }: WsClose, { session, status, establishedAt, closingAt }: Channel): Reason | null {
  if (session?.state !== "connecting" || session.problem !== null) return null;
  if (establishedAt === null) return status === 0 ? null : ["reasonNot101", status];
  if (code === undefined || code === NO_CLOSE_FRAME || closingAt !== null) return ["reasonNoOpenPacket", (closingAt ?? at) - establishedAt];
  return ["reasonClosedBeforeOpen", `${code} ${reason ?? ""}`.trim()];
}

/** Who ended a session whose request failed, and why. The browser's word for a canceled request says only that it was canceled. */
export function failureOf(event: HttpFailed, session: Session, exchange: Exchange): readonly [CloseCause, Session["problem"]] {
  const { reason, canceled, at } = event;
  if (reason === "navigation") return ["navigation", null];
  if (!canceled) return [lossOf(session), failureProblem(event, exchange)];
  const isUnanswered = session.state === "connecting" && exchange.respondedAt === null;
  return ["client", isUnanswered ? ["reasonNoAnswer", at - exchange.startedAt] : null];
}

/** A client closes at once for a packet that it cannot read. The browser reports that when the server has answered. */
const CLOSES_WITHIN = 1000;
/** So many characters of the packet are kept. */
const MOST_OF_PACKET = 40;

/** Which of the last packets that a client received it closed for at `at`, as a reason; null if it could read them. */
export function closedFor(received: readonly number[], at: EpochMs, { entries, read }: Tables): Reason | null {
  for (const entry of received) {
    if (at - entries.at(entry) > CLOSES_WITHIN) continue;
    const { engine, socket, raw } = read(entry);
    const invalid = [engine, socket].find((packet) => packet?.type === "invalid");
    if (!invalid?.reason || invalid.reason[0] === "notCaptured") continue;
    const text = "text" in raw ? raw.text : "base64" in raw ? raw.base64 : "";
    return ["reasonUnread", text.length > MOST_OF_PACKET ? `${text.slice(0, MOST_OF_PACKET)}…` : text, invalid.reason];
  }
  return null;
}

/** When the client of a silent session gave it up, if it had by `at`. */
export function givenUpBy({ heartbeat }: Session, at: EpochMs): Due | null {
  const due = heartbeat.clientGivesUp(at);
  return due !== null && at >= due.at ? due : null;
}

/**
 * A client whose answered handshake has no use after 1 s does not use it: it sends its next request at once. An unanswered one is given up
 * after 20 s, as Socket.IO's clients do: https://socket.io/docs/v4/client-options/#timeout
 */
const UNUSED_AFTER = 1000;
const UNANSWERED_AFTER = 20_000;

/** Whether a client that asks for a session at `at` may be the one of this session: its session has ended, or it gave the session up. */
export function isGivenUp(session: SessionFacts, at: EpochMs): boolean {
  const { state, startedAt, answeredAt, used } = session;
  if (state === "closed" || givenUpBy(session, at) !== null) return true;
  if (answeredAt !== null) return !used && at - answeredAt > UNUSED_AFTER;
  return state === "connecting" && at - startedAt > UNANSWERED_AFTER;
}

/** How a session ended whose client asks for the next one. */
export function supersededAs(session: SessionFacts, at: EpochMs): readonly [CloseCause, Session["problem"]] {
  const { state, startedAt, answeredAt } = session;
  if (givenUpBy(session, at)) return ["timeout", null];
  if (state === "open") return ["client", ["reasonSidUnused"]];
  return ["refused", answeredAt === null ? ["reasonNoAnswer", at - startedAt] : ["reasonAnswerUnread"]];
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
  if (problem !== null && typeof problem !== "string") return problem;
  const text = "text" in body ? body.text : "";
  return text === "" && !("base64" in body) ? ["reasonEmptyAnswer", status] : ["reasonNotEngine", status, errorText(text)];
}

/** How many sessions of its client in a row, up to this one, were refused in the same way: with the same status, or for the same reason. */
export function refusalsUpTo({ cause, previous, problem }: Session): number {
  if (cause !== "refused") return 0;
  return previous?.cause === "refused" && wayOf(previous.problem) === wayOf(problem) ? previous.refusals + 1 : 1;
}

/** What else a problem says may differ each time: how long the client waited, or the id that a proxy writes after the status. */
function wayOf(problem: Session["problem"]): string | undefined {
  return typeof problem === "string" ? (/^\d{3}\b/.exec(problem)?.[0] ?? problem) : problem?.[0];
}

/** The connection of a Socket.IO session closed and nobody had sent a DISCONNECT: its client would have, so the server or the path closed it. */
export function isUnannounced({ cause, sio }: Session): boolean {
  return cause === "transport" && sio !== null;
}

/** The client's library closed the session, because of a packet that it could not read. */
export function isParseError({ cause, problem }: Session): boolean {
  return cause === "client" && Array.isArray(problem) && problem[0] === "reasonUnread";
}

/**
 * How a session stands: its state, or how it ended. `unread`: its client could not read a packet. `lost`: its connection closed with an error,
 * or unannounced. A client of Engine.IO alone announces nothing when it closes, so a connection that merely closed is `closed` there.
 */
export type Standing = "connecting" | "open" | "closed" | "lost" | "unread" | Exclude<CloseCause, "transport">;

export function standingOf(session: Session): Standing {
  const { state, cause, problem } = session;
  if (state !== "closed") return state;
  if (isParseError(session)) return "unread";
  if (cause === "transport") return problem !== null || isUnannounced(session) ? "lost" : "closed";
  return cause ?? "closed";
}

/** Whether a session is under way, ended as its peers wanted, or failed. */
export function outcomeOf(session: Session): "open" | "clean" | "failed" {
  switch (standingOf(session)) {
    case "connecting":
    case "open":
      return "open";
    case "refused":
    case "timeout":
    case "lost":
    case "unread":
      return "failed";
    default:
      return "clean";
  }
}

// Attempts to connect again

/** The number of the attempt that a new session of a client is; 0 if it is none. The client's library tries again unless its page closed. */
export function attemptAfter(previous: Session | null): number {
  if (previous === null || previous.cause === "navigation" || (previous.cause === "client" && !isParseError(previous))) return 0;
  return previous.cause === "refused" ? previous.attempt + 1 : 1;
}

/** How many milliseconds a client waited before it began a session; null where the end of the session before was not seen. */
export function waitBefore({ previous, startedAt }: Session): number | null {
  const isSeen = previous !== null && previous.endedAt !== null && (previous.cut?.seen ?? true);
  return isSeen ? startedAt - (previous.endedAt ?? startedAt) : null;
}

/** The last session before this one in which any packet was received. */
export function lastHeardBefore({ previous }: Session): Session | null {
  let before = previous;
  while (before !== null && before.lastHeard === null) before = before.previous;
  return before;
}
