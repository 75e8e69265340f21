// What the traffic means: clients, their sessions, the connections that carried them. These are facts for readers; only the trackers in
// this folder write them.

import type { Handshake } from "../protocol/engine/handshake.ts";
import type { PayloadForm } from "../protocol/engine/payload.ts";
import type { TransportName } from "../protocol/engine/url.ts";
import type { Revision } from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import type { ContextType, Direction, DocumentFrameId, EpochMs, WireId } from "../wire/event.ts";
import type { LineRef } from "../wire/log.ts";
import type { EntryRange } from "./entries.ts";

/** A fact as its tracker writes it. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One TCP connection on the client's side, drawn as a lifeline. A websocket has a connection of its own. */
export interface Connection {
  readonly index: number;
  /** The browser's id; null where it reports none, as for every websocket. */
  readonly id: string | null;
  /** `main`: the first one; `other`: so far it has carried only pages, scripts and the like. */
  readonly role: "main" | "polling" | "websocket" | "webtransport" | "other";
  /** The browser has not named this connection: which exchanges it carries is a guess. */
  readonly inferred: boolean;
  readonly openedAt: EpochMs;
  /** Time of the last event on it. Whether it is over is in `end`. */
  readonly lastAt: EpochMs;
  /** Whether its beginning was recorded. */
  readonly opened: boolean;
  /** Whether it carries several exchanges at once (HTTP/2 and later). */
  readonly shared: boolean;
  /** How many exchanges it has carried, and how many are under way. */
  readonly uses: number;
  readonly busy: number;
  /** The exchanges it carried, in the order in which they began. */
  readonly exchanges: readonly Exchange[];
  /** The websocket or WebTransport session that it is; null for HTTP. */
  readonly channel: Channel | null;
  /** When the first request of a session that it carries began; null if it carries none. */
  readonly engineAt: EpochMs | null;
  /** Something was answered on it, so it was a connection and no vain attempt to open one. */
  readonly answered: boolean;
  readonly end: "none" | "clean" | "error";
  /** Entry with which it ended, if that is not its last event; null otherwise. */
  readonly endEntry: number | null;
}

interface ThroughWorker {
  /**
   * It answered itself: no answer of the server. Null if nothing shows which of the two answered. `reason`: how its own request to the server
   * had ended; null if none is known.
   */
  readonly answered: boolean | null;
  readonly reason: string | null;
}

/** One HTTP exchange: a request and its answer. Everything else about it is read from its lines in the log. */
export interface Exchange {
  readonly kind: "http";
  readonly index: number;
  readonly id: WireId;
  readonly part: "page" | "script" | "engine" | "preflight";
  /** It carries packets to the server, and its answer carries none. After a redirect that is so of the request that the page sent. */
  readonly post: boolean;
  /** Null when the request belongs to no session, and for the handshake of Socket.IO 0.9. */
  readonly transport: TransportName | null;
  readonly base64: boolean;
  /** The revision by which its payload was split. A revision found later does not change packets that are already there. */
  readonly revision: Revision | null;
  readonly jsonp: boolean;
  /** It asks for a session: the URL that the page asked for has no sid. */
  readonly handshake: boolean;
  readonly documentFrame: DocumentFrameId | null;
  readonly session: Session | null;
  readonly connection: Connection | null;
  readonly startedAt: EpochMs;
  readonly respondedAt: EpochMs | null;
  readonly endedAt: EpochMs | null;
  readonly status: number;
  /** The answer is a redirect to this URL (without the origin, if that is its own). */
  readonly location: string | null;
  /** The answer is a redirect of the browser's own, which asked no server, for this reason: `HSTS`. */
  readonly byBrowser: string | null;
  /** The service worker that the answer, or the failure, came through; null without one, and before the end. */
  readonly worker: ThroughWorker | null;
  /** The exchange that was redirected here: to the page, both are one request. */
  readonly redirectedFrom: Exchange | null;
  /** The exchange in which the browser followed this redirect. */
  readonly redirectedTo: Exchange | null;
  readonly requestLine: LineRef;
  readonly responseLine: LineRef | null;
  readonly endLine: LineRef | null;
  /** Entry of the request, and the first entry of its answer. */
  readonly requestEntry: number;
  readonly answerEntry: number | null;
  /** Where the packets of its body are, and those of its answer; conclusions may stand among them. Null while there are none. */
  readonly sent: EntryRange | null;
  readonly received: EntryRange | null;
  /** The preflight that the browser sent for this request. */
  readonly preflight: Exchange | null;
  /** The request that this preflight was sent for. */
  readonly preflightOf: Exchange | null;
  /** It is a poll that was sent while another poll of its session was waiting: servers refuse the second. */
  readonly overlaps: boolean;
}

