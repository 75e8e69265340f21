// Chrome's log of its network stack (`--log-net-log=FILE`, chrome://net-export) → wire events. The file names the numbers that its events have in
// `constants`, which stand first. Chrome writes it as it goes: one that was not ended well lacks its end.
//   URL_REQUEST      a request or websocket: headers, bytes of the answer (if all are captured), headers of websocket frames
//   HTTP_STREAM_JOB  finds a SOCKET for a request
//   SOCKET           a connection: TCP_CONNECT has both addresses, and SOCKET_ALIVE ends with it
// A request's body and a websocket's frames are among the bytes of its SOCKET, which the log has with `--net-log-capture-mode=Everything` alone.
// Otherwise their sizes are known. The bytes of HTTP/2 and of compressed frames are not read.

import { omitted } from "../cdp/body.ts";
import { type CloseFrame, closeFrameOf } from "../cdp/websockets.ts";
import type { Sentence } from "../messages/messages.ts";
import { byteString } from "../protocol/byte-string.ts";
import { byteStringFromBase64, bytesFromByteString } from "../protocol/encoding.ts";
import { engineUrl } from "../protocol/engine/url.ts";
import { NO_CLOSE_FRAME } from "../session/channel-end.ts";
import { bodyFromBytes } from "../wire/body.ts";
import type { Body, Direction, EpochMs, Headers, WireEvent, WireId } from "../wire/event.ts";
import { isRecord, number, string } from "../wire/shape.ts";
import type { FileEvents } from "./holes.ts";
import { jsonParts } from "./json-parts.ts";
import { type Addresses, addressesOf, headersOf, type Json, named } from "./netlog-params.ts";
import { FrameReader, type Message } from "./websocket-frames.ts";
import { joined } from "./zip.ts";

