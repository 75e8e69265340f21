// A ladder as a sequence diagram: makes the scene of any stretch of its rows.

import type { Translate } from "../../messages/messages.ts";
import type { Client } from "../../session/model.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Ladder } from "../rows/ladder.ts";
import { clientsIn } from "../rows/scope.ts";
import { Describer } from "../words/describer.ts";
import { stepNames } from "../words/step-words.ts";
import { SINCE_START, TimeColumn, type Times } from "../words/times.ts";
import { findingMarks } from "./finding-marks.ts";
import { Lifelines } from "./lifelines.ts";
import { pairsIn } from "./pairs.ts";
import { requestSpans } from "./requests.ts";
import { rulerOf } from "./ruler.ts";
import type { Row, Scene } from "./scene.ts";
import { SceneRows } from "./scene-rows.ts";
import { SessionBars } from "./session-bars.ts";
import { heartbeatWindows, silenceSpans } from "./silences.ts";
import { Steps } from "./steps.ts";
import { Stretch } from "./stretch.ts";

/** So many rows are kept, which is some screens. */
const MOST_KEPT = 1024;
/**
 * Lifelines in so many pixels above and below a scene have columns in it, and the edges of that are multiples of it: so columns seldom come and
 * go while the ladder is scrolled.
 */
const NEAR = 1024;

export class SequenceDiagram {
  readonly ladder: Ladder;
  readonly #t: Translate;
  readonly #describer: Describer;
  readonly #lifelines: Lifelines;
  readonly #sessionBars: SessionBars;
  /** The servers of the first `#known` clients. */
  readonly #servers = new Set<string>();
  #known = 0;
  /** What the time column shows. */
  times: Times = SINCE_START;
  /** The client that the user has pointed out; null for none. */
  chosen: Client | null = null;
  /** The rows of the last scenes, by their numbers, and on what they depend: while that stays the same, so do they. */
  #kept = new Map<number, Row>();
  #keptFor: readonly unknown[] = [];

  /** `nsp`: the namespace that the rows' events and acks need not say. */
  constructor(ladder: Ladder, t: Translate, nsp?: string) {
    this.ladder = ladder;
    this.#t = t;
    this.#describer = new Describer(ladder.store, t, nsp);
    this.#lifelines = new Lifelines(ladder, t);
    this.#sessionBars = new SessionBars(ladder, t);
  }

  /** Everything that touches the pixels from `top` to `bottom`. */
  scene(top: number, bottom: number): Scene {
    const t = this.#t;
    const { ladder } = this;
    const stretch = new Stretch(ladder, Math.max(0, top), bottom);
    const zero = this.#zero();
    const times = new TimeColumn(this.times, zero, this.#length(zero));
    const steps = new Steps(stretch, t);
    const servers = this.#serversNow();
    const rows = new SceneRows(stretch, this.#describer, this.#lifelines, steps, times, servers, t, this.#keptRows(zero));
    const silences = silenceSpans(stretch, t);
    const all = rows.all();
    const requests = requestSpans(stretch, this.#lifelines);
    const windows = heartbeatWindows(stretch, this.#lifelines);
    const near = new Stretch(ladder, Math.max(0, (Math.floor(top / NEAR) - 1) * NEAR), (Math.ceil(bottom / NEAR) + 1) * NEAR);
    return {
      rows: [...all, ...(ladder.now !== null && bottom > ladder.rows.height ? [rows.live(ladder.now)] : [])],
      lifelines: this.#lifelines.within(near, slotsOf(all, requests, windows)),
      requests,
      pairs: pairsIn(stretch, silences),
      heartbeatWindows: windows,
      silences,
      findings: findingMarks(stretch),
      ...this.#sessionBars.within(stretch, this.chosen),
      ...rulerOf(stretch, zero, t),
      ...steps.within(stretch),
      top: Math.max(0, top),
      bottom,
      height: ladder.height,
      server: [...servers].join(", "),
      serverHead: t("serverHead"),
      ...(ladder.store.hasServiceWorker && { worker: { head: t("serviceWorkerHead"), letter: t("serviceWorkerLetter") } }),
      stepHead: t("stepHead"),
      stepNames: stepNames(t),
      timeHead: times.head(t),
      longestTimes: times.longest,
    };
  }

  #keptRows(zero: EpochMs): Map<number, Row> {
    const { store, rows, beginnings, busiest } = this.ladder;
    const depends = [store.log.length, busiest, rows.counts.changes, beginnings.changes, this.times, zero];
    const isSame = depends.every((value, i) => value === this.#keptFor[i]);
    if (!isSame || this.#kept.size > MOST_KEPT) this.#kept = new Map();
    this.#keptFor = depends;
    return this.#kept;
  }

  /** All times count from the first row, also if the filter hides it. */
  #zero(): EpochMs {
    return this.ladder.firstAt ?? 0;
  }

  /** Milliseconds from the first row to the last, or to now. */
  #length(zero: EpochMs): number {
    const { length, now, options } = this.ladder;
    return Math.max(zero, now ?? 0, options.part?.lastAt ?? 0, length === 0 ? 0 : this.#endOf(length - 1)) - zero;
  }

  #endOf(row: number): EpochMs {
    return this.ladder.store.entries.at(this.ladder.lastEntry(row));
  }

  /** Hosts and ports of the servers of the sessions. Clients are added at the end only. */
  #serversNow(): ReadonlySet<string> {
    const { options, store } = this.ladder;
    const clients = clientsIn(options.scope, store);
    for (; this.#known < clients.length; this.#known++) {
      const address = clients[this.#known]?.address ?? "";
      const host = URL.canParse(address) ? new URL(address).host : "";
      if (host !== "") this.#servers.add(host);
    }
    return this.#servers;
  }
}

/** The slots of all that stands on a lifeline. */
function* slotsOf(rows: readonly Row[], ...others: readonly (readonly { readonly slot: number }[])[]): Generator<number> {
  for (const row of rows) {
    if ("slot" in row && row.slot !== undefined) yield row.slot;
    if (row.kind === "fold") yield* row.otherSlots;
  }
  for (const { slot } of others.flat()) yield slot;
}
