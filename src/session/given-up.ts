// Which sessions their clients gave up without a word, or do not use: nothing on the wire says so when it happens. What is concluded is taken
// back if the client uses the session after all (`goesOn` in conversation.ts).

import type { Reason } from "../protocol/reason.ts";
import type { EpochMs } from "../wire/event.ts";
import type { Due, Link, Session } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";

/**
 * A client that waited so long in vain gave the session up: it is the Manager's `timeout`, 20 s unless the page sets another. A page that wants
 * no session any more closes what it has just begun sooner.
 */
export const GIVES_UP_AFTER = 500;

/**
 * A client that gives up a websocket closes it, which browsers report. One that has not been closed after the `timeout` of Socket.IO's clients
 * is given up all the same: https://socket.io/docs/v4/client-options/#timeout
 */
export const UNCLOSED_AFTER = 20_000;

/**
 * A client sends its next poll at once when its handshake or a poll is answered: one that has not sent it after 1 s does not use the session,
 * or has stopped using it. A busy page may take nearly so long.
 */
const UNUSED_AFTER = 1000;
/** A handshake so long after the answer to another one is a new attempt of the same client; two clients of one page begin at the same time. */
const BEGINS_ANEW_AFTER = 100;

/** When the client of a silent session gave it up, if it had by `at`. */
export function givenUpBy({ heartbeat }: Session, at: EpochMs): Due | null {
  const due = heartbeat.clientGivesUp(at);
  return due !== null && at >= due.at ? due : null;
}

/** Whether the client had stopped polling by `at`: no poll waits for an answer, and it has no channel that may carry the session. */
export function hasStoppedPolling(session: SessionFacts, at: EpochMs): boolean {
  const { transport, upgrade, unpolledSince, answeredAt, used, heartbeat } = session;
  // A client of Socket.IO 0.9 chooses its transport after the handshake.
  const since = unpolledSince ?? (transport === null && used ? null : answeredAt);
  const hasChannel = (upgrade !== null && upgrade.failedAt === null) || /^(?:websocket|webtransport|flashsocket)$/.test(transport ?? "");
  return since !== null && !hasChannel && at - since > UNUSED_AFTER && since >= (heartbeat.unseenUntil ?? 0);
}

/**
 * Why a client that asks for its next session at `at` gave up one that it had not used, as a reason; null if it may still wait for it. A client
 * cannot take the request of a handshake back, so nothing but its next attempt shows that it waits no longer. Two clients of one page may begin
 * at the same time.
 */
export function gaveUpFor({ state, startedAt, answeredAt, used, isRequested }: SessionFacts, at: EpochMs): Reason | null {
  if (answeredAt !== null) return !used && at - answeredAt > BEGINS_ANEW_AFTER ? ["reasonUnused"] : null;
  const waited = at - startedAt;
  const isLong = isRequested ? waited >= GIVES_UP_AFTER : waited > UNCLOSED_AFTER;
  return state === "connecting" && isLong ? ["reasonNoAnswer", waited] : null;
}

/** Whether the client of a session had the time to use it by `at`. */
export function hadTime({ openedAt }: Session, at: EpochMs): boolean {
  return openedAt !== null && at - openedAt > UNUSED_AFTER;
}

/** Whether the client of an answered session has not used it by `at`, although it had the time, and everything was recorded. */
export function isUnused(session: Session, at: EpochMs): boolean {
  const { state, openedAt, used, isRequested, heartbeat } = session;
  return state === "open" && isRequested && !used && hadTime(session, at) && (heartbeat.unseenUntil ?? 0) <= (openedAt ?? 0);
}

/** The client had waited for an answer or for the open packet, and closed the session before it began, or never used it. */
export function isGaveUp({ cause, problem, startedAt, openedAt }: Session): boolean {
  if (cause !== "client" || !Array.isArray(problem)) return false;
  const [key, waited] = problem as Reason;
  if (key === "reasonUnused") return openedAt !== null && openedAt - startedAt >= GIVES_UP_AFTER;
  return (key === "reasonNoAnswer" || key === "reasonNoOpenPacket") && waited >= GIVES_UP_AFTER;
}

/**
 * What a session that its client did not use by `at` had waited for until then, as a reason; null if nothing shows it. `link`: what asks for it.
 * The recording may have gone on after its last event, so a short wait is no measure.
 */
export function waitsFor(session: Session, link: Link | undefined, at: EpochMs): Reason | null {
  if (isUnused(session, at)) return ["reasonUnused"];
  if (session.state !== "connecting" || link === undefined) return null;
  if (link.kind === "http" && link.respondedAt !== null) return null;
  const isEstablished = link.kind !== "http" && link.establishedAt !== null;
  const wait = at - ((isEstablished ? link.establishedAt : link.kind === "http" ? link.startedAt : link.openedAt) ?? at);
  if (wait < GIVES_UP_AFTER) return [isEstablished ? "reasonNoOpenPacketYet" : "reasonNoAnswerYet"];
  return [isEstablished ? "reasonNoOpenPacket" : "reasonNoAnswer", wait];
}
