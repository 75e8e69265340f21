import { expect, test } from "@playwright/test";
import { ENGINE_WS, EPOCH_S, frame, handshake, last, navigated, openSocket, PAGE, recorder, request, response, settle } from "./support.ts";

const at = (seconds: number) => (EPOCH_S + seconds) * 1000;

test("a socket has its open, handshake, frames and close", () => {
  const { push, events } = recorder();
  const callFrames = [
    { url: "", lineNumber: 0, columnNumber: 0 },
    { url: "http://a.test/io.js", lineNumber: 9, columnNumber: 4 },
  ];
  push("Page.frameNavigated", navigated(PAGE, "loader"));
  push("Network.webSocketCreated", { requestId: "w", url: ENGINE_WS, initiator: { type: "script", stack: { callFrames } } });
  expect(events).toHaveLength(1);
  push("Network.webSocketWillSendHandshakeRequest", handshake("w", 1));
  const response = { status: 101, statusText: "", headers: { Upgrade: "websocket" }, requestHeaders: { Cookie: "a" } };
  push("Network.webSocketHandshakeResponseReceived", { requestId: "w", timestamp: 2, response });
  push("Network.webSocketFrameSent", frame("w", 3, "2probe"));
  push("Network.webSocketFrameReceived", frame("w", 4, "AAE=", 2));
  push("Network.webSocketClosed", { requestId: "w", timestamp: 5 });
  expect(events.slice(1)).toEqual([
    { kind: "ws-open", at: at(1), id: "1", url: ENGINE_WS, documentFrame: "main", initiator: "http://a.test/io.js:10:5" },
    { kind: "ws-handshake", at: at(2), id: "1", status: 101, requestHeaders: { Cookie: "a" }, responseHeaders: { Upgrade: "websocket" } },
    { kind: "ws-frame", at: at(3), id: "1", direction: "sent", opcode: 1, body: { text: "2probe" } },
    { kind: "ws-frame", at: at(4), id: "1", direction: "received", opcode: 2, body: { base64: "AAE=" } },
    { kind: "ws-close", at: at(5), id: "1", cause: "reported" },
  ]);
});

test("a socket was opened before the request that the page sent next, though its own request reaches the browser later", () => {
  const { push, events, mapper } = recorder();
  push("Network.webSocketCreated", { requestId: "w", url: ENGINE_WS });
  push("Network.requestWillBeSent", request("p", 1, { type: "Preflight", method: "OPTIONS" }));
  push("Network.requestWillBeSent", request("r", 2));
  push("Network.webSocketWillSendHandshakeRequest", handshake("w", 3));
  push("Network.requestWillBeSent", request("s", 4));
  settle(mapper);
  expect(events.map((event) => `${event.kind} ${event.at - at(0)}`)).toEqual([
    "http-request 1000",
    "ws-open 2000",
    "http-request 2000",
    "http-request 4000",
  ]);
});

test("a close frame, where one is reported, shows which side closed first, with its code and reason", () => {
  const closed = (...directions: readonly ("Sent" | "Received")[]) => {
    const { push, events } = recorder();
    openSocket({ push }, "w", 1);
    const before = events.length;
    // 03 E8 is 1000.
    for (const direction of directions)
      push(`Network.webSocketFrame${direction}`, frame("w", 2, Buffer.from("\x03\xe8bye", "latin1").toString("base64"), 8));
    push("Network.webSocketClosed", { requestId: "w", timestamp: 3 });
    return events.slice(before);
  };
  const close = { kind: "ws-close", at: at(3), id: "1", code: 1000, reason: "bye", cause: "reported" };
  expect(closed("Received", "Sent")).toEqual([close]);
  expect(closed("Sent", "Received")).toEqual([{ kind: "ws-closing", at: at(2), id: "1", code: 1000, reason: "bye" }, close]);
  const { push, events } = recorder();
  openSocket({ push }, "w", 1);
  push("Network.webSocketFrameReceived", frame("w", 2, "", 8));
  push("Network.webSocketClosed", { requestId: "w", timestamp: 3 });
  expect(events.at(-1)).toEqual({ kind: "ws-close", at: at(3), id: "1", code: 1005, cause: "reported" });
});

