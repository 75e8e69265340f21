// What pages and the browser report of one tab becomes wire events: who a request belongs to, who closed a websocket, what is missing.

import { expect, test } from "@playwright/test";
import { PageMapper } from "../../../src/capture/page/mapper.ts";
import type { PageRecord, RelayHello } from "../../../src/capture/page/records.ts";
import type { HttpReport, WorkerReport } from "../../../src/capture/page/tab-port.ts";
import { Store } from "../../../src/session/store.ts";
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

test("a session whose websocket closes with 1001 up to 300 ms before its page goes away ended with the page, also if no other page follows", () => {
  const cause = (goneAt: number | null, code = 1001, leftAt: number | null = null) => {
    const { hello, record, mapper, events } = mapped();
    hello("page", 0, 0);
    record("page", { kind: "open", at: 10, url: ENGINE });
    record("page", { kind: "opened", at: 20, protocol: "", extensions: "" });
    record("page", { kind: "frame", at: 30, direction: "received", opcode: 1, body: { text: '0{"sid":"A"}' } });
    record("page", { ...close, code });
    if (leftAt !== null) mapper.left("page", leftAt);
    if (goneAt !== null) mapper.gone("page", goneAt);
    mapper.end();
    const store = new Store({ format: "lifeline-trace", version: 1, source: "firefox", createdAt: "" });
    for (const event of events) store.push(event);
    return store.sessions[0]?.cause;
  };
  expect(cause(130)).toBe("navigation");
  expect(cause(130, 4000)).toBe("server");
  expect(cause(500)).toBe("server");
  expect(cause(null)).toBe("server");
  // On a busy machine it is reported late that the page has gone.
  expect(cause(5_000, 1001, 130)).toBe("navigation");
});

