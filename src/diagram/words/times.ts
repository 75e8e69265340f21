// What the time column tells: the time since the start, since the row above, or the clock's. Where the reader's clock stands is passed in.

import type { Translate } from "../../messages/messages.ts";
import { clock } from "../../messages/quantities.ts";
import type { EpochMs } from "../../wire/event.ts";

export type Times =
  | { readonly kind: "start" | "previous" }
  /** `zone`: minutes by which the clock was ahead of UTC at a moment. */
  | { readonly kind: "clock"; readonly zone: (at: EpochMs) => number };

export const SINCE_START: Times = { kind: "start" };

/** The column's head, for a trace that lasts `length` milliseconds: `s`, `m:s`, `+ h:m:s`, `UTC+9`. */
export function timeHead(times: Times, zero: EpochMs, length: number, t: Translate): string {
  const units = t("timeHead").split(":").slice(-clock(length).split(":").length).join(":");
  switch (times.kind) {
    case "start":
      return units;
    case "previous":
      return `+ ${units}`;
    case "clock":
      return zoneName(times.zone(zero));
  }
}

/** A row's time. `zero` is that of the first row, `above` that of the row above it. */
export function timeText(times: Times, at: EpochMs, zero: EpochMs, above: EpochMs | null): string {
  switch (times.kind) {
    case "start":
      return clock(at - zero);
    case "previous":
      return `+${clock(at - (above ?? at))}`;
    case "clock": {
      const now = local(at, times.zone);
      const sameDay = above !== null && local(above, times.zone).slice(0, 10) === now.slice(0, 10);
      return sameDay ? now.slice(11, 23) : now.slice(5, 19).replace("T", " ");
    }
  }
}

/** A time that is not exact: to ten milliseconds, within its second. */
export function about(time: string): string {
  return `≈ ${time.replace(/(?<=\.)\d{3}$/, (ms) => String(Math.min(99, Math.round(Number(ms) / 10))).padStart(2, "0"))}`;
}

const LAST_WITH_MILLISECONDS = 3_599_999;

/** One of these is as long as the longest time in a trace that lasts `length` milliseconds; its digits are zeros, as wide as any. */
export function longestTimes(times: Times, length: number): string[] {
  const plus = times.kind === "previous" ? "+" : "";
  const since = [length, Math.min(length, LAST_WITH_MILLISECONDS)].map((ms) => plus + clock(ms));
  const texts = times.kind === "clock" ? ["00-00 00:00:00"] : since;
  return [...texts, ...texts.map(about)].map((text) => text.replace(/\d/g, "0"));
}

/** `2026-11-23T14:02:11.240Z`, but by the clock. */
function local(at: EpochMs, zone: (at: EpochMs) => number): string {
  return new Date(at + zone(at) * 60_000).toISOString();
}

function zoneName(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const sign = minutes < 0 ? "−" : "+";
  return minutes === 0 ? "UTC" : `UTC${sign}${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}
