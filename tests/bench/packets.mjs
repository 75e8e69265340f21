// The packets that benchmarks read. They are the same in each run.

/** @import { WireEvent } from "../../src/wire/event.ts" */

/** How many distinct texts there are. */
export const POOL = 512;
const START = 1_795_385_032_186.549;
export const HEADER = /** @type {const} */ ({
  format: "lifeline-trace",
  version: 1,
  source: "bench",
  createdAt: "2026-11-22T14:02:11.204Z",
});

/** Distinct ASCII messages of exactly `bytes` bytes, like those of a chat or a ticker. @type {(bytes: number) => string[]} */
export function messages(bytes) {
  return Array.from({ length: POOL }, (_, i) => {
    /** @type {{ id: number, user: string, text: string, rows?: object[] }} */
    const data = { id: 100_000 + i, user: `u${i % 10}`, text: "" };
    const text = () => `42${JSON.stringify(["message", data])}`;
    while (text().length < bytes - 100) data.rows = [...(data.rows ?? []), { n: i, price: 101.25 + i, side: "buy", ok: true }];
    data.text = "lorem ipsum ".repeat(20).slice(0, bytes - text().length);
    return flat(text());
  });
}

/** Makes one flat string, as a parser would. @type {(text: string) => string} */
export const flat = (text) => JSON.parse(JSON.stringify(text));

/** Time of packet `i`, with microseconds, as browsers report them. @type {(i: number) => number} */
export const timeOf = (i) => Math.round((START + i * 0.1371) * 1000) / 1000;

/** The websocket that carries the packets. @type {(eio: 3 | 4) => import("../../src/wire/event.ts").WsOpen} */
export const websocket = (eio) => ({
  kind: "ws-open",
  at: START - 1,
  id: "7",
  url: `ws://localhost:3000/socket.io/?EIO=${eio}&transport=websocket`,
});

/** @type {(i: number, text: string, direction?: "sent" | "received") => import("../../src/wire/event.ts").WsFrame} */
export const frame = (i, text, direction = "received") => ({
  kind: "ws-frame",
  at: timeOf(i),
  id: "7",
  direction,
  opcode: 1,
  body: { text },
});

/** How a session begins on the websocket: its handshake, and CONNECT. @type {(eio: 3 | 4) => import("../../src/wire/event.ts").WireEvent[]} */
export const opening = (eio) => [
  websocket(eio),
  { kind: "ws-handshake", at: START - 1, id: "7", status: 101, requestHeaders: {}, responseHeaders: {} },
  frame(-3, `0${JSON.stringify({ sid: "abc", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 })}`),
  ...(eio === 4 ? [frame(-2, "40", "sent"), frame(-1, '40{"sid":"def"}')] : [frame(-1, "40")]),
];

/** Numbers from 0 to 1 that are the same in each run (mulberry32, https://github.com/bryc/code/blob/master/jshash/PRNGs.md). @type {(seed: number) => () => number} */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const CLIENTS = 24;
const NAMESPACES = ["", "", "/chat,", "/admin,", "/rooms/42,"];
const WORDS = ["lorem", "ipsum", "dolor", "sit", "amet", "“quoted”", "日本語", "emoji 😀", "path\\to\\file", '{"nested":true}'];

/** @typedef {{ id: string, sid: string, readonly frame: string, readonly polls: boolean, acks: number }} Client */

/**
 * A trace as a busy application makes it, of about `count` packets: two dozen clients, every eighth of which polls, and whose bodies are reported
 * out of order; three namespaces beside the main one; acks in a third of the events; one payload in 50 with 1 to 10 kB and one in 2,000 with 100
 * kB; attachments; runs of heartbeats, which fold; and storms, in which all clients lose their connection and are refused twice.
 * @type {(count: number, seed?: number) => Generator<WireEvent>}
 */
