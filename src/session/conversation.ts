// One session while it runs: its packets, in order, and what they mean for each other.
//
//   open ─► handshake                    2probe ─► 3probe ─► (poll drained) ─► 5      the legs of an upgrade
//   ping ─► pong                         EVENT with id ─► ACK with id, from the other side
//   BINARY_… announcing n attachments ─► n binary messages of the same direction
//   close, DISCONNECT ─► who ended it

import { parseHandshake } from "../protocol/engine/handshake.ts";
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
} from "../protocol/packet.ts";
import type { Direction, EpochMs } from "../wire/event.ts";
import { type Entries, NONE } from "./entries.ts";
import type { Channel, CloseCause, Link, Session } from "./model.ts";

/** A packet with attachments still to come. */
interface Awaiting {
  readonly header: number;
  missing: number;
}

export class Conversation {
  readonly session: Session;
  /** Questions without an answer: entry by direction, namespace and id. */
  readonly #asked = new Map<string, number>();
  /** Answers whose question is still to come, by the same: a poll's body may be reported after the request that answers it. */
  readonly #answered = new Map<string, number>();
  readonly #awaiting: { sent: Awaiting | null; received: Awaiting | null } = { sent: null, received: null };
  #ping = NONE;
  /** A pong whose ping is still to come. */
  #pong = NONE;
  readonly #joined = new Set<string>();
  /** Who took leave: a DISCONNECT of the main namespace, or of the last one. */
  #leaving: "client" | "server" | null = null;

  constructor(session: Session) {
    this.session = session;
  }

  /** The packet that a binary message of this direction belongs to, or `NONE`; takes it into account. */
  takeAttachment(direction: Direction): number {
    const awaiting = this.#awaiting[direction];
    if (!awaiting) return NONE;
    if (--awaiting.missing === 0) this.#awaiting[direction] = null;
    return awaiting.header;
  }

  /** Takes in a packet that stands in `entries`; `open` is the text of an open packet. */
  packet(entries: Entries, entry: number, head: PacketHead, direction: Direction, at: EpochMs, link: Link, open: string): void {
    const { session } = this;
    session.packets++;
    session.bytes += head.bytes;
    session.lastAt = Math.max(session.lastAt, at);
    if (direction === "received") session.lastHeardAt = Math.max(session.lastHeardAt ?? at, at);
    switch (head.engine) {
      case ENGINE_OPEN:
        session.openEntry = entry;
        this.#open(open, at, link);
        break;
      case ENGINE_CLOSE:
        this.end(direction === "sent" ? "client" : "server", at);
        break;
      case ENGINE_PING:
        if (head.probe) this.#leg(link, "probedAt", "probeEntry", entry, at);
        else this.#beat(entries, entry, direction, at);
        break;
      case ENGINE_PONG:
        if (head.probe) this.#answerProbe(entries, entry, link, at);
        else if (this.#ping === NONE) this.#pong = entry;
        else {
          pair(entries, this.#ping, entry);
          this.#ping = NONE;
        }
        break;
      case ENGINE_UPGRADE:
        this.#leg(link, "switchedAt", "switchEntry", entry, at);
        session.transport = link.kind === "wt" ? "webtransport" : "websocket";
        break;
      case ENGINE_MESSAGE:
        this.#message(entries, entry, head, direction);
        break;
    }
  }

  /** A poll was answered: the last one between probe and switch is the upgrade's third leg. Its body may be reported after the switch. */
  drained(entry: number, at: EpochMs): void {
    const { upgrade } = this.session;
    if (!upgrade || upgrade.probedAt === null || at < Math.max(upgrade.probedAt, upgrade.drainedAt ?? 0)) return;
    if (at > (upgrade.switchedAt ?? upgrade.failedAt ?? at)) return;
    upgrade.drainedAt = at;
    upgrade.drainEntry = entry;
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
  end(cause: CloseCause, at: EpochMs, problem: string | null = null): void {
    const { session } = this;
    if (session.state === "closed") return;
    session.state = "closed";
    session.endedAt = at;
    session.lastAt = Math.max(session.lastAt, at);
    session.cause = cause === "transport" && this.#leaving ? this.#leaving : cause;
    session.problem = problem;
    this.#asked.clear();
    this.#answered.clear();
  }

  #open(text: string, at: EpochMs, link: Link): void {
    const { session } = this;
    const handshake = parseHandshake(text);
    if ("reason" in handshake) {
      session.problem = handshake.reason;
      return;
    }
    session.handshake = handshake;
    session.sid = handshake.sid;
    session.late = false;
    session.state = "open";
    session.openedAt = at;
    session.transport = link.kind === "http" ? "polling" : link.kind === "ws" ? "websocket" : "webtransport";
  }

  #leg(link: Link, time: "probedAt" | "switchedAt", place: "probeEntry" | "switchEntry", entry: number, at: EpochMs): void {
    const { upgrade } = this.session;
    if (upgrade?.channel !== link) return;
    upgrade[time] = at;
    upgrade[place] = entry;
  }

  #answerProbe(entries: Entries, entry: number, link: Link, at: EpochMs): void {
    const { upgrade } = this.session;
    if (upgrade?.channel !== link) return;
    upgrade.probeAnsweredAt = at;
    upgrade.probeAnswerEntry = entry;
    if (upgrade.probeEntry !== null) pair(entries, upgrade.probeEntry, entry);
  }

  #beat(entries: Entries, entry: number, direction: Direction, at: EpochMs): void {
    if (this.#pong !== NONE && entries.at(this.#pong) >= at) pair(entries, entry, this.#pong);
    else this.#ping = entry;
    this.#pong = NONE;
    this.session.lastPingAt = at;
    this.session.pinger = direction === "sent" ? "client" : "server";
    // Until revision 3 the client pings, from revision 4 the server does.
    this.session.eio ??= direction === "sent" ? 3 : 4;
  }

  #ask(entries: Entries, question: string, entry: number): void {
    const answer = this.#answered.get(question);
    this.#answered.delete(question);
    if (answer !== undefined && entries.at(answer) >= entries.at(entry)) pair(entries, entry, answer);
    else this.#asked.set(question, entry);
  }

  #message(entries: Entries, entry: number, head: PacketHead, direction: Direction): void {
    const { session } = this;
    if (head.socket === NO_SOCKET) return;
    if (session.eio !== null) session.sio ??= session.eio === 4 ? 5 : 4;
    switch (head.socket) {
      case SOCKET_CONNECT:
        session.namespaces.add(head.nsp);
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
        break;
      case SOCKET_EVENT:
      case SOCKET_BINARY_EVENT:
        if (head.ack >= 0) this.#ask(entries, `${direction} ${head.nsp} ${head.ack}`, entry);
        break;
      case SOCKET_ACK:
      case SOCKET_BINARY_ACK: {
        const question = `${direction === "sent" ? "received" : "sent"} ${head.nsp} ${head.ack}`;
        const asked = this.#asked.get(question);
        if (asked === undefined) this.#answered.set(question, entry);
        else pair(entries, asked, entry);
        this.#asked.delete(question);
        break;
      }
    }
    if (head.attachments > 0) this.#awaiting[direction] = { header: entry, missing: head.attachments };
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