/** One WebSocket or WebTransport session. */
export interface Channel {
  readonly kind: "ws" | "wt";
  readonly index: number;
  readonly id: WireId;
  /** It asks for a session: its URL has no sid. */
  readonly handshake: boolean;
  /** Null where the browser does not name it. Firefox names the page for the polls of a worker, and the worker for its websocket. */
  readonly documentFrame: DocumentFrameId | null;
  readonly session: Session | null;
  readonly connection: Connection;
  readonly openedAt: EpochMs;
  readonly establishedAt: EpochMs | null;
  readonly closedAt: EpochMs | null;
  /** It was open before recording began. */
  readonly late: boolean;
  /** Null when no event reported its URL. */
  readonly openLine: LineRef | null;
  /** When the page called `close()`, as far as that was reported. */
  readonly closingAt: EpochMs | null;
  /** HTTP status of the answer to its opening; 0 without one. */
  readonly status: number;
  /** The answer is a redirect to this URL. Browsers do not follow it. */
  readonly location: string | null;
  readonly handshakeLine: LineRef | null;
  readonly errorLine: LineRef | null;
  readonly closeLine: LineRef | null;
  readonly openEntry: number | null;
  readonly handshakeEntry: number | null;
}

export type Link = Exchange | Channel;

/** The legs of an upgrade; a time is null until its event arrives. */
export interface Upgrade {
  readonly channel: Channel;
  readonly openedAt: EpochMs;
  /** When the 101 arrived. */
  readonly establishedAt: EpochMs | null;
  readonly probedAt: EpochMs | null;
  readonly probeAnsweredAt: EpochMs | null;
  /** How the packet begins that the server sent after the probe instead of 3probe; empty if it was not recorded. */
  readonly otherAnswer: string | null;
  /** When the poll that was waiting was answered. */
  readonly drainedAt: EpochMs | null;
  readonly switchedAt: EpochMs | null;
  /** When it was refused or closed before it switched. */
  readonly failedAt: EpochMs | null;
  readonly openEntry: number;
  readonly establishedEntry: number | null;
  readonly probeEntry: number | null;
  readonly probeAnswerEntry: number | null;
  readonly drainEntry: number | null;
  readonly switchEntry: number | null;
}

/**
 * Who ended a session, and how. `client` and `server`: that side closed it, or sent a close or DISCONNECT packet; `transport`: its connection
 * ended and nothing shows that a side wanted it; `refused`: it never began; `navigation`: the page left; `crashed`: its process crashed;
 * `timeout`: nothing was received for longer than the heartbeat allows (concluded when the client begins a new session).
 */
export type CloseCause = "client" | "server" | "transport" | "refused" | "navigation" | "crashed" | "timeout";

/**
 * What a revision was concluded from. `url`: the URL has it; `payload`: how the packets of a polling body are framed; `connect`: who sends
 * CONNECT, and what is in it; `ping`: which side pings; `engine`: the revision of the other protocol, which implies this one.
 */
export type Evidence = "url" | "payload" | "connect" | "ping" | "engine";

