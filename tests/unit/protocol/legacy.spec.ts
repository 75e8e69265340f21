import { expect, test } from "@playwright/test";
import { decodePart, splitPayload } from "../../../src/protocol/engine/payload.ts";
import { decodeLegacy, decodeLegacySocket, parseLegacyHandshake, scanLegacy } from "../../../src/protocol/legacy.ts";
import { ENGINE_TYPES, newPacketHead, SOCKET_TYPES } from "../../../src/protocol/packet.ts";

const split = (text: string) => splitPayload({ text }, { revision: 0.9 }).map((part) => decodePart(part, 0.9));

const packets: readonly (readonly [string, object])[] = [
  ["0", { type: "DISCONNECT", nsp: "/" }],
  ["0::", { type: "DISCONNECT", nsp: "/" }],
  ["0::/chat", { type: "DISCONNECT", nsp: "/chat" }],
  ["1::", { type: "CONNECT", nsp: "/" }],
  ["1::/chat", { type: "CONNECT", nsp: "/chat" }],
  ["1::/chat?a=b&c=é", { type: "CONNECT", nsp: "/chat", query: "a=b&c=é" }],
  ["1::/chat:?a=b", { type: "CONNECT", nsp: "/chat", query: "a=b" }],
  ["3:::hello: world", { type: "EVENT", nsp: "/", data: ["message", "hello: world"] }],
  ["3:1::", { type: "EVENT", nsp: "/", id: 1, data: ["message", ""] }],
  ['4:::{"a":[1]}', { type: "EVENT", nsp: "/", data: ["message", { a: [1] }] }],
  ['5:1+:/chat:{"name":"say","args":["hi",{"b":2}]}', { type: "EVENT", nsp: "/chat", id: 1, data: ["say", "hi", { b: 2 }] }],
  ['5:::{"name":"tick"}', { type: "EVENT", nsp: "/", data: ["tick"] }],
  ["6:::4", { type: "ACK", nsp: "/", id: 4, data: [] }],
  ['6::/chat:4+["a",1]', { type: "ACK", nsp: "/chat", id: 4, data: ["a", 1] }],
  ["7:::1+0", { type: "CONNECT_ERROR", nsp: "/", data: { reason: "client not handshaken", advice: "reconnect" } }],
  ["7::/refused:2", { type: "CONNECT_ERROR", nsp: "/refused", data: { reason: "unauthorized" } }],
  ["7::/refused", { type: "CONNECT_ERROR", nsp: "/refused" }],
  ["7:::9", { type: "CONNECT_ERROR", nsp: "/", data: { reason: "9" } }],
];

test("maps each packet to one of the later protocols", () => {
  const head = newPacketHead();
  for (const [text, expected] of packets) {
    const engine = decodeLegacy(text, "received", Buffer.byteLength(text));
    expect(engine, text).toEqual({ type: "message", data: text, bytes: Buffer.byteLength(text) });
    const packet = decodeLegacySocket(text);
    expect(packet, text).toEqual({ attachments: 0, ...expected });
    scanLegacy(`..${text}..`, 2, 2 + text.length, "received", head);
    expect([SOCKET_TYPES[head.socket], head.nsp, head.ack, head.bytes]).toEqual([packet.type, packet.nsp, packet.id ?? -1, engine.bytes]);
  }
});

test("maps a heartbeat to a ping of the server or a pong of the client", () => {
  expect(decodeLegacy("2::", "received", 3)).toEqual({ type: "ping", bytes: 3 });
  expect(decodeLegacy("2::", "sent", 3)).toEqual({ type: "pong", bytes: 3 });
  expect(decodeLegacy("8::", "received", 3)).toEqual({ type: "noop", bytes: 3 });
});

test("calls a broken packet invalid, with the reason and its text", () => {
  const head = newPacketHead();
  for (const text of ["", "9::", "hello", "5:", '42["x"]']) {
    expect(decodeLegacy(text, "sent", text.length), text).toEqual({
      type: "invalid",
      data: text,
      bytes: text.length,
      reason: ["reasonNotPacket09"],
    });
    scanLegacy(text, 0, text.length, "sent", head);
    expect(ENGINE_TYPES[head.engine]).toBe("invalid");
  }
  const reasons = ['5:::{"name":"x"', "5:::{}", "5:::null", "4:::", "6:::", "6:::1+{}", "6:::1+["].map((text) => decodeLegacySocket(text));
  expect(reasons.map(({ type, reason }) => [type, reason])).toEqual([
    ["invalid", ["reasonJsonCutOff", 15]],
    ["invalid", ["reasonNoEventName"]],
    ["invalid", ["reasonNoEventName"]],
    ["invalid", ["reasonJsonCutOff", 4]],
    ["invalid", ["reasonNoAckId"]],
    ["invalid", ["reasonTakesArray", "ACK"]],
    ["invalid", ["reasonJsonCutOff", 7]],
  ]);
});

test("splits a payload of one packet, or of several with their lengths in UTF-16 units", () => {
  expect(split("3:::a")).toEqual([{ type: "message", data: "3:::a", bytes: 5 }]);
  expect(split("\ufffd6\ufffd3:::😀\ufffd3\ufffd8::")).toEqual([
    { type: "message", data: "3:::😀", bytes: 8 },
    { type: "noop", bytes: 3 },
  ]);
  expect(split("\ufffd3\ufffd8::\ufffd9\ufffd3:::a")).toMatchObject([
    { type: "noop" },
    { type: "invalid", data: "\ufffd9\ufffd3:::a", reason: ["reasonCutOffCharacters", 9, 5] },
  ]);
  expect(split("\ufffd3\ufffd8::8::")).toMatchObject([{ type: "noop" }, { type: "invalid", reason: ["reasonNoLength"] }]);
  expect(split("")).toEqual([]);
});

test("reads session, timeouts and transports of a handshake", () => {
  expect(parseLegacyHandshake("rWYQ:60:25:websocket,xhr-polling")).toEqual({
    sid: "rWYQ",
    upgrades: [],
    pingTimeout: 60_000,
    closeTimeout: 25_000,
    transports: ["websocket", "xhr-polling"],
  });
  expect(parseLegacyHandshake("rWYQ:::")).toEqual({ sid: "rWYQ", upgrades: [], transports: [] });
  expect(parseLegacyHandshake("handshake unauthorized")).toEqual({ reason: "handshake unauthorized" });
  expect(parseLegacyHandshake("")).toEqual({ reason: ["reasonHandshakeEmpty"] });
});
