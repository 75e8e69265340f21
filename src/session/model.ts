// What the traffic means: clients, their sessions, the connections that carried them. Made by the stitcher, read by everyone above.

import type { Handshake } from "../protocol/engine/handshake.ts";
import type { PayloadForm } from "../protocol/engine/payload.ts";
import type { TransportName } from "../protocol/engine/url.ts";
import type { Revision } from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import type { ContextType, Direction, DocumentFrameId, EpochMs, WireId } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";

/** One TCP connection on the client's side, or what stands for it (a websocket is one of its own): a lifeline. */
export interface Connection {
  readonly index: number;
  /** The browser's id; null where it tells none (always for a websocket). */
  id: string | null;
  /** `main`: the first one; `other`: it has carried nothing but scripts and the like, so far. */
  role: "main" | "polling" | "websocket" | "webtransport" | "other";
  /** Its identity was concluded, not told by the browser. */
  inferred: boolean;
  openedAt: EpochMs;
  /** When it was last seen at work; it is over only when `end` says so. */
  lastAt: EpochMs;
  /** Its beginning was seen. */
  opened: boolean;
  /** It carries several exchanges at once (HTTP/2 and later). */
  shared: boolean;
  /** Exchanges it has carried, and those under way. */
  uses: number;
  busy: number;
  /** What it carried, by the time it began. */
  readonly exchanges: Exchange[];
  end: "none" | "clean" | "error";
  /** Entry with which it ended, where that is not the last thing seen of it. */
  endEntry: number | null;
}

/** One HTTP exchange. Everything else about it is read from its lines in the log. */
export interface Exchange {
  readonly kind: "http";
  readonly index: number;
  readonly id: WireId;
  readonly part: "page" | "script" | "engine" | "preflight";
  readonly post: boolean;
  /** Null when it is none of a session's, and for the handshake of Socket.IO 0.9. */
  readonly transport: TransportName | null;
  readonly base64: boolean;
  /** What its payload was taken apart as; what the session shows later changes no packets that are there. */
  revision: Revision | null;
  readonly jsonp: boolean;
  /** It asks for a session: no sid in its URL. */
  readonly handshake: boolean;
  readonly documentFrame: DocumentFrameId | null;
  session: Session | null;
  connection: Connection | null;
  readonly startedAt: EpochMs;
  respondedAt: EpochMs | null;
  endedAt: EpochMs | null;
  status: number;
  failed: boolean;
  readonly requestLine: LineRef;
  responseLine: LineRef | null;
  endLine: LineRef | null;
  /** Entry of the request, and of the first thing that came back. */
  requestEntry: number;
  answerEntry: number | null;
  /** What the browser asked another origin's server before this request. */
  preflight: Exchange | null;
  /** The request that this preflight was sent for. */
  preflightOf: Exchange | null;
  /** A poll that was asked for while another one of its session was waiting: servers refuse the second. */
  overlaps: boolean;
}

/** One WebSocket, or WebTransport session. */
export interface Channel {
  readonly kind: "ws" | "wt";
  readonly index: number;
  readonly id: WireId;
  /** It asks for a session: no sid in its URL. */
  readonly handshake: boolean;
  session: Session | null;
  readonly connection: Connection;
  openedAt: EpochMs;
  establishedAt: EpochMs | null;
  closedAt: EpochMs | null;
  /** It was open before recording began. */
  readonly late: boolean;
  /** Null when nobody told its address. */
  readonly openLine: LineRef | null;
  /** The page called `close()`. */
  closingAt: EpochMs | null;
  handshakeLine: LineRef | null;
  openEntry: number | null;
  handshakeEntry: number | null;
}

export type Link = Exchange | Channel;

