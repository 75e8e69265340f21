// Records of documents and reports of the browser, in the orders in which they can arrive.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "@playwright/test";
import { PageMapper } from "../../../src/capture/page/mapper.ts";
import { type PageRecord, relayMessage } from "../../../src/capture/page/records.ts";
import type { HandshakeReport, HttpReport } from "../../../src/capture/page/tab-port.ts";
import type { WireEvent } from "../../../src/wire/event.ts";

setFlagsFromString("--expose-gc");
const gc: () => void = runInNewContext("gc");
const ENGINE = "ws://localhost/socket.io/?EIO=4&transport=websocket";

function mapped() {
  const told: WireEvent[] = [];
  let ids = 0;
  const mapper = new PageMapper({ event: (event) => told.push(event) }, { newId: () => `${++ids}`, holdMs: 300, hasLog: false });
  const hello = (document: string, url: string) => ({ document, url, parentFrame: 0 });
  const words = () =>
    told.map((event) => {
      if (event.kind === "context") return `${event.documentFrame} ${event.state} ${event.url}`;
      return `${event.kind} ${"id" in event ? event.id : ""}`;
    });
  return { mapper, hello, words, told };
}

test("an empty iframe has a context only once it opens a websocket", () => {
  const { mapper, hello, words } = mapped();
  mapper.hello(hello("a", "about:blank"), 1, 10);
  mapper.hello(hello("b", "about:blank"), 2, 10);
  mapper.records("b", [{ n: 1, at: 20, kind: "open", socket: 1, url: ENGINE }]);
  mapper.gone("a", 30);
  mapper.gone("b", 30);
  mapper.end();
  expect(words()).toEqual(["frame-2 appeared about:blank", "ws-open 1", "ws-close 1", "frame-2 gone about:blank"]);
});

test("a document that comes back before its leaving was released appears again", () => {
  const { mapper, hello, words } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 10);
  mapper.gone("a", 20);
  mapper.hello(hello("a", "http://a/"), 1, 30);
  mapper.release(1000);
  mapper.records("a", [{ n: 1, at: 1010, kind: "open", socket: 1, url: ENGINE }]);
  mapper.gone("a", 1020);
  mapper.end();
  expect(words()).toEqual([
    "frame-1 appeared http://a/",
    "frame-1 gone http://a/",
    "frame-1 appeared http://a/",
    "ws-open 1",
    "ws-close 1",
    "frame-1 gone http://a/",
  ]);
});

test("documents that announce themselves to a new background do not appear twice", () => {
  const { mapper, hello, words } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 10);
  mapper.records("a", [{ n: 1, at: 20, kind: "open", socket: 1, url: ENGINE }]);
  mapper.hello(hello("a", "http://a/"), 1, 30);
  mapper.records("a", [{ n: 5, at: 40, kind: "found", socket: 1, url: ENGINE, readyState: 1, protocol: "", extensions: "" }]);
  mapper.records("a", [{ n: 6, at: 50, kind: "frame", socket: 1, direction: "received", opcode: 1, body: { text: "2" } }]);
  mapper.gone("a", 60);
  mapper.end();
  expect(words()).toEqual(["frame-1 appeared http://a/", "ws-open 1", "ws-frame 1", "ws-close 1", "frame-1 gone http://a/"]);
});

const handshake = (frame: number, at: number): HandshakeReport => ({
  kind: "handshake",
  frame,
  id: `${at}`,
  url: ENGINE,
  openedAt: at,
  at: at + 1,
  status: 101,
  requestHeaders: {},
  responseHeaders: {},
});

test("a handshake belongs to the page that opens the socket within 3 s, else to a worker", () => {
  const { mapper, hello, words } = mapped();
  mapper.report(handshake(1, 10), 11);
  mapper.release(1000);
  mapper.hello(hello("a", "http://a/"), 1, 1000);
  mapper.records("a", [{ n: 1, at: 9, kind: "open", socket: 1, url: ENGINE }]);
  mapper.release(2000);
  expect(words()).toEqual(["ws-open 1", "ws-handshake 1", "frame-1 appeared http://a/"]);

  mapper.report(handshake(1, 2000), 2001);
  mapper.release(5000);
  expect(words().slice(3)).toEqual([]);
  mapper.release(6000);
  expect(words().slice(3)).toEqual(["ws-open 2", "ws-handshake 2", "gap "]);
});

/** A websocket that its page opens at `from` and closes at `to`, before the browser reports its handshake. */
const refusedEarly = (n: number, from: number, to: number, url = ENGINE) =>
  [
    { n, at: from, kind: "open", socket: n, url },
    { n: n + 1, at: to - 1, kind: "closing", socket: n },
    { n: n + 2, at: to, kind: "error", socket: n },
    { n: n + 3, at: to, kind: "close", socket: n, code: 1006, reason: "", clean: false },
  ] as const;
const CLOSED = ["ws-open 1", "ws-closing 1", "ws-error 1", "ws-close 1"];

