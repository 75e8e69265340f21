// Entries of HAR as Lifeline writes them (formats/har-out.ts), and back. The fields that HAR and Chromium have are for every reader. The fields
// below are Lifeline's own: with them, the events that are read are those that were written.
//
//   log._lifeline              `header` of the trace, and the `events` that belong to no entry
//   entry._lifeline            `id`, and each event of the entry without the fields that the entry has already
//   message._n                 the event's number; `_body` if `data` is not the whole body, and `_at` if `time` is not exact
//
// Each event has a number `n`: its place among all events of the trace, in the order in which they came.

import { frameBody } from "../cdp/websockets.ts";
import { byteString } from "../protocol/byte-string.ts";
import { base64Size, byteStringFromBase64, bytesFromByteString, utf8Length } from "../protocol/encoding.ts";
import type { Body, Headers, HttpResponse, Part, Timing, WireEvent, WsError, WsFrame } from "../wire/event.ts";
import { header, joinedHeaders } from "../wire/headers.ts";
import { redirectTarget } from "../wire/redirect.ts";
import { number, string } from "../wire/shape.ts";
import { type Json, pairs, record } from "./file-entry.ts";

export interface Numbered {
  readonly n: number;
  readonly event: WireEvent;
}

/** The same, before it is checked. */
export interface Unchecked {
  readonly n: number;
  readonly event: Json;
}

type Kind = WireEvent["kind"];
type OfKind<K extends Kind> = Extract<WireEvent, { kind: K }>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const RESOURCE_TYPES: Readonly<Record<Part, string>> = { page: "document", script: "script", engine: "xhr", preflight: "preflight" };

/** The entry of a request. The first event is its `http-request`. */
export function exchangeEntry(own: readonly Numbered[], pageref: string | undefined): object {
  const request = first(own, "http-request");
  const response = first(own, "http-response");
  const end = first(own, "http-body") ?? first(own, "http-failed");
  if (!request) throw new Error("an exchange without its request");
  const { method, url, headers, body: posted, part, at } = request;
  const timings = {
    ...{ blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0 },
    wait: Math.max(0, (response ?? end ?? request).at - at),
    receive: response && end ? Math.max(0, end.at - response.at) : 0,
    ...(end?.kind === "http-body" && end.timing),
  };
  return {
    ...entryHead(at, totalOf(timings), pageref),
    request: { method, url, httpVersion: response?.protocol ?? "", ...requestFields(url, headers), ...postedFields(posted, headers) },
    response: {
      ...answerFields(response, response?.headers ?? {}, url),
      content: contentOf(end?.kind === "http-body" ? end.body : undefined, response?.headers ?? {}),
      ...(response?.from === "service-worker" || response?.through ? { _fetchedViaServiceWorker: true } : {}),
      ...(end?.kind === "http-failed" && { _error: end.reason }),
    },
    cache: {},
    timings,
    ...(response && routeFields(response)),
    _resourceType: RESOURCE_TYPES[part],
    _lifeline: ownFields(own, request.id),
  };
}

/** The entry of a websocket but for its messages. The first event is its `ws-open`. `until`: the time of the last event of all. */
export function socketEntry(own: readonly Numbered[], until: number, pageref: string | undefined): object {
  const opened = first(own, "ws-open");
  const answer = first(own, "ws-handshake");
  const closed = first(own, "ws-close");
  if (!opened) throw new Error("a websocket that was not opened");
  const { url, at, initiator } = opened;
  const [, source, line, column] = /^(.*):(\d+):(\d+)$/s.exec(initiator ?? "") ?? [];
  const call = { functionName: "", scriptId: "", url: source, lineNumber: Number(line) - 1, columnNumber: Number(column) - 1 };
  return {
    ...entryHead(at, Math.max(0, until - at), pageref),
    request: { method: "GET", url, httpVersion: "HTTP/1.1", ...requestFields(url, answer?.requestHeaders ?? {}), bodySize: 0 },
    response: { ...answerFields(answer, answer?.responseHeaders ?? {}, url), content: { size: 0, mimeType: "x-unknown" } },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: Math.max(0, until - at), receive: 0 },
    ...(source !== undefined && { _initiator: { type: "script", stack: { callFrames: [call] } } }),
    _resourceType: "websocket",
    ...(closed?.code !== undefined && {
      _webSocketClose: { code: closed.code, reason: closed.reason ?? "", timestamp: closed.at / 1000 },
    }),
    _lifeline: ownFields(own, opened.id),
  };
}

