// What is late, lost, unanswered or a problem: decided here and nowhere else, when the event arrives that shows it. The results are the bits of
// `FLAG` and `Session.overdue`; readers take those and decide nothing again. ending.ts decides how a session ended.

import { ENGINE_INVALID, ENGINE_PING, ENGINE_PONG, type PacketHead, SOCKET_CONNECT_ERROR, SOCKET_INVALID } from "../protocol/packet.ts";
import type { EpochMs, HttpFailed } from "../wire/event.ts";
import { losesBody } from "../wire/redirect.ts";
import { wasTooLarge } from "./channel-end.ts";
import { type Entries, FLAG, NONE } from "./entries.ts";
import type { Connection, Exchange, Overdue, Session } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";

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
  const since = heartbeat.unheardSince(heardAt);
  if (at < since) return null;
  const allowed = lateAfter(session);
  const isPing = engine === ENGINE_PING && !probe;
  const isPong = engine === ENGINE_PONG && !probe;
  const burst = heard.silence && at - heard.silence.until <= BURST ? heard.silence : null;
  // This ends the work for nearly every packet.
  if (!isPing && !isPong && !burst && at - since <= allowed) return null;
  return overdueOf(session, at, heard, { since, allowed, isPing, isPong, burst });
}

/** A packet that may be late. */
interface Doubted {
  /** When the one before it was received. */
  readonly since: EpochMs;
  /** So many milliseconds are in time. */
  readonly allowed: number;
  readonly isPing: boolean;
  readonly isPong: boolean;
  /** The silence that the first packet of its outage ended. */
  readonly burst: Heard["silence"];
}

