// What the panel shows of one entry, read from its lines in the log when the entry is selected.

import type { SocketPacket } from "../protocol/packet.ts";
import type {
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
import { type Channel, type Connection, type Cut, type Exchange, isOnlyAsked, type Link, type Session } from "./model.ts";
import type { DecodedPacket, Reader } from "./reader.ts";
import type { Store } from "./store.ts";

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
  /** When the last packet of its session was received; null when none was. */
  readonly lastReceivedAt: EpochMs | null;
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

/** What an entry is, in full. `reader`: of this store. */
export function detailsOf(store: Store, reader: Reader, entry: number): Details {
  const { log } = store;
  const { misses } = log;
  const details = whole(store, reader, entry);
  return log.misses === misses ? details : { ...details, away: true };
}

function whole(store: Store, reader: Reader, entry: number): Details {
  const { entries } = store;
  const link = store.link(entry);
  const base = { entry, away: false, at: entries.at(entry), session: link?.session ?? null, connection: link?.connection ?? null };
  if (!link) return { ...base, kind: "mark", event: reader.event(entry) };
  const what = CONCLUSIONS[entries.kind(entry)];
  if (what && base.session?.cut) return { ...base, kind: "conclusion", what, cut: base.session.cut };
  if (entries.kind(entry) === ENTRY.packet) {
    const pair = pairOf(store, entry);
    const packet = reader.packet(entry);
    const event = reader.event(entry);
    return {
      ...base,
      ...packet,
      kind: "packet",
      link,
      direction: entries.flags(entry) & FLAG.sent ? "sent" : "received",
      attachment: (entries.flags(entry) & FLAG.attachment) !== 0,
      ack: packet.socket?.id === undefined ? null : pair,
      heartbeat: entries.isHeartbeat(entry) ? pair : null,
      http: link.kind === "http" ? httpOf(store, link) : null,
      opcode: event.kind === "ws-frame" ? event.opcode : null,
    };
  }
  if (link.kind === "http") {
    return { ...base, kind: "http", exchange: link, http: httpOf(store, link) };
  }
  const lines = isOnlyAsked(link) ? [link.errorLine, link.closeLine] : [entries.line(entry)];
  return {
    ...base,
    kind: "websocket",
    channel: link,
    open: read(store, link.openLine, "ws-open", "wt-open"),
    handshake: read(store, link.handshakeLine, "ws-handshake"),
    event: reader.event(entry),
    lastReceivedAt: base.session?.lastHeard == null ? null : entries.at(base.session.lastHeard),
    ends: lines.map((line) => read(store, line, "ws-error", "ws-close")).filter((event) => event !== null),
  };
}

function httpOf(store: Store, exchange: Exchange): HttpDetails {
  return { ...linesOf(store, exchange), preflight: exchange.preflight && linesOf(store, exchange.preflight) };
}

function linesOf(store: Store, exchange: Exchange): HttpLines {
  const request = store.read(exchange.requestLine);
  if (request.kind !== "http-request") throw new Error(`line ${exchange.requestLine} is no request`);
  return {
    request,
    response: read(store, exchange.responseLine, "http-response"),
    end: read(store, exchange.endLine, "http-body", "http-failed"),
  };
}

function read<K extends WireEvent["kind"]>(
  store: Store,
  line: LineRef | null,
  ...kinds: readonly K[]
): Extract<WireEvent, { kind: K }> | null {
  const event = line === null ? null : store.read(line);
  return event && (kinds as readonly string[]).includes(event.kind) ? (event as Extract<WireEvent, { kind: K }>) : null;
}

function pairOf({ entries }: Store, entry: number): PairDetails | null {
  const peer = entries.peer(entry);
  if (entries.flags(entry) & FLAG.attachment) return null;
  if (peer === NONE) return { question: entry, answer: null, latency: null };
  const [question, answer] = entries.isQuestion(entry) ? [entry, peer] : [peer, entry];
  return { question, answer, latency: entries.at(answer) - entries.at(question) };
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