/** Whether a file that begins with `head` may be such a log. */
export function looksLikeNetLog(head: string): boolean {
  return /^\ufeff?\s*\{\s*"constants"\s*:\s*\{/.test(head);
}

type Phase = "begin" | "end" | "none";

interface Request {
  readonly id: WireId;
  readonly url: string;
  readonly isWebSocket: boolean;
  readonly redirectedFrom: WireId | undefined;
  readonly at: EpochMs;
  method: string;
  sent: Headers | null;
  sentBytes: number;
  emitted: boolean;
  answered: boolean;
  location: string | undefined;
  job: number | undefined;
  received: number;
  /** Null if the log does not have them. */
  pieces: Uint8Array[] | null;
  /** The fragments of a frame that is not whole, in each direction. */
  readonly fragments: Record<Direction, { opcode: 1 | 2; bytes: number }>;
  closedBy: { readonly direction: Direction; readonly how: CloseFrame; readonly at: EpochMs } | null;
}

/** A connection, as far as its bytes are in the log. */
interface Socket {
  /** The last bytes that were sent: the body of a request ends them. */
  sent: Uint8Array;
  readonly frames: Record<Direction, FrameReader>;
  /** The websocket that has it, and its source. */
  websocket: readonly [Request, source: number] | null;
}

/** Longer bodies of requests are left out. */
const MOST_SENT_BYTES = 10_000_000;
const EVENTS_A_STEP = 1024;
const ABORTED = -3;
/** The code of the close frame with which a browser leaves a page. By default, a log does not have it. */
const GOING_AWAY = 1001;
const AT_ONCE_MS = 100;

/** Reads a log in steps. Yields how much of the text is read, from 0 to 1. */
export function* netLogSteps(text: string): Generator<number, FileEvents> {
  const reading = new NetLogReading();
  let n = 0;
  for (const part of jsonParts(text, { objects: [], lists: ["events"] })) {
    if (n++ % EVENTS_A_STEP === 0) yield part.offset / text.length;
    if ("broken" in part) reading.lose(part.broken);
    else if (part.path === "constants" && isRecord(part.value)) reading.constants(part.value);
    else if (part.path === "events" && isRecord(part.value)) reading.take(part.value);
  }
  reading.end();
  const last = reading.events.reduce((latest, { at }) => Math.max(latest, at), 0);
  const events = reading.events.map((event) => (event.kind === "gap" ? { ...event, until: last } : event));
  return { events: events.sort((a, b) => a.at - b.at), ...reading.losses() };
}

class NetLogReading {
  readonly events: WireEvent[] = [];
  #types: ReadonlyMap<unknown, string> = new Map();
  #phases: ReadonlyMap<unknown, string> = new Map();
  #errors: ReadonlyMap<unknown, string> = new Map();
  #offset = Number.NaN;
  readonly #requests = new Map<number, Request>();
  /** Sockets by the jobs that found them, and their addresses. */
  readonly #sockets = new Map<number, number>();
  readonly #addresses = new Map<number, Addresses>();
  /** The websockets of sockets. */
  readonly #websockets = new Map<number, readonly [Request, source: number]>();
  /** Sockets whose bytes are in the log as they were before encryption. */
  readonly #inside = new Set<number>();
  readonly #used = new Set<number>();
  /** Those whose bytes are in the log. */
  readonly #open = new Map<number, Socket>();
  #ids = 0;
  #read = 0;
  #damaged = 0;
  #isCut = false;

  constants(constants: Json): void {
    this.#types = named(constants.logEventTypes);
    this.#phases = named(constants.logEventPhase);
    this.#errors = named(constants.netError);
    this.#offset = Number(constants.timeTickOffset);
  }

  lose(broken: "damaged" | "cut"): void {
    if (broken === "cut") this.#isCut = true;
    else this.#damaged++;
  }

  losses(): { problem: Sentence | null; remarks: readonly Sentence[] } {
    const remarks: Sentence[] = this.#damaged > 0 ? [["netLogDamaged", this.#damaged, this.#read]] : [];
    if (this.#isCut) remarks.push(["netLogCutOff", this.#read]);
    return { problem: this.#read === 0 ? ["netLogNoEvents"] : null, remarks };
  }

  take({ source, type, time, phase, params: given }: Json): void {
    const name = this.#types.get(type);
    const at = this.#offset + Number(time);
    if (name === undefined || !isRecord(source) || !number(source.id) || !Number.isFinite(at)) return;
    this.#read++;
    const params = isRecord(given) ? given : {};
    const step = this.#phases.get(phase);
    const bound = isRecord(params.source_dependency) ? params.source_dependency.id : undefined;
    if (name === "SOCKET_POOL_BOUND_TO_SOCKET" && number(bound)) this.#sockets.set(source.id, bound);
    else if (name === "TCP_CONNECT" && string(params.remote_address)) this.#addresses.set(source.id, addressesOf(params));
    else if (name === "SOCKET_ALIVE" && step === "PHASE_END") this.#lost(source.id, at);
    else if (/^(?:SSL_)?SOCKET_BYTES_/.test(name)) this.#socketBytes(source.id, name, params.bytes, at);
    else if (name === "URL_REQUEST_START_JOB" && string(params.url)) this.#begin(source.id, params.url, params, at);
    else {
      const request = this.#requests.get(source.id);
      if (request)
        this.#event(source.id, request, name, step === "PHASE_END" ? "end" : step === "PHASE_BEGIN" ? "begin" : "none", params, at);
    }
  }

  #begin(source: number, url: string, { method }: Json, at: EpochMs): void {
    const before = this.#requests.get(source);
    if (!before && !engineUrl(url)) return;
    // The same job goes on when the request was waiting for something, such as a password.
    if (before && before.location === undefined) return;
    this.#requests.set(source, {
      id: String(++this.#ids),
      url,
      isWebSocket: /^wss?:/i.test(url),
      redirectedFrom: before?.id,
      at,
      method: string(method) ? method : "GET",
      sent: null,
      sentBytes: 0,
      emitted: false,
      answered: false,
      location: undefined,
      job: undefined,
      received: 0,
      pieces: [],
      fragments: { sent: { opcode: 1, bytes: 0 }, received: { opcode: 1, bytes: 0 } },
      closedBy: null,
    });
  }

  #event(source: number, request: Request, name: string, phase: Phase, params: Json, at: EpochMs): void {
    const { id } = request;
    switch (name) {
      case "HTTP_STREAM_REQUEST_BOUND_TO_JOB":
        if (isRecord(params.source_dependency) && number(params.source_dependency.id)) request.job = params.source_dependency.id;
        break;
      case "HTTP_TRANSACTION_SEND_REQUEST_HEADERS":
      case "HTTP_TRANSACTION_HTTP2_SEND_REQUEST_HEADERS":
      case "HTTP_TRANSACTION_QUIC_SEND_REQUEST_HEADERS":
        request.sent = headersOf(params.headers);
        break;
      case "HTTP_TRANSACTION_SEND_REQUEST_BODY":
        if (number(params.length)) request.sentBytes = params.length;
        break;
      case "HTTP_TRANSACTION_READ_RESPONSE_HEADERS":
        this.#answer(source, request, params.headers, at);
        break;
      case "URL_REQUEST_REDIRECTED":
        if (!string(params.location)) break;
        request.location = params.location;
        this.#emit(request);
        this.events.push({ kind: "http-body", at, id, body: { omitted: "not-reported" } });
        break;
      case "URL_REQUEST_JOB_FILTERED_BYTES_READ":
        this.#bytes(request, params);
        break;
      case "REQUEST_ALIVE":
        if (phase === "end") this.#end(source, request, params.net_error, at);
        break;
      case "WEBSOCKET_SENT_FRAME_HEADER":
        this.#frame(source, request, "sent", params, at);
        break;
      case "WEBSOCKET_RECV_FRAME_HEADER":
        this.#frame(source, request, "received", params, at);
        break;
    }
  }

  /** The request, as soon as what it sent is known. */
  #emit(request: Request): void {
    if (request.emitted) return;
    request.emitted = true;
    const { id, at, url, method, sent, sentBytes, redirectedFrom, isWebSocket } = request;
    if (isWebSocket) this.events.push({ kind: "ws-open", at, id, url });
    else
      this.events.push({
        kind: "http-request",
        at,
        id,
        method,
        url,
        headers: sent ?? {},
        ...(sentBytes > 0 && { body: this.#sentBody(request) }),
        part: method === "OPTIONS" ? "preflight" : "engine",
        ...(redirectedFrom !== undefined && { redirectedFrom }),
      });
  }

  #socketOf({ job }: Request): number | undefined {
    return job === undefined ? undefined : this.#sockets.get(job);
  }

  /** By HTTP/1.1 nothing is sent between a request and its answer. */
  #sentBody(request: Request): Body {
    const { sentBytes } = request;
    const sent = this.#open.get(this.#socketOf(request) ?? -1)?.sent;
    const isPlain = request.sent !== null && !Object.keys(request.sent).some((name) => name.startsWith(":"));
    return sent && isPlain && sent.length > sentBytes ? bodyFromBytes(sent.subarray(-sentBytes)) : omitted("not-in-file", sentBytes);
  }

  #socketBytes(id: number, name: string, base64: unknown, at: EpochMs): void {
    const text = string(base64) ? byteStringFromBase64(base64) : undefined;
    if (text === undefined) return;
    const bytes = bytesFromByteString(text);
    // What is encrypted is in the log twice: as it passed, and inside.
    if (name.startsWith("SSL_") && !this.#inside.has(id)) {
      this.#inside.add(id);
      this.#open.delete(id);
    } else if (!name.startsWith("SSL_") && this.#inside.has(id)) return;
    const socket = this.#open.get(id) ?? {
      sent: new Uint8Array(),
      frames: { sent: new FrameReader(), received: new FrameReader() },
      websocket: null,
    };
    this.#open.set(id, socket);
    const direction = name.endsWith("SENT") ? "sent" : "received";
    if (socket.websocket) {
      const [request, source] = socket.websocket;
      for (const message of socket.frames[direction].take(bytes)) this.#message(source, request, direction, message, at);
    } else if (direction === "sent") socket.sent = joined([socket.sent, bytes]).slice(-MOST_SENT_BYTES);
  }

  #message(source: number, request: Request, direction: Direction, { opcode, payload, isCompressed }: Message, at: EpochMs): void {
    if (opcode === 8) return this.#closeFrame(source, request, direction, closeFrameOf(byteString(payload)), at);
    if (opcode !== 1 && opcode !== 2) return;
    const body = isCompressed ? omitted("not-in-file", payload.length) : bodyFromBytes(payload);
    this.events.push({ kind: "ws-frame", at, id: request.id, direction, opcode, body: opcode === 2 ? asBytes(body, payload) : body });
  }

  #answer(source: number, request: Request, lines: unknown, at: EpochMs): void {
    const { id, isWebSocket, sent } = request;
    const [first = ""] = Array.isArray(lines) && string(lines[0]) ? [lines[0]] : [];
    const [, protocol = "", status = "0", statusText = ""] = /^(HTTP\/[\d.]+) (\d{3}) ?(.*)$/.exec(first) ?? [];
    const headers = headersOf(lines);
    request.answered = true;
    this.#emit(request);
    if (isWebSocket) {
      this.events.push({ kind: "ws-handshake", at, id, status: Number(status), requestHeaders: sent ?? {}, responseHeaders: headers });
      const found = this.#socketOf(request) ?? -1;
      this.#websockets.set(found, [request, source]);
      const socket = this.#open.get(found);
      if (socket) socket.websocket = [request, source];
      // What its frames say is not known: a judgement that needs it is left out.
      else if (status === "101") this.events.push({ kind: "gap", at, until: at, reason: "no-messages" });
      return;
    }
    const socket = this.#socketOf(request);
    this.events.push({
      kind: "http-response",
      at,
      id,
      status: Number(status),
      statusText,
      headers,
      ...(socket !== undefined && { connection: String(socket), reused: this.#used.has(socket) }),
      protocol: protocol.toLowerCase(),
      ...(socket !== undefined && this.#addresses.get(socket)),
    });
    if (socket !== undefined) this.#used.add(socket);
  }

  #bytes(request: Request, { byte_count: count, bytes }: Json): void {
    if (!number(count)) return;
    request.received += count;
    const piece = string(bytes) ? byteStringFromBase64(bytes) : undefined;
    if (piece !== undefined) request.pieces?.push(bytesFromByteString(piece));
    else if (count > 0) request.pieces = null;
  }

  #end(source: number, request: Request, error: unknown, at: EpochMs): void {
    const { id, isWebSocket, answered, received, pieces } = request;
    this.#emit(request);
    const failed = number(error) && error < 0;
    const reason = failed ? `net::${this.#errors.get(error) ?? error}` : "";
    // The request of a websocket ends when the websocket begins.
    if (isWebSocket && answered) return;
    this.#requests.delete(source);
    if (isWebSocket) {
      this.events.push({ kind: "ws-error", at, id, message: reason }, { kind: "ws-close", at, id, cause: "reported" });
    } else if (failed) this.events.push({ kind: "http-failed", at, id, reason, canceled: error === ABORTED });
    else {
      const body: Body = pieces ? bodyFromBytes(joined(pieces)) : omitted("not-in-file", received);
      this.events.push({ kind: "http-body", at, id, body });
    }
  }

  /** The websocket is closed when both sides have sent a close frame. The code of the first is the reason. */
  #closeFrame(source: number, request: Request, direction: Direction, how: CloseFrame, at: EpochMs): void {
    const { id, closedBy } = request;
    if (closedBy === null) {
      request.closedBy = { direction, how, at };
    } else if (closedBy.direction !== direction) {
      this.#closing(request);
      this.events.push({ kind: "ws-close", at, id, ...closedBy.how, clean: true, cause: "reported" });
      this.#requests.delete(source);
    }
  }

  /** A connection is over. A websocket that was not closed was lost, and its page gets the code 1006; or the browser has left its page. */
  #lost(socket: number, at: EpochMs): void {
    const [request, source = -1] = this.#websockets.get(socket) ?? [];
    this.#websockets.delete(socket);
    if (!request || this.#requests.get(source) !== request) return;
    this.#requests.delete(source);
    const { id, closedBy } = request;
    // A browser that leaves a page does not wait for the close frame of the server, as it does when the page calls close().
    const { code = at - (closedBy?.at ?? at) < AT_ONCE_MS ? GOING_AWAY : undefined } = closedBy?.how ?? {};
    if (closedBy?.direction === "sent" && code === GOING_AWAY) {
      this.events.push({ kind: "ws-close", at, id, code, clean: false, cause: "navigation" });
    } else {
      this.#closing(request);
      this.events.push({ kind: "ws-close", at, id, code: NO_CLOSE_FRAME, clean: false, cause: "reported" });
    }
  }

  /** If the page has called close(). */
  #closing({ id, closedBy }: Request): void {
    if (closedBy?.direction === "sent") this.events.push({ kind: "ws-closing", at: closedBy.at, id, ...closedBy.how });
  }

  /** After the last event. */
  end(): void {
    for (const request of this.#requests.values()) this.#closing(request);
  }

  #frame(source: number, request: Request, direction: Direction, params: Json, at: EpochMs): void {
    const { id, fragments } = request;
    const { opcode, final, payload_length: length } = params;
    // Then its bytes have it.
    if (this.#open.get(this.#socketOf(request) ?? -1)?.websocket) return;
    if (!number(length) || !number(opcode)) return;
    if (opcode === 8) return this.#closeFrame(source, request, direction, {}, at);
    if (opcode > 2) return;
    const whole = fragments[direction];
    if (opcode !== 0) whole.opcode = opcode === 2 ? 2 : 1;
    whole.bytes += length;
    if (final === false) return;
    this.events.push({ kind: "ws-frame", at, id, direction, opcode: whole.opcode, body: omitted("not-in-file", whole.bytes) });
    whole.bytes = 0;
  }
}

/** Text is the shortest way to write UTF-8, but the page gets bytes. */
function asBytes(body: Body, payload: Uint8Array): Body {
  return "text" in body && payload.length > 0 ? { base64: btoa(byteString(payload)) } : body;
}
