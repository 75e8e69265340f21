// The legs of a session's upgrade: the channel opens, 2probe ─► 3probe, the poll is drained, 5.

import { ENGINE_PING, ENGINE_PONG, ENGINE_UPGRADE, type PacketHead } from "../protocol/packet.ts";
import type { Direction, EpochMs } from "../wire/event.ts";
import { beginningOf } from "./ending.ts";
import type { Channel, Link } from "./model.ts";
import type { SessionFacts } from "./session-facts.ts";
import type { Tables } from "./tables.ts";

const PROBE_BYTES = "2probe".length;

export class UpgradeLegs {
  readonly #session: SessionFacts;
  readonly #tables: Tables;

  constructor(session: SessionFacts, tables: Tables) {
    this.#session = session;
    this.#tables = tables;
  }

  /** A channel was asked for with the sid of this session: that upgrades it, unless it is on such a channel already. */
  begins(channel: Channel, entry: number, at: EpochMs): void {
    const { transport, upgrade } = this.#session;
    if (transport === (channel.kind === "ws" ? "websocket" : "webtransport")) return;
    // A client tries one websocket at a time, so a second one changes nothing of the first.
    if (upgrade?.failedAt === null && upgrade.channel.kind === channel.kind) return;
    this.#session.upgrade = {
      channel,
      openedAt: at,
      establishedAt: null,
      probedAt: null,
      probeAnsweredAt: null,
      otherAnswer: null,
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

  /** Whether the channel is this session's upgrade; if it is, it is established. */
  established(channel: Channel, entry: number, at: EpochMs): boolean {
    const { upgrade } = this.#session;
    if (upgrade?.channel !== channel) return false;
    upgrade.establishedAt = at;
    upgrade.establishedEntry = entry;
    return true;
  }

  failed(channel: Channel, at: EpochMs): void {
    const { upgrade } = this.#session;
    if (upgrade?.channel === channel) upgrade.failedAt = at;
  }

  /** A poll was answered: the last one between probe and switch is the upgrade's third leg. Its body may be reported after the switch. */
  drained(entry: number, at: EpochMs): void {
    const { upgrade } = this.#session;
    if (!upgrade || upgrade.probedAt === null || at < Math.max(upgrade.probedAt, upgrade.drainedAt ?? 0)) return;
    if (at > (upgrade.switchedAt ?? upgrade.failedAt ?? at)) return;
    upgrade.drainedAt = at;
    upgrade.drainEntry = entry;
  }

  /** Records the first packet of its kind; a second one changes nothing. */
  leg(link: Link, time: "probedAt" | "switchedAt", place: "probeEntry" | "switchEntry", entry: number, at: EpochMs): void {
    const { upgrade } = this.#session;
    if (upgrade?.channel !== link || upgrade[time] !== null) return;
    upgrade[time] = at;
    upgrade[place] = entry;
  }

  /**
   * What a frame of the channel is whose content was not recorded, but its size: a client sends `2probe` first, and no more before `3probe`; `5`
   * follows. The type of Engine.IO as a number; null if that does not tell.
   */
  unread(link: Link, direction: Direction, bytes: number): number | null {
    const { upgrade } = this.#session;
    if (upgrade?.channel !== link || upgrade.switchedAt !== null) return null;
    if (upgrade.probedAt === null) return direction === "sent" && bytes === PROBE_BYTES ? ENGINE_PING : null;
    if (upgrade.probeAnsweredAt === null) return direction === "received" && bytes === PROBE_BYTES ? ENGINE_PONG : null;
    return direction === "sent" && bytes === 1 ? ENGINE_UPGRADE : null;
  }

  /** The first packet after the probe answers it, and clients take only 3probe for an answer. */
  received(entry: number, { engine, probe }: PacketHead, link: Link): void {
    const { upgrade } = this.#session;
    if (upgrade?.channel !== link || upgrade.probedAt === null || upgrade.probeAnsweredAt !== null || upgrade.otherAnswer !== null) return;
    if (engine !== ENGINE_PONG || !probe) upgrade.otherAnswer = beginningOf(this.#tables.read(entry));
  }

  answerProbe(entry: number, link: Link, at: EpochMs): void {
    const { upgrade } = this.#session;
    if (upgrade?.channel !== link || upgrade.probeAnsweredAt !== null) return;
    upgrade.probeAnsweredAt = at;
    upgrade.probeAnswerEntry = entry;
    if (upgrade.probeEntry !== null) this.#tables.entries.pair(upgrade.probeEntry, entry);
  }
}
