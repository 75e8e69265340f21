// What pages and the browser report of one tab becomes wire events: who a request belongs to, who closed a websocket, what is missing.

import { expect, test } from "@playwright/test";
import { PageMapper } from "../../../src/capture/page/mapper.ts";
import type { PageRecord, RelayHello } from "../../../src/capture/page/records.ts";
import type { HttpReport } from "../../../src/capture/page/tab-port.ts";
import type { WireEvent } from "../../../src/wire/event.ts";

const ENGINE = "ws://localhost/socket.io/?EIO=4&transport=websocket";
const POLL = "http://localhost/socket.io/?EIO=4&transport=polling";

function mapped({ hasLog = false } = {}) {
  const events: WireEvent[] = [];
  let ids = 0;
  let n = 0;
  const mapper = new PageMapper({ event: (event) => events.push(event) }, { newId: () => `${++ids}`, holdMs: 300, hasLog });
  const report = (event: HttpReport["event"], frame?: number) =>
    mapper.report({ kind: "http", ...(frame !== undefined && { frame }), event }, event.at);
  return {
    mapper,
    events,
    report,
    hello: (document: string, frame: number, at: number, rest: Partial<RelayHello> = {}) =>
      mapper.hello({ document, url: `http://localhost/${document}`, parentFrame: 0, ...rest }, frame, at),
    record: (document: string, record: object) => mapper.records(document, [{ n: ++n, socket: 1, ...record } as PageRecord]),
    request: (id: string, at: number, frame: number | undefined, rest: object = {}) =>
      report({ kind: "http-request", at, id, method: "GET", url: POLL, headers: {}, part: "engine", ...rest }, frame),
    /** The events of a kind, once everything is let go. */
    told: <K extends WireEvent["kind"]>(kind: K) => {
      mapper.end();
      return events.filter((event): event is Extract<WireEvent, { kind: K }> => event.kind === kind);
    },
  };
}

test("a canceled request went with its document when that, or the page around it, was left at the same time", () => {
  const failed = (frame: number, left: number | null) => {
    const { hello, request, report, mapper, told } = mapped();
    hello("page", 0, 0);
    hello("frame", 1, 0);
    request("x", 10, frame);
    report({ kind: "http-failed", at: 100, id: "x", reason: "net::ERR_ABORTED", canceled: true }, frame);
    if (left !== null) mapper.gone(left === 0 ? "page" : "frame", 150);
    return told("http-failed")[0]?.reason;
  };
  expect(failed(1, 1)).toBe("navigation");
  expect(failed(1, 0)).toBe("navigation");
  expect(failed(0, 0)).toBe("navigation");
  expect(failed(0, 1)).toBe("net::ERR_ABORTED");
  expect(failed(1, null)).toBe("net::ERR_ABORTED");
});

test("a request belongs to the document of its frame, but the one for a page to no document", () => {
  const { hello, request, told } = mapped();
  hello("page", 0, 0);
  request("x", 10, 0);
  request("y", 20, 0, { part: "page", url: "http://localhost/next" });
  expect(told("http-request").map(({ documentFrame }) => documentFrame)).toEqual(["frame-0", undefined]);
});

test("a request that the browser names no frame of belongs to the document that it refers to", () => {
  const { hello, request, told } = mapped();
  hello("page", 0, 0);
  hello("frame", 1, 0);
  request("x", 10, undefined, { headers: { Referer: "http://localhost/frame" } });
  request("y", 20, undefined, { headers: { Origin: "http://localhost" } });
  expect(told("http-request").map(({ documentFrame }) => documentFrame)).toEqual(["frame-1", undefined]);
});

const close = { kind: "close", at: 120, code: 1001, reason: "", clean: false };

test("a websocket that closes with 1001 within 300 ms of its document's end went with it, and else was closed otherwise", () => {
  const cause = (goneAt: number | null, code = 1001) => {
    const { hello, record, mapper, told } = mapped();
    hello("page", 0, 0);
    record("page", { kind: "open", at: 10, url: ENGINE });
    record("page", { ...close, code });
    if (goneAt !== null) mapper.gone("page", goneAt);
    return told("ws-close")[0]?.cause;
  };
  expect(cause(130)).toBe("navigation");
  expect(cause(130, 1000)).toBe("hook");
  expect(cause(500)).toBe("hook");
  expect(cause(null)).toBe("hook");
});

test("what the full buffer of a page let go is a gap with its begin, its end, its packets and bytes", () => {
  const { hello, record, told } = mapped();
  hello("page", 0, 0);
  record("page", { kind: "lost", at: 10, until: 70, frames: 5, bytes: 900 });
  expect(told("gap")).toMatchObject([{ at: 10, until: 70, reason: "not-kept", packets: 5, bytes: 900 }]);
});

test("a socket that was open goes on after a pause under its id, unless its document was left or it closed", () => {
  const knownAfter = (end: (of: ReturnType<typeof mapped>) => void) => {
    const all = mapped();
    all.hello("page", 0, 0);
    all.record("page", { kind: "open", at: 10, url: ENGINE });
    end(all);
    all.mapper.end();
    return [...all.mapper.knownSockets.values()];
  };
  expect(knownAfter(() => {})).toEqual(["1"]);
  expect(knownAfter(({ mapper }) => mapper.gone("page", 50))).toEqual([]);
  expect(knownAfter(({ record }) => record("page", close))).toEqual([]);
});

