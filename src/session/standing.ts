// How a session stands, as readers tell it, and what it is among the attempts of its client. Both are read from `Session.cause` and
// `Session.problem`, which ending.ts decides.

import { isClosedForError } from "./channel-end.ts";
import { isGaveUp } from "./given-up.ts";
import type { CloseCause, Session } from "./model.ts";

/** The session never began: it was refused, or its client gave it up. The client tries again. */
export function isFailedAttempt(session: Session): boolean {
  return session.cause === "refused" || isGaveUp(session);
}

/** How many sessions of its client in a row, up to this one, never began in the same way: with the same status, or for the same reason. */
export function failuresUpTo(session: Session): number {
  if (!isFailedAttempt(session)) return 0;
  const { previous, problem } = session;
  return previous && isFailedAttempt(previous) && wayOf(previous.problem) === wayOf(problem) ? previous.failures + 1 : 1;
}

/**
 * Whether rows stand elsewhere when a session is the last of so many attempts that failed alike. The second of them may be folded, all but the
 * first attempt of a client stand in the step “reconnect”, and heartbeats of a failed attempt are not folded.
 */
export function isToldApart({ attempt, heartbeat }: Session, failures: number): boolean {
  return failures > 1 || (failures > 0 && (attempt > 0 || heartbeat.lastPingAt !== null));
}

/**
 * The way in which an attempt failed: a status alone (`503`), or the problem without what may differ each time, which is how long the client
 * waited, or what a proxy writes after the status.
 */
export function wayOf(problem: Session["problem"]): string {
  if (problem === null) return "";
  if (typeof problem === "string") return statusIn(problem) ?? problem;
  switch (problem[0]) {
    case "reasonAnswer":
    case "reasonRedirected":
    case "reasonFailedWorker":
      return `${problem[1]} ${wayOf(problem[2])}`;
    case "reasonFromWorker":
    case "reasonFromWorkerAfter":
      return `${problem[0]} ${wayOf(problem[1])}`;
    default:
      return `${problem[0]} ${typeof problem[1] === "string" ? (statusIn(problem[1]) ?? "") : ""}`.trimEnd();
  }
}

/** The status or close code with which a text begins; of Chromium's words about a websocket, the one at their end. */
function statusIn(text: string): string | undefined {
  return /(?:^|Unexpected response code: )(\d{3,4})\b/.exec(text)?.[1];
}

/**
 * The browser itself closed the websocket because of a frame that it could not accept, and `problem` is its reason. What Chromium says about the
 * network has a name such as net::ERR_CONNECTION_RESET.
 */
export function isClosedByBrowser({ cause, transport, problem }: Session): boolean {
  return cause === "transport" && transport === "websocket" && typeof problem === "string" && !problem.includes("net::");
}

/**
 * The connection of a Socket.IO session closed, the browser did not close it, and nobody had sent a DISCONNECT: its client would have, so the
 * server or the path closed it.
 */
export function isUnannounced(session: Session): boolean {
  return session.cause === "transport" && session.sio !== null && !isClosedByBrowser(session);
}

/** A client whose session was lost tries again within its `reconnectionDelayMax` of 5 s, and up to half of that more. */
export const TRIES_AGAIN_WITHIN = 7500;

/**
 * The server of a session whose connection closed unannounced is gone: at the next attempt of its client, the host answered that nothing
 * listens at the port. The host and the path to it were there.
 */
export function isServerGone(session: Session): boolean {
  const { endedAt, next } = session;
  if (!isUnannounced(session) || endedAt === null || next === null || next.startedAt - endedAt > TRIES_AGAIN_WITHIN) return false;
  // Of a request that passed a service worker, the worker's own request shows it.
  const { problem } = next;
  const words = Array.isArray(problem) && problem[0].includes("Worker") ? problem[2] : problem;
  return typeof words === "string" && words.includes("CONNECTION_REFUSED");
}

/** The client's library closed the session, because of a packet or an answer that it could not read. */
export function isParseError({ cause, problem }: Session): boolean {
  return cause === "client" && isUnread(problem);
}

/** The problem is a packet that the client could not read, or an empty answer, which its library takes for a packet that it cannot read. */
export function isUnread(problem: Session["problem"]): boolean {
  if (problem === null || typeof problem === "string") return false;
  if (problem[0] === "reasonRedirected") return isUnread(problem[2]);
  if (problem[0] === "reasonFromWorker" || problem[0] === "reasonFromWorkerAfter") return isUnread(problem[1]);
  return problem[0] === "reasonUnread" || (problem[0] === "reasonAnswer" && problem[2][0] === "reasonEmptyAnswer");
}

/**
 * How a session stands: its state, or how it ended. `unread`: its client could not read a packet. `gaveUp`: its client waited in vain for it to
 * begin. `browser`: the browser closed its websocket. `lost`: its connection closed with an error, or unannounced. A client of Engine.IO alone
 * announces nothing when it closes, so a connection that merely closed is `closed` there.
 */
export type Standing = "connecting" | "open" | "closed" | "lost" | "browser" | "unread" | "gaveUp" | Exclude<CloseCause, "transport">;

export function standingOf(session: Session): Standing {
  const { state, cause, problem } = session;
  if (state !== "closed") return state;
  if (isParseError(session)) return "unread";
  if (isGaveUp(session)) return "gaveUp";
  if (isClosedByBrowser(session)) return "browser";
  if (cause === "transport") return problem !== null || isUnannounced(session) ? "lost" : "closed";
  return cause ?? "closed";
}

const FAILED: readonly Standing[] = ["refused", "timeout", "crashed", "lost", "browser", "unread", "gaveUp"];

/** Whether a session is under way, ended as its peers wanted, or failed. */
export function outcomeOf(session: Session): "open" | "clean" | "failed" {
  if (session.state !== "closed") return "open";
  return FAILED.includes(standingOf(session)) || isClosedForError(session) ? "failed" : "clean";
}

/** The page, iframe or worker of the session went away, or crashed, and the session with it. */
export function endedWithPage({ cause }: Session): boolean {
  return cause === "navigation" || cause === "crashed";
}

// Attempts to connect again

/** The number of the attempt that a new session of a client is; 0 if it is none. The client's library tries again unless its page closed. */
export function attemptAfter(previous: Session | null): number {
  if (previous === null || endedWithPage(previous)) return 0;
  if (isFailedAttempt(previous)) return previous.attempt + 1;
  // It ended unseen, so nobody knows who closed it.
  if (previous.state === "closed" && previous.cause === null) return 0;
  return previous.cause === "client" && !isParseError(previous) ? 0 : 1;
}

/** How many milliseconds a client waited before it began a session; null where the end of the session before was not seen. */
export function waitBefore({ previous, startedAt }: Session): number | null {
  if (previous === null || previous.endedAt === null || previous.cause === null || previous.cut?.seen === false) return null;
  const isConcluded = previous.endedAt === startedAt || (Array.isArray(previous.problem) && previous.problem[0] === "reasonUnused");
  return isConcluded ? null : startedAt - previous.endedAt;
}

/** The last session of a client up to this one in which any packet was received: `Session.heardBefore` of the next. */
export function heardUpTo(session: Session | null): Session | null {
  return session === null || session.lastHeard !== null ? session : session.heardBefore;
}
