// The columns of the tables of statistics: what stands in their cells, as text and as small pictures.

import type { ComponentChildren } from "preact";
import { SeverityMark } from "../../diagram/draw/findings.tsx";
import type { Table } from "../../formats/statistics.ts";
import type { MessageKey, Translate } from "../../messages/messages.ts";
import { groupDigits } from "../../messages/messages.ts";
import { duration, size } from "../../messages/quantities.ts";
import type { EventStatistics, SessionStatistics } from "../../statistics/statistics.ts";
import { clientLetter } from "../../text/client-letter.ts";
import { printable } from "../../text/printable.ts";
import { sidWords, splitAddress } from "../sessions/session-words.ts";
import { AnswerRange, Arrow, type LogScale, ShareBar, TimeBars } from "./pictures.tsx";
import type { Row } from "./rows.ts";

export interface Column {
  /** The key of what it is sorted by in `Row.values`. */
  readonly id: string;
  readonly head: MessageKey;
  /** The drawer has this column from so many pixels of width on. */
  readonly least: number;
  readonly isNumber?: boolean;
  /** Nothing is sorted by it. */
  readonly isPicture?: boolean;
  /** It is about answers: of a row that asked for none, one sentence stands in all of these. */
  readonly isAnswer?: boolean;
  readonly cls?: string;
  text(row: Row, t: Translate): string;
  /** Stands before the text. */
  picture?(row: Row, scale: LogScale | null): ComponentChildren;
}

const NOTHING = "–";
const number = (value: string | number | null | undefined) => (typeof value === "number" ? value : 0);
const text = (value: string | number | null | undefined) => (value === null || value === undefined ? NOTHING : printable(`${value}`));
const ms = (value: string | number | null | undefined) => (typeof value === "number" ? duration(value) : NOTHING);

const COUNT: Column = {
  id: "count",
  head: "columnCount",
  least: 0,
  isNumber: true,
  text: ({ values }) => groupDigits(number(values.count)),
};
const MEAN: Column = {
  id: "mean",
  head: "columnMean",
  least: 820,
  isNumber: true,
  cls: "quiet",
  text: ({ values }, t) => rateWords(t, values.mean),
};
const BYTES: Column = { id: "bytes", head: "columnBytes", least: 620, isNumber: true, text: ({ values }) => size(number(values.bytes)) };
const SHARE: Column = {
  id: "share",
  head: "columnShare",
  least: 1080,
  cls: "share quiet",
  text: ({ values }) => shareWords(number(values.share)),
  picture: ({ values }) => <ShareBar share={number(values.share)} />,
};

const answerColumns = (first: MessageKey, last: MessageKey): readonly Column[] => [
  { id: "p50", head: first, least: 740, isNumber: true, isAnswer: true, text: ({ values }) => ms(values.p50) },
  { id: "p95", head: "columnP95", least: 400, isNumber: true, isAnswer: true, text: ({ values }) => ms(values.p95) },
  // Leads to the answer that took longest.
  { id: "max", head: "columnMax", least: 0, isNumber: true, isAnswer: true, text: ({ values }) => ms(values.max) },
  { id: "range", head: "columnRange", least: 880, isAnswer: true, isPicture: true, text: () => "", picture: range },
  {
    id: "unanswered",
    head: last,
    least: 0,
    isNumber: true,
    isAnswer: true,
    cls: "unanswered",
    text: ({ answers }) => groupDigits(answers.unanswered),
    picture: ({ answers }) => answers.unanswered > 0 && <SeverityMark severity="warning" />,
  },
];

function range({ values: { p50, p95, max } }: Row, scale: LogScale | null): ComponentChildren {
  if (typeof p50 !== "number" || typeof p95 !== "number" || typeof max !== "number" || scale === null) return null;
  return <AnswerRange {...{ p50, p95, max, scale }} />;
}

const bars = (head: MessageKey, least: number): Column => ({
  id: "bars",
  head,
  least,
  isPicture: true,
  text: () => "",
  picture: (row) => <TimeBars values={row.bars()} />,
});

