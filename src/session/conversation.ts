// One session while it runs: its packets, in order, and what they mean for each other.
//
//   open ─► handshake                    2probe ─► 3probe ─► (poll drained) ─► 5      the legs of an upgrade
//   ping ─► pong                         EVENT with id ─► ACK with id, from the other side
//   BINARY_… announcing n attachments ─► n binary messages of the same direction
//   close, DISCONNECT ─► who ended it

import { type Handshake, parseHandshake } from "../protocol/engine/handshake.ts";
import {
  ENGINE_CLOSE,
  ENGINE_MESSAGE,
  ENGINE_OPEN,
  ENGINE_PING,
  ENGINE_PONG,
  ENGINE_UPGRADE,
  NO_SOCKET,
  type PacketHead,
  SOCKET_ACK,
  SOCKET_BINARY_ACK,
  SOCKET_BINARY_EVENT,
  SOCKET_CONNECT,
  SOCKET_CONNECT_ERROR,
  SOCKET_DISCONNECT,
  SOCKET_EVENT,
  type SocketPacket,
} from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import type { Direction, EpochMs } from "../wire/event.ts";
import { type Entries, FLAG, NONE } from "./entries.ts";
import { isWaiting, nextPing, pingerOf } from "./heartbeat.ts";
import { judgeAnswered, judgeAtEnd, lateAfter } from "./judgement.ts";
import type { Channel, CloseCause, Evidence, Exchange, Link, Overdue, Session, Silence } from "./model.ts";

/** A packet with attachments still to come. */
interface Awaiting {
  readonly header: number;
  missing: number;
}

/** Packets that come this close to each other after a silence, in milliseconds, had been waiting together. */
const BURST = 1000;
/** What comes this close behind a late ping had been waiting with it; no pong tells from when on the server sends into an open path. */
const BEHIND = 100;
/** The silence before what is as late as this, in milliseconds, or half of the timeout, is drawn. */
const LONG = 3000;
/** So many polls of a session are compared with each other. A client that keeps the protocol has one at a time. */
const MOST_POLLS = 8;

export class Conversation {
  readonly session: Session;
  /** The last polls, in the order in which they were reported. */
  readonly #polls: Exchange[] = [];
  readonly #entries: Entries;
  readonly #silences: Silence[];
  /** The last silence: since when nothing was heard, and when something was again. */
  #silence: { readonly since: EpochMs; readonly until: EpochMs } | null = null;
  /** The last ping that was late: when it came, and when it was due. */
  #latePing: { readonly at: EpochMs; readonly dueAt: EpochMs } | null = null;
  /** Questions without an answer: entry by direction, namespace and id. */
  readonly #asked = new Map<string, number>();
  /** Answers whose question is still to come, by the same: a poll's body may be reported after the request that answers it. */
  readonly #answered = new Map<string, number>();
  readonly #awaiting: { sent: Awaiting | null; received: Awaiting | null } = { sent: null, received: null };
  #ping = NONE;
  /** The last one, answered or not. */
  #lastPing = NONE;
  /** A pong whose ping is still to come. */
  #pong = NONE;
  /** Pings without a pong, and packets sent since something was heard: the end of the session shows what became of them. */
  readonly #pings = new Set<number>();
  #unheard: number[] = [];
  readonly #joined = new Set<string>();
  /** Who took leave: a DISCONNECT of the main namespace, or of the last one. */
  #leaving: "client" | "server" | null = null;

  /** Stretches in which nothing was heard are added to `silences`. */
  constructor(session: Session, entries: Entries, silences: Silence[]) {
    this.session = session;
    this.#entries = entries;
    this.#silences = silences;
  }

  /** The packet that a binary message of this direction belongs to, or `NONE`; takes it into account. */
  takeAttachment(direction: Direction): number {
    const awaiting = this.#awaiting[direction];
    if (!awaiting) return NONE;
    if (--awaiting.missing === 0) this.#awaiting[direction] = null;
    return awaiting.header;
  }