function overdueOf({ heartbeat }: SessionFacts, at: EpochMs, heard: Heard, doubted: Doubted): Overdue | null {
  const { since, allowed, isPing, isPong, burst } = doubted;
  const late = (by: number, from: Overdue["from"], dueAt: EpochMs): Overdue | null => {
    if (at - dueAt <= allowed) return null;
    const wasSilent = since <= dueAt + allowed && at - since > allowed;
    if (!isPing && !isPong && !wasSilent && !burst) return null;
    return { by, from, silence: wasSilent ? at - since : 0 };
  };
  if (heartbeat.pinger === "server") {
    const due = heartbeat.nextPing();
    // In a gap a ping may have come, and then the next one was due earlier.
    const overdue = due && late(at - due.at, isPing && due.from !== "unseen" ? "ping" : "least", due.at);
    const ping = heard.latePing;
    if (overdue || isPing || !burst || !ping || at - ping.at > BEHIND) return overdue;
    // It was sent after the ping.
    return { by: at - ping.dueAt, from: "most", silence: 0 };
  }
  const { lastPingAt } = heartbeat;
  if (lastPingAt === null || !heartbeat.isWaiting || lastPingAt < (heartbeat.unseenUntil ?? 0)) return null;
  return isPong ? late(at - lastPingAt, "pong", lastPingAt) : late(at - (burst?.since ?? since), "most", lastPingAt);
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

/** Marks a ping of the client as late if it was sent `by` milliseconds after it was due. */
export function judgeOwnPing(entries: Entries, ping: number, session: SessionFacts, by: number): void {
  if (by > lateAfter(session)) markLate(entries, ping, session, { by, from: "ping", silence: 0 });
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
 * Marks a packet of a session that has ended: a ping as unanswered if the end came when its pong was due, and as lost a packet that was sent
 * into a cut, if nobody answered it, or that the server refused because it is too large.
 */
export function judgeAtEnd(entries: Entries, entry: number, session: Session): void {
  const { cut, endedAt, handshake } = session;
  if (wasTooLarge(session, entry)) return entries.mark(entry, FLAG.lost);
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

/** The session goes on: takes back what `judgeAtEnd` marked. */
export function takeBackAtEnd(entries: Entries, entry: number): void {
  entries.unmark(entry, FLAG.lost);
  if (entries.isHeartbeat(entry)) takeBackNeverAnswered(entries, entry);
}

/** The session goes on: takes back that nobody would answer a packet. */
export function takeBackNeverAnswered(entries: Entries, entry: number): void {
  if (entries.isUnanswered(entry)) entries.unmark(entry, FLAG.unanswered | (entries.isLate(entry) ? 0 : FLAG.problem));
}

/** Marks a request that failed without a response as lost, and the packets in its body if nobody answered them. */
export function judgeFailed(entries: Entries, exchange: Exchange): void {
  entries.mark(exchange.requestEntry, FLAG.lost);
  judgeLostBody(entries, exchange);
}

/** Marks the packets in the body of a request as lost, if nobody answered them. */
export function judgeLostBody(entries: Entries, { sent }: Exchange): void {
  for (let entry = sent?.from ?? 0; entry < (sent?.to ?? 0); entry++) {
    if (entries.isPacket(entry) && entries.isSent(entry) && entries.peer(entry) === NONE) entries.mark(entry, FLAG.lost);
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

/**
 * In the words of Chromium: the browser blocked the request, or the answer to its preflight forbade it. Other reasons for which Chromium blocks
 * are about an answer that has come: https://chromedevtools.github.io/devtools-protocol/tot/Network/#type-BlockedReason
 */
const UNSENT =
  /ERR_BLOCKED_BY_(?:CLIENT|ADMINISTRATOR|CSP)|\(\w*Preflight\w*\)|^\(?(?:csp|mixed-content|inspector|subresource-filter|origin)\b/;

/** There is no network. A request under way when it goes fails with the same words; without one a request fails at once, in milliseconds. */
const OFFLINE = /ERR_INTERNET_DISCONNECTED|NS_ERROR_OFFLINE/;
const OFFLINE_WITHIN = 100;

/** The request never left the browser. */
export function wasNotSent({ reason, workersReason, canceled, at }: HttpFailed, { startedAt, respondedAt }: Exchange): boolean {
  if (canceled || workersReason !== undefined || respondedAt !== null) return false;
  return UNSENT.test(reason) || (OFFLINE.test(reason) && at - startedAt <= OFFLINE_WITHIN);
}

/** In the words of Chromium and Firefox: a connection ended before the answer was whole. */
const BROKEN =
  /ERR_(CONNECTION_(RESET|CLOSED|ABORTED)|EMPTY_RESPONSE|INCOMPLETE_CHUNKED|CONTENT_LENGTH|SOCKET_NOT)|NS_ERROR_NET_(RESET|INTERRUPT|PARTIAL)/;
/** No connection could be opened. */
const UNREACHABLE =
  /ERR_(CONNECTION_(REFUSED|FAILED|TIMED_OUT)|TIMED_OUT|ADDRESS_|NAME_|INTERNET_|NETWORK_|PROXY_CONNECTION_)|NS_ERROR_(CONNECTION_REFUSED|NET_TIMEOUT|UNKNOWN_HOST|OFFLINE|NETWORK)/;

/**
 * What a failed request shows about its connection. `unreachable`: there was none. A request that the page canceled shows nothing. Of one that
 * passed a service worker, the worker's own request shows it.
 */
export function connectionFate({ reason, workersReason = reason, canceled }: HttpFailed): "kept" | "broken" | "unreachable" {
  if (canceled) return "kept";
  if (BROKEN.test(workersReason)) return "broken";
  return UNREACHABLE.test(workersReason) ? "unreachable" : "kept";
}

/** The server refused the request. */
export function isRefusal(status: number): boolean {
  return status >= 400;
}

/** Whether one of the redirects that led to this exchange lost the body of the POST. */
export function lostBody({ redirectedFrom: from }: Exchange): boolean {
  for (let leg = from; leg !== null; leg = leg.redirectedFrom) if (losesBody(leg.status)) return true;
  return false;
}

/** The websocket closed after an error. If its session was given up before that, the close is expected. */
export function isBrokenClose({ end, endEntry }: Connection): boolean {
  return end === "error" && endEntry === null;
}
