// Entries of Chromium's log of requests become wire events with the times, headers and bodies that the log has.

import { expect, test } from "@playwright/test";
import { bodyOf, type Content, entryOf, exchangeEvents, type HarEntry, isOver, partOf, socketEvents } from "../../../src/har/entries.ts";
import { harEntry } from "./har-entries.ts";

const POLL = "http://localhost:3000/socket.io/?EIO=4&transport=polling";
const SOCKET = "ws://localhost:3000/socket.io/?EIO=4&transport=websocket";
const START = Date.parse("2026-11-26T10:00:00.000Z");

const exchange = (entry: HarEntry, content: Content | null = { text: "6", encoding: "" }) =>
  exchangeEvents(entry, { id: "id", part: partOf(entry) ?? "engine" }, bodyOf(entry, content));

test("a request begins at its start, has its response before its body was received, and ends at start + time", () => {
  const entry = harEntry(POLL, { time: 100, timings: { wait: 70, receive: 30 } });
  expect(exchange(entry).map(({ kind, at }) => [kind, at - START])).toEqual([
    ["http-request", 0],
    ["http-response", 70],
    ["http-body", 100],
  ]);
});

test("a connection is reused unless the log has a time for connecting", () => {
  const reused = (connect: number | undefined) => {
    const timings = connect === undefined ? {} : { connect };
    const [, response] = exchange(harEntry(POLL, { timings, _connectionId: "7" }));
    return response?.kind === "http-response" && [response.connection, response.reused];
  };
  expect(reused(12)).toEqual(["7", false]);
  expect(reused(-1)).toEqual(["7", true]);
  expect(reused(undefined)).toEqual(["7", true]);
  const [, unnamed] = exchange(harEntry(POLL));
  expect(unnamed).not.toHaveProperty("connection");
  expect(unnamed).not.toHaveProperty("reused");
});

test("an answer has the server's address, and the cache that gave it", () => {
  const answer = (rest: Partial<HarEntry>) => {
    const [, response] = exchange(harEntry(POLL, rest));
    return response?.kind === "http-response" && [response.remoteAddress, response.from];
  };
  expect(answer({ serverIPAddress: "127.0.0.1", connection: "3000" })).toEqual(["127.0.0.1:3000", undefined]);
  expect(answer({ serverIPAddress: "127.0.0.1" })).toEqual(["127.0.0.1", undefined]);
  expect(answer({ serverIPAddress: "", _fromCache: "disk" })).toEqual([undefined, "disk-cache"]);
});

test("a request without a status failed with the log's error, and is canceled only if the page gave it up", () => {
  const failed = (_error?: string) => {
    const response = { ...harEntry(POLL).response, status: 0, ...(_error !== undefined && { _error }) };
    return exchange(harEntry(POLL, { time: 40, response }));
  };
  expect(failed("net::ERR_CONNECTION_RESET").slice(1)).toEqual([
    { kind: "http-failed", at: START + 40, id: "id", reason: "net::ERR_CONNECTION_RESET", canceled: false },
  ]);
  for (const error of ["net::ERR_ABORTED", "", undefined]) {
    expect(failed(error).slice(1)).toEqual([{ kind: "http-failed", at: START + 40, id: "id", reason: "net::ERR_ABORTED", canceled: true }]);
  }
});

test("an answer that the browser keeps from the page has its status, and then fails", () => {
  const response = { ...harEntry(POLL).response, status: 521, _error: "net::ERR_FAILED" };
  expect(exchange(harEntry(POLL, { time: 40, response })).slice(1)).toMatchObject([
    { kind: "http-response", status: 521 },
    { kind: "http-failed", at: START + 40, reason: "net::ERR_FAILED", canceled: false },
  ]);
});

test("values of a repeated header are joined by line feeds", () => {
  const headers = [
    { name: "set-cookie", value: "a=1" },
    { name: "x", value: "1" },
    { name: "set-cookie", value: "b=2" },
  ];
  const [, response] = exchange(harEntry(POLL, { response: { ...harEntry(POLL).response, headers } }));
  expect(response?.kind === "http-response" && response.headers).toEqual({ "set-cookie": "a=1\nb=2", x: "1" });
});

