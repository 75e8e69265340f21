// Entries of Chromium's log, with only the fields that are read.

import type { HarEntry } from "../../../src/har/entries.ts";

/** An answered request of 2026-11-26T10:00:00Z, without anything that the log may leave out. */
export function harEntry(url: string, rest: Partial<HarEntry> = {}): HarEntry {
  return {
    startedDateTime: "2026-11-26T10:00:00.000Z",
    time: 10,
    request: { method: "GET", url, headers: [] },
    response: { status: 200, statusText: "OK", httpVersion: "HTTP/1.1", headers: [], content: { size: 1 } },
    timings: {},
    ...rest,
  };
}
