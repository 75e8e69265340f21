// Traffic that looks like Engine.IO or Socket.IO 0.9 and is not: nothing of it may be left.

import { expect, test } from "@playwright/test";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { play } from "./ladder-text.ts";

const counts = ({ sessions, packets, entries }: Store) => [sessions.length, packets, entries.length];

/** A GET and its answer. */
function get(url: string, text: string, part: "engine" | "preflight" = "engine"): WireEvent[] {
  const id = `${url} ${text}`;
  const at = 1_700_000_000_000;
  return [
    { kind: "http-request", at, id, method: "GET", url, headers: {}, part },
    { kind: "http-response", at: at + 1, id, status: 200, statusText: "OK", headers: {}, protocol: "http/1.1" },
    { kind: "http-body", at: at + 2, id, body: { text } },
  ];
}

test("prices on a websocket that was found open are no session", () => {
  expect(counts(play('t1 < 4521.25\nt1 < 4521.50\nt1 > subscribe?sym=ES\nt1 < 42["x"]\nt2 < bids\nt2 < asks'))).toEqual([0, 0, 0]);
  expect(counts(play("t1 < 4521.25\nt1 < 4521.50\nt1 closed"))).toEqual([0, 0, 0]);
});

test("frames that only may be Engine.IO are kept until one shows it", () => {
  const store = play("w1 < 4hello\nw1 < [AQ==]\nw1 < 2\nw1 > 3\nw1 < 4521.25\nw1 closed");
  expect(store.packets).toBe(5);
  expect(store.sessions[0]).toMatchObject({
    startedAt: 1_700_000_000_010,
    transport: "websocket",
    late: true,
    packets: 5,
    state: "closed",
  });
  expect(play('w1 < 42["x"]').packets).toBe(1);
  expect(play("w1 > 2probe").packets).toBe(1);
});

test("no frame of a trace is lost, however many come before one that shows Engine.IO", () => {
  const store = play(`w1 < 4hello\n${"w1 < 4price\n".repeat(400)}w1 < 42["x"]`);
  expect([store.packets, store.sessions[0]?.packets]).toEqual([402, 402]);
});

test("bytes that another parser encoded show Engine.IO, and other bytes do not", () => {
  const packet = Buffer.from("84a474797065 02 a46461746191a161 a3 6e7370 a12f a2 6964 00".replaceAll(" ", ""), "hex");
  const frame = (bytes: Uint8Array) => `w1 < [${Buffer.from(bytes).toString("base64")}]\n`;
  const store = play(frame(packet).repeat(2));
  expect(store.sessions[0]).toMatchObject({ parser: "msgpack", packets: 2, late: true });
  expect(play(frame(Buffer.concat([Buffer.from([4]), packet]))).packets).toBe(1);
  expect(counts(play(`${frame(new Uint8Array([1, 2])).repeat(300)}w1 < 42["x"]`))).toEqual([0, 0, 0]);
});

test("a REST address with a version and a time is no handshake of Socket.IO 0.9", () => {
  const store = play("");
  const url = "https://a.test/api/1/?t=1385123456789";
  for (const event of [
    ...get(url, '{"items":[]}'),
    ...get(url, "", "preflight"),
    ...get(url, "a:1:2:"),
    { kind: "http-request", at: 1, id: "failed", method: "GET", url, headers: {}, part: "engine" } as const,
    { kind: "http-failed", at: 2, id: "failed", reason: "net::ERR_FAILED", canceled: false } as const,
  ])
    store.push(event);
  expect(counts(store)).toEqual([0, 0, 0]);
});

test("a handshake of Socket.IO 0.9 under any path is one when it is answered", () => {
  const store = play("");
  for (const event of get("https://a.test/live/1/?t=1385123456789", "sid1:15:25:websocket,xhr-polling")) store.push(event);
  expect(store.sessions[0]).toMatchObject({ sid: "sid1", sio: 0.9, state: "open" });
  // From then on the address is known, and an answer that is no handshake is a refusal.
  for (const event of get("https://a.test/live/1/?t=1385123456790", "no")) store.push(event);
  expect(store.sessions).toHaveLength(2);
});

const LIVE = "https://a.test/live/1/";
const HANDSHAKE = "sid1:15:25:websocket,xhr-polling";
const at = 1_700_000_000_000;
const pushAll = (store: Store, events: readonly WireEvent[]) => {
  for (const event of events) store.push(event);
};
/** A GET that failed. */
const failed = (url: string): WireEvent[] => [
  { kind: "http-request", at, id: `failed ${url}`, method: "GET", url, headers: {}, part: "engine" },
  { kind: "http-failed", at: at + 1, id: `failed ${url}`, reason: "net::ERR_CONNECTION_REFUSED", canceled: false },
];
const ends = ({ sessions }: Store) => sessions.map(({ sid, cause, state, attempt }) => [sid, cause ?? state, attempt]);

