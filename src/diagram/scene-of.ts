// Rows → scene: the slice of a ladder between two heights, with the lifelines, spans, steps and pairs that touch it.

import { clock, duration, size } from "../messages/quantities.ts";
import { isQuestion } from "../session/conversation.ts";
import { FLAG, NONE } from "../session/entries.ts";
import type { Channel, Connection, Session, Upgrade } from "../session/model.ts";
import type { EpochMs } from "../wire/event.ts";
import { partition } from "../wire/partition.ts";
import { shortSid } from "./describe.ts";
import { type LadderParts, ROW, type Scope, type StepStart } from "./ladder-parts.ts";
import { laneLetter, laneName } from "./lanes.ts";
import {
  type FoldRow,
  type Lane,
  type Leg,
  type LiveRow,
  type Pair,
  ROW_HEIGHT,
  type Row,
  type Scene,
  type Span,
  type Step,
} from "./scene.ts";
import { STEP_NUMBERS, STEPS, type StepName } from "./steps.ts";

const STEP_KEYS: Readonly<
  Record<
    Exclude<StepName, "none">,
    "stepPage" | "stepHandshake" | "stepPolling" | "stepUpgrade" | "stepMessages" | "stepHeartbeat" | "stepClose"
  >
> = {
  page: "stepPage",
  handshake: "stepHandshake",
  polling: "stepPolling",
  upgrade: "stepUpgrade",
  messages: "stepMessages",
  heartbeat: "stepHeartbeat",
  close: "stepClose",
};

/** On a connection shared by many exchanges, as many of those under way above the scene are drawn. */
const MOST_OPEN_ABOVE = 8;

export function sceneOf(parts: LadderParts, top: number, bottom: number): Scene {
  return new SceneMaker(parts).make(Math.max(0, top), bottom);
}

class SceneMaker {
  readonly #p: LadderParts;
  /** Of the first entry: what times count from. */
  readonly #zero: EpochMs;

  constructor(parts: LadderParts) {
    this.#p = parts;
    this.#zero = parts.rows.length === 0 ? 0 : parts.store.entries.at(this.#entryOf(0));
  }

