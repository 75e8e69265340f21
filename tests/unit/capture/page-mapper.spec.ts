// Records of documents and reports of the browser, in the orders in which they can arrive.
import { expect, test } from "@playwright/test";
import { PageMapper } from "../../../src/capture/page/mapper.ts";
import type { HandshakeReport, HttpReport } from "../../../src/capture/page/tab-port.ts";
import type { WireEvent } from "../../../src/wire/event.ts";

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

test("a websocket with a sid waits for the answer that announced the sid, for 3 s at most, and is not earlier", () => {
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
});
