// Traces written as HAR files: what is read back are the same events, and readers that know only HAR find the packets.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { KEPT } from "../../../src/wire/log.ts";
import { MemoryStore } from "../chunk-stores.ts";
import { harText } from "../har-text.ts";

const fixtures = new URL("../../fixtures/", import.meta.url);
const recordings = ["cdp", "findings", "har", "netlog", "proxied", "traces"].flatMap((folder) =>
  readdirSync(new URL(folder, fixtures)).flatMap((name) =>
    /\.(?:jsonl|har|zip)$/.test(name) || /^(?:default|everything|chromium-get-har)\.json$/.test(name) ? `${folder}/${name}` : [],
  ),
);

function opened(content: Uint8Array | string): Store {
  const { store, problem } = openBytes(typeof content === "string" ? new TextEncoder().encode(content) : content, english);
  if (!store || problem !== null) throw new Error(problem ?? "no events");
  return store;
}

/** Each event, with its fields in their order. Lines of a trace that are no events are none. */
const events = ({ log }: Store) =>
  Array.from({ length: log.length }, (_, ref) => ref).flatMap((ref) => (log.wayOf(ref) === KEPT ? [] : JSON.stringify(log.read(ref))));
const packets = (store: Store) => [...packetRecords(store)];

for (const name of recordings) {
  test(`${name} as a HAR file has the same events`, async () => {
    const store = opened(new Uint8Array(readFileSync(new URL(name, fixtures))));
    const again = opened(await harText(store));
    expect(packets(again)).toEqual(packets(store));
    expect(events(again)).toEqual(events(store));
    expect(again.log.header).toEqual(store.log.header);
  });
}

/** The file without what is Lifeline's own, as another reader sees it. */
const plain = (har: string) =>
  JSON.stringify(JSON.parse(har), (key, value) => (["_lifeline", "_n", "_at", "_body"].includes(key) ? undefined : value));

for (const name of ["socketio-4.8", "socketio-1.3", "jsonp-2.5", "polling-1.3", "refused"]) {
  test(`${name}.jsonl as a HAR file has all packets also for a reader that knows only HAR and Chromium's fields`, async () => {
    const store = opened(new Uint8Array(readFileSync(new URL(`cdp/${name}.jsonl`, fixtures))));
    const said = (store: Store) =>
      packets(store).map(({ direction, session, transport, engine }) => JSON.stringify([direction, session, transport, engine]));
    expect(said(opened(plain(await harText(store)))).sort()).toEqual(said(store).sort());
  });
}

const HEADER = { format: "lifeline-trace", version: 1, source: "chromium-debugger", createdAt: "2023-11-14T22:13:20.000Z" } as const;
const storeOf = (...events: readonly WireEvent[]) => {
  const store = new Store(HEADER);
  for (const event of events) store.push(event);
  return store;
};
const harOf = async (...events: readonly WireEvent[]) => JSON.parse(await harText(storeOf(...events))).log;

/** Any UTF-16, halves of pairs too. */
const text = fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units));
const base64 = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString("base64"));
const body = fc.oneof(
  text.map((text) => ({ text })),
  base64.map((base64) => ({ base64 })),
  fc.constant({ omitted: "evicted" } as const),
  fc.nat().map((bytes) => ({ omitted: "too-large", bytes }) as const),
);
const headers = fc.dictionary(
  fc.string().filter((name) => name !== "__proto__"),
  text,
);
const at = fc.double({ min: 1_000_000_000_000, max: 2_500_000_000_000, noNaN: true });
const id = fc.constantFrom("1", "2");
const event: fc.Arbitrary<WireEvent> = fc.oneof(
  fc.record({
    ...{ kind: fc.constant("http-request" as const), at, id, method: text, url: fc.oneof(text, fc.webUrl()), headers, body },
    part: fc.constantFrom("engine" as const, "page" as const),
  }),
  fc.record({ kind: fc.constant("http-response" as const), at, id, status: fc.nat(), statusText: text, headers, remoteAddress: text }),
  fc.record({ kind: fc.constant("http-body" as const), at, id, body }),
  fc.record({ kind: fc.constant("http-failed" as const), at, id, reason: text, canceled: fc.boolean() }),
  fc.record({ kind: fc.constant("ws-open" as const), at, id, url: text, initiator: text }),
  fc.record({ kind: fc.constant("ws-handshake" as const), at, id, status: fc.nat(), requestHeaders: headers, responseHeaders: headers }),
  fc.record({
    ...{ kind: fc.constant("ws-frame" as const), at, id, direction: fc.constantFrom("sent" as const, "received" as const) },
    ...{ opcode: fc.constantFrom(1 as const, 2 as const), body },
  }),
  fc.record({ kind: fc.constant("ws-error" as const), at, id, message: text }),
  fc.record({ kind: fc.constant("ws-close" as const), at, id, code: fc.nat(), reason: text, cause: fc.constant("reported" as const) }),
  fc.record({ kind: fc.constant("note" as const), at, what: fc.constant("mark" as const), text }),
);

