// The capture in the devtools page: what comes late, and after its end.

import { expect, test } from "@playwright/test";
import { type LoggedAnswer, PageCapture } from "../../../src/capture/page/page-capture.ts";
import type { FromBackground, Report, ToBackground } from "../../../src/capture/page/tab-port.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { browser } from "./firefox-browser.ts";

const START = 1_700_000_000_000;
const POLL = { method: "GET", url: "http://localhost/socket.io/?EIO=4&transport=polling" } as const;

/** A capture whose background sends what a test gives to `message`, at the time `at` after its start. */
function capturing() {
  const began = performance.now();
  let set = START;
  const now = () => set + performance.now() - began;
  let message = (_: FromBackground): void => {};
  let over = (_: LoggedAnswer): void => {};
  /** What the background has, and posts only when it is asked for it. */
  const kept: Report[] = [];
  const port = {
    onMessage: { addListener: (listener: typeof message) => (message = listener) },
    onDisconnect: { addListener: () => {} },
    postMessage: (sent: ToBackground) => {
      if ("reports" in sent) message({ requests: 0, reports: kept.splice(0), isAll: true });
    },
    disconnect: () => {},
  };
  browser.runtime.connect = () => port;
  const events: WireEvent[] = [];
  let ids = 0;
  const sink = { event: (event: WireEvent) => void events.push(event), state: () => {} };
  const watchAnswers = (given: typeof over) => {
    over = given;
    return () => {};
  };
  const capture = new PageCapture(1, sink, { now, newId: () => `${++ids}`, watchAnswers });
  message({ began: { granted: true, late: false } });
  return {
    capture,
    message: (at: number, sent: FromBackground) => {
      set = START + at;
      message(sent);
    },
    over: (answer: LoggedAnswer) => over(answer),
    kept,
    /** The kinds of events, once all are let go. */
    kinds: async (count: number) => {
      set += 10_000;
      await expect.poll(() => events.length).toBe(count);
      return events.map((event) => (event.kind === "context" ? event.state : event.kind));
    },
    events,
  };
}

test("a document is there before its scripts, however late it announces itself", async () => {
  const { capture, message, kinds } = capturing();
  const url = "http://localhost/";
  const hello = (page: number, at: number) => ({ page, frame: 0, message: { document: `${page}`, at: START + at, url } });
  message(5, hello(1, -60_000));
  const event = { ...POLL, kind: "http-request", at: START + 200, id: "x", headers: {}, part: "engine" } as const;
  message(210, { requests: 1, reports: [{ kind: "http", frame: 0, event }] });
  message(290, hello(2, 100));
  // The page of before is reported to be gone after the next one is there.
  message(295, { page: 1, gone: true });
  expect(await kinds(3)).toEqual(["appeared", "navigated", "http-request"]);
  await capture.stop();
});

test("an answer of the log waits for what the background has of its request", async () => {
  const { capture, message, over, kept, kinds, events } = capturing();
  const reportOf = (id: string, url: string): Report => {
    const event = { kind: "http-request", at: START, id, method: "GET", url, headers: {}, part: "engine" } as const;
    return { kind: "http", frame: 0, event, intercepted: true };
  };
  message(10, { requests: 1, reports: [reportOf("x", POLL.url)] });
  const later = { method: "GET", url: `${POLL.url}&t=later` };
  kept.push(reportOf("y", later.url));
  const at = START + 20;
  over({
    ...later,
    at,
    events: async ({ id }) => [{ kind: "http-response", at, id, status: 200, statusText: "OK", headers: {} }],
  });
  expect(await kinds(3)).toEqual(["http-request", "http-request", "http-response"]);
  expect(events.at(-1)).toMatchObject({ id: "2", from: "service-worker" });
  await capture.stop();
});

/** The log answers a poll of a service worker's page, and its body is read when `read` is called. */
function answering() {
  const all = capturing();
  const event = { ...POLL, kind: "http-request", at: START, id: "x", headers: {}, part: "engine" } as const;
  all.message(10, { requests: 1, reports: [{ kind: "http", frame: 0, event, intercepted: true }] });
  let read = (): void => {};
  const body = new Promise<void>((resolve) => (read = resolve));
  const at = START + 100;
  const events = async () => {
    await body;
    const head = { kind: "http-response", at, id: "x", status: 200, statusText: "OK", headers: {} } as const;
    return [head, { kind: "http-body", at, id: "x", body: { text: "6" } } as const];
  };
  all.over({ ...POLL, at, events });
  return { ...all, read: () => read() };
}

test("an answer of the log is recorded, and one whose body is read after the recording has ended adds no event and starts no timer", async () => {
  const recorded = answering();
  recorded.read();
  expect(await recorded.kinds(3)).toEqual(["http-request", "http-response", "http-body"]);
  await recorded.capture.stop();

  const late = answering();
  await late.capture.stop();
  const { setTimeout } = globalThis;
  let timers = 0;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    timers++;
    return setTimeout(...args);
  }) as typeof setTimeout;
  late.read();
  await new Promise(setImmediate);
  globalThis.setTimeout = setTimeout;
  expect([late.events.length, timers]).toEqual([1, 0]);
});

for (const ends of ["flush", "stop"] as const) {
  test(`${ends} waits for what is held, and for what happened before it but is reported late`, async () => {
    const { capture, message, events } = capturing();
    const asked = (id: string, at: number) => {
      const event = { ...POLL, kind: "http-request", at: START + at, id, headers: {}, part: "engine" } as const;
      message(at, { requests: 1, reports: [{ kind: "http", frame: 0, event }] });
    };
    asked("held", 5);
    const done = capture[ends]();
    asked("late", 6);
    expect(events).toEqual([]);
    await done;
    expect(events).toHaveLength(2);
    await capture.flush();
    await capture.stop();
  });
}

test("what is held is let go every 50 ms, and less often the more there is: what is let go is drawn", async () => {
  const waits: number[] = [];
  for (const count of [1, 20, 30, 1_000]) {
    const { capture, message } = capturing();
    const { setTimeout } = globalThis;
    globalThis.setTimeout = ((_: () => void, wait: number) => waits.push(wait)) as unknown as typeof setTimeout;
    const reports = Array.from({ length: count }, (_, i) => {
      const event = { ...POLL, kind: "http-request", at: START, id: `${i}`, headers: {}, part: "engine" } as const;
      return { kind: "http", frame: 0, event } as const;
    });
    message(1, { requests: count, reports });
    globalThis.setTimeout = setTimeout;
    await capture.stop();
  }
  expect(waits).toEqual([50, 100, 150, 250]);
});

test("a timer that is late lets go of what it would have in time: what came meanwhile is in line behind it, and may be earlier", async () => {
  const { setTimeout } = globalThis;
  let release = () => {};
  globalThis.setTimeout = ((call: () => void) => {
    release = call;
    return 1;
  }) as unknown as typeof setTimeout;
  const { capture, message, events } = capturing();
  const asked = (at: number, now: number) => {
    const event = { ...POLL, kind: "http-request", at: START + at, id: `${at}`, headers: {}, part: "engine" } as const;
    message(now, { requests: 1, reports: [{ kind: "http", frame: 0, event }] });
  };
  asked(100, 101);
  // The machine stands still for 5 s, so the timer comes before a report that was sent before.
  message(5_000, { requests: 0, reports: [] });
  release();
  expect(events).toEqual([]);
  asked(50, 5_001);
  message(9_000, { requests: 0, reports: [] });
  release();
  release();
  globalThis.setTimeout = setTimeout;
  expect(events.map(({ at }) => at - START)).toEqual([50, 100]);
  await capture.stop();
});
