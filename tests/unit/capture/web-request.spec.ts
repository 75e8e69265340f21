// Firefox's events of a request become one exchange, in each order in which they can come.

import "./firefox-browser.ts";
import { expect, test } from "@playwright/test";
import { watchRequests } from "../../../src/capture/firefox/web-request.ts";
import type { Report } from "../../../src/capture/page/tab-port.ts";
import { freshWebRequest, type WebRequest } from "./firefox-browser.ts";

const POLL = "http://localhost:3000/socket.io/?EIO=4&transport=polling";

function watched() {
  const web = freshWebRequest();
  const reports: Report[] = [];
  let counted = 0;
  const stop = watchRequests(1, { report: (each) => reports.push(each), countRequest: () => counted++ });
  const events = () => reports.flatMap((each) => (each.kind === "http" ? [each.event] : []));
  return { web, reports, events, stop, counted: () => counted };
}

const bytes = (text: string) => new TextEncoder().encode(text).buffer;
const asked = (rest: object = {}) => ({
  requestId: "1",
  url: POLL,
  method: "GET",
  type: "xmlhttprequest",
  timeStamp: 10,
  frameId: 3,
  ...rest,
});

function answered(web: WebRequest, rest: object = {}): void {
  web.emit("onSendHeaders", { ...asked(rest), requestHeaders: [{ name: "Accept", value: "*/*" }] });
  const responseHeaders = [
    { name: "Set-Cookie", value: "a=1" },
    { name: "Set-Cookie", value: "b=2" },
  ];
  web.emit("onHeadersReceived", { ...asked(rest), timeStamp: 20, statusCode: 200, statusLine: "HTTP/1.1 200 OK", responseHeaders });
}

test("a poll has its headers, response and body, and each chunk passes to the page", () => {
  const { web, reports, events } = watched();
  web.emit("onBeforeRequest", asked());
  answered(web);
  const filter = web.filters.get("1");
  for (const part of ["0{", "}"]) filter?.ondata?.({ data: bytes(part) });
  filter?.onstop?.();
  expect(events().map(({ kind }) => kind)).toEqual(["http-request", "http-response"]);
  web.emit("onCompleted", { ...asked(), timeStamp: 30 });
  expect(events()).toMatchObject([
    { kind: "http-request", at: 10, id: "1", url: POLL, headers: { Accept: "*/*" }, part: "engine" },
    { kind: "http-response", at: 20, status: 200, statusText: "OK", protocol: "http/1.1", headers: { "Set-Cookie": "a=1\nb=2" } },
    { kind: "http-body", id: "1", body: { text: "0{}" } },
  ]);
  expect(reports.every((each) => each.kind === "http" && each.frame === 3)).toBe(true);
  expect([filter?.passed.length, filter?.disconnected]).toEqual([2, true]);
});

test("a response that completes before its last bytes were read waits for them", () => {
  const { web, events } = watched();
  web.emit("onBeforeRequest", asked());
  answered(web);
  web.emit("onCompleted", { ...asked(), timeStamp: 30 });
  expect(events().map(({ kind }) => kind)).toEqual(["http-request", "http-response"]);
  web.filters.get("1")?.ondata?.({ data: bytes("6") });
  web.filters.get("1")?.onstop?.();
  expect(events().at(-1)).toMatchObject({ kind: "http-body", body: { text: "6" } });
  expect(events()).toHaveLength(3);
});

test("a body that cannot be read is omitted as not reported, and one of more than 50 MB as too large", () => {
  const { web, events } = watched();
  web.emit("onBeforeRequest", asked());
  answered(web);
  web.filters.get("1")?.onerror?.();
  web.emit("onCompleted", asked());
  expect(events().at(-1)).toMatchObject({ body: { omitted: "not-reported" } });

  web.emit("onBeforeRequest", asked({ requestId: "2" }));
  answered(web, { requestId: "2" });
  const filter = web.filters.get("2");
  for (let i = 0; i < 6; i++) filter?.ondata?.({ data: new ArrayBuffer(10_000_000) });
  filter?.onstop?.();
  web.emit("onCompleted", asked({ requestId: "2" }));
  expect(events().at(-1)).toMatchObject({ body: { omitted: "too-large", bytes: 60_000_000 } });
  expect(filter?.passed).toHaveLength(6);
});

