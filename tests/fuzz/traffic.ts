// Valid traffic of every generation, which mutation.spec.ts breaks: frames, bodies, and whole conversations as wire events.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../demo/setup.mjs";
import { readCdpLog } from "../../src/formats/cdp-log.ts";
import type { Body, WireEvent } from "../../src/wire/event.ts";
import { wireEvents } from "../unit/session/ladder-text.ts";
import { engine3, engine4, socket4, socket5, socketParser } from "./parsers.ts";

const OPEN = '{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
const file = () => Buffer.from([0, 4, 127, 128, 237, 160, 255]);
const socketPackets = [
  { type: 0, nsp: "/" },
  { type: 0, nsp: "/admin", data: { token: "é" } },
  { type: 0, nsp: "/admin?token=a&b=%C3%A9" },
  { type: 1, nsp: "/admin" },
  { type: 2, nsp: "/", data: ["hello", 1, "日本語 😀", { a: [null, true, 1.5e300] }] },
  { type: 2, nsp: "/chat", id: 12, data: ["say", 'q"uo\\te\n', ""] },
  { type: 3, nsp: "/", id: 0, data: [] },
  { type: 3, nsp: "/chat", id: 12, data: ["ok", { at: 1 }] },
  { type: 4, nsp: "/no", data: { message: "Not authorized", data: { code: 7 } } },
  { type: 4, nsp: "/no", data: "Invalid namespace" },
];
const binaryPackets = [
  { type: 5, nsp: "/", data: () => ["file", file(), { deep: [file()] }] },
  { type: 6, nsp: "/chat", id: 3, data: () => [file()] },
];
const msgpack = socketParser("", "socket.io-msgpack-parser");

/** Socket.IO packets, encoded by its own parsers and by the msgpack parser. */
export const socketPieces: readonly (string | Buffer)[] = [
  ...[...socket4, ...socket5].flatMap((parser) => {
    const newer = parser.version.startsWith("4.");
    return [
      ...socketPackets.flatMap((packet) => parser.encode({ ...packet })),
      ...binaryPackets.flatMap((packet) => parser.encode({ ...packet, type: newer ? packet.type - 3 : packet.type, data: packet.data() })),
    ];
  }),
  ...socketPackets.flatMap((packet) => msgpack.encode(packet)),
  ...binaryPackets.flatMap((packet) => msgpack.encode({ ...packet, type: packet.type - 3, data: packet.data() })),
  '{"type":2,"nsp":"/","data":["json",1],"id":4}',
].filter((piece, index, all) => all.findIndex((other) => other.toString() === piece.toString()) === index);

const enginePackets = [
  { type: "open", data: OPEN },
  { type: "close" },
  { type: "ping", data: "probe" },
  { type: "pong" },
  { type: "upgrade" },
  { type: "noop" },
  ...socketPieces.map((data) => ({ type: "message", data })),
];

/** Packets of Socket.IO 0.9. */
const legacyPackets: readonly string[] = [
  "0::/test",
  "0",
  "1::/test?my=param",
  "1::",
  "2::",
  "2:::",
  "3:1::blabla",
  "3:::héllo: 😀",
  '4:1::{"a":"b"}',
  '5:1+::{"name":"tobi","args":["é",{"b":[1]}]}',
  '5:::{"name":"woot"}',
  "6:::4",
  '6:::4+["A","B"]',
  "7:::1+0",
  "7::/woot",
  "8::",
];
const legacyPayload = (packets: readonly string[]) => packets.map((packet) => `\ufffd${packet.length}\ufffd${packet}`).join("");
const script = (call: string, payload: string) => `${call}(${JSON.stringify(payload).replaceAll("\u2028", "\\u2028")});`;
const form = (payload: string) => `d=${encodeURIComponent(payload.replaceAll("\\n", "\\\\n").replaceAll("\n", "\\n"))}`;

/** Contents of single frames, of every revision. */
export const frames: readonly (string | Buffer)[] = [
  ...[...engine3, ...engine4].flatMap((parser) =>
    enginePackets.flatMap((packet) => [true, false].map((binary) => parser.encodePacket(packet, binary))),
  ),
  ...legacyPackets,
].filter((piece, index, all) => all.findIndex((other) => other.toString() === piece.toString()) === index);