  /** A binary message of this direction belongs to a packet before it. */
  awaits(direction: Direction): boolean {
    return this.#awaiting[direction] !== null;
  }

  /** Takes in a packet that stands in the entries, with what is in it when it is an open packet or a CONNECT. */
  packet(entry: number, head: PacketHead, direction: Direction, at: EpochMs, link: Link, content: string | SocketPacket | null): void {
    const { session } = this;
    session.packets++;
    session.bytes += head.bytes;
    session.lastAt = Math.max(session.lastAt, at);
    if (direction === "received") this.#hear(entry, head, at);
    else if (session.state !== "closed") this.#unheard.push(entry);
    switch (head.engine) {
      case ENGINE_OPEN:
        session.openEntry = entry;
        this.opened(parseHandshake(typeof content === "string" ? content : ""), at);
        session.transport = link.kind === "http" ? "polling" : link.kind === "ws" ? "websocket" : "webtransport";
        break;
      case ENGINE_CLOSE:
        this.end(direction === "sent" ? "client" : "server", at);
        break;
      case ENGINE_PING:
        if (head.probe) this.#leg(link, "probedAt", "probeEntry", entry, at);
        else this.#beat(entry, direction, at);
        break;
      case ENGINE_PONG:
        if (head.probe) this.#answerProbe(entry, link, at);
        else this.#beatBack(entry, at);
        break;
      case ENGINE_UPGRADE:
        this.#leg(link, "switchedAt", "switchEntry", entry, at);
        session.transport = link.kind === "wt" ? "webtransport" : "websocket";
        break;
      case ENGINE_MESSAGE:
        this.#message(entry, head, direction, at, typeof content === "string" ? null : content);
        break;
    }
    if (session.state === "closed") judgeAtEnd(this.#entries, entry, session);
  }

  /** A poll was answered: the last one between probe and switch is the upgrade's third leg. Its body may be reported after the switch. */
  drained(entry: number, at: EpochMs): void {
    const { upgrade } = this.session;
    if (!upgrade || upgrade.probedAt === null || at < Math.max(upgrade.probedAt, upgrade.drainedAt ?? 0)) return;
    if (at > (upgrade.switchedAt ?? upgrade.failedAt ?? at)) return;
    upgrade.drainedAt = at;
    upgrade.drainEntry = entry;
  }

  poll(exchange: Exchange): void {
    if (this.#polls.push(exchange) > MOST_POLLS) this.#polls.shift();
    this.judgePolls();
  }

  /** Decides which polls were asked for while another one waited. An answer may be reported after the next request, so it is decided anew. */
  judgePolls(): void {
    for (const poll of this.#polls) {
      const isWaiting = (other: Exchange) =>
        other !== poll &&
        other.startedAt <= poll.startedAt &&
        (other.respondedAt ?? other.endedAt ?? Number.POSITIVE_INFINITY) > poll.startedAt;
      const overlaps = this.#polls.some(isWaiting);
      if (overlaps === poll.overlaps) continue;
      poll.overlaps = overlaps;
      this.#entries.changed(poll.answerEntry ?? poll.requestEntry);
    }
  }

  upgradeBegins(channel: Channel, entry: number, at: EpochMs): void {
    this.session.upgrade = {
      channel,
      openedAt: at,
      establishedAt: null,
      probedAt: null,
      probeAnsweredAt: null,
      drainedAt: null,
      switchedAt: null,
      failedAt: null,
      openEntry: entry,
      establishedEntry: null,
      probeEntry: null,
      probeAnswerEntry: null,
      drainEntry: null,
      switchEntry: null,
    };
  }

  /** Ends the session. What a side said about it before (a DISCONNECT) counts more than how its connection went. */
  end(cause: CloseCause, at: EpochMs, problem: Session["problem"] = null): void {
    const { session } = this;
    if (session.state === "closed") return;
    session.state = "closed";
    session.endedAt = at;
    session.lastAt = Math.max(session.lastAt, at);
    session.cause = (cause === "transport" || cause === "timeout") && this.#leaving ? this.#leaving : cause;
    session.problem = problem;
    this.#asked.clear();
    this.#answered.clear();
  }

  /** The server has answered the handshake. */
  opened(handshake: Handshake | { readonly reason: Reason }, at: EpochMs): void {
    const { session } = this;
    if ("reason" in handshake) {
      session.problem = handshake.reason;
      return;
    }
    session.handshake = handshake;
    session.sid = handshake.sid;
    session.late = false;
    session.state = "open";
    session.openedAt = at;
  }

  /** The revision of Engine.IO, where the URL has not told it. */
  #concludeEngine(eio: 3 | 4, from: Evidence): void {
    if (this.session.eio !== null) return;
    this.session.eio = eio;
    this.session.eioFrom = from;
  }

  /** The first of its kind: what is sent once more, out of turn, moves nothing. */
  #leg(link: Link, time: "probedAt" | "switchedAt", place: "probeEntry" | "switchEntry", entry: number, at: EpochMs): void {
    const { upgrade } = this.session;
    if (upgrade?.channel !== link || upgrade[time] !== null) return;
    upgrade[time] = at;
    upgrade[place] = entry;
  }

