import { expect, test } from "@playwright/test";
import { ENGINE_WS, EPOCH_S, frame, handshake, last, navigated, openSocket, PAGE, recorder, request } from "./support.ts";

const at = (seconds: number) => (EPOCH_S + seconds) * 1000;

test("a socket from its creation to its close", () => {
  const { say, events } = recorder();
  const callFrames = [
    { url: "", lineNumber: 0, columnNumber: 0 },
    { url: "http://a.test/io.js", lineNumber: 9, columnNumber: 4 },
  ];
  say("Page.frameNavigated", navigated(PAGE, "loader"));
  say("Network.webSocketCreated", { requestId: "w", url: ENGINE_WS, initiator: { type: "script", stack: { callFrames } } });
  expect(events).toHaveLength(1);
  say("Network.webSocketWillSendHandshakeRequest", handshake("w", 1));
  const response = { status: 101, statusText: "", headers: { Upgrade: "websocket" }, requestHeaders: { Cookie: "a" } };
  say("Network.webSocketHandshakeResponseReceived", { requestId: "w", timestamp: 2, response });
  say("Network.webSocketFrameSent", frame("w", 3, "2probe"));
  say("Network.webSocketFrameReceived", frame("w", 4, "AAE=", 2));
  say("Network.webSocketClosed", { requestId: "w", timestamp: 5 });
  expect(events.slice(1)).toEqual([
    { kind: "ws-open", at: at(1), id: "1", url: ENGINE_WS, documentFrame: "main", initiator: "http://a.test/io.js:10:5" },
    { kind: "ws-handshake", at: at(2), id: "1", status: 101, requestHeaders: { Cookie: "a" }, responseHeaders: { Upgrade: "websocket" } },
    { kind: "ws-frame", at: at(3), id: "1", direction: "sent", opcode: 1, body: { text: "2probe" } },
    { kind: "ws-frame", at: at(4), id: "1", direction: "received", opcode: 2, body: { base64: "AAE=" } },
    { kind: "ws-close", at: at(5), id: "1", cause: "reported" },
  ]);
});

test("a Blob looks like an empty message when it is sent, and says so", () => {
  const { say, events } = recorder();
  openSocket({ say }, "w", 1);
  say("Network.webSocketFrameSent", frame("w", 2, "", 2));
  say("Network.webSocketFrameSent", frame("w", 2, "", 1));
  say("Network.webSocketFrameReceived", frame("w", 2, "", 2));
  expect(events.filter((event) => event.kind === "ws-frame").map(({ body }) => body)).toEqual([
    { omitted: "not-reported" },
    { text: "" },
    { text: "" },
  ]);
});

test("a refusal is a handshake with its status, from words if need be", () => {
  const { say, events } = recorder();
  say("Network.webSocketCreated", { requestId: "w", url: ENGINE_WS });
  say("Network.webSocketWillSendHandshakeRequest", handshake("w", 1));
  const errorMessage = "Error during WebSocket handshake: Unexpected response code: 400";
  say("Network.webSocketFrameError", { requestId: "w", timestamp: 2, errorMessage });
  say("Network.webSocketClosed", { requestId: "w", timestamp: 2 });
  expect(events).toMatchObject([
    { kind: "ws-open" },
    { kind: "ws-handshake", status: 400, requestHeaders: { Upgrade: "websocket" }, responseHeaders: {} },
    { kind: "ws-error", message: errorMessage },
    { kind: "ws-close", cause: "reported" },
  ]);
});

test("a socket that never got as far as its handshake was opened when it was created", () => {
  const { say, events } = recorder();
  say("Network.requestWillBeSent", request("r", 1));
  say("Network.webSocketCreated", { requestId: "w", url: ENGINE_WS });
  say("Network.webSocketFrameError", { requestId: "w", timestamp: 9, errorMessage: "net::ERR_CONNECTION_REFUSED" });
  say("Network.requestWillBeSentExtraInfo", { requestId: "r", headers: {} });
  expect(events.slice(1)).toMatchObject([
    { kind: "ws-open", at: at(1) },
    { kind: "ws-error", at: at(9) },
  ]);
});

test("leaving the page closes its sockets; what comes of them afterwards is nothing", () => {
  const { say, told, events } = recorder();
  say("Page.frameNavigated", navigated(PAGE, "loader"));
  openSocket({ say }, "w", 1);
  say("Page.frameNavigated", navigated(`${PAGE}next`, "loader2"));
  say("Network.webSocketFrameReceived", frame("w", 2, "2"));
  say("Network.webSocketClosed", { requestId: "w", timestamp: 3 });
  expect(told()).toEqual(["context", "ws-open 1", "ws-close 1", "context"]);
  expect(events[2]).toMatchObject({ cause: "navigation" });
});

