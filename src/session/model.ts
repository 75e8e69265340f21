// What the traffic means: clients, their sessions, the connections that carried them. Made by the stitcher, read by everyone above.

import type { Handshake } from "../protocol/engine/handshake.ts";
import type { PayloadForm } from "../protocol/engine/payload.ts";
import type { ContextType, DocumentFrameId, EpochMs, WireId } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";

type TransportName = "polling" | "websocket" | "webtransport";

/** One TCP connection on the client's side, or what stands for it (a websocket is one of its own): a lifeline. */
export interface Connection {
  readonly index: number;
  /** The browser's id; null where it tells none (always for a websocket). */
  id: string | null;
  /** `main`: the first one; `other`: it has carried nothing but scripts and the like, so far. */
  role: "main" | "polling" | "websocket" | "webtransport" | "other";
  /** Counts connections of a role: 1, 2, … */
  ordinal: number;
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
}

/** One HTTP exchange. Everything else about it is read from its lines in the log. */
export interface Exchange {
  readonly kind: "http";
  readonly index: number;
  readonly id: WireId;
  readonly part: "page" | "script" | "engine" | "preflight";
  readonly post: boolean;
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
  /** Null when it was open before recording began. */
  readonly openLine: LineRef | null;
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

/** One Engine.IO sid over its transports. */
export interface Session {
  readonly index: number;
  /** Null until the handshake is answered, and for a websocket that was open before recording began. */
  sid: string | null;
  client: Client;
  /** From the URL; null where it did not say and the traffic has not shown it yet. */
  eio: 2 | 3 | 4 | null;
  /** Socket.IO protocol revision as far as the traffic shows: 5 when the page sends CONNECT first, 4 before that; null for bare Engine.IO. */
  sio: 4 | 5 | null;
  /** These peers encode text to UTF-8 twice (socket.io up to 1.7); null until an answer shows it. */
  utf8Twice: boolean | null;
  handshake: Handshake | null;
  state: "connecting" | "open" | "closed";
  transport: TransportName | null;
  upgrade: Upgrade | null;
  startedAt: EpochMs;
  openedAt: EpochMs | null;
  /** Entry of the packet that opened it. */
  openEntry: number | null;
  lastAt: EpochMs;
  endedAt: EpochMs | null;
  cause: CloseCause | null;
  /** The browser's or server's own words about the end or the refusal. */
  problem: string | null;
  /** Recording began when it was already under way. */
  late: boolean;
  packets: number;
  bytes: number;
  readonly namespaces: Set<string>;
  lastPingAt: EpochMs | null;
  /** Direction of the last ping, seen from the page. */
  pinger: "client" | "server" | null;
  lastHeardAt: EpochMs | null;
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

/** How the payloads of a session are written. Revision 2 is framed as 3 is; what nothing has shown yet is taken for 4, the current one. */
export function payloadForm(session: Session | null): PayloadForm {
  const revision = session?.eio === 3 || session?.eio === 2 ? 3 : 4;
  const utf8Twice = session?.utf8Twice ?? null;
  return utf8Twice === null ? { revision } : { revision, utf8Twice };
}
