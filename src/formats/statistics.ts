// Statistics as plain objects and as CSV: `lifeline statistics` prints them, and the panel copies them. docs/cli.md is the contract.

import { duration, size } from "../messages/quantities.ts";
import type { Session } from "../session/model.ts";
import type { Answers, EventStatistics, SessionStatistics, Statistics } from "../statistics/statistics.ts";
import { printable } from "../text/printable.ts";
import type { Direction } from "../wire/event.ts";

/** The tables of statistics. */
export const TABLES = ["events", "sessions", "heartbeats"] as const;
export type Table = (typeof TABLES)[number];

/** How questions were answered. Times are milliseconds, to a thousandth; null where nothing was answered. */
interface AnswerFields {
  readonly asked: number;
  readonly unanswered: number;
  /** Without an answer that may still come. */
  readonly waiting: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

/** `share`: of the bytes of all rows, from 0 to 1. */
interface Amounts {
  readonly bytes: number;
  readonly share: number;
  readonly perSecond: number | null;
}

/** Null in `event`, `namespace` and `direction`: the events that have no row of their own. */
interface EventRecord extends Amounts, AnswerFields {
  readonly event: string | null;
  readonly namespace: string | null;
  readonly direction: Direction | null;
  readonly count: number;
}

/** `number`: the session's place in `lifeline sessions`, from 1. `session`: its sid. */
interface SessionFields {
  readonly number: number;
  readonly session: string | null;
  readonly address: string;
}

interface SessionRecord extends SessionFields, Amounts, AnswerFields {
  readonly transport: Session["transport"];
  readonly state: Session["state"];
  /** Milliseconds from its beginning to its end, or to what was last recorded of it. */
  readonly duration: number;
  readonly sent: number;
  readonly received: number;
}

/** `pinger`: the side that pings; if it is the client, times are round trips, and otherwise how long the client took to answer. */
interface HeartbeatRecord extends SessionFields, AnswerFields {
  readonly pinger: "client" | "server" | null;
}

type StatisticsRecord = EventRecord | SessionRecord | HeartbeatRecord;

/** A line for each row of a table, in the order in which events and sessions first came. */
export function statisticsRecords(statistics: Statistics, table: Table): readonly StatisticsRecord[] {
  if (table === "events") {
    const rows = statistics.others === null ? statistics.events : [...statistics.events, statistics.others];
    return rows.map((row) => eventRecord(row, statistics));
  }
  const sessions = [...statistics.sessions];
  if (table === "heartbeats") return sessions.filter(({ heartbeats }) => heartbeats.asked > 0).map(heartbeatRecord);
  const bytes = sessions.reduce((sum, row) => sum + row.bytes, 0);
  return sessions.map((row) => sessionRecord(row, bytes));
}

function eventRecord({ event, direction, count, bytes, acks }: EventStatistics, { total, axis }: Statistics): EventRecord {
  return {
    event: event?.name ?? null,
    namespace: event?.nsp ?? null,
    direction,
    count,
    bytes,
    share: shareOf(bytes, total.bytes),
    perSecond: perSecond(count, axis.length),
    ...answerFields(acks),
  };
}

function sessionRecord(row: SessionStatistics, allBytes: number): SessionRecord {
  const { session, packets, bytes, acks } = row;
  const { sent, received } = packets;
  const duration = durationOf(session);
  return {
    ...sessionFields(row),
    transport: session.transport,
    state: session.state,
    duration: rounded(duration),
    sent,
    received,
    bytes,
    share: shareOf(bytes, allBytes),
    perSecond: perSecond(sent + received, duration),
    ...answerFields(acks),
  };
}

function heartbeatRecord(row: SessionStatistics): HeartbeatRecord {
  return { ...sessionFields(row), pinger: row.session.heartbeat.pinger, ...answerFields(row.heartbeats) };
}

function sessionFields({ session }: SessionStatistics): SessionFields {
  return { number: session.index + 1, session: session.sid, address: session.client.address };
}

function answerFields({ asked, unanswered, waiting, times }: Answers): AnswerFields {
  const [p50, p95] = [times.quantile(0.5), times.quantile(0.95)];
  return {
    asked,
    unanswered,
    waiting,
    p50: p50 && rounded(p50),
    p95: p95 && rounded(p95),
    max: times.count === 0 ? null : rounded(times.max),
  };
}

/** Milliseconds from the beginning of a session to its end, or to what was last recorded of it. */
export function durationOf({ startedAt, endedAt, lastAt }: Session): number {
  return Math.max(0, (endedAt ?? lastAt) - startedAt);
}

/** From 0 to 1; 0 of nothing. */
export function shareOf(part: number, all: number): number {
  return all === 0 ? 0 : rounded(part / all);
}

/** Null for what happened at one moment. */
export function perSecond(count: number, ms: number): number | null {
  return ms === 0 ? null : rounded((1000 * count) / ms);
}

/**
 * A table as lines of text for a terminal, under a heading; none without rows. The columns have the names of the fields, and what depends on a
 * language is left out.
 */
export function statisticsLines(statistics: Statistics, table: Table): string[] {
  const records = statisticsRecords(statistics, table);
  const [first] = records;
  if (!first) return [];
  const columns = Object.entries(first).map(([key, value], column) => {
    const texts = [key, ...records.map((record) => words(key, Object.values(record)[column]))];
    const width = Math.max(...texts.map(({ length }) => length));
    return texts.map((text) => (typeof value === "string" ? text.padEnd(width) : text.padStart(width)));
  });
  return [first, ...records].map((_, line) =>
    columns
      .map((texts) => texts[line])
      .join("  ")
      .trimEnd(),
  );
}

const IN_WORDS: Readonly<Record<string, (value: number) => string>> = {
  bytes: size,
  share: (share) => `${Math.round(100 * share)} %`,
  duration,
  p50: duration,
  p95: duration,
  max: duration,
  number: (number) => `#${number}`,
};
/** Characters of a name that are printed. */
const MOST_OF_NAME = 48;

function words(key: string, value: unknown): string {
  if (typeof value === "number") return (IN_WORDS[key] ?? String)(value);
  const text = printable(String(value ?? "—"));
  return text.length > MOST_OF_NAME ? `${text.slice(0, MOST_OF_NAME - 1)}…` : text;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/**
 * Records as CSV (RFC 4180) with a heading. A page names its events, and a spreadsheet computes a cell that begins with `=`, `+`, `-`, `@`, a tab
 * or a line end: such a text gets an apostrophe before it (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csv(records: readonly object[]): string {
  const keys = Object.keys(records[0] ?? {});
  const rows = records.map((record) => Object.values(record).map(cell));
  return [keys, ...rows].map((cells) => `${cells.join(",")}\r\n`).join("");
}

function cell(value: unknown): string {
  const text = typeof value === "string" && /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : String(value ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
