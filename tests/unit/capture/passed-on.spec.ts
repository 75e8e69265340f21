// Chromium's log has a request that passes a service worker twice: as the page's and as the worker's own.

import { expect, test } from "@playwright/test";
import { LogHistory } from "../../../src/capture/chromium/log-history.ts";
import { watchLog } from "../../../src/capture/chromium/logged-requests.ts";
import type { LogEntry, NetworkLog } from "../../../src/capture/chromium/network-log.ts";
import type { Report, SocketReport } from "../../../src/capture/page/tab-port.ts";
import { type Content, exchangeEvents, type HarEntry } from "../../../src/har/entries.ts";
import { passedOn } from "../../../src/har/passed-on.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { harEntry } from "../har/har-entries.ts";

const POLL = "http://localhost:3000/socket.io/?EIO=4&transport=polling&t=1";
const after = (ms: number) => new Date(Date.parse("2026-11-26T10:00:00.000Z") + ms).toISOString();

/** The page's entry of a request that a service worker answered after 50 ms. */
function page(rest: Partial<HarEntry> = {}, source = "network"): HarEntry {
  const response = { ...harEntry(POLL).response, _fetchedViaServiceWorker: true, _serviceWorkerResponseSource: source };
  return harEntry(POLL, { time: 50, _resourceType: "xhr", response, ...rest });
}

/** The worker's entry, which begins 2 ms later. */
function hop(rest: Partial<HarEntry> = {}): HarEntry {
  return harEntry(POLL, {
    startedDateTime: after(2),
    time: 40,
    _resourceType: "fetch",
    _connectionId: "58",
    response: { ...harEntry(POLL).response, _fetchedViaServiceWorker: false },
    ...rest,
  });
}

const unanswered = { ...harEntry(POLL).response, status: 0, _error: "net::ERR_CONNECTION_REFUSED" };

for (const [name, entries, hops] of [
  ["the worker's entry of the same request", [page(), hop()], [1]],
  ["one whose clock is behind", [page(), hop({ startedDateTime: after(-4) })], [1]],
  ["both of a worker that asks again", [page(), hop({ response: unanswered, time: 5 }), hop({ startedDateTime: after(20) })], [1, 2]],
  ["one that goes on when the page gave up", [page({ response: unanswered, time: 20 }), hop({ time: 9_000 })], [1]],
  ["no request that began after the page's was over", [page(), hop({ startedDateTime: after(70) })], []],
  ["no other method", [page(), hop({ request: { method: "POST", url: POLL, headers: [] } })], []],
  ["no other URL", [page(), hop({ request: { method: "GET", url: `${POLL}2`, headers: [] } })], []],
  ["no request of a page that passed no worker", [harEntry(POLL, { time: 50, _resourceType: "xhr" }), hop()], []],
  ["no request by XMLHttpRequest, which workers lack", [page(), hop({ _resourceType: "xhr" })], []],
] satisfies readonly (readonly [string, readonly HarEntry[], readonly number[]])[]) {
  test(`a hop is ${name}`, () => {
    const paired = passedOn(entries);
    expect(entries.flatMap((entry, index) => (paired.hops.has(entry) ? [index] : []))).toEqual(hops);
    expect([...paired.hopOf.values()]).toEqual(hops.slice(-1).map((index) => entries[index]));
  });
}

test("an answer says whether the server gave it or the worker, and why", () => {
  const way = (entry: HarEntry, hop?: HarEntry) => {
    const [, response] = exchangeEvents(entry, { id: "id", part: "engine", hop }, { text: "6" });
    return response?.kind === "http-response" && [response.through, response.from, response.reason, response.connection];
  };
  expect(way(page(), hop())).toEqual(["service-worker", undefined, undefined, "58"]);
  expect(way(page({}, "fallback-code"), hop())).toEqual(["service-worker", undefined, undefined, "58"]);
  expect(way(page({}, "fallback-code"))).toEqual([undefined, "service-worker", undefined, undefined]);
  const refused = hop({ response: unanswered });
  expect(way(page({}, "fallback-code"), refused)).toEqual([undefined, "service-worker", "net::ERR_CONNECTION_REFUSED", undefined]);
});

test("a failure says the page's reason and the one of the worker's own request, unless the page canceled it", () => {
  const failure = (error: string, hop?: HarEntry) => {
    const entry = page({ response: { ...unanswered, _error: error } as HarEntry["response"] });
    const failed = exchangeEvents(entry, { id: "id", part: "engine", hop }, null).at(-1);
    return failed?.kind === "http-failed" && [failed.reason, failed.workersReason];
  };
  expect(failure("net::ERR_FAILED", hop({ response: unanswered }))).toEqual(["net::ERR_FAILED", "net::ERR_CONNECTION_REFUSED"]);
  expect(failure("net::ERR_FAILED", hop())).toEqual(["net::ERR_FAILED", "200 OK"]);
  expect(failure("net::ERR_FAILED")).toEqual(["net::ERR_FAILED", undefined]);
  expect(failure("net::ERR_ABORTED", hop({ response: unanswered }))).toEqual(["net::ERR_ABORTED", undefined]);
});

const content = async (): Promise<Content> => ({ text: "6", encoding: "" });

for (const first of ["page", "worker"] as const) {
  test(`the log's report of a request that was passed on is one exchange: the ${first}'s is over first`, async () => {
    const events: WireEvent[] = [];
    let over: (entry: LogEntry) => void = () => {};
    const log: NetworkLog = {
      entries: async () => [],
      listen: (listener) => {
        over = listener;
        return () => {};
      },
    };
    const report = (report: Report | SocketReport) => report.kind === "http" && events.push(report.event);
    watchLog(log, { report, countRequest: () => {}, reads: () => () => {} });
    const entries = first === "page" ? [page(), hop()] : [hop(), page()];
    for (const entry of [...entries, harEntry(`${POLL}2`, { _resourceType: "fetch" })]) over({ entry, content });
    await expect.poll(() => events.filter(({ kind }) => kind === "http-body").length).toBe(2);
    expect(events.flatMap((event) => (event.kind === "http-response" ? [[event.through, event.connection]] : []))).toEqual([
      ["service-worker", "58"],
      [undefined, undefined],
    ]);
  });
}

test("the history of a late recording has a request that was passed on once, and its body is the page's", async () => {
  const body = (text: string) => async (): Promise<Content> => ({ text, encoding: "" });
  const entries = [
    { entry: page(), content: body("6") },
    { entry: hop(), content: body("") },
  ];
  const history = new LogHistory({ entries: async () => entries, listen: () => () => {} }, () => "id");
  const events = await history.read(Date.parse(after(5_000)), new Map());
  expect(events?.map(({ kind }) => kind)).toEqual(["http-request", "http-response", "http-body"]);
  expect(events?.[1]).toMatchObject({ through: "service-worker", connection: "58" });
  expect(await history.body(POLL)).toEqual({ text: "6" });
});
