// The words of HTTP rows: requests and answers that carry no packet, and the openings of channels.

import type { Translate } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import { errorText, pageTitle } from "../../protocol/engine/error.ts";
import { answerOf, answerProblem, endedBy } from "../../session/ending.ts";
import { isGaveUp } from "../../session/given-up.ts";
import { wasNotSent } from "../../session/judgement.ts";
import { type Channel, type Exchange, isOnlyAsked, type Link, type Session } from "../../session/model.ts";
import type { Reader } from "../../session/reader.ts";
import { waitBefore } from "../../session/standing.ts";
import type { Store } from "../../session/store.ts";
import { printable } from "../../text/printable.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { Body, EpochMs } from "../../wire/event.ts";
import { contextWords } from "./context-words.ts";
import { leftText } from "./mark-words.ts";
import { gaveUpText, omittedText, reasonText, withoutPreamble } from "./reason-text.ts";
import type { HttpWords } from "./words.ts";

const SENT = { kind: "http", direction: "sent", both: false, inSpan: false } as const;
const RECEIVED = { kind: "http", direction: "received", both: false, inSpan: true } as const;

export class HttpDescriber {
  readonly #store: Store;
  readonly #t: Translate;
  readonly #reader: Reader;

  constructor(store: Store, t: Translate, reader: Reader) {
    this.#store = store;
    this.#t = t;
    this.#reader = reader;
  }

