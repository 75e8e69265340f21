// The steps of a scene: names, times, what is remarked about them, the legs of an upgrade.

import type { Translate } from "../messages/messages.ts";
import { duration } from "../messages/quantities.ts";
import type { Session, Upgrade } from "../session/model.ts";
import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import { lastHeardBefore } from "./describe.ts";
import type { LadderParts, StepStart } from "./ladder-parts.ts";
import { PAUSES, type RowPlaces } from "./row-places.ts";
import type { Leg, Step } from "./scene.ts";
import { STEP_NUMBERS, STEPS, type StepName } from "./steps.ts";
import { shortSid, textWidth } from "./text-width.ts";

const STEP_KEYS: Readonly<
  Record<
    Exclude<StepName, "none">,
    | "stepPage"
    | "stepHandshake"
    | "stepPolling"
    | "stepUpgrade"
    | "stepMessages"
    | "stepHeartbeat"
    | "stepClose"
    | "stepCut"
    | "stepGiveUp"
    | "stepReconnect"
  >
> = {
  page: "stepPage",
  handshake: "stepHandshake",
  polling: "stepPolling",
  upgrade: "stepUpgrade",
  messages: "stepMessages",
  heartbeat: "stepHeartbeat",
  close: "stepClose",
  cut: "stepCut",
  giveUp: "stepGiveUp",
  reconnect: "stepReconnect",
};

/** A leg of an upgrade that takes so long is worth a look. */
const SLOW_LEG_MS = 1000;

/** Of the longest name of a step, in pixels. */
export function stepNameWidth(t: Translate): number {
  return Math.max(...Object.values(STEP_KEYS).map((key) => textWidth(t(key), 11.5, "bold")));
}

export class SceneSteps {
  readonly #p: LadderParts;
  readonly #rows: RowPlaces;

  constructor(parts: LadderParts, rows: RowPlaces) {
    this.#p = parts;
    this.#rows = rows;
  }

  /** Those that touch these rows. */
  steps(first: number, last: number): Step[] {
    const { steps } = this.#p;
    const drawn: Step[] = [];
    const from = Math.max(0, partition(steps.length, (i) => (steps[i]?.row ?? 0) <= first) - 1);
    for (let i = from; i < steps.length && (steps[i]?.row ?? 0) <= last; i++) drawn.push(this.step(i));
    return drawn;
  }

  step(index: number): Step {
    const { steps, rows, t } = this.#p;
    const start = steps[index];
    const name = STEPS[start?.step ?? 0] ?? "none";
    if (!start || name === "none") throw new Error(`no step ${index}`);
    const next = steps[index + 1]?.row ?? rows.length;
    const { session } = start;
    const [from, to] = [rows.y(start.row), rows.y(next)];
    // Rows of others may cut an upgrade into several steps.
    const legs = name === "upgrade" && session?.upgrade ? this.#legs(session.upgrade).filter((leg) => leg.to > from && leg.to < to) : [];
    return {
      key: this.#p.key(start.row),
      from,
      to,
      number: STEP_NUMBERS[name],
      name: t(STEP_KEYS[name]),
      time: this.#took(name, start, next),
      notes: this.#notes(name, session),
      legs,
    };
  }

  #took(name: StepName, start: StepStart, next: number): string {
    const { store } = this.#p;
    if (name === "messages" || name === "heartbeat" || name === "close" || name === "giveUp") return "";
    if (name === "cut" && start.session?.cut) return duration(start.session.cut.gaveUpAt - start.session.cut.heardAt);
    if (name === "reconnect" && next < this.#p.rows.length) {
      const since = start.session?.previous?.endedAt ?? store.entries.at(this.#rows.entryOf(start.row));
      return duration(store.entries.at(this.#rows.entryOf(next)) - since);
    }
    const from = store.entries.at(this.#rows.entryOf(start.row));
    // A quiet slot or a tear stands for the time before the next step; what is told of another session only happens to fall into this one.
    const isOther = (row: number) => {
      const session = store.link(this.#rows.entryOf(row))?.session ?? start.session;
      return PAUSES.has(this.#p.rows.kind(row)) || session !== start.session;
    };
    let row = next - 1;
    while (row > start.row && isOther(row)) row--;
    const last = this.#rows.entryOf(row);
    const link = store.link(last);
    const until = Math.max(store.entries.at(last), (link?.kind === "http" && link.part !== "engine" && link.endedAt) || 0);
    return until > from ? duration(until - from) : "";
  }

  #notes(name: StepName, session: Session | null): string[] {
    const { t } = this.#p;
    const before = name === "handshake" && session ? lastHeardBefore(session) : null;
    if (before?.sid) return [t("stepFollows", shortSid(before.sid))];
    if (name === "upgrade" && session?.upgrade) return this.#missing(session.upgrade, session.state === "closed");
    if (name === "messages" && session?.transport) return [session.transport];
    if (name === "heartbeat" && session) {
      const who = t(session.pinger === "server" ? "stepServerPings" : "stepClientPings");
      const { pingInterval } = session.handshake ?? {};
      return pingInterval === undefined ? [who] : [who, t("stepEvery", duration(pingInterval))];
    }
    return [];
  }

  /** The leg that an upgrade did not get over, or is at. */
  #missing({ establishedAt, probeAnsweredAt, switchedAt, failedAt }: Upgrade, isOver: boolean): string[] {
    const { t } = this.#p;
    if (switchedAt !== null) return [];
    const [leg, never] =
      establishedAt === null
        ? (["legOpen", "legNotOpened"] as const)
        : probeAnsweredAt === null
          ? (["legProbe", "legNotAnswered"] as const)
          : (["legSwitch", "legNotSwitched"] as const);
    return [failedAt === null && !isOver ? t("legUnderWay", t(leg)) : t(never)];
  }

  #legs(upgrade: Upgrade): Leg[] {
    const { t } = this.#p;
    const legs: Leg[] = [];
    const leg = (name: string, from: number | null, to: number | null, since: EpochMs | null, until: EpochMs | null) => {
      // A poll that was answered before the probe kept nobody waiting.
      if (from === null || to === null || since === null || until === null || until < since) return;
      const slow = until - since >= SLOW_LEG_MS;
      legs.push({
        name: slow ? t("legSlow", name) : name,
        slow,
        time: duration(until - since),
        from: this.#rows.middle(from),
        to: this.#rows.middle(to),
      });
    };
    const { openEntry, establishedEntry, probeEntry, probeAnswerEntry, drainEntry, switchEntry } = upgrade;
    leg(t("legOpen"), openEntry, establishedEntry, upgrade.openedAt, upgrade.establishedAt);
    leg(t("legProbe"), probeEntry, probeAnswerEntry, upgrade.probedAt, upgrade.probeAnsweredAt);
    leg(t("legDrain"), probeAnswerEntry, drainEntry, upgrade.probeAnsweredAt, upgrade.drainedAt);
    const ready = Math.max(upgrade.drainedAt ?? 0, upgrade.probeAnsweredAt ?? 0);
    leg(t("legSwitch"), switchEntry, switchEntry, ready || null, upgrade.switchedAt);
    return legs;
  }
}