test("a failed request has the browser's error, and is canceled only if its page gave it up", () => {
  const { web, events } = watched();
  const fail = (requestId: string, error: string) => {
    web.emit("onBeforeRequest", asked({ requestId }));
    web.emit("onErrorOccurred", { ...asked({ requestId }), timeStamp: 40, error });
    return events().at(-1);
  };
  expect(fail("1", "NS_BINDING_ABORTED")).toMatchObject({ kind: "http-failed", at: 40, id: "1", canceled: true });
  expect(fail("2", "NS_ERROR_NET_RESET")).toMatchObject({ reason: "NS_ERROR_NET_RESET", canceled: false });
  expect(events().map(({ kind }) => kind)).toEqual(["http-request", "http-failed", "http-request", "http-failed"]);
});

test("each request of a redirect has an id of its own, and the first one ends without a body", () => {
  const { web, events } = watched();
  web.emit("onBeforeRequest", asked());
  answered(web);
  web.emit("onBeforeRedirect", { ...asked(), timeStamp: 25 });
  web.emit("onBeforeRequest", asked({ url: `${POLL}&again`, timeStamp: 26 }));
  answered(web);
  web.filters.get("1")?.onstop?.();
  web.emit("onCompleted", asked());
  const ids = events().map(({ kind, id }) => `${kind} ${id}`);
  expect(new Set(events().map(({ id }) => id)).size).toBe(2);
  expect(ids.filter((each) => each.startsWith("http-body"))).toHaveLength(2);
  expect(events()[2]).toMatchObject({ kind: "http-body", at: 25, body: { omitted: "not-reported" } });
  expect(events()[3]).toMatchObject({ kind: "http-request", redirectedFrom: events()[0]?.id });
});

test("where a redirect of Engine.IO leads is recorded with its body, whatever its URL", () => {
  const { web, events } = watched();
  web.emit("onBeforeRequest", asked());
  answered(web);
  web.emit("onBeforeRedirect", asked());
  web.emit("onBeforeRequest", asked({ url: "http://a.test/login" }));
  answered(web);
  web.filters.get("1")?.onstop?.();
  web.emit("onCompleted", asked());
  expect(events().at(-1)).toMatchObject({ kind: "http-body", body: { text: "" } });
  expect(events()).toContainEqual(expect.objectContaining({ kind: "http-request", url: "http://a.test/login", part: "engine" }));
});

test("a request that the page's service worker got is reported at once, and what the worker's own request came to", () => {
  const { web, reports, events, counted } = watched();
  web.emit("onBeforeRequest", asked());
  web.emit("onBeforeRedirect", { ...asked(), timeStamp: 12, statusCode: 0, redirectUrl: POLL });
  web.filters.get("1")?.onerror?.();
  const own = (requestId: string) => asked({ requestId, tabId: -1 });
  web.emit("onBeforeRequest", own("2"));
  answered(web, own("2"));
  web.filters.get("2")?.ondata?.({ data: bytes("6") });
  web.emit("onCompleted", { ...own("2"), timeStamp: 30 });
  web.filters.get("2")?.onstop?.();
  web.emit("onBeforeRequest", own("3"));
  web.emit("onErrorOccurred", { ...own("3"), timeStamp: 40, error: "NS_ERROR_NET_RESET" });
  expect(reports).toMatchObject([
    { kind: "http", frame: 3, event: { kind: "http-request", at: 10, id: "1" }, intercepted: true },
    { kind: "worker", method: "GET", url: POLL, at: 10 },
    { kind: "worker", method: "GET", url: POLL, outcome: { status: 200, statusText: "OK", body: { text: "6" } } },
    { kind: "worker", method: "GET", url: POLL, at: 10 },
    { kind: "worker", method: "GET", url: POLL, at: 40, outcome: { reason: "NS_ERROR_NET_RESET" } },
  ]);
  expect([events().length, counted()]).toEqual([1, 1]);
});

test("a request that the page's service worker let pass is one exchange, with the server's answer", () => {
  const { web, reports, events, counted } = watched();
  web.emit("onBeforeRequest", asked());
  web.emit("onBeforeRedirect", { ...asked(), timeStamp: 12, statusCode: 0, redirectUrl: POLL });
  const before = web.filters.get("1");
  web.emit("onBeforeRequest", asked({ timeStamp: 15 }));
  before?.onerror?.();
  answered(web);
  web.filters.get("1")?.ondata?.({ data: bytes("6") });
  web.filters.get("1")?.onstop?.();
  web.emit("onCompleted", { ...asked(), timeStamp: 30 });
  expect(events()).toMatchObject([
    { kind: "http-request", at: 10, id: "1" },
    { kind: "http-response", at: 20, id: "1" },
    { kind: "http-body", id: "1", body: { text: "6" } },
  ]);
  expect(counted()).toBe(1);
  expect(reports).toContainEqual({ kind: "passed", id: "1", at: 15 });
});

