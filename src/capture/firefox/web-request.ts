// The requests of one tab as Firefox tells extensions of them (webRequest), their answers read as they pass (filterResponseData):
// https://developer.mozilla.org/docs/Mozilla/Add-ons/WebExtensions/API/webRequest. What it cannot tell: which connection carried a request.
//
//   onBeforeRequest ─ onSendHeaders ─ onHeadersReceived ─ (filter: data … stop) ─ onCompleted | onBeforeRedirect | onErrorOccurred
//
// Events of a filter come between those of webRequest in any order. An answer passes through untouched, byte by byte as it comes.

import browser, { type WebRequest } from "webextension-polyfill";
import { engineUrl } from "../../protocol/engine/url.ts";
import type { Body, EpochMs, Headers, HttpRequest, Part, WireId } from "../../wire/event.ts";
import type { RequestsOut, Told } from "../page/tab-port.ts";
import { bodyOf } from "./body.ts";

/** A larger answer passes, and is left out of the trace. */
const MOST_BYTES = 50_000_000;
const EVERYTHING = ["<all_urls>"];

interface Exchange {
  readonly id: WireId;
  readonly part: Part;
  readonly frame: number;
  /** The request, until it is told. */
  request: HttpRequest | null;
  respondedAt: EpochMs;
  /** Null while it is read. */
  body: Body | null;
  endedAt: EpochMs;
  /** The browser has told of its end, which may be before the last of its body was read. */
  completed: boolean;
}

interface Handshake {
  readonly openedAt: EpochMs;
  headers: Headers;
}

/** Returns what ends it. */
export function watchRequests(tabId: number, out: RequestsOut): () => void {
  const exchanges = new Map<string, Exchange>();
  const handshakes = new Map<string, Handshake>();
  let redirects = 0;

  const tell = (exchange: Exchange, event: Extract<Told, { kind: "http" }>["event"]) => {
    out.tell({ kind: "http", frame: exchange.frame, event });
  };
  const tellRequest = (exchange: Exchange, headers: Headers) => {
    if (exchange.request) tell(exchange, { ...exchange.request, headers });
    exchange.request = null;
  };
  const end = (requestId: string, exchange: Exchange) => {
    if (!exchange.completed || !exchange.body) return;
    if (exchanges.get(requestId) === exchange) exchanges.delete(requestId);
    const { id, body, endedAt, respondedAt } = exchange;
    tell(exchange, { kind: "http-body", at: Math.max(endedAt, respondedAt), id, body });
  };

  const begin = ({ requestId, url, method, timeStamp, frameId }: WebRequest.OnBeforeRequestDetailsType, part: Part, body?: Body) => {
    const exchange: Exchange = {
      id: redirects === 0 ? requestId : `${requestId}.${redirects}`,
      part,
      frame: frameId,
      request: {
        kind: "http-request",
        at: timeStamp,
        id: redirects === 0 ? requestId : `${requestId}.${redirects}`,
        method,
        url,
        headers: {},
        ...(body && { body }),
        part,
      },
      respondedAt: timeStamp,
      body: part === "engine" || part === "preflight" ? notReported : { omitted: "not-asked" },
      endedAt: timeStamp,
      completed: false,
    };
    exchanges.set(requestId, exchange);
    return exchange;
  };

  const onBeforeRequest = (details: WebRequest.OnBeforeRequestDetailsType): WebRequest.BlockingResponse => {
    out.counted();
    if (details.type === "websocket") {
      handshakes.set(details.requestId, { openedAt: details.timeStamp, headers: {} });
      return {};
    }
    const part = partOf(details);
    if (!part) return {};
    const exchange = begin(details, part, postedBody(details));
    if (part === "engine") readAnswer(details.requestId, exchange, () => end(details.requestId, exchange));
    return {};
  };

  const onSendHeaders = ({ requestId, requestHeaders }: WebRequest.OnSendHeadersDetailsType) => {
    const headers = headersOf(requestHeaders);
    const handshake = handshakes.get(requestId);
    if (handshake) handshake.headers = headers;
    const exchange = exchanges.get(requestId);
    if (exchange) tellRequest(exchange, headers);
  };

  const onHeadersReceived = (details: WebRequest.OnHeadersReceivedDetailsType): undefined => {
    const { requestId, url, timeStamp, statusCode, frameId } = details;
    const headers = headersOf(details.responseHeaders);
    const handshake = handshakes.get(requestId);
    if (handshake) {
      handshakes.delete(requestId);
      const { openedAt } = handshake;
      const told = { frame: frameId, id: requestId, url, openedAt, at: timeStamp, status: statusCode };
      out.tell({ kind: "handshake", ...told, requestHeaders: handshake.headers, responseHeaders: headers });
      return;
    }
    const exchange = exchanges.get(requestId) ?? adopt(details);
    if (!exchange) return;
    tellRequest(exchange, {});
    exchange.respondedAt = timeStamp;
    const { protocol, statusText } = statusOf(details.statusLine);
    tell(exchange, {
      kind: "http-response",
      at: timeStamp,
      id: exchange.id,
      status: statusCode,
      statusText,
      headers,
      ...(protocol !== undefined && { protocol }),
    });
  };

  /** An Engine.IO request that was under way when recording began: only a long poll is for long. */
  const adopt = (details: WebRequest.OnHeadersReceivedDetailsType) => {
    if (details.type === "websocket" || !engineUrl(details.url)) return undefined;
    const exchange = begin(details, "engine", { omitted: "late" });
    exchange.body = { omitted: "late" };
    return exchange;
  };

  const onBeforeRedirect = ({ requestId, timeStamp }: WebRequest.OnBeforeRedirectDetailsType) => {
    const exchange = exchanges.get(requestId);
    if (!exchange) return;
    Object.assign(exchange, { completed: true, endedAt: timeStamp, body: notReported });
    end(requestId, exchange);
    redirects++;
  };

  const onCompleted = ({ requestId, timeStamp }: WebRequest.OnCompletedDetailsType) => {
    const exchange = exchanges.get(requestId);
    if (!exchange) return;
    tellRequest(exchange, {});
    exchange.completed = true;
    if (exchange.part !== "engine") exchange.endedAt = timeStamp;
    end(requestId, exchange);
  };

  const onErrorOccurred = ({ requestId, timeStamp, error }: WebRequest.OnErrorOccurredDetailsType) => {
    handshakes.delete(requestId);
    const exchange = exchanges.get(requestId);
    if (!exchange) return;
    exchanges.delete(requestId);
    tellRequest(exchange, {});
    const at = Math.max(timeStamp, exchange.respondedAt);
    tell(exchange, { kind: "http-failed", at, id: exchange.id, reason: error, canceled: error === "NS_BINDING_ABORTED" });
  };

  const filter: WebRequest.RequestFilter = { urls: EVERYTHING, tabId };
  const { webRequest } = browser;
  webRequest.onBeforeRequest.addListener(onBeforeRequest, filter, ["blocking", "requestBody"]);
  webRequest.onSendHeaders.addListener(onSendHeaders, filter, ["requestHeaders"]);
  webRequest.onHeadersReceived.addListener(onHeadersReceived, filter, ["responseHeaders"]);
  webRequest.onBeforeRedirect.addListener(onBeforeRedirect, filter);
  webRequest.onCompleted.addListener(onCompleted, filter);
  // A third argument is refused here, even one that is undefined.
  webRequest.onErrorOccurred.addListener(onErrorOccurred, filter);
  return () => {
    webRequest.onBeforeRequest.removeListener(onBeforeRequest);
    webRequest.onSendHeaders.removeListener(onSendHeaders);
    webRequest.onHeadersReceived.removeListener(onHeadersReceived);
    webRequest.onBeforeRedirect.removeListener(onBeforeRedirect);
    webRequest.onCompleted.removeListener(onCompleted);
    webRequest.onErrorOccurred.removeListener(onErrorOccurred);
  };
}