test("the response of the next document ends the page where nothing else tells", () => {
  const { say, mapper, told } = recorder({ pageEvents: false });
  const document = { url: PAGE, type: "Document" };
  const answered = (loaderId: string, status = 200, frameId = "main") => ({
    requestId: loaderId,
    timestamp: 2,
    type: "Document",
    frameId,
    loaderId,
    response: { url: PAGE, status, headers: {} },
  });
  say("Network.requestWillBeSent", request("loader", 1, document));
  say("Network.responseReceived", answered("loader"));
  openSocket({ say }, "w", 3);
  say("Network.requestWillBeSent", request("kid", 4, { ...document, frameId: "kid", loaderId: "kid" }));
  say("Network.responseReceived", answered("kid", 200, "kid"));
  say("Network.requestWillBeSent", request("none", 4, { ...document, loaderId: "none" }));
  say("Network.responseReceived", answered("none", 204));
  mapper.settle();
  expect(told()).not.toContain("ws-close 2");
  say("Network.requestWillBeSent", request("next", 5, { ...document, loaderId: "next" }));
  expect(told()).not.toContain("ws-close 2");
  say("Network.responseReceived", answered("next"));
  expect(told()).toContain("ws-close 2");
});

test("a socket that is not Engine.IO is counted and left alone", () => {
  const { say, mapper, events } = recorder();
  say("Network.webSocketCreated", { requestId: "w", url: "ws://a.test/echo" });
  say("Network.webSocketWillSendHandshakeRequest", handshake("w", 1));
  say("Network.webSocketFrameSent", frame("w", 2, "AAE=", 2));
  say("Network.webSocketFrameSent", frame("w", 2, "2"));
  say("Network.webSocketFrameReceived", frame("w", 2, "x".repeat(300)));
  say("Network.webSocketClosed", { requestId: "w", timestamp: 3 });
  expect(events).toEqual([]);
  expect(mapper.counters.otherWebSockets).toEqual([{ url: "ws://a.test/echo", frames: 3, firstText: "2" }]);
});

for (const [text, isEngine] of [
  ["2", true],
  ["3probe", true],
  ['42["a"]', true],
  ["451-[]", true],
  ['0{"sid":"a"}', true],
  ["bAAE=", true],
  ["b4AAE=", true],
  ["", false],
  ["22", false],
  ["7", false],
  ['{"type":"ping"}', false],
  ["[1]", false],
  ["CONNECT\n\n\u0000", false],
  ["hello", false],
] as const) {
  test(`a socket that was open before: its first text ${JSON.stringify(text)} is ${isEngine ? "" : "not "}Engine.IO`, () => {
    const { say, told, mapper } = recorder();
    say("Network.webSocketFrameReceived", frame("w", 1, "AAE=", 2));
    expect(told()).toEqual([]);
    say("Network.webSocketFrameSent", frame("w", 2, text));
    say("Network.webSocketFrameReceived", frame("w", 3, "{}"));
    say("Network.webSocketClosed", { requestId: "w", timestamp: 4 });
    expect(told()).toEqual(isEngine ? ["ws-frame 1", "ws-frame 1", "ws-frame 1", "ws-close 1"] : []);
    expect(mapper.counters.otherWebSockets).toEqual(isEngine ? [] : [{ frames: 3, firstText: text }]);
  });
}

test("sessions keep their sockets apart, and one that ends takes its own and its children's", () => {
  const all = recorder();
  const { say, told } = all;
  const attached = (sessionId: string, type: string) => ({
    sessionId,
    targetInfo: { targetId: `target-${sessionId}`, type, url: `http://a.test/${sessionId}` },
  });
  say("Page.frameNavigated", navigated(PAGE, "loader"));
  say("Target.attachedToTarget", attached("A", "worker"));
  say("Target.attachedToTarget", attached("B", "worker"), "A");
  openSocket(all, "w", 1);
  openSocket(all, "w", 2, "A");
  openSocket(all, "w", 3, "B");
  say("Network.webSocketFrameSent", frame("w", 4, "2"), "A");
  expect(last(told())).toBe("ws-frame 2");
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
  say("Target.detachedFromTarget", { sessionId: "A" });
  expect(told().slice(-4)).toEqual(["ws-close 3", "context", "ws-close 2", "context"]);
  expect(all.mapper.counters).toMatchObject({ frames: 1, workers: 0 });
});

