// Every example in the protocol documents, by document and section: what is on the wire, and how it is decoded. The documents:
//
//   engine.io v2   github.com/socketio/engine.io-protocol/tree/v2 (it calls itself revision 1)   strings only
//   engine.io v3   github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v3.md
//   engine.io v4   github.com/socketio/socket.io/blob/main/docs/engine.io-protocol/v4-current.md
//   engine.io-parser 4.0.0, changelog, "Encoding changes between v3 and v4"
//   socket.io v3, v4, v5   github.com/socketio/socket.io/tree/main/docs/socket.io-protocol
//   socket.io 0.9   github.com/LearnBoost/socket.io-spec (revision 1), and its parser's tests
//
// Where a document is wrong, the example is decoded as its own libraries do, and a comment says so.

import type { EngineType, SocketType } from "../../../src/protocol/packet.ts";
import type { Body } from "../../../src/wire/event.ts";

const bytes = (...values: number[]) => new Uint8Array(values);
const base64 = (...values: number[]) => ({ base64: Buffer.from(values).toString("base64") });

interface Example {
  /** The document and section of the example. */
  readonly of: string;
}
export interface EngineExample extends Example {
  readonly revisions: readonly (2 | 3 | 4)[];
  readonly body: Body;
  readonly packets: readonly { readonly type: EngineType; readonly data?: string | Uint8Array }[];
}
export interface SocketExample extends Example {
  readonly text: string;
  readonly attachments?: readonly Uint8Array[];
  readonly type: SocketType;
  readonly nsp?: string;
  readonly query?: string;
  readonly id?: number;
  readonly data?: unknown;
}

const handshake3 = '{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}';
const handshake4 = '{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000,"maxPayload":1000000}';
const message = (data: string | Uint8Array) => ({ type: "message" as const, data });

/** Websocket frames: one packet each. */
export const frames: readonly EngineExample[] = [
  { of: "engine.io v3, Packet", revisions: [2, 3, 4], body: { text: "2probe" }, packets: [{ type: "ping", data: "probe" }] },
  { of: "engine.io v3, Packet", revisions: [2, 3], body: base64(4, 0, 1, 2, 3, 4, 5), packets: [message(bytes(0, 1, 2, 3, 4, 5))] },
  { of: "engine.io v3, 2 ping", revisions: [2, 3, 4], body: { text: "3probe" }, packets: [{ type: "pong", data: "probe" }] },
  { of: "engine.io v2, 2 ping", revisions: [2, 3, 4], body: { text: "3" }, packets: [{ type: "pong" }] },
  { of: "engine.io v3, 4 message", revisions: [2, 3, 4], body: { text: "4HelloWorld" }, packets: [message("HelloWorld")] },
  { of: "engine.io v3, 6 noop", revisions: [2, 3, 4], body: { text: "5" }, packets: [{ type: "upgrade" }] },
  { of: "engine.io v3, Sample session", revisions: [2, 3, 4], body: { text: "2" }, packets: [{ type: "ping" }] },
  { of: "engine.io v3, Sample session", revisions: [2, 3, 4], body: { text: "1" }, packets: [{ type: "close" }] },
  {
    of: "engine.io v3, Sample session with WebSocket only",
    revisions: [2, 3, 4],
    body: { text: '0{"sid":"lv_VI97HAXpY6yYWAAAC","pingInterval":25000,"pingTimeout":5000}' },
    packets: [{ type: "open", data: '{"sid":"lv_VI97HAXpY6yYWAAAC","pingInterval":25000,"pingTimeout":5000}' }],
  },
  { of: "engine.io v4, WebSocket", revisions: [2, 3, 4], body: { text: "4hello" }, packets: [message("hello")] },
  { of: "engine.io v4, WebSocket", revisions: [4], body: base64(1, 2, 3, 4), packets: [message(bytes(1, 2, 3, 4))] },
  { of: "engine.io-parser 4.0.0, packet with binary", revisions: [2, 3], body: base64(4, 1, 2, 3), packets: [message(bytes(1, 2, 3))] },
  { of: "engine.io-parser 4.0.0, packet with binary", revisions: [4], body: base64(1, 2, 3), packets: [message(bytes(1, 2, 3))] },
];