/** One Socket.IO socket: what a session has in one namespace. */
export interface Socket {
  /** How many other namespaces than `/` its session named before this one. */
  readonly nth: number;
  /** The socket's id; Socket.IO has one from version 3 on. */
  readonly sid: string | null;
  /** The private id of connection state recovery; null where the server offers no recovery. */
  readonly pid: string | null;
  /** What the client asked to recover; `recovered` is null until the server has answered. */
  readonly recovery: { readonly pid: string; readonly offset: string | null; readonly recovered: boolean | null } | null;
}

/** A moment of the heartbeat that was or will be due, and what it counts from. */
export interface Due {
  readonly at: EpochMs;
  /** `heard`: the last packet received; `arrived`: the last packet sent that an answer shows to have arrived; `unseen`: the end of a gap. */
  readonly from: "open" | "ping" | "pong" | "heard" | "arrived" | "unseen";
  readonly since: EpochMs;
  /** Milliseconds from `since` to `at`: pingInterval, pingTimeout, or one after the other. */
  readonly waits: readonly number[];
}

/** The heartbeat of a session: who pings, and which moments are due. */
export interface Heartbeat {
  /** Which side pings: as recorded, or else as the revision has it. */
  readonly pinger: "client" | "server" | null;
  readonly lastPingAt: EpochMs | null;
  /** When the last gap of the recording ended; null if it had none since the session began. `unseenEntry`: the entry of that gap. */
  readonly unseenUntil: EpochMs | null;
  readonly unseenEntry: number;
  /** Entry of the ping that waits for its pong; null when there is none, or when its pong may lie in a gap of the recording. */
  readonly waitingPing: number | null;
  /** The next ping; null while one waits for its pong, and where the handshake or the revision was not seen. */
  nextPing(): Due | null;
  /** When the client gives the session up if it receives nothing more. `now` decides whether a ping that was due has failed to come. */
  clientGivesUp(now: EpochMs): Due | null;
  /** When the server gives it up, about, if nothing more reaches it. */
  serverGivesUp(): Due | null;
}

/** How late a packet was. */
export interface Overdue {
  /** Milliseconds. */
  readonly by: number;
  /**
   * What `by` counts from. `ping`: the moment the ping was due; `pong`: its ping; `least`: a ping that was due before this packet comes after
   * it, so it is at least this late; `most`: at most this late.
   */
  readonly from: "ping" | "pong" | "least" | "most";
  /** Milliseconds before it in which nothing was received; 0 when the packet ends no silence. */
  readonly silence: number;
}

/** A session that both sides gave up because nothing arrived: what was recorded, and what is concluded from it. */
export interface Cut {
  /** Entry of the last packet received. */
  readonly lastHeard: number;
  /** Entry of the ping that nobody answered; where the server pings, of the last ping received. */
  readonly ping: number | null;
  readonly heardAt: EpochMs;
  /** When the client was to give up by its own clock, and when the server was, about. */
  readonly predicted: Due;
  readonly server: Due | null;
  /** When the client gave up: not before the prediction, and not after `before`. */
  readonly gaveUpAt: EpochMs;
  readonly before: EpochMs;
  /** It was recorded that the client gave up (it aborted a poll, or the page hook reported its `close()`). Otherwise its next session shows it. */
  readonly seen: boolean;
  /** The silence in which it was given up. */
  readonly silence: Silence;
  /** Entries of the conclusions; `cutEntry` is the first of them. */
  readonly cutEntry: number;
  readonly serverEntry: number | null;
  readonly predictedEntry: number;
  readonly gaveUpEntry: number;
}

/**
 * A stretch in which nothing was received: from the entry of a packet, or of a gap after which nothing came, to an entry; `until` is null as
 * long as nothing has arrived since.
 */
export interface Silence {
  /** Its number in the order in which silences were found. */
  readonly index: number;
  readonly session: Session;
  readonly from: number;
  /** When the packet came, or when the gap ended. */
  readonly since: EpochMs;
  readonly until: number | null;
}

