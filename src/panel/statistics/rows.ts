// The rows of a table of statistics, as they are sorted and drawn. Where there are too many, those that come first stay, and the others are summed up.

import { durationOf, perSecond, shareOf, type Table } from "../../formats/statistics.ts";
import type { Session } from "../../session/model.ts";
import type { Answers, EventStatistics, SessionStatistics, Statistics } from "../../statistics/statistics.ts";
import type { Sort } from "./statistics-view.ts";

/** So many rows are drawn. */
const MOST_ROWS = 200;

/** A row of events or of a session. */
export interface Row {
  readonly key: string;
  /** What it counts. */
  readonly of: EventStatistics | SessionStatistics;
  readonly answers: Answers;
  /** What the columns are sorted by: milliseconds, bytes, shares from 0 to 1, counts a second. */
  readonly values: Readonly<Record<string, string | number | null>>;
  /** Made only for rows that are drawn: there may be 10,000 others. */
  bars(): readonly number[];
}

/** The key of a session's row. */
export function keyOf({ index }: Session): string {
  return `${index}`;
}

export interface Shown {
  readonly rows: readonly Row[];
  /** How many rows there are beside those, and what they sum up to. */
  readonly more: number;
  readonly moreCount: number;
  readonly moreBytes: number;
  readonly total: Row | null;
  /** Milliseconds of the shortest median and of the longest answer in the rows; null without answers. */
  readonly range: readonly [least: number, most: number] | null;
}

export function shownRows(statistics: Statistics, table: Table, sort: Sort): Shown {
  const all = rowsOf(statistics, table);
  const sorted = all.toSorted((a, b) => compare(a, b, sort));
  const rows = sorted.slice(0, MOST_ROWS);
  const rest = sorted.slice(MOST_ROWS);
  const { others } = statistics;
  const isEvents = table === "events";
  const times = rows.flatMap(({ values }) => (typeof values.p50 === "number" && typeof values.max === "number" ? [values] : []));
  const number = (value: string | number | null | undefined) => (typeof value === "number" ? value : 0);
  return {
    rows,
    more: rest.length + (isEvents && others ? 1 : 0),
    moreCount: rest.reduce((sum, { values }) => sum + number(values.count), isEvents ? (others?.count ?? 0) : 0),
    moreBytes: rest.reduce((sum, { values }) => sum + number(values.bytes), isEvents ? (others?.bytes ?? 0) : 0),
    total: isEvents && all.length > 0 ? eventRow(statistics.total, statistics) : null,
    range: times.length === 0 ? null : [Math.min(...times.map(({ p50 }) => number(p50))), Math.max(...times.map(({ max }) => number(max)))],
  };
}

function rowsOf(statistics: Statistics, table: Table): Row[] {
  if (table === "events") return statistics.events.map((of) => eventRow(of, statistics));
  const sessions = [...statistics.sessions];
  const several = sessions.some(({ session }) => session.client !== sessions[0]?.session.client);
  if (table === "heartbeats")
    return sessions.filter(({ heartbeats }) => heartbeats.asked > 0).map((of) => heartbeatRow(of, sessionValues(of, several)));
  const bytes = sessions.reduce((sum, of) => sum + of.bytes, 0);
  return sessions.map((of) => sessionRow(of, bytes, sessionValues(of, several)));
}

function eventRow(of: EventStatistics, { total, axis }: Statistics): Row {
  const { event, direction, count, bytes, acks, rate } = of;
  const values = {
    event: event?.name ?? null,
    namespace: event?.nsp ?? null,
    direction,
    count,
    mean: perSecond(count, axis.length),
    bytes,
    share: shareOf(bytes, total.bytes),
    ...timesOf(acks),
  };
  return { key: JSON.stringify([event?.nsp, event?.name, direction]), of, answers: acks, values, bars: () => rate.all() };
}

function sessionRow(of: SessionStatistics, allBytes: number, own: Row["values"]): Row {
  const { session, packets, bytes, acks } = of;
  const count = packets.sent + packets.received;
  const lived = durationOf(session);
  const values = {
    ...own,
    transport: session.transport,
    count,
    mean: perSecond(count, lived),
    bytes,
    share: shareOf(bytes, allBytes),
    duration: lived,
    ...timesOf(acks),
  };
  return { key: keyOf(session), of, answers: acks, values, bars: () => [] };
}

function heartbeatRow(of: SessionStatistics, own: Row["values"]): Row {
  const { session, heartbeats, beats } = of;
  const values = { ...own, pinger: session.heartbeat.pinger, count: heartbeats.asked, ...timesOf(heartbeats) };
  return { key: keyOf(session), of, answers: heartbeats, values, bars: () => beats.all() };
}

/** `several`: sessions of several clients are shown. */
function sessionValues({ session: { index, client } }: SessionStatistics, several: boolean): Row["values"] {
  return { session: index, client: several ? client.index : null, server: client.address };
}

function timesOf({ times, unanswered }: Answers) {
  return { p50: times.quantile(0.5), p95: times.quantile(0.95), max: times.count === 0 ? null : times.max, unanswered };
}

/** Rows without a value come last, whichever way the others are sorted; rows with the same value by how much they count. */
function compare(a: Row, b: Row, { column, descending }: Sort): number {
  const [x, y] = [a.values[column] ?? null, b.values[column] ?? null];
  if (x === null || y === null) return x === y ? byCount(a, b) : x === null ? 1 : -1;
  if (x === y) return byCount(a, b);
  return x < y === descending ? 1 : -1;
}

function byCount(a: Row, b: Row): number {
  return Number(b.values.count) - Number(a.values.count);
}
