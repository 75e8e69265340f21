// The packets that benchmarks read. They are the same in each run.

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
