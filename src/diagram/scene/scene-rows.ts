// The rows of a scene: what the ladder's rows stand for, in words, each with its place, its time and its lifeline.

import { groupDigits, type Translate } from "../../messages/messages.ts";
import { duration } from "../../messages/quantities.ts";
import type { Session } from "../../session/model.ts";
import { clientLetter } from "../../text/client-letter.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Fold } from "../rows/fold.ts";
import { endOf } from "../rows/pause.ts";
import { ROW, ROW_HEIGHT, TEAR_HEIGHT } from "../rows/row-kinds.ts";
import { clientsIn, sessionsIn, underWayIn } from "../rows/scope.ts";
import type { Describer } from "../words/describer.ts";
import { foldWords } from "../words/fold-words.ts";
import { liveWords } from "../words/live-words.ts";
import { about, type TimeColumn } from "../words/times.ts";
import type { Lifelines } from "./lifelines.ts";
import type { FoldRow, LiveRow, PacketRow, QuietRow, Row, StepRow } from "./scene.ts";
import type { Steps } from "./steps.ts";
import type { Stretch } from "./stretch.ts";

/** So many entries of a band are looked at for their connections. */
const MOST_LOOKS = 64;

type Base = Pick<Row, "key" | "y" | "height" | "at" | "client" | "whose">;

export class SceneRows {
  readonly #stretch: Stretch;
  readonly #describer: Describer;
  readonly #lifelines: Lifelines;
  readonly #steps: Steps;
  readonly #times: TimeColumn;
  readonly #servers: ReadonlySet<string>;
  readonly #t: Translate;
  readonly #kept: Map<number, Row>;

  /** `servers`: hosts and ports of those that are drawn. `kept`: rows that were made before and are the same now, by their numbers. */
  constructor(
    stretch: Stretch,
    describer: Describer,
    lifelines: Lifelines,
    steps: Steps,
    times: TimeColumn,
    servers: ReadonlySet<string>,
    t: Translate,
    kept: Map<number, Row>,
  ) {
    this.#stretch = stretch;
    this.#describer = describer;
    this.#lifelines = lifelines;
    this.#steps = steps;
    this.#times = times;
    this.#servers = servers;
    this.#t = t;
    this.#kept = kept;
  }

