// What the command line prints as JSON, and what a figure and a page hold: the objects, without the command line around them.

import { expect, test } from "@playwright/test";
import { type FigureOptions, figure, MOST_FIGURE_ROWS } from "../../../src/formats/figure.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { sessionRecords } from "../../../src/formats/sessions.ts";
import { english } from "../../../src/messages/messages.ts";
import { play } from "../session/ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const SOCKET = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\n`;

test("a packet names its connection: the browser's id of a request, or the websocket's own", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200@7 ${OPEN}
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 2probe
  `);
  expect([...packetRecords(store)].map(({ n, transport, connection }) => [n, transport, connection])).toEqual([
    [0, "polling", "7"],
    [1, "websocket", "w1"],
  ]);
});

test("a binary event stands on the packet that completes it: its last attachment, and none before", () => {
  const header = '452-["b",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]';
  const sockets = (ladder: string) => [...packetRecords(play(SOCKET + ladder))].slice(1).map(({ socket }) => socket?.data);
  const data = ["b", { $binary: "AQID" }, { $binary: "BAUG" }];
  expect(sockets(`w1 < ${header}\nw1 < [AQID]\nw1 < [BAUG]`)).toEqual([undefined, undefined, data]);
  expect(sockets(`w1 < ${header}\nw1 < [AQID]`)).toEqual([undefined, undefined]);
});

test("the data of a packet of more than 100 MB is left out, with its size", () => {
  const store = play(SOCKET);
  const text = `42["x","${"y".repeat(100_000_000)}"]`;
  store.push({ kind: "ws-frame", at: 1_700_000_001_000, id: "w1", direction: "sent", opcode: 1, body: { text } });
  const last = [...packetRecords(store)].at(-1);
  expect(last?.engine).toEqual({ type: "message", omitted: "too-large" });
  expect(last?.socket).toEqual({ type: "EVENT", nsp: "/", attachments: 0, data: undefined });
  expect(last?.bytes).toBe(text.length);
});

test("a session is upgraded when its client has switched, and not while it tries or when that failed", () => {
  const begin = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\n`;
  const upgrade = "w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\n";
  const upgraded = (ladder: string) => sessionRecords(play(begin + ladder)).map((session) => session.upgraded);
  expect(upgraded("")).toEqual([false]);
  expect(upgraded(upgrade)).toEqual([false]);
  expect(upgraded(`${upgrade}w1 closed`)).toEqual([false]);
  expect(upgraded(`${upgrade}w1 > 5`)).toEqual([true]);
});

test("an upgrade says how far it came: with the browser's words, the status, or the leg that never came", () => {
  const begin = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\n`;
  const asked = "w1 open ?EIO=4&transport=websocket&sid=A\n";
  const upgrade = (ladder: string) => sessionRecords(play(begin + ladder))[0]?.upgrade;
  expect(upgrade("")).toBeNull();
  expect(upgrade(asked)).toEqual({ state: "pending", status: null, problem: null });
  expect(upgrade(`${asked}w1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5`)).toEqual({ state: "switched", status: 101, problem: null });
  const failed = (more: string) => upgrade(asked + more)?.problem;
  expect(upgrade(`${asked}w1 400\nw1 error Unexpected response code: 400\nw1 closed`)).toEqual({
    state: "failed",
    status: 400,
    problem: "Unexpected response code: 400",
  });
  expect(failed("w1 error net::ERR_CONNECTION_REFUSED\nw1 closed")).toBe("net::ERR_CONNECTION_REFUSED");
  expect(failed("w1 400\nw1 closed")).toBe("answered with 400, not with 101");
  expect(failed("w1 101\nw1 > 2probe\nw1 closed")).toBe("probe unanswered");
  expect(failed("w1 101\nw1 > 2probe\nw1 < 3\nw1 closed")).toBe("the probe was answered with 3, not 3probe");
  expect(failed("w1 101\nw1 > 2probe\nw1 < 6\nw1 closed")).toBe("the probe was answered with 6, not 3probe");
  const cut = "c2 GET ?EIO=4&transport=polling&sid=A\nw1 101\nw1 > 2probe\nc2 200 1\nw1 closed";
  expect(failed(cut)).toBe("cut short at probe: the server closed the session after 10 ms");
  expect(failed("w1 101\nc2 POST ?EIO=4&transport=polling&sid=A 1")).toBe("never probed");
  const store = play(begin + asked);
  const responseHeaders = { location: "/login?next=x" };
  store.push({ kind: "ws-handshake", at: 1_700_000_001_000, id: "w1", status: 302, requestHeaders: {}, responseHeaders });
  store.push({ kind: "ws-close", at: 1_700_000_001_000, id: "w1", cause: "reported" });
  expect(sessionRecords(store)[0]?.upgrade?.problem).toBe("answered with 302 → /login, not with 101");
});

test("a session has the close code and reason of the websocket that carried it, where the browser reports them", () => {
  const close = (ladder: string, event: { code?: number; reason?: string }) => {
    const store = play(ladder);
    store.push({ kind: "ws-close", at: 1_700_000_001_000, id: "w1", ...event, cause: "hook" });
    return sessionRecords(store)[0]?.close;
  };
  expect(close(SOCKET, { code: 1008, reason: "policy" })).toEqual({ code: 1008, reason: "policy" });
  expect(close(SOCKET, { code: 1006 })).toEqual({ code: 1006, reason: "" });
  expect(close(SOCKET, {})).toBeNull();
  // The session goes on by polling.
  const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\nw1 open ?EIO=4&transport=websocket&sid=A\nw1 101`;
  expect(close(polling, { code: 1008, reason: "policy" })).toBeNull();
});

