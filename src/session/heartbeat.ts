// The heartbeat of a session: its pings and pongs, when the next ping is due, and when each side gives a silent session up. The moments
// follow from the numbers of the handshake and from what was recorded. With i = pingInterval and t = pingTimeout:
//
//                       pings                      the client gives up                       the server gives up
//   until revision 3    client, i after the pong   t after its ping, or i + t after the      i + t after the last packet that came
//                                                  last packet, whichever timer it set last
//   from revision 4     server, i after the pong   i + t after the last ping                 t after its ping
//
// Sources: engine.io-client 1.5 to 3.5, lib/socket.js, setPing and onHeartbeat; from 4.0 on resetPingTimeout. engine.io 1 to 3,
// lib/socket.js, setPingTimeout; from 4.0 on schedulePing. https://socket.io/docs/v4/engine-io-protocol/#heartbeat
//
// The server's clock is not recorded: its moments are off by the time a packet takes there and back. Socket.IO 0.9 has no such moments here.

import type { Direction, EpochMs } from "../wire/event.ts";
import { type Entries, NONE } from "./entries.ts";
import { judgeAnswer, judgeNextPing, judgeOwnPing, judgePong } from "./judgement.ts";
import type { Due, Heartbeat } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";

export class HeartbeatTracker implements Heartbeat {
  lastPingAt: EpochMs | null = null;
  /** When the last packet was received. */
  heardAt: EpochMs | null = null;
  #unseenUntil: EpochMs | null = null;
  #unseenEntry = NONE;
  readonly #session: SessionFacts;
  readonly #entries: Entries;
  #pinger: "client" | "server" | null = null;
  #lastPongAt: EpochMs | null = null;
  /** Time of the latest packet sent that an answer shows to have arrived. */
  #arrivedAt: EpochMs | null = null;
  /** Entries of the ping that waits for its pong, and of the last ping. */
  #ping = NONE;
  #lastPing = NONE;
  /** Entry of the ping that still waited when the last ping came. */
  #pingBefore = NONE;
  /** Entry of a pong that was reported before its ping. */
  #pong = NONE;

  constructor(session: SessionFacts, entries: Entries) {
    this.#session = session;
    this.#entries = entries;
  }

