// Traces for the growth benchmark: each begins with some events and repeats others, which are alike.

/** @import { WireEvent } from "../../src/wire/event.ts" */

/**
 * @typedef {object} History
 * @property {readonly WireEvent[]} begin
 * @property {(i: number) => WireEvent[]} repeat
 */

const START = 1_795_385_032_186;
/** Milliseconds from one repeat to the next. */
const STEP = 20;
const BASE = "localhost:3000/socket.io/?EIO=4&transport=";

/** @type {(i: number, after?: number) => number} */
const at = (i, after = 0) => START + i * STEP + after;
/** @type {(sid: string) => string} */
const open = (sid) => `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`;
/** @type {(id: string, at: number, query?: string, more?: object) => WireEvent} */
const request = (id, at, query = "", more = {}) => ({
  kind: "http-request",
  at,
  id,
  method: "GET",
  url: `http://${BASE}polling${query}`,
  headers: {},
  part: "engine",
  documentFrame: "main",
  ...more,
});
/** @type {(id: string, at: number, status?: number, headers?: Record<string, string>) => WireEvent} */
const response = (id, at, status = 200, headers = {}) => ({
  kind: "http-response",
  at,
  id,
  status,
  statusText: "",
  headers,
  connection: "1",
  reused: true,
  protocol: "http/1.1",
});
/** @type {(id: string, at: number, text: string) => WireEvent} */
const body = (id, at, text) => ({ kind: "http-body", at, id, body: { text } });
/** @type {(id: string, at: number, direction: "sent" | "received", text: string) => WireEvent} */
const frame = (id, at, direction, text) => ({ kind: "ws-frame", at, id, direction, opcode: 1, body: { text } });
/** @type {(id: string, at: number, base64: string) => WireEvent} */
const binary = (id, at, base64) => ({ kind: "ws-frame", at, id, direction: "received", opcode: 2, body: { base64 } });
/** @type {(id: string, at: number, sid: string) => WireEvent[]} */
const websocket = (id, at, sid) => [
  { kind: "ws-open", at, id, url: `ws://${BASE}websocket`, documentFrame: "main" },
  { kind: "ws-handshake", at: at + 2, id, status: 101, requestHeaders: {}, responseHeaders: {} },
  frame(id, at + 3, "received", open(sid)),
];

const WEBSOCKET = websocket("w", START - 100, "A");
const POLLING = [request("c", START - 100), response("c", START - 90), body("c", START - 89, open("A"))];

/** @type {Readonly<Record<string, History>>} */
export const histories = {
  "plain frames": { begin: WEBSOCKET, repeat: (i) => [frame("w", at(i), "received", `42["tick",${i}]`)] },
  acks: {
    begin: WEBSOCKET,
    repeat: (i) => [frame("w", at(i), "sent", `42${i}["ask",${i}]`), frame("w", at(i, 5), "received", `43${i}[true]`)],
  },
  "open acks": { begin: WEBSOCKET, repeat: (i) => [frame("w", at(i), "sent", `42${i}["ask",${i}]`)] },
  heartbeats: {
    begin: WEBSOCKET,
    repeat: (i) => [frame("w", at(i * 1250), "received", "2"), frame("w", at(i * 1250, 5), "sent", "3")],
  },
  "refused handshakes": {
    begin: [],
    repeat: (i) => [request(`c${i}`, at(i)), response(`c${i}`, at(i, 5), 400), body(`c${i}`, at(i, 6), "no")],
  },
  "redirected handshakes": {
    begin: [],
    repeat: (i) => [
      request(`c${i}`, at(i)),
      response(`c${i}`, at(i, 5), 302, { Location: "/login" }),
      request(`d${i}`, at(i, 6), "", { url: "http://localhost:3000/login", redirectedFrom: `c${i}` }),
      response(`d${i}`, at(i, 7)),
      body(`d${i}`, at(i, 8), "<title>Sign in</title>"),
    ],
  },
  "websockets that are never closed": { begin: [], repeat: (i) => websocket(`w${i}`, at(i), `S${i}`) },
  namespaces: { begin: WEBSOCKET, repeat: (i) => [frame("w", at(i), "sent", `40/${i},`)] },
  attachments: {
    begin: WEBSOCKET,
    repeat: (i) => [frame("w", at(i), "received", `451-["b",{"_placeholder":true,"num":0}]`), binary("w", at(i, 1), "AQID")],
  },
  "bodies out of order": {
    begin: POLLING,
    repeat: (i) => {
      const ids = [`p${i}`, `q${i}`];
      return [
        ...ids.flatMap((id, k) => [request(id, at(i, k), "&sid=A"), response(id, at(i, 2 + k))]),
        ...ids.map((id, k) => body(id, at(i, 5 - k), `42["tick",${i}]`)),
      ];
    },
  },
  "websockets of others": {
    begin: WEBSOCKET,
    repeat: (i) => [{ kind: "ws-open", at: at(i), id: `x${i}`, url: "wss://localhost:3000/hot" }],
  },
  "polls that are never answered": { begin: POLLING, repeat: (i) => [request(`p${i}`, at(i), "&sid=A")] },
  "clients that come and go": {
    begin: [],
    repeat: (i) => [
      ...websocket(`w${i}`, at(i), `S${i}`).map((event) => ({ ...event, documentFrame: `f${i}` })),
      frame(`w${i}`, at(i, 5), "sent", "41"),
      { kind: "ws-close", at: at(i, 6), id: `w${i}`, cause: "reported" },
    ],
  },
};