test("a websocket that a page and the browser's log report is one; what only the log has, once for each time, is a worker's", () => {
  const { hello, record, mapper, told } = mapped({ hasLog: true });
  hello("page", 0, 0);
  record("page", { kind: "open", at: 1000, url: ENGINE });
  const logged = (openedAt: number) =>
    mapper.report(
      {
        kind: "socket",
        url: ENGINE,
        openedAt,
        events: (id) => [{ kind: "ws-open", at: openedAt, id, url: ENGINE, source: "chromium-log" }],
      },
      9000,
    );
  logged(1001);
  logged(1002);
  logged(5000);
  expect(told("ws-open").map(({ source }) => source ?? "page")).toEqual(["page", "chromium-log", "chromium-log"]);
});

test("a websocket that is no Engine.IO is counted with its messages and its first text, and is in no event", () => {
  const { hello, record, mapper, told } = mapped();
  hello("page", 0, 0);
  record("page", { kind: "open", at: 10, url: "ws://localhost/other" });
  for (const text of ["hello", "again"]) record("page", { kind: "frame", at: 20, direction: "received", opcode: 1, body: { text } });
  expect(told("ws-open")).toEqual([]);
  expect(mapper.counters.otherWebSockets).toEqual([{ url: "ws://localhost/other", frames: 2, firstText: "hello" }]);
});

test("a request for a session that failed holds nothing up", () => {
  const { hello, request, report, record, mapper, events } = mapped();
  hello("page", 0, 0);
  request("x", 10, 0);
  report({ kind: "http-failed", at: 20, id: "x", reason: "net::ERR_FAILED", canceled: false }, 0);
  record("page", { kind: "open", at: 30, url: ENGINE });
  mapper.release(1000);
  expect(events.map(({ kind }) => kind)).toEqual(["context", "http-request", "http-failed", "ws-open"]);
});

const answered = { kind: "http-response", at: 300, id: "x", status: 200, statusText: "OK", headers: {} } as const;
const logged = (mapper: PageMapper) => {
  const request = mapper.takeIntercepted("GET", POLL);
  for (const event of [answered, { kind: "http-body", at: 300, id: "x", body: { text: "6" } }] as const)
    if (request) mapper.answer(request, event, 400);
};

test("a request that a service worker got has the log's answer, which says whether the server answered", () => {
  const head = (tell: (all: ReturnType<typeof mapped>) => void) => {
    const all = mapped();
    all.hello("page", 0, 0);
    const request = { kind: "http-request", at: 10, id: "x", method: "GET", url: POLL, headers: {}, part: "engine" } as const;
    all.mapper.report({ kind: "http", frame: 0, event: request, intercepted: true }, 11);
    tell(all);
    const { from, through, reason } = all.told("http-response")[0] ?? {};
    return [all.told("http-body").map(({ body }) => body), from, through, reason].flat();
  };
  const own = { kind: "worker", method: "GET", url: POLL, at: 20 } as const;
  const reason = "NS_ERROR_NET_RESET";
  // The log delivers, but not yet this answer.
  const begun = ({ mapper }: ReturnType<typeof mapped>) => mapper.takeIntercepted("GET", "http://localhost/other");
  expect(head(({ mapper }) => logged(mapper))).toEqual([{ text: "6" }, "service-worker", undefined, undefined]);
  expect(head(({ mapper }) => [mapper.report(own, 20), logged(mapper)])).toEqual([{ text: "6" }, undefined, "service-worker", undefined]);
  expect(head(({ mapper }) => [logged(mapper), mapper.report(own, 20)])).toEqual([{ text: "6" }, undefined, "service-worker", undefined]);
  expect(head(({ mapper }) => [mapper.report({ ...own, outcome: { reason } }, 20), logged(mapper)])).toEqual([
    { text: "6" },
    "service-worker",
    undefined,
    reason,
  ]);
  // Before the log delivers anything, the server's answer to the worker stands for the worker's.
  const outcome = { status: 200, statusText: "OK", headers: {}, body: { text: "0{}" } };
  expect(head(({ mapper }) => [mapper.report({ ...own, outcome }, 20), logged(mapper)])).toEqual([
    { text: "0{}" },
    undefined,
    "service-worker",
    undefined,
  ]);
  expect(head((all) => [begun(all), all.mapper.report({ ...own, outcome }, 20)])).toEqual([undefined, undefined, undefined]);
  expect(head(({ mapper }) => [mapper.report({ kind: "passed", id: "x", at: 12 }, 12), logged(mapper)])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("a request that a service worker still has when its page goes went with it, but not the request for the next page", () => {
  const { mapper, hello, told } = mapped();
  hello("page", 0, 0);
  const request = { kind: "http-request", at: 10, method: "GET", url: POLL, headers: {} } as const;
  mapper.report({ kind: "http", frame: 0, event: { ...request, id: "x", part: "engine" }, intercepted: true }, 11);
  mapper.report({ kind: "http", frame: 0, event: { ...request, id: "y", part: "page" }, intercepted: true }, 12);
  mapper.gone("page", 50);
  expect(told("http-failed")).toMatchObject([{ at: 50, id: "1", reason: "navigation", canceled: true }]);
});