  ping(entry: number, direction: Direction, at: EpochMs): void {
    const { waitingPing } = this;
    const due = direction === "sent" ? this.nextPing() : null;
    // In a gap a pong may have come, and then the ping was due later.
    if (due !== null && due.from !== "unseen") judgeOwnPing(this.#entries, entry, this.#session, at - due.at);
    if (waitingPing !== null) judgeNextPing(this.#entries, waitingPing, entry);
    this.#pingBefore = this.#ping;
    if (this.#pong !== NONE && this.#entries.at(this.#pong) >= at) this.#pair(entry, this.#pong);
    else this.#ping = entry;
    this.#lastPing = entry;
    this.#pong = NONE;
    this.lastPingAt = at;
    this.#pinger = direction === "sent" ? "client" : "server";
  }

  pong(entry: number, at: EpochMs): void {
    this.#lastPongAt = Math.max(this.#lastPongAt ?? at, at);
    if (this.#ping !== NONE && this.#entries.at(this.#ping) > at) {
      // A pong that was reported late answers the ping before the one that waits now.
      if (this.#pingBefore !== NONE) this.#pair(this.#pingBefore, entry);
      this.#pingBefore = NONE;
      return;
    }
    if (this.#ping === NONE) this.#pong = entry;
    else this.#pair(this.#ping, entry);
    this.#ping = NONE;
  }

  /** An answer shows that what was sent at `at` has arrived. */
  arrived(at: EpochMs): void {
    this.#arrivedAt = Math.max(this.#arrivedAt ?? at, at);
  }

  /** The recording has a gap up to `until`, so the deadlines count from there. */
  unseen(until: EpochMs, gap: number): void {
    if (until <= (this.#unseenUntil ?? 0)) return;
    this.#unseenUntil = until;
    this.#unseenEntry = gap;
  }

  /** The end of the last gap in the recording while the session was open: packets before it may be missing, or the clock jumped. */
  get unseenUntil(): EpochMs | null {
    this.#session.takeGaps();
    return this.#unseenUntil;
  }

  /** Entry of that gap. */
  get unseenEntry(): number {
    this.#session.takeGaps();
    return this.#unseenEntry;
  }

  /** Since when nothing was received that could have been recorded: since `heardAt`, or since a gap that ended later. */
  unheardSince(heardAt: EpochMs): EpochMs {
    return Math.max(heardAt, this.unseenUntil ?? 0);
  }

  get pinger(): "client" | "server" | null {
    const { eio, sio } = this.#session;
    if (this.#pinger !== null) return this.#pinger;
    return sio === 0.9 || eio === 4 ? "server" : eio === null ? null : "client";
  }

  /** The last ping has no pong. */
  get isWaiting(): boolean {
    return this.lastPingAt !== null && (this.#lastPongAt === null || this.#lastPongAt < this.lastPingAt);
  }

  /** Entry of the ping that waits for its pong; null when there is none, or when its pong may lie in a gap of the recording. */
  get waitingPing(): number | null {
    return this.#ping === NONE || (this.unseenUntil ?? 0) > this.#entries.at(this.#ping) ? null : this.#ping;
  }

  /** Entry of the ping that waits for its pong; where the server pings, of the last ping. */
  get openPing(): number | null {
    const entry = this.pinger === "server" ? this.#lastPing : this.#ping;
    return entry === NONE ? null : entry;
  }

  nextPing(): Due | null {
    const { pingInterval } = this.#numbers() ?? {};
    return pingInterval === undefined || this.isWaiting ? null : this.#due("pong", this.#lastPongAt, [pingInterval]);
  }

  clientGivesUp(now: EpochMs): Due | null {
    const { pingInterval, pingTimeout } = this.#numbers() ?? {};
    if (pingInterval === undefined || pingTimeout === undefined) return null;
    const { lastPingAt, heardAt } = this;
    const both = [pingInterval, pingTimeout];
    if (this.pinger === "server") return this.#due("ping", lastPingAt, both);
    if (this.isWaiting) {
      return (heardAt ?? 0) > (lastPingAt ?? 0) ? this.#due("heard", heardAt, both) : this.#due("ping", lastPingAt, [pingTimeout]);
    }
    const next = this.#due("pong", this.#lastPongAt, both);
    return next && now > next.since + pingInterval ? this.#due("heard", heardAt, both) : next;
  }

  serverGivesUp(): Due | null {
    const { pingInterval, pingTimeout } = this.#numbers() ?? {};
    if (pingInterval === undefined || pingTimeout === undefined) return null;
    const both = [pingInterval, pingTimeout];
    if (this.pinger === "client") return this.#due("arrived", this.#arrivedAt, both);
    return this.isWaiting ? this.#due("ping", this.lastPingAt, [pingTimeout]) : this.#due("pong", this.#lastPongAt, both);
  }

  #pair(ping: number, pong: number): void {
    const entries = this.#entries;
    if (!judgeAnswer(entries, ping, pong)) return;
    // The time of a gap between the two may be that of a clock that was set, or of a sleep.
    if (entries.at(ping) >= (this.unseenUntil ?? 0)) judgePong(entries, pong, this.#session, entries.at(pong) - entries.at(ping));
    if (entries.isSent(ping)) this.arrived(entries.at(ping));
  }

  #numbers(): { readonly pingInterval?: number | undefined; readonly pingTimeout?: number | undefined } | null {
    return this.#session.sio === 0.9 || this.pinger === null ? null : this.#session.handshake;
  }

  /** `waits` milliseconds after `since`, or after the session was opened if `since` is null; after a gap if that ended later. */
  #due(from: Due["from"], since: EpochMs | null, waits: readonly number[]): Due | null {
    const known = since ?? this.#session.openedAt;
    if (known === null) return null;
    const { unseenUntil } = this;
    const [start, name]: readonly [EpochMs, Due["from"]] =
      unseenUntil !== null && unseenUntil > known ? [unseenUntil, "unseen"] : [known, since === null ? "open" : from];
    return { at: waits.reduce((at, wait) => at + wait, start), from: name, since: start, waits };
  }
}
