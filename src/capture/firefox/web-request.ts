// The requests of one tab, from Firefox's webRequest events, with response bodies copied as they pass (filterResponseData):
// https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/webRequest. Firefox does not report which connection carried a
// request.
//
//   onBeforeRequest ─► onSendHeaders ─► onHeadersReceived ─► onCompleted | onBeforeRedirect ─┬─► http-body, when both have ended
//          └─ Engine.IO: filter ─► data … ─► stop ───────────────────────────────────────────┘
//                                                 at any time: onErrorOccurred ─────────────────► http-failed
//
// Events of the filter come between those of webRequest in any order. The page gets the response unchanged, each chunk as it arrives.

import browser, { type WebRequest } from "webextension-polyfill";
import { requestPart } from "../../protocol/engine/request-part.ts";
import { engineUrl } from "../../protocol/engine/url.ts";
import { bodyFromBytes } from "../../wire/body.ts";
import { dropOldest } from "../../wire/bounded.ts";
import type { Body, EpochMs, Headers, HttpRequest, HttpResponse, Part, WireId } from "../../wire/event.ts";
import { joinedHeaders } from "../../wire/headers.ts";
import type { HttpReport, Report, ReportSink } from "../page/tab-port.ts";

/** A larger response body is left out of the trace. */
const MOST_BYTES = 50_000_000;
/** So many of the last requests that a service worker got are remembered. */
const MOST_INTERCEPTED = 100;
/** The tab of requests that belong to none. */
const NO_TAB = -1;
const NOT_REPORTED: Body = { omitted: "not-reported" };

interface Exchange {
  readonly id: WireId;
  readonly part: Part;
  readonly frame: number;
  /** The request until it is reported, which waits for its headers; then null. */
  request: HttpRequest | null;
  respondedAt: EpochMs;
  /** Null while the filter reads it. */
  body: Body | null;
  filter: WebRequest.StreamFilter | null;
  endedAt: EpochMs;
  /** webRequest has reported the end, which may be before the filter has read the last of the body. */
  completed: boolean;
}

/** The opening handshake of a websocket, until it is answered. */
interface Handshake {
  readonly openedAt: EpochMs;
  headers: Headers;
}

/** Returns what ends it. */
export function watchRequests(tabId: number, reports: ReportSink): () => void {
  const ends = [watch(tabId, reports), watch(NO_TAB, new WorkerRequests(reports))];
  return () => {
    for (const end of ends) end();
  };
}

function watch(tabId: number, reports: ReportSink): () => void {
  const requests = new TabRequests(reports);
  const filter: WebRequest.RequestFilter = { urls: ["<all_urls>"], tabId };
  const { webRequest } = browser;
  webRequest.onBeforeRequest.addListener(requests.onBeforeRequest, filter, ["blocking", "requestBody"]);
  webRequest.onSendHeaders.addListener(requests.onSendHeaders, filter, ["requestHeaders"]);
  webRequest.onHeadersReceived.addListener(requests.onHeadersReceived, filter, ["responseHeaders"]);
  webRequest.onBeforeRedirect.addListener(requests.onBeforeRedirect, filter);
  webRequest.onCompleted.addListener(requests.onCompleted, filter);
  // Firefox refuses a third argument here, even undefined.
  webRequest.onErrorOccurred.addListener(requests.onErrorOccurred, filter);
  return () => {
    webRequest.onBeforeRequest.removeListener(requests.onBeforeRequest);
    webRequest.onSendHeaders.removeListener(requests.onSendHeaders);
    webRequest.onHeadersReceived.removeListener(requests.onHeadersReceived);
    webRequest.onBeforeRedirect.removeListener(requests.onBeforeRedirect);
    webRequest.onCompleted.removeListener(requests.onCompleted);
    webRequest.onErrorOccurred.removeListener(requests.onErrorOccurred);
  };
}

/** Reports what became of the Engine.IO requests that service workers make, and the websockets that workers ask for: they belong to no tab. */
class WorkerRequests implements ReportSink {
  readonly #reports: ReportSink;
  /** Those under way, with the head of the answer once it is there. */
  readonly #open = new Map<WireId, { readonly request: HttpRequest; head?: HttpResponse }>();