/** The legs of an upgrade; a time is null until it was seen. */
export interface Upgrade {
  readonly channel: Channel;
  readonly openedAt: EpochMs;
  /** 101 arrived. */
  establishedAt: EpochMs | null;
  probedAt: EpochMs | null;
  probeAnsweredAt: EpochMs | null;
  /** The poll that was waiting has been answered. */
  drainedAt: EpochMs | null;
  switchedAt: EpochMs | null;
  /** Refused or closed before it switched. */
  failedAt: EpochMs | null;
  openEntry: number;
  establishedEntry: number | null;
  probeEntry: number | null;
  probeAnswerEntry: number | null;
  drainEntry: number | null;
  switchEntry: number | null;
}

/**
 * How a session ended. `client` and `server`: that side said so (a close or DISCONNECT packet); `transport`: its connection went without
 * a word; `refused`: it never began; `navigation`: the page left; `timeout`: nothing was heard for longer than the heartbeat allows
 * (concluded when the client begins anew).
 */
export type CloseCause = "client" | "server" | "transport" | "refused" | "navigation" | "timeout";

/**
 * What a revision was concluded from. `url`: it says so; `payload`: how the packets of a polling body are framed; `connect`: who sends
 * CONNECT, and what is in it; `ping`: which side pings; `engine`: the other protocol's revision, which it goes together with.
 */
export type Evidence = "url" | "payload" | "connect" | "ping" | "engine";

/** One Socket.IO socket: what a session has in one namespace. */
interface Socket {
  /** Its own id; from Socket.IO 3 on. */
  sid: string | null;
  /** The private id that connection state recovery works with; null where the server offers none. */
  pid: string | null;
  /** What the client asked to recover; `recovered` is null until the server has answered. */
  recovery: { readonly pid: string; readonly offset: string | null; recovered: boolean | null } | null;
}

/** A moment of the heartbeat that was or will be due, and what it counts from. */
export interface Due {
  readonly at: EpochMs;
  /** `heard`: the last packet heard; `arrived`: the last one sent that is known to have arrived; `unseen`: the end of a gap. */
  readonly from: "open" | "ping" | "pong" | "heard" | "arrived" | "unseen";
  readonly since: EpochMs;
  /** Milliseconds from there: pingInterval, pingTimeout, or one after the other. */
  readonly waits: readonly number[];
}

/** How late a packet was. */
export interface Overdue {
  /** Milliseconds. */
  readonly by: number;
  /** `ping`: after it was due; `pong`: after its ping; `least`: at least so much, since a ping that was due before it comes after it; `most`: at most. */
  readonly from: "ping" | "pong" | "least" | "most";
  /** Milliseconds in which nothing was heard before it; 0 when something was. */
  readonly silence: number;
}

/** A session that both sides gave up because nothing was heard: what of it was seen, and what is concluded from that. */
export interface Cut {
  /** Entry of the last thing heard; and the ping that nobody answered (the last one heard, where the server pings). */
  readonly lastHeard: number;
  readonly ping: number | null;
  readonly heardAt: EpochMs;
  /** When the client was to give up by its own clock; when the server by its, about. */
  readonly predicted: Due;
  readonly server: Due | null;
  /** When the client gave up: not before the prediction, and not after `before`. */
  readonly gaveUpAt: EpochMs;
  readonly before: EpochMs;
  /** It was seen (a poll aborted, a hook), and is not only known by the attempt to connect anew. */
  readonly seen: boolean;
  /** Entries of the conclusions. */
  predictedEntry: number;
  gaveUpEntry: number;
}

/** A stretch in which nothing was heard, from entry to entry; `until` is null as long as nothing was heard again. */
export interface Silence {
  readonly session: Session;
  readonly from: number;
  until: number | null;
}