test("any events in any order are the same after they were a HAR file", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 40 }), async (all) => {
      const har = await harText(storeOf(...all));
      expect(() => JSON.parse(har)).not.toThrow();
      expect(events(opened(har))).toEqual(events(storeOf(...all)));
    }),
  );
});

const POLL = { method: "POST", url: "http://a.example/socket.io/?EIO=4&transport=polling&sid=A", headers: { Cookie: "a=1; b=x=y" } };
const START = 1_795_385_786_140.125;
const request = { kind: "http-request", at: START, id: "1", ...POLL, part: "engine" } as const;
const answer = { kind: "http-response", at: START + 5, id: "1", status: 200, statusText: "OK" } as const;

test("a request has the fields that HAR requires, and Chromium's for its connection, cache and failure", async () => {
  const { pages, entries, creator, version } = await harOf(
    { kind: "context", at: START - 10, documentFrame: "top", type: "page", url: "http://a.example/", state: "appeared" },
    { kind: "context", at: START - 9, documentFrame: "inner", type: "iframe", url: "http://a.example/i", parent: "top", state: "appeared" },
    { ...request, body: { base64: "AP8=" }, documentFrame: "inner" },
    { ...answer, headers: { "Set-Cookie": "io=A; Path=/\nb=2" }, connection: "77", protocol: "h2", remoteAddress: "[::1]:3000" },
    { kind: "http-body", at: START + 7, id: "1", body: { base64: "AQI=" }, timing: { connect: 2, ssl: 1, wait: 3, receive: 1.5 } },
    { ...request, id: "2", at: START + 20 },
    { ...answer, id: "2", at: START + 21, headers: {}, from: "disk-cache" },
    { kind: "http-failed", at: START + 22, id: "2", reason: "net::ERR_ABORTED", canceled: true },
  );
  expect({ version, name: creator.name, pages }).toEqual({
    ...{ version: "1.2", name: "Lifeline" },
    pages: [{ startedDateTime: "2026-11-22T22:16:26.130Z", id: "page_1", title: "http://a.example/", pageTimings: {} }],
  });
  const { _lifeline, ...first } = entries[0];
  expect(first).toEqual({
    pageref: "page_1",
    startedDateTime: "2026-11-22T22:16:26.140Z",
    time: 6.5,
    request: {
      ...{ method: "POST", url: POLL.url, httpVersion: "h2", headers: [{ name: "Cookie", value: "a=1; b=x=y" }] },
      queryString: [
        { name: "EIO", value: "4" },
        { name: "transport", value: "polling" },
        { name: "sid", value: "A" },
      ],
      cookies: [
        { name: "a", value: "1" },
        { name: "b", value: "x=y" },
      ],
      ...{ headersSize: -1, bodySize: 2, postData: { mimeType: "", text: "\0\ufffd" } },
      _content: { size: 2, encoding: "base64", text: "AP8=" },
    },
    response: {
      ...{ status: 200, statusText: "OK", httpVersion: "h2" },
      headers: [
        { name: "Set-Cookie", value: "io=A; Path=/" },
        { name: "Set-Cookie", value: "b=2" },
      ],
      cookies: [
        { name: "io", value: "A" },
        { name: "b", value: "2" },
      ],
      ...{ redirectURL: "", headersSize: -1, bodySize: -1 },
      content: { size: 2, mimeType: "x-unknown", text: "AQI=", encoding: "base64" },
    },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: 2, ssl: 1, send: 0, wait: 3, receive: 1.5 },
    ...{ serverIPAddress: "[::1]", connection: "3000", _connectionId: "77", _resourceType: "xhr" },
  });
  expect(entries[1]).toMatchObject({ _fromCache: "disk", response: { _error: "net::ERR_ABORTED" } });
});

