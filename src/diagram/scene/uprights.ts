// What stands upright in a scene: lifelines, open requests, the session rail, the ruler, brackets, windows and silences.

import { duration } from "../../messages/quantities.ts";
import { isQuestion } from "../../session/conversation.ts";
import { FLAG, NONE } from "../../session/entries.ts";
import { outcomeOf } from "../../session/judgement.ts";
import type { Channel, Client, Connection, Session, Silence } from "../../session/model.ts";
import { shortSid } from "../../text/short-sid.ts";
import type { EpochMs } from "../../wire/event.ts";
import { partition } from "../../wire/partition.ts";
import { clientsIn, inScope, type LadderParts, ROW } from "../rows/ladder-parts.ts";
import { tickOf } from "../rows/scale.ts";
import { railTracks } from "./rail.ts";
import type { RowPlaces } from "./row-places.ts";
import type { Lane, Pair, RailBox, Scene, Span, Unheard, Window } from "./scene.ts";

/** On a connection shared by many exchanges, as many of those under way above the scene are drawn. */
const MOST_OPEN_ABOVE = 8;

export class Uprights {
  readonly #p: LadderParts;
  readonly #rows: RowPlaces;

  constructor(parts: LadderParts, rows: RowPlaces) {
    this.#p = parts;
    this.#rows = rows;
  }

  /** What touches the rows from `first` to `last`. */
  of(first: number, last: number): Pick<Scene, "lanes" | "spans" | "pairs" | "windows" | "unheard" | "rail" | "ruler"> {
    return {
      lanes: this.#lanes(first, last),
      spans: this.#spans(first, last),
      pairs: this.#pairs(first, last),
      windows: this.#windows(first, last),
      unheard: this.#unheard(first, last),
      ...this.#rail(first, last),
      ...this.#ruler(first, last),
    };
  }