/** The events of a session that asked for an ACK and have none. */
export interface Asked {
  /** Entries of those whose ACK can never come, in the order in which that was decided. Without those from before a clearing of the trace. */
  readonly never: ReadonlySet<number>;
  /** Entry of the event that has waited longest for its ACK; null if none waits. */
  oldest(direction: Direction): number | null;
}

/** One Engine.IO sid over its transports. */
export interface Session {
  readonly index: number;
  /** Null until the handshake is answered, and for a websocket that was open before recording began. */
  readonly sid: string | null;
  readonly client: Client;
  /** Null where neither the URL nor the traffic has shown it yet, and for Socket.IO 0.9. */
  readonly eio: 2 | 3 | 4 | null;
  readonly eioFrom: Evidence | null;
  /** The revision in the URL. A server may answer in another one, which is then in `eio`. */
  readonly urlEio: 2 | 3 | 4 | null;
  /**
   * Revision of the Socket.IO protocol; null for bare Engine.IO, and until the traffic shows it. 5: socket.io 3 and later; 4: socket.io 1 and 2
   * (revisions 1 to 4 look the same on the wire); 0.9: Socket.IO 0.9.
   */
  readonly sio: 0.9 | 4 | 5 | null;
  readonly sioFrom: Evidence | null;
  /** The name of a parser other than Socket.IO's own, once one was recognised. */
  readonly parser: string | null;
  /** Whether the peers encode text to UTF-8 twice (socket.io up to 1.7); null until an answer shows it. */
  readonly utf8Twice: boolean | null;
  readonly handshake: Handshake | null;
  readonly state: "connecting" | "open" | "closed";
  readonly transport: TransportName | null;
  readonly upgrade: Upgrade | null;
  readonly startedAt: EpochMs;
  /** Entry of the request or the websocket that began it; null where that was not recorded. */
  readonly startEntry: number | null;
  readonly openedAt: EpochMs | null;
  /** Entry that opened it: the open packet, or in Socket.IO 0.9 the answer to its handshake. */
  readonly openEntry: number | null;
  readonly lastAt: EpochMs;
  readonly endedAt: EpochMs | null;
  /** Entry of the packet, the answer, the failure or the close that ended it; null where none did, as when its page went away. */
  readonly endEntry: number | null;
  readonly cause: CloseCause | null;
  /**
   * Why it ended or was refused: the text of the browser or the server, what is wrong with the handshake, the packet that its client could not
   * read, or the last refused CONNECT. That one is no reason why a session ended that had another namespace, unless
   * its client closed it.
   */
  readonly problem: Reason | string | null;
  /** The code and the reason with which its websocket was closed; null where the browser does not report them. */
  readonly close: { readonly code: number; readonly reason: string } | null;
  /** Which side left its last namespace with a DISCONNECT; null if none did. */
  readonly leaving: "client" | "server" | null;
  /**
   * The last packet or polling body sent that is larger than the server's maxPayload: its size, when it was sent, and its packets, which are the
   * entries from `from` up to `until`.
   */
  readonly tooLarge: { readonly bytes: number; readonly at: EpochMs; readonly from: number; readonly until: number } | null;
  /** The largest message or polling body sent so far: its size, when it was sent, and its first packet. */
  readonly largestSent: { readonly bytes: number; readonly at: EpochMs; readonly from: number } | null;
  /** Entry of the last packet that its client may have closed for because it could not read it; `problem` says whether it did. */
  readonly unread: number | null;
  /** Its beginning is not in the trace: it was under way when recording began, or `unseen`. */
  readonly late: boolean;
  /** A request asked for it, and no channel. */
  readonly isRequested: boolean;
  /** A request or a websocket has its sid. */
  readonly used: boolean;
  /** It began while the page was recorded, and something of that is missing: a gap that nothing else tells. */
  readonly unseen: boolean;
  /** The sources of its events: the trace's own, and those that events name. */
  readonly sources: ReadonlySet<string>;
  readonly packets: number;
  readonly bytes: number;
  /** How many events asked for an ACK that can never come. */
  readonly unanswered: number;
  readonly asked: Asked;
  /** How many of its requests were redirected, and the first of them; null if none was. */
  readonly redirects: { readonly count: number; readonly first: Exchange } | null;
  /** How many other sessions of its address and document were under way when it began, and the last of them; null if none was. */
  readonly beside: { readonly count: number; readonly last: Session } | null;
  /** How many sessions of its client in a row, up to this one, failed to begin in the same way; 0 if this one began. */
  readonly failures: number;
  /** By namespace, in the order in which packets first named them. */
  readonly sockets: ReadonlyMap<string, Socket>;
  /** The namespaces that are connected, or asked for. */
  readonly joined: { has(namespace: string): boolean };
  /** By namespace: why the server refuses it. The last refusal comes last. */
  readonly refused: ReadonlyMap<string, Reason>;
  readonly heartbeat: Heartbeat;
  /** Entry of the last packet received. */
  readonly lastHeard: number | null;
  /** The last session of its client before this one in which any packet was received. */
  readonly heardBefore: Session | null;
  /** Entries of the packets that show what the session is, by what they show. */
  readonly shownBy: ReadonlyMap<string, number>;
  /** By entry: how late the packets were that are marked `late`. */
  readonly overdue: ReadonlyMap<number, Overdue>;
  /** What is concluded about its end if it was given up in silence. */
  readonly cut: Cut | null;
  /** 1, 2, … for each attempt to reconnect after a session that the client did not close itself; 0 if this session is no such attempt. */
  readonly attempt: number;
  readonly previous: Session | null;
  readonly next: Session | null;
  /** The page, iframe or worker was loaded again after the session before this one began. */
  readonly reloaded: boolean;
}

