// The steps of a scene: names, times, what is remarked about them, the legs of an upgrade.

import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { Client, Session, Upgrade } from "../../session/model.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { LadderParts } from "../rows/ladder-parts.ts";
import type { Extent } from "../rows/step-list.ts";
import { STEP_NUMBERS, type StepName } from "../rows/steps.ts";
import { lastHeardBefore } from "../words/describe.ts";
import type { RowPlaces } from "./row-places.ts";
import type { Leg, Scene, Step } from "./scene.ts";

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

/** The names that steps can have. */
export function stepNames(t: Translate): string[] {
  return Object.values(STEP_KEYS).map((key) => t(key));
}

export class SceneSteps {
  readonly #p: LadderParts;
  readonly #rows: RowPlaces;
  readonly #tracks: ReadonlyMap<Client, number>;

  constructor(parts: LadderParts, rows: RowPlaces) {
    this.#p = parts;
    this.#rows = rows;
    this.#tracks = parts.steps.tracks();
  }

  /** How many clients work side by side. */
  get tracks(): number {
    return Math.max(0, ...this.#tracks.values()) + 1;
  }

  /** What touches these rows. */
  of(first: number, last: number): Pick<Scene, "steps" | "ticks" | "tracks"> {
    const { steps, rows } = this.#p;
    const { tracks } = this;
    if (last < first) return { steps: [], ticks: [], tracks };
    const drawn = new Map(steps.between(first, last).map((i) => [i, this.step(i)]));
    const ticks = [...steps.rows(first, last)].flatMap(({ row, step }) => {
      const track = drawn.get(step)?.track ?? null;
      return track === null ? [] : [{ track, y: rows.y(row) + rows.heightOf(row) / 2 }];
    });
    return { steps: [...drawn.values()].filter(({ to }) => to > rows.y(first)), ticks, tracks };
  }

  step(index: number): Step {
    const { steps, rows, t } = this.#p;
    const start = steps.start(index);
    if (!start || start.step === "none") throw new Error(`no step ${index}`);
    const { step: name, session } = start;
    const extent = steps.extent(index);
    const { last, end, among } = extent;
    const from = rows.y(start.row);
    const to = among ? rows.y(last + 1) : end === null ? rows.height : rows.y(end);
    // Without HTTP, the row of a leg may be that of something else.
    const isOwn = (leg: Leg, row: number) => (among ? row > extent.first && steps.at(row) === index : leg.to > from && leg.to < to);
    return {
      key: this.#p.key(start.row),
      from,
      to,
      number: STEP_NUMBERS[name],
      name: t(STEP_KEYS[name]),
      time: this.#took(name, session, extent),
      notes: this.#notes(name, session),
      legs: name === "upgrade" && session?.upgrade ? this.#legs(session.upgrade, isOwn) : [],
      track: among && session ? (this.#tracks.get(session.client) ?? null) : null,
    };
  }

  #took(name: StepName, session: Session | null, { first, last, next }: Extent): string {
    const { entries } = this.#p.store;
    if (name === "messages" || name === "heartbeat" || name === "close" || name === "giveUp") return "";
    if (name === "cut" && session?.cut) return duration(session.cut.gaveUpAt - session.cut.heardAt);
    const from = entries.at(this.#rows.entryOf(first));
    if (name === "reconnect" && next !== null) return duration(entries.at(this.#rows.entryOf(next)) - (session?.previous?.endedAt ?? from));
    const entry = this.#rows.entryOf(last);
    const link = this.#p.store.link(entry);
    const until = Math.max(entries.at(entry), (link?.kind === "http" && link.part !== "engine" && link.endedAt) || 0);
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
  #missing({ establishedAt, probedAt, probeAnsweredAt, switchedAt, failedAt }: Upgrade, isOver: boolean): string[] {
    const { t } = this.#p;
    if (switchedAt !== null) return [];
    const [leg, never] =
      establishedAt === null
        ? (["legOpen", "legNotOpened"] as const)
        : probeAnsweredAt === null
          ? (["legProbe", probedAt === null ? "legNotProbed" : "legNotAnswered"] as const)
          : (["legSwitch", "legNotSwitched"] as const);
    return [failedAt === null && !isOver ? t("legUnderWay", t(leg)) : t(never)];
  }

  #legs(upgrade: Upgrade, isOwn: (leg: Leg, row: number) => boolean): Leg[] {
    const { t } = this.#p;
    const legs: Leg[] = [];
    const leg = (name: string, from: number | null, to: number | null, since: EpochMs | null, until: EpochMs | null) => {
      // A poll that was answered before the probe kept nobody waiting.
      if (from === null || to === null || since === null || until === null || until < since) return;
      const slow = until - since >= SLOW_LEG_MS;
      const leg = {
        name: slow ? t("legSlow", name) : name,
        slow,
        time: duration(until - since),
        from: this.#rows.middle(from),
        to: this.#rows.middle(to),
      };
      // Without HTTP, two may end on one row.
      if (isOwn(leg, this.#p.rowOf(to)) && !legs.some((other) => other.to === leg.to)) legs.push(leg);
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