test("sessions of one client name the one before and the one after them", () => {
  const next = SOCKET.replaceAll("w1", "w2").replace('"A"', '"B"');
  expect(sessionRecords(play(`${SOCKET}w1 closed\n${next}`)).map(({ session, previous, next }) => [session, previous, next])).toEqual([
    ["A", null, "B"],
    ["B", "A", null],
  ]);
});

const bytes = (...lines: readonly object[]) => new TextEncoder().encode(lines.map((line) => JSON.stringify(line)).join("\n"));
const HEADER = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-22T14:02:11.204Z" };

test("events of a later version are passed over: of a kind or with a value that this version does not know", () => {
  const note = { kind: "note", at: 1, what: "mark", text: "known" };
  const later = [
    { kind: "lightning", at: 2 },
    { ...note, what: "thunder" },
    { kind: "ws-close", at: 3, id: "w", cause: "storm" },
  ];
  const { store, problem } = openBytes(bytes(HEADER, note, ...later, note), english);
  expect([problem, store?.entries.length]).toEqual([null, 2]);
});

test("a trace made from a CDP log is dated by the log's first event", () => {
  const request = { requestId: "1", loaderId: "1", documentURL: "http://a/", type: "XHR", initiator: { type: "other" } };
  const sent = {
    url: "http://a/socket.io/?EIO=4&transport=polling",
    method: "GET",
    headers: {},
    initialPriority: "High",
    referrerPolicy: "origin",
  };
  const params = { ...request, request: sent, timestamp: 10, wallTime: 1_700_000_000, redirectHasExtraInfo: false };
  const { store } = openBytes(bytes({ method: "Network.requestWillBeSent", params }), english);
  expect(store?.log.header.createdAt).toBe("2023-11-14T22:13:20.000Z");
});

const OPTIONS: FigureOptions = { scope: { kind: "all" }, http: true, theme: "light", t: english };

test("a figure with more rows than a browser can open is refused", () => {
  const store = play("");
  const at = 1_700_000_000_000;
  for (let i = 0; i <= MOST_FIGURE_ROWS; i++)
    store.push({ kind: "ws-frame", at: at + i, id: "w1", direction: "sent", opcode: 1, body: { text: '42["x"]' } });
  expect(figure(store, "svg", OPTIONS)).toBeNull();
});

test("on paper the first page has fewer rows than the second, as it has the heading, and every row is on one page", () => {
  const store = play(SOCKET + 'w1 > 42["x"]\n'.repeat(150));
  const pages = (figure(store, "sheets", OPTIONS) ?? "")
    .split('class="ladder"')
    .slice(1)
    .map((part) => part.match(/data-key="/g)?.length ?? 0);
  expect(pages.length).toBeGreaterThan(2);
  expect(pages[0]).toBeLessThan(pages[1] ?? 0);
  expect(pages.reduce((sum, rows) => sum + rows)).toBe(figure(store, "svg", OPTIONS)?.match(/data-key="/g)?.length);
  expect(pages.slice(1, -1)).toEqual(pages.slice(1, -1).map(() => pages[1]));
});