/** A message as Chromium writes it: seconds, and bytes as base64. */
export function socketMessage(event: WsFrame | WsError, n: number): object {
  const { at } = event;
  const time = at / 1000;
  // From 2004 to 2037, the seconds tell all times apart that the milliseconds do.
  const exact = { ...(time * 1000 !== at && { _at: at }), _n: n };
  if (event.kind === "ws-error") return { type: "error", time, opcode: -1, data: event.message, ...exact };
  const { direction, opcode, body } = event;
  const type = direction === "sent" ? "send" : "receive";
  const data = opcode === 1 ? textOf(body) : base64Of(body);
  return { type, time, opcode, data, ...(!isData(event) && { _body: body }), ...exact };
}

/** The events of an entry that Lifeline wrote; null if somebody has changed its own fields. */
export function ownEvents(entry: Json): Unchecked[] | null {
  const { id, events } = record(entry._lifeline);
  if (!string(id) || !Array.isArray(events)) return null;
  const own = events.map((rest): ReturnType<typeof messageEvent> => {
    const { n, kind, at, ...others } = record(rest);
    return { n, event: { kind, at, id, ...entryFields(entry, kind), ...others } };
  });
  const messages = Array.isArray(entry._webSocketMessages) ? entry._webSocketMessages : [];
  for (const message of messages) own.push(messageEvent(record(message), id));
  return own.every((one): one is Unchecked => number(one.n)) ? own : null;
}

/** An event that belongs to no entry; null if it has no number. */
export function looseEvent(value: unknown): Unchecked | null {
  const { n, ...event } = record(value);
  return number(n) ? { n, event } : null;
}

function messageEvent({ type, time, opcode, data, _at, _body, _n }: Json, id: string): { readonly n: unknown; readonly event: Json } {
  const at = _at ?? Number(time) * 1000;
  if (type === "error") return { n: _n, event: { kind: "ws-error", at, id, message: data } };
  const direction = type === "send" ? "sent" : "received";
  const body = _body ?? frameBody(direction, opcode === 2 ? 2 : 1, string(data) ? data : "");
  return { n: _n, event: { kind: "ws-frame", at, id, direction, opcode, body } };
}

/** The fields of an event that the entry has, in their order. */
function entryFields(entry: Json, kind: unknown): Json {
  const request = record(entry.request);
  const response = record(entry.response);
  const [sent, received] = [request, response].map(({ headers }) => joinedHeaders(pairs(headers)));
  switch (kind) {
    case "http-request": {
      const body = bodyIn(request._content) ?? bodyIn(request.postData);
      return { method: request.method, url: request.url, headers: sent, ...(body && { body }) };
    }
    case "http-response":
      return { status: response.status, statusText: response.statusText, headers: received };
    case "http-body":
      return { body: bodyIn(response.content) };
    case "ws-open":
      return { url: request.url };
    case "ws-handshake":
      return { status: response.status, requestHeaders: sent, responseHeaders: received };
    default:
      return {};
  }
}

function bodyIn(content: unknown): Body | undefined {
  const { text, encoding } = record(content);
  if (!string(text)) return undefined;
  return encoding === "base64" ? { base64: text } : { text };
}

/** What the entry does not have of its events. It has the fields of the first event of each kind. */
function ownFields(own: readonly Numbered[], id: string): object {
  const kinds = new Set<Kind>();
  const events = own.map(({ n, event }) => {
    const { id: _, ...rest } = event as WireEvent & { readonly id: string };
    const isFirst = !kinds.has(event.kind);
    kinds.add(event.kind);
    return { n, ...(isFirst ? withoutEntryFields(rest) : rest) };
  });
  return { id, events };
}

function withoutEntryFields(event: Omit<WireEvent, "id"> & { readonly body?: Body }): object {
  const { kind, at, method, url, headers, status, statusText, requestHeaders, responseHeaders, body, ...rest } = event as Json &
    typeof event;
  switch (kind) {
    case "http-request":
    case "http-response":
    case "http-body":
    case "ws-open":
    case "ws-handshake":
      return { kind, at, ...(body && "omitted" in body && { body }), ...rest };
    default:
      return event;
  }
}

function first<K extends Kind>(own: readonly Numbered[], kind: K): OfKind<K> | undefined {
  return own.find(({ event }) => event.kind === kind)?.event as OfKind<K> | undefined;
}

