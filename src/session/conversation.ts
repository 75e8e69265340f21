// One session while it runs: its packets, in order, and what they show about it.
//
//   open ─► handshake                    2probe ─► 3probe ─► (poll drained) ─► 5      upgrade-legs.ts
//   ping ─► pong                         heartbeat.ts
//   EVENT with id ─► ACK with id         acks.ts
//   BINARY_… announcing n attachments ─► n binary messages of the same direction      attachments.ts
//   text ─► a packet of Socket.IO, or an application's own                            messages.ts
//   close, DISCONNECT ─► which side ended it

import { type Handshake, parseHandshake } from "../protocol/engine/handshake.ts";
import {
  ENGINE_CLOSE,
  ENGINE_INVALID,
  ENGINE_MESSAGE,
  ENGINE_OPEN,
  ENGINE_PING,
  ENGINE_PONG,
  ENGINE_UPGRADE,
  type EnginePacket,
  type PacketHead,
  SOCKET_ACK,
  SOCKET_BINARY_ACK,
  SOCKET_BINARY_EVENT,
  SOCKET_CONNECT,
  SOCKET_CONNECT_ERROR,
  SOCKET_DISCONNECT,
  SOCKET_EVENT,
  SOCKET_INVALID,
  type SocketPacket,
} from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import type { Direction, EpochMs } from "../wire/event.ts";
import { Acks } from "./acks.ts";
import { Attachments } from "./attachments.ts";
import type { Clients } from "./clients.ts";
import { closedFor, isSuspended, notOpened, sentTooLarge, supersededAs, unpingedBy } from "./ending.ts";
import { FLAG, NONE } from "./entries.ts";
import { givenUpBy } from "./given-up.ts";
import { Messages, messageOf } from "./messages.ts";
import type { CloseCause, Link, Session } from "./model.ts";
import { Outage } from "./outage.ts";
import { Polls } from "./polls.ts";
import { Received } from "./received.ts";
import type { SessionFacts } from "./session-facts.ts";
import { failuresUpTo, isToldApart, isUnread } from "./standing.ts";
import type { Tables } from "./tables.ts";
import { UpgradeLegs } from "./upgrade-legs.ts";

export class Conversation {
  readonly session: SessionFacts;
  readonly outage: Outage;
  readonly #tables: Tables;
  readonly #acks: Acks;
  readonly #clients: Pick<Clients, "ended" | "resumed">;
  readonly attachments: Attachments;
  readonly polls: Polls;
  readonly upgrade: UpgradeLegs;
  readonly #messages: Messages;
  /** Namespaces in the order in which they were refused; the last one is refused still, others may be connected by now. */
  readonly #refused: string[] = [];
  /** It was concluded that this session is over; the entry, if any, that is marked because of that. Others only read it. */
  supposed: { readonly entry: number | null } | null = null;
  readonly #received: Received;
  /** The namespace of the last Socket.IO packet: `session.sockets` has it. Empty if it may not. */
  #nsp = "";

