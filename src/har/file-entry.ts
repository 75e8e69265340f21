// An entry of a HAR file as a program wrote it → the entry that is read, with the bodies that the file has. Programs leave fields out, write null
// for them, and have fields of their own:
//   Chromium     `_resourceType`, `_connectionId`, `_initiator`, `_webSocketMessages` with seconds; bytes of a request as UTF-8, which loses them
//   Firefox      no resource types, no messages; bodies of more than its limit are cut, without a word
//   Playwright   `_webSocketMessages` with milliseconds; status -1 without an answer; bodies and messages in files beside it (`_file`)
//   mitmproxy    the times of two clocks added up; bytes as text, a character for each
//   HTTP Toolkit `_webSocketClose`; bytes of a request in `_content`

import { omitted } from "../cdp/body.ts";
import { bytesFromByteString } from "../protocol/encoding.ts";
import { engineUrl, openedUrl } from "../protocol/engine/url.ts";
import { bodyFromBytes } from "../wire/body.ts";
import type { Body, EpochMs, WsClose } from "../wire/event.ts";
import { header, joinedHeaders } from "../wire/headers.ts";
import { isRecord, number, parsed, string } from "../wire/shape.ts";
import type { HarEntry } from "./entries.ts";

export type Json = Readonly<Record<string, unknown>>;

/** The bytes of a file that a HAR names, if it is at hand. */
export type FileBytes = (name: string) => Uint8Array | undefined;

export interface FileEntry {
  readonly entry: HarEntry;
  readonly isWebSocket: boolean;
  /** The body of the response. */
  readonly body: Body;
  readonly posted: Body | undefined;
  readonly pageref: string | undefined;
  /** `url:line:column` of the call that opened the websocket. */
  readonly initiator: string | undefined;
  /** The words of the program for what went wrong. */
  readonly error: string | undefined;
  readonly close: (Pick<WsClose, "code" | "reason"> & { readonly at: EpochMs | undefined }) | undefined;
}

/** Firefox keeps so much of a body, unless `devtools.netmonitor.responseBodyLimit` is set. */
const FIREFOX_BODY_BYTES = 1 << 20;
/** Seconds since 1970 are less, milliseconds more: until the year 5138, and from 1973 on. */
const LEAST_MS = 1e11;

/** Undefined for what is no entry. */
export function fileEntry(value: unknown, creator: string, files: FileBytes): FileEntry | undefined {
  if (!isRecord(value) || !isRecord(value.request)) return undefined;
  const { request } = value;
  const response = record(value.response);
  const startedAt = string(value.startedDateTime) ? Date.parse(value.startedDateTime) : Number.NaN;
  if (!Number.isFinite(startedAt) || !string(request.method) || request.method === "" || !string(request.url)) return undefined;
  const content = record(response.content);
  const sent = pairs(request.headers);
  const answered = pairs(response.headers);
  const status = number(response.status) && response.status > 0 ? response.status : 0;
  const isWebSocket = value._resourceType === "websocket" || /^wss?:/i.test(request.url) || (status === 101 && isUpgrade(answered));
  const error = [response._error, response._failureText].find((words): words is string => string(words) && words !== "");
  const size = number(content.size) && content.size > 0 ? content.size : 0;
  const port = text(value.connection) ?? (number(value._serverPort) ? String(value._serverPort) : undefined);
  const ip = text(value.serverIPAddress);
  const entry: HarEntry = {
    // Playwright can be told to leave all times out, and then has -1.
    startedDateTime: new Date(startedAt).toISOString(),
    time: number(value.time) ? value.time : -1,
    request: {
      method: request.method,
      url: isWebSocket ? request.url.replace(/^http/i, "ws") : request.url,
      headers: sent,
      postData: { text: text(record(request.postData).text) },
    },
    response: {
      status,
      statusText: text(response.statusText) ?? "",
      httpVersion: text(response.httpVersion) ?? "",
      headers: redirected(answered, text(response.redirectURL)),
      content: { size },
      ...(error !== undefined && { _error: error }),
      ...(response._fetchedViaServiceWorker === true && { _fetchedViaServiceWorker: true }),
      _serviceWorkerResponseSource: text(response._serviceWorkerResponseSource),
    },
    timings: durations(record(value.timings)),
    serverIPAddress: ip?.includes(":") && !ip.startsWith("[") ? `[${ip}]` : ip,
    // Other programs number their connections here.
    ...(isServersPort(request.url, port) ? { connection: port } : {}),
    _connectionId: text(value._connectionId) || (isServersPort(request.url, port) ? undefined : port),
    _resourceType: text(value._resourceType),
    _fromCache: text(value._fromCache),
    _webSocketMessages: isWebSocket ? messagesOf(value, content, startedAt, files) : undefined,
  };
  return {
    entry,
    isWebSocket,
    body: bodyOf(content, { status, size, creator, mimeType: mimeOf(answered, content) }, files),
    posted: postedOf(request, mimeOf(sent, record(request.postData)), creator, files),
    pageref: text(value.pageref),
    initiator: isWebSocket ? initiatorOf(value._initiator) : undefined,
    error,
    close: closeOf(value._webSocketClose),
  };
}

/** Whether its URL or its first message shows that it is Engine.IO. */
export function isEngineSocket({ entry: { request, _webSocketMessages: messages } }: FileEntry): boolean {
  const first = messages?.find(({ opcode }) => opcode === 1 || opcode === 2);
  return (
    engineUrl(request.url) !== undefined ||
    (first?.type === "receive" && first.opcode === 1 && openedUrl(request.url, first.data) !== undefined)
  );
}

function attachedTo({ _file: name }: Json, files: FileBytes): Uint8Array | undefined {
  return string(name) ? files(name) : undefined;
}

export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return string(value) ? value : undefined;
}

