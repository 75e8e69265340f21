// The opening of a session as rules look at it: what was asked, what came, and the reason at the bottom of the session's problem.

import type { Reason } from "../protocol/reason.ts";
import type { Exchange, Link, Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";

/** The request or the channel that asked for a session; after redirects, the last one. */
export function openingOf({ startEntry }: Session, store: Store): Link | undefined {
  const link = startEntry === null ? undefined : store.link(startEntry);
  return link?.kind === "http" ? lastLeg(link) : link;
}

/** The exchange in which the browser's following of redirects ended. */
export function lastLeg(exchange: Exchange): Exchange {
  let leg = exchange;
  while (leg.redirectedTo !== null) leg = leg.redirectedTo;
  return leg;
}

/** The entry that shows how an opening went: its answer or failure, or, while there is none, what asked. */
export function outcomeEntry(link: Link, session: Session): number {
  if (link.kind === "http") return link.answerEntry ?? link.requestEntry;
  return link.handshakeEntry ?? link.openEntry ?? session.startEntry ?? 0;
}

/** A problem without the way to it: redirects, service workers, the status before a reason. */
export function rootOf(problem: Session["problem"]): Reason | string | null {
  if (problem === null || typeof problem === "string") return problem;
  switch (problem[0]) {
    case "reasonRedirected":
    case "reasonAnswer":
      return rootOf(problem[2]);
    case "reasonFromWorker":
    case "reasonFromWorkerOrServer":
    case "reasonFromWorkerAfter":
      return rootOf(problem[1]);
    case "reasonFailedWorker":
      return problem[2];
    default:
      return problem;
  }
}
