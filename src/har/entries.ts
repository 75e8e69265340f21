// Entries of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/#entries) → wire events: those of the browsers' logs of requests, and of
// files (formats/har.ts). Fields of Chromium's own have names that begin with an underscore. An entry names no frame.

import { omitted } from "../cdp/body.ts";
import { behindWorker, type HopEnd, throughWorker } from "../cdp/service-workers.ts";
import { measured } from "../cdp/timing.ts";
import { frameBody } from "../cdp/websockets.ts";
import { requestPart } from "../protocol/engine/request-part.ts";
import type {
  AnsweredFrom,
  Body,
  EpochMs,
  HttpBody,
  HttpFailed,
  HttpRequest,
  HttpResponse,
  Part,
  WireEvent,
  WireId,
  WsFrame,
  WsHandshake,
} from "../wire/event.ts";
import { joinedHeaders } from "../wire/headers.ts";
import { boolean, type Checked, list, number, object, string } from "../wire/shape.ts";

const headers = list(object({ name: string, value: string }));
const socketMessage = object({ type: string, time: number, opcode: number, data: string });
/** The fields of an entry that are read. */
const harEntry = object(
  {
    startedDateTime: string,
    time: number,
    request: object({ method: string, url: string, headers }, { postData: object({}, { text: string }) }),
    response: object(
      { status: number, statusText: string, httpVersion: string, headers, content: object({}, { size: number }) },
      { _fetchedViaServiceWorker: boolean, _serviceWorkerResponseSource: string },
    ),
    timings: object({}, { blocked: number, dns: number, connect: number, ssl: number, send: number, wait: number, receive: number }),
  },
  {
    serverIPAddress: string,
    /** The port of the server. */
    connection: string,
    _resourceType: string,
    _connectionId: string,
    _fromCache: string,
    _webSocketMessages: list(socketMessage),
  },
);
export type HarEntry = Checked<typeof harEntry>;
type SocketMessage = Checked<typeof socketMessage>;

/** Undefined if it is no entry. Chromium logs one without a method for a websocket that it did not try to open. */
export function entryOf(value: unknown): HarEntry | undefined {
  return harEntry(value) && value.request.method !== "" ? value : undefined;
}

/** The entry of an open websocket ends with its last frame; a longer one was closed. */
const CLOSED_AFTER_MS = 2;

/** Whether a websocket is closed. There is no status for one that was refused, and none, and no time, for one that waits for its answer. */
export function isClosed(entry: HarEntry): boolean {
  const last = entry._webSocketMessages?.at(-1)?.time;
  const refused = entry.response.status === 0 && entry.time > 0;
  return refused || (last !== undefined && overAt(entry) - last * 1000 > CLOSED_AFTER_MS);
}

/** False for a request that is under way: the log has those too. */
export function isOver({ response, time, _webSocketMessages }: HarEntry): boolean {
  return response.status !== 0 || time > 0 || _webSocketMessages !== undefined;
}

/** A response body as `getContent` returns it. `text` is null if there is no body. */
export interface Content {
  readonly text: string | null;
  readonly encoding: string;
}

/** Undefined for a request that is not recorded. */
export function partOf({ request: { method, url }, _resourceType }: HarEntry): Part | undefined {
  return requestPart(method, url, _resourceType);
}

/** When the request began, to the millisecond. */
export function startOf(entry: HarEntry): EpochMs {
  return Date.parse(entry.startedDateTime);
}

/** When the request was over. */
export function overAt(entry: HarEntry): EpochMs {
  return startOf(entry) + Math.max(0, entry.time);
}

/** How an entry is recorded. */
export interface Recorded {
  readonly id: WireId;
  readonly part: Part;
  /** The redirect that it follows: the id of the request, and when that ended. */
  readonly follows?: { readonly id: WireId; readonly at: EpochMs } | undefined;
  /** The entry of the same request in which a service worker passed it on (passed-on.ts). */
  readonly hop?: HarEntry | undefined;
  /** It began no earlier: what it needs came then. Entries have their starts to the millisecond only. */
  readonly notBefore?: EpochMs | undefined;
  /** The body of the request, if that is not the text of `postData`. */
  readonly posted?: Body | undefined;
}

