// Rows → scene: the slice of a ladder between two heights, with the lifelines, spans, steps and pairs that touch it.

import { duration, size } from "../../messages/quantities.ts";
import { clientGivesUp, nextPing, pingerOf, serverGivesUp } from "../../session/heartbeat.ts";
import type { Session } from "../../session/model.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { EpochMs } from "../../wire/event.ts";
import type { Fold } from "../rows/fold.ts";
import { clientsIn, type LadderParts, ROW, type Scope } from "../rows/ladder-parts.ts";
import { longestTimes, SINCE_START, timeHead, timeText } from "../words/times.ts";
import { RowPlaces } from "./row-places.ts";
import { type FoldRow, type LiveRow, ROW_HEIGHT, type Row, type Scene, TEAR_HEIGHT } from "./scene.ts";
import { SceneSteps, stepNames } from "./scene-steps.ts";
import { Uprights } from "./uprights.ts";

/** Fewer latencies, or such that are alike or next to nothing, say no more as bars than as a range. */
const LEAST_BARS = 4;
const LEAST_HEIGHT_MS = 1;

export function sceneOf(parts: LadderParts, top: number, bottom: number): Scene {
  return new SceneMaker(parts).make(Math.max(0, top), bottom);
}

class SceneMaker {
  readonly #p: LadderParts;
  readonly #rows: RowPlaces;
  readonly #steps: SceneSteps;
  readonly #uprights: Uprights;

  constructor(parts: LadderParts) {
    this.#p = parts;
    this.#rows = new RowPlaces(parts);
    this.#steps = new SceneSteps(parts, this.#rows);
    this.#uprights = new Uprights(parts, this.#rows);
  }