test("a handshake of Socket.IO 0.9 under any path brings its preflights and the attempts before it with it", () => {
  const store = play("");
  const url = (n: number) => `${LIVE}?t=138512345678${n}`;
  pushAll(store, failed(url(0)));
  pushAll(store, [...get(url(1), "", "preflight"), ...get(url(1), "handshake unauthorized")]);
  pushAll(store, get("https://a.test/api/1/?t=1385123456789", '{"items":[]}'));
  expect(counts(store)).toEqual([0, 0, 0]);
  pushAll(store, [...get(url(2), "", "preflight"), ...get(url(2), HANDSHAKE)]);
  expect(ends(store)).toEqual([
    [null, "refused", 0],
    [null, "refused", 1],
    ["sid1", "open", 2],
  ]);
  expect(store.sessions.map(({ problem }) => problem)).toEqual(["net::ERR_CONNECTION_REFUSED", "handshake unauthorized", null]);
  const exchanges = store.links.flatMap((link) => (link.kind === "http" ? [link] : []));
  expect(exchanges.map(({ part, preflight }) => [part, preflight?.part])).toEqual([
    ["engine", undefined],
    ["preflight", undefined],
    ["engine", "preflight"],
    ["preflight", undefined],
    ["engine", "preflight"],
  ]);
});

test("a sid in a URL, or a websocket's CONNECT, shows that the handshake before it was one, though its answer was not recorded", () => {
  const unread = get(`${LIVE}?t=1385123456789`, "").map(
    (event): WireEvent => (event.kind === "http-body" ? { ...event, body: { omitted: "evicted" } } : event),
  );
  const poll = get(`${LIVE}xhr-polling/rWYQTLyjM0oKqqcV1Vfu?t=1385123456790`, "1::");
  const socket: WireEvent[] = [
    { kind: "ws-open", at: at + 5, id: "w", url: "wss://a.test/live/1/websocket/rWYQTLyjM0oKqqcV1Vfu" },
    { kind: "ws-frame", at: at + 6, id: "w", direction: "received", opcode: 1, body: { text: "1::" } },
  ];
  for (const proof of [poll, socket]) {
    const store = play("");
    pushAll(store, [...failed(`${LIVE}?t=1385123456788`), ...unread]);
    expect(store.sessions).toEqual([]);
    pushAll(store, proof);
    expect(store.sessions.map(({ sid, cause, late }) => [sid, cause, late])).toEqual([
      [null, "refused", false],
      ["rWYQTLyjM0oKqqcV1Vfu", null, false],
    ]);
  }
});

test("a handshake of Socket.IO 0.9 that is redirected is held with the request that follows", () => {
  const url = `${LIVE}?t=1385123456789`;
  const redirect = (answer: string): WireEvent[] => [
    { kind: "http-request", at, id: "a", method: "GET", url, headers: {}, part: "engine" },
    { kind: "http-response", at: at + 1, id: "a", status: 302, statusText: "", headers: { Location: "/b" } },
    { kind: "http-body", at: at + 1, id: "a", body: { omitted: "not-reported" } },
    { kind: "http-request", at: at + 1, id: "b", method: "GET", url: "https://a.test/b", headers: {}, part: "engine", redirectedFrom: "a" },
    { kind: "http-response", at: at + 2, id: "b", status: 200, statusText: "", headers: {} },
    { kind: "http-body", at: at + 3, id: "b", body: { text: answer } },
  ];
  const other = play("");
  pushAll(other, redirect('{"items":[]}'));
  expect(counts(other)).toEqual([0, 0, 0]);
  const store = play("");
  pushAll(store, redirect(HANDSHAKE));
  expect(ends(store)).toEqual([["sid1", "open", 0]]);
});

test("of an address that never proves to be Socket.IO 0.9, and of many such, only the last events are held", () => {
  const store = play("");
  for (let n = 0; n < 100; n++) pushAll(store, get(`${LIVE}?t=13851234567${String(n).padStart(2, "0")}`, "no"));
  for (let n = 0; n < 7; n++) pushAll(store, get(`https://a.test/${n}/1/?t=1385123456789`, "no"));
  pushAll(store, get(`${LIVE}?t=1385123456789`, HANDSHAKE));
  // 72 events are held, three of each exchange.
  expect(store.sessions).toHaveLength(24);
  for (let n = 7; n < 16; n++) pushAll(store, get(`https://a.test/${n}/1/?t=1385123456789`, "no"));
  pushAll(store, get("https://a.test/0/1/?t=1385123456790", HANDSHAKE));
  expect(store.sessions).toHaveLength(25);
});

test("a websocket of a REST address is no Socket.IO 0.9 unless its server says CONNECT first", () => {
  const open = "w1 foreign ws://localhost:3000/api/1/websocket/rWYQTLyjM0oKqqcV1Vfu\nw1 101\n";
  expect(counts(play(`${open}w1 < {"a":1}\nw1 < 1::\nw1 closed`))).toEqual([0, 0, 0]);
  expect(play(`${open}w1 < 1::\nw1 < 5:::{"name":"x"}`).sessions[0]).toMatchObject({ sio: 0.9, packets: 2, transport: "websocket" });
});

test("a page of documents under socket.io/1/ is no handshake of Socket.IO 0.9", () => {
  const store = play("");
  for (const event of get("https://cdn.test/npm/socket.io/1/", "<html></html>")) store.push(event);
  expect(counts(store)).toEqual([0, 0, 0]);
});
