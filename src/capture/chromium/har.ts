// Entries of Chromium's own log of requests → wire events. They are HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/#entries) with
// fields of Chromium's own, which begin with an underscore. An entry names no frame: its page is found by the address that it refers to.

import { omitted } from "../../cdp/body.ts";
import { engineUrl } from "../../protocol/engine/url.ts";
import type {
  Body,
  EpochMs,
  Headers,
  HttpBody,
  HttpFailed,
  HttpRequest,
  HttpResponse,
  Part,
  Timing,
  WireEvent,
  WireId,
  WsFrame,
  WsHandshake,
} from "../../wire/event.ts";
import { type Checked, list, number, object, string } from "../../wire/shape.ts";

const headers = list(object({ name: string, value: string }));
const socketMessage = object({ type: string, time: number, opcode: number, data: string });
/** What is read of an entry. */
const harEntry = object(
  {
    startedDateTime: string,
    time: number,
    request: object({ method: string, url: string, headers }, { postData: object({}, { text: string }) }),
    response: object({ status: number, statusText: string, httpVersion: string, headers, content: object({ size: number }) }),
    timings: object({}, { blocked: number, dns: number, connect: number, ssl: number, send: number, wait: number, receive: number }),
  },
  { _resourceType: string, _connectionId: string, _webSocketMessages: list(socketMessage) },
);
export type HarEntry = Checked<typeof harEntry>;
type SocketMessage = Checked<typeof socketMessage>;

/** An entry of the log; undefined for what is none, as Chromium makes of a websocket that it did not try to open. */
export function entryOf(value: unknown): HarEntry | undefined {
  return harEntry(value) && value.request.method !== "" ? value : undefined;
}

/** The log has requests under way as well. */
export function isOver({ response, time, _webSocketMessages }: HarEntry): boolean {
  return response.status !== 0 || time > 0 || _webSocketMessages !== undefined;
}

/** What `getContent` gives; null: nothing. */
export interface Content {
  readonly text: string | null;
  readonly encoding: string;
}

/** What a request is to us, if anything. */
export function partOf({ request: { method, url }, _resourceType: type }: HarEntry): Part | undefined {
  if (engineUrl(url)) return method === "OPTIONS" ? "preflight" : "engine";
  if (!/^(?:https?|file):/i.test(url)) return undefined;
  return type === "document" ? "page" : type === "script" ? "script" : undefined;
}

/** To the millisecond. */
export function startOf(entry: HarEntry): EpochMs {
  return Date.parse(entry.startedDateTime);
}

/** The exchange of an entry that is no websocket. `content` is that of an Engine.IO request. */
export function exchangeEvents(
  entry: HarEntry,
  part: Part,
  content: Content | null,
  id: WireId,
): readonly [HttpRequest, ...(HttpResponse | HttpBody | HttpFailed)[]] {
  const { request, response, timings, time, _connectionId: connection } = entry;
  const started = startOf(entry);
  const ended = started + Math.max(0, time);
  const sent: HttpRequest = {
    kind: "http-request",
    at: started,
    id,
    method: request.method,
    url: request.url,
    headers: headersOf(request.headers),
    ...postedBody(request),
    part,
  };
  // Of one that failed, or was given up.
  if (response.status === 0) {
    const reason = errorOf(response);
    return [sent, { kind: "http-failed", at: ended, id, reason, canceled: reason === ABORTED }];
  }
  const answered: HttpResponse = {
    kind: "http-response",
    at: Math.max(started, ended - Math.max(0, timings.receive ?? 0)),
    id,
    status: response.status,
    statusText: response.statusText,
    headers: headersOf(response.headers),
    ...(connection !== undefined && { connection }),
    // Without a connection of its own to open, it took one that was there.
    ...(connection !== undefined && { reused: (timings.connect ?? -1) < 0 }),
    protocol: response.httpVersion.toLowerCase(),
  };
  return [
    sent,
    answered,
    { kind: "http-body", at: ended, id, body: part === "engine" ? bodyOf(entry, content) : unread(entry, part), timing: timingOf(timings) },
  ];
}

/**
 * A websocket as far as the log has it. When the server accepted it is not told: before the first
 * message. It is closed when `ended`.
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
    requestHeaders: headersOf(request.headers),
    responseHeaders: headersOf(response.headers),
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
  const body = opcode === 1 ? { text: data } : { base64: data };
  return { kind: "ws-frame", at: time * 1000, id, direction: type === "send" ? "sent" : "received", opcode, body };
}

function headersOf(list: HarEntry["request"]["headers"]): Headers {
  const joined: Record<string, string> = {};
  for (const { name, value } of list) joined[name] = Object.hasOwn(joined, name) ? `${joined[name]}\n${value}` : value;
  return joined;
}

/** Chromium's word for a request that its page gave up. */
const ABORTED = "net::ERR_ABORTED";

function errorOf(response: HarEntry["response"] & { readonly _error?: unknown }): string {
  return string(response._error) && response._error !== "" ? response._error : ABORTED;
}

/** Bytes are given as if they were UTF-8: what they were is lost where they were not. */
function postedBody({ postData, headers }: HarEntry["request"]): { readonly body?: Body } {
  if (postData?.text === undefined) return {};
  const isBinary = headers.some(({ name, value }) => /^content-type$/i.test(name) && /octet-stream/i.test(value));
  return { body: isBinary && postData.text.includes("\uFFFD") ? { omitted: "not-reported" } : { text: postData.text } };
}

function unread({ response: { content } }: HarEntry, part: Part): Body {
  return omitted(part === "preflight" ? "not-reported" : "not-asked", content.size);
}

export function bodyOf({ response: { content } }: HarEntry, given: Content | null): Body {
  if (given?.text == null) return content.size > 0 ? omitted("evicted", content.size) : { text: "" };
  return given.encoding === "base64" ? { base64: given.text } : { text: given.text };
}

function timingOf(timings: HarEntry["timings"]): Timing {
  const measured: { -readonly [K in keyof Timing]: number } = {};
  for (const key of ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"] as const) {
    const value = timings[key];
    if (value !== undefined && value >= 0) measured[key] = Math.round(value * 1000) / 1000;
  }
  return measured;
}
