// Traces for the growth benchmark and the unit tests of growth: each begins with some events and repeats others, which are alike.

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

/** @type {(documentFrame: string, at: number, type: "page" | "iframe" | "worker", state?: "appeared" | "navigated" | "gone") => WireEvent} */
const context = (documentFrame, at, type, state = "appeared") => ({
  kind: "context",
  at,
  documentFrame,
  type,
  url: "http://localhost:3000/",
  ...(type !== "page" && { parent: "main" }),
  state,
});
/** @type {(at: number, reason?: "clock-jumped" | "not-recording" | "cleared") => WireEvent} */
const gap = (at, reason = "not-recording") => ({ kind: "gap", at, until: at + 1, reason });
/** @type {(id: string, at: number) => WireEvent} */
const close = (id, at) => ({ kind: "ws-close", at, id, cause: "reported" });
/** A document, a script and the like, by a connection of its own. @type {(i: number, at: number) => WireEvent[]} */
const script = (i, at) => [
  request(`s${i}`, at, "", { part: "script", url: `http://localhost:3000/${i}.js` }),
  { ...response(`s${i}`, at + 3), connection: `${1000 + i}`, reused: false },
  body(`s${i}`, at + 4, "//"),
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
  "polls that are answered": {
    begin: POLLING,
    repeat: (i) => [request(`p${i}`, at(i), "&sid=A"), response(`p${i}`, at(i, 5)), body(`p${i}`, at(i, 6), `42["tick",${i}]`)],
  },
  "polls with answers that were not recorded": {
    begin: POLLING,
    repeat: (i) => [
      request(`p${i}`, at(i), "&sid=A"),
      response(`p${i}`, at(i, 5)),
      { kind: "http-body", at: at(i, 6), id: `p${i}`, body: { omitted: "failed" } },
    ],
  },
  "bodies that are reported late": {
    begin: POLLING,
    repeat: (i) => [
      request(`p${i}`, at(i), "&sid=A"),
      response(`p${i}`, at(i, 5)),
      ...(i < 10 ? [] : [body(`p${i - 10}`, at(i, 6), `42["tick",${i - 10}]`)]),
    ],
  },
  "packets received that are reported late": {
    begin: WEBSOCKET,
    repeat: (i) => [
      frame("w", at(i), "sent", `42["tick",${i}]`),
      ...(i < 50 ? [] : [frame("w", at(i - 50, 1), "received", `42["tock",${i}]`)]),
    ],
  },
  "acks out of order": {
    begin: WEBSOCKET,
    repeat: (i) => [
      frame("w", at(i), "sent", `42${i}["ask",${i}]`),
      ...(i < 50 ? [] : [frame("w", at(i, 5), "received", `43${i - 50 + (i % 2 === 0 ? 1 : -1)}[true]`)]),
    ],
  },
  "event names": { begin: WEBSOCKET, repeat: (i) => [frame("w", at(i), "received", `42["tick-${i}",${i}]`)] },
  "namespaces that are refused": {
    begin: WEBSOCKET,
    repeat: (i) => [frame("w", at(i), "sent", `40/${i},`), frame("w", at(i, 5), "received", `44/${i},{"message":"no"}`)],
  },
  "namespaces that are left with open acks": {
    begin: WEBSOCKET,
    repeat: (i) => [
      frame("w", at(i), "sent", `40/${i},`),
      frame("w", at(i, 2), "received", `40/${i},{"sid":"s${i}"}`),
      frame("w", at(i, 5), "sent", `42/${i},1["ask"]`),
      frame("w", at(i, 6), "sent", `41/${i},`),
    ],
  },
  "namespaces beside one that is left again and again": {
    begin: WEBSOCKET,
    repeat: (i) => [
      frame("w", at(i), "sent", `40/${i},`),
      frame("w", at(i, 2), "received", `40/${i},{"sid":"s${i}"}`),
      frame("w", at(i, 4), "sent", `42/${i},1["ask"]`),
      ...(i % 2 === 0 ? [frame("w", at(i, 6), "received", `43/${i},1[true]`)] : []),
      frame("w", at(i, 7), "sent", "40/chat,"),
      frame("w", at(i, 8), "sent", "41/chat,"),
    ],
  },
  silences: {
    begin: WEBSOCKET,
    repeat: (i) => [
      frame("w", at(i * 3000), "received", "2"),
      frame("w", at(i * 3000, 5), "sent", "3"),
      frame("w", at(i * 3000, 45_000), "received", `42["late",${i}]`),
    ],
  },
  "sessions that are given up in silence": {
    begin: [],
    repeat: (i) => [...websocket(`w${i}`, at(i * 5000), `S${i}`), close(`w${i}`, at(i * 5000, 60_000))],
  },
  "attempts between sessions": {
    begin: [],
    repeat: (i) =>
      i % 10 === 0
        ? [...websocket(`w${i}`, at(i), `S${i}`), close(`w${i}`, at(i, 9))]
        : [
            { kind: "ws-open", at: at(i), id: `w${i}`, url: `ws://${BASE}websocket`, documentFrame: "main" },
            { kind: "ws-error", at: at(i, 2), id: `w${i}`, message: "net::ERR_CONNECTION_REFUSED" },
            close(`w${i}`, at(i, 3)),
          ],
  },
  "handshakes at one moment": {
    begin: [],
    repeat: (i) => [request(`c${i}`, START), response(`c${i}`, START), body(`c${i}`, START, open(`S${i}`))],
  },
  "frames at one moment": { begin: WEBSOCKET, repeat: (i) => [frame("w", START, "received", `42["tick",${i}]`)] },
  gaps: { begin: WEBSOCKET, repeat: (i) => [gap(at(i)), frame("w", at(i, 5), "received", `42["tick",${i}]`)] },
  "gaps beside open sessions": { begin: [], repeat: (i) => [...websocket(`w${i}`, at(i), `S${i}`), gap(at(i, 5), "clock-jumped")] },
  "gaps between packets of many sessions": {
    begin: [],
    repeat: (i) => [
      ...websocket(`w${i}`, at(i), `S${i}`).map((event) => ({ ...event, documentFrame: `f${i}` })),
      gap(at(i, 5), i % 2 === 0 ? "clock-jumped" : "not-recording"),
      frame(`w${i >> 1}`, at(i, 7), "received", `42["tick",${i}]`),
    ],
  },
  "clearings beside open sessions": {
    begin: [],
    repeat: (i) => [...websocket(`w${i}`, at(i), `S${i}`).map((event) => ({ ...event, documentFrame: `f${i}` })), gap(at(i, 5), "cleared")],
  },
  notes: { begin: WEBSOCKET, repeat: (i) => [{ kind: "note", at: at(i), what: i % 2 === 0 ? "hidden" : "shown" }] },
  "clearings of the trace": {
    begin: [],
    repeat: (i) => [...websocket(`w${i}`, at(i), `S${i}`), close(`w${i}`, at(i, 5)), gap(at(i, 6), "cleared")],
  },
  "iframes that come and go": {
    begin: [context("main", START - 200, "page")],
    repeat: (i) => [
      context(`f${i}`, at(i), "iframe"),
      ...websocket(`w${i}`, at(i), `S${i}`).map((event) => ({ ...event, documentFrame: `f${i}` })),
      context(`f${i}`, at(i, 9), "iframe", "gone"),
    ],
  },
  "pages with iframes that are not reported gone": {
    begin: [context("main", START - 200, "page"), ...WEBSOCKET],
    repeat: (i) => [context(`f${i}`, at(i), "iframe"), context("main", at(i, 5), "page", "navigated")],
  },
  "workers that crash": {
    begin: [context("main", START - 200, "page"), ...WEBSOCKET],
    repeat: (i) => [
      context(`f${i}`, at(i), "worker"),
      { kind: "note", at: at(i, 5), what: "crashed", documentFrame: `f${i}`, text: "http://localhost:3000/" },
    ],
  },
  "sessions in parallel": {
    begin: [],
    repeat: (i) => [
      ...websocket(`w${i}`, at(i), `S${i}`).map((event) => ({ ...event, documentFrame: `f${i}` })),
      frame(`w${i >> 1}`, at(i, 4), "received", `42["tick",${i}]`),
      frame(`w${(i * 7919) % (i + 1)}`, at(i, 5), "received", `42["tick",${i}]`),
    ],
  },
  "sessions that go on after the next one began": {
    begin: [],
    repeat: (i) => [
      request(`c${i}`, at(i * 100)),
      ...(i === 0 ? [] : [response(`c${i - 1}`, at(i * 100, 5)), body(`c${i - 1}`, at(i * 100, 5), open(`S${i - 1}`))]),
      ...(i === 0 ? [] : [request(`p${i - 1}`, at(i * 100, 7), `&sid=S${i - 1}`)]),
    ],
  },
  "one sid in many documents": {
    begin: [],
    repeat: (i) => websocket(`w${i}`, at(i), "A").map((event) => ({ ...event, documentFrame: `f${i}` })),
  },
  "unknown sids beside handshakes under way": {
    begin: [],
    repeat: (i) => [
      request(`c${i}`, at(i), "", { documentFrame: `f${i}` }),
      request(`d${i}`, at(i, 2), `&sid=x${i}`, { documentFrame: "g" }),
    ],
  },
  "scripts by connections of their own": { begin: WEBSOCKET, repeat: (i) => script(i, at(i)) },
  "polls that turn out to be on another connection": {
    begin: [],
    repeat: (i) => [
      request(`s${i}`, at(i), "", { part: "script", url: `http://localhost:3000/${i}.js` }),
      response(`s${i}`, at(i, 3)),
      body(`s${i}`, at(i, 4), "//"),
      request(`p${i}`, at(i, 5), "&sid=A"),
      { ...response(`p${i}`, at(i, 6)), connection: "2" },
      body(`p${i}`, at(i, 7), "6"),
    ],
  },
  "requests that are reported in reverse order": {
    begin: [],
    repeat: (i) => script(0, at(-i)).map((event) => ("id" in event ? { ...event, id: `s${i}` } : event)),
  },
  "scripts between packets": {
    begin: WEBSOCKET,
    repeat: (i) => [...script(i, at(i)), frame("w", at(i, 5), "received", `42["tick",${i}]`)],
  },
  "websockets found open": { begin: [], repeat: (i) => [frame(`u${i}`, at(i), "received", `42["tick",${i}]`)] },
  "upgrades that fail": {
    begin: [],
    repeat: (i) => [
      request(`c${i}`, at(i)),
      response(`c${i}`, at(i, 1)),
      body(`c${i}`, at(i, 2), open(`S${i}`).replace("[]", '["websocket"]')),
      request(`p${i}`, at(i, 3), `&sid=S${i}`),
      { kind: "ws-open", at: at(i, 3), id: `w${i}`, url: `ws://${BASE}websocket&sid=S${i}`, documentFrame: "main" },
      close(`w${i}`, at(i, 5)),
      response(`p${i}`, at(i, 6)),
      body(`p${i}`, at(i, 6), "1"),
    ],
  },
  "clients that come and go": {
    begin: [],
    repeat: (i) => [
      ...websocket(`w${i}`, at(i), `S${i}`).map((event) => ({ ...event, documentFrame: `f${i}` })),
      frame(`w${i}`, at(i, 5), "sent", "41"),
      close(`w${i}`, at(i, 6)),
    ],
  },
};