/** Polling bodies. */
export const payloads: readonly EngineExample[] = [
  {
    of: "engine.io v3, Sample session, request 1",
    revisions: [2, 3],
    body: { text: `96:0${handshake3}` },
    packets: [{ type: "open", data: handshake3 }],
  },
  { of: "engine.io v3, Sample session, request 2", revisions: [2, 3], body: { text: "4:4hey" }, packets: [message("hey")] },
  {
    of: "engine.io v3, Sample session, request 3",
    revisions: [2, 3],
    body: { text: "6:4hello6:4world" },
    packets: [message("hello"), message("world")],
  },
  {
    of: "engine.io v3, Payload, without binary",
    revisions: [3],
    body: { text: "6:4hello2:4€" },
    packets: [message("hello"), message("€")],
  },
  {
    // The document leaves out the type byte of the second packet, and counts without it.
    of: "engine.io v3, Payload, with binary, as the libraries write it",
    revisions: [2, 3],
    body: base64(0, 4, 0xff, 0x34, 0xe2, 0x82, 0xac, 1, 5, 0xff, 4, 1, 2, 3, 4),
    packets: [message("€"), message(bytes(1, 2, 3, 4))],
  },
  {
    of: "engine.io v3, Payload, with binary, as it stands",
    revisions: [2, 3],
    body: base64(0, 4, 0xff, 0x34, 0xe2, 0x82, 0xac, 1, 4, 0xff, 1, 2, 3, 4),
    packets: [message("€"), { type: "close", data: bytes(2, 3, 4) }],
  },
  {
    of: "engine.io v3, Payload, without support of binary",
    revisions: [3],
    body: { text: "2:4€10:b4AQIDBA==" },
    packets: [message("€"), message(bytes(1, 2, 3, 4))],
  },
  {
    of: "engine.io-parser 4.0.0, payload with strings",
    revisions: [3],
    body: { text: "6:4hello4:4€€€" },
    packets: [message("hello"), message("€€€")],
  },
  {
    of: "engine.io-parser 4.0.0, payload with string and binary",
    revisions: [2, 3],
    body: base64(0, 6, 0xff, 0x34, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 1, 4, 0xff, 4, 1, 2, 3),
    packets: [message("hello"), message(bytes(1, 2, 3))],
  },
  {
    of: "engine.io-parser 4.0.0, payload with strings",
    revisions: [4],
    body: { text: "4hello\x1e4€€€" },
    packets: [message("hello"), message("€€€")],
  },
  {
    of: "engine.io-parser 4.0.0, payload with string and binary",
    revisions: [4],
    body: { text: "4hello\x1ebAQID" },
    packets: [message("hello"), message(bytes(1, 2, 3))],
  },
  {
    of: "engine.io v4, HTTP long-polling",
    revisions: [4],
    body: { text: "4hello\x1e2\x1e4world" },
    packets: [message("hello"), { type: "ping" }, message("world")],
  },
  {
    of: "engine.io v4, HTTP long-polling",
    revisions: [4],
    body: { text: "4hello\x1ebAQIDBA==" },
    packets: [message("hello"), message(bytes(1, 2, 3, 4))],
  },
  { of: "engine.io v4, From v3 to v4", revisions: [3], body: { text: "2:4€" }, packets: [message("€")] },
  {
    of: "socket.io v4, Sample session, request 1",
    revisions: [2, 3],
    body: { text: `96:0${handshake3}2:40` },
    packets: [{ type: "open", data: handshake3 }, message("0")],
  },
  {
    of: "socket.io v4, Sample session, request 2",
    revisions: [2, 3],
    body: { text: '16:42["hey","Jude"]' },
    packets: [message('2["hey","Jude"]')],
  },
  {
    of: "socket.io v4, Sample session, request 3",
    revisions: [2, 3],
    body: { text: '11:42["hello"]11:42["world"]' },
    packets: [message('2["hello"]'), message('2["world"]')],
  },
  {
    of: "socket.io v5, Sample session, request 1",
    revisions: [4],
    body: { text: `0${handshake4}` },
    packets: [{ type: "open", data: handshake4 }],
  },
  {
    of: "socket.io v5, Sample session, request 5",
    revisions: [4],
    body: { text: '42["hello"]\x1e42["world"]' },
    packets: [message('2["hello"]'), message('2["world"]')],
  },
];