/** One Engine.IO sid over its transports. */
export interface Session {
  readonly index: number;
  /** Null until the handshake is answered, and for a websocket that was open before recording began. */
  sid: string | null;
  client: Client;
  /** Null where the URL does not say and the traffic has not shown it yet, and for Socket.IO 0.9. */
  eio: 2 | 3 | 4 | null;
  eioFrom: Evidence | null;
  /** What the URL says, which is not what counts when the server answers in another revision. */
  readonly urlEio: 2 | 3 | 4 | null;
  /**
   * Revision of the Socket.IO protocol; null for bare Engine.IO, and as long as nothing shows it. 5: from socket.io 3 on; 4: socket.io 1 and 2
   * (revisions 1 to 4 look the same on the wire); 0.9: Socket.IO 0.9.
   */
  sio: 0.9 | 4 | 5 | null;
  sioFrom: Evidence | null;
  /** The name of the parser in the place of Socket.IO's own, once one was recognised. */
  parser: string | null;
  /** These peers encode text to UTF-8 twice (socket.io up to 1.7), or do not; null until an answer shows it. */
  utf8Twice: boolean | null;
  handshake: Handshake | null;
  state: "connecting" | "open" | "closed";
  transport: TransportName | null;
  upgrade: Upgrade | null;
  startedAt: EpochMs;
  /** Entry of the request or the websocket that began it; null where that was not seen. */
  startEntry: number | null;
  openedAt: EpochMs | null;
  /** Entry that opened it: the open packet, or in Socket.IO 0.9 the answer to its handshake. */
  openEntry: number | null;
  lastAt: EpochMs;
  endedAt: EpochMs | null;
  cause: CloseCause | null;
  /** About the end or the refusal: the browser's or server's own words, or what is wrong with the handshake. */
  problem: Reason | string | null;
  /** Recording began when it was already under way. */
  late: boolean;
  /** What told of it: the trace's own source, or those that its events name. */
  readonly sources: Set<string>;
  packets: number;
  bytes: number;
  /** By namespace, in the order in which they were first named. */
  readonly sockets: Map<string, Socket>;
  lastPingAt: EpochMs | null;
  lastPongAt: EpochMs | null;
  /** Direction of the last ping, seen from the page. */
  pinger: "client" | "server" | null;
  lastHeardAt: EpochMs | null;
  /** Entry of the packet heard last. */
  lastHeard: number | null;
  /** Entry of the last answer without a packet, to a POST. */
  lastAnswer: number | null;
  /** The latest packet sent of which an answer shows that it arrived. */
  arrivedAt: EpochMs | null;
  /** The end of the last gap in the recording while it was open. */
  unseenUntil: EpochMs | null;
  /** Packets that came later than the heartbeat allows, by entry. */
  readonly overdue: Map<number, Overdue>;
  /** How it ended when it was given up in silence. */
  cut: Cut | null;
  /** Counts the attempts to connect anew: 1, 2, … since a session ended that the client had not closed itself; 0 when it is none. */
  readonly attempt: number;
  previous: Session | null;
  next: Session | null;
}

/** Sessions that follow one another: one Socket.IO Manager of one page, iframe or worker. */
export interface Client {
  readonly index: number;
  /** Origin and path. */
  readonly address: string;
  readonly documentFrame: DocumentFrameId | null;
  readonly sessions: Session[];
}

/** A page, iframe or worker that was seen. */
export interface SeenContext {
  readonly documentFrame: DocumentFrameId;
  readonly type: ContextType;
  url: string;
  readonly parent: DocumentFrameId | null;
  gone: boolean;
}

/** How the packets of a session are written. What nothing has shown yet is taken for 4, the current revision. */
export function revisionOf(session: Session | null): Revision {
  return session?.sio === 0.9 ? 0.9 : (session?.eio ?? 4);
}

/** How the payloads of an exchange are written, the sent or the received one. */
export function payloadForm({ session, jsonp, revision }: Exchange, direction: Direction): PayloadForm {
  const utf8Twice = session?.utf8Twice ?? null;
  return {
    revision: revision ?? revisionOf(session),
    ...(utf8Twice !== null && { utf8Twice }),
    ...(jsonp && { jsonp: direction === "sent" ? "post" : "answer" }),
  };
}
