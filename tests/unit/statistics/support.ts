// Statistics as text, to be compared in tests.

import type { Answers, EventStatistics, SessionStatistics, Statistics } from "../../../src/statistics/statistics.ts";

function answers(what: string, { asked, unanswered, waiting, times }: Answers): string {
  if (asked === 0 && times.count === 0) return "";
  const missing = (unanswered > 0 ? `, ${unanswered} unanswered` : "") + (waiting > 0 ? `, ${waiting} waits` : "");
  const ms = times.count === 0 ? "" : `: p50 ${times.quantile(0.5)} p95 ${times.quantile(0.95)} max ${times.max}`;
  return `, ${what} ${times.count} of ${asked}${missing}${ms}`;
}

function event({ event, direction, count, bytes, acks }: EventStatistics): string {
  return `${direction} ${event?.nsp} ${event?.name} ×${count}, ${bytes} B${answers("ACKs", acks)}`;
}

function session({ session: { sid }, packets, heartbeats, beats }: SessionStatistics): string {
  const series = beats
    .all()
    .join(",")
    .replace(/(?:,0){2,}(?=,)/g, ",0…")
    .replace(/…,/g, "…");
  return `${sid}: ${packets.sent} sent, ${packets.received} received${answers("pings", heartbeats)}${series && `, beats ${series}`}`;
}

/** All that statistics say. */
export function pictureOf(statistics: Statistics) {
  const { events, sessions, others, total, axis, packets } = statistics;
  return {
    events: events.map(event),
    sessions: [...sessions].map(session),
    total: event(total),
    others: others && event(others),
    rates: [...events, total].map(({ rate }) => rate.all().join()),
    slowest: [...events.map(({ acks }) => acks), ...[...sessions].flatMap(({ acks, heartbeats }) => [acks, heartbeats])].map(
      ({ slowest }) => slowest,
    ),
    time: [axis.from, axis.to, axis.width],
    packets,
  };
}