test("a request that the page's service worker got has the browser's error if it reports one", () => {
  const { web, events } = watched();
  web.emit("onBeforeRequest", asked());
  web.emit("onBeforeRedirect", { ...asked(), timeStamp: 12, statusCode: 0, redirectUrl: POLL });
  for (const timeStamp of [40, 50]) web.emit("onErrorOccurred", { ...asked(), timeStamp, error: "NS_ERROR_INTERCEPTION_FAILED" });
  expect(events().slice(1)).toEqual([{ kind: "http-failed", at: 40, id: "1", reason: "NS_ERROR_INTERCEPTION_FAILED", canceled: false }]);
});

test("a long poll that waited when recording began has its response, and its bodies are omitted as late", () => {
  const { web, events } = watched();
  answered(web);
  web.emit("onCompleted", { ...asked(), timeStamp: 30 });
  expect(events()).toMatchObject([
    { kind: "http-request", url: POLL, body: { omitted: "late" } },
    { kind: "http-response", at: 20 },
    { kind: "http-body", body: { omitted: "late" } },
  ]);
});

test("a posted form is recorded as it is sent, and posted bytes as they are", () => {
  const { web, events } = watched();
  const post = (requestId: string, requestBody: object) => {
    web.emit("onBeforeRequest", asked({ requestId, method: "POST", requestBody }));
    answered(web, { requestId, method: "POST" });
    const sent = events().find((event) => event.id === requestId);
    return sent?.kind === "http-request" && sent.body;
  };
  expect(post("1", { formData: { d: ['42["a b"]'] } })).toEqual({ text: "d=42%5B%22a+b%22%5D" });
  expect(post("2", { raw: [{ bytes: bytes("4") }, { bytes: bytes("0") }] })).toEqual({ text: "40" });
  expect(post("3", { raw: [{ bytes: new Uint8Array([0xff, 0x00]).buffer }] })).toEqual({ base64: "/wA=" });
  expect(post("4", { raw: [{ file: "/tmp/x" }] })).toEqual({ omitted: "not-reported" });
});

test("a websocket's opening handshake is reported when the browser asks and when it is answered, with the headers of both sides, and is no exchange", () => {
  const { web, reports, counted } = watched();
  const socket = { type: "websocket", url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket" };
  web.emit("onBeforeRequest", asked(socket));
  web.emit("onSendHeaders", { ...asked(socket), requestHeaders: [{ name: "Upgrade", value: "websocket" }] });
  const responseHeaders = [{ name: "X", binaryValue: [0x41, 0x42] }];
  web.emit("onHeadersReceived", { ...asked(socket), timeStamp: 22, statusCode: 101, statusLine: "", responseHeaders });
  web.emit("onCompleted", asked(socket));
  expect(reports).toEqual([
    { kind: "asked", url: socket.url, at: 10 },
    {
      kind: "handshake",
      frame: 3,
      id: "1",
      url: socket.url,
      openedAt: 10,
      at: 22,
      status: 101,
      requestHeaders: { Upgrade: "websocket" },
      responseHeaders: { X: "AB" },
    },
  ]);
  expect(counted()).toBe(1);
});

test("pages and scripts are reported without bodies, images are only counted", () => {
  const { web, events, counted } = watched();
  for (const [requestId, type] of [
    ["1", "main_frame"],
    ["2", "script"],
    ["3", "image"],
  ] as const) {
    const request = asked({ requestId, type, url: `http://localhost:3000/${requestId}` });
    web.emit("onBeforeRequest", request);
    web.emit("onCompleted", { ...request, timeStamp: 30 });
  }
  expect(events()).toMatchObject([
    { id: "1", part: "page" },
    { kind: "http-body", at: 30, id: "1", body: { omitted: "not-asked" } },
    { id: "2", part: "script" },
    { kind: "http-body", at: 30, id: "2", body: { omitted: "not-asked" } },
  ]);
  expect([counted(), web.filters.size]).toEqual([3, 0]);
});

test("after the recording nothing listens to the browser any more", () => {
  const { web, stop } = watched();
  expect(web.listening).toBe(12);
  stop();
  expect(web.listening).toBe(0);
});
