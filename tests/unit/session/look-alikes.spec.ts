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