export function pairs(list: unknown): HarEntry["request"]["headers"] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((pair) =>
    isRecord(pair) && string(pair.name) && string(pair.value) ? [{ name: pair.name, value: pair.value }] : [],
  );
}

function isUpgrade(headers: HarEntry["request"]["headers"]): boolean {
  return /websocket/i.test(header(joinedHeaders(headers), "upgrade") ?? "");
}

/** A file without headers may still have the target of a redirect. */
function redirected(headers: HarEntry["request"]["headers"], target: string | undefined): HarEntry["request"]["headers"] {
  return target && header(joinedHeaders(headers), "location") === undefined ? [...headers, { name: "location", value: target }] : headers;
}

function durations(timings: Json): HarEntry["timings"] {
  const measured: Record<string, number> = {};
  for (const key of ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"]) {
    const duration = timings[key];
    if (number(duration)) measured[key] = duration;
  }
  return measured;
}

function isServersPort(url: string, port: string | undefined): boolean {
  if (port === undefined || !URL.canParse(url)) return false;
  const { port: own, protocol } = new URL(url);
  return port === (own || (/^(?:https|wss):$/.test(protocol) ? "443" : "80"));
}

function mimeOf(headers: HarEntry["request"]["headers"], { mimeType }: Json): string {
  return header(joinedHeaders(headers), "content-type") ?? text(mimeType) ?? "";
}

function bodyOf(
  content: Json,
  {
    status,
    size,
    creator,
    mimeType,
  }: { readonly status: number; readonly size: number; readonly creator: string; readonly mimeType: string },
  files: FileBytes,
): Body {
  const given = text(content.text);
  const attached = attachedTo(content, files);
  if (attached) return bodyFromBytes(attached);
  if (given === undefined) {
    if (size === 0 && content._file === undefined && !string(content.comment)) return status === 0 ? omitted("failed", 0) : { text: "" };
    return omitted(/limit|large|truncat/i.test(text(content.comment) ?? "") ? "too-large" : "not-in-file", size);
  }
  if (content.encoding === "base64") return { base64: given };
  // Firefox cuts what is longer.
  if (creator === "Firefox" && size >= FIREFOX_BODY_BYTES && given.length < size && new TextEncoder().encode(given).length < size)
    return omitted("too-large", size);
  return bytesOr(given, mimeType, creator);
}

function postedOf(request: Json, mimeType: string, creator: string, files: FileBytes): Body | undefined {
  const own = record(request._content);
  if (string(own.text)) return own.encoding === "base64" ? { base64: own.text } : { text: own.text };
  const size = number(request.bodySize) && request.bodySize > 0 ? request.bodySize : 0;
  const status = text(request._requestBodyStatus);
  if (status !== undefined) return omitted(/too-large/.test(status) ? "too-large" : "not-in-file", size);
  const postData = record(request.postData);
  if (string(postData.comment) && postData.comment !== "") return omitted("not-in-file", size);
  const given = text(postData.text) ?? "";
  const attached = given === "" ? attachedTo(postData, files) : undefined;
  if (attached) return bodyFromBytes(attached);
  const params = pairs(postData.params);
  // By HAR, a form has either.
  if (given === "" && params.length > 0) return { text: formOf(params) };
  if (given === "" && (size > 0 || string(postData._file))) return omitted("not-in-file", size);
  return given === "" ? undefined : bytesOr(given, mimeType, creator, true);
}

function formOf(params: HarEntry["request"]["headers"]): string {
  const form = new URLSearchParams();
  for (const { name, value } of params) form.append(name, value);
  return form.toString();
}

/** mitmproxy writes bytes that it cannot read as text, a character for each. Chromium's bytes of requests are lost. */
function bytesOr(given: string, mimeType: string, creator: string, isRequest = false): Body {
  const isBytes = /octet-stream/i.test(mimeType) && /[^\0-\x7f]/.test(given);
  const bytes = isBytes && /mitmproxy/i.test(creator) ? bytesFromByteString(given) : undefined;
  if (bytes) return bodyFromBytes(bytes);
  return isRequest && isBytes && given.includes("\ufffd") ? omitted("not-reported", 0) : { text: given };
}

function messagesOf(value: Json, content: Json, startedAt: EpochMs, files: FileBytes): HarEntry["_webSocketMessages"] {
  const attached = attachedTo(content, files);
  const lines = attached && new TextDecoder().decode(attached).split("\n");
  const list = Array.isArray(value._webSocketMessages) ? value._webSocketMessages : lines?.map((line) => parsed(line));
  return list?.flatMap((message) => {
    if (!isRecord(message) || !string(message.type) || !string(message.data)) return [];
    const at = number(message.time) && message.time > 0 ? message.time : startedAt;
    const opcode = number(message.opcode) ? message.opcode : 1;
    return [{ type: message.type, time: at >= LEAST_MS ? at / 1000 : at, opcode, data: message.data }];
  });
}

function initiatorOf(initiator: unknown): string | undefined {
  const frames = record(record(initiator).stack).callFrames;
  const call = Array.isArray(frames) ? frames.find((frame) => isRecord(frame) && string(frame.url) && frame.url !== "") : undefined;
  return isRecord(call) && number(call.lineNumber) && number(call.columnNumber)
    ? `${call.url}:${call.lineNumber + 1}:${call.columnNumber + 1}`
    : undefined;
}

function closeOf(close: unknown): FileEntry["close"] {
  if (close === "aborted") return { code: 1006, at: undefined };
  if (!isRecord(close)) return undefined;
  const { code, reason, timestamp } = close;
  return {
    at: number(timestamp) ? timestamp * 1000 : undefined,
    ...(number(code) && { code }),
    ...(string(reason) && reason !== "" && { reason }),
  };
}