  #answerProbe(entry: number, link: Link, at: EpochMs): void {
    const { upgrade } = this.session;
    if (upgrade?.channel !== link || upgrade.probeAnsweredAt !== null) return;
    upgrade.probeAnsweredAt = at;
    upgrade.probeAnswerEntry = entry;
    if (upgrade.probeEntry !== null) pair(this.#entries, upgrade.probeEntry, entry);
  }

  #beat(entry: number, direction: Direction, at: EpochMs): void {
    const before = this.#ping;
    if (before !== NONE) this.#entries.mark(this.#entries.at(before) < at ? before : entry, FLAG.unanswered);
    this.#pings.add(entry);
    if (this.#pong !== NONE && this.#entries.at(this.#pong) >= at) this.#pair(entry, this.#pong);
    else this.#ping = entry;
    this.#lastPing = entry;
    this.#pong = NONE;
    this.session.lastPingAt = at;
    this.session.pinger = direction === "sent" ? "client" : "server";
    // Until revision 3 the client pings, from revision 4 the server does.
    if (this.session.sio !== 0.9) this.#concludeEngine(direction === "sent" ? 3 : 4, "ping");
  }

  #beatBack(entry: number, at: EpochMs): void {
    this.session.lastPongAt = Math.max(this.session.lastPongAt ?? at, at);
    // A pong told of late answers a ping before the one that waits now.
    if (this.#ping !== NONE && this.#entries.at(this.#ping) > at) return;
    if (this.#ping === NONE) this.#pong = entry;
    else this.#pair(this.#ping, entry);
    this.#ping = NONE;
  }

  #pair(question: number, answer: number): void {
    const entries = this.#entries;
    // An answer told of late may have the number of a later question.
    if (entries.at(question) > entries.at(answer)) return;
    pair(entries, question, answer);
    judgeAnswered(entries, question);
    if (this.#pings.delete(question)) this.#judgePong(answer, entries.at(answer) - entries.at(question));
    if (entries.flags(question) & FLAG.sent) this.arrived(entries.at(question));
  }

  #judgePong(pong: number, latency: number): void {
    const { overdue } = this.session;
    if (latency <= lateAfter(this.session)) return;
    overdue.set(pong, { by: latency, from: "pong", silence: overdue.get(pong)?.silence ?? 0 });
    this.#entries.mark(pong, FLAG.late | FLAG.problem);
  }

