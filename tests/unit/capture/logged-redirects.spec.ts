// Redirects in Chromium's log of requests, which has an entry for each request and does not say which follows which.

import { expect, test } from "@playwright/test";
import { watchLog } from "../../../src/capture/chromium/logged-requests.ts";
import type { LogEntry } from "../../../src/capture/chromium/network-log.ts";
import { PageMapper } from "../../../src/capture/page/mapper.ts";
import type { Report, SocketReport } from "../../../src/capture/page/tab-port.ts";
import type { HarEntry } from "../../../src/har/entries.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { harEntry } from "../har/har-entries.ts";

const POLL = "http://localhost:3000/socket.io/?EIO=4&transport=polling";
const LOGIN = "http://localhost:3000/login?next=x";

/** An entry that begins `at` milliseconds after the first one and redirects to `location`, if there is one. */
function entry(url: string, at: number, location?: string): HarEntry {
  const { response, ...rest } = harEntry(url, { startedDateTime: new Date(Date.parse("2026-11-26T10:00:00.000Z") + at).toISOString() });
  const headers = location === undefined ? [] : [{ name: "Location", value: location }];
  return { ...rest, response: { ...response, status: location === undefined ? 200 : 302, headers } };
}

/** The requests of the entries, in the order in which the log reports them: URL, part, and the URL of the request whose redirect it follows. */
async function requests(entries: readonly HarEntry[], recorded = entries.length): Promise<string[]> {
  const events: WireEvent[] = [];
  let ids = 0;
  const mapper = new PageMapper({ event: (event) => events.push(event) }, { newId: () => `w${++ids}`, holdMs: 0, hasLog: true });
  let end: (entry: LogEntry) => void = () => {};
  let over = 0;
  const listen = (listener: (entry: LogEntry | undefined) => void) => {
    end = listener;
    return () => {};
  };
  const report = (report: Report | SocketReport) => {
    mapper.report(report, 0);
    if (report.kind === "http" && report.event.kind === "http-body") over++;
  };
  watchLog({ entries: async () => [], listen }, { report, countRequest: () => {}, reads: () => () => {} });
  for (const each of entries) end({ entry: each, content: async () => ({ text: "6", encoding: "" }) });
  await expect.poll(() => over).toBe(recorded);
  mapper.end();
  const sent = events.flatMap((event) => (event.kind === "http-request" ? [event] : []));
  return sent.map(({ url, part, redirectedFrom }) => [url, part, sent.find(({ id }) => id === redirectedFrom)?.url ?? ""].join(" ").trim());
}

test("an entry with the URL to which a request was redirected just before follows that redirect", async () => {
  expect(await requests([entry(POLL, 0, "/login?next=x"), entry(LOGIN, 10)])).toEqual([`${POLL} engine`, `${LOGIN} engine ${POLL}`]);
  // A second request for the same page follows nothing, and is none of Engine.IO.
  expect(await requests([entry(POLL, 0, `${LOGIN}#top`), entry(LOGIN, 10), entry(LOGIN, 20)], 2)).toHaveLength(2);
  expect(await requests([entry(POLL, 0, LOGIN), entry(LOGIN, 60_000)], 1)).toEqual([`${POLL} engine`]);
});

test("each request of a chain follows the one before it, and others may be reported between them", async () => {
  const [a, b] = [`${POLL}&a`, `${POLL}&b`];
  expect(await requests([entry(POLL, 0, a), entry(`${POLL}&c`, 5), entry(a, 10, b), entry(b, 20)])).toEqual([
    `${POLL} engine`,
    `${POLL}&c engine`,
    `${a} engine ${POLL}`,
    `${b} engine ${a}`,
  ]);
});

test("a request follows its redirect although the log has its start to the millisecond only", async () => {
  const redirect = { ...entry(POLL, 0, LOGIN), time: 10.7 };
  expect(await requests([redirect, entry(LOGIN, 10)])).toEqual([`${POLL} engine`, `${LOGIN} engine ${POLL}`]);
});

test("a request that may have passed a service worker is waited for, and the one that follows its redirect still follows it", async () => {
  const asked = { ...entry(POLL, 0, LOGIN), _resourceType: "fetch" };
  expect(await requests([asked, entry(LOGIN, 10)])).toEqual([`${POLL} engine`, `${LOGIN} engine ${POLL}`]);
});

test("the redirect of a page is none of Engine.IO's", async () => {
  const page = { ...entry("http://localhost:3000/", 0, LOGIN), _resourceType: "document" };
  expect(await requests([page, entry(LOGIN, 10)], 1)).toEqual(["http://localhost:3000/ page"]);
});
