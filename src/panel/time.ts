// Moments on the user's clock.

import type { EpochMs } from "../wire/event.ts";

const two = (n: number) => String(n).padStart(2, "0");

/** `14:02:11`, in the user's time zone. */
export function localTime(at: EpochMs): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `14:02:11.240`. */
export function exactTime(at: EpochMs): string {
  return `${localTime(at)}.${String(Math.floor(((at % 1000) + 1000) % 1000)).padStart(3, "0")}`;
}