  make(top: number, bottom: number): Scene {
    const { rows, t, now } = this.#p;
    const first = rows.length === 0 ? 0 : rows.at(top);
    const last = rows.length === 0 ? -1 : rows.at(bottom);
    const drawn: Row[] = [];
    for (let row = first, y = rows.y(first); row <= last; row++) {
      if (rows.kind(row) !== ROW.space) drawn.push(this.#row(row, y));
      y += rows.heightOf(row);
    }
    const length = this.#rows.length();
    const height = rows.height + (now === null ? 0 : ROW_HEIGHT);
    if (now !== null && bottom > rows.height) drawn.push(this.#live(now, rows.height));
    return {
      rows: drawn,
      ...this.#uprights.of(first, last),
      ...this.#steps.of(first, last),
      top,
      bottom,
      height,
      server: this.#server(),
      stepHead: t("stepHead"),
      stepNames: stepNames(t),
      timeHead: timeHead(this.#p.times, this.#rows.zero, length, t),
      longestTimes: longestTimes(this.#p.times, length),
      serverHead: t("serverHead"),
    };
  }

  #row(row: number, y: number): Row {
    const { rows, store, describer, t } = this.#p;
    const kind = rows.kind(row);
    const entry = this.#rows.entryOf(row);
    const at = store.entries.at(entry);
    const connection = store.link(entry)?.connection;
    const place = {
      key: this.#p.key(row),
      y,
      height: rows.heightOf(row),
      lane: connection ? this.#p.lanes.column(connection) : 0,
      time: kind === ROW.entry ? this.#time(row, at) : "",
    };
    const moment = (other: EpochMs) => this.#moment(other, at);
    switch (kind) {
      case ROW.entry:
        return describer.row(entry, { ...place, moment });
      case ROW.fields1:
      case ROW.fields2:
        return describer.handshake(entry, kind - ROW.fields1, { ...place, moment });
      case ROW.quiet:
      case ROW.tear: {
        const before = row === 0 ? at : store.entries.at(this.#rows.entryOf(row - 1));
        const { key, height, time } = place;
        const long = duration(at - before);
        if (kind === ROW.quiet) return { kind: "quiet", key, y, height, time, at, text: t("quiet", long), torn: false };
        const remark = height === TEAR_HEIGHT ? { remark: t("nothingSentOrHeard") } : {};
        return { kind: "quiet", key, y, height, time, at, text: long, ...remark, torn: true };
      }
      case ROW.step: {
        const index = this.#p.steps.begunAt(row);
        const drawn = this.#steps.step(index);
        const sid = this.#steps.tracks > 1 ? this.#p.steps.start(index)?.session?.sid : null;
        const note = [...(sid ? [shortSid(sid)] : []), ...drawn.legs.map((leg) => `${leg.name} ${leg.time}`), ...drawn.notes].join(" · ");
        return {
          kind: "step",
          key: place.key,
          y,
          height: place.height,
          time: "",
          at,
          number: drawn.number,
          name: drawn.name,
          note,
          took: drawn.time,
        };
      }
      default:
        return this.#foldRow(row, place);
    }
  }

  #time(row: number, at: EpochMs): string {
    return timeText(this.#p.times, at, this.#rows.zero, this.#above(row));
  }

  /** A moment that is no row's: since the start, or by the clock. `above`: what is on the same day says no date. */
  #moment(at: EpochMs, above: EpochMs): string {
    const { times } = this.#p;
    return timeText(times.kind === "clock" ? times : SINCE_START, at, this.#rows.zero, above);
  }

  /** When the row above happened, or the last in it; null for the first. */
  #above(row: number): EpochMs | null {
    const { rows, store } = this.#p;
    for (let i = row - 1; i >= 0; i--) {
      const fold = this.#rows.foldOf(i);
      if (rows.kind(i) === ROW.entry || (fold && !this.#p.isOpen(fold))) return store.entries.at(this.#rows.entryOf(i));
    }
    return null;
  }

  #foldRow(row: number, place: { key: number; y: number; height: number; lane: number }): FoldRow {
    const { store, t } = this.#p;
    const fold = this.#rows.foldOf(row);
    if (!fold) throw new Error(`row ${row} stands for no fold`);
    const heartbeat = fold.kind === "heartbeat";
    const isRange = duration(fold.least) !== duration(fold.worst);
    const range = isRange ? `${duration(fold.least)}–${duration(fold.worst)}` : duration(fold.worst);
    const most = Math.max(...fold.bars);
    const [lane = place.lane, ...others] = heartbeat ? [] : this.#lanesOf(fold);
    return {
      kind: "fold",
      ...place,
      lane,
      others,
      at: store.entries.at(fold.firstEntry),
      time: this.#time(row, store.entries.at(fold.firstEntry)),
      open: this.#p.isOpen(fold),
      name: t(heartbeat ? "foldHeartbeat" : "foldHttp", fold.count),
      bits: heartbeat ? [range] : [],
      ...(heartbeat && { size: size(fold.bytes) }),
      ...(heartbeat &&
        isRange &&
        fold.worst >= LEAST_HEIGHT_MS &&
        fold.bars.length >= LEAST_BARS && {
          spark: fold.bars.map((bar) => bar / most),
          hot: fold.bars.map((bar) => bar > fold.timeout / 2),
        }),
    };
  }

  /** Requests go by several connections. */
  #lanesOf(fold: Fold): number[] {
    const { lanes, store } = this.#p;
    const used = new Set<number>();
    for (const entry of this.#p.inside(fold)) {
      const connection = store.link(entry)?.connection;
      if (connection) used.add(lanes.column(connection));
    }
    return [...used].sort((a, b) => a - b);
  }

  #live(now: EpochMs, y: number): LiveRow {
    const { store, t, options } = this.#p;
    const session = lastOpen(store.sessions, options.scope);
    const words = [session ? t(session.state === "open" ? "sessionOpen" : "sessionConnecting") : t("nowClosed")];
    if (session?.state === "open") words.push(...this.#due(session, now));
    return {
      kind: "live",
      key: -1,
      y,
      height: ROW_HEIGHT,
      at: now,
      time: this.#time(this.#p.rows.length, now),
      text: t("now"),
      remark: words.join(" · "),
    };
  }

  /** What is due of an open session: the next ping, or the pong to the last; and when each side would give up. */
  #due(session: Session, now: EpochMs): string[] {
    const { t } = this.#p;
    const time = (at: EpochMs) => this.#moment(at, now);
    const ping = nextPing(session);
    const client = clientGivesUp(session, now);
    const server = serverGivesUp(session);
    const words: string[] = [];
    if (ping) words.push(t(pingerOf(session) === "server" ? "nextPingFromServer" : "nextPingFromClient", time(ping.at)));
    else if (client && session.lastPingAt !== null) words.push(t("nowPingUnanswered", time(session.lastPingAt)));
    if (client) words.push(t("nowClientGivesUp", time(client.at)));
    if (client && server) words.push(t("nowServerGivesUp", time(server.at)));
    return words;
  }

  #server(): string {
    const { store, options } = this.#p;
    const hosts = new Set(
      clientsIn(options.scope, store)
        .map(({ address }) => (URL.canParse(address) ? new URL(address).host : ""))
        .filter(Boolean),
    );
    return [...hosts].join(", ");
  }
}

function lastOpen(sessions: readonly Session[], scope: Scope): Session | null {
  const among = scope.kind === "all" ? sessions : scope.kind === "client" ? scope.client.sessions : [scope.session];
  return among.findLast(({ state }) => state === "open") ?? among.findLast(({ state }) => state === "connecting") ?? null;
}
