// HAR files of each program that writes them: their packets are those that the libraries on both sides logged (tests/fixtures/har/record.mjs).

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { compare, type ExpectedPacket, IDENTICAL, truth } from "../../browser/support/truth.ts";
import { savedText } from "../saved-text.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/har/${name}`, import.meta.url));
const open = (content: Uint8Array | object) =>
  openBytes(content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content)), english);

/** What the libraries on both sides logged. `only`: of this transport. */
function logged(name: string, only?: "polling"): readonly ExpectedPacket[] {
  const { server, client } = JSON.parse(fixture(`${name}.log.json`).toString());
  const { packets, contradictions } = truth(server, client);
  expect(contradictions).toEqual([]);
  return packets.filter(({ transport }) => only === undefined || transport === only);
}

/** The events of a store, as a saved trace has them. */
function events(store: Store | null): readonly WireEvent[] {
  const [, ...lines] = store ? savedText(store).trimEnd().split("\n") : [];
  return lines.map((line) => JSON.parse(line));
}

for (const [name, log] of [
  ["chromium.har", "chromium"],
  ["playwright.har", "playwright-har"],
  ["mitmproxy-12.har", "mitmproxy-12"],
] as const) {
  test(`${name} has every packet that was logged on both sides`, () => {
    const { store, problem, remark } = open(fixture(name));
    expect([problem, remark]).toEqual([null, null]);
    expect(compare(logged(log), store ? [...packetRecords(store)] : [])).toEqual(IDENTICAL);
  });
}

for (const [name, log] of [
  ["firefox.har", "firefox"],
  ["mitmproxy-8.har", "mitmproxy-8"],
] as const) {
  test(`${name}, which has no messages of websockets, has every packet of polling, and a gap for each websocket`, () => {
    const { store, problem } = open(fixture(name));
    expect(problem).toBeNull();
    const packets = store ? [...packetRecords(store)] : [];
    expect(compare(logged(log, "polling"), packets)).toEqual(IDENTICAL);
    expect(store?.gaps).toBe(2);
    expect(store && new Findings(store).all().filter(({ severity }) => severity !== "info")).toEqual([]);
  });
}

test("what getHAR gives has no bodies of answers: they are omitted, and the sessions are open all the same", () => {
  const { store, problem } = open(fixture("chromium-get-har.json"));
  expect(problem).toBeNull();
  const sent = logged("chromium").filter(({ direction, transport }) => direction === "sent" || transport === "websocket");
  const packets = store ? [...packetRecords(store)] : [];
  expect(
    compare(
      sent,
      packets.filter(({ engine }) => engine.type !== "invalid"),
    ),
  ).toEqual(IDENTICAL);
  expect(packets.filter(({ engine }) => engine.reason === "not captured: the file does not have it")).toHaveLength(6);
  expect(store?.sessions.map(({ state }) => state)).toEqual(["closed", "open"]);
});

const START = "2026-11-26T10:00:00.000Z";
const at = (ms: number) => Date.parse(START) + ms;
const POLL = "http://a.example/socket.io/?EIO=4&transport=polling";
const headers: readonly object[] = [];
const entry = (url: string, rest: object = {}) => ({
  startedDateTime: START,
  time: 10,
  request: { method: "GET", url, headers },
  response: { status: 200, statusText: "OK", httpVersion: "HTTP/2.0", headers, content: { size: 1, text: "6" } },
  timings: { wait: 6, receive: 4, ssl: null },
  ...rest,
});
const har = (creator: string, ...entries: readonly object[]) => ({ log: { version: "1.2", creator: { name: creator }, entries } });
const response = (content: object, rest: object = {}) => ({ response: { ...entry(POLL).response, content, ...rest } });
const bodiesOf = (creator: string, ...entries: readonly object[]) =>
  events(open(har(creator, ...entries)).store).flatMap((event) => ("body" in event ? [event.body] : []));

test("a body is text, base64, empty, or omitted for the reason that its program had", () => {
  const bodies = bodiesOf(
    "HTTP Toolkit",
    entry(POLL, response({ text: "\uFEFFé" })),
    entry(POLL, response({ text: "BAA=", encoding: "base64" })),
    entry(POLL, response({ size: 0 })),
    entry(POLL, response({ size: 7 })),
    entry(POLL, response({ size: 900_000, comment: "Body discarded during HAR generation: longer than limit of 500000 bytes" })),
  );
  expect(bodies).toEqual([
    { text: "\uFEFFé" },
    { base64: "BAA=" },
    { text: "" },
    { omitted: "not-in-file", bytes: 7 },
    { omitted: "too-large", bytes: 900_000 },
  ]);
  const cut = response({ size: 1_500_000, text: "x".repeat(1 << 20) });
  expect(bodiesOf("Firefox", entry(POLL, cut))).toEqual([{ omitted: "too-large", bytes: 1_500_000 }]);
});