  constructor(reports: ReportSink) {
    this.#reports = reports;
  }

  countRequest(): void {}

  report(report: Report): void {
    if (report.kind === "asked") return this.#reports.report(report);
    if (report.kind !== "http") return;
    const { event } = report;
    if (event.kind === "http-request") {
      if (event.part !== "engine") return;
      this.#open.set(event.id, { request: event });
      return this.#reports.report({ kind: "worker", method: event.method, url: event.url, startedAt: event.at, at: event.at });
    }
    const open = this.#open.get(event.id);
    if (!open) return;
    if (event.kind === "http-response") {
      open.head = event;
      return;
    }
    this.#open.delete(event.id);
    const { method, url, at: startedAt } = open.request;
    const { status = 0, statusText = "", headers = {} } = open.head ?? {};
    const outcome = event.kind === "http-failed" ? { reason: event.reason } : { status, statusText, headers, body: event.body };
    this.#reports.report({ kind: "worker", method, url, startedAt, at: event.at, outcome });
  }
}

/** The open requests and handshakes of a tab. The listeners are properties because removing a listener needs the same function. */
class TabRequests {
  readonly #reports: ReportSink;
  /** By the browser's id, which a redirect keeps. */
  readonly #exchanges = new Map<string, Exchange>();
  readonly #handshakes = new Map<string, Handshake>();
  /** Exchanges that were redirected, until the browser sends the request again. */
  readonly #redirected = new Map<string, Exchange>();
  /** Those that the page's service worker has. It may let them pass; if it answers, webRequest reports nothing more. */
  readonly #intercepted = new Map<string, Exchange>();
  /** Redirects so far. They make the ids of exchanges unique. */
  #redirects = 0;

  constructor(reports: ReportSink) {
    this.#reports = reports;
  }

  readonly onBeforeRequest = (details: WebRequest.OnBeforeRequestDetailsType): WebRequest.BlockingResponse => {
    const { requestId, method, url, type, timeStamp } = details;
    const passed = this.#intercepted.get(requestId);
    if (passed) {
      this.#intercepted.delete(requestId);
      this.#reports.report({ kind: "passed", id: passed.id, at: timeStamp });
      this.#exchanges.set(requestId, passed);
      if (passed.part === "engine") this.#read(requestId, passed);
      return {};
    }
    this.#reports.countRequest();
    if (type === "websocket") {
      this.#handshakes.set(requestId, { openedAt: timeStamp, headers: {} });
      return {};
    }
    const from = this.#redirected.get(requestId);
    this.#redirected.delete(requestId);
    const part = from?.part === "engine" ? "engine" : requestPart(method, url, type);
    if (!part) return {};
    const exchange = this.#begin(details, part, postedBody(details), from?.id);
    if (part === "engine") this.#read(requestId, exchange);
    return {};
  };

  readonly onSendHeaders = ({ requestId, url, requestHeaders }: WebRequest.OnSendHeadersDetailsType): void => {
    const headers = headersOf(requestHeaders);
    const handshake = this.#handshakes.get(requestId);
    if (handshake) {
      handshake.headers = headers;
      // Now, because the requests before it are reported when their headers are sent.
      this.#reports.report({ kind: "asked", url, at: handshake.openedAt });
    }
    const exchange = this.#exchanges.get(requestId);
    if (exchange) this.#reportRequest(exchange, headers);
  };