test("a websocket has Chromium's messages, with what went wrong among them, and its close", async () => {
  const { entries } = await harOf(
    {
      kind: "ws-open",
      at: START,
      id: "w",
      url: "ws://a.example/socket.io/?EIO=4&transport=websocket",
      initiator: "http://a.example/a.js:3:9",
    },
    { kind: "ws-handshake", at: START + 1, id: "w", status: 101, requestHeaders: {}, responseHeaders: { Upgrade: "websocket" } },
    { kind: "ws-frame", at: START + 2, id: "w", direction: "sent", opcode: 1, body: { text: "2probe" } },
    { kind: "ws-frame", at: START + 3, id: "w", direction: "received", opcode: 2, body: { base64: "AQI=" } },
    { kind: "ws-error", at: START + 4, id: "w", message: "Invalid frame header" },
    { kind: "ws-close", at: START + 9, id: "w", code: 1006, cause: "reported" },
  );
  const seconds = (ms: number) => (START + ms) / 1000;
  expect(entries[0]).toMatchObject({
    ...{ time: 9, _resourceType: "websocket", _webSocketClose: { code: 1006, reason: "", timestamp: seconds(9) } },
    response: { status: 101, headers: [{ name: "Upgrade", value: "websocket" }] },
    _initiator: { stack: { callFrames: [{ url: "http://a.example/a.js", lineNumber: 2, columnNumber: 8 }] } },
    _webSocketMessages: [
      { type: "send", time: seconds(2), opcode: 1, data: "2probe" },
      { type: "receive", time: seconds(3), opcode: 2, data: "AQI=" },
      { type: "error", time: seconds(4), opcode: -1, data: "Invalid frame header" },
    ],
  });
});

test("a body that is longer than a piece of the file, with halves of pairs where it is cut, is whole", async () => {
  const long = `${"x".repeat(65_535)}\ud83d\ude00"\\`.repeat(9);
  const frame: WireEvent = { kind: "ws-frame", at: START, id: "w", direction: "received", opcode: 1, body: { text: `4${long}` } };
  const all: WireEvent[] = [
    { kind: "ws-open", at: START, id: "w", url: "ws://a.example/socket.io/?EIO=4&transport=websocket" },
    frame,
    { ...request, body: { text: long } },
    { ...answer, headers: {} },
    { kind: "http-body", at: START + 9, id: "1", body: { text: long } },
    frame,
  ];
  expect(events(opened(await harText(storeOf(...all)))).map((event) => JSON.parse(event))).toEqual(all);
});

test("an entry whose own fields somebody has changed is read as any other program's", async () => {
  const log = await harOf(request, { ...answer, headers: {} }, { kind: "http-body", at: START + 7, id: "1", body: { text: "2" } });
  log.entries[0]._lifeline.events[0].at = "now";
  const read = events(opened(JSON.stringify({ log }))).map((event) => JSON.parse(event));
  expect(read.map(({ kind }) => kind)).toEqual(["http-request", "http-response", "http-body"]);
  expect(read[0].at).toBe(Math.floor(START));
});

test("a trace that is away, on disk, is written like one in memory", async () => {
  const all: WireEvent[] = [
    request,
    { ...answer, headers: { a: "b" } },
    { kind: "http-body", at: START + 7, id: "1", body: { text: "2" } },
  ];
  const socket = { kind: "ws-open", at: START, id: "w", url: "ws://a.example/socket.io/?EIO=4&transport=websocket" } as const;
  const frames = Array.from({ length: 40_000 }, (_, i): WireEvent => {
    return { kind: "ws-frame", at: START + i, id: "w", direction: "received", opcode: 1, body: { text: `42["a",${i}]` } };
  });
  const store = storeOf(...all, socket, ...frames);
  const whole = await harText(store);
  store.limit({ bytes: 0, open: async () => new MemoryStore() });
  await store.log.relieved();
  expect(store.log.memory.away).toBeGreaterThan(0);
  expect(await harText(store)).toBe(whole);
});