test("the body of a request is text, bytes however its program writes them, a form's fields, or omitted", () => {
  const post = (creator: string, postData: object | undefined, rest: object = {}) =>
    bodiesOf(creator, entry(POLL, { request: { method: "POST", url: POLL, headers, postData, ...rest } }))[0];
  expect(post("Firefox", { mimeType: "text/plain", text: "40" })).toEqual({ text: "40" });
  expect(post("x", { mimeType: "application/x-www-form-urlencoded", params: [{ name: "d", value: '4:42["a b"]' }] })).toEqual({
    text: "d=4%3A42%5B%22a+b%22%5D",
  });
  expect(post("mitmproxy", { mimeType: "application/octet-stream", text: "\u0001\u0002\u00ff\u0004" })).toEqual({ base64: "AQL/BA==" });
  expect(post("WebInspector", { mimeType: "application/octet-stream", text: "\u0001\ufffd" })).toEqual({ omitted: "not-reported" });
  expect(post("Playwright", { mimeType: "application/octet-stream", text: "", params: [] }, { bodySize: 3 })).toEqual({
    omitted: "not-in-file",
    bytes: 3,
  });
  const content = { text: "AQL/", size: 3, encoding: "base64" };
  expect(post("HTTP Toolkit", undefined, { _content: content, _requestBodyStatus: "discarded:not-representable" })).toEqual({
    base64: "AQL/",
  });
});

// HTTP Toolkit has no program that could run here: its entries are written as its source does (src/model/http/har.ts of httptoolkit-ui).
test("HTTP Toolkit's websocket has its messages and its close", () => {
  const socket = (_webSocketClose: unknown) =>
    entry("wss://a.example/socket.io/?EIO=4&transport=websocket", {
      time: 90,
      response: { ...entry(POLL).response, status: 101 },
      _resourceType: "websocket",
      _webSocketMessages: [
        { type: "receive", opcode: 1, data: '0{"sid":"A"}', time: at(20) / 1000 },
        { type: "send", opcode: 2, data: "BAE=", time: at(30) / 1000 },
        { type: "send", opcode: 9, data: "", time: at(40) / 1000 },
      ],
      _webSocketClose,
    });
  const of = (close: unknown) =>
    events(open(har("HTTP Toolkit", socket(close))).store).map(({ kind, at: time, ...rest }) => [
      kind,
      Math.round(time - at(0)),
      "body" in rest ? rest.body : "code" in rest ? rest.code : "",
    ]);
  const before = [
    ["ws-open", 0, ""],
    ["ws-handshake", 20, ""],
    ["ws-frame", 20, { text: '0{"sid":"A"}' }],
    ["ws-frame", 30, { base64: "BAE=" }],
  ];
  expect(of({ code: 4001, reason: "bye", timestamp: at(80) / 1000 })).toEqual([...before, ["ws-close", 80, 4001]]);
  expect(of("aborted")).toEqual([...before, ["ws-close", 30, 1006]]);
  expect(of(undefined)).toEqual([...before, ["ws-close", 90, ""]]);
});

test("a request that failed has the program's words, and one that was under way has no end", () => {
  const failed = (creator: string, rest: object, time = 5) => {
    const { store } = open(har(creator, entry(POLL, { time, response: { status: 0, content: {}, ...rest } })));
    return events(store).flatMap((event) => (event.kind === "http-failed" ? [[event.reason, event.canceled]] : []));
  };
  expect(failed("WebInspector", { _error: "net::ERR_CONNECTION_REFUSED" })).toEqual([["net::ERR_CONNECTION_REFUSED", false]]);
  expect(failed("WebInspector", {})).toEqual([["net::ERR_ABORTED", true]]);
  expect(failed("Playwright", { status: -1, _failureText: "net::ERR_FAILED" }, -1)).toEqual([["net::ERR_FAILED", false]]);
  expect(failed("mitmproxy", { _error: null })).toEqual([["", false]]);
  expect(failed("Playwright", { status: -1 }, -1)).toEqual([]);
});

test("a request of a session does not begin before its client had the session's id, if times are whole milliseconds", () => {
  const handshake = entry(POLL, { time: 10.6, ...response({ size: 9, text: '0{"sid":"A"}' }) });
  const next = entry(`${POLL}&sid=A`, { startedDateTime: new Date(at(10)).toISOString() });
  const { store } = open(har("x", next, handshake));
  expect(events(store).map(({ kind, at: time }) => [kind, Math.round((time - at(0)) * 10) / 10])).toEqual([
    ["http-request", 0],
    ["http-response", 6.6],
    ["http-body", 10.6],
    ["http-request", 10.6],
    ["http-response", 16],
    ["http-body", 20],
  ]);
});

