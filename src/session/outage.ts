// The outages of a session: the stretches in which nothing was received, and what is concluded when both sides gave the session up in one.
//
//   last packet received ─► cut ─► server gives up ─► give-up predicted ─► client gives up

import type { PacketHead } from "../protocol/packet.ts";
import type { EpochMs } from "../wire/event.ts";
import { Queue } from "../wire/queue.ts";
import { ENTRY, type EntryKind, FLAG } from "./entries.ts";
import { type Heard, judgeAtEnd, lateness, markLate, takeBackAtEnd } from "./judgement.ts";
import type { Due, Overdue, Writable } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { Tables } from "./tables.ts";

/** A silence is listed if the packet that ends it was at least 3 s late, or half of pingTimeout when that is less. */
const LONG = 3000;

export class Outage {
  readonly #session: SessionFacts;
  readonly #tables: Tables;
  readonly #heard: Heard = { silence: null, latePing: null };
  /** Entry of the last answer to a POST: it shows that the path is open, and is no packet. */
  #lastAnswer: number | null = null;
  /** Packets sent since the last one was received: the end of the session shows whether they are lost. */
  readonly #sent = new Queue<number>();
  /** The packets that were judged at the end. */
  readonly #judged = new Set<number>();

  constructor(session: SessionFacts, tables: Tables) {
    this.#session = session;
    this.#tables = tables;
  }

  sent(entry: number): void {
    this.#sent.push(entry);
  }

  received(entry: number, head: PacketHead, at: EpochMs): void {
    const session = this.#session;
    const { entries } = this.#tables;
    const { heartbeat } = session;
    const { heardAt } = heartbeat;
    if (heardAt === null) this.#endSilence(entry);
    else if (at < heardAt) return;
    else if (session.state === "open") {
      const late = lateness(session, head, at, heardAt, this.#heard);
      if (late) this.#comesLate(entry, at, late);
    }
    heartbeat.heardAt = at;
    session.heard(entry);
    for (let { first } = this.#sent; first !== undefined && entries.at(first) < at; first = this.#sent.first) this.#sent.shift();
  }

  /** A POST was answered. */
  answered(entry: number): void {
    const { entries } = this.#tables;
    if (this.#lastAnswer === null || entries.at(entry) >= entries.at(this.#lastAnswer)) this.#lastAnswer = entry;
  }

  /**
   * The client gave the session up, as `predicted`. Adds the conclusions, each at its time. It had given up by `before`; if `seen`, it was
   * recorded that it did so then.
   */
  conclude(predicted: Due, before: EpochMs, seen: boolean): void {
    const session = this.#session;
    const { entries, links, silences, changedConnections } = this.#tables;
    const { lastHeard: lastPacket, upgrade, heartbeat } = session;
    if (lastPacket === null) return;
    const link = upgrade && upgrade.switchedAt !== null ? upgrade.channel : links[entries.link(lastPacket)];
    if (!link) return;
    const answer = this.#lastAnswer;
    const lastHeard = answer !== null && entries.at(answer) > entries.at(lastPacket) ? answer : lastPacket;
    const heardAt = heartbeat.unheardSince(entries.at(lastHeard));
    const line = entries.line(lastHeard);
    const gaveUpAt = seen ? before : predicted.at;
    const due = heartbeat.serverGivesUp();
    const server = due && due.at > heardAt ? due : null;
    const add = (kind: EntryKind, at: EpochMs, flags = 0) => entries.add({ kind, at, link: link.index, line, flags });
    session.endedAt = gaveUpAt;
    const cutEntry = add(ENTRY.cut, heardAt);
    const serverEntry = server && add(ENTRY.serverGivesUp, server.at);
    const predictedEntry = add(ENTRY.giveUpPredicted, predicted.at);
    const gaveUpEntry = add(ENTRY.clientGivesUp, gaveUpAt, seen ? FLAG.problem : 0);
    const { openPing } = heartbeat;
    const ping = openPing !== null && entries.at(openPing) < (heartbeat.unseenUntil ?? 0) ? null : openPing;
    const from = this.#silentFrom(lastHeard);
    const silence = silences.add({ session, from, since: heardAt, until: null }, from === lastHeard ? ping : null);
    session.cut = {
      lastHeard,
      ping,
      heardAt,
      predicted,
      server,
      gaveUpAt,
      before,
      seen,
      silence,
      cutEntry,
      serverEntry,
      predictedEntry,
      gaveUpEntry,
    };
    entries.changed(lastHeard);
    if (link.kind === "http") return;
    const connection: Writable<typeof link.connection> = link.connection;
    connection.end = "error";
    connection.lastAt = gaveUpAt;
    connection.endEntry = gaveUpEntry;
    changedConnections.push(connection);
  }

  /** The session has ended: what became of the ping that waits for its pong, and of the packets sent since the last one was received. */
  judge(): void {
    const { heartbeat, tooLarge } = this.#session;
    const { waitingPing } = heartbeat;
    if (tooLarge) for (let entry = tooLarge.from; entry < tooLarge.until; entry++) this.#sent.push(entry);
    for (const entry of [...(waitingPing === null ? [] : [waitingPing]), ...this.#sent.all]) {
      judgeAtEnd(this.#tables.entries, entry, this.#session);
      this.#judged.add(entry);
    }
    this.#sent.clear();
  }

  /** The session goes on: takes back what was concluded. The rows of the conclusions go with `cut`. */
  takeBack(): void {
    const session = this.#session;
    const { entries, links, silences, changedConnections } = this.#tables;
    const { cut } = session;
    for (const entry of this.#judged) takeBackAtEnd(entries, entry);
    this.#judged.clear();
    session.cut = null;
    if (!cut) return;
    silences.remove(cut.silence);
    entries.changed(cut.lastHeard);
    const link = links[entries.link(cut.gaveUpEntry)];
    if (!link || link.kind === "http") return;
    const connection: Writable<typeof link.connection> = link.connection;
    connection.end = "none";
    connection.endEntry = null;
    changedConnections.push(connection);
  }

  #comesLate(entry: number, at: EpochMs, late: Overdue): void {
    const session = this.#session;
    const from = session.lastHeard;
    markLate(this.#tables.entries, entry, session, late);
    if (late.from === "ping") this.#heard.latePing = { at, dueAt: at - late.by };
    if (late.silence === 0 || from === null) return;
    this.#heard.silence = { since: at - late.silence, until: at };
    const long = Math.min(LONG, (session.handshake?.pingTimeout ?? Number.POSITIVE_INFINITY) / 2);
    if (late.by >= long) this.#tables.silences.add({ session, from: this.#silentFrom(from), since: at - late.silence, until: entry });
  }

  /** The entry after which nothing was received: of the last packet, or of a gap that ended later. */
  #silentFrom(lastHeard: number): number {
    const { unseenUntil, unseenEntry } = this.#session.heartbeat;
    return (unseenUntil ?? 0) > this.#tables.entries.at(lastHeard) ? unseenEntry : lastHeard;
  }

  /** The first packet of a session ends the silence in which the client gave up the session before it. */
  #endSilence(entry: number): void {
    const silence = this.#session.heardBefore?.cut?.silence;
    if (silence) this.#tables.silences.end(silence, entry);
  }
}