test("a handshake that the browser stamps a moment after the page closed the websocket comes before the end, with the end's time", () => {
  const { mapper, hello, words, told } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 0);
  mapper.records("a", refusedEarly(1, 100, 114));
  mapper.report({ ...handshake(1, 101), at: 120, status: 400 }, 121);
  mapper.release(10_000);
  expect(words().slice(1)).toEqual([...CLOSED.slice(0, 2), "ws-handshake 1", ...CLOSED.slice(2)]);
  expect(told[3]).toMatchObject({ at: 114, status: 400 });
});

test("a handshake that is reported when its websocket's end was emitted is that websocket's, and no worker's", () => {
  const { mapper, hello, words } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 0);
  mapper.records("a", refusedEarly(1, 100, 112));
  mapper.records("a", refusedEarly(5, 200, 9000));
  mapper.release(600);
  mapper.report({ ...handshake(1, 101), at: 850, status: 400 }, 851);
  mapper.release(1200);
  expect(words().slice(1)).toEqual([...CLOSED, "ws-open 2", "ws-handshake 1"]);
  mapper.report({ ...handshake(1, 201), at: 1250 }, 1251);
  mapper.release(8000);
  expect(words().slice(7)).toEqual(["ws-handshake 2"]);
});

test("a handshake that is reported after its page was left is that page's websocket's, before or after the websocket's end", () => {
  for (const [at, expected] of [
    [40, ["ws-open 1", "ws-handshake 1", "ws-close 1", "frame-1 gone http://a/"]],
    [900, ["ws-open 1", "ws-close 1", "frame-1 gone http://a/", "ws-handshake 1"]],
  ] as const) {
    const { mapper, hello, words } = mapped();
    mapper.hello(hello("a", "http://a/"), 1, 0);
    mapper.records("a", [{ n: 1, at: 20, kind: "open", socket: 1, url: ENGINE }]);
    mapper.gone("a", 30);
    if (at > 300) mapper.release(500);
    mapper.report({ ...handshake(1, 22), at }, at + 1);
    mapper.release(10_000);
    expect(words().slice(1)).toEqual(expected);
  }
});

test("a worker's handshake stays a worker's beside a websocket with its URL that a page closed before", () => {
  const { mapper, hello, words } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 0);
  mapper.records("a", refusedEarly(1, 100, 112));
  mapper.report(handshake(1, 150), 151);
  mapper.release(10_000);
  expect(words().slice(1)).toEqual([...CLOSED, "ws-open 2", "ws-handshake 2", "gap "]);
});

test("a late report delays the release of later ones, and the delay decays", () => {
  const { mapper, words } = mapped();
  const request = { kind: "http-request", method: "GET", url: "http://a/", headers: {}, part: "page" } as const;
  mapper.report({ kind: "http", frame: 1, event: { ...request, id: "x", at: 0 } }, 1000);
  mapper.release(1500);
  expect(words()).toEqual([]);
  mapper.release(2000);
  expect(words()).toEqual(["http-request 1"]);
  for (let i = 0; i < 50; i++) mapper.report({ kind: "http", frame: 1, event: { ...request, id: `${i}`, at: 2000 } }, 2000);
  mapper.release(2300);
  expect(words()).toHaveLength(51);
});

test("a websocket with a sid waits for the answer that announced the sid and for its own request, for 3 s at most, and is not earlier", () => {
  const { mapper, hello, words, told } = mapped();
  const asked = { kind: "http-request", method: "GET", headers: {}, part: "engine", url: "http://a/?EIO=4&transport=polling" } as const;
  const http = (event: HttpReport["event"], now: number) => mapper.report({ kind: "http", frame: 1, event }, now);
  const open = (n: number, at: number) =>
    mapper.records("a", [{ n, at, kind: "open", socket: n, url: `ws://a/?EIO=4&transport=websocket&sid=S${n}` }]);
  mapper.hello(hello("a", "http://a/"), 1, 0);
  http({ ...asked, id: "x", at: 10 }, 11);
  open(1, 50);
  mapper.records("a", [{ n: 2, at: 50, kind: "closing", socket: 1 }]);
  mapper.release(1500);
  expect(words()).toEqual(["frame-1 appeared http://a/", "http-request 1"]);
  http({ kind: "http-body", id: "x", at: 51, body: { text: '0{"sid":"S1"}' } }, 1500);
  mapper.release(5000);
  expect(words().slice(2)).toEqual(["http-body 1", "ws-open 2", "ws-closing 2"]);
  expect(told[3]?.at).toBe(51);

  open(2, 6010);
  mapper.release(9009);
  expect(words().slice(5)).toEqual([]);
  mapper.release(9010);
  expect(words().slice(5)).toEqual(["ws-open 3"]);

  http({ ...asked, id: "y", at: 10_000 }, 10_000);
  http({ kind: "http-body", id: "y", at: 10_005, body: { text: '0{"sid":"S3"}' } }, 10_010);
  open(3, 10_020);
  mapper.release(12_900);
  expect(words().slice(6)).toEqual(["http-request 4", "http-body 4"]);
  mapper.report({ kind: "asked", url: "ws://a/?EIO=4&transport=websocket&sid=S3", at: 10_030 }, 10_100);
  mapper.release(12_900);
  expect(words().slice(8)).toEqual(["ws-open 5"]);
});

