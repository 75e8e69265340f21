// The steps of a ladder with their times, the legs of upgrades, and the brackets that tell side-by-side steps apart.

import type { Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { Session, Upgrade } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Ladder } from "../rows/ladder.ts";
import type { RowPositions } from "../rows/row-positions.ts";
import type { Extent } from "../rows/step-list.ts";
import type { StepName } from "../rows/step-name.ts";
import { stepWords } from "../words/step-words.ts";
import type { Leg, Scene, Step } from "./scene.ts";
import type { Stretch } from "./stretch.ts";

/** A leg of an upgrade that takes 1 s or more is marked as slow. */
const SLOW_LEG_MS = 1000;

export class Steps {
  readonly #ladder: Ladder;
  readonly #positions: RowPositions;
  readonly #t: Translate;

  constructor({ ladder, positions }: Stretch, t: Translate) {
    this.#ladder = ladder;
    this.#positions = positions;
    this.#t = t;
  }

  /** How many clients work side by side in the whole ladder. */
  get tracks(): number {
    return Math.max(1, this.#ladder.steps.tracks);
  }

  within({ first, last, isEmpty }: Stretch): Pick<Scene, "steps" | "stepTicks" | "stepTracks"> {
    const { steps, rows } = this.#ladder;
    const stepTracks = this.tracks;
    if (isEmpty) return { steps: [], stepTicks: [], stepTracks };
    const drawn = new Map(steps.between(first, last).map((i) => [i, this.step(i)]));
    const stepTicks = [...steps.rows(first, last)].flatMap(({ row, step }) => {
      const track = drawn.get(step)?.track ?? null;
      return track === null ? [] : [{ track, y: this.#positions.middleOfRow(row) }];
    });
    return { steps: [...drawn.values()].filter(({ to }) => to > rows.y(first)), stepTicks, stepTracks };
  }

  step(index: number): Step {
    const { steps, rows } = this.#ladder;
    const start = steps.start(index);
    if (!start || start.step === "none") throw new Error(`no step ${index}`);
    const { step: name, session } = start;
    const extent = steps.extent(index);
    const { last, end, among } = extent;
    const from = rows.y(start.row);
    const to = among ? rows.y(last) + rows.heightOf(last) : end === null ? rows.height : rows.y(end);
    // Without HTTP rows, the row at which a leg ends may be part of another step.
    const isOwn = (leg: Leg, row: number) => (among ? row > extent.first && steps.at(row) === index : leg.to > from && leg.to < to);
    return {
      key: this.#ladder.key(start.row),
      from,
      to,
      ...stepWords(this.#t, name, session),
      time: this.#time(name, session, extent),
      legs: name === "upgrade" && session?.upgrade ? this.#legs(session.upgrade, isOwn) : [],
      track: among && session ? (steps.trackOf(session.client) ?? null) : null,
    };
  }

  /** How long a step took; empty for steps that go on until something else happens. */
  #time(name: StepName, session: Session | null, { first, last, next }: Extent): string {
    const { store } = this.#ladder;
    const at = (row: number) => store.entries.at(this.#ladder.lastEntry(row));
    if (name === "messages" || name === "heartbeat" || name === "close" || name === "giveUp") return "";
    if (name === "cut" && session?.cut) return duration(session.cut.gaveUpAt - session.cut.heardAt);
    const from = store.entries.at(this.#ladder.firstEntry(first));
    if (name === "reconnect" && next !== null) return duration(at(next) - (session?.previous?.endedAt ?? from));
    const link = store.link(this.#ladder.lastEntry(last));
    const until = Math.max(at(last), (link?.kind === "http" && link.part !== "engine" && link.endedAt) || 0);
    return until > from ? duration(until - from) : "";
  }

  #legs(upgrade: Upgrade, isOwn: (leg: Leg, row: number) => boolean): Leg[] {
    const t = this.#t;
    const legs: Leg[] = [];
    const add = (name: string, from: number | null, to: number | null, since: EpochMs | null, until: EpochMs | null) => {
      // A poll that was answered before the probe delayed nothing.
      if (from === null || to === null || since === null || until === null || until < since) return;
      const slow = until - since >= SLOW_LEG_MS;
      const leg = {
        name: slow ? t("legSlow", name) : name,
        slow,
        time: duration(until - since),
        from: this.#positions.middle(from),
        to: this.#positions.middle(to),
      };
      // Without HTTP rows, two legs may end at one row: the first one stays.
      if (isOwn(leg, this.#ladder.rowOf(to)) && !legs.some((other) => other.to === leg.to)) legs.push(leg);
    };
    const { openEntry, establishedEntry, probeEntry, probeAnswerEntry, drainEntry, switchEntry } = upgrade;
    add(t("legOpen"), openEntry, establishedEntry, upgrade.openedAt, upgrade.establishedAt);
    add(t("legProbe"), probeEntry, probeAnswerEntry, upgrade.probedAt, upgrade.probeAnsweredAt);
    add(t("legDrain"), probeAnswerEntry, drainEntry, upgrade.probeAnsweredAt, upgrade.drainedAt);
    const ready = Math.max(upgrade.drainedAt ?? 0, upgrade.probeAnsweredAt ?? 0);
    add(t("legSwitch"), switchEntry, switchEntry, ready || null, upgrade.switchedAt);
    return legs;
  }
}