const placeholder = (num: number) => `{"_placeholder":true,"num":${num}}`;

/** The text of an Engine.IO message, after its type. */
export const socketPackets: readonly SocketExample[] = [
  ...["socket.io v3, Examples", "socket.io v4, Examples"].flatMap((of): SocketExample[] => [
    { of, text: "0", type: "CONNECT" },
    { of, text: '2["hello",1]', type: "EVENT", data: ["hello", 1] },
    { of, text: '2/admin,456["project:delete",123]', type: "EVENT", nsp: "/admin", id: 456, data: ["project:delete", 123] },
    { of, text: "3/admin,456[]", type: "ACK", nsp: "/admin", id: 456, data: [] },
    { of, text: '4/admin,"Not authorized"', type: "CONNECT_ERROR", nsp: "/admin", data: "Not authorized" },
    {
      of,
      text: `51-["hello",${placeholder(0)}]`,
      attachments: [bytes(1, 2, 3)],
      type: "BINARY_EVENT",
      data: ["hello", bytes(1, 2, 3)],
    },
    {
      of,
      text: `51-/admin,456["project:delete",${placeholder(0)}]`,
      attachments: [bytes(1, 2, 3)],
      type: "BINARY_EVENT",
      nsp: "/admin",
      id: 456,
      data: ["project:delete", bytes(1, 2, 3)],
    },
  ]),
  { of: "socket.io v3, Examples", text: "0/admin", type: "CONNECT", nsp: "/admin" },
  { of: "socket.io v3, Examples", text: "1/admin", type: "DISCONNECT", nsp: "/admin" },
  { of: "socket.io v3, CONNECT", text: "0/admin?token=1234&uid=abcd", type: "CONNECT", nsp: "/admin", query: "token=1234&uid=abcd" },
  { of: "socket.io v4, Examples", text: "0/admin,", type: "CONNECT", nsp: "/admin" },
  { of: "socket.io v4, Examples", text: "1/admin,", type: "DISCONNECT", nsp: "/admin" },
  { of: "socket.io v4, CONNECT", text: "0/admin?token=1234&uid=abcd,", type: "CONNECT", nsp: "/admin", query: "token=1234&uid=abcd" },
  {
    of: "socket.io v4, Examples",
    text: `61-/admin,456[${placeholder(0)}]`,
    attachments: [bytes(3, 2, 1)],
    type: "BINARY_ACK",
    nsp: "/admin",
    id: 456,
    data: [bytes(3, 2, 1)],
  },
  ...(
    [
      { text: "0", type: "CONNECT" },
      { text: '0{"sid":"wZX3oN0bSVIhsaknAAAI"}', type: "CONNECT", data: { sid: "wZX3oN0bSVIhsaknAAAI" } },
      { text: "0/admin,", type: "CONNECT", nsp: "/admin" },
      { text: '0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}', type: "CONNECT", nsp: "/admin", data: { sid: "oSO0OpakMV_3jnilAAAA" } },
      { text: '0/admin,{"token":"123"}', type: "CONNECT", nsp: "/admin", data: { token: "123" } },
      { text: '4{"message":"Not authorized"}', type: "CONNECT_ERROR", data: { message: "Not authorized" } },
      { text: '2["foo"]', type: "EVENT", data: ["foo"] },
      { text: '2/admin,["bar"]', type: "EVENT", nsp: "/admin", data: ["bar"] },
      {
        text: `51-["baz",${placeholder(0)}]`,
        attachments: [bytes(1, 2, 3, 4)],
        type: "BINARY_EVENT",
        data: ["baz", bytes(1, 2, 3, 4)],
      },
      {
        text: `52-/admin,["baz",${placeholder(0)},${placeholder(1)}]`,
        attachments: [bytes(1, 2), bytes(3, 4)],
        type: "BINARY_EVENT",
        nsp: "/admin",
        data: ["baz", bytes(1, 2), bytes(3, 4)],
      },
      { text: '212["foo"]', type: "EVENT", id: 12, data: ["foo"] },
      { text: "312[]", type: "ACK", id: 12, data: [] },
      { text: '2/admin,13["foo"]', type: "EVENT", nsp: "/admin", id: 13, data: ["foo"] },
      { text: '3/admin,13["bar"]', type: "ACK", nsp: "/admin", id: 13, data: ["bar"] },
      {
        text: `51-14["foo",${placeholder(0)}]`,
        attachments: [bytes(1, 2, 3, 4)],
        type: "BINARY_EVENT",
        id: 14,
        data: ["foo", bytes(1, 2, 3, 4)],
      },
      { text: '314["bar"]', type: "ACK", id: 14, data: ["bar"] },
      { text: '215["foo"]', type: "EVENT", id: 15, data: ["foo"] },
      {
        text: `61-15["bar",${placeholder(0)}]`,
        attachments: [bytes(1, 2, 3, 4)],
        type: "BINARY_ACK",
        id: 15,
        data: ["bar", bytes(1, 2, 3, 4)],
      },
      { text: "1", type: "DISCONNECT" },
      { text: "1/admin,", type: "DISCONNECT", nsp: "/admin" },
    ] satisfies Omit<SocketExample, "of">[]
  ).map((example) => ({ of: "socket.io v5, Packet encoding", ...example })),
];