test("a sent binary message without content is not reported, because it may be a Blob", () => {
  const { push, events } = recorder();
  openSocket({ push }, "w", 1);
  push("Network.webSocketFrameSent", frame("w", 2, "", 2));
  push("Network.webSocketFrameSent", frame("w", 2, "", 1));
  push("Network.webSocketFrameReceived", frame("w", 2, "", 2));
  expect(events.filter((event) => event.kind === "ws-frame").map(({ body }) => body)).toEqual([
    { omitted: "not-reported" },
    { text: "" },
    { text: "" },
  ]);
});

test("a page left before its successor's requests, although the event that reports it arrives later than they began", () => {
  let clock = 0;
  const { push, events, mapper } = recorder({ now: () => at(clock) });
  push("Page.frameNavigated", navigated(PAGE, "loader"));
  openSocket({ push }, "w", 1);
  push("Network.requestWillBeSent", request("loader2", 2, { url: PAGE, type: "Document", loaderId: "loader2" }));
  push("Network.responseReceived", response("loader2", 3, { url: PAGE, type: "Document", loaderId: "loader2" }));
  clock = 9;
  push("Page.frameNavigated", navigated(PAGE, "loader2"));
  push("Network.requestWillBeSent", request("s", 4, { url: `${PAGE}socket.io/socket.io.js`, type: "Script", loaderId: "loader2" }));
  // A page that no answer brought, such as about:blank.
  push("Page.frameNavigated", navigated("about:blank", "loader3"));
  mapper.end("unseen");
  const left = events.filter(({ kind }) => kind === "context" || kind === "ws-close");
  expect(left.map((event) => `${event.kind} ${event.at - at(0)}`)).toEqual(["context 0", "ws-close 3000", "context 3000", "context 9000"]);
});

test("a refused handshake gets its status from the error message", () => {
  const { push, events } = recorder();
  push("Network.webSocketCreated", { requestId: "w", url: ENGINE_WS });
  push("Network.webSocketWillSendHandshakeRequest", handshake("w", 1));
  const errorMessage = "Error during WebSocket handshake: Unexpected response code: 400";
  push("Network.webSocketFrameError", { requestId: "w", timestamp: 2, errorMessage });
  push("Network.webSocketClosed", { requestId: "w", timestamp: 2 });
  expect(events).toMatchObject([
    { kind: "ws-open" },
    { kind: "ws-handshake", status: 400, requestHeaders: { Upgrade: "websocket" }, responseHeaders: {} },
    { kind: "ws-error", message: errorMessage },
    { kind: "ws-close", cause: "reported" },
  ]);
});

test("a socket that failed before its handshake was opened when it was created", () => {
  const { push, events } = recorder();
  push("Network.requestWillBeSent", request("r", 1));
  push("Network.webSocketCreated", { requestId: "w", url: ENGINE_WS });
  push("Network.webSocketFrameError", { requestId: "w", timestamp: 9, errorMessage: "net::ERR_CONNECTION_REFUSED" });
  push("Network.requestWillBeSentExtraInfo", { requestId: "r", headers: {} });
  expect(events.slice(1)).toMatchObject([
    { kind: "ws-open", at: at(1) },
    { kind: "ws-error", at: at(9) },
  ]);
});

test("a navigation closes the page's sockets, and their later events are ignored", () => {
  const { push, words, events } = recorder();
  push("Page.frameNavigated", navigated(PAGE, "loader"));
  openSocket({ push }, "w", 1);
  push("Page.frameNavigated", navigated(`${PAGE}next`, "loader2"));
  push("Network.webSocketFrameReceived", frame("w", 2, "2"));
  push("Network.webSocketClosed", { requestId: "w", timestamp: 3 });
  expect(words()).toEqual(["context", "ws-open 1", "ws-close 1", "context"]);
  expect(events[2]).toMatchObject({ cause: "navigation" });
});

test("without Page events, the response of the next document closes the sockets", () => {
  const { push, mapper, words } = recorder({ pageEvents: false });
  const document = { url: PAGE, type: "Document" };
  const answered = (loaderId: string, status = 200, frameId = "main") => ({
    requestId: loaderId,
    timestamp: 2,
    type: "Document",
    frameId,
    loaderId,
    response: { url: PAGE, status, headers: {} },
  });
  push("Network.requestWillBeSent", request("loader", 1, document));
  push("Network.responseReceived", answered("loader"));
  openSocket({ push }, "w", 3);
  push("Network.requestWillBeSent", request("kid", 4, { ...document, frameId: "kid", loaderId: "kid" }));
  push("Network.responseReceived", answered("kid", 200, "kid"));
  push("Network.requestWillBeSent", request("none", 4, { ...document, loaderId: "none" }));
  push("Network.responseReceived", answered("none", 204));
  settle(mapper);
  expect(words()).not.toContain("ws-close 2");
  push("Network.requestWillBeSent", request("next", 5, { ...document, loaderId: "next" }));
  expect(words()).not.toContain("ws-close 2");
  push("Network.responseReceived", answered("next"));
  expect(words()).toContain("ws-close 2");
});