  /** What the end of the session shows about packets that nobody answered. */
  judgeAtEnd(): void {
    for (const entry of [...this.#pings, ...this.#unheard]) judgeAtEnd(this.#entries, entry, this.session);
    this.#unheard = [];
  }

  /** The ping that waits for its pong; where the server pings, the last one heard. */
  get openPing(): number | null {
    const entry = pingerOf(this.session) === "server" ? this.#lastPing : this.#ping;
    return entry === NONE ? null : entry;
  }

  /** What was sent at that moment has been answered. */
  arrived(at: EpochMs): void {
    this.session.arrivedAt = Math.max(this.session.arrivedAt ?? at, at);
  }

  #hear(entry: number, head: PacketHead, at: EpochMs): void {
    const { session } = this;
    const { lastHeardAt } = session;
    if (lastHeardAt === null) this.#endSilence(entry);
    else if (at < lastHeardAt) return;
    else if (session.state === "open") {
      const late = this.#lateness(head, at, lastHeardAt);
      if (late) this.#comesLate(entry, at, late);
    }
    session.lastHeardAt = at;
    session.lastHeard = entry;
    if (this.#unheard.length > 0) this.#unheard = this.#unheard.filter((sent) => this.#entries.at(sent) >= at);
  }

  /** How late a packet is that comes at `at`; null when the heartbeat has nothing to say about it. */
  #lateness({ engine, probe }: PacketHead, at: EpochMs, heardAt: EpochMs): Overdue | null {
    const { session } = this;
    if ((session.unseenUntil ?? 0) > heardAt) return null;
    const allowed = lateAfter(session);
    const isPing = engine === ENGINE_PING && !probe;
    const isPong = engine === ENGINE_PONG && !probe;
    const burst = this.#silence && at - this.#silence.until <= BURST ? this.#silence : null;
    // Nearly every packet.
    if (!isPing && !isPong && !burst && at - heardAt <= allowed) return null;
    const late = (by: number, from: Overdue["from"], dueAt: EpochMs): Overdue | null => {
      if (at - dueAt <= allowed) return null;
      const wasSilent = heardAt <= dueAt + allowed && at - heardAt > allowed;
      if (!isPing && !isPong && !wasSilent && !burst) return null;
      return { by, from, silence: wasSilent ? at - heardAt : 0 };
    };
    if (pingerOf(session) === "server") {
      const due = nextPing(session);
      const overdue = due && late(at - due.at, isPing ? "ping" : "least", due.at);
      const ping = this.#latePing;
      if (overdue || isPing || !burst || !ping || at - ping.at > BEHIND) return overdue;
      // It was sent after the ping.
      return { by: at - ping.dueAt, from: "most", silence: 0 };
    }
    const { lastPingAt } = session;
    if (lastPingAt === null || !isWaiting(session)) return null;
    return isPong ? late(at - lastPingAt, "pong", lastPingAt) : late(at - (burst?.since ?? heardAt), "most", lastPingAt);
  }

  #comesLate(entry: number, at: EpochMs, late: Overdue): void {
    const { session } = this;
    const from = session.lastHeard;
    session.overdue.set(entry, late);
    this.#entries.mark(entry, FLAG.late | FLAG.problem);
    if (late.from === "ping") this.#latePing = { at, dueAt: at - late.by };
    if (late.silence === 0 || from === null) return;
    this.#silence = { since: at - late.silence, until: at };
    const long = Math.min(LONG, (session.handshake?.pingTimeout ?? Number.POSITIVE_INFINITY) / 2);
    if (late.by >= long) this.#silences.push({ session, from, until: entry });
  }