/**
 * Packets of Socket.IO 0.9, as the packets of later protocols that they are shown as. Heartbeats and noop have no Socket.IO packet: `engine`
 * is what they are when they are received.
 */
export const legacyPackets: readonly (Omit<SocketExample, "type" | "attachments"> & {
  readonly type?: SocketType;
  readonly engine?: EngineType;
})[] = [
  { of: "socket.io 0.9, (0) Disconnect", text: "0::/test", type: "DISCONNECT", nsp: "/test" },
  { of: "socket.io 0.9, (0) Disconnect", text: "0", type: "DISCONNECT" },
  { of: "socket.io 0.9, (1) Connect", text: "1::/test?my=param", type: "CONNECT", nsp: "/test", query: "my=param" },
  { of: "socket.io 0.9, (3) Message", text: "3:1::blabla", type: "EVENT", id: 1, data: ["message", "blabla"] },
  { of: "socket.io 0.9, (4) JSON Message", text: '4:1::{"a":"b"}', type: "EVENT", id: 1, data: ["message", { a: "b" }] },
  { of: "socket.io 0.9, (6) ACK, example 1", text: "6:::4", type: "ACK", id: 4, data: [] },
  { of: "socket.io 0.9, (6) ACK, example 2", text: '6:::4+["A","B"]', type: "ACK", id: 4, data: ["A", "B"] },
  ...(
    [
      { text: "7:::", type: "CONNECT_ERROR" },
      { text: "7:::0", type: "CONNECT_ERROR", data: { reason: "transport not supported" } },
      { text: "7:::2+0", type: "CONNECT_ERROR", data: { reason: "unauthorized", advice: "reconnect" } },
      { text: "7::/woot", type: "CONNECT_ERROR", nsp: "/woot" },
      { text: "6:::140", type: "ACK", id: 140, data: [] },
      { text: '6:::12+["woot","wa"]', type: "ACK", id: 12, data: ["woot", "wa"] },
      { text: '4:::"2"', type: "EVENT", data: ["message", "2"] },
      { text: '4:1+::{"a":"b"}', type: "EVENT", id: 1, data: ["message", { a: "b" }] },
      { text: '5:::{"name":"woot"}', type: "EVENT", data: ["woot"] },
      { text: '5:1+::{"name":"tobi"}', type: "EVENT", id: 1, data: ["tobi"] },
      { text: '5:::{"name":"edwald","args":[{"a": "b"},2,"3"]}', type: "EVENT", data: ["edwald", { a: "b" }, 2, "3"] },
      { text: "3:::woot", type: "EVENT", data: ["message", "woot"] },
      { text: "3:5:/tobi", type: "EVENT", nsp: "/tobi", id: 5, data: ["message", ""] },
      { text: "1::/tobi", type: "CONNECT", nsp: "/tobi" },
      { text: "1::/test:?test=1", type: "CONNECT", nsp: "/test", query: "test=1" },
      { text: "0::/woot", type: "DISCONNECT", nsp: "/woot" },
      { text: "2:::", engine: "ping" },
      { text: "2::", engine: "ping" },
      { text: "8::", engine: "noop" },
    ] satisfies Omit<(typeof legacyPackets)[number], "of">[]
  ).map((example) => ({ of: "socket.io 0.9, tests of its parser", ...example })),
];