const someOf = (from: number, step: number) => enginePackets.filter((_, index) => index % step === from % step).slice(0, 6);
/** Polling bodies, of every revision and wrapping. */
export const payloads: readonly (string | Buffer)[] = [
  ...[...engine3, ...engine4].flatMap((parser, index) =>
    [true, false].flatMap((binary) => [0, 1, 2, 3].map((step) => parser.encodePayload(someOf(index + step, 5 + step), binary))),
  ),
  legacyPayload(legacyPackets.slice(0, 5)),
  legacyPayload(legacyPackets.slice(5)),
  ...legacyPackets.slice(6, 10),
].flatMap((payload): (string | Buffer)[] =>
  typeof payload === "string"
    ? [payload, script("___eio[0]", payload), script("io.j[1]", payload), form(payload), form(JSON.stringify(payload))]
    : [payload],
);

export const urls: readonly string[] = [
  "http://localhost:3000/socket.io/?EIO=4&transport=polling&t=N8hyd6w&sid=A",
  "https://localhost/engine.io/?EIO=3&transport=polling&b64=1&j=0",
  "ws://localhost:3000/socket.io/?EIO=2&transport=websocket&sid=A",
  "http://localhost:3000/socket.io/1/?t=1795386290928",
  "ws://localhost:3000/socket.io/1/websocket/rWYQ3o5eOFDXnJYoUdTj",
  "http://localhost:3000/socket.io/1/xhr-polling/rWYQ3o5eOFDXnJYoUdTj?t=1795386290928",
  "http://localhost:3000/socket.io/1/jsonp-polling/rWYQ3o5eOFDXnJYoUdTj?t=1795386290928&i=0",
];

const hex = (text: string) => `[${Buffer.from(text, "latin1").toString("base64")}]`;
const ladders = [
  `c1 GET ?EIO=4&transport=polling
   c1 200 0${OPEN}
   c2 POST ?EIO=4&transport=polling&sid=A 40{"token":"x"}
   c2 200 ok
   c3 GET ?EIO=4&transport=polling&sid=A
   c3 200 40{"sid":"s"}\\x1e42["a","é"]\\x1e451-["b",{"_placeholder":true,"num":0}]\\x1ebAQIDBA==
   c4 GET ?EIO=4&transport=polling&sid=A
   w1 open ?EIO=4&transport=websocket&sid=A
   w1 101
   w1 > 2probe
   w1 < 3probe
   c4 200 6
   w1 > 5
   w1 > 420["ask",1]
   w1 < 430["answer"]
   w1 < 452-["c",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]
   w1 < [AQI=]
   w1 < [AwQ=]
   w1 < [${msgpack.encode({ type: 2, nsp: "/", data: ["m", 1] })[0]?.toString("base64")}]
   w1 < 2
   w1 > 3
   w1 > 41
   w1 closed`,
  `c1 GET ?EIO=3&transport=polling
   c1 200 ${hex(`\0\x01\0\x05\xff0${OPEN.padEnd(104)}`)}
   c2 GET ?EIO=3&transport=polling&sid=A
   c2 200 ${hex('\0\x02\xff40\0\x01\0\xff42["\xc3\xa9",1]\x01\x03\xff\x04\x01\x02')}
   c3 POST ?EIO=3&transport=polling&sid=A 12:42["hÃ©llo"]1:2
   c3 200 ok
   c4 GET ?EIO=3&transport=polling&sid=A
   c4 400 {"code":1,"message":"Session ID unknown"}`,
  `c1 GET ?EIO=3&transport=polling
   c1 200 97:0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000,"x":"yyyyyyyyyyyyyyyyyyy"}2:40
   w1 open ?EIO=3&transport=websocket&sid=A
   w1 101
   w1 > 2probe
   w1 < 3probe
   w1 > 5
   w1 > 451-0["file",{"_placeholder":true,"num":0}]
   w1 > [BAEC]
   w1 < 461-0[{"_placeholder":true,"num":0}]
   w1 < [BAMEBQ==]
   w1 > 2
   w1 < 3
   w1 error oops
   w1 closed`,
  `c1 GET ?EIO=4&transport=polling
   c2 POST ?EIO=4&transport=polling&sid=A 6:4hello1:26:42["a"
   c1 200 97:0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000,"x":"yyyyyyyyyyyyyyyyyyy"}2:40
   c2 200 ok
   c3 GET ?EIO=4&transport=polling&sid=A
   c3 200 3:4é42:42`,
  `w1 > 2
   w1 < 3
   w1 < 42["late"]
   w1 < [BAEC]
   w1 < blob
   w1 < empty`,
];