function entryHead(at: number, time: number, pageref: string | undefined): object {
  return { ...(pageref !== undefined && { pageref }), startedDateTime: new Date(Math.floor(at)).toISOString(), time };
}

function requestFields(url: string, headers: Headers): object {
  return {
    headers: listed(headers),
    queryString: URL.canParse(url) ? Array.from(new URL(url).searchParams, ([name, value]) => ({ name, value })) : [],
    cookies: cookiesIn(header(headers, "cookie")?.split(";")),
    headersSize: -1,
  };
}

/** HAR has no bytes in requests. They stand where HTTP Toolkit writes them, and as text as far as they are. */
function postedFields(body: Body | undefined, headers: Headers): object {
  if (!body) return { bodySize: 0 };
  const bodySize = sizeOf(body) ?? -1;
  if ("omitted" in body) return { bodySize };
  const postData = { mimeType: header(headers, "content-type") ?? "", text: textOf(body) };
  return { bodySize, postData, ...("base64" in body && { _content: { size: bodySize, encoding: "base64", text: body.base64 } }) };
}

function answerFields(
  answer: { readonly status: number; readonly statusText?: string; readonly protocol?: string } | undefined,
  headers: Headers,
  url: string,
): object {
  const {
    status = 0,
    statusText = status === 101 ? "Switching Protocols" : "",
    protocol = status === 101 ? "HTTP/1.1" : "",
  } = answer ?? {};
  return {
    ...{ status, statusText, httpVersion: protocol, headers: listed(headers) },
    cookies: cookiesIn(
      header(headers, "set-cookie")
        ?.split("\n")
        .map((cookie) => cookie.replace(/;.*/s, "")),
    ),
    ...{ redirectURL: redirectTarget(status, headers, url) ?? "", headersSize: -1, bodySize: -1 },
  };
}

function contentOf(body: Body | undefined, headers: Headers): object {
  const mimeType = header(headers, "content-type") ?? "x-unknown";
  if (!body) return { size: 0, mimeType };
  const size = sizeOf(body) ?? 0;
  if ("omitted" in body) return { size, mimeType, comment: body.omitted };
  return { size, mimeType, ...("text" in body ? { text: body.text } : { text: body.base64, encoding: "base64" }) };
}

function routeFields({ remoteAddress, connection, from }: HttpResponse): object {
  const [, ip, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(remoteAddress ?? "") ?? [];
  const [, cache] = /^(disk|memory|prefetch)-cache$/.exec(from ?? "") ?? [];
  return {
    ...(ip && { serverIPAddress: ip }),
    ...(port && { connection: port }),
    ...(connection !== undefined && { _connectionId: connection }),
    ...(cache && { _fromCache: cache }),
  };
}

/** By HAR, the sum without `ssl`, which is part of `connect`, and without what was not measured. */
function totalOf({ blocked = 0, dns = 0, connect = 0, send = 0, wait = 0, receive = 0 }: Timing): number {
  return [blocked, dns, connect, send, wait, receive].reduce((sum, duration) => sum + Math.max(0, duration), 0);
}

function listed(headers: Headers): { readonly name: string; readonly value: string }[] {
  return Object.entries(headers).flatMap(([name, values]) => values.split("\n").map((value) => ({ name, value })));
}

function cookiesIn(pairs: readonly string[] = []): object[] {
  return pairs.flatMap((pair) => {
    const [, name, value] = /^\s*([^=]+)=(.*?)\s*$/s.exec(pair) ?? [];
    return name === undefined ? [] : [{ name, value }];
  });
}

/** Undefined if it is not known. */
function sizeOf(body: Body): number | undefined {
  if ("omitted" in body) return body.bytes;
  return "text" in body ? utf8Length(body.text) : base64Size(body.base64);
}

/** Whether a reader makes the same body of a message's `data`. */
function isData({ direction, opcode, body }: WsFrame): boolean {
  if ("text" in body) return opcode === 1 || (body.text === "" && direction === "received");
  return "base64" in body && opcode === 2 && body.base64 !== "";
}

/** The text of a body; bytes that are none become U+FFFD. */
function textOf(body: Body): string {
  if ("text" in body) return body.text;
  return "base64" in body ? decoder.decode(bytesFromByteString(byteStringFromBase64(body.base64) ?? "")) : "";
}

function base64Of(body: Body): string {
  if ("base64" in body) return body.base64;
  return "text" in body ? btoa(byteString(encoder.encode(body.text))) : "";
}
