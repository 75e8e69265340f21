// Decodes one entry in full from its lines in the log: for a row that is drawn or opened, and for the command line.

import { decodeFrame } from "../protocol/engine/frame.ts";
import { decodePart, splitPayload } from "../protocol/engine/payload.ts";
import { decodeLegacySocket } from "../protocol/legacy.ts";
import {
  ENGINE_TYPES,
  type EnginePacket,
  NO_SOCKET,
  type PayloadPart,
  SOCKET_INVALID,
  SOCKET_TYPES,
  type SocketPacket,
} from "../protocol/packet.ts";
import { attach } from "../protocol/socket/attachments.ts";
import { decodeParsed } from "../protocol/socket/parsers.ts";
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
  WsClose,
  WsError,
  WsHandshake,
  WsOpen,
} from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import { ENTRY, type EntryKind, FLAG, NONE } from "./entries.ts";
import {
  type Channel,
  type Connection,
  type Cut,
  type Exchange,
  isOnlyAsked,
  type Link,
  payloadForm,
  revisionOf,
  type Session,
} from "./model.ts";
import type { Store } from "./store.ts";

/** One packet, both layers. If its content is not there, `raw` says why, and the layers have what the columns tell. */
export interface DecodedPacket {
  readonly engine: EnginePacket;
  /** With the attachments that came put back. Null for bare Engine.IO and for an attachment. */
  readonly socket: SocketPacket | null;
  /** The packet's own text or bytes on the wire. */
  readonly raw: Body;
}

/** The events of an exchange. */
interface HttpLines {
  readonly request: HttpRequest;
  readonly response: HttpResponse | null;
  readonly end: HttpBody | HttpFailed | null;
}

export interface HttpDetails extends HttpLines {
  /** Null when the browser sent none. */
  readonly preflight: HttpLines | null;
}

/** A question, its answer, and the milliseconds between them; null while there is none. */
export interface PairDetails {
  readonly question: number;
  readonly answer: number | null;
  readonly latency: number | null;
}

interface DetailsBase {
  readonly entry: number;
  /** Something of it is on disk, and comes back. */
  readonly away: boolean;
  readonly at: EpochMs;
  readonly session: Session | null;
  readonly connection: Connection | null;
}

export interface PacketDetails extends DetailsBase, DecodedPacket {
  readonly kind: "packet";
  readonly link: Link;
  readonly direction: Direction;
  readonly attachment: boolean;
  /** Null unless the packet asks for an ack or is one. */
  readonly ack: PairDetails | null;
  /** Null unless the packet is a ping or pong. */
  readonly heartbeat: PairDetails | null;
  /** Null unless the packet was sent or received by polling. */
  readonly http: HttpDetails | null;
  /** RFC 6455 opcode of its frame; null unless it was sent or received by websocket. */
  readonly opcode: 1 | 2 | null;
}

export interface ExchangeDetails extends DetailsBase {
  readonly kind: "http";
  readonly exchange: Exchange;
  readonly http: HttpDetails;
}

export interface ChannelDetails extends DetailsBase {
  readonly kind: "websocket";
  readonly channel: Channel;
  readonly open: WsOpen | Extract<WireEvent, { kind: "wt-open" }> | null;
  readonly handshake: WsHandshake | null;
  /** The entry's own event: an opening, an error, a close. */
  readonly event: WireEvent;
  /** The error and the close that the row tells: its own event, and on the row of an opening that failed also those that have no row. */
  readonly ends: readonly (WsError | WsClose)[];
}

interface MarkDetails extends DetailsBase {
  readonly kind: "mark";
  readonly event: WireEvent;
}

/** A conclusion about a session that was given up in silence. */
export interface ConclusionDetails extends DetailsBase {
  readonly kind: "conclusion";
  readonly what: "cut" | "serverGivesUp" | "giveUpPredicted" | "clientGivesUp";
  readonly cut: Cut;
}

const CONCLUSIONS: { readonly [K in EntryKind]?: ConclusionDetails["what"] } = {
  [ENTRY.cut]: "cut",
  [ENTRY.serverGivesUp]: "serverGivesUp",
  [ENTRY.giveUpPredicted]: "giveUpPredicted",
  [ENTRY.clientGivesUp]: "clientGivesUp",
};

export type Details = ConclusionDetails | PacketDetails | ExchangeDetails | ChannelDetails | MarkDetails;

/** An event, and the packets of its body once they are asked for. */
interface Opened {
  readonly event: WireEvent;
  parts: readonly PayloadPart[];
}

/** Reads entries of one store. It knows the last body it split, because the packets of a body are mostly read one after the other. */
export class Reader {
  readonly #store: Store;
  #line: LineRef = -1;
  /** Weak, so that a body can leave memory. */
  #last: WeakRef<Opened> | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The event of an entry's line. */
  event(entry: number): WireEvent {
    return this.#open(entry).event;
  }

  #open(entry: number): Opened {
    const line = this.#store.entries.line(entry);
    const last = line === this.#line ? this.#last?.deref() : undefined;
    if (last) return last;
    const { log } = this.#store;
    const { misses } = log;
    const opened = { event: this.#store.read(line), parts: [] };
    this.#line = line;
    this.#last = log.misses === misses ? new WeakRef(opened) : null;
    return opened;
  }