  #lanes(first: number, last: number): Lane[] {
    const { store, lanes } = this.#p;
    if (last < first) return [];
    const from = store.entries.at(this.#rows.firstOf(first));
    const until = store.entries.at(this.#rows.entryOf(last));
    return lanes.columns().flatMap((connections, lane) => {
      const [oldest] = connections;
      if (!oldest) return [];
      if (lanes.isFolded(lane)) return [this.#foldedLane(connections, lane)];
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

  #foldedLane(connections: readonly Connection[], lane: number): Lane {
    const { t } = this.#p;
    const over = connections.every(({ end }) => end !== "none");
    return {
      lane,
      name: t("laneFolded", connections.length),
      letter: String(connections.length),
      id: "",
      inferred: false,
      from: this.#rows.middleAt(Math.min(...connections.map(({ openedAt }) => openedAt))),
      to: over ? this.#rows.middleAt(Math.max(...connections.map(({ lastAt }) => lastAt))) : null,
      opened: false,
      end: "none",
    };
  }

  #lane(connection: Connection, lane: number, id: string): Lane {
    const { t, lanes } = this.#p;
    const from = connection.opened ? this.#rows.middleAt(connection.openedAt) : 0;
    const { end, endEntry } = connection;
    const to = endEntry !== null ? this.#rows.middle(endEntry) : end === "none" ? null : this.#rows.middleOfLast(connection);
    return {
      lane,
      name: lanes.name(t, connection),
      letter: lanes.letter(t, connection),
      id,
      inferred: connection.inferred,
      from,
      to: to === null ? null : Math.max(from, to),
      opened: connection.opened,
      end,
    };
  }

  #spans(first: number, last: number): Span[] {
    const { store, lanes } = this.#p;
    const { scope } = this.#p.options;
    if (last < first) return [];
    const from = store.entries.at(this.#rows.firstOf(first));
    const until = this.#rows.until(last);
    const spans: Span[] = [];
    for (const [lane, connections] of lanes.columns().entries()) {
      const role = connections[0]?.role;
      if (role !== "main" && role !== "polling") continue;
      for (const { exchanges } of connections) {
        const before = partition(exchanges.length, (i) => (exchanges[i]?.startedAt ?? 0) < from);
        for (let i = Math.max(0, before - MOST_OPEN_ABOVE); i < exchanges.length; i++) {
          const exchange = exchanges[i];
          if (!exchange || exchange.startedAt > until) break;
          if (exchange.part !== "engine" || !inScope(scope, exchange.session, exchange.documentFrame)) continue;
          const to = exchange.answerEntry;
          if (to !== null && store.entries.at(to) < from) continue;
          spans.push({ lane, from: this.#rows.middle(exchange.requestEntry), to: to === null ? null : this.#rows.middle(to) });
        }
      }
    }
    for (const channel of this.#openings(first, last)) {
      const { openEntry, handshakeEntry } = channel;
      if (openEntry === null || handshakeEntry === null) continue;
      spans.push({ lane: lanes.column(channel.connection), from: this.#rows.middle(openEntry), to: this.#rows.middle(handshakeEntry) });
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

  #rail(first: number, last: number): Pick<Scene, "rail"> {
    const { store, options } = this.#p;
    const { scope } = options;
    const clients = clientsIn(scope, store);
    if (last < first || options.stepRows || scope.kind === "session" || !isSeveral(clients)) return {};
    const from = store.entries.at(this.#rows.entryOf(first));
    const until = store.entries.at(this.#rows.entryOf(last));
    const tracks = railTracks(clients);
    const boxes: RailBox[] = [];
    for (const [track, { sessions }] of tracks.flatMap((those, i) => those.map((client) => [i, client] as const))) {
      // One more at each end: a link may lead through.
      const begin = partition(sessions.length, (i) => (sessions[i]?.endedAt ?? Number.POSITIVE_INFINITY) < from);
      const end = partition(sessions.length, (i) => (sessions[i]?.startedAt ?? 0) <= until);
      for (const session of sessions.slice(Math.max(0, begin - 1), end + 1)) {
        const box = hasBox(session) && this.#railBox(session, track);
        if (box && (box.to === null || box.to > box.from)) boxes.push(box);
      }
    }
    return { rail: { tracks: tracks.length, boxes } };
  }

  #railBox(session: Session, track: number): RailBox {
    const { sid, state, startedAt, endedAt, lastAt } = session;
    const outcome = outcomeOf(session);
    let { previous: before, next } = session;
    while (before && !hasBox(before)) before = before.previous;
    while (next && !hasBox(next)) next = next.next;
    const to = state === "closed" ? this.#rows.edgeAfter(endedAt ?? lastAt) : null;
    // The end of a session may be told when the next one has begun.
    const room = next ? this.#rows.edgeAt(next.startedAt) : null;
    return {
      track,
      sid: sid === null ? this.#p.t("sidUnseen") : shortSid(sid),
      from: this.#rows.edgeAt(startedAt),
      to: to === null || room === null ? (to ?? room) : Math.min(to, room),
      end: outcome === "open" ? "none" : outcome === "clean" ? "clean" : "error",
      follows: before && this.#rows.edgeAfter(before.endedAt ?? before.lastAt),
    };
  }

  /** Marks between those rows that have at least the room between them that their times ask for. */
  #ruler(first: number, last: number): Pick<Scene, "ruler"> {
    const { rows, store, options, t } = this.#p;
    if (options.scale === undefined) return {};
    const tick = tickOf(options.scale);
    const ticks: number[] = [];
    let above: { readonly at: EpochMs; readonly y: number } | null = null;
    for (let row = first; row <= last; row++) {
      const kind = rows.kind(row);
      if (kind === ROW.tear || kind === ROW.fold) above = null;
      if (kind !== ROW.entry) continue;
      const at = store.entries.at(this.#rows.entryOf(row)) - this.#rows.zero;
      const y = rows.y(row) + rows.heightOf(row) / 2;
      if (above) {
        const high = (y - above.y) / (at - above.at);
        for (let k = Math.ceil(above.at / tick); k * tick < at; k++) ticks.push(Math.round(above.y + (k * tick - above.at) * high));
      }
      above = { at, y };
    }
    return { ruler: { tick: duration(tick), text: t("rulerTick", duration(tick)), ticks } };
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
      // Of the same moment, a question may be told of after its answer.
      const [above, below] = from < to ? [question, answer] : [answer, question];
      found.set(question, { from: this.#rows.middle(above), to: this.#rows.middle(below), keys: [this.#p.key(from), this.#p.key(to)] });
    }
    return nested([...found.values()], this.#unheard(first, last));
  }

  /** Cuts and silences that touch the rows, in scope. */
  *#silent(first: number, last: number): Generator<Silence> {
    const { store, options } = this.#p;
    if (last < first) return;
    const from = store.entries.at(this.#rows.firstOf(first));
    const until = this.#rows.until(last);
    for (const silence of store.silences) {
      const to = silence.until === null ? Number.POSITIVE_INFINITY : store.entries.at(silence.until);
      // What the heartbeat was due in may begin before the last thing heard.
      const { cut } = silence.session;
      const begin = cut?.lastHeard === silence.from ? (cut.ping ?? silence.from) : silence.from;
      if (Math.min(store.entries.at(begin), store.entries.at(silence.from)) > until || to < from) continue;
      if (inScope(options.scope, silence.session, null)) yield silence;
    }
  }

  #windows(first: number, last: number): Window[] {
    const { store, lanes } = this.#p;
    const windows: Window[] = [];
    for (const { session, from } of this.#silent(first, last)) {
      const connection = session.cut && store.link(session.cut.predictedEntry)?.connection;
      // A session may have been silent before, and gone on.
      if (!session.cut || !connection || from !== session.cut.lastHeard) continue;
      const { ping, lastHeard, predictedEntry } = session.cut;
      const window = { lane: lanes.column(connection), from: this.#rows.middle(ping ?? lastHeard), to: this.#rows.middle(predictedEntry) };
      // Something may have been heard after the client should have given up.
      if (window.from <= window.to) windows.push(window);
    }
    return windows;
  }

  #unheard(first: number, last: number): Unheard[] {
    const { store, t, options } = this.#p;
    // The one lifeline of the server may have been heard by another client.
    const dotted = options.scope.kind !== "all" || store.clients.length === 1;
    return [...this.#silent(first, last)].map(({ from, until }) => ({
      key: from,
      from: this.#rows.middle(from),
      to: until === null ? null : this.#rows.middle(until),
      text: until === null ? "" : t("silence", duration(store.entries.at(until) - store.entries.at(from))),
      dotted,
    }));
  }
}

/** Whether there is more than one session to tell apart. */
function isSeveral(clients: readonly Client[]): boolean {
  let boxes = 0;
  for (const { sessions } of clients) {
    for (const session of sessions) if (hasBox(session) && ++boxes > 1) return true;
  }
  return false;
}

/** An attempt that got no sid has no box in the rail. */
const hasBox = ({ sid, late }: Session): boolean => sid !== null || late;

/** Where the brackets of silences stand. */
const SILENCE_LEVEL = 1;

/** Gives each bracket the smallest level at which it crosses no other, nor a silence. */
function nested(pairs: Omit<Pair, "level">[], unheard: readonly Unheard[]): Pair[] {
  const ends: number[] = [];
  return pairs
    .sort((a, b) => b.from - a.from || a.to - b.to)
    .reverse()
    .map((pair) => {
      const besides = unheard.some(({ from, to }) => to !== null && pair.to > from && pair.from < to);
      if (besides && ends.length === SILENCE_LEVEL) ends.push(Number.NEGATIVE_INFINITY);
      const free = ends.findIndex((end, level) => end < pair.from && !(besides && level === SILENCE_LEVEL));
      const level = free < 0 ? ends.length : free;
      ends[level] = pair.to;
      return { ...pair, level };
    });
}
