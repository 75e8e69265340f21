// An entry in full: read from its lines in the log and decoded, when a row is drawn or opened and in the command line.

import { decodeFrame } from "../protocol/engine/frame.ts";
import { decodePart, splitPayload } from "../protocol/engine/payload.ts";
import type { EnginePacket, PayloadPart, SocketPacket } from "../protocol/packet.ts";
import { attach } from "../protocol/socket/attachments.ts";
import { decodeSocket } from "../protocol/socket/text.ts";
import type {
  Body,
  Direction,
  EpochMs,
  HttpBody,
  HttpFailed,
  HttpRequest,
  HttpResponse,
  WireEvent,
  WsHandshake,
  WsOpen,
} from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { isQuestion } from "./conversation.ts";
import { ENTRY, FLAG, NONE } from "./entries.ts";
import { type Channel, type Connection, type Exchange, type Link, payloadForm, type Session } from "./model.ts";
import type { Store } from "./store.ts";

/** One packet, both layers. */
export interface DecodedPacket {
  readonly engine: EnginePacket;
  /** With its attachments put back, as far as they came. Null for bare Engine.IO and for an attachment. */
  readonly socket: SocketPacket | null;
  /** What stood on the wire for this packet alone: its text, or its bytes. */
  readonly raw: Body;
}

/** A request with what came back: read from the log. */
export interface HttpDetails {
  readonly request: HttpRequest;
  readonly response: HttpResponse | null;
  readonly end: HttpBody | HttpFailed | null;
}

/** A question, its answer, and the milliseconds between them; null while there is none. */
export interface PairDetails {
  readonly question: number;
  readonly answer: number | null;
  readonly latency: number | null;
}

interface DetailsBase {
  readonly entry: number;
  readonly at: EpochMs;
  readonly session: Session | null;
  readonly connection: Connection | null;
}

export interface PacketDetails extends DetailsBase, DecodedPacket {
  readonly kind: "packet";
  readonly link: Link;
  readonly direction: Direction;
  readonly attachment: boolean;
  /** Of a packet that asks for an ack or is one. */
  readonly ack: PairDetails | null;
  /** Of a ping or pong. */
  readonly heartbeat: PairDetails | null;
  /** Of a packet that came or went by polling. */
  readonly http: HttpDetails | null;
  /** RFC 6455 opcode of the frame that carried it, by websocket. */
  readonly opcode: 1 | 2 | null;
}

interface ExchangeDetails extends DetailsBase {
  readonly kind: "http";
  readonly exchange: Exchange;
  readonly http: HttpDetails;
}

export interface ChannelDetails extends DetailsBase {
  readonly kind: "websocket";
  readonly channel: Channel;
  readonly open: WsOpen | null;
  readonly handshake: WsHandshake | null;
  /** The event of the entry itself: an error, a close. */
  readonly event: WireEvent;
}

interface MarkDetails extends DetailsBase {
  readonly kind: "mark";
  readonly event: WireEvent;
}

export type Details = PacketDetails | ExchangeDetails | ChannelDetails | MarkDetails;

/** Reads entries of one store. It keeps the last body it took apart, as a body's packets are mostly read one after the other. */
export class Reader {
  readonly #store: Store;
  #line: LineRef = -1;
  #event: WireEvent | null = null;
  #parts: readonly PayloadPart[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** The event of an entry's line. */
  event(entry: number): WireEvent {
    const line = this.#store.entries.line(entry);
    if (line !== this.#line || !this.#event) {
      this.#event = this.#store.read(line);
      this.#line = line;
      this.#parts = [];
    }
    return this.#event;
  }

  /** `entry` must be a packet. */
  packet(entry: number): DecodedPacket {
    const { entries } = this.#store;
    const { engine, raw } = this.#engine(entry);
    if (engine.type !== "message" || entries.flags(entry) & FLAG.attachment || typeof engine.data !== "string") {
      return { engine, socket: null, raw };
    }
    const socket = decodeSocket(engine.data) ?? null;
    if (!socket || socket.attachments === 0) return { engine, socket, raw };
    return {
      engine,
      socket: attach(
        socket,
        this.#store.attachments(entry).map((a) => this.#bytes(a)),
      ),
      raw,
    };
  }