const SESSION: Column = {
  id: "session",
  head: "columnSession",
  least: 0,
  cls: "name mono",
  text: ({ of, values }, t) => ("session" in of ? sessionWords(t, of, values) : ""),
};
const SERVER: Column = {
  id: "server",
  head: "columnServer",
  least: 560,
  text: ({ values }) => {
    const { host, path } = splitAddress(text(values.server));
    return `${host}${path}`;
  },
};

const COLUMNS: Readonly<Record<Table, readonly Column[]>> = {
  events: [
    { id: "event", head: "columnEvent", least: 0, cls: "name", text: ({ of }, t) => ("event" in of ? eventWords(t, of) : "") },
    { id: "namespace", head: "columnNamespace", least: 560, cls: "mono", text: ({ values }) => text(values.namespace) },
    {
      id: "direction",
      head: "columnDirection",
      least: 560,
      cls: "quiet direction",
      text: ({ of }, t) => ("direction" in of && of.direction ? t(of.direction) : ""),
      picture: ({ of }) => "direction" in of && of.direction && <Arrow direction={of.direction} />,
    },
    COUNT,
    bars("columnRate", 980),
    MEAN,
    BYTES,
    SHARE,
    ...answerColumns("columnAckP50", "columnUnanswered"),
  ],
  sessions: [
    SESSION,
    SERVER,
    { id: "transport", head: "columnTransport", least: 900, cls: "quiet", text: ({ values }) => text(values.transport) },
    { ...COUNT, head: "columnPackets" },
    MEAN,
    BYTES,
    SHARE,
    { id: "duration", head: "columnDuration", least: 760, isNumber: true, text: ({ values }) => ms(values.duration) },
    ...answerColumns("columnAckP50", "columnUnanswered"),
  ],
  heartbeats: [
    SESSION,
    SERVER,
    {
      id: "pinger",
      head: "columnPinger",
      least: 700,
      cls: "quiet",
      text: ({ values }, t) => (values.pinger ? t(values.pinger === "client" ? "pingerClient" : "pingerServer") : NOTHING),
    },
    { ...COUNT, head: "columnPings" },
    bars("columnBeats", 980),
    ...answerColumns("columnP50", "columnUnanswered"),
  ],
};

/** The columns of a table in a drawer so many pixels wide, and those that have no room. */
export function columnsOf(table: Table, width: number): { readonly columns: readonly Column[]; readonly hidden: readonly Column[] } {
  const has = ({ least }: Column) => width >= least;
  return { columns: COLUMNS[table].filter(has), hidden: COLUMNS[table].filter((column) => !has(column) && !column.isPicture) };
}

/** Why a row has no times; null if it has, or lacks answers that can never come. */
export function noTimes({ answers }: Row, table: Table, t: Translate): string | null {
  const { times, unanswered, waiting } = answers;
  if (times.count > 0 || unanswered > 0) return null;
  if (table === "heartbeats") return t("pongsToCome");
  return waiting > 0 ? t.count("acksToCome", waiting) : t("noAckAsked");
}

function eventWords(t: Translate, { event }: EventStatistics): string {
  return event === null ? t("eventWithoutName") : printable(event.name) || "″″";
}

/** The sid, after the letter of the client where several are shown. */
function sessionWords(t: Translate, { session }: SessionStatistics, { client }: Row["values"]): string {
  return [typeof client === "number" ? clientLetter(client) : "", sidWords(t, session)].join(" ").trim();
}

/** How many a second, a minute or an hour, whichever says at least one. */
function rateWords(t: Translate, perSecond: string | number | null | undefined): string {
  if (typeof perSecond !== "number") return NOTHING;
  if (perSecond >= 0.1) return t("perSecond", perSecond < 9.95 ? perSecond.toFixed(1) : groupDigits(Math.round(perSecond)));
  const perMinute = perSecond * 60;
  return perMinute >= 0.95 ? t("perMinute", Math.round(perMinute)) : t("perHour", Math.max(1, Math.round(perMinute * 60)));
}

function shareWords(share: number): string {
  return share > 0 && share < 0.01 ? "<1 %" : `${Math.round(100 * share)} %`;
}