/** The events of an entry that is no websocket. `body` of the response is needed for an Engine.IO request only. */
export function exchangeEvents(
  entry: HarEntry,
  { id, part, follows, hop, notBefore, posted }: Recorded,
  body: Body | null,
): readonly [HttpRequest, ...(HttpResponse | HttpBody | HttpFailed)[]] {
  const { request, response, timings } = entry;
  // The log has starts to the millisecond only.
  const started = Math.max(startOf(entry), follows?.at ?? 0, notBefore ?? 0);
  const ended = Math.max(started, overAt(entry));
  const sent: HttpRequest = {
    kind: "http-request",
    at: started,
    id,
    method: request.method,
    url: request.url,
    headers: joinedHeaders(request.headers),
    ...(posted ? { body: posted } : postedBody(request)),
    part,
    ...(follows && { redirectedFrom: follows.id }),
  };
  const reason = errorOf(response);
  const canceled = reason === ABORTED;
  const failed: HttpFailed = { kind: "http-failed", at: ended, id, reason, canceled, ...(!canceled && behindWorker(hop && endOf(hop))) };
  if (response.status === 0) return [sent, failed];
  const answered: HttpResponse = {
    kind: "http-response",
    at: Math.max(started, ended - Math.max(0, timings.receive ?? 0)),
    id,
    status: response.status,
    statusText: response.statusText,
    headers: joinedHeaders(response.headers),
    ...(response._fetchedViaServiceWorker
      ? // DevTools log the requests of service workers, so one that is not there was not made.
        throughWorker(response.status, response._serviceWorkerResponseSource, hop && endOf(hop), true)
      : routeOf(entry)),
  };
  // The page may not read an answer that breaks the rules of CORS.
  if (reason === HIDDEN) return [sent, answered, failed];
  return [
    sent,
    answered,
    { kind: "http-body", at: ended, id, body: (part === "engine" && body) || unread(entry, part), timing: measured(timings) },
  ];
}

/**
 * The events of a websocket, as far as the log has them. The log does not have when the server accepted it, so its `ws-handshake` is put
 * at its first message. `ended`: add a `ws-close`.
 */
export function socketEvents(entry: HarEntry, id: WireId, { ended }: { readonly ended: boolean }): readonly WireEvent[] {
  const { request, response, time, _webSocketMessages: messages = [] } = entry;
  const started = startOf(entry);
  const until = started + Math.max(0, time);
  const frames = messages.flatMap((message) => frameEvent(message, id) ?? []);
  const answered: WsHandshake = {
    kind: "ws-handshake",
    at: frames[0]?.at ?? until,
    id,
    status: response.status,
    requestHeaders: joinedHeaders(request.headers),
    responseHeaders: joinedHeaders(response.headers),
  };
  return [
    { kind: "ws-open", at: started, id, url: request.url },
    ...(response.status === 0 ? [] : [answered]),
    ...frames,
    ...(ended ? [{ kind: "ws-close", at: Math.max(until, frames.at(-1)?.at ?? 0), id, cause: "reported" } as const] : []),
  ];
}

function frameEvent({ type, time, opcode, data }: SocketMessage, id: WireId): WsFrame | undefined {
  if ((type !== "send" && type !== "receive") || (opcode !== 1 && opcode !== 2)) return undefined;
  const direction = type === "send" ? "sent" : "received";
  return { kind: "ws-frame", at: time * 1000, id, direction, opcode, body: frameBody(direction, opcode, data) };
}

/** The connection that carried a response, and the cache that it came from, if it did. */
function routeOf(entry: HarEntry): Partial<HttpResponse> {
  const { serverIPAddress: ip, connection: port, _connectionId: connection, _fromCache: cache, response, timings } = entry;
  return {
    ...(connection !== undefined && { connection }),
    // A request that opened no connection reused one.
    ...(connection !== undefined && { reused: (timings.connect ?? -1) < 0 }),
    protocol: alpnOf(response.httpVersion),
    ...(ip && { remoteAddress: port ? `${ip}:${port}` : ip }),
    ...(cache && { from: `${cache}-cache` as AnsweredFrom }),
  };
}

/** The name of a protocol as in ALPN. Programs write `HTTP/2`, `HTTP/2.0` or `h2`. */
function alpnOf(version: string): string {
  return version.toLowerCase().replace(/^http\/([23]).*/, "h$1");
}

function endOf(hop: HarEntry): HopEnd {
  const { response } = hop;
  return response.status === 0 ? { failure: errorOf(response) } : { ...response, route: routeOf(hop) };
}

/** Chromium's error for a request that its page canceled. */
const ABORTED = "net::ERR_ABORTED";
/** Its error for an answer that it keeps from the page. */
const HIDDEN = "net::ERR_FAILED";

function errorOf(response: HarEntry["response"] & { readonly _error?: unknown }): string {
  return string(response._error) && response._error !== "" ? response._error : ABORTED;
}

/** The log decodes all request bodies as UTF-8: bytes that are not UTF-8 became U+FFFD and are lost. */
function postedBody({ postData, headers }: HarEntry["request"]): { readonly body?: Body } {
  if (postData?.text === undefined) return {};
  const isBinary = headers.some(({ name, value }) => /^content-type$/i.test(name) && /octet-stream/i.test(value));
  return { body: isBinary && postData.text.includes("\uFFFD") ? { omitted: "not-reported" } : { text: postData.text } };
}

/** A body that is not asked for. */
function unread({ response: { content } }: HarEntry, part: Part): Body {
  return omitted(part === "preflight" ? "not-reported" : "not-asked", content.size ?? 0);
}

/** The response body of an Engine.IO request. */
export function bodyOf({ response: { content } }: HarEntry, given: Content | null): Body {
  if (given?.text == null) return content.size ? omitted("evicted", content.size) : { text: "" };
  return given.encoding === "base64" ? { base64: given.text } : { text: given.text };
}
