// A session as its trackers write it; readers see it as `Session`.

import type { Handshake } from "../protocol/engine/handshake.ts";
import type { TransportName } from "../protocol/engine/url.ts";
import {
  ENGINE_MESSAGE,
  ENGINE_PING,
  ENGINE_PONG,
  type PacketHead,
  SOCKET_ACK,
  SOCKET_CONNECT,
  SOCKET_CONNECT_ERROR,
  SOCKET_DISCONNECT,
  SOCKET_EVENT,
} from "../protocol/packet.ts";
import type { Reason } from "../protocol/reason.ts";
import type { Direction, EpochMs } from "../wire/event.ts";
import { RecurringSet } from "../wire/recurring-set.ts";
import { HeartbeatTracker } from "./heartbeat.ts";
import type { Asked, Client, CloseCause, Cut, Evidence, Exchange, Overdue, Session, Socket, Upgrade, Writable } from "./model.ts";
import { attemptAfter, heardUpTo } from "./standing.ts";
import type { Tables } from "./tables.ts";

/** What the traffic shows about a session, and no URL may. */
const FACTS = ["eio", "sio", "parser", "utf8Twice"] as const;

/** What the URL of a request or a websocket shows about its session. */
export interface Known {
  readonly sid: string | null;
  readonly eio: 2 | 3 | 4 | null;
  readonly legacy: boolean;
}

/** How a session begins. */
export interface Beginning {
  readonly index: number;
  readonly client: Client;
  readonly previous: Session | null;
  readonly reloaded: boolean;
  readonly at: EpochMs;
  /** It was already under way when recording began. */
  readonly late: boolean;
}

export class SessionFacts implements Session {
  readonly index: number;
  client: Client;
  previous: Session | null;
  attempt: number;
  readonly reloaded: boolean;
  readonly startedAt: EpochMs;
  readonly urlEio: 2 | 3 | 4 | null;
  readonly sources = new Set<string>();
  readonly sockets = new Map<string, Writable<Socket>>();
  readonly refused = new Map<string, Reason>();
  readonly joined = new RecurringSet();
  readonly overdue = new Map<number, Overdue>();
  readonly heartbeat: HeartbeatTracker;
  sid: string | null;
  eio: 2 | 3 | 4 | null;
  eioFrom: Evidence | null;
  sio: 0.9 | 4 | 5 | null;
  sioFrom: Evidence | null;
  parser: string | null = null;
  utf8Twice: boolean | null = null;
  handshake: Handshake | null = null;
  transport: TransportName | null = null;
  upgrade: Writable<Upgrade> | null = null;
  startEntry: number | null = null;
  openedAt: EpochMs | null = null;
  openEntry: number | null = null;
  lastAt: EpochMs;
  endedAt: EpochMs | null = null;
  endEntry: number | null = null;
  cause: CloseCause | null = null;
  problem: Session["problem"] = null;
  close: Session["close"] = null;
  tooLarge: Session["tooLarge"] = null;
  largestSent: Session["largestSent"] = null;
  unread: number | null = null;
  late: boolean;
  unseen = false;
  packets = 0;
  bytes = 0;
  /** Called when a gap is taken in, in which packets may be missing. */
  missedPackets: () => void = () => {};
  asked: Asked & { readonly never: Set<number> } = { never: new Set(), oldest: () => null };
  redirects: Session["redirects"] = null;
  beside: Session["beside"] = null;
  /** A request asks for it, and no channel. */
  isRequested = false;
  /** The browser's words about a request of it that was canceled, which ended it; null if none was. */
  canceled: string | null = null;
  /** A request or a websocket has its sid. */
  used = false;
  /** When the handshake was answered by polling. Whether the answer opened the session is in `openedAt`. */
  answeredAt: EpochMs | null = null;
  /** That answer has a Content-Type, and it is not the one of bytes. */
  answeredAsText = false;
  /** When the last poll was answered; infinite while one waits. Null if none was sent. */
  unpolledSince: EpochMs | null = null;
  failures = 0;
  /** An answer is this redirect, which the browser has not followed, or not yet. */
  unfollowed: Exchange | null = null;
  leaving: "client" | "server" | null = null;
  /** The next document of its page was asked for before its websocket's close was reported. */
  isAsked = false;
  lastHeard: number | null = null;
  heardBefore: Session | null;
  readonly shownBy = new Map<string, number>();
  readonly #shown: { -readonly [F in (typeof FACTS)[number]]?: Session[F] } = {};
  cut: Cut | null = null;
  next: SessionFacts | null = null;
  readonly #gaps: Tables["gaps"];
  /** How many of them are taken in. */
  #gapsTaken: number;
  #state: Session["state"];
  #unseenFrom: EpochMs | null = null;

