// The time column: the time since the start, since the row above, or of a clock. The clock's time zone is passed in.

import type { Translate } from "../../messages/messages.ts";
import { clock } from "../../messages/quantities.ts";
import type { EpochMs } from "../../wire/event.ts";

export type Times =
  | { readonly kind: "start" | "previous" }
  /** `zone` returns how many minutes the clock was ahead of UTC at a moment. */
  | { readonly kind: "clock"; readonly zone: (at: EpochMs) => number };

export const SINCE_START: Times = { kind: "start" };

/** Times from an hour on are written without milliseconds: this is the longest with them. */
const LAST_WITH_MILLISECONDS = 3_599_999;

export class TimeColumn {
  readonly #times: Times;
  /** When the first row happened, and how many milliseconds the trace lasts. */
  readonly #zero: EpochMs;
  readonly #length: number;

  constructor(times: Times, zero: EpochMs, length: number) {
    this.#times = times;
    this.#zero = zero;
    this.#length = length;
  }

  /** `s`, `m:s`, `+ h:m:s`, `UTC+9`. */
  head(t: Translate): string {
    const units = t("timeHead").split(":").slice(-clock(this.#length).split(":").length).join(":");
    switch (this.#times.kind) {
      case "start":
        return units;
      case "previous":
        return `+ ${units}`;
      case "clock":
        return zoneName(this.#times.zone(this.#zero));
    }
  }

  /** The time of a row; `above` is the time of the row above it. */
  row(at: EpochMs, above: EpochMs | null): string {
    return this.#text(this.#times, at, above);
  }

  /** A moment that is not that of a row: since the start, or of the clock. It gets a date when it is not on the same day as `near`. */
  moment(at: EpochMs, near: EpochMs): string {
    return this.#text(this.#times.kind === "clock" ? this.#times : SINCE_START, at, near);
  }

  /** The longest time is as wide as one of these. Digits are written as zeros, since all digits have the same width. */
  get longest(): string[] {
    const plus = this.#times.kind === "previous" ? "+" : "";
    const since = [this.#length, Math.min(this.#length, LAST_WITH_MILLISECONDS)].map((ms) => plus + clock(ms));
    const texts = this.#times.kind === "clock" ? ["00-00 00:00:00"] : since;
    return [...texts, ...texts.map(about)].map((text) => text.replace(/\d/g, "0"));
  }

  #text(times: Times, at: EpochMs, above: EpochMs | null): string {
    switch (times.kind) {
      case "start":
        return clock(at - this.#zero);
      case "previous":
        return `+${clock(at - (above ?? at))}`;
      case "clock": {
        const now = local(at, times.zone);
        const sameDay = above !== null && local(above, times.zone).slice(0, 10) === now.slice(0, 10);
        return sameDay ? now.slice(11, 23) : now.slice(5, 19).replace("T", " ");
      }
    }
  }
}

/** A time that was concluded: `≈`, rounded to 10 ms, but never up into the next second. */
export function about(time: string): string {
  return `≈ ${time.replace(/(?<=\.)\d{3}$/, (ms) => String(Math.min(99, Math.round(Number(ms) / 10))).padStart(2, "0"))}`;
}

/** `2026-11-23T14:02:11.240Z`, with the clock's time instead of UTC. */
function local(at: EpochMs, zone: (at: EpochMs) => number): string {
  return new Date(at + zone(at) * 60_000).toISOString();
}

function zoneName(minutes: number): string {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  const sign = minutes < 0 ? "−" : "+";
  return minutes === 0 ? "UTC" : `UTC${sign}${hours}${rest === 0 ? "" : `:${String(rest).padStart(2, "0")}`}`;
}
