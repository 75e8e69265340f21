// HTTP exchanges of the Network domain: those of Engine.IO with their bodies, and those that explain them (documents, scripts, preflights)
// without. Headers come from the ExtraInfo events if those arrive in time: they are the ones that were sent, with cookies.
// Left out: bodies while they load (Network.streamResourceContent), and all other requests of the page.

import { requestPart } from "../protocol/engine/request-part.ts";
import { engineUrl } from "../protocol/engine/url.ts";
import { dropOldest } from "../wire/bounded.ts";
import type { Body, DocumentFrameId, EpochMs, Headers, HttpRequest, Part, WireId } from "../wire/event.ts";
import { type Answer, omitted, postedBody, postedWith, responseBody } from "./body.ts";
import { isPage, type Loss, type Session } from "./contexts.ts";
import type { CdpResponse, Params } from "./messages.ts";
import type { Need, Outbox, Place } from "./outbox.ts";
import { ServiceWorkers } from "./service-workers.ts";
import { harTiming } from "./timing.ts";

export interface Exchange {
  readonly id: WireId;
  readonly requestId: string;
  readonly session: Session;
  readonly part: Part;
  readonly method: string;
  readonly url: string;
  readonly frame: DocumentFrameId | undefined;
  readonly loader: string | undefined;
  readonly redirectedFrom: WireId | undefined;
  /** Its Referer, and the URL of the document or worker that the browser says sent it. */
  readonly referrer?: string | undefined;
  readonly documentUrl?: string | undefined;
  /** Monotonic seconds; undefined if it began before the recording. */
  readonly issued: number | undefined;
  readonly request: Request;
  response: Response | undefined;
  /**
   * ExtraInfo events of its response, which may come before that. If the response will be a redirect, those of the answers behind it may come
   * here too, before the browser reports that it follows the redirect.
   */
  readonly responseExtras: Extra[];
  received: number;
  /** The browser took the answer from its memory cache. */
  fromMemory?: boolean;
  /** Why it failed, and the place of its `http-failed` in the outbox. */
  failure?: string;
  failed?: Place;
  /** The exchange in which a service worker passed this one on (service-workers.ts). */
  hop?: Exchange;
  /** The page's exchange that this one, of a service worker, passes on. */
  passesOn?: Exchange | "unseen";
}

/** The request of an exchange: its place in the outbox, and what may arrive while it waits there. */
interface Request {
  place: Place | undefined;
  extra: Headers | undefined;
  body: Body | undefined;
}

interface Response {
  place: Place | undefined;
  readonly at: EpochMs;
  /** Undefined if only the ExtraInfo event reports the response. */
  readonly head: CdpResponse | undefined;
}

interface Extra {
  readonly headers: Headers;
  readonly status: number;
}

type Ids = Pick<Params<"Network.requestWillBeSent">, "requestId" | "frameId" | "loaderId">;
type Known = Pick<Exchange, "part" | "method" | "url">;

export interface HttpOut {
  readonly outbox: Outbox;
  newId(): WireId;
  at(ticks: number): EpochMs;
  now(): EpochMs;
  ask(session: Session, method: string, params: object, answered: (answer: Answer) => void): void;
  /** Whether requests of service workers are reported. */
  seesServiceWorkers(): boolean;
  /** Whether there may be exchanges that began before the recording. */
  late(): boolean;
}

/** At most this many ExtraInfo events wait for their request, which may be one that is ignored, and this many exchanges for their ExtraInfo. */
const EXTRAS_KEPT = 256;

export class HttpExchanges {
  readonly #out: HttpOut;
  /**
   * By request id, then by session: the ExtraInfo of a worker and the first data of an iframe arrive on another session than the request.
   */
  readonly #open = new Map<string, Map<Session, Exchange>>();
  readonly #early = new Map<string, { readonly session: Session; readonly headers: Headers }>();
  /** Exchanges that are over, except for the headers of the response. */
  readonly #over = new Map<string, Exchange>();
  readonly #workers: ServiceWorkers;

  constructor(out: HttpOut) {
    this.#out = out;
    this.#workers = new ServiceWorkers(out);
  }