const at = 1_700_000_000_000;
const exchange = (id: string, method: "GET" | "POST", url: string, sent: string, answer: string, time: number): WireEvent[] => [
  {
    kind: "http-request",
    at: at + time,
    id,
    method,
    url: `http://localhost:3000/socket.io/${url}`,
    headers: {},
    ...(method === "POST" && { body: { text: sent } }),
    part: "engine",
  },
  { kind: "http-response", at: at + time + 2, id, status: 200, statusText: "OK", headers: { "content-type": "text/javascript" } },
  { kind: "http-body", at: at + time + 4, id, body: { text: answer } },
];
const jsonp: WireEvent[] = [
  ...exchange("j1", "GET", "?EIO=3&transport=polling&j=0&b64=1", "", script("___eio[0]", `${OPEN.length + 1}:0${OPEN}2:40`), 0),
  ...exchange("j2", "GET", "?EIO=3&transport=polling&j=0&b64=1&sid=A", "", script("___eio[0]", '14:42["x","\\u2028"]8:b4AQIDBA=='), 10),
  ...exchange("j3", "POST", "?EIO=3&transport=polling&j=0&b64=1&sid=A", form('14:42["a\\nb",true]'), "ok", 20),
];
const legacy: WireEvent[] = [
  ...exchange("l1", "GET", "1/?t=1795386290928", "", "rWYQ3o5eOFDXnJYoUdTj:4:4:websocket,xhr-polling,jsonp-polling", 0),
  ...exchange("l2", "GET", "1/xhr-polling/rWYQ3o5eOFDXnJYoUdTj?t=1795386290929", "", "1::", 10),
  ...exchange("l3", "GET", "1/xhr-polling/rWYQ3o5eOFDXnJYoUdTj?t=1795386290930", "", legacyPayload(legacyPackets.slice(3, 12)), 20),
  ...exchange("l4", "POST", "1/xhr-polling/rWYQ3o5eOFDXnJYoUdTj?t=1795386290931", '5:1+::{"name":"say","args":["é"]}', "1", 30),
  ...exchange("l5", "GET", "1/jsonp-polling/rWYQ3o5eOFDXnJYoUdTj?t=1&i=0", "", script("io.j[0]", legacyPayload(legacyPackets)), 40),
  ...exchange("l6", "POST", "1/jsonp-polling/rWYQ3o5eOFDXnJYoUdTj?t=1&i=0", form(JSON.stringify("3:::hi")), "1", 50),
  { kind: "ws-open", at: at + 60, id: "l7", url: "ws://localhost:3000/socket.io/1/websocket/rWYQ3o5eOFDXnJYoUdTj" },
  { kind: "ws-handshake", at: at + 61, id: "l7", status: 101, requestHeaders: {}, responseHeaders: {} },
  ...legacyPackets.map((text, index): WireEvent => {
    const direction = index % 2 === 0 ? "sent" : "received";
    return { kind: "ws-frame", at: at + 62 + index, id: "l7", direction, opcode: 1, body: { text } };
  }),
  { kind: "ws-close", at: at + 90, id: "l7", cause: "reported" },
];
const recordings = join(root, "tests/fixtures/cdp");
const recorded = readdirSync(recordings)
  .filter((name) => name.endsWith(".jsonl"))
  .map((name) => readCdpLog(readFileSync(join(recordings, name), "utf8")).events);

/** Whole conversations: some made here, some recorded in Chromium. */
export const conversations: readonly (readonly WireEvent[])[] = [...ladders.map(wireEvents), jsonp, legacy, ...recorded];

export const bodyOf = (data: string | Buffer): Body => (typeof data === "string" ? { text: data } : { base64: data.toString("base64") });
