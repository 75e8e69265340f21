// Resource timing of the protocol → durations of HAR 1.2, computed as Chrome's own HAR export does.

import type { Timing } from "../wire/event.ts";
import type { CdpTiming } from "./messages.ts";

/** `issued` and `finished` in monotonic seconds. In `timing`, milliseconds after its requestTime; -1 means not measured. */
export function harTiming(timing: CdpTiming, issued: number, finished: number): Timing {
  const first = [timing.dnsStart, timing.connectStart, timing.sendStart].find((start) => start >= 0);
  const received = (finished - timing.requestTime) * 1000 - timing.receiveHeadersEnd;
  return measured({
    blocked: first === undefined ? undefined : Math.max(0, (timing.requestTime - issued) * 1000 + first),
    dns: span(timing.dnsStart, timing.dnsEnd),
    connect: span(timing.connectStart, timing.connectEnd),
    ssl: span(timing.sslStart, timing.sslEnd),
    send: span(timing.sendStart, timing.sendEnd),
    wait: span(timing.sendEnd, timing.receiveHeadersEnd),
    receive: timing.receiveHeadersEnd < 0 ? undefined : Math.max(0, received),
  });
}

/** Durations that were measured, rounded to microseconds. A negative one was not measured. */
export function measured(durations: { readonly [K in keyof Timing]?: number | undefined }): Timing {
  const result: { -readonly [K in keyof Timing]: number } = {};
  for (const key of ["blocked", "dns", "connect", "ssl", "send", "wait", "receive"] as const) {
    const duration = durations[key];
    if (duration !== undefined && duration >= 0) result[key] = Math.round(duration * 1000) / 1000;
  }
  return result;
}

function span(start: number, end: number): number | undefined {
  return start >= 0 && end >= start ? end - start : undefined;
}