  /** `clients` is called when the session ends, and when that was wrong. */
  constructor(session: SessionFacts, tables: Tables, clients: Pick<Clients, "ended" | "resumed">) {
    this.session = session;
    this.outage = new Outage(session, tables);
    this.#tables = tables;
    this.#clients = clients;
    this.#acks = new Acks(session, tables.entries);
    session.asked = this.#acks;
    this.attachments = new Attachments(session, tables);
    this.polls = new Polls(session, tables.entries);
    this.#received = new Received(tables.entries);
    this.upgrade = new UpgradeLegs(session, tables);
    this.#messages = new Messages(session, tables.entries, this.attachments, session.joined, () => {
      session.joined.clear();
      this.#nsp = "";
      session.leaving = null;
    });
  }

  /**
   * Decides what the message in `head` is in this session. It is no attachment. Returns why no client can read it where it stands, although
   * nothing is wrong with its own bytes; null if nothing is.
   */
  judge(head: PacketHead, direction: Direction, decode: () => EnginePacket): Reason | null {
    return this.#messages.judge(head, direction, decode);
  }

  /** Takes in the packet of an entry. `content` is the data of an open packet, or a decoded CONNECT; null for any other packet. */
  packet(entry: number, head: PacketHead, direction: Direction, at: EpochMs, link: Link, content: string | SocketPacket | null): void {
    const { session } = this;
    if (session.packets === 0) this.#tables.counted.add(session);
    session.packets++;
    session.bytes += head.bytes;
    session.lastAt = Math.max(session.lastAt, at);
    if (direction === "received") {
      this.outage.received(entry, head, at);
      this.upgrade.received(entry, head, link);
      this.#received.add(entry);
    } else if (head.engine !== ENGINE_CLOSE) {
      this.#received.clear();
      this.goesOn(at);
    }
    switch (head.engine) {
      case ENGINE_OPEN:
        session.openEntry = entry;
        if (link.kind !== "http") this.goesOn(at);
        this.opened(parseHandshake(typeof content === "string" ? content : ""), at);
        session.transport = link.kind === "http" ? "polling" : link.kind === "ws" ? "websocket" : "webtransport";
        break;
      case ENGINE_CLOSE:
        this.end(direction === "sent" ? "client" : "server", at, null, entry, true);
        break;
      case ENGINE_PING:
        if (head.probe) this.upgrade.leg(link, "probedAt", "probeEntry", entry, at);
        else this.#ping(entry, direction, at);
        break;
      case ENGINE_PONG:
        if (head.probe) this.upgrade.answerProbe(entry, link, at);
        else session.heartbeat.pong(entry, at);
        break;
      case ENGINE_UPGRADE:
        this.upgrade.leg(link, "switchedAt", "switchEntry", entry, at);
        session.transport = link.kind === "wt" ? "webtransport" : "websocket";
        break;
      case ENGINE_MESSAGE:
        this.#message(entry, head, direction, at, typeof content === "string" ? null : content);
        break;
    }
    if (head.engine === ENGINE_INVALID || head.socket === SOCKET_INVALID) this.#acks.unread(at);
    if (direction === "sent") this.outage.sent(entry);
    if (session.state !== "closed") return;
    if (direction === "received" && this.#isUnexplained(at))
      this.#explain(session.leaving === "server" ? "server" : "client", at, this.closedFor(session.endedAt ?? at));
    this.#judge();
  }

  /** The packet, as a reason, that the client could not read and closed for at `at`; null if there is none from the entry `from` on. */
  closedFor(at: EpochMs, from = 0): Reason | null {
    const [unread, why] = closedFor(this.session, this.#received.from(from), at, this.#tables) ?? [this.session.unread, null];
    this.session.unread = unread;
    return why;
  }

  /** What the server sent instead of the open packet; null if it sent nothing. */
  insteadOfOpen(): Reason | null {
    const [first] = this.#received.from(0);
    return first === undefined ? null : notOpened(this.#tables.read(first));
  }

  /**
   * The server has answered the handshake. The client may wait for the answer no longer: it cannot take a request back, as it can close a
   * channel.
   */
  opened(handshake: Handshake | { readonly reason: Reason }, at: EpochMs): void {
    const { session } = this;
    if ("reason" in handshake) {
      session.problem = handshake.reason;
      return;
    }
    session.handshake = handshake;
    session.sid = handshake.sid;
    session.late = false;
    session.openedAt = at;
    // A client can close before the answer comes.
    if (session.state !== "closed") session.state = "open";
  }

  /** The answer to the handshake opens no session that the client can use. */
  refuse(at: EpochMs, problem: Reason | string): void {
    this.end("refused", at, problem);
    this.session.problem ??= problem;
    this.#countFailures();
  }

  /** Its client begins the next session, or the browser does not follow a redirect. */
  superseded(at: EpochMs): void {
    const end = supersededAs(this.session, at);
    if (end === null) return;
    const [cause, endedAt, problem] = end;
    this.suppose(cause, problem, endedAt, this.session.unfollowed?.answerEntry ?? null);
  }

  /**
   * Ends the session, unless it has ended. That is concluded, not recorded: if the client uses the session after `at`, it goes on. Until then
   * `entry` is marked as a problem.
   */
  suppose(cause: CloseCause | null, problem: Session["problem"], at: EpochMs, entry: number | null = null): void {
    if (this.session.state === "closed") {
      if (cause === null || !this.#explain(cause, at, problem)) return;
    } else {
      this.supposed = { entry };
      if (cause === null) this.#close(null, at, problem, null);
      else this.end(cause, at, problem, entry);
    }
    if (entry !== null) this.#tables.entries.mark(entry, FLAG.problem);
  }

  /**
   * The client used the session at `at`: it sent something, or asked for packets. If the session was only supposed to be over, it goes on, and
   * the session after it is another client's.
   */
  goesOn(at: EpochMs): void {
    const { session } = this;
    session.seen();
    const supposed = this.supposed;
    if (supposed === null || session.endedAt === null || at < session.endedAt) return;
    this.supposed = null;
    const { entries } = this.#tables;
    if (supposed.entry !== null) entries.unmark(supposed.entry, FLAG.problem);
    // What stood after its supposed end, or after the beginning of the next session, stands elsewhere now; of some failed attempts, all does.
    const from = Math.min(session.endedAt, session.next?.startedAt ?? Number.POSITIVE_INFINITY);
    const first = isToldApart(session, session.failures) ? session.startEntry : entries.ordered(entries.placeFrom(from));
    session.state = session.openedAt === null ? "connecting" : "open";
    session.endedAt = session.endEntry = session.cause = session.unfollowed = null;
    session.problem = this.#refusal();
    session.failures = 0;
    this.#acks.takeBack();
    this.attachments.takeBack();
    this.outage.takeBack();
    // They are of another client from now on, and follow another session, or none.
    for (const { startEntry, lastHeard } of this.#clients.resumed(session)) {
      const moved = startEntry ?? lastHeard;
      if (moved !== null) entries.changed(moved);
    }
    if (first !== null && first !== NONE) entries.changed(first);
  }

  /**
   * Ends the session, unless it has ended. A client that has received nothing, or no ping, for longer than its heartbeat allows gave it up,
   * however its connection ended then. `entry`: what ends it. `seen`: the event reports when the client ended it, and not only when the browser
   * closed the connection.
   */
  end(cause: CloseCause, at: EpochMs, problem: Session["problem"], entry: number | null = null, seen = false): void {
    const { session, outage } = this;
    // It was only concluded that it had ended unseen.
    if (session.cause === null && session.endedAt !== null) session.state = "open";
    if (session.state === "closed") {
      // It was concluded that the client would close for an empty answer, and the client says that it does.
      if (this.supposed && cause === "client" && session.cause === "transport" && isUnread(session.problem)) session.cause = cause;
      else this.#explain(cause, at, problem);
      return;
    }
    const mayBeSilent = (cause === "timeout" || cause === "transport" || cause === "client") && !isSuspended(problem);
    const gaveUp = mayBeSilent ? givenUpBy(session, at) : null;
    const unpinged = gaveUp && unpingedBy(session, gaveUp);
    this.#close(gaveUp ? "timeout" : cause, at, unpinged || problem, entry);
    if (gaveUp && !unpinged && session.cause === "timeout") outage.conclude(gaveUp, at, seen);
    this.#judge();
    this.#countFailures();
  }

  /** The session, which is over, ended because its page went away. */
  left(): void {
    this.session.cause = "navigation";
    this.#countFailures();
  }

  /** Whether it is a failed attempt may decide where its rows stand: then they are made anew from its first on. */
  #countFailures(): void {
    const { session } = this;
    const { startEntry, failures } = session;
    session.failures = failuresUpTo(session);
    const most = Math.max(failures, session.failures);
    if (most > 0 && startEntry !== null) this.#tables.entries.changed(startEntry, isToldApart(session, most) ? undefined : 0);
  }

  /** The client said that it closes the session, for no reason that is known yet, and what happened at `at` may be the reason. */
  #isUnexplained(at: EpochMs): boolean {
    const { cause, problem, endedAt } = this.session;
    return cause === "client" && problem === null && endedAt !== null && at <= endedAt;
  }

  /**
   * What ended the session at `at`, before its client said that it closes it, but is reported only after that: the client closed it for this
   * reason. A browser may report the body of an answer after the request that its packets made the client send. Returns whether it is so.
   */
  #explain(cause: CloseCause, at: EpochMs, problem: Session["problem"]): boolean {
    const { session } = this;
    if (!this.#isUnexplained(at) || (problem === null && cause !== "server")) return false;
    session.cause = isUnread(problem) ? "client" : cause;
    session.problem = problem;
    this.#countFailures();
    return true;
  }

  // Packets

  /** Until revision 3 the client pings, from revision 4 on the server does. */
  #ping(entry: number, direction: Direction, at: EpochMs): void {
    const { session } = this;
    session.heartbeat.ping(entry, direction, at);
    if (session.sio === 0.9) return;
    session.concludeEngine(direction === "sent" ? 3 : 4, "ping");
    if (direction === "received") this.#serverSpeaks(4);
  }

  /** The server has sent what only a server of this revision sends. Some accept websockets of any revision. */
  #serverSpeaks(eio: 3 | 4): void {
    const { session } = this;
    if (session.urlEio !== null && (eio === 4) !== (session.urlEio === 4)) session.problem ??= ["reasonOtherRevision", eio, session.urlEio];
  }

  #message(entry: number, head: PacketHead, direction: Direction, at: EpochMs, connect: SocketPacket | null): void {
    const { session } = this;
    if (head.socket >= SOCKET_INVALID) return;
    this.#messages.taken(entry);
    if (head.nsp !== this.#nsp) {
      session.names(head.nsp);
      this.#nsp = head.nsp;
    }
    switch (head.socket) {
      case SOCKET_CONNECT:
        this.#connect(head.nsp, direction, connect);
        if (direction === "received" && session.refused.delete(head.nsp)) session.problem = this.#refusal();
        this.session.joined.add(head.nsp);
        session.leaving = null;
        break;
      case SOCKET_CONNECT_ERROR:
        this.session.joined.delete(head.nsp);
        if (!session.refused.has(head.nsp)) this.#refused.push(head.nsp);
        session.refused.set(head.nsp, ["reasonConnectError", head.nsp, messageOf(connect?.data)]);
        session.problem = this.#refusal();
        break;
      case SOCKET_DISCONNECT:
        this.#disconnect(entry, head.nsp, direction, at);
        break;
      case SOCKET_EVENT:
      case SOCKET_BINARY_EVENT:
        if (head.ack >= 0) this.#acks.event(entry, direction, head.nsp, head.ack);
        break;
      case SOCKET_ACK:
      case SOCKET_BINARY_ACK:
        this.#acks.ack(entry, direction, head.nsp, head.ack);
        break;
    }
    if (session.eio !== null && session.sio === null) {
      session.sio = session.eio === 4 ? 5 : 4;
      session.sioFrom = "engine";
    }
    if (head.attachments > 0) this.attachments.announced(entry, head.attachments, direction);
  }

  /**
   * Until revision 4 a server sends CONNECT of the main namespace unasked; from 5 on the client asks, and the server answers with the socket's
   * id. A client that asks for recovery gets its own pid back when it was recovered.
   */
  #connect(nsp: string, direction: Direction, connect: SocketPacket | null): void {
    const { session } = this;
    const { sid, pid, offset }: Readonly<Record<string, unknown>> = typeof connect?.data === "object" ? { ...connect.data } : {};
    if (session.sio !== 0.9 && (nsp === "/" || typeof sid === "string")) {
      const isFive = direction === "sent" || typeof sid === "string";
      session.sio = isFive ? 5 : 4;
      session.sioFrom = "connect";
      session.concludeEngine(isFive ? 4 : 3, "connect");
    }
    const socket = session.sockets.get(nsp);
    if (!socket) return;
    if (direction === "sent") {
      socket.recovery = typeof pid === "string" ? { pid, offset: typeof offset === "string" ? offset : null, recovered: null } : null;
      return;
    }
    if (connect && session.sio !== 0.9) this.#serverSpeaks(typeof sid === "string" ? 4 : 3);
    socket.sid = typeof sid === "string" ? sid : null;
    socket.pid = typeof pid === "string" ? pid : null;
    if (socket.recovery?.recovered === null) socket.recovery = { ...socket.recovery, recovered: socket.pid === socket.recovery.pid };
  }

  /** Why the namespace that was refused last is refused; null if none is. */
  #refusal(): Reason | null {
    const { refused } = this.session;
    while (this.#refused.length > 0 && !refused.has(this.#refused.at(-1) ?? "")) this.#refused.pop();
    return refused.get(this.#refused.at(-1) ?? "") ?? null;
  }

  /** Until revision 5 a client that leaves the main namespace leaves all others with it; in Socket.IO 0.9 that also ends the session. */
  #disconnect(entry: number, nsp: string, direction: Direction, at: EpochMs): void {
    const { session } = this;
    const side = direction === "sent" ? "client" : "server";
    this.session.joined.delete(nsp);
    this.#acks.over(nsp);
    if ((nsp === "/" && session.sio !== 5) || this.session.joined.size === 0) session.leaving ??= side;
    if (nsp === "/" && session.sio === 0.9) this.#close(side, at, null, entry);
  }

  /** The session has ended: what became of the packets that had no answer until then. */
  #judge(): void {
    this.#tables.counted.add(this.session);
    this.outage.judge();
    this.#acks.over();
    this.attachments.end();
  }

  /** A DISCONNECT that a side sent before counts more than how the connection ended: the other side closes because of it. */
  #close(cause: CloseCause | null, at: EpochMs, problem: Session["problem"], entry: number | null): void {
    const { session } = this;
    if (session.state === "closed") return;
    session.state = "closed";
    session.endedAt = at;
    session.endEntry = entry;
    session.lastAt = Math.max(session.lastAt, at);
    session.cause = /^(?:navigation|crashed|refused)$/.test(cause ?? "") ? cause : (session.leaving ?? cause);
    // A refused namespace is no reason for the end of a session that has, or had, another one, unless its client closed it.
    const hadOther = this.session.joined.size > 0 || session.leaving !== null;
    if (hadOther && session.cause !== "client" && session.problem === this.#refusal()) session.problem = null;
    session.problem = (session.cause === "client" ? this.closedFor(at) : sentTooLarge(session, at)) ?? problem ?? session.problem;
    this.#clients.ended(session);
    this.polls.judge();
  }
}