/** Sessions that follow one another: one Socket.IO Manager of one page, iframe or worker. */
export interface Client {
  readonly index: number;
  /** Origin and path. */
  readonly address: string;
  readonly documentFrame: DocumentFrameId | null;
  /** Counted among the clients in pages, iframes or workers of one kind and URL, from 1, in the order in which they came. */
  readonly nth: number;
  readonly sessions: readonly Session[];
  /** Those that have a sid, or were under way when recording began. The others are attempts, of which there may be many. */
  readonly begun: readonly Session[];
}

/** A page, iframe or worker that was reported. */
export interface SeenContext {
  readonly documentFrame: DocumentFrameId;
  readonly type: ContextType;
  readonly url: string;
  readonly parent: DocumentFrameId | null;
  readonly gone: boolean;
}

/** A channel that was asked for and not established, or not yet. The row that asks for it also says how it ended. */
export function isOnlyAsked(link: Link | undefined): link is Channel {
  return link !== undefined && link.kind !== "http" && link.openEntry !== null && !link.connection.answered;
}
/** How the packets of a session are written. Where nothing has shown the revision yet, the current one is assumed: 4. */
export function revisionOf(session: Session | null): Revision {
  return session?.sio === 0.9 ? 0.9 : (session?.eio ?? 4);
}

/** How the payload of an exchange is written, in this direction. A client writes in the revision that it asked for. */
export function payloadForm({ session, jsonp, revision }: Exchange, direction: Direction): PayloadForm {
  const utf8Twice = session?.utf8Twice ?? null;
  return {
    revision: revision ?? ((direction === "sent" && session?.urlEio) || revisionOf(session)),
    ...(utf8Twice !== null && { utf8Twice }),
    ...(jsonp && { jsonp: direction === "sent" ? "post" : "answer" }),
  };
}

/** Whether the session ends with this channel. A channel that has not switched yet leaves its session on polling. */
export function carries(channel: Channel): boolean {
  const { session, handshake, late } = channel;
  const isSwitched = session?.upgrade?.channel === channel && session.upgrade.switchedAt !== null;
  return isSwitched || handshake || late || session?.sio === 0.9;
}
