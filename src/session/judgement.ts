// What is late, lost, unanswered, a problem, and how a session ended: decided here and nowhere else, when the event arrives that shows it.
// The results are columns of the entries (`FLAG`) and facts of the session; readers take those.

import { ENGINE_INVALID, ENGINE_PING, type PacketHead, SOCKET_CONNECT_ERROR, SOCKET_INVALID } from "../protocol/packet.ts";
import type { HttpFailed, WsClose } from "../wire/event.ts";
import { type Entries, FLAG, NONE } from "./entries.ts";
import type { Channel, CloseCause, Connection, Session } from "./model.ts";

/** A server pings before its ping arrives here, so its timeout ends up to this part of pingTimeout earlier than it seems to. */
const PING_DELAY = 0.1;

/** A ping or pong that takes more milliseconds than this is late: one second, or half of pingTimeout when that is less. */
export function lateAfter({ handshake }: Session): number {
  return Math.min(1000, (handshake?.pingTimeout ?? Number.POSITIVE_INFINITY) / 2);
}

/** Nobody can read the packet, or it refuses a CONNECT. Its arguments are not decoded for this. */
export function isProblem({ engine, socket }: PacketHead): boolean {
  return engine === ENGINE_INVALID || socket === SOCKET_INVALID || socket === SOCKET_CONNECT_ERROR;
}

/** An HTTP request that got no answer. One that the page canceled, or that went with the page, is no problem. */
export function isFailure({ reason, canceled }: HttpFailed): boolean {
  return reason !== "navigation" && !canceled;
}

/** A websocket that closed after an error. One whose session had been given up before closes as expected. */
export function isBrokenClose({ end, endEntry }: Connection): boolean {
  return end === "error" && endEntry === null;
}

/** Marks a ping as unanswered if its session ended when its pong was due, and a packet sent into a cut as lost. */
export function judgeAtEnd(entries: Entries, entry: number, session: Session): void {
  const { cut, endedAt, handshake } = session;
  if (endedAt === null || entries.peer(entry) !== NONE) return;
  const at = entries.at(entry);
  const isPing = entries.isHeartbeat(entry) && entries.engine(entry) === ENGINE_PING;
  if (cut) {
    const isLost = entries.flags(entry) & FLAG.sent && at >= cut.heardAt && at <= cut.before;
    if (isLost) entries.mark(entry, isPing ? FLAG.lost | FLAG.unanswered : FLAG.lost);
  } else if (isPing && handshake?.pingTimeout !== undefined && endedAt >= at + handshake.pingTimeout * (1 - PING_DELAY)) {
    entries.mark(entry, FLAG.unanswered | FLAG.problem);
  }
}

/** An answer came: takes back what its absence had shown. */
export function judgeAnswered(entries: Entries, question: number): void {
  const bits = FLAG.lost | FLAG.unanswered;
  if (!(entries.flags(question) & bits)) return;
  entries.unmark(question, entries.isUnanswered(question) && !entries.isLate(question) ? bits | FLAG.problem : bits);
}

/** What browsers report when a connection ended without a close frame: https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const NO_CLOSE_FRAME = 1006;

/** Who closed a websocket, as far as can be seen: the page hook reports the page's `close()`, and a code comes with the server's close frame. */
export function closeCause({ cause, code }: WsClose, { session, closingAt }: Channel): CloseCause {
  if (cause === "navigation") return "navigation";
  if (session?.state === "connecting") return "refused";
  if (closingAt !== null) return "client";
  return code === undefined || code === NO_CLOSE_FRAME ? "transport" : "server";
}

/** Who ended a session whose request failed. */
export function failureCause({ reason, canceled }: HttpFailed, session: Session): CloseCause {
  if (reason === "navigation") return "navigation";
  if (session.state === "connecting") return "refused";
  return canceled ? "client" : "transport";
}

/** The connection of a Socket.IO session closed and nobody had sent a DISCONNECT: its client would have, so the server or the path closed it. */
export function isUnannounced({ cause, sio }: Session): boolean {
  return cause === "transport" && sio !== null;
}

/**
 * How a session stands. `failed`: it was refused, timed out, or its connection closed with an error or unannounced. A client of Engine.IO
 * alone announces nothing when it closes, so a connection that merely closed is `clean` there.
 */
export function outcomeOf(session: Session): "open" | "clean" | "failed" {
  const { state, cause, problem } = session;
  if (state !== "closed") return "open";
  const isBroken = cause === "transport" && problem !== null;
  return cause === "refused" || cause === "timeout" || isBroken || isUnannounced(session) ? "failed" : "clean";
}
