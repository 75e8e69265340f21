// Resource timing of the protocol → durations of HAR 1.2, as Chrome's own HAR export reckons them.

import type { Timing } from "../wire/event.ts";
import type { CdpTiming } from "./messages.ts";

/** `issued` and `finished` in monotonic seconds. In `timing`, milliseconds after its requestTime; -1 is not measured. */
export function harTiming(timing: CdpTiming, issued: number, finished: number): Timing {
  const first = [timing.dnsStart, timing.connectStart, timing.sendStart].find((start) => start >= 0);
  const spans: Record<keyof Timing, number | undefined> = {
    blocked: first === undefined ? undefined : (timing.requestTime - issued) * 1000 + first,
    dns: span(timing.dnsStart, timing.dnsEnd),
    connect: span(timing.connectStart, timing.connectEnd),
    ssl: span(timing.sslStart, timing.sslEnd),
    send: span(timing.sendStart, timing.sendEnd),
    wait: span(timing.sendEnd, timing.receiveHeadersEnd),
    receive: timing.receiveHeadersEnd < 0 ? undefined : (finished - timing.requestTime) * 1000 - timing.receiveHeadersEnd,
  };
  const measured: { -readonly [K in keyof Timing]: number } = {};
  for (const key of ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"] as const) {
    const value = spans[key];
    if (value !== undefined) measured[key] = Math.max(0, Math.round(value * 1000) / 1000);
  }
  return measured;
}

function span(start: number, end: number): number | undefined {
  return start >= 0 && end >= start ? end - start : undefined;
}