export function* mixed(count, seed = 1) {
  const next = random(seed);
  const below = (/** @type {number} */ most) => Math.floor(next() * most);
  let now = START;
  let ids = 0;
  let packets = 0;
  const at = () => (now = Math.round((now + next() * 2) * 1000) / 1000);
  /** @type {(client: Client, direction: "sent" | "received", text: string) => import("../../src/wire/event.ts").WsFrame} */
  const frame = ({ id }, direction, text) => {
    packets++;
    return { kind: "ws-frame", at: at(), id, direction, opcode: 1, body: { text } };
  };
  const text = () => {
    const kind = next();
    const words = kind < 0.0005 ? 15_000 : kind < 0.02 ? 150 + below(1400) : 1 + below(12);
    return Array.from({ length: words }, () => WORDS[below(WORDS.length)]).join(" ");
  };
  const namespace = () => NAMESPACES[below(NAMESPACES.length)] ?? "";
  const data = () => JSON.stringify([`event ${below(40)}`, { id: below(1e6), text: text() }]);

  /** @type {(client: Client) => Generator<WireEvent>} */
  function* connect(client) {
    client.id = `${++ids}`;
    client.sid = `sid-${ids}`;
    const url = `//localhost:3000/socket.io/?EIO=4&transport=${client.polls ? "polling" : "websocket"}`;
    const open = `0{"sid":"${client.sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`;
    if (client.polls) return yield* poll(client, `http:${url}`, open);
    yield { kind: "ws-open", at: at(), id: client.id, url: `ws:${url}`, documentFrame: client.frame };
    yield { kind: "ws-handshake", at: at(), id: client.id, status: 101, requestHeaders: {}, responseHeaders: { Upgrade: "websocket" } };
    yield frame(client, "received", open);
    for (const nsp of new Set(NAMESPACES)) {
      yield frame(client, "sent", `40${nsp}`);
      yield frame(client, "received", `40${nsp}{"sid":"${client.sid}${nsp}"}`);
    }
  }
  /** @type {(client: Client, url: string, ...bodies: string[]) => Generator<WireEvent>} */
  function* poll(client, url, ...bodies) {
    const asked = bodies.map((text) => ({ id: `${++ids}`, text }));
    for (const { id } of asked) {
      yield { kind: "http-request", at: at(), id, method: "GET", url, headers: {}, part: "engine", documentFrame: client.frame };
      yield { kind: "http-response", at: at(), id, status: 200, statusText: "OK", headers: {} };
    }
    for (const { id, text } of asked.reverse()) {
      packets += text.split("\x1e").length;
      yield { kind: "http-body", at: at(), id, body: { text } };
    }
  }
  /** @type {(client: Client) => Generator<WireEvent>} */
  function* talk(client) {
    const kind = next();
    if (client.polls) {
      const bodies = Array.from({ length: 2 }, () => Array.from({ length: 1 + below(5) }, () => `42${data()}`).join("\x1e"));
      yield* poll(client, `http://localhost:3000/socket.io/?EIO=4&transport=polling&sid=${client.sid}`, ...bodies);
    } else if (kind < 0.004) {
      for (let i = 0; i < 30; i++) {
        yield frame(client, "received", "2");
        yield frame(client, "sent", "3");
      }
    } else if (kind < 0.03) {
      yield frame(client, "received", `451-${namespace()}["file",{"_placeholder":true,"num":0}]`);
      yield { ...frame(client, "received", ""), opcode: 2, body: { base64: btoa(text().replace(/[^\0-\x7f]/g, "?")) } };
    } else if (kind < 0.35) {
      const nsp = namespace();
      yield frame(client, "sent", `42${nsp}${++client.acks}${data()}`);
      yield frame(client, "received", `43${nsp}${client.acks}[true]`);
    } else yield frame(client, next() < 0.3 ? "sent" : "received", `42${namespace()}${data()}`);
  }
  /** @type {(client: Client) => Generator<WireEvent>} */
  function* reconnect(client) {
    if (!client.polls) yield { kind: "ws-close", at: at(), id: client.id, code: 1006, reason: "", clean: false, cause: "reported" };
    for (let i = 0; i < 2; i++) {
      const id = `${++ids}`;
      const url = "http://localhost:3000/socket.io/?EIO=4&transport=polling";
      yield { kind: "http-request", at: at(), id, method: "GET", url, headers: {}, part: "engine", documentFrame: client.frame };
      yield { kind: "http-failed", at: at(), id, reason: "net::ERR_CONNECTION_REFUSED", canceled: false };
    }
    yield* connect(client);
  }

  const clients = Array.from({ length: CLIENTS }, (_, i) => ({ id: "", sid: "", frame: `f${i % 6}`, polls: i % 8 === 7, acks: 0 }));
  for (const client of clients) yield* connect(client);
  while (packets < count) {
    const talking = next() < 0.0001 ? undefined : clients[below(CLIENTS)];
    if (talking) yield* talk(talking);
    else for (const client of clients) yield* reconnect(client);
  }
}