  readonly onHeadersReceived = (details: WebRequest.OnHeadersReceivedDetailsType): undefined => {
    const { requestId, timeStamp, statusCode } = details;
    const handshake = this.#handshakes.get(requestId);
    if (handshake) return this.#handshakeAnswered(handshake, details);
    const exchange = this.#exchanges.get(requestId) ?? this.#adopt(details);
    if (!exchange) return;
    this.#reportRequest(exchange, {});
    exchange.respondedAt = timeStamp;
    const { protocol, statusText } = statusOf(details.statusLine);
    this.#report(exchange, {
      kind: "http-response",
      at: timeStamp,
      id: exchange.id,
      status: statusCode,
      statusText,
      headers: headersOf(details.responseHeaders),
      ...(protocol !== undefined && { protocol }),
    });
  };

  readonly onBeforeRedirect = (details: WebRequest.OnBeforeRedirectDetailsType): void => {
    const { requestId, timeStamp, statusCode, url, redirectUrl } = details;
    const exchange = this.#exchanges.get(requestId);
    if (!exchange) return;
    // Firefox redirects a request to the page's service worker without an answer and to the same URL.
    if (statusCode === 0 && redirectUrl === url) return this.#intercept(requestId, exchange);
    Object.assign(exchange, { completed: true, endedAt: timeStamp, body: NOT_REPORTED });
    this.#endIfOver(requestId, exchange);
    this.#redirected.set(requestId, exchange);
    this.#redirects++;
  };

  readonly onCompleted = ({ requestId, timeStamp }: WebRequest.OnCompletedDetailsType): void => {
    const exchange = this.#exchanges.get(requestId);
    if (!exchange) return;
    this.#reportRequest(exchange, {});
    exchange.completed = true;
    // For an Engine.IO request, the filter sets it.
    if (exchange.part !== "engine") exchange.endedAt = timeStamp;
    this.#endIfOver(requestId, exchange);
  };

  readonly onErrorOccurred = ({ requestId, timeStamp, error }: WebRequest.OnErrorOccurredDetailsType): void => {
    this.#handshakes.delete(requestId);
    this.#redirected.delete(requestId);
    const exchange = this.#exchanges.get(requestId) ?? this.#intercepted.get(requestId);
    if (!exchange) return;
    this.#exchanges.delete(requestId);
    this.#intercepted.delete(requestId);
    this.#reportRequest(exchange, {});
    const at = Math.max(timeStamp, exchange.respondedAt);
    this.#report(exchange, { kind: "http-failed", at, id: exchange.id, reason: error, canceled: error === "NS_BINDING_ABORTED" });
  };

  #intercept(requestId: string, exchange: Exchange): void {
    if (exchange.request) this.#reports.report({ kind: "http", frame: exchange.frame, event: exchange.request, intercepted: true });
    exchange.request = null;
    this.#exchanges.delete(requestId);
    this.#intercepted.set(requestId, exchange);
    dropOldest(this.#intercepted, MOST_INTERCEPTED);
  }

  #read(requestId: string, exchange: Exchange): void {
    readBody(requestId, exchange, () => this.#endIfOver(requestId, exchange));
  }

  #begin(
    details: WebRequest.OnBeforeRequestDetailsType | WebRequest.OnHeadersReceivedDetailsType,
    part: Part,
    body?: Body,
    from?: WireId,
  ): Exchange {
    const { requestId, method, url, timeStamp: at, frameId } = details;
    const id = this.#redirects === 0 ? requestId : `${requestId}.${this.#redirects}`;
    const exchange: Exchange = {
      id,
      part,
      frame: frameId,
      request: {
        kind: "http-request",
        at,
        id,
        method,
        url,
        headers: {},
        ...(body && { body }),
        part,
        ...(from !== undefined && { redirectedFrom: from }),
      },
      respondedAt: at,
      body: part === "engine" || part === "preflight" ? NOT_REPORTED : { omitted: "not-asked" },
      filter: null,
      endedAt: at,
      completed: false,
    };
    this.#exchanges.set(requestId, exchange);
    return exchange;
  }

  /** An Engine.IO request that began before the recording, which must be a long poll to last until now. */
  #adopt(details: WebRequest.OnHeadersReceivedDetailsType): Exchange | undefined {
    if (details.type === "websocket" || !engineUrl(details.url)) return undefined;
    const exchange = this.#begin(details, "engine", { omitted: "late" });
    exchange.body = { omitted: "late" };
    return exchange;
  }

  #handshakeAnswered({ openedAt, headers }: Handshake, details: WebRequest.OnHeadersReceivedDetailsType): undefined {
    const { requestId: id, url, timeStamp: at, statusCode: status, frameId: frame, responseHeaders } = details;
    this.#handshakes.delete(id);
    const answer = { at, status, requestHeaders: headers, responseHeaders: headersOf(responseHeaders) };
    this.#reports.report({ kind: "handshake", frame, id, url, openedAt, ...answer });
  }

  #reportRequest(exchange: Exchange, headers: Headers): void {
    if (exchange.request) this.#report(exchange, { ...exchange.request, headers });
    exchange.request = null;
  }

  /** Reports the body, once webRequest and the filter have both ended. */
  #endIfOver(requestId: string, exchange: Exchange): void {
    if (!exchange.completed || !exchange.body) return;
    // After a redirect, the id may belong to the next exchange.
    if (this.#exchanges.get(requestId) === exchange) this.#exchanges.delete(requestId);
    const { id, body, endedAt, respondedAt } = exchange;
    this.#report(exchange, { kind: "http-body", at: Math.max(endedAt, respondedAt), id, body });
  }

  #report({ frame }: Exchange, event: HttpReport["event"]): void {
    this.#reports.report({ kind: "http", frame, event });
  }
}