test("a page goes away once: when it leaves, or when the next one is there before that is reported", () => {
  const { hello, mapper, told } = mapped();
  hello("page", 0, 0);
  mapper.gone("page", 100);
  hello("next", 0, 200);
  hello("last", 0, 300);
  mapper.gone("next", 310);
  mapper.gone("last", 400);
  hello("last", 0, 500);
  expect(told("context").map(({ at, state }) => `${at} ${state}`)).toEqual([
    "0 appeared",
    "100 gone",
    "200 navigated",
    "300 navigated",
    "400 gone",
    "500 appeared",
  ]);
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
  /** Who reports the websockets: a page at 1000, and the log at these times. */
  const sources = (url: string, ...openedAt: number[]) => {
    const { hello, record, mapper, told } = mapped({ hasLog: true });
    hello("page", 0, 0);
    record("page", { kind: "open", at: 1000, url });
    for (const at of openedAt)
      mapper.report(
        { kind: "socket", url, openedAt: at, events: (id) => [{ kind: "ws-open", at, id, url, source: "chromium-log" }] },
        9000,
      );
    return told("ws-open").map(({ source }) => source ?? "page");
  };
  expect(sources(ENGINE, 1001, 1002, 5000)).toEqual(["page", "chromium-log", "chromium-log"]);
  // On a busy machine the log is late, and a sid is one client's.
  expect(sources(`${ENGINE}&sid=A`, 5000)).toEqual(["page"]);
  expect(sources(ENGINE, 5000)).toEqual(["page", "chromium-log"]);
  // The log has whole milliseconds, and the page's stamp is a moment later.
  expect(sources(ENGINE, 999)).toEqual(["page"]);
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

/** A page whose service worker gets its requests. */
function intercepting() {
  const all = mapped();
  const { mapper } = all;
  all.hello("page", 0, 0);
  return {
    ...all,
    ask: (id: string, at: number, rest: object = {}) => {
      const event = { kind: "http-request", at, id, method: "GET", url: POLL, headers: {}, part: "engine", ...rest } as const;
      mapper.report({ kind: "http", frame: 0, event, intercepted: true }, at + 1);
    },
    /** The worker's own request: under way, or with its outcome. */
    own: (startedAt: number, at = startedAt, outcome?: WorkerReport["outcome"]) =>
      mapper.report({ kind: "worker", method: "GET", url: POLL, startedAt, at, ...(outcome && { outcome }) }, at),
    /** The log has an answer; without a status it has none. */
    logged: (at: number, status = 0, text = "6", url = POLL) => {
      const request = mapper.takeIntercepted("GET", url, at);
      if (!request) return;
      const { id } = request;
      const head = { kind: "http-response", at, id, status, statusText: "", headers: {} } as const;
      const events = [head, { kind: "http-body", at, id, body: { text } }] as const;
      const failed = { kind: "http-failed", at, id, reason: "", canceled: false } as const;
      for (const event of status === 0 ? [failed] : events) mapper.answer(request, event, at + 200);
    },
    passed: (id: string) => mapper.report({ kind: "passed", id, at: 12 }, 12),
    /** How each Engine.IO request ended: by its wire id, which counts from 1. */
    ends: () => {
      mapper.end();
      return endsIn(all.events);
    },
  };
}

function endsIn(all: readonly WireEvent[]): string[] {
  return all.flatMap((event) => {
    if (event.kind === "http-response")
      return [event.id, event.status, event.from, event.through && "through", event.reason].filter(Boolean).join(" ");
    if (event.kind === "http-body") return "text" in event.body ? `${event.id} ${event.body.text}` : [];
    return event.kind === "http-failed"
      ? [`${event.id} ${event.reason}`, event.canceled && "canceled", event.workersReason].filter(Boolean).join(", ")
      : [];
  });
}

const server = (status: number, text = "6") => ({ status, statusText: "", headers: {}, body: { text } });
const reset = { reason: "NS_ERROR_NET_RESET" };

function endsOf(tell: (all: ReturnType<typeof intercepting>) => void): string[] {
  const all = intercepting();
  all.ask("x", 10);
  tell(all);
  return all.ends();
}

/** The log has answered an earlier request, so it will answer this one too. */
function loggedEnds(tell: (all: ReturnType<typeof intercepting>) => void): string[] {
  const all = intercepting();
  all.ask("first", 1, { part: "script", url: "http://localhost/first.js" });
  all.ask("x", 10);
  all.logged(5, 200, "", "http://localhost/first.js");
  tell(all);
  return all.ends().slice(2);
}

test("an answer that came through a service worker is the server's only if the server gave it: with the same status", () => {
  expect(loggedEnds(({ logged }) => logged(300, 200))).toEqual(["2 200 service-worker", "2 6"]);
  expect(loggedEnds(({ own, logged }) => [own(20, 290, server(200)), logged(300, 200)])).toEqual(["2 200 through", "2 6"]);
  expect(loggedEnds(({ own, logged }) => [own(20), logged(300, 200), own(20, 290, server(200))])).toEqual(["2 200 through", "2 6"]);
  expect(loggedEnds(({ own, logged }) => [own(20, 290, server(502)), logged(300, 200)])).toEqual(["2 200 service-worker 502", "2 6"]);
  expect(loggedEnds(({ own, logged }) => [own(20, 290, server(200)), logged(300, 503)])).toEqual(["2 503 service-worker 200", "2 6"]);
  expect(loggedEnds(({ own }) => own(20, 290, server(200)))).toEqual([]);
  expect(loggedEnds(({ own, logged }) => [own(20, 290, reset), logged(300, 503)])).toEqual([
    "2 503 service-worker NS_ERROR_NET_RESET",
    "2 6",
  ]);
  // It did not wait for the server any longer.
  expect(loggedEnds(({ own, logged }) => [own(20), logged(300, 503)])).toEqual(["2 503 service-worker", "2 6"]);
});

test("the log has no request from before it began: the server's answer to the worker stands for the worker's", () => {
  expect(endsOf(({ own, logged }) => [own(20, 290, server(200, "0{}")), logged(300, 200)])).toEqual(["1 200 through", "1 0{}"]);
  // A long poll, and a request that was sent and answered after the log began.
  const later = { method: "POST", url: "http://localhost/later" };
  expect(
    endsOf(({ ask, own, mapper }) => {
      ask("y", 100, later);
      mapper.takeIntercepted("POST", later.url, 120);
      own(20, 290, server(200));
    }),
  ).toEqual(["1 200 through", "1 6"]);
});

test("a request that a service worker leaves without an answer fails as the worker's own did; only while that is under way, the page gave it up", () => {
  expect(loggedEnds(({ own, logged }) => [own(20, 290, reset), logged(300)])).toEqual([
    "2 NS_ERROR_INTERCEPTION_FAILED, NS_ERROR_NET_RESET",
  ]);
  expect(loggedEnds(({ own, logged }) => [logged(300), own(20, 290, reset)])).toEqual([
    "2 NS_ERROR_INTERCEPTION_FAILED, NS_ERROR_NET_RESET",
  ]);
  // `respondWith` got Response.error(), or a promise that was rejected.
  expect(loggedEnds(({ logged }) => logged(300))).toEqual(["2 NS_ERROR_INTERCEPTION_FAILED"]);
  expect(loggedEnds(({ own, logged }) => [own(20, 290, server(500)), logged(300)])).toEqual(["2 NS_ERROR_INTERCEPTION_FAILED, 500"]);
  const aborted = ["2 NS_BINDING_ABORTED, canceled"];
  expect(loggedEnds(({ own, logged }) => [own(20), logged(300)])).toEqual(aborted);
  expect(loggedEnds(({ own, logged }) => [own(20), logged(300), own(20, 310, reset)])).toEqual(aborted);
  expect(loggedEnds(({ own, logged }) => [own(20, 300, { reason: "NS_BINDING_ABORTED" }), logged(300)])).toEqual(aborted);
  expect(loggedEnds(({ own, logged, mapper }) => [own(20), logged(300), mapper.gone("page", 310)])).toEqual(["2 navigation, canceled"]);
});

test("an answer of the log belongs to the last request before it with its method and URL", () => {
  // The log answered nothing before: the first has been answered, nobody knows how.
  expect(endsOf(({ ask, logged }) => [ask("y", 100), logged(300, 200)])).toEqual(["2 200 service-worker", "2 6"]);
  expect(endsOf(({ ask, logged }) => [ask("y", 301), logged(300, 200)])).toEqual(["1 200 service-worker", "1 6"]);
  expect(endsOf(({ passed, logged }) => [passed("x"), logged(300, 200)])).toEqual([]);
  const page = { part: "page", url: "http://localhost/" };
  expect(
    endsOf(({ ask, logged }) => [ask("y", 20, page), ask("z", 100, page), logged(300, 200, "", page.url), logged(310, 200, "", page.url)]),
  ).toEqual(["3 200 service-worker", "3 "]);
});

test("the worker's own request belongs to the last request before it, however many the same page sends", () => {
  expect(endsOf(({ own, logged, ask }) => [own(20, 290, reset), logged(300), ask("y", 310), own(320), logged(400)])).toEqual([
    "1 NS_ERROR_INTERCEPTION_FAILED, NS_ERROR_NET_RESET",
    "2 NS_BINDING_ABORTED, canceled",
  ]);
});

test("what a service worker has when its page goes: the Engine.IO requests went with it, a script is forgotten, the next page is waited for", () => {
  const { ask, mapper, logged, ends } = intercepting();
  ask("x", 10);
  ask("s", 11, { part: "script", url: "http://localhost/a.js" });
  ask("y", 12, { part: "page", url: "http://localhost/" });
  mapper.gone("page", 50);
  logged(60, 200, "", "http://localhost/a.js");
  logged(70, 200, "", "http://localhost/");
  expect(ends()).toEqual(["3 200 service-worker", "3 ", "1 navigation, canceled"]);
});

test("events wait for a request of the log whose body is being read, for 3 s at most", () => {
  const { hello, record, mapper, report, request, events } = mapped({ hasLog: true });
  hello("page", 0, 0);
  const isRead = mapper.reads(90, 100);
  record("page", { kind: "open", at: 200, url: ENGINE });
  mapper.release(3_000);
  expect(events.map(({ kind }) => kind)).toEqual(["context"]);
  isRead();
  request("x", 10, undefined);
  report({ kind: "http-body", at: 90, id: "x", body: { text: "" } });
  mapper.release(3_000);
  expect(events.map(({ kind }) => kind)).toEqual(["context", "http-request", "http-body", "ws-open"]);
  mapper.reads(3_000, 3_100);
  record("page", { kind: "closing", at: 3_050 });
  mapper.release(6_099);
  expect(events).toHaveLength(4);
  mapper.release(6_100);
  expect(events).toHaveLength(5);
});