test("a socket that is not Engine.IO is only counted", () => {
  const { push, mapper, events } = recorder();
  push("Network.webSocketCreated", { requestId: "w", url: "ws://a.test/echo" });
  push("Network.webSocketWillSendHandshakeRequest", handshake("w", 1));
  push("Network.webSocketFrameSent", frame("w", 2, "AAE=", 2));
  push("Network.webSocketFrameSent", frame("w", 2, "2"));
  push("Network.webSocketFrameReceived", frame("w", 2, "x".repeat(300)));
  push("Network.webSocketClosed", { requestId: "w", timestamp: 3 });
  expect(events).toEqual([]);
  expect(mapper.counters.otherWebSockets).toEqual([{ url: "ws://a.test/echo", frames: 3, firstText: "2" }]);
});

for (const [text, isEngine] of [
  ["3probe", true],
  ['42["a"]', true],
  ['451-["a"]', true],
  ['4{"a":1}', true],
  ['0{"sid":"a"}', true],
  // Other protocols send these too: the next text is none of Engine.IO's.
  ["2", false],
  ["bAAE=", false],
  ["bids", false],
  ["4521.25", false],
  ["4hello", false],
  ["", false],
  ["22", false],
  ["7", false],
  ['{"type":"ping"}', false],
  ["[1]", false],
  ["CONNECT\n\n\u0000", false],
  ["hello", false],
] as const) {
  test(`a socket that was open before, with the first text ${JSON.stringify(text)} is ${isEngine ? "" : "not "}Engine.IO`, () => {
    const { push, words, mapper } = recorder();
    push("Network.webSocketFrameReceived", frame("w", 1, "AAE=", 2));
    expect(words()).toEqual([]);
    push("Network.webSocketFrameSent", frame("w", 2, text));
    push("Network.webSocketFrameReceived", frame("w", 3, "{}"));
    push("Network.webSocketClosed", { requestId: "w", timestamp: 4 });
    expect(words()).toEqual(isEngine ? ["ws-frame 1", "ws-frame 1", "ws-frame 1", "ws-close 1"] : []);
    expect(mapper.counters.otherWebSockets).toEqual(isEngine ? [] : [{ frames: 3, firstText: text }]);
  });
}

// firebug/websocket-monitor#33
test("a socket that was open before and whose texts all look like Engine.IO's is none until one shows it", () => {
  const { push, words } = recorder();
  for (let i = 0; i < 300; i++) push("Network.webSocketFrameReceived", frame("ticker", 1 + i, `45${i}.25`));
  for (const text of ["2", "3", "2"]) push("Network.webSocketFrameReceived", frame("counter", 400, text));
  expect(words()).toEqual([]);
  push("Network.webSocketFrameReceived", frame("w", 500, "4hello"));
  push("Network.webSocketFrameReceived", frame("w", 501, "2"));
  push("Network.webSocketFrameSent", frame("w", 502, "3"));
  push("Network.webSocketFrameReceived", frame("w", 503, "4521.25"));
  expect(words()).toHaveLength(4);
});

test("a session that ends closes its own and its children's sockets, and no others", () => {
  const all = recorder();
  const { push, words } = all;
  const attached = (sessionId: string, type: string) => ({
    sessionId,
    targetInfo: { targetId: `target-${sessionId}`, type, url: `http://a.test/${sessionId}` },
  });
  push("Page.frameNavigated", navigated(PAGE, "loader"));
  push("Target.attachedToTarget", attached("A", "worker"));
  push("Target.attachedToTarget", attached("B", "worker"), "A");
  openSocket(all, "w", 1);
  openSocket(all, "w", 2, "A");
  openSocket(all, "w", 3, "B");
  push("Network.webSocketFrameSent", frame("w", 4, "2"), "A");
  expect(last(words())).toBe("ws-frame 2");
  expect(all.events.filter((event) => event.kind === "ws-open").map(({ documentFrame }) => documentFrame)).toEqual([
    "main",
    "target-A",
    "target-B",
  ]);
  expect(all.events.filter((event) => event.kind === "context").map(({ type, parent }) => [type, parent])).toEqual([
    ["page", undefined],
    ["worker", "main"],
    ["worker", "target-A"],
  ]);
  push("Target.detachedFromTarget", { sessionId: "A" });
  expect(words().slice(-4)).toEqual(["ws-close 3", "context", "ws-close 2", "context"]);
  expect(all.mapper.counters).toMatchObject({ frames: 1, workers: 0 });
});

