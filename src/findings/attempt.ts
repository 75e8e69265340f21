// The opening of a session as rules look at it: what asked for it, what came, and the reason at the bottom of the session's problem.

import type { Reason } from "../protocol/reason.ts";
import type { Exchange, Link, Session } from "../session/model.ts";
import type { Store } from "../session/store.ts";
import type { Headers } from "../wire/event.ts";
import { header } from "../wire/headers.ts";
import type { Evidence } from "./finding.ts";

/** How the opening of a session went that never began. */
export interface Refused {
  readonly link: Link;
  readonly url: string;
  /** Host and port, and the path without the query. */
  readonly host: string;
  readonly path: string;
  /** HTTP status of the answer; 0 without one. */
  readonly status: number;
  readonly root: Reason | string | null;
  readonly asked: number;
  readonly outcome: number;
}

/** Null for a session that began, and for one that is still waited for. */
export function refusedOf(session: Session, store: Store): Refused | null {
  const link = openingOf(session, store);
  if (session.cause !== "refused" || link === undefined || session.startEntry === null) return null;
  return new RefusedOpening(link, rootOf(session.problem), session.startEntry, store);
}

/** Its URL is read when a rule asks for it. */
class RefusedOpening implements Refused {
  readonly link: Link;
  readonly root: Refused["root"];
  readonly asked: number;
  readonly #store: Store;

  constructor(link: Link, root: Refused["root"], asked: number, store: Store) {
    this.link = link;
    this.root = root;
    this.asked = asked;
    this.#store = store;
  }

  get url(): string {
    return urlOf(this.link, this.#store);
  }
  get host(): string {
    return URL.canParse(this.url) ? new URL(this.url).host : this.url;
  }
  get path(): string {
    return URL.canParse(this.url) ? new URL(this.url).pathname : "";
  }
  get status(): number {
    return this.link.status;
  }
  get outcome(): number {
    return outcomeOf(this.link, this.asked);
  }
}

/** The rows of a refused opening: what was asked, and what came. */
export function storyOf({ asked, outcome, path }: Refused, says: Evidence["says"]): Evidence[] {
  const asks: Evidence = { entry: asked, says: ["asks", path] };
  return outcome === asked ? [{ entry: asked, says }] : [asks, { entry: outcome, says }];
}

/** The request or the channel that asked for a session; after redirects, the last one. */
export function openingOf({ startEntry }: Session, store: Store): Link | undefined {
  const link = startEntry === null ? undefined : store.link(startEntry);
  return link?.kind === "http" ? lastLeg(link) : link;
}

/** The exchange at which the browser's following of redirects ended. */
function lastLeg(exchange: Exchange): Exchange {
  let leg = exchange;
  while (leg.redirectedTo !== null) leg = leg.redirectedTo;
  return leg;
}

/** The row that shows how an opening went: its answer or failure, or the row that asks, which also says that. */
function outcomeOf(link: Link, asked: number): number {
  return (link.kind === "http" ? link.answerEntry : link.handshakeEntry) ?? asked;
}

/** The URL that a link asks for; empty if it was not reported. */
export function urlOf(link: Link, store: Store): string {
  const line = link.kind === "http" ? link.requestLine : link.openLine;
  const event = line === null ? null : store.read(line);
  return event && "url" in event ? event.url : "";
}

/** A header of the answer, in lower case; undefined if there is none, or it was not reported. */
export function answerHeader(link: Link, name: string, store: Store): string | undefined {
  const line = link.kind === "http" ? link.responseLine : link.handshakeLine;
  const event = line === null ? null : store.read(line);
  const headers: Headers = event?.kind === "http-response" ? event.headers : event?.kind === "ws-handshake" ? event.responseHeaders : {};
  return header(headers, name);
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

/** The session had begun, and ended because its server did not know its id. */
export function isUnknown({ problem, openedAt }: Session): boolean {
  const root = rootOf(problem);
  return openedAt !== null && typeof root === "string" && /^400\b.*\(code 1\)$/.test(root);
}