test("a body is the log's text or base64, empty, or omitted as evicted with its size", () => {
  const body = (content: Content | null, size = 5) => {
    const end = exchange(harEntry(POLL, { response: { ...harEntry(POLL).response, content: { size } } }), content).at(-1);
    return end?.kind === "http-body" && end.body;
  };
  expect(body({ text: "6", encoding: "" })).toEqual({ text: "6" });
  expect(body({ text: "AQID", encoding: "base64" })).toEqual({ base64: "AQID" });
  expect(body({ text: null, encoding: "" }, 0)).toEqual({ text: "" });
  expect(body({ text: null, encoding: "" })).toEqual({ omitted: "evicted", bytes: 5 });
});

test("a posted body with replacement characters is not reported", () => {
  const posted = (text: string, type: string) => {
    const request = { ...harEntry(POLL).request, method: "POST", headers: [{ name: "Content-Type", value: type }], postData: { text } };
    const [sent] = exchange(harEntry(POLL, { request }));
    return sent.body;
  };
  expect(posted("40", "text/plain")).toEqual({ text: "40" });
  expect(posted("b\uFFFD", "application/octet-stream")).toEqual({ omitted: "not-reported" });
  expect(posted("b\uFFFD", "text/plain;charset=UTF-8")).toEqual({ text: "b\uFFFD" });
});

test("a websocket has its messages at their times, which the log has in seconds, and closes at its end", () => {
  const entry = harEntry(SOCKET, {
    time: 500,
    _resourceType: "websocket",
    response: { ...harEntry(SOCKET).response, status: 101 },
    _webSocketMessages: [
      { type: "receive", time: (START + 100) / 1000, opcode: 1, data: "0{}" },
      { type: "send", time: (START + 200) / 1000, opcode: 2, data: "AQID" },
      { type: "send", time: (START + 300) / 1000, opcode: 8, data: "" },
    ],
  });
  const told = (ended: boolean) =>
    socketEvents(entry, "id", { ended }).map((event) => [
      event.kind,
      Math.round(event.at - START),
      ...(event.kind === "ws-frame" ? [event.direction, event.body] : []),
    ]);
  const open = [
    ["ws-open", 0],
    ["ws-handshake", 100],
    ["ws-frame", 100, "received", { text: "0{}" }],
    ["ws-frame", 200, "sent", { base64: "AQID" }],
  ];
  expect(told(false)).toEqual(open);
  expect(told(true)).toEqual([...open, ["ws-close", 500]]);
});

test("Engine.IO requests, preflights, pages and scripts are recorded, and no other entries", () => {
  const part = (url: string, method = "GET", _resourceType = "xhr") =>
    partOf(harEntry(url, { _resourceType, request: { ...harEntry(url).request, method } }));
  expect(part(POLL)).toBe("engine");
  expect(part(POLL, "OPTIONS")).toBe("preflight");
  expect(part("http://localhost:3000/", "GET", "document")).toBe("page");
  expect(part("http://localhost:3000/a.js", "GET", "script")).toBe("script");
  expect(part("http://localhost:3000/a.png", "GET", "image")).toBeUndefined();
  expect(part("chrome-extension://abc/a.js", "GET", "script")).toBeUndefined();
  expect(entryOf(harEntry(POLL))).toBeDefined();
  expect(entryOf({ ...harEntry(POLL), time: "100" })).toBeUndefined();
  expect(entryOf({ ...harEntry(POLL), request: { ...harEntry(POLL).request, method: "" } })).toBeUndefined();
});

test("a request that is under way is not over", () => {
  const underWay = { ...harEntry(POLL).response, status: 0 };
  expect(isOver(harEntry(POLL, { time: 0, response: underWay }))).toBe(false);
  expect(isOver(harEntry(POLL, { time: 3, response: underWay }))).toBe(true);
  expect(isOver(harEntry(POLL))).toBe(true);
});