test("an iframe that moves to another process is the same context", () => {
  const { push, events } = recorder();
  const kid = { id: "kid", parentId: "main", loaderId: "k" };
  push("Page.frameNavigated", navigated(PAGE, "loader"));
  push("Page.frameNavigated", { frame: { ...kid, url: "http://a.test/kid" } });
  push("Page.frameDetached", { frameId: "kid", reason: "swap" });
  push("Target.attachedToTarget", { sessionId: "K", targetInfo: { targetId: "kid", type: "iframe", url: "", parentFrameId: "main" } });
  push("Page.frameNavigated", { frame: { ...kid, url: "http://b.test/kid" } }, "K");
  push("Target.detachedFromTarget", { sessionId: "K" });
  push("Page.frameDetached", { frameId: "kid", reason: "remove" });
  expect(events.slice(1)).toMatchObject([
    { type: "iframe", url: "http://a.test/kid", parent: "main", state: "appeared" },
    { type: "iframe", url: "http://b.test/kid", parent: "main", state: "navigated" },
    { type: "iframe", url: "http://b.test/kid", state: "gone" },
  ]);
});

test("WebTransport has its open and close, without data", () => {
  const { push, words } = recorder();
  const url = "https://a.test/engine.io/";
  push("Network.webTransportCreated", { transportId: "t", url, timestamp: 1 });
  push("Network.webTransportCreated", { transportId: "u", url: "https://a.test/other", timestamp: 1 });
  push("Network.webTransportConnectionEstablished", { transportId: "t", timestamp: 2 });
  push("Network.webTransportClosed", { transportId: "t", timestamp: 3 });
  push("Network.webTransportClosed", { transportId: "u", timestamp: 3 });
  expect(words()).toEqual(["wt-open 1", "wt-established 1", "wt-close 1"]);
});

test("a recording that continues after a pause knows the open sockets, even after two pauses", () => {
  const first = recorder();
  openSocket(first, "w", 1);
  first.push("Network.webSocketCreated", { requestId: "other", url: "ws://a.test/chat" });
  first.mapper.end("unseen");
  const second = recorder({ sockets: first.mapper.knownSockets });
  second.mapper.end("unseen");
  const third = recorder({ sockets: second.mapper.knownSockets });
  third.push("Network.webSocketFrameSent", frame("w", 10, '42["x"]'));
  third.push("Network.webSocketFrameSent", frame("other", 11, '42["looks alike"]'));
  third.push("Network.webSocketClosed", { requestId: "w", timestamp: 12 });
  expect(third.words()).toEqual(["ws-frame 1", "ws-close 1"]);
  expect([...third.mapper.knownSockets.keys()]).toEqual(["other"]);
});

test("a socket with any URL is Engine.IO if its first frame is an open packet from the server", () => {
  const { push, events, mapper } = recorder();
  const open = '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
  const begin = (requestId: string, time: number) => {
    push("Network.webSocketCreated", { requestId, url: `ws://a.test/${requestId}` });
    push("Network.webSocketWillSendHandshakeRequest", handshake(requestId, time));
    push("Network.webSocketHandshakeResponseReceived", {
      requestId,
      timestamp: time + 1,
      response: { status: 101, statusText: "", headers: {} },
    });
  };
  begin("live", 1);
  begin("echo", 5);
  expect(events).toEqual([]);
  push("Network.webSocketFrameReceived", frame("live", 3, open));
  push("Network.webSocketFrameReceived", frame("live", 4, "40"));
  push("Network.webSocketFrameSent", frame("echo", 7, "hello"));
  push("Network.webSocketFrameReceived", frame("echo", 8, open));
  expect(events).toMatchObject([
    { kind: "ws-open", at: at(1), url: "ws://a.test/live" },
    { kind: "ws-handshake", at: at(2), status: 101, requestHeaders: { Upgrade: "websocket" } },
    { kind: "ws-frame", at: at(3), body: { text: open } },
    { kind: "ws-frame", at: at(4), body: { text: "40" } },
  ]);
  expect(mapper.counters.otherWebSockets).toEqual([{ url: "ws://a.test/echo", frames: 2, firstText: "hello" }]);
});