const notReported: Body = { omitted: "not-reported" };

/** Keeps a copy of what passes, and calls back at its end. */
function readAnswer(requestId: string, exchange: Exchange, ended: () => void): void {
  exchange.body = null;
  const filter = browser.webRequest.filterResponseData(requestId);
  const parts: ArrayBuffer[] = [];
  let bytes = 0;
  filter.ondata = ({ data }) => {
    filter.write(data);
    bytes += data.byteLength;
    if (bytes <= MOST_BYTES) parts.push(data);
    else parts.length = 0;
  };
  filter.onstop = () => {
    // Before the page learns of the end.
    exchange.endedAt = performance.timeOrigin + performance.now();
    filter.disconnect();
    exchange.body = bytes <= MOST_BYTES ? bodyOf(parts) : { omitted: "too-large", bytes };
    ended();
  };
  // The browser gives none for this request.
  filter.onerror = () => {
    exchange.body = notReported;
    ended();
  };
}

function partOf({ url, method, type }: WebRequest.OnBeforeRequestDetailsType): Part | undefined {
  if (engineUrl(url)) return method === "OPTIONS" ? "preflight" : "engine";
  if (!/^(?:https?|file):/i.test(url)) return undefined;
  return type === "main_frame" || type === "sub_frame" ? "page" : type === "script" ? "script" : undefined;
}

/** A form comes taken apart; it is written again as forms are. */
function postedBody({ method, requestBody }: WebRequest.OnBeforeRequestDetailsType): Body | undefined {
  if (method !== "POST" || !requestBody) return undefined;
  if (requestBody.formData) {
    const fields = Object.entries(requestBody.formData as unknown as Readonly<Record<string, readonly string[]>>);
    return { text: new URLSearchParams(fields.flatMap(([name, values]) => values.map((value) => [name, value]))).toString() };
  }
  if (!requestBody.raw || requestBody.raw.some(({ file }) => file !== undefined)) return notReported;
  return bodyOf(requestBody.raw.flatMap(({ bytes }) => (bytes instanceof ArrayBuffer ? [bytes] : [])));
}

function headersOf(headers: WebRequest.HttpHeaders | undefined): Headers {
  const joined: Record<string, string> = {};
  for (const { name, value, binaryValue } of headers ?? []) {
    const text = value ?? String.fromCharCode(...((binaryValue as readonly number[] | undefined) ?? []));
    joined[name] = Object.hasOwn(joined, name) ? `${joined[name]}\n${text}` : text;
  }
  return joined;
}

function statusOf(line: string): { readonly protocol?: string; readonly statusText: string } {
  const [, version, statusText = ""] = /^HTTP\/(\d)\S* \d+ ?(.*)$/.exec(line) ?? [];
  if (version === undefined) return { statusText };
  return { protocol: version === "1" ? "http/1.1" : `h${version}`, statusText };
}