  all(): Row[] {
    const { ladder, first, last } = this.#stretch;
    const { rows } = ladder;
    const drawn: Row[] = [];
    for (let row = first; row <= last; row++) if (rows.kind(row) !== ROW.space) drawn.push(this.#keptRow(row));
    return drawn;
  }

  /** The row below all others that says what is true now. */
  live(now: EpochMs): LiveRow {
    const { ladder } = this.#stretch;
    return {
      kind: "live",
      key: -1,
      y: ladder.rows.height,
      height: ROW_HEIGHT,
      at: now,
      time: this.#time(ladder.length, now),
      text: this.#t("now"),
      remark: liveWords(this.#t, underWayIn(ladder.options.scope, ladder.store), now, (at) => this.#times.moment(at, now)),
    };
  }

  #keptRow(row: number): Row {
    const { log } = this.#stretch.ladder.store;
    const { misses } = log;
    const made = this.#kept.get(row) ?? this.#row(row);
    // What is away now may be there for the next scene.
    if (log.misses === misses) this.#kept.set(row, made);
    return made;
  }

  #row(row: number): Row {
    const { ladder } = this.#stretch;
    const { rows, store } = ladder;
    const kind = rows.kind(row);
    const entry = ladder.lastEntry(row);
    const at = store.entries.at(entry);
    const base = { key: ladder.key(row), y: rows.y(row), height: rows.heightOf(row), at, ...this.#whose(store.link(entry)?.session) };
    switch (kind) {
      case ROW.entry:
        return this.#entryRow(row, entry, base);
      case ROW.fields1:
      case ROW.fields2:
        return { ...base, time: "", ...this.#describer.handshake(entry, kind === ROW.fields1 ? 0 : 1) };
      case ROW.quiet:
      case ROW.tear:
        return this.#quietRow(row, base);
      case ROW.seam:
        return { kind: "seam", ...base, time: `+${groupDigits(ladder.hidden.countAt(row))}` };
      case ROW.step:
        return this.#stepRow(row, base);
      default: {
        const fold = ladder.foldAt(row);
        if (!fold) throw new Error(`row ${row} stands for no fold`);
        return this.#foldRow(row, fold, base);
      }
    }
  }

  /** The client and the session of a row, as far as several are drawn. */
  #whose(session: Session | null | undefined): Pick<Row, "client" | "whose"> {
    const { store, options } = this.#stretch.ladder;
    if (!session || sessionsIn(options.scope, store).length < 2) return {};
    const { sid, client } = session;
    const several = clientsIn(options.scope, store).length > 1;
    const whose = [
      several ? this.#t("clientNamed", clientLetter(client.index)) : "",
      sid === null ? "" : this.#t("sessionNamed", shortSid(sid)),
    ];
    return { ...(several && { client: client.index }), whose: whose.filter(Boolean).join(", ") };
  }

  #entryRow(row: number, entry: number, base: Base): Row {
    const words = this.#describer.words(entry, (at) => this.#times.moment(at, base.at));
    const time = this.#time(row, base.at);
    const slot = this.#slotOf(entry);
    switch (words.kind) {
      case "packet":
        return { ...base, time, slot, ...this.#worker(entry), ...words };
      case "http": {
        const isElsewhere = words.host !== undefined && this.#servers.size > 0 && !this.#servers.has(words.host);
        return {
          ...base,
          time,
          slot,
          ...this.#worker(entry),
          ...words,
          ...(isElsewhere && { elsewhere: true, path: `${words.host}${words.path}` }),
        };
      }
      case "gap":
        return { ...base, time, ...words };
      case "mark": {
        const hasLifeline = this.#stretch.ladder.store.link(entry) !== undefined;
        const written = words.when === "about" ? about(time) : words.when === "unknown" ? "" : time;
        return { ...base, time: written, ...(hasLifeline && { slot }), ...words };
      }
    }
  }

  #quietRow(row: number, base: Base): QuietRow {
    const { ladder } = this.#stretch;
    const before = row === 0 ? base.at : endOf(ladder.store, ladder.lastEntry(row - 1));
    const length = duration(base.at - before);
    if (ladder.rows.kind(row) === ROW.quiet) return { kind: "quiet", ...base, time: "", text: this.#t("quiet", length), torn: false };
    const remark = base.height === TEAR_HEIGHT ? { remark: this.#t("nothingSentOrHeard") } : {};
    return { kind: "quiet", ...base, time: "", text: length, ...remark, torn: true };
  }

  #stepRow(row: number, base: Base): StepRow {
    const { steps } = this.#stretch.ladder;
    const index = steps.begunAt(row);
    const { number, name, time, notes, legs } = this.#steps.step(index);
    // Where several clients work side by side, the sid says whose step it is.
    const sid = this.#steps.tracks > 1 ? steps.start(index)?.session?.sid : null;
    const note = [...(sid ? [shortSid(sid)] : []), ...legs.map((leg) => `${leg.name} ${leg.time}`), ...notes].join(" · ");
    return { kind: "step", ...base, time: "", number, name, note, took: time };
  }

  #foldRow(row: number, fold: Fold, base: Base): FoldRow {
    const { ladder } = this.#stretch;
    const at = ladder.store.entries.at(fold.firstEntry);
    const slots = fold.kind === "http" ? this.#slotsOf(fold) : fold.kind === "band" ? this.#slotsOfBand(fold) : [];
    const [slot = this.#slotOf(ladder.lastEntry(row)), ...otherSlots] = slots;
    return {
      ...base,
      at,
      time: this.#time(row, at),
      slot,
      otherSlots,
      ...this.#worker(fold.lastEntry),
      open: ladder.isOpen(fold),
      ...foldWords(this.#t, fold, ladder.store, (entry) => ladder.hasRow(entry), ladder.busiest),
    };
  }

  /** The requests of a fold may have gone by several connections. */
  #slotsOf({ firstEntry, lastEntry }: Fold): number[] {
    const { ladder } = this.#stretch;
    const { entries } = ladder.store;
    const [from, until] = [entries.at(firstEntry), entries.at(lastEntry)];
    return this.#lifelines.slotsWith(from, until, ({ part, requestEntry }) => part !== "engine" && ladder.hasRow(requestEntry));
  }

  /** The connections of the first entries of a band. */
  #slotsOfBand({ firstPlace, count }: Fold): number[] {
    const { store } = this.#stretch.ladder;
    const slots = new Set<number>();
    for (let place = firstPlace; place < firstPlace + Math.min(count, MOST_LOOKS); place++)
      slots.add(this.#slotOf(store.entries.ordered(place)));
    return [...slots].sort((a, b) => a - b);
  }

  /** What a service worker did with the exchange of an entry. */
  #worker(entry: number): Pick<PacketRow, "worker"> {
    const link = this.#stretch.ladder.store.link(entry);
    const worker = link?.kind === "http" ? link.worker : null;
    return worker ? { worker: worker.answered === false ? "passed" : "answered" } : {};
  }

  #slotOf(entry: number): number {
    const connection = this.#stretch.ladder.store.link(entry)?.connection;
    return connection ? this.#lifelines.slotOf(connection) : -1;
  }

  #time(row: number, at: EpochMs): string {
    return this.#times.row(at, this.#above(row));
  }

  /** When the row above happened, or ended if it is a closed fold; null for the first row. */
  #above(row: number): EpochMs | null {
    const { ladder } = this.#stretch;
    for (let i = row - 1; i >= 0; i--) {
      const fold = ladder.foldAt(i);
      if (ladder.rows.kind(i) === ROW.entry || (fold && !ladder.isOpen(fold))) return ladder.store.entries.at(ladder.lastEntry(i));
    }
    return null;
  }
}