/** A tree of frames with only the main frame. */
const tree = (loaderId: string) => ({ frame: { id: "main", loaderId, url: PAGE } });
const attachedTarget = (sessionId: string, targetId: string, type: string) => ({
  sessionId,
  targetInfo: { targetId, type, url: `http://a.test/${targetId}` },
});

/** A recording of a page with a websocket of its own, one of a worker and one of a service worker, which then pauses. */
function paused() {
  const first = recorder();
  first.mapper.begin(tree("loader"));
  first.push("Target.attachedToTarget", attachedTarget("1", "worker", "worker"));
  first.push("Target.attachedToTarget", attachedTarget("2", "service", "service_worker"));
  openSocket(first, "page", 1);
  openSocket(first, "worker", 1, "1");
  openSocket(first, "service", 1, "2");
  first.mapper.end("unseen");
  return first.mapper.knownSockets;
}

test("a page that leaves after a pause takes the sockets with it that sent nothing since, and those of its workers", () => {
  const second = recorder({ sockets: paused() });
  second.mapper.begin(tree("loader"));
  expect(second.words().filter((word) => word.startsWith("ws-"))).toEqual([]);
  second.push("Page.frameNavigated", navigated("http://a.test/next", "next"));
  expect(second.events.filter(({ kind }) => kind.startsWith("ws-"))).toMatchObject([
    { kind: "ws-close", id: "1", cause: "navigation" },
    { kind: "ws-close", id: "2", cause: "navigation" },
  ]);
  second.push("Network.webSocketFrameReceived", frame("service", 9, "2"));
  expect(last(second.words())).toBe("ws-frame 3");
});

test("a worker that ends after a pause takes its own sockets with it, although its session has another id", () => {
  const second = recorder({ sockets: paused() });
  second.mapper.begin(tree("loader"));
  second.push("Target.attachedToTarget", attachedTarget("7", "worker", "worker"));
  second.push("Target.detachedFromTarget", { sessionId: "7" });
  expect(second.words().filter((word) => word.startsWith("ws-"))).toEqual(["ws-close 2"]);
});

test("a page that left during a pause took its sockets with it", () => {
  const second = recorder({ sockets: paused() });
  second.mapper.begin(tree("next"));
  expect(second.words().filter((word) => word.startsWith("ws-"))).toEqual(["ws-close 1", "ws-close 2"]);
});

test("a page that crashes ends its sockets and requests, and can be loaded again", () => {
  const all = recorder();
  const { push, events } = all;
  push("Page.frameNavigated", navigated(PAGE, "loader"));
  push("Page.frameNavigated", { frame: { id: "kid", parentId: "main", loaderId: "k", url: "http://a.test/kid" } });
  openSocket(all, "w", 1);
  push("Network.requestWillBeSent", request("r", 2));
  const before = events.length;
  push("Inspector.targetCrashed", {});
  push("Network.webSocketFrameReceived", frame("w", 9, "2"));
  // The request waited for its headers until then.
  expect(events.slice(before)).toMatchObject([
    { kind: "http-request" },
    { kind: "note", what: "crashed", documentFrame: "main", text: PAGE },
    { kind: "http-failed", reason: "navigation" },
    { kind: "ws-close", cause: "navigation" },
    { kind: "context", documentFrame: "kid", state: "gone" },
    { kind: "context", documentFrame: "main", state: "gone" },
  ]);
  push("Page.frameNavigated", navigated(PAGE, "again"));
  openSocket(all, "x", 20);
  expect(events.slice(-2)).toMatchObject([
    { kind: "context", state: "appeared" },
    { kind: "ws-open", documentFrame: "main" },
  ]);
});

test("a websocket that was found open and shows late that it is Engine.IO has a gap for the frames that were not kept", () => {
  const { push, events } = recorder();
  for (let i = 0; i < 300; i++) push("Network.webSocketFrameReceived", frame("w", 10 + i, "4price"));
  push("Network.webSocketFrameReceived", frame("w", 400, '42["x"]'));
  expect(events.filter(({ kind }) => kind === "gap")).toEqual([
    { kind: "gap", at: 10_000, until: 54_000, reason: "undecided", packets: 44 },
  ]);
  expect(events.filter(({ kind }) => kind === "ws-frame")).toHaveLength(257);
});