test("a page goes after all that it has told, also when its clock is ahead", () => {
  const { mapper, hello, words } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 10);
  mapper.records("a", [
    { n: 1, at: 20, kind: "open", socket: 1, url: ENGINE },
    { n: 2, at: 45, kind: "frame", socket: 1, direction: "sent", opcode: 1, body: { text: "1" } },
  ]);
  mapper.gone("a", 30);
  mapper.end();
  expect(words().slice(1)).toEqual(["ws-open 1", "ws-frame 1", "ws-close 1", "frame-1 gone http://a/"]);
});

test("a page that makes up times is gone all the same", () => {
  const { mapper, hello, words } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 10);
  mapper.records("a", [{ n: 1, at: 9e12, kind: "open", socket: 1, url: ENGINE }]);
  mapper.gone("a", 30);
  mapper.release(10_000);
  expect(words()).toEqual(["frame-1 appeared http://a/", "frame-1 gone http://a/"]);
});

test("a websocket that is moved behind the answer with its sid comes before its own records of that time, whichever came first", () => {
  const { mapper, hello, words } = mapped();
  const asked = { kind: "http-request", method: "GET", headers: {}, part: "engine", url: "http://a/?EIO=4&transport=polling" } as const;
  mapper.hello(hello("a", "http://a/"), 1, 0);
  mapper.report({ kind: "http", frame: 1, event: { ...asked, id: "x", at: 10 } }, 10);
  mapper.records("a", [
    { n: 1, at: 50, kind: "open", socket: 1, url: "ws://a/?EIO=4&transport=websocket&sid=S" },
    { n: 2, at: 51, kind: "closing", socket: 1 },
  ]);
  mapper.report({ kind: "http", frame: 1, event: { kind: "http-body", id: "x", at: 51, body: { text: '0{"sid":"S"}' } } }, 51);
  mapper.end();
  expect(words().slice(1)).toEqual(["http-request 1", "http-body 1", "ws-open 2", "ws-closing 2"]);
});

test("a websocket that was taken for a worker's, because its page told of it so late, goes on as the page's", () => {
  const { mapper, hello, words } = mapped();
  mapper.report(handshake(1, 10), 11);
  mapper.release(5000);
  expect(words()).toEqual(["ws-open 1", "ws-handshake 1", "gap "]);
  mapper.hello(hello("a", "http://a/"), 1, 5);
  mapper.records("a", [
    { n: 1, at: 9, kind: "open", socket: 1, url: ENGINE },
    { n: 2, at: 12, kind: "opened", socket: 1, protocol: "", extensions: "" },
    { n: 3, at: 13, kind: "frame", socket: 1, direction: "received", opcode: 1, body: { text: "2" } },
    // The next one is of the page only.
    { n: 4, at: 4000, kind: "open", socket: 2, url: ENGINE },
  ]);
  mapper.end();
  expect(words().slice(3)).toEqual(["frame-1 appeared http://a/", "ws-frame 1", "ws-open 2"]);
});

/** Bytes that are held for each packet that is kept of many batches, in which `others` frames of another websocket are beside each. */
function heldByPacket(others: number): number {
  const { mapper, hello, told } = mapped();
  mapper.hello(hello("a", "http://a/"), 1, 0);
  let n = 0;
  const json = (record: object) => `${JSON.stringify({ n: ++n, at: 1, ...record })}\x1e`;
  const frame = (socket: number, text: string) => `rt,${++n},1,${socket},${text.length}:${text}`;
  const records = (batch: string) => mapper.records("a", relayMessage({ records: [batch] }) as readonly PageRecord[]);
  records(json({ kind: "open", socket: 1, url: ENGINE }) + json({ kind: "open", socket: 2, url: "ws://localhost/prices" }));
  records(frame(2, "price"));
  mapper.release(1000);
  gc();
  const before = process.memoryUsage().heapUsed;
  const PACKETS = 100;
  for (let packet = 0; packet < PACKETS; packet++) {
    const prices = Array.from({ length: others }, (_, i) => frame(2, `a price of more than a few characters ${packet} ${i}`));
    records([frame(1, `42["a packet that is kept",${packet}]`), ...prices].join(""));
    mapper.release(1000);
  }
  gc();
  const held = (process.memoryUsage().heapUsed - before) / PACKETS;
  expect(told.filter(({ kind }) => kind === "ws-frame")).toHaveLength(PACKETS);
  return held;
}

test("a packet does not keep the other texts in memory that came in its batch", () => {
  heldByPacket(10);
  // A batch has 70,000 characters.
  expect(heldByPacket(1_000)).toBeLessThan(20_000);
});
