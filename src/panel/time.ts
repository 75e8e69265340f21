// Times and durations as text, exact to the millisecond.

import { duration } from "../messages/quantities.ts";
import type { EpochMs } from "../wire/event.ts";

const two = (n: number) => String(n).padStart(2, "0");

/** `14:02:11`, in the user's time zone. */
export function localTime(at: EpochMs): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `14:02:11.240`, in the user's time zone. */
export function exactTime(at: EpochMs): string {
  return `${localTime(at)}.${String(Math.floor(((at % 1000) + 1000) % 1000)).padStart(3, "0")}`;
}

/** Minutes by which the user's time zone is ahead of UTC at that time. */
export function zone(at: EpochMs): number {
  return -new Date(at).getTimezoneOffset();
}

/** `12 ms`, `1.240 s`, `3 min 5 s (185.013 s)`. */
export function exactDuration(ms: number): string {
  if (ms < 999.5) return duration(ms);
  const seconds = `${(ms / 1000).toFixed(3)} s`;
  return ms < 100_000 ? seconds : `${duration(ms)} (${seconds})`;
}
