// Reads a time that the user typed:
//
//   31:07.9  41.2  1:02:06        since the first row        12:03:44.5     of the clock
//   +5s  -200ms  +1:30            from the selected row      2026-11-27T12:03:44Z
//
// `1:02:06` may be both: it is read as the time column writes times, or, where the trace has no such time, as the other.

import type { EpochMs } from "../../wire/event.ts";

/** What a text is read against. */
export interface TimeContext {
  /** When the first row happened, from which times count, and the last one. */
  readonly first: EpochMs;
  readonly last: EpochMs;
  /** Where `+5s` counts from. */
  readonly from: EpochMs;
  /** The time column shows the clock. */
  readonly isClock: boolean;
  /** Minutes by which the clock was ahead of UTC at a moment. */
  readonly zone: (at: EpochMs) => number;
}

const UNITS: Readonly<Record<string, number>> = { "": 1000, ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
const DAY = 86_400_000;

/** The moment that a text names; null if it names none. */
export function readTime(text: string, context: TimeContext): EpochMs | null {
  const { first, last, from, isClock, zone } = context;
  const typed = text.trim();
  const [, sign, rest = ""] = /^([+\-−])\s*(.+)$/.exec(typed) ?? [];
  if (sign !== undefined) {
    const ms = readDuration(rest);
    return ms === null ? null : from + (sign === "+" ? ms : -ms);
  }
  if (/^\d{4}-\d\d-\d\d/.test(typed)) {
    const at = Date.parse(typed.replace(" ", "T"));
    return Number.isNaN(at) ? null : at;
  }
  const ms = readDuration(typed);
  if (ms === null) return null;
  const since = first + ms;
  const ofClock = readClock(typed, first, last, zone);
  if (ofClock === null) return since;
  const [best, other] = isClock ? [ofClock, since] : [since, ofClock];
  const isWithin = (at: EpochMs) => first <= at && at <= last;
  return !isWithin(best) && isWithin(other) ? other : best;
}

/** `41.2`, `31:07.9`, `1:02:06`, `5s`, `200 ms`, in milliseconds. A number without a unit is in seconds. */
function readDuration(text: string): number | null {
  const [, digits, unit = ""] = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)$/i.exec(text) ?? [];
  if (digits !== undefined) {
    const worth = UNITS[unit.toLowerCase()];
    return worth === undefined ? null : number(digits) * worth;
  }
  const parts = /^(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:[.,]\d+)?)$/.exec(text);
  if (!parts) return null;
  const [, hours = "0", minutes = "0", seconds = "0"] = parts;
  return Math.round((Number(hours) * 3600 + Number(minutes) * 60 + number(seconds)) * 1000);
}

/** `12:03` and `12:03:44.5` on the first day on which the trace has that time, or else on its first day. */
function readClock(text: string, first: EpochMs, last: EpochMs, zone: TimeContext["zone"]): EpochMs | null {
  const [, hours, minutes, seconds = "0"] = /^(\d{1,2}):(\d\d)(?::(\d\d(?:[.,]\d+)?))?$/.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || number(seconds) >= 60) return null;
  const ofDay = Math.round((Number(hours) * 3600 + Number(minutes) * 60 + number(seconds)) * 1000);
  const ahead = zone(first) * 60_000;
  const day = Math.floor((first + ahead) / DAY) * DAY - ahead;
  const at = day + ofDay;
  return at < first && at + DAY <= last ? at + DAY : at;
}

const number = (digits: string) => Number(digits.replace(",", "."));