  constructor({ index, client, previous, reloaded, at, late }: Beginning, { sid, eio, legacy }: Known, { entries, gaps }: Tables) {
    this.index = index;
    this.client = client;
    this.previous = previous;
    this.heardBefore = heardUpTo(previous);
    this.reloaded = reloaded;
    this.attempt = reloaded ? 0 : attemptAfter(previous);
    this.startedAt = at;
    this.lastAt = at;
    this.sid = sid;
    this.eio = eio;
    this.eioFrom = eio === null ? null : "url";
    this.urlEio = eio;
    this.sio = legacy ? 0.9 : null;
    this.sioFrom = legacy ? "url" : null;
    this.#state = late ? "open" : "connecting";
    this.late = late;
    this.heartbeat = new HeartbeatTracker(this, entries);
    this.#gaps = gaps;
    this.#gapsTaken = gaps.length;
  }

  get unanswered(): number {
    return this.asked.never.size;
  }
  get state(): Session["state"] {
    return this.#state;
  }
  /** What was not recorded until now counts for the state until now. */
  set state(state: Session["state"]) {
    this.takeGaps();
    this.#state = state;
  }

  /** When a gap began in which it may have ended; null if something of it was reported since. */
  get unseenFrom(): EpochMs | null {
    this.takeGaps();
    return this.#unseenFrom;
  }

  /** Takes in the gaps of the recording since the last call. Whoever asks for what a gap changes calls it first. */
  takeGaps(): void {
    const [gaps, first] = [this.#gaps, this.#gapsTaken];
    if (first === gaps.length) return;
    this.#gapsTaken = gaps.length;
    if (this.#state === "closed") return;
    this.#unseenFrom ??= gaps.endingSince(first);
    if (this.#state !== "open") return;
    const deadline = gaps.deadlineSince(first);
    if (deadline) this.heartbeat.unseen(deadline.until, deadline.entry);
    if (gaps.lossSince(first)) this.missedPackets();
  }

  /** A packet is received. Sessions that began after it may have been taken for those that follow an earlier one. */
  heard(entry: number): void {
    if (this.lastHeard === null) {
      for (let { next } = this as SessionFacts; next !== null; next = next.next) {
        next.heardBefore = this;
        if (next.lastHeard !== null) break;
      }
    }
    this.lastHeard = entry;
  }

  /** Something of it is reported. */
  seen(): void {
    this.takeGaps();
    this.#unseenFrom = null;
  }

  /** A packet names this namespace. */
  names(nsp: string): void {
    const { size } = this.sockets;
    const nth = this.sockets.has("/") ? size - 1 : size;
    if (!this.sockets.has(nsp)) this.sockets.set(nsp, { nth, sid: null, pid: null, recovery: null });
  }

  /** Takes a note of a packet that showed a fact, joined or left a namespace, or was a heartbeat. The last of each kind counts. */
  shows(entry: number, { engine, probe, socket, nsp }: PacketHead, direction: Direction): void {
    this.seen();
    const shown = this.#shown;
    // Most packets show nothing new.
    if (this.eio !== shown.eio || this.sio !== shown.sio || this.parser !== shown.parser || this.utf8Twice !== shown.utf8Twice) {
      for (const fact of FACTS) {
        if (this[fact] === shown[fact]) continue;
        Object.assign(shown, { [fact]: this[fact] });
        this.shownBy.set(fact, entry);
      }
    }
    if (engine === ENGINE_MESSAGE && (socket === SOCKET_EVENT || socket === SOCKET_ACK)) return;
    if (!probe && (engine === ENGINE_PING || engine === ENGINE_PONG)) this.shownBy.set(engine === ENGINE_PING ? "ping" : "pong", entry);
    if (socket === SOCKET_DISCONNECT || socket === SOCKET_CONNECT_ERROR) this.shownBy.set(`left ${nsp}`, entry);
    if (socket !== SOCKET_CONNECT) return;
    this.shownBy.set(`joined ${direction} ${nsp}`, entry);
    // The CONNECT takes the place of the packet that left, instead of deleting it: see RecurringSet. Readers look only for DISCONNECTs there.
    if (this.shownBy.has(`left ${nsp}`)) this.shownBy.set(`left ${nsp}`, entry);
  }

  /** The client sent a message or a polling body of `bytes` at `at`: the packets from entry `from` up to `until`. */
  sentBytes(bytes: number, at: EpochMs, from: number, until: number): void {
    const { maxPayload } = this.handshake ?? {};
    if (maxPayload && bytes > maxPayload) this.tooLarge = { bytes, at, from, until };
    if (bytes > (this.largestSent?.bytes ?? 0)) this.largestSent = { bytes, at, from };
  }

  /** Takes over a revision of Engine.IO that the URL does not have and that nothing has shown before. */
  concludeEngine(eio: 3 | 4, from: Evidence): void {
    if (this.eio !== null) return;
    this.eio = eio;
    this.eioFrom = from;
  }
}