/** Copies the response body while it passes to the page, and calls `ended` when it has all of it. */
function readBody(requestId: string, exchange: Exchange, ended: () => void): void {
  const filter = browser.webRequest.filterResponseData(requestId);
  const parts: ArrayBuffer[] = [];
  let bytes = 0;
  exchange.body = null;
  exchange.filter = filter;
  // A service worker that lets the request pass ends the filter from before.
  const end = (body: Body) => {
    if (exchange.filter !== filter) return;
    exchange.body = body;
    ended();
  };
  filter.ondata = ({ data }) => {
    filter.write(data);
    bytes += data.byteLength;
    if (bytes <= MOST_BYTES) parts.push(data);
    else parts.length = 0;
  };
  filter.onstop = () => {
    // Read before `disconnect`, which lets the page see the end and send its next request.
    exchange.endedAt = performance.timeOrigin + performance.now();
    filter.disconnect();
    end(bytes <= MOST_BYTES ? joinedBody(parts) : { omitted: "too-large", bytes });
  };
  // The browser gives no filter for this request.
  filter.onerror = () => end(NOT_REPORTED);
}

/** The browser has parsed a form; it is written again as browsers send it. */
function postedBody({ method, requestBody }: WebRequest.OnBeforeRequestDetailsType): Body | undefined {
  if (method !== "POST" || !requestBody) return undefined;
  if (requestBody.formData) {
    const fields = Object.entries(requestBody.formData as unknown as Readonly<Record<string, readonly string[]>>);
    return { text: new URLSearchParams(fields.flatMap(([name, values]) => values.map((value) => [name, value]))).toString() };
  }
  if (!requestBody.raw || requestBody.raw.some(({ file }) => file !== undefined)) return NOT_REPORTED;
  return joinedBody(requestBody.raw.flatMap(({ bytes }) => (bytes instanceof ArrayBuffer ? [bytes] : [])));
}

function joinedBody(parts: readonly ArrayBuffer[]): Body {
  const bytes = new Uint8Array(parts.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part), at);
    at += part.byteLength;
  }
  return bodyFromBytes(bytes);
}

function headersOf(headers: WebRequest.HttpHeaders | undefined): Headers {
  return joinedHeaders(
    (headers ?? []).map(({ name, value, binaryValue }) => ({
      name,
      value: value ?? ((binaryValue as readonly number[] | undefined) ?? []).map((code) => String.fromCharCode(code)).join(""),
    })),
  );
}

function statusOf(line: string): { readonly protocol?: string; readonly statusText: string } {
  const [, version, statusText = ""] = /^HTTP\/(\d)\S* \d+ ?(.*)$/.exec(line) ?? [];
  if (version === undefined) return { statusText };
  return { protocol: version === "1" ? "http/1.1" : `h${version}`, statusText };
}