/** JSONP answers and their payloads. */
export const jsonpAnswers: readonly (Example & { readonly script: string; readonly payload: string })[] = [
  { of: "engine.io v3, JSONP", script: '___eio[4]("packet data");', payload: "packet data" },
];

/** Answers to a handshake. */
export const handshakes: readonly (Example & { readonly text: string; readonly legacy: boolean; readonly says: object })[] = [
  {
    of: "engine.io v4, Handshake",
    text: '{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}',
    legacy: false,
    says: { sid: "lv_VI97HAXpY6yYWAAAC", upgrades: ["websocket"], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 },
  },
  {
    of: "engine.io v3, Sample session",
    text: handshake3,
    legacy: false,
    says: { sid: "lv_VI97HAXpY6yYWAAAC", upgrades: ["websocket"], pingInterval: 25_000, pingTimeout: 5_000 },
  },
  {
    of: "engine.io v3, Sample session with WebSocket only",
    text: '{"sid":"lv_VI97HAXpY6yYWAAAC","pingInterval":25000,"pingTimeout":5000}',
    legacy: false,
    says: { sid: "lv_VI97HAXpY6yYWAAAC", upgrades: [], pingInterval: 25_000, pingTimeout: 5_000 },
  },
  {
    of: "socket.io 0.9, Handshake",
    text: "4d4f185e96a7b:15:10:websocket,xhr-polling",
    legacy: true,
    says: {
      sid: "4d4f185e96a7b",
      upgrades: [],
      pingTimeout: 15_000,
      closeTimeout: 10_000,
      transports: ["websocket", "xhr-polling"],
    },
  },
];

/** URLs, and what `engineUrl` reads from them. */
export const urls: readonly (Example & { readonly url: string; readonly says: Record<string, unknown> })[] = [
  {
    of: "engine.io v3, Sample session, request 1",
    url: "http://localhost/engine.io/?EIO=3&transport=polling&t=N8hyd6w",
    says: { eio: 3, transport: "polling", sid: null, jsonp: false, legacy: false },
  },
  {
    of: "engine.io v3, Sample session, request 2",
    url: "http://localhost/engine.io/?EIO=3&transport=polling&t=N8hyd7H&sid=lv_VI97HAXpY6yYWAAAC",
    says: { eio: 3, transport: "polling", sid: "lv_VI97HAXpY6yYWAAAC" },
  },
  {
    of: "engine.io v3, Sample session, request 4",
    url: "ws://localhost/engine.io/?EIO=3&transport=websocket&sid=lv_VI97HAXpY6yYWAAAC",
    says: { address: "http://localhost/engine.io/", eio: 3, transport: "websocket", sid: "lv_VI97HAXpY6yYWAAAC" },
  },
  {
    of: "engine.io v3, URLs, j",
    url: "http://localhost/engine.io/?EIO=3&transport=polling&j=4",
    says: { eio: 3, transport: "polling", sid: null, jsonp: true },
  },
  {
    of: "engine.io v3, URLs, b64",
    url: "http://localhost/engine.io/?EIO=3&transport=polling&b64=1",
    says: { eio: 3, transport: "polling", jsonp: false },
  },
  {
    of: "socket.io 0.9, Handshake",
    url: "http://example.com/socket.io/1/",
    says: { address: "http://example.com/socket.io/", legacy: true, transport: null, sid: null },
  },
  {
    of: "socket.io 0.9, Transport connection",
    url: "wss://example.com/socket.io/1/websocket/4d4f185e96a7b",
    says: { address: "https://example.com/socket.io/", legacy: true, transport: "websocket", sid: "4d4f185e96a7b" },
  },
  {
    of: "socket.io 0.9, Forced socket disconnection",
    url: "http://example.com/socket.io/1/xhr-polling/812738127387123?disconnect",
    says: { legacy: true, transport: "xhr-polling", sid: "812738127387123" },
  },
  {
    of: "socket.io v5, Sample session, request 1",
    url: "http://localhost/socket.io/?EIO=4&transport=polling&t=N8hyd6w",
    says: { address: "http://localhost/socket.io/", eio: 4, transport: "polling", sid: null },
  },
  {
    of: "socket.io v5, Sample session, request 6",
    url: "ws://localhost/socket.io/?EIO=4&transport=websocket&sid=lv_VI97HAXpY6yYWAAAC",
    says: { eio: 4, transport: "websocket", sid: "lv_VI97HAXpY6yYWAAAC" },
  },
];