  make(top: number, bottom: number): Scene {
    const { rows, t, now } = this.#p;
    const first = rows.length === 0 ? 0 : rows.at(top);
    const last = rows.length === 0 ? -1 : rows.at(bottom);
    const drawn: Row[] = [];
    for (let row = first, y = rows.y(first); row <= last; row++) {
      drawn.push(this.#row(row, y));
      y += rows.heightOf(row);
    }
    const height = rows.height + (now === null ? 0 : ROW_HEIGHT);
    if (now !== null && bottom > rows.height) drawn.push(this.#live(now, rows.height));
    return {
      rows: drawn,
      lanes: this.#lanes(first, last),
      spans: this.#spans(first, last),
      steps: this.#steps(first, last),
      pairs: this.#pairs(first, last),
      top,
      bottom,
      height,
      server: this.#server(),
      stepHead: t("stepHead"),
      timeHead: t("timeHead"),
      serverHead: t("serverHead"),
    };
  }

  /** The entry a row stands for; of a fold, the last one in it. */
  #entryOf(row: number): number {
    const { rows, folds } = this.#p;
    return rows.kind(row) === ROW.fold ? (folds[rows.ref(row)]?.lastEntry ?? 0) : rows.ref(row);
  }

  #row(row: number, y: number): Row {
    const { rows, store, describer, t } = this.#p;
    const kind = rows.kind(row);
    const entry = this.#entryOf(row);
    const at = store.entries.at(entry);
    const connection = store.link(entry)?.connection;
    const place = {
      key: this.#p.key(row),
      y,
      height: rows.heightOf(row),
      lane: connection ? this.#p.lanes.column(connection) : 0,
      time: kind === ROW.entry ? clock(at - this.#zero) : "",
    };
    switch (kind) {
      case ROW.entry:
        return describer.row(entry, place);
      case ROW.fields1:
      case ROW.fields2:
        return describer.handshake(entry, kind - ROW.fields1, place);
      case ROW.quiet: {
        const before = row === 0 ? at : store.entries.at(this.#entryOf(row - 1));
        const { key, height, time } = place;
        return { kind: "quiet", key, y, height, time, at, text: t("quiet", duration(at - before)) };
      }
      case ROW.step: {
        const drawn = this.#step(partition(this.#p.steps.length, (i) => (this.#p.steps[i]?.row ?? 0) < row));
        const note = [...drawn.legs.map((leg) => `${leg.name} ${leg.time}`), ...drawn.notes].join(" · ");
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

  #foldRow(row: number, place: { key: number; y: number; height: number; lane: number }): FoldRow {
    const { folds, rows, store, t } = this.#p;
    const fold = folds[rows.ref(row)];
    if (!fold) throw new Error(`row ${row} stands for no fold`);
    const heartbeat = fold.kind === "heartbeat";
    const range = duration(fold.least) === duration(fold.worst) ? duration(fold.worst) : `${duration(fold.least)}–${duration(fold.worst)}`;
    const most = Math.max(...fold.bars, 1);
    return {
      kind: "fold",
      ...place,
      at: store.entries.at(fold.firstEntry),
      time: clock(store.entries.at(fold.firstEntry) - this.#zero),
      open: this.#p.isOpen(fold),
      name: t(heartbeat ? "foldHeartbeat" : "foldHttp", fold.count),
      bits: heartbeat ? [range] : [],
      ...(heartbeat && {
        spark: fold.bars.map((bar) => bar / most),
        hot: fold.bars.map((bar) => bar > fold.timeout / 2),
        size: size(fold.bytes),
      }),
    };
  }

  #live(now: EpochMs, y: number): LiveRow {
    const { store, t, options } = this.#p;
    const session = lastOpen(store.sessions, options.scope);
    const words = [session ? t(session.state === "open" ? "nowOpen" : "nowConnecting") : t("nowClosed")];
    const { pingInterval } = session?.handshake ?? {};
    if (session && pingInterval !== undefined && (session.lastPingAt ?? session.openedAt) !== null) {
      const due = clock((session.lastPingAt ?? session.openedAt ?? 0) + pingInterval - this.#zero);
      words.push(t(session.eio === 4 ? "nextPingFromServer" : "nextPingFromClient", due));
    }
    return {
      kind: "live",
      key: -1,
      y,
      height: ROW_HEIGHT,
      at: now,
      time: clock(now - this.#zero),
      text: t("now"),
      remark: words.join(" · "),
    };
  }

  /** The middle of the row that stands for an entry. */
  #middle(entry: number): number {
    const { rows } = this.#p;
    const row = this.#p.rowOf(entry);
    return row < 0 ? 0 : rows.y(row) + rows.heightOf(row) / 2;
  }

  /** The middle of the first row at a time or after it. */
  #middleAt(at: EpochMs): number {
    const { rows, store } = this.#p;
    const row = partition(rows.length, (i) => store.entries.at(this.#entryOf(i)) < at);
    return row >= rows.length ? rows.height : rows.y(row) + rows.heightOf(row) / 2;
  }

  #lanes(first: number, last: number): Lane[] {
    const { store, lanes } = this.#p;
    if (last < first) return [];
    const from = store.entries.at(this.#entryOf(first));
    const until = store.entries.at(this.#entryOf(last));
    return lanes.columns().flatMap((connections, lane) => {
      const [oldest] = connections;
      if (!oldest) return [];
      if (oldest.role === "other") return [this.#lane(oldest, lane, connections.length === 1 ? (oldest.id ?? "") : "")];
      // Those of one column follow one another in time. The head is that of the one in sight, or the last before it.
      let i = Math.max(
        1,
        partition(connections.length, (c) => (connections[c]?.openedAt ?? 0) <= until),
      );
      const seen: Lane[] = [];
      while (i-- > 0) {
        const connection = connections[i];
        if (!connection || (seen.length > 0 && connection.lastAt < from)) break;
        seen.unshift(this.#lane(connection, lane, connection.id ?? ""));
      }
      return seen;
    });
  }

  #lane(connection: Connection, lane: number, id: string): Lane {
    const { t } = this.#p;
    const over = connection.end !== "none";
    return {
      lane,
      name: laneName(t, connection),
      letter: laneLetter(t, connection),
      id,
      inferred: connection.inferred,
      from: connection.opened ? this.#middleAt(connection.openedAt) : 0,
      to: over ? this.#middleAt(connection.lastAt) : null,
      opened: connection.opened,
      end: connection.end,
    };
  }

  #spans(first: number, last: number): Span[] {
    const { store, lanes } = this.#p;
    if (last < first) return [];
    const from = store.entries.at(this.#entryOf(first));
    const until = store.entries.at(this.#entryOf(last));
    const spans: Span[] = [];
    for (const [lane, connections] of lanes.columns().entries()) {
      const role = connections[0]?.role;
      if (role !== "main" && role !== "polling") continue;
      for (const { exchanges } of connections) {
        const before = partition(exchanges.length, (i) => (exchanges[i]?.startedAt ?? 0) < from);
        for (let i = Math.max(0, before - MOST_OPEN_ABOVE); i < exchanges.length; i++) {
          const exchange = exchanges[i];
          if (!exchange || exchange.startedAt > until) break;
          if (exchange.part !== "engine") continue;
          const to = exchange.answerEntry;
          if (to !== null && store.entries.at(to) < from) continue;
          spans.push({ lane, from: this.#middle(exchange.requestEntry), to: to === null ? null : this.#middle(to) });
        }
      }
    }
    for (const channel of this.#openings(first, last)) {
      const { openEntry, handshakeEntry } = channel;
      if (openEntry === null || handshakeEntry === null) continue;
      spans.push({ lane: lanes.column(channel.connection), from: this.#middle(openEntry), to: this.#middle(handshakeEntry) });
    }
    return spans;
  }

  /** Channels whose opening is in sight. */
  #openings(first: number, last: number): Set<Channel> {
    const { rows, store } = this.#p;
    const found = new Set<Channel>();
    for (let row = first; row <= last; row++) {
      const link = store.link(rows.kind(row) === ROW.entry ? rows.ref(row) : NONE);
      if (link && link.kind !== "http" && (link.openEntry === rows.ref(row) || link.handshakeEntry === rows.ref(row))) found.add(link);
    }
    return found;
  }

  #steps(first: number, last: number): Step[] {
    const { steps } = this.#p;
    const drawn: Step[] = [];
    const from = Math.max(0, partition(steps.length, (i) => (steps[i]?.row ?? 0) <= first) - 1);
    for (let i = from; i < steps.length && (steps[i]?.row ?? 0) <= last; i++) drawn.push(this.#step(i));
    return drawn;
  }

  #step(index: number): Step {
    const { steps, rows, t } = this.#p;
    const start = steps[index];
    const name = STEPS[start?.step ?? 0] ?? "none";
    if (!start || name === "none") throw new Error(`no step ${index}`);
    const next = steps[index + 1]?.row ?? rows.length;
    const { session } = start;
    return {
      key: this.#p.key(start.row),
      from: rows.y(start.row),
      to: rows.y(next),
      number: STEP_NUMBERS[name],
      name: t(STEP_KEYS[name]),
      time: this.#took(name, start, next),
      notes: this.#notes(name, session),
      legs: name === "upgrade" && session?.upgrade ? this.#legs(session.upgrade) : [],
    };
  }

  #took(name: StepName, start: StepStart, next: number): string {
    const { store } = this.#p;
    if (name === "messages" || name === "heartbeat" || name === "close") return "";
    const from = store.entries.at(this.#entryOf(start.row));
    const last = this.#entryOf(Math.max(start.row, next - 1));
    const link = store.link(last);
    const until = Math.max(store.entries.at(last), (link?.kind === "http" && link.part !== "engine" && link.endedAt) || 0);
    return until > from ? duration(until - from) : "";
  }

  #notes(name: StepName, session: Session | null): string[] {
    const { t } = this.#p;
    if (name === "handshake" && session?.previous?.sid) return [t("stepFollows", shortSid(session.previous.sid))];
    if (name === "messages" && session?.transport)
      return [
        t(session.transport === "polling" ? "rolePolling" : session.transport === "websocket" ? "roleWebsocket" : "roleWebtransport"),
      ];
    if (name === "heartbeat" && session) {
      const who = t(session.pinger === "server" ? "stepServerPings" : "stepClientPings");
      const { pingInterval } = session.handshake ?? {};
      return pingInterval === undefined ? [who] : [who, t("stepEvery", duration(pingInterval))];
    }
    return [];
  }

  #legs(upgrade: Upgrade): Leg[] {
    const { t } = this.#p;
    const legs: Leg[] = [];
    const leg = (name: string, from: number | null, to: number | null, since: EpochMs | null, until: EpochMs | null) => {
      if (from === null || to === null || since === null || until === null) return;
      legs.push({ name, time: duration(until - since), from: this.#middle(from), to: this.#middle(to) });
    };
    const { openEntry, establishedEntry, probeEntry, probeAnswerEntry, drainEntry, switchEntry } = upgrade;
    leg(t("legOpen"), openEntry, establishedEntry, upgrade.openedAt, upgrade.establishedAt);
    leg(t("legProbe"), probeEntry, probeAnswerEntry, upgrade.probedAt, upgrade.probeAnsweredAt);
    leg(t("legDrain"), probeAnswerEntry, drainEntry, upgrade.probeAnsweredAt, upgrade.drainedAt);
    leg(t("legSwitch"), switchEntry, switchEntry, upgrade.drainedAt ?? upgrade.probeAnsweredAt, upgrade.switchedAt);
    return legs;
  }

  #pairs(first: number, last: number): Pair[] {
    const { rows, store } = this.#p;
    const { entries } = store;
    const found = new Map<number, Omit<Pair, "level">>();
    for (let row = first; row <= last; row++) {
      if (rows.kind(row) !== ROW.entry) continue;
      const entry = rows.ref(row);
      const peer = entries.peer(entry);
      if (peer === NONE || !entries.isPacket(entry) || entries.flags(entry) & FLAG.attachment) continue;
      const [question, answer] = isQuestion(entries, entry) ? [entry, peer] : [peer, entry];
      if (found.has(question)) continue;
      const [from, to] = [this.#p.rowOf(question), this.#p.rowOf(answer)];
      if (from < 0 || to < 0 || from === to || rows.kind(from) !== ROW.entry || rows.kind(to) !== ROW.entry) continue;
      found.set(question, { from: this.#middle(question), to: this.#middle(answer), keys: [this.#p.key(from), this.#p.key(to)] });
    }
    return nested([...found.values()]);
  }

  #server(): string {
    const { store, options } = this.#p;
    const { scope } = options;
    const clients = scope.kind === "all" ? store.clients : [scope.kind === "client" ? scope.client : scope.session.client];
    const hosts = new Set(clients.map(({ address }) => (URL.canParse(address) ? new URL(address).host : "")).filter(Boolean));
    return [...hosts].join(", ");
  }
}

/** Gives each bracket the smallest level at which it crosses no other. */
function nested(pairs: Omit<Pair, "level">[]): Pair[] {
  const ends: number[] = [];
  return pairs
    .sort((a, b) => b.from - a.from || a.to - b.to)
    .reverse()
    .map((pair) => {
      const free = ends.findIndex((end) => end < pair.from);
      const level = free < 0 ? ends.length : free;
      ends[level] = pair.to;
      return { ...pair, level };
    });
}

function lastOpen(sessions: readonly Session[], scope: Scope): Session | null {
  const among = scope.kind === "all" ? sessions : scope.kind === "client" ? scope.client.sessions : [scope.session];
  return among.findLast(({ state }) => state === "open") ?? among.findLast(({ state }) => state === "connecting") ?? null;
}