  /** The first packet of a session ends the silence in which the one before it was given up. */
  #endSilence(entry: number): void {
    for (let before = this.session.previous; before !== null; before = before.previous) {
      if (before.lastHeard === null) continue;
      const silence = before.cut && this.#silences.findLast(({ session, until }) => session === before && until === null);
      if (silence) silence.until = entry;
      return;
    }
  }

  #ask(question: string, entry: number): void {
    const answer = this.#answered.get(question);
    this.#answered.delete(question);
    if (answer !== undefined && this.#entries.at(answer) >= this.#entries.at(entry)) this.#pair(entry, answer);
    else this.#asked.set(question, entry);
  }

  #message(entry: number, head: PacketHead, direction: Direction, at: EpochMs, connect: SocketPacket | null): void {
    const { session } = this;
    if (head.socket === NO_SOCKET) return;
    if (!session.sockets.has(head.nsp)) session.sockets.set(head.nsp, { sid: null, pid: null, recovery: null });
    switch (head.socket) {
      case SOCKET_CONNECT:
        this.#connect(head.nsp, direction, connect?.data);
        this.#joined.add(head.nsp);
        this.#leaving = null;
        break;
      case SOCKET_CONNECT_ERROR:
        this.#joined.delete(head.nsp);
        break;
      case SOCKET_DISCONNECT:
        this.#joined.delete(head.nsp);
        // Until revision 5 a client that leaves the main namespace leaves them all.
        if ((head.nsp === "/" && session.sio !== 5) || this.#joined.size === 0) this.#leaving = direction === "sent" ? "client" : "server";
        // In Socket.IO 0.9 it is the last word.
        if (head.nsp === "/" && session.sio === 0.9) this.end(direction === "sent" ? "client" : "server", at);
        break;
      case SOCKET_EVENT:
      case SOCKET_BINARY_EVENT:
        if (head.ack >= 0) this.#ask(`${direction} ${head.nsp} ${head.ack}`, entry);
        break;
      case SOCKET_ACK:
      case SOCKET_BINARY_ACK: {
        const question = `${direction === "sent" ? "received" : "sent"} ${head.nsp} ${head.ack}`;
        const asked = this.#asked.get(question);
        if (asked === undefined) this.#answered.set(question, entry);
        else this.#pair(asked, entry);
        this.#asked.delete(question);
        break;
      }
    }
    if (session.eio !== null && session.sio === null) {
      session.sio = session.eio === 4 ? 5 : 4;
      session.sioFrom = "engine";
    }
    if (head.attachments > 0) this.#awaiting[direction] = { header: entry, missing: head.attachments };
  }

  /**
   * Until revision 4 a server sends CONNECT of the main namespace unasked; from 5 on the client asks, and is answered with the socket's id. A
   * client that asks for recovery is answered with its own pid when it has been recovered.
   */
  #connect(nsp: string, direction: Direction, data: unknown): void {
    const { session } = this;
    const { sid, pid, offset }: Readonly<Record<string, unknown>> = typeof data === "object" ? { ...data } : {};
    if (session.sio !== 0.9 && (nsp === "/" || typeof sid === "string")) {
      const isFive = direction === "sent" || typeof sid === "string";
      session.sio = isFive ? 5 : 4;
      session.sioFrom = "connect";
      this.#concludeEngine(isFive ? 4 : 3, "connect");
    }
    const socket = session.sockets.get(nsp);
    if (!socket) return;
    if (direction === "sent") {
      socket.recovery = typeof pid === "string" ? { pid, offset: typeof offset === "string" ? offset : null, recovered: null } : null;
      return;
    }
    socket.sid = typeof sid === "string" ? sid : null;
    socket.pid = typeof pid === "string" ? pid : null;
    if (socket.recovery?.recovered === null) socket.recovery.recovered = socket.pid === socket.recovery.pid;
  }
}

function pair(entries: Entries, question: number, answer: number): void {
  entries.setPeer(question, answer);
  entries.setPeer(answer, question);
}

/** Whether an entry that has a peer is the question of the two, not the answer. */
export function isQuestion(entries: Entries, entry: number): boolean {
  if (entries.engine(entry) !== ENGINE_MESSAGE) return entries.engine(entry) === ENGINE_PING;
  return entries.socket(entry) === SOCKET_EVENT || entries.socket(entry) === SOCKET_BINARY_EVENT;
}