/**
 * The sample sessions as ladders (tests/unit/session/ladder-text.ts). Probes and heartbeats go the way that the sections "Upgrade" and
 * "Heartbeat" say: the samples draw some of them the other way round. `packets`: direction, Engine.IO type, Socket.IO type or data.
 */
export const sessions: readonly (Example & { readonly ladder: string; readonly packets: readonly string[] })[] = [
  {
    of: "engine.io v3, Sample session",
    ladder: `
      c1 GET ?EIO=3&transport=polling&t=N8hyd6w
      c1 200 96:0${handshake3}
      c2 GET ?EIO=3&transport=polling&t=N8hyd7H&sid=lv_VI97HAXpY6yYWAAAC
      c2 200 4:4hey
      c3 POST ?EIO=3&transport=polling&t=N8hzxke&sid=lv_VI97HAXpY6yYWAAAC 6:4hello6:4world
      c3 200 ok
      w1 open ?EIO=3&transport=websocket&sid=lv_VI97HAXpY6yYWAAAC
      w1 101
      w1 > 2probe
      w1 < 3probe
      w1 > 5
      w1 > 4hello
      w1 > 4world
      w1 > 2
      w1 < 3
      w1 > 1`,
    packets: [
      `< open ${handshake3}`,
      "< message hey",
      "> message hello",
      "> message world",
      "> ping probe",
      "< pong probe",
      "> upgrade",
      "> message hello",
      "> message world",
      "> ping",
      "< pong",
      "> close",
    ],
  },
  {
    of: "engine.io v3, Sample session with WebSocket only",
    ladder: `
      w1 open ?EIO=3&transport=websocket
      w1 101
      w1 < 0{"sid":"lv_VI97HAXpY6yYWAAAC","pingInterval":25000,"pingTimeout":5000}
      w1 < 4hey
      w1 > 4hello
      w1 > 4world
      w1 > 2
      w1 < 3
      w1 > 1`,
    packets: [
      '< open {"sid":"lv_VI97HAXpY6yYWAAAC","pingInterval":25000,"pingTimeout":5000}',
      "< message hey",
      "> message hello",
      "> message world",
      "> ping",
      "< pong",
      "> close",
    ],
  },
  {
    of: "engine.io v4, Handshake, Heartbeat, Upgrade",
    ladder: `
      c1 GET ?EIO=4&transport=polling
      c1 200 0{"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}
      w1 open ?EIO=4&transport=websocket&sid=lv_VI97HAXpY6yYWAAAC
      w1 101
      w1 > 2probe
      w1 < 3probe
      w1 > 5
      w1 < 2
      w1 > 3`,
    packets: [
      '< open {"sid":"lv_VI97HAXpY6yYWAAAC","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}',
      "> ping probe",
      "< pong probe",
      "> upgrade",
      "< ping",
      "> pong",
    ],
  },
  {
    of: "socket.io v4, Sample session",
    ladder: `
      c1 GET ?EIO=3&transport=polling&t=N8hyd6w
      c1 200 96:0${handshake3}2:40
      c2 GET ?EIO=3&transport=polling&t=N8hyd7H&sid=lv_VI97HAXpY6yYWAAAC
      c2 200 16:42["hey","Jude"]
      c3 POST ?EIO=3&transport=polling&t=N8hzxke&sid=lv_VI97HAXpY6yYWAAAC 11:42["hello"]11:42["world"]
      c3 200 ok
      w1 open ?EIO=3&transport=websocket&sid=lv_VI97HAXpY6yYWAAAC
      w1 101
      w1 > 2probe
      w1 < 3probe
      w1 > 5
      w1 > 42["hello"]
      w1 > 42["world"]
      w1 > 40/admin,
      w1 < 40/admin,
      w1 > 42/admin,1["tellme"]
      w1 < 461-/admin,1[${placeholder(0)}]
      w1 < [BAEC]
      w1 > 2
      w1 < 3
      w1 > 1`,
    packets: [
      `< open ${handshake3}`,
      "< CONNECT /",
      '< EVENT / ["hey","Jude"]',
      '> EVENT / ["hello"]',
      '> EVENT / ["world"]',
      "> ping probe",
      "< pong probe",
      "> upgrade",
      '> EVENT / ["hello"]',
      '> EVENT / ["world"]',
      "> CONNECT /admin",
      "< CONNECT /admin",
      '> EVENT /admin 1 ["tellme"]',
      `< message 61-/admin,1[${placeholder(0)}]`,
      '< BINARY_ACK /admin 1 [{"$binary":"AQI="}]',
      "> ping",
      "< pong",
      "> close",
    ],
  },
  {
    of: "socket.io v5, Sample session",
    ladder: `
      c1 GET ?EIO=4&transport=polling&t=N8hyd6w
      c1 200 0${handshake4}
      c2 POST ?EIO=4&transport=polling&t=N8hyd7H&sid=lv_VI97HAXpY6yYWAAAC 40
      c2 200 ok
      c3 GET ?EIO=4&transport=polling&t=N8hyd7H&sid=lv_VI97HAXpY6yYWAAAC
      c3 200 40{"sid":"wZX3oN0bSVIhsaknAAAI"}
      c4 GET ?EIO=4&transport=polling&t=N8hyd7H&sid=lv_VI97HAXpY6yYWAAAC
      c4 200 42["hey","Jude"]
      c5 POST ?EIO=4&transport=polling&t=N8hzxke&sid=lv_VI97HAXpY6yYWAAAC 42["hello"]\\x1e42["world"]
      c5 200 ok
      w1 open ?EIO=4&transport=websocket&sid=lv_VI97HAXpY6yYWAAAC
      w1 101
      w1 > 2probe
      w1 < 3probe
      w1 > 5
      w1 > 42["hello"]
      w1 > 42["world"]
      w1 > 40/admin,
      w1 < 40/admin,{"sid":"-G5j-67EZFp-q59rADQM"}
      w1 > 42/admin,1["tellme"]
      w1 < 461-/admin,1[${placeholder(0)}]
      w1 < [AQI=]
      w1 < 2
      w1 > 3
      w1 > 1`,
    packets: [
      `< open ${handshake4}`,
      "> CONNECT /",
      '< CONNECT / {"sid":"wZX3oN0bSVIhsaknAAAI"}',
      '< EVENT / ["hey","Jude"]',
      '> EVENT / ["hello"]',
      '> EVENT / ["world"]',
      "> ping probe",
      "< pong probe",
      "> upgrade",
      '> EVENT / ["hello"]',
      '> EVENT / ["world"]',
      "> CONNECT /admin",
      '< CONNECT /admin {"sid":"-G5j-67EZFp-q59rADQM"}',
      '> EVENT /admin 1 ["tellme"]',
      `< message 61-/admin,1[${placeholder(0)}]`,
      '< BINARY_ACK /admin 1 [{"$binary":"AQI="}]',
      "< ping",
      "> pong",
      "> close",
    ],
  },
];