  request(entry: number): HttpWords {
    const exchange = this.#exchange(entry);
    const request = this.#reader.event(entry);
    if (request.kind !== "http-request") throw new Error(`entry ${entry} is no request`);
    const { entries } = this.#store;
    const both = exchange.part !== "engine";
    const { respondedAt } = exchange;
    const unsent = isUnsent(this.#store, exchange);
    const remark = !both ? this.#requestRemark(entry, exchange) : respondedAt === null ? "" : String(exchange.status);
    return {
      ...SENT,
      both,
      code: request.method,
      path: URL.canParse(exchange.redirectedFrom?.location ?? "") ? shortTarget(request.url) : shortPath(request.url),
      ...(both && URL.canParse(request.url) && { host: new URL(request.url).host }),
      ...(remark && { remark }),
      ...(both && respondedAt !== null && measures(exchange, exchange.endedAt ?? respondedAt, this.#omittedBytes(exchange))),
      problem: entries.isProblem(entry),
      ...(unsent ? { lost: true, unsent } : entries.isLost(entry) && { lost: true }),
    };
  }

  response(entry: number): HttpWords {
    const t = this.#t;
    const exchange = this.#exchange(entry);
    const event = this.#reader.event(entry);
    const { entries } = this.#store;
    const body = event.kind === "http-body" ? event.body : null;
    const text = body && "text" in body ? body.text : "";
    const omitted = body && "omitted" in body ? body : null;
    const problem = entries.isProblem(entry);
    const refused = problem ? errorText(text) || (exchange.overlaps ? t("anotherPollWaited") : this.#refusal(exchange, body)) : "";
    const notCaptured = omitted ? (omitted.omitted === "away" ? "…" : omittedText(t, omitted.omitted)) : "";
    if (exchange.location !== null) {
      const path = `→ ${shortTarget(exchange.location)}`;
      const browsers = exchange.byBrowser === null ? "" : t("redirectedByBrowser", printable(exchange.byBrowser));
      const remark = [browsers, problem && t("redirectedWithoutBody")].filter(Boolean).join(" · ");
      return {
        ...RECEIVED,
        code: String(exchange.status),
        path,
        ...measures(exchange, entries.at(entry), undefined),
        problem,
        ...(exchange.byBrowser !== null && { lost: true, unsent: true }),
        ...(remark && { remark }),
      };
    }
    return {
      ...RECEIVED,
      code: String(exchange.status || "—"),
      path: entry === exchange.session?.openEntry ? t("handshakeAnswer") : refused || notCaptured || (pageTitle(text) ?? text.slice(0, 80)),
      ...measures(exchange, entries.at(entry), omitted ? omitted.bytes : text.length),
      ...(exchange.session?.cut?.lastHeard === entry
        ? { remark: t("lastHeard") }
        : byWorker(t, exchange) !== "" && { remark: byWorker(t, exchange) }),
      problem,
    };
  }

  /**
   * Why the answer ended its session, or would have if the session had not ended before, if it is no text of the server's. The row shows the
   * status before it, and the worker after it.
   */
  #refusal(exchange: Exchange, body: Body | null): string {
    const problem = byWorker(this.#t, exchange) === "" ? (endedBy(exchange) ?? (body && answerProblem(exchange, body))) : null;
    if (problem === null || typeof problem === "string") return "";
    return reasonText(this.#t, problem[0] === "reasonAnswer" ? problem[2] : problem);
  }

  opening(entry: number): HttpWords {
    const event = this.#reader.event(entry);
    const channel = this.#channel(entry);
    const url = event.kind === "ws-open" || event.kind === "wt-open" ? event.url : "";
    const failure = this.#openingFailure(channel);
    const remark = [failure, this.#missingBeginning(entry, channel), this.#client(channel)].filter(Boolean).join(" · ");
    const problem = this.#store.entries.isProblem(entry);
    return {
      ...SENT,
      problem,
      code: channel.kind === "wt" ? "WT" : "GET",
      path: shortPath(url),
      ...(remark && { remark }),
      ...(failure && channel.closedAt !== null && { latency: duration(channel.closedAt - channel.openedAt) }),
      ...(failure && (channel.status > 0 ? { both: true } : { lost: true })),
    };
  }

  established(entry: number): HttpWords {
    const t = this.#t;
    const event = this.#reader.event(entry);
    const { entries } = this.#store;
    const words =
      event.kind === "ws-handshake"
        ? { code: String(event.status), path: "Switching Protocols" }
        : { code: "WT", path: t("webTransportEstablished"), remark: t("webTransportUnseen") };
    const latency = duration(entries.at(entry) - this.#channel(entry).openedAt);
    return { ...RECEIVED, ...words, problem: entries.isProblem(entry), latency };
  }

  #requestRemark(entry: number, exchange: Exchange): string {
    const t = this.#t;
    if (exchange.redirectedFrom) return t("afterRedirect");
    const isLongPoll = !exchange.post && !exchange.handshake;
    const preflight = exchange.preflight ? t("afterPreflight") : "";
    // Of a session's rows the first one says it; the others have a station on the worker's lifeline.
    const passed = exchange.handshake && exchange.worker?.answered === false ? t("throughWorker") : "";
    return [isLongPoll ? t("longPoll") : "", preflight, passed, this.#missingBeginning(entry, exchange), this.#client(exchange)]
      .filter(Boolean)
      .join(" · ");
  }

  /** For the first row of a session whose handshake is not in the trace: why it is not. */
  #missingBeginning(entry: number, { session }: Pick<Exchange, "session">): string {
    if (!session?.late || session.startEntry !== entry) return "";
    return this.#t(session.unseen ? "handshakeUnseen" : "handshakeBefore");
  }

  /** For a request for a session: where the client runs when it is not the page, and which attempt it is. */
  #client({ handshake, session }: Pick<Exchange, "handshake" | "session">): string {
    if (!handshake || !session) return "";
    return [contextWords(this.#t, this.#store, session.client), this.#attempt(session)].filter(Boolean).join(" · ");
  }

  /** The number of the attempt, and how long the client waited before it when the end of the session before was seen. */
  #attempt(session: Session): string {
    if (session.attempt === 0) return "";
    const wait = waitBefore(session);
    return wait === null ? this.#t("attempt", session.attempt) : this.#t("attemptAfter", session.attempt, duration(wait));
  }

  /** Why a channel was not established; empty while it may still be, and when it was. */
  #openingFailure(channel: Channel): string {
    if (!isOnlyAsked(channel)) return "";
    const t = this.#t;
    const { status, kind, handshake, closingAt, closedAt, session, errorLine, closeLine } = channel;
    const error = errorLine === null ? null : this.#store.read(errorLine);
    const close = closeLine === null ? null : this.#store.read(closeLine);
    if (close?.kind === "ws-close" && close.cause === "navigation") return leftText(t, channel);
    if (status > 0) return t("refusedWith", answerOf(channel));
    if (session && handshake && isGaveUp(session)) return gaveUpText(t, session);
    if (closedAt !== null && (closingAt !== null || (handshake && session?.cause === "client"))) return t("requestCanceled");
    if (error?.kind === "ws-error" && error.message) return t("refusedWith", withoutPreamble(error.message));
    if (closedAt === null && !error) return "";
    return t(kind === "wt" ? "webTransportFailed" : "wsErrorUnsaid");
  }

  #omittedBytes(exchange: Exchange): number | undefined {
    const end = exchange.endLine === null ? null : this.#store.read(exchange.endLine);
    return end?.kind === "http-body" && "omitted" in end.body ? end.body.bytes : undefined;
  }

  #exchange(entry: number): Exchange {
    const link = this.#store.link(entry);
    if (link?.kind !== "http") throw new Error(`entry ${entry} has no exchange`);
    return link;
  }

  #channel(entry: number): Channel {
    const link = this.#store.link(entry);
    if (!link || link.kind === "http") throw new Error(`entry ${entry} has no channel`);
    return link;
  }
}

/** Whether the request of a link never left the browser. */
export function isUnsent(store: Store, link: Link | undefined): boolean {
  if (link?.kind !== "http") return false;
  const end = link.endLine === null ? null : store.read(link.endLine);
  return link.byBrowser !== null || (end?.kind === "http-failed" && wasNotSent(end, link));
}

/** Who answered instead of the server, or may have; empty if the server did. */
export function byWorker(t: Translate, { worker }: Exchange): string {
  if (worker?.answered === null) return t("byWorkerOrServer");
  if (!worker?.answered) return "";
  return worker.reason === null ? t("byWorker") : t("byWorkerAfter", printable(worker.reason));
}

function measures(exchange: Exchange, until: EpochMs, bytes: number | undefined): Pick<HttpWords, "latency" | "size"> {
  return { latency: duration(until - exchange.startedAt), ...(bytes !== undefined && { size: size(bytes) }) };
}

/** The target of a redirect: `Exchange.location`, or a URL of another origin. */
function shortTarget(location: string): string {
  return URL.canParse(location) ? new URL(location).origin + shortPath(location) : shortPath(`http://same${location}`);
}

/** Path and query, without the cache buster and with a short sid; at most 500 characters. */
function shortPath(url: string): string {
  if (!URL.canParse(url)) return url.slice(0, 500);
  const { pathname, search } = new URL(url);
  const query = search
    .slice(1)
    .split("&")
    .filter((pair) => pair !== "" && !pair.startsWith("t="))
    .map((pair) => (pair.startsWith("sid=") ? `sid=${shortSid(pair.slice(4))}` : pair))
    .join("&");
  return (pathname + (query && `?${query}`)).slice(0, 500);
}
