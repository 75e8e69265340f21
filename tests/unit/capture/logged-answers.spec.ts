// Firefox's log answers a request that a service worker got, and the capture in the devtools page takes the answer.

import { expect, test } from "@playwright/test";
import { watchAnswers } from "../../../src/capture/firefox/logged-answers.ts";
import { type LoggedAnswer, PageCapture } from "../../../src/capture/page/page-capture.ts";
import type { FromBackground } from "../../../src/capture/page/tab-port.ts";
import type { WireEvent } from "../../../src/wire/event.ts";

const POLL = "http://localhost/socket.io/?EIO=4&transport=polling";
const START = 1_700_000_000_000;

interface FakeBrowser {
  runtime: { id: string; connect?: () => object };
  devtools?: { network: { onRequestFinished: { addListener(listener: (request: object) => void): void; removeListener(): void } } };
}
const browser: FakeBrowser = { runtime: { id: "lifeline" } };
Object.assign(globalThis, { chrome: browser, browser });

const poll = { id: "x", at: START, method: "GET", url: POLL, part: "engine", frame: 0 } as const;

/** Firefox's log entry of a poll that a service worker answered 100 ms later. */
const entry = (response: object) => ({
  startedDateTime: new Date(START + 100).toISOString(),
  time: 0,
  request: { method: "GET", url: POLL, headers: [] },
  response: { statusText: "OK", httpVersion: "HTTP/1.1", headers: [], content: { size: 1, mimeType: "text/plain" }, ...response },
  timings: {},
});

/** The answers that the log gives to requests that are over. */
function answersTo(...finished: readonly object[]): LoggedAnswer[] {
  const answers: LoggedAnswer[] = [];
  let listener = (_: object): void => {};
  browser.devtools = { network: { onRequestFinished: { addListener: (each) => (listener = each), removeListener: () => {} } } };
  watchAnswers((answer) => answers.push(answer));
  for (const each of finished) listener(each);
  return answers;
}

test("an answer whose body the browser has dropped is kept, with the body left out", async () => {
  const gives = (getContent: () => Promise<readonly string[]>) => answersTo({ ...entry({ status: 200 }), getContent })[0]?.events(poll);
  expect(await gives(async () => ["6", "text/plain"])).toMatchObject([{ status: 200 }, { kind: "http-body", body: { text: "6" } }]);
  expect(await gives(async () => ["BA==", "application/octet-stream"])).toMatchObject([{}, { body: { base64: "BA==" } }]);
  expect(await gives(() => Promise.reject(new Error("no such actor")))).toMatchObject([{ status: 200 }, { body: { omitted: "evicted" } }]);
});

test("an entry without an answer, as Firefox writes it, is a failed request", async () => {
  const none = { status: 0, statusText: "", httpVersion: "", content: { comment: "Response bodies are not included." } };
  const [answer] = answersTo(entry(none));
  expect(answer?.at).toBe(START + 100);
  expect(await answer?.events(poll)).toMatchObject([{ kind: "http-failed", at: START + 100, id: "x" }]);
});

/** A capture of a tab whose service worker got a poll. `answered`: the log has the answer, and its body is read. */
function capturing() {
  let message = (_: FromBackground): void => {};
  browser.runtime.connect = () => ({
    onMessage: { addListener: (listener: typeof message) => (message = listener) },
    onDisconnect: { addListener: () => {} },
    postMessage: () => {},
    disconnect: () => {},
  });
  const events: WireEvent[] = [];
  let ids = 0;
  let now = START;
  let over = (_: LoggedAnswer): void => {};
  const sink = { event: (event: WireEvent) => void events.push(event), state: () => {} };
  const capture = new PageCapture(1, sink, {
    now: () => now,
    newId: () => `${++ids}`,
    watchAnswers: (given) => {
      over = given;
      return () => {};
    },
  });
  message({ began: { granted: true, late: false } });
  const { frame, ...asked } = poll;
  message({ requests: 1, reports: [{ kind: "http", frame, event: { ...asked, kind: "http-request", headers: {} }, intercepted: true }] });
  let read = (): void => {};
  const content = new Promise<readonly string[]>((resolve) => (read = () => resolve(["6", "text/plain"])));
  /** The log answers the poll; its body is read when `read` is called. */
  const answer = () => {
    const [answer] = answersTo({ ...entry({ status: 200 }), getContent: () => content });
    if (answer) over(answer);
    now += 10_000;
  };
  return { capture, events, answer, read: () => read() };
}

test("an answer of the log is recorded, and one whose body is read after the end of the recording begins nothing anew", async () => {
  const kinds = (events: readonly WireEvent[]) => events.map(({ kind }) => kind);
  const recorded = capturing();
  recorded.answer();
  recorded.read();
  await expect.poll(() => kinds(recorded.events)).toEqual(["http-request", "http-response", "http-body"]);
  await recorded.capture.stop();

  const late = capturing();
  late.answer();
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
  expect([kinds(late.events), timers]).toEqual([["http-request"], 0]);
});
