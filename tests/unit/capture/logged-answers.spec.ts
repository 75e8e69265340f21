// Entries of Firefox's log are answers to requests that a service worker got.

import { expect, test } from "@playwright/test";
import { watchAnswers } from "../../../src/capture/firefox/logged-answers.ts";
import type { LoggedAnswer } from "../../../src/capture/page/page-capture.ts";
import { browser } from "./firefox-browser.ts";

const POLL = "http://localhost/socket.io/?EIO=4&transport=polling";
const START = 1_700_000_000_000;

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
  const onRequestFinished = { addListener: (each: typeof listener) => (listener = each), removeListener: () => {} };
  browser.devtools = { network: { onRequestFinished } };
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