test("a redirect is followed, HTTP/2 is named as in ALPN, and a number that is not the server's port is the connection's", () => {
  const moved = entry(POLL, response({ size: 0 }, { status: 302, redirectURL: "/login" }));
  const login = entry("http://a.example/login", { startedDateTime: new Date(at(10)).toISOString(), connection: "53011" });
  const all = events(open(har("x", moved, login)).store);
  expect(all.filter(({ kind }) => kind === "http-request")).toMatchObject([{ id: "1" }, { id: "2", redirectedFrom: "1" }]);
  expect(all.filter(({ kind }) => kind === "http-response")).toMatchObject([{ protocol: "h2" }, { protocol: "h2", connection: "53011" }]);
});

test("pages of one tab are one document that navigates, which closes its websockets", () => {
  const page = (id: string, ms: number) => ({ id, title: `http://a.example/${id}`, startedDateTime: new Date(at(ms)).toISOString() });
  const socket = entry("ws://a.example/socket.io/?EIO=4&transport=websocket", {
    pageref: "page_1",
    _webSocketMessages: [{ type: "receive", opcode: 1, data: '0{"sid":"A"}', time: at(10) / 1000 }],
  });
  const of = (creator: string) => {
    const file = har(creator, socket);
    return events(open({ log: { ...file.log, pages: [page("page_1", -5), page("page_2", 500)] } }).store).map((event) => [
      event.kind,
      "documentFrame" in event ? event.documentFrame : event.kind === "ws-close" ? event.cause : "",
    ]);
  };
  const between = [
    ["ws-handshake", ""],
    ["ws-frame", ""],
  ];
  expect(of("Firefox")).toEqual([["context", "tab"], ["ws-open", "tab"], ...between, ["ws-close", "navigation"], ["context", "tab"]]);
  expect(of("Playwright")).toEqual([["context", "page_1"], ["ws-open", "page_1"], ...between, ["context", "page_2"]]);
});

test("a websocket under any URL is recognised by its first message, and others are left out", () => {
  const socket = (data: string) =>
    entry("ws://a.example/live", { _webSocketMessages: [{ type: "receive", opcode: 1, data, time: at(10) / 1000 }] });
  expect(open(har("x", socket("hello"))).store?.sessions).toEqual([]);
  expect(open(har("x", socket('0{"sid":"A","upgrades":[],"pingInterval":1,"pingTimeout":1}'))).store?.sessions).toHaveLength(1);
});

test("a file that is cut off is read up to there, damaged entries are left out, and each is said", () => {
  const text = JSON.stringify(har("x", entry(POLL, response({ size: 9, text: '0{"sid":"A"}' })), entry(`${POLL}&sid=A`)));
  const bytes = (cut: string) => new TextEncoder().encode(cut);
  const cut = open(bytes(text.slice(0, -100)));
  expect([cut.store?.packets, cut.problem]).toEqual([1, "This HAR file is cut off. Entries read before its end: 1."]);
  const damaged = open(bytes(text.replace('"time":10', '"time":10x')));
  expect([damaged.store?.packets, damaged.problem, damaged.remark]).toEqual([
    1,
    null,
    expect.stringMatching(/^Parts of this HAR file are not JSON\. Left out for this: 1, with \d+ B\. Entries read: 1\.$/),
  ]);
  expect(open(har("x", entry(POLL), { request: 5 })).remark).toBe(
    "Entries of this HAR file without the fields that HAR requires, left out: 1. Entries read: 1.",
  );
  expect(open(har("x")).problem).toMatch(/^This HAR file has no entries/);
});

test("hostile files cost little time and touch nothing", () => {
  const deep = `{"log":{"creator":{"name":"x"},"entries":[${'{"a":['.repeat(200_000)}`;
  expect(open(new TextEncoder().encode(deep)).problem).toMatch(/cut off/);
  const keys = JSON.stringify(har("x", entry(POLL))).replace(
    '"headers":[]',
    '"headers":[{"name":"__proto__","value":"x"}],"__proto__":{"url":1}',
  );
  expect(events(open(new TextEncoder().encode(keys)).store)).toHaveLength(3);
  expect(({} as { url?: unknown }).url).toBeUndefined();
  // Commas, brackets and quotes where none belong.
  for (const noise of ["}", "]", ",", '"', "[", "{", ":", "x"])
    open(new TextEncoder().encode(`{"log":{"entries":[${noise.repeat(200_000)}`));
});