  details(entry: number): Details {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const base = { entry, at: entries.at(entry), session: link?.session ?? null, connection: link?.connection ?? null };
    if (!link) return { ...base, kind: "mark", event: this.event(entry) };
    if (entries.kind(entry) === ENTRY.packet) {
      const pair = this.#pair(entry);
      const packet = this.packet(entry);
      const event = this.event(entry);
      return {
        ...base,
        ...packet,
        kind: "packet",
        link,
        direction: entries.flags(entry) & FLAG.sent ? "sent" : "received",
        attachment: (entries.flags(entry) & FLAG.attachment) !== 0,
        ack: packet.socket?.id === undefined ? null : pair,
        heartbeat: entries.isHeartbeat(entry) ? pair : null,
        http: link.kind === "http" ? this.#http(link) : null,
        opcode: event.kind === "ws-frame" ? event.opcode : null,
      };
    }
    if (link.kind === "http") return { ...base, kind: "http", exchange: link, http: this.#http(link) };
    return {
      ...base,
      kind: "websocket",
      channel: link,
      open: this.#read(link.openLine, "ws-open"),
      handshake: this.#read(link.handshakeLine, "ws-handshake"),
      event: this.event(entry),
    };
  }

  #http(exchange: Exchange): HttpDetails {
    const request = this.#store.read(exchange.requestLine);
    if (request.kind !== "http-request") throw new Error(`line ${exchange.requestLine} is no request`);
    return {
      request,
      response: this.#read(exchange.responseLine, "http-response"),
      end: this.#read(exchange.endLine, "http-body", "http-failed"),
    };
  }

  #read<K extends WireEvent["kind"]>(line: LineRef | null, ...kinds: readonly K[]): Extract<WireEvent, { kind: K }> | null {
    const event = line === null ? null : this.#store.read(line);
    return event && (kinds as readonly string[]).includes(event.kind) ? (event as Extract<WireEvent, { kind: K }>) : null;
  }

  #pair(entry: number): PairDetails | null {
    const { entries } = this.#store;
    const peer = entries.peer(entry);
    if (entries.flags(entry) & FLAG.attachment) return null;
    if (peer === NONE) return { question: entry, answer: null, latency: null };
    const [question, answer] = isQuestion(entries, entry) ? [entry, peer] : [peer, entry];
    return { question, answer, latency: entries.at(answer) - entries.at(question) };
  }

  #bytes(entry: number): Uint8Array | undefined {
    const { engine } = this.#engine(entry);
    return engine.data instanceof Uint8Array ? engine.data : undefined;
  }

  #engine(entry: number): { engine: EnginePacket; raw: Body } {
    const event = this.event(entry);
    const form = payloadForm(this.#store.link(entry)?.session ?? null);
    if (event.kind === "ws-frame")
      return { engine: decodeFrame(event.body, event.opcode, form.revision, this.#store.entries.size(entry)), raw: event.body };
    const body = event.kind === "http-request" || event.kind === "http-body" ? event.body : undefined;
    if (!body || "omitted" in body) {
      const reason = `not recorded: ${body?.omitted ?? "no body"}`;
      return { engine: { type: "invalid", bytes: body?.bytes ?? 0, reason }, raw: body ?? { text: "" } };
    }
    if (this.#parts.length === 0) this.#parts = splitPayload(body, form);
    const part = this.#parts[this.#store.entries.part(entry)];
    // What the session shows later (its revision, how it encodes text) may cut an early body otherwise.
    if (!part) return { engine: { type: "invalid", bytes: 0, reason: "this place of the body holds no packet any more" }, raw: body };
    const own = part.source.slice(part.from, part.to);
    return { engine: decodePart(part, form.revision), raw: part.kind === "text" ? { text: own } : { base64: btoa(own) } };
  }
}
