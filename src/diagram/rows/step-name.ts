// The steps of a session, named as in the article's figures, and the step to which an entry belongs.

import { ENGINE_CLOSE, ENGINE_OPEN } from "../../protocol/packet.ts";
import { ENTRY, type Entries } from "../../session/entries.ts";
import type { Link, Session } from "../../session/model.ts";
import { isFailedAttempt } from "../../session/standing.ts";

export type StepName =
  | "none"
  | "page"
  | "handshake"
  | "polling"
  | "upgrade"
  | "messages"
  | "heartbeat"
  | "close"
  | "cut"
  | "giveUp"
  | "reconnect";

/** `none`: the entry begins no step of its own and is drawn inside the one that is there. */
export function stepOf(entries: Entries, entry: number, link: Link | undefined): StepName {
  const kind = entries.kind(entry);
  if (!link) return kind === ENTRY.context || kind === ENTRY.reload ? "page" : "none";
  const { session } = link;
  if (link.kind === "wt") return kind === ENTRY.wtClose ? "close" : "handshake";
  if (!session) return link.kind === "http" && link.part !== "preflight" ? "page" : "none";
  const at = entries.at(entry);
  if (kind === ENTRY.cut) return "cut";
  if (kind === ENTRY.serverGivesUp || kind === ENTRY.giveUpPredicted || kind === ENTRY.clientGivesUp) return "giveUp";
  if (session.cut && kind === ENTRY.failed && at >= session.cut.predicted.at) return "giveUp";
  if (session.cut && at > session.cut.heardAt && at <= session.cut.gaveUpAt) return "cut";
  if (session.attempt > 0 && isFailedAttempt(session)) return "reconnect";
  // An answer that arrives after the next session began belongs to no step of that session.
  const isPast = session.next !== null && session.next.startedAt < at;
  if (isPast && link.kind === "http" && entry !== link.requestEntry) return "none";
  if (inUpgrade(session, at, entry)) return "upgrade";
  // A client that closes while it polls still sends its last packets and gets answers.
  if (link.kind === "http" && session.state === "closed" && at > (session.endedAt ?? at)) return "close";
  const packet = kind === ENTRY.packet;
  if (packet && entries.engine(entry) === ENGINE_OPEN) return "handshake";
  if (kind === ENTRY.wsClose || kind === ENTRY.wsError) return isPast ? "none" : "close";
  if (packet && entries.engine(entry) === ENGINE_CLOSE) return "close";
  if (link.kind === "http") return link.handshake ? "handshake" : "polling";
  if (!packet) return "handshake";
  return entries.isHeartbeat(entry) ? "heartbeat" : "messages";
}

/** From the request for the new transport to the packet that switches to it. */
function inUpgrade(session: Session, at: number, entry: number): boolean {
  const { upgrade } = session;
  // Entries with the same time are in the order of their indexes.
  if (!upgrade || at < upgrade.openedAt || (at === upgrade.openedAt && entry < upgrade.openEntry)) return false;
  const { switchedAt, switchEntry, failedAt } = upgrade;
  if (switchedAt === null) return at <= (failedAt ?? Number.POSITIVE_INFINITY);
  return at < switchedAt || (at === switchedAt && entry <= (switchEntry ?? entry));
}