  /** `entry` must be a packet. */
  packet(entry: number): DecodedPacket {
    const { entries } = this.#store;
    const { engine, raw } = this.#engine(entry);
    if ("omitted" in raw) return { engine, socket: this.#outline(entry), raw };
    if (engine.type !== "message" || entries.socket(entry) === NO_SOCKET) return { engine, socket: null, raw };
    const socket = this.#socket(entry, engine.data);
    const reason = this.#store.fault(entry);
    if (reason === undefined) return { engine, socket, raw };
    const base = socket ?? { type: "invalid", nsp: "/", attachments: 0 };
    return { engine, socket: { ...base, ...(entries.socket(entry) === SOCKET_INVALID && { type: "invalid" }), reason }, raw };
  }

  /** What the columns tell of a Socket.IO packet whose content is not there. */
  #outline(entry: number): SocketPacket | null {
    const { entries, names } = this.#store;
    const type = SOCKET_TYPES[entries.socket(entry)];
    if (type === undefined) return null;
    const { nsp = "/", name } = names[entries.event(entry)] ?? {};
    return { type, nsp, attachments: this.#store.announced(entry), ...(name !== undefined && { data: [name] }) };
  }

  /** The Socket.IO packet in a message; null if its bytes are in no known format. */
  #socket(entry: number, data: EnginePacket["data"]): SocketPacket | null {
    if (typeof data !== "string") return (data && decodeParsed(data)) ?? null;
    if (this.#store.link(entry)?.session?.sio === 0.9) return decodeLegacySocket(data);
    const socket = decodeSocket(data, true);
    if (socket.attachments === 0 || this.#store.fault(entry)) return socket;
    return attach(
      socket,
      this.#store.attachments(entry).map((a) => this.#bytes(a)),
    );
  }

  details(entry: number): Details {
    const { log } = this.#store;
    const { misses } = log;
    const details = this.#details(entry);
    return log.misses === misses ? details : { ...details, away: true };
  }

  #details(entry: number): Details {
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const base = { entry, away: false, at: entries.at(entry), session: link?.session ?? null, connection: link?.connection ?? null };
    if (!link) return { ...base, kind: "mark", event: this.event(entry) };
    const what = CONCLUSIONS[entries.kind(entry)];
    if (what && base.session?.cut) return { ...base, kind: "conclusion", what, cut: base.session.cut };
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
    if (link.kind === "http") {
      return { ...base, kind: "http", exchange: link, http: this.#http(link) };
    }
    const lines = isOnlyAsked(link) ? [link.errorLine, link.closeLine] : [entries.line(entry)];
    return {
      ...base,
      kind: "websocket",
      channel: link,
      open: this.#read(link.openLine, "ws-open", "wt-open"),
      handshake: this.#read(link.handshakeLine, "ws-handshake"),
      event: this.event(entry),
      ends: lines.map((line) => this.#read(line, "ws-error", "ws-close")).filter((event) => event !== null),
    };
  }

  #http(exchange: Exchange): HttpDetails {
    return { ...this.#lines(exchange), preflight: exchange.preflight && this.#lines(exchange.preflight) };
  }

  #lines(exchange: Exchange): HttpLines {
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
    const [question, answer] = entries.isQuestion(entry) ? [entry, peer] : [peer, entry];
    return { question, answer, latency: entries.at(answer) - entries.at(question) };
  }

  #bytes(entry: number): Uint8Array | undefined {
    const { engine } = this.#engine(entry);
    return engine.data instanceof Uint8Array ? engine.data : undefined;
  }

  #engine(entry: number): { engine: EnginePacket; raw: Body } {
    const opened = this.#open(entry);
    const { event } = opened;
    const { entries } = this.#store;
    const link = this.#store.link(entry);
    const revision = revisionOf(link?.session ?? null);
    const body = ("body" in event ? event.body : undefined) ?? { omitted: "failed" };
    if ("omitted" in body) {
      const type = ENGINE_TYPES[entries.engine(entry)] ?? "invalid";
      return { engine: { type, bytes: entries.size(entry), reason: ["notCaptured", body.omitted] }, raw: body };
    }
    if (event.kind === "ws-frame") {
      const { opcode, direction } = event;
      return { engine: decodeFrame(body, opcode, revision, entries.size(entry), direction), raw: body };
    }
    if (link?.kind !== "http") throw new Error(`entry ${entry} has no exchange`);
    const direction = event.kind === "http-request" ? "sent" : "received";
    const form = payloadForm(link, direction);
    if (opened.parts.length === 0) opened.parts = splitPayload(body, form);
    const part = opened.parts[entries.part(entry)];
    if (!part) return { engine: { type: "invalid", bytes: 0, reason: ["reasonNoSuchPacket"] }, raw: body };
    const own = part.source.slice(part.from, part.to);
    return { engine: decodePart(part, form.revision, direction), raw: part.kind === "text" ? { text: own } : { base64: btoa(own) } };
  }
}

/**
 * The offset that connection state recovery appends to an event, and that the client sends when it connects again; null when there is none.
 * Nothing marks an offset. The last argument is taken for it if the event asks for no ack, its socket has a pid, and the argument is one word:
 * the offsets of Socket.IO's adapters are a time, or an id of a Redis stream or of a MongoDB document.
 */
export function offsetOf({ type, nsp, id, data }: SocketPacket, direction: Direction, session: Session | null): string | null {
  const socket = session?.sockets.get(nsp);
  if (direction === "sent" || id !== undefined || (socket?.pid ?? socket?.recovery?.pid ?? null) === null) return null;
  if ((type !== "EVENT" && type !== "BINARY_EVENT") || !Array.isArray(data) || data.length < 2) return null;
  const last: unknown = data.at(-1);
  return typeof last === "string" && /^[\w.-]{7,40}$/.test(last) ? last : null;
}