test("an iframe that moves to another process stays the same iframe", () => {
  const { say, events } = recorder();
  const kid = { id: "kid", parentId: "main", loaderId: "k" };
  say("Page.frameNavigated", navigated(PAGE, "loader"));
  say("Page.frameNavigated", { frame: { ...kid, url: "http://a.test/kid" } });
  say("Page.frameDetached", { frameId: "kid", reason: "swap" });
  say("Target.attachedToTarget", { sessionId: "K", targetInfo: { targetId: "kid", type: "iframe", url: "", parentFrameId: "main" } });
  say("Page.frameNavigated", { frame: { ...kid, url: "http://b.test/kid" } }, "K");
  say("Target.detachedFromTarget", { sessionId: "K" });
  say("Page.frameDetached", { frameId: "kid", reason: "remove" });
  expect(events.slice(1)).toMatchObject([
    { type: "iframe", url: "http://a.test/kid", parent: "main", state: "appeared" },
    { type: "iframe", url: "http://b.test/kid", parent: "main", state: "navigated" },
    { type: "iframe", url: "http://b.test/kid", state: "gone" },
  ]);
});

test("WebTransport is told without data", () => {
  const { say, told } = recorder();
  const url = "https://a.test/engine.io/";
  say("Network.webTransportCreated", { transportId: "t", url, timestamp: 1 });
  say("Network.webTransportCreated", { transportId: "u", url: "https://a.test/other", timestamp: 1 });
  say("Network.webTransportConnectionEstablished", { transportId: "t", timestamp: 2 });
  say("Network.webTransportClosed", { transportId: "t", timestamp: 3 });
  say("Network.webTransportClosed", { transportId: "u", timestamp: 3 });
  expect(told()).toEqual(["wt-open 1", "wt-established 1", "wt-close 1"]);
});

test("a recording that goes on after a pause knows the sockets that stayed open, also over a pause without traffic", () => {
  const first = recorder();
  openSocket(first, "w", 1);
  first.say("Network.webSocketCreated", { requestId: "other", url: "ws://a.test/chat" });
  first.mapper.end("unseen");
  const second = recorder({ sockets: first.mapper.knownSockets });
  second.mapper.end("unseen");
  const third = recorder({ sockets: second.mapper.knownSockets });
  third.say("Network.webSocketFrameSent", frame("w", 10, '42["x"]'));
  third.say("Network.webSocketFrameSent", frame("other", 11, '42["looks alike"]'));
  third.say("Network.webSocketClosed", { requestId: "w", timestamp: 12 });
  expect(third.told()).toEqual(["ws-frame 1", "ws-close 1"]);
  expect([...third.mapper.knownSockets.keys()]).toEqual(["other"]);
});

test("a socket whose URL does not tell is Engine.IO when its server begins with an open packet", () => {
  const { say, events, mapper } = recorder();
  const open = '0{"sid":"a","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
  const begin = (requestId: string, time: number) => {
    say("Network.webSocketCreated", { requestId, url: `ws://a.test/${requestId}` });
    say("Network.webSocketWillSendHandshakeRequest", handshake(requestId, time));
    say("Network.webSocketHandshakeResponseReceived", {
      requestId,
      timestamp: time + 1,
      response: { status: 101, statusText: "", headers: {} },
    });
  };
  begin("live", 1);
  begin("echo", 5);
  expect(events).toEqual([]);
  say("Network.webSocketFrameReceived", frame("live", 3, open));
  say("Network.webSocketFrameReceived", frame("live", 4, "40"));
  say("Network.webSocketFrameSent", frame("echo", 7, "hello"));
  say("Network.webSocketFrameReceived", frame("echo", 8, open));
  expect(events).toMatchObject([
    { kind: "ws-open", at: at(1), url: "ws://a.test/live" },
    { kind: "ws-handshake", at: at(2), status: 101, requestHeaders: { Upgrade: "websocket" } },
    { kind: "ws-frame", at: at(3), body: { text: open } },
    { kind: "ws-frame", at: at(4), body: { text: "40" } },
  ]);
  expect(mapper.counters.otherWebSockets).toEqual([{ url: "ws://a.test/echo", frames: 2, firstText: "hello" }]);
});