  /** Returns the `part` of the request; undefined if it is not recorded. */
  requestWillBeSent(session: Session, params: Params<"Network.requestWillBeSent">): Part | undefined {
    const { requestId, request, timestamp, redirectResponse } = params;
    const before = this.#open.get(requestId)?.get(session);
    const redirected = redirectResponse && before;
    if (redirected) this.#redirected(redirected, redirectResponse, timestamp, params.redirectHasExtraInfo ?? false);
    else if (before) this.#fail(before, this.#out.at(timestamp), "id-reused", false);

    const part = redirected?.part === "engine" ? "engine" : requestPart(request.method, request.url, params.type);
    if (!part) return undefined;
    const exchange = this.#begin(session, params, {
      part,
      method: request.method,
      url: request.url,
      redirectedFrom: redirected?.id,
      referrer: request.headers.Referer,
      documentUrl: params.documentURL,
      issued: timestamp,
      responseExtras: redirected ? extrasBehind(redirected, redirectResponse) : [],
    });

    const at = this.#out.at(timestamp);
    const { request: sent } = exchange;
    sent.extra = this.#takeEarly(requestId, session);
    if (part === "engine") sent.body = postedWith(request);
    const asks = part === "engine" && sent.body === undefined && request.hasPostData === true;
    const needs: Need[] = [...(sent.extra ? [] : ["headers" as const]), ...(asks ? ["body" as const] : [])];
    if (part === "engine" && session.type === "service-worker") needs.push("hop");
    if (part === "engine") this.#workers.pair(exchange, redirected);
    sent.place = this.#place(exchange, needs, () =>
      requestEvent(exchange, at, sent.extra ?? request.headers, asks ? (sent.body ?? { omitted: "not-reported" }) : sent.body),
    );
    if (asks && !exchange.passesOn) {
      this.#out.ask(session, "Network.getRequestPostData", { requestId }, (answer) => {
        sent.body = postedBody(answer);
        this.#out.outbox.satisfy(sent.place, "body");
      });
    }
    return exchange.passesOn ? undefined : part;
  }

  requestExtra(session: Session, { requestId, headers }: Params<"Network.requestWillBeSentExtraInfo">): void {
    const exchange = this.#find(requestId, session);
    if (exchange && !exchange.request.extra) {
      exchange.request.extra = headers;
      this.#out.outbox.satisfy(exchange.request.place, "headers");
      this.#workers.changed(exchange);
      return;
    }
    this.#early.set(requestId, { session, headers });
    dropOldest(this.#early, EXTRAS_KEPT);
  }

  responseReceived(session: Session, params: Params<"Network.responseReceived">): void {
    const { requestId, response, timestamp, hasExtraInfo } = params;
    const exchange = this.#find(requestId, session) ?? this.#adopt(session, params);
    if (exchange) this.#respond(exchange, response, this.#out.at(timestamp), hasExtraInfo ?? false);
  }

  responseExtra(session: Session, { requestId, headers, statusCode }: Params<"Network.responseReceivedExtraInfo">): void {
    const extra = { headers, status: statusCode };
    for (const exchange of [this.#over.get(requestId), this.#find(requestId, session)]) {
      if (!exchange || !belongs(extra, exchange.response?.head)) continue;
      if (this.#over.get(requestId) === exchange) this.#over.delete(requestId);
      exchange.responseExtras.push(extra);
      return this.#out.outbox.satisfy(exchange.response?.place, "headers");
    }
  }

  servedFromCache(session: Session, { requestId }: Params<"Network.requestServedFromCache">): void {
    const exchange = this.#find(requestId, session);
    if (exchange) exchange.fromMemory = true;
  }

  dataReceived(session: Session, { requestId, dataLength }: Params<"Network.dataReceived">): void {
    const exchange = this.#find(requestId, session);
    if (exchange) exchange.received += dataLength;
  }

  loadingFinished(session: Session, { requestId, timestamp }: Params<"Network.loadingFinished">): void {
    const exchange = this.#find(requestId, session);
    if (!exchange) return;
    const { part, received } = exchange;
    // For a worker's main script, the ExtraInfo event is the only response event.
    if (!exchange.response && exchange.responseExtras.length > 0) this.#respond(exchange, undefined, this.#out.at(timestamp), false);
    if (part === "page" || part === "script") this.#end(exchange, timestamp, omitted("not-asked", received));
    else if (part === "preflight") this.#end(exchange, timestamp, omitted("not-reported", received));
    else if (exchange.issued === undefined) this.#end(exchange, timestamp, omitted("late", received));
    else if (!exchange.passesOn) {
      let body = omitted("not-reported", received);
      const place = this.#place(exchange, ["body"], () => this.#bodyEvent(exchange, timestamp, body));
      this.#askBody(exchange, (answer) => {
        body = responseBody(answer, received);
        this.#out.outbox.satisfy(place, "body");
      });
    }
    this.#forget(exchange);
    this.#awaitExtra(exchange);
  }

  loadingFailed(session: Session, params: Params<"Network.loadingFailed">): void {
    const exchange = this.#find(params.requestId, session);
    if (!exchange) return;
    const { corsErrorStatus: cors, blockedReason, errorText, canceled = false } = params;
    const at = this.#out.at(params.timestamp);
    // A page may not read an answer that breaks the rules of CORS: then only the ExtraInfo event, if there is one, reports it.
    if (!exchange.response && (cors || exchange.responseExtras.length > 0) && !canceled) this.#respond(exchange, undefined, at, true);
    this.#awaitExtra(exchange);
    const rule = cors?.corsError ?? blockedReason;
    // `errorText` is empty if a rule of the page itself blocked the request, such as its Content-Security-Policy.
    const reason = errorText && rule ? `${errorText} (${rule})` : errorText || rule || "net::ERR_FAILED";
    this.#fail(exchange, at, reason, canceled);
  }

  lost(loss: Loss): void {
    for (const exchange of this.#all()) {
      if (exchange.session !== loss.session) continue;
      if (loss.of !== "session" && exchange.loader !== undefined && exchange.loader === loss.except) continue;
      if (loss.of === "frame" && exchange.frame !== loss.frame) continue;
      this.#cut(exchange, this.#out.now(), "navigation", true);
    }
  }

  /**
   * If the browser refuses a body, another exchange or session may have it: the hop of a service worker that read it, and the page of a worker
   * that is gone, which keeps its bodies too (Network.configureDurableMessages).
   */
  #askBody({ session, requestId, hop }: Exchange, answered: (answer: Answer) => void): void {
    const others = [
      ...(hop && hop.received > 0 ? [hop] : []),
      ...(session.parent && !isPage(session) ? [{ session: session.parent, requestId }] : []),
    ];
    const ask = (of: { readonly session: Session; readonly requestId: string }, refused?: Answer) =>
      this.#out.ask(of.session, "Network.getResponseBody", { requestId: of.requestId }, (answer) => {
        const next = "error" in answer && others.shift();
        if (next) ask(next, refused ?? answer);
        else answered("error" in answer ? (refused ?? answer) : answer);
      });
    ask({ session, requestId });
  }

  /** `hasExtra`: the ExtraInfo event of the response has come or may come. Without a head, there is a response only if it has come. */
  #respond(exchange: Exchange, head: CdpResponse | undefined, at: EpochMs, hasExtra: boolean): void {
    this.#out.outbox.satisfy(exchange.request.place, "headers");
    const { responseExtras } = exchange;
    const extraOf = () => (head ? responseExtras.find((extra) => belongs(extra, head)) : responseExtras.at(-1));
    const response: Response = { place: undefined, at, head };
    exchange.response = response;
    const needs: Need[] = [...(hasExtra && !extraOf() ? ["headers" as const] : []), ...this.#workers.needs(exchange)];
    response.place = this.#place(exchange, needs, () => {
      const extra = extraOf();
      const answer: CdpResponse | undefined = head ?? (extra && { url: exchange.url, ...extra });
      if (!answer) return undefined;
      const { status, statusText = "" } = answer;
      const headers = extra?.headers ?? answer.headers;
      return { kind: "http-response", at, id: exchange.id, status, statusText, headers, ...this.#workers.route(exchange, answer) };
    });
    this.#workers.changed(exchange);
  }

  #redirected(exchange: Exchange, response: CdpResponse, ticks: number, hasExtra: boolean): void {
    this.#respond(exchange, response, this.#out.at(ticks), hasExtra);
    this.#end(exchange, ticks, { omitted: "not-reported" });
    this.#forget(exchange);
    this.#awaitExtra(exchange);
  }

  /** The exchange is over. The headers of its response may still come. */
  #awaitExtra(exchange: Exchange): void {
    if (!exchange.response?.place?.needs.has("headers")) return;
    const { requestId } = exchange;
    // The redirect before this one: its headers would have come before.
    this.#out.outbox.satisfy(this.#over.get(requestId)?.response?.place, "headers");
    this.#over.set(requestId, exchange);
    dropOldest(this.#over, EXTRAS_KEPT);
  }

  #end(exchange: Exchange, finished: number, body: Body): void {
    this.#place(exchange, [], () => this.#bodyEvent(exchange, finished, body));
  }

  /** A place in the outbox for an event of an exchange, if that turns out to be recorded. */
  #place(exchange: Exchange, needs: readonly Need[], event: Place["event"]): Place {
    return this.#out.outbox.place(exchange.passesOn ? [] : needs, () => (this.#workers.isRecorded(exchange) ? event() : undefined));
  }

  /** `finished` may be before `response.at`, because they are read in different processes. A body is not put before its response. */
  #bodyEvent({ id, issued, response }: Exchange, finished: number, body: Body) {
    const at = Math.max(this.#out.at(finished), response?.at ?? 0);
    const timing = response?.head?.timing && issued !== undefined ? harTiming(response.head.timing, issued, finished) : undefined;
    return { kind: "http-body", at, id, body, ...(timing && { timing }) } as const;
  }

  /** Nothing more comes of the exchange, not even headers. */
  #cut(exchange: Exchange, at: EpochMs, reason: string, canceled: boolean): void {
    this.#out.outbox.satisfy(exchange.response?.place, "headers");
    this.#fail(exchange, at, reason, canceled);
  }

  #fail(exchange: Exchange, at: EpochMs, reason: string, canceled: boolean): void {
    exchange.failure = reason;
    this.#out.outbox.satisfy(exchange.request.place, "headers");
    this.#out.outbox.satisfy(exchange.response?.place, "hop");
    exchange.failed = this.#place(exchange, canceled ? [] : this.#workers.needs(exchange), () => {
      return { kind: "http-failed", at, id: exchange.id, reason, canceled, ...(!canceled && this.#workers.failure(exchange)) };
    });
    this.#forget(exchange);
    this.#workers.changed(exchange);
  }

  /** An Engine.IO request that began before the recording. It must be a long poll, which is a GET: others do not take long. */
  #adopt(session: Session, params: Params<"Network.responseReceived">): Exchange | undefined {
    const { response, type } = params;
    if (!this.#out.late() || type === "Preflight" || session.type === "service-worker" || !engineUrl(response.url)) return undefined;
    const exchange = this.#begin(session, params, { part: "engine", method: "GET", url: response.url });
    const at = this.#out.at(response.timing?.requestTime ?? params.timestamp);
    this.#out.outbox.add(requestEvent(exchange, at, response.requestHeaders ?? {}, { omitted: "late" }));
    return exchange;
  }

  #takeEarly(requestId: string, session: Session): Headers | undefined {
    const early = this.#early.get(requestId);
    if (!early || (early.session !== session && isPage(session))) return undefined;
    this.#early.delete(requestId);
    return early.headers;
  }

  /** Adds an exchange to those under way. */
  #begin(session: Session, { requestId, frameId, loaderId }: Ids, own: Known & Partial<Exchange>): Exchange {
    const exchange: Exchange = {
      id: this.#out.newId(),
      requestId,
      session,
      frame: frameId ?? (isPage(session) ? undefined : session.watches),
      loader: loaderId,
      redirectedFrom: undefined,
      issued: undefined,
      request: { place: undefined, extra: undefined, body: undefined },
      response: undefined,
      responseExtras: [],
      received: 0,
      ...own,
    };
    const bySession = this.#open.get(requestId);
    if (bySession) bySession.set(session, exchange);
    else this.#open.set(requestId, new Map([[session, exchange]]));
    return exchange;
  }

  #find(requestId: string, session: Session): Exchange | undefined {
    const bySession = this.#open.get(requestId);
    return bySession?.get(session) ?? bySession?.values().next().value;
  }

  #forget(exchange: Exchange): void {
    const bySession = this.#open.get(exchange.requestId);
    bySession?.delete(exchange.session);
    if (bySession?.size === 0) this.#open.delete(exchange.requestId);
    if (exchange.part === "engine") this.#out.outbox.place([], () => void this.#workers.left(exchange));
  }

  #all(): readonly Exchange[] {
    return [...this.#open.values()].flatMap((bySession) => [...bySession.values()]);
  }
}

/** Whether an ExtraInfo event belongs to this response: after a redirect, that of the redirect may come late, under the same request id. */
function belongs(extra: Extra, head: CdpResponse | undefined): boolean {
  return head === undefined || extra.status === head.status || (extra.status === 304 && head.status === 200);
}

/** Takes those of the ExtraInfo events that belong to answers behind a redirect: those after its own, or all if its own has not come. */
function extrasBehind({ responseExtras }: Exchange, redirect: CdpResponse | undefined): Extra[] {
  return responseExtras.splice(responseExtras.findIndex((extra) => belongs(extra, redirect)) + 1);
}

function requestEvent(exchange: Exchange, at: EpochMs, headers: Headers, body: Body | undefined): HttpRequest {
  const { id, method, url, frame, part, redirectedFrom } = exchange;
  return {
    kind: "http-request",
    at,
    id,
    method,
    url,
    headers,
    ...(body && { body }),
    ...(frame !== undefined && { documentFrame: frame }),
    part,
    ...(redirectedFrom !== undefined && { redirectedFrom }),
  };
}
