// The details: a packet split by layer, the argument tree, hex, HTTP. Conversations are played into a store, and the details of an entry
// are rendered to a string.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { english as t } from "../../../src/messages/messages.ts";
import { anatomy } from "../../../src/panel/details/anatomy.ts";
import { DetailsPane } from "../../../src/panel/details/details-pane.tsx";
import { hexLine } from "../../../src/panel/details/hex.tsx";
import { Exchange } from "../../../src/panel/details/http.tsx";
import { FrameHeader, Layers } from "../../../src/panel/details/layers.tsx";
import { PaneContext } from "../../../src/panel/details/pane-state.ts";
import { toJson } from "../../../src/panel/details/values.ts";
import { fileName } from "../../../src/panel/export/download.ts";
import { protocolWords, sidWords } from "../../../src/panel/sessions/session-words.ts";
import { detailsOf, type PacketDetails } from "../../../src/session/details.ts";
import { Reader } from "../../../src/session/reader.ts";
import type { Store } from "../../../src/session/store.ts";
import { LIBERATION } from "../../../src/text/width.ts";
import type { HttpResponse } from "../../../src/wire/event.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const BEGIN = (eio: number) => `
w1 open ?EIO=${eio}&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;

/** The details of the last packet of a conversation. */
function lastPacket(ladder: string): PacketDetails {
  const store = play(ladder);
  const reader = new Reader(store);
  for (let entry = store.entries.length - 1; entry >= 0; entry--) {
    const details = detailsOf(store, reader, entry);
    if (details.kind === "packet") return details;
  }
  throw new Error("no packet");
}

/** { type: 2, nsp: "/", data: ["say", "hi"], id: 1 } */
const MSGPACK_EVENT = "hKR0eXBlAqNuc3ChL6RkYXRhkqNzYXmiaGmiaWQB";

/** The text of the details of an entry, with that of all folds, which are open. */
function pane(store: Store, entry: number): string {
  const folds = ["session", "preflight", "requestHeaders", "responseHeaders", "requestBody", "responseBody", "recordedEvent"];
  const view = {
    store,
    opened: new Map<string, unknown>(folds.map((name) => [name, true])),
    host: { openSource: null },
    ladder: { widths: LIBERATION, filtering: { looks: { filter: "", found: [], marks: [], nsp: undefined } } },
    layout: { room: 1280, detailsBelow: false, details: { size: 340, least: 240, most: 500 } },
    selection: { select: () => {}, selectEntry: () => {}, measuredEntry: null },
    findings: null,
  };
  return renderToString(h(DetailsPane, { details: detailsOf(store, new Reader(store), entry), view, t }))
    .replace(/<svg.*?<\/svg>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, " ");
}
const lastPane = (ladder: string) => {
  const store = play(ladder);
  return pane(store, store.entries.length - 1);
};

const segments = (ladder: string) => anatomy(lastPacket(ladder)).map(({ text, what, value }) => `${what} ${text} ${value}`.trim());

test("a packet is split into the fields of both layers", () => {
  expect(segments(`${BEGIN(4)}w1 > 420["chat",1]`)).toEqual(["engine 4 message", "socket 2 EVENT", "ack 0 0", 'data ["chat",1]']);
  expect(segments(`${BEGIN(4)}w1 > 42/admin,17["x"]`)).toEqual([
    "engine 4 message",
    "socket 2 EVENT",
    "namespace /admin, /admin",
    "ack 17 17",
    'data ["x"]',
  ]);
  expect(segments(`${BEGIN(4)}w1 > 451-/a,["x",{"_placeholder":true,"num":0}]`)).toEqual([
    "engine 4 message",
    "socket 5 BINARY_EVENT",
    "attachments 1- 1",
    "namespace /a, /a",
    'data ["x",{"_placeholder":true,"num":0}]',
  ]);
  expect(segments(`${BEGIN(4)}w1 > 40/admin,`)).toEqual(["engine 4 message", "socket 0 CONNECT", "namespace /admin, /admin"]);
  expect(segments(`${BEGIN(4)}w1 < 2`)).toEqual(["engine 2 ping"]);
  expect(segments(`${BEGIN(4)}w1 > 3probe`)).toEqual(["engine 3 pong", "data probe"]);
});

test("a packet of Socket.IO 0.9 is split at its colons", () => {
  const ws = (packet: string) => segments(`w1 open 1/websocket/rWYQ0aZk1pX7dQm5AAAA\nw1 ${packet}`);
  expect(ws('> 5:1+:/chat:{"name":"a"}')).toEqual(["socket 5: event", "ack 1+: 1", "namespace /chat: /chat", 'data {"name":"a"}']);
  expect(ws('< 5:::{"name":"a"}')).toEqual(["socket 5::: event", 'data {"name":"a"}']);
  expect(ws("< 1::/chat")).toEqual(["socket 1:: connect", "namespace /chat /chat"]);
  expect(ws('< 6:::1+["ok"]')).toEqual(["socket 6::: ack", "ack 1+ 1", 'data ["ok"]']);
  expect(ws("< 2::")).toEqual(["socket 2:: heartbeat"]);
});

test("a packet of the msgpack or JSON parser is one segment of data", () => {
  expect(segments(`${BEGIN(4)}w1 > [${MSGPACK_EVENT}]`)).toEqual(["data ⟨30 B⟩ msgpack"]);
  expect(segments(`${BEGIN(3)}w1 > [BIKkdHlwZQCjbnNwoS8=]`)).toEqual(["engine 04 message", "data ⟨13 B⟩ msgpack"]);
  expect(segments(`${BEGIN(4)}w1 > 4{"type":2,"nsp":"/","data":["x"]}`)).toEqual([
    "engine 4 message",
    'data {"type":2,"nsp":"/","data":["x"]} json',
  ]);
});

test("a binary packet has a segment for its type byte in revision 3 only", () => {
  expect(segments(`${BEGIN(4)}w1 > 451-["x",{"_placeholder":true,"num":0}]\nw1 > [AAEC]`)).toEqual(["data ⟨3 B⟩ message"]);
  expect(segments(`${BEGIN(3)}w1 > 451-["x",{"_placeholder":true,"num":0}]\nw1 > [BAABAg==]`)).toEqual(["engine 04 message", "data ⟨3 B⟩"]);
});

test("the layers are drawn as boxes, and all but the data are labelled", () => {
  const text = renderToString(
    h(Layers, { widths: LIBERATION, segments: anatomy(lastPacket(`${BEGIN(4)}w1 > 42/admin,17["x"]`)), width: 280, eio: 4, sio: 5, t }),
  );
  expect(text.match(/<rect/g)).toHaveLength(5);
  for (const words of ["message", "Engine.IO 4", "EVENT", "Socket.IO 5", "namespace /admin", "ack id 17"])
    expect(text).toContain(`>${words}<`);
});

test("the frame header shows opcode, mask and length", () => {
  const bits = (bytes: number, direction: "sent" | "received", opcode: 1 | 2) =>
    [...renderToString(h(FrameHeader, { widths: LIBERATION, opcode, direction, bytes })).matchAll(/mono val mid">(\d)</g)]
      .map(([, bit]) => bit)
      .join("");
  expect(bits(53, "sent", 1)).toBe("1000000110110101");
  expect(bits(125, "received", 2)).toBe("1000001001111101");
  expect(bits(126, "received", 2)).toBe("1000001001111110");
  expect(bits(70_000, "received", 2)).toBe("1000001001111111");
});

test("a line of hex shows eight bytes and their characters", () => {
  const bytes = new TextEncoder().encode('420["chat"');
  expect(hexLine(bytes, 0)).toBe('0000  34 32 30 5b 22 63 68 61  420["cha');
  expect(hexLine(bytes, 8)).toBe('0008  74 22                    t"');
});

test("an HTTP exchange shows its request, its response and its timing", () => {
  const open = {
    kept: new Map(["requestHeaders", "responseHeaders"].map((name) => [name, true])),
    redraw: () => {},
    say: () => {},
    openSource: null,
  };
  const exchange = h(Exchange, {
    t,
    http: {
      preflight: null,
      request: {
        kind: "http-request",
        at: 1000,
        id: "1",
        method: "GET",
        url: "http://h/socket.io/?EIO=4",
        headers: { Accept: "<*/*>" },
        part: "engine",
      },
      response: {
        kind: "http-response",
        at: 1010,
        id: "1",
        status: 200,
        statusText: "OK",
        headers: { "Content-Type": "text/plain" },
        connection: "58",
        reused: true,
        protocol: "h2",
      },
      end: { kind: "http-body", at: 1012, id: "1", body: { text: "0{}" }, timing: { wait: 9, receive: 2 } },
    },
  });
  const text = renderToString(h(PaneContext.Provider, { value: open, children: exchange }));
  for (const words of [
    "http://h/socket.io/?EIO=4",
    "200 OK",
    "58, reused",
    "h2",
    "12 ms",
    "&lt;*/*>",
    "Content-Type",
    "9 ms",
    "3 characters",
  ])
    expect(text).toContain(words);
});

test("copied values are JSON, with bytes in base64 as in `packets --json`", () => {
  expect(JSON.parse(toJson(["x", new Uint8Array([0, 1, 255])]))).toEqual(["x", { $binary: "AAH/" }]);
});

test("a file name has the host of the page and the time", () => {
  expect(fileName("http://localhost:3000/chat?x=1", "2026-11-22T14:02:11.123Z")).toBe("lifeline-localhost-2026-11-22-140211");
  expect(fileName(undefined, "2026-11-22T14:02:11.123Z")).toBe("lifeline-2026-11-22-140211");
  expect(fileName("http://[::1]/", "2026-11-22T14:02:11.123Z")).toBe("lifeline-_1_-2026-11-22-140211");
});

test("a session shows its protocol revisions, each with its evidence", () => {
  const cases: readonly (readonly [ladder: string, ...texts: string[]])[] = [
    [`${BEGIN(4)}w1 > 40`, "Engine.IO 4 from the URL (EIO=4) observed", "Socket.IO 5 from CONNECT: the client asks for it inferred"],
    [`${BEGIN(3)}w1 < 40`, "Socket.IO 4 (1 to 4 look the same) from CONNECT: the server sends it unasked inferred"],
    [`${BEGIN(2)}w1 < 40`, "Engine.IO 2 from the URL (EIO=2)", "text encoded to UTF-8 twice, by websocket too"],
    [BEGIN(4), "Engine.IO 4 from the URL (EIO=4)", "Socket.IO no packet seen yet"],
    ["w1 < 2\nw1 > 3", "Engine.IO 4 from the heartbeat: the server pings inferred", "sid unknown"],
    ["w1 > 2\nw1 < 3", "Engine.IO 3 from the heartbeat: the client pings inferred"],
    ["w1 < 42[1]", "Engine.IO unknown no evidence yet, read as 4"],
    ['w1 < 2\nw1 < 42["x"]', "Socket.IO 5 goes with Engine.IO 4 inferred"],
    [`${BEGIN(4)}w1 > [${MSGPACK_EVENT}]`, "parser msgpack from the form of its packets inferred"],
    [
      'c1 GET ?EIO=3&transport=polling\nc1 200 0{"sid":"A"}',
      "▲ The URL says EIO=3, but the server answers in revision 4.",
      "Engine.IO 4 from the framing of the server's answer inferred",
    ],
    [
      "c1 GET 1/?t=1700000000000\nc1 200 A:15:25:websocket,xhr-polling",
      "sid A Engine.IO none: Socket.IO 0.9 is older Socket.IO 0.9 from the URL (/1/) observed",
      "transports websocket, xhr-polling heartbeat from server timeout 15 s close timeout 25 s",
    ],
    [
      'c1 GET ?EIO=3&transport=polling&j=0\nc1 200 ___eio[0]("11:0{\\"sid\\":\\"A\\"}");',
      "transport polling (JSONP) payloads wrapped in scripts and forms",
    ],
    [
      `w1 open ?EIO=4&transport=websocket\nw1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100000}`,
      "upgrades none heartbeat from server ping every 25 s timeout 20 s maxPayload 100.0 kB",
    ],
  ];
  for (const [ladder, ...texts] of cases) for (const words of texts) expect(lastPane(ladder)).toContain(words);
});

test("the list of sessions names transport, revisions and parser", () => {
  const words = (ladder: string) => {
    const store = play(ladder);
    const [session] = store.sessions;
    return session && protocolWords(t, store, session);
  };
  expect(words(`${BEGIN(4)}w1 > [${MSGPACK_EVENT}]`)).toBe("websocket · EIO 4 · Socket.IO 5 · msgpack");
  // socket.io-msgpack-parser 2
  expect(words(`${BEGIN(3)}w1 < 4{"type":0,"nsp":"/"}\nw1 < [BIKkdHlwZQCjbnNwoS8=]`)).toBe("websocket · EIO 3 · Socket.IO 4 · msgpack");
  expect(words(BEGIN(4))).toBe("websocket · Engine.IO 4");
  expect(words("c1 GET 1/?t=1700000000000\nc1 200 A:15:25:xhr-polling\nc2 GET 1/xhr-polling/A")).toBe("xhr-polling · Socket.IO 0.9");
  expect(words('c1 GET ?EIO=3&transport=polling&j=0\nc1 200 ___eio[0]("11:0{\\"sid\\":\\"A\\"}");')).toBe("polling (JSONP) · Engine.IO 3");
});

test("CONNECT shows auth, the query of its namespace, and connection state recovery, sent and received", () => {
  const begin = `${BEGIN(4)}w1 > 40{"pid":"p1","offset":"QaBcDeF","token":"abc"}`;
  expect(lastPane(begin)).toContain('auth token "abc" Connection state recovery asks for pid p1 offset QaBcDeF recovered not yet');
  expect(lastPane(`${begin}\nw1 < 40{"sid":"s","pid":"p1"}`)).toContain("Connection state recovery offers pid p1 recovered yes observed");
  expect(lastPane(`${begin}\nw1 < 40{"sid":"s","pid":"p2"}`)).toContain(
    "offers pid p2 recovered no, a new session with another pid observed",
  );
  const offered = lastPane(`${BEGIN(4)}w1 > 40\nw1 < 40{"sid":"s","pid":"p2"}`);
  expect(offered).toContain('Data sid "s" pid "p2" Connection state recovery offers pid p2 ');
  expect(offered).not.toContain("recovered");
  expect(lastPane(`${BEGIN(3)}w1 > 40/admin?token=abc&u=%C3%A9`)).toContain('Query of the namespace token "abc" u "é"');
  expect(lastPane(`${BEGIN(4)}w1 > 40`)).not.toContain("recovery");
});

test("the offset of a received event is shown apart from its arguments, with a note", () => {
  const begin = `${BEGIN(4)}w1 > 40\nw1 < 40{"sid":"s","pid":"p2"}\n`;
  expect(lastPane(`${begin}w1 < 42["news",1,"QaBcDeF"]`)).toContain(
    'Arguments event "news" 0 1 offset "QaBcDeF" The offset is not an argument of the application',
  );
  expect(lastPane(`${begin}w1 > 42["news",1,"QaBcDeF"]`)).toContain('event "news" 0 1 1 "QaBcDeF"');
});

test("a message that no parser reads has a note and is not called invalid", () => {
  for (const message of ["[3q2+7w==]", "4hello"]) {
    const words = lastPane(`${BEGIN(4)}w1 < ${message}`);
    expect(words).toContain("no parser that Lifeline knows (msgpack, CBOR) reads it");
    expect(words).not.toMatch(/invalid|broken|▲/);
  }
  expect(lastPane(`${BEGIN(4)}w1 < 451-["x",{"_placeholder":true,"num":0}]\nw1 < [3q2+7w==]`)).not.toContain("no parser");
});

test("a refused request shows the reason and its preflight", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling&t=1
    c2 OPTIONS ?EIO=4&transport=polling&t=1
    c2 204@9
    c1 400 {"code":0,"message":"Transport unknown"}
  `);
  const words = pane(store, store.entries.length - 1);
  expect(words).toContain("▲ Transport unknown (code 0)");
  expect(words).toContain(
    "Preflight OPTIONS 204 HTTP observed OPTIONS http://localhost:3000/socket.io/?EIO=4&amp;transport=polling&amp;t=1 status 204",
  );
});

test("an answer shows the server's address and who answered instead of the server", () => {
  const store = play("");
  for (const event of wireEvents("c1 GET ?EIO=4&transport=polling\nc1 200 ok"))
    store.push(
      event.kind === "http-response"
        ? { ...event, remoteAddress: "[::1]:3000", localAddress: "[::1]:49152", from: "service-worker" }
        : event,
    );
  expect(pane(store, store.entries.length - 1)).toContain(
    "server's address [::1]:3000 browser's address [::1]:49152 answered by the page's service worker took",
  );
});

test("an answer shows that a service worker passed it on, or why it answered itself", () => {
  const words = (answer: Partial<HttpResponse>) => {
    const store = play("");
    for (const event of wireEvents("c1 GET ?EIO=4&transport=polling\nc1 200 ok"))
      store.push(event.kind === "http-response" ? { ...event, ...answer } : event);
    return pane(store, store.entries.length - 1);
  };
  expect(words({ through: "service-worker" })).toContain("passed through the page's service worker took");
  expect(words({ from: "service-worker", reason: "net::ERR_FAILED" })).toContain(
    "answered by the page's service worker took 11 ms the worker's own request net::ERR_FAILED Response body",
  );
});

test("a failure in the page's service worker shows the worker's own failure", () => {
  const store = play("");
  for (const event of wireEvents("c1 GET ?EIO=4&transport=polling\nc1 failed net::ERR_FAILED"))
    store.push(event.kind === "http-failed" ? { ...event, workersReason: "net::ERR_CONNECTION_REFUSED" } : event);
  expect(pane(store, store.entries.length - 1)).toContain("failed net::ERR_FAILED the worker's own request net::ERR_CONNECTION_REFUSED");
});

test("the row of a refused websocket has the browser's error and the close among its details", () => {
  const store = play("w1 open ?EIO=4&transport=websocket\nw1 400\nw1 error Unexpected response code: 400\nw1 closed");
  const words = pane(store, 0);
  expect(words).toContain("status 400");
  expect(words).toContain('kind "ws-error"');
  expect(words).toContain('message "Unexpected response code: 400"');
  expect(words).toContain('kind "ws-close"');
});

test("the close of a websocket says who, why, when and with which code; the recorded event is below, closed", () => {
  const store = play(`${BEGIN(4)}w1 > 40\n+12000\n`);
  const at = store.entries.at(store.entries.length - 1) + 12_300;
  store.push({ kind: "ws-close", at, id: "w1", code: 1006, reason: "", clean: false, cause: "reported" });
  const words = pane(store, store.entries.length - 1);
  expect(words).toContain(" websocket closed 22:");
  expect(words).toContain("code 1006 no close frame was received: the connection broke, or was never established reason none");
  expect(words).toContain("when 12.3 s after it was established last received 12.3 s before closing handshake not complete");
  expect(words).toContain('As recorded ws-close kind "ws-close"');
});

test("notes, gaps and navigations are words, with the recorded event below", () => {
  const store = play(`page http://localhost:3000/\n${BEGIN(4)}gap 3000\n+3000\nhidden\ncontext navigated\ncrash`);
  const panes = Array.from({ length: store.entries.length }, (_, entry) => pane(store, entry));
  const titled = (title: string) => panes.find((words) => words.startsWith(` ${title}`)) ?? panes.join("\n");
  expect(titled("not captured")).toMatch(/why not recording from [\d:.]+ until [\d:.]+ took 3\.000 s As recorded gap/);
  expect(titled("tab hidden")).toContain("heartbeats and reconnections may come late from here on");
  expect(titled("the page crashed")).toContain("URL http://localhost:3000/ As recorded note");
  expect(titled("the page went to")).toContain("what page, went to another URL URL http://");
});

test("an event that was never answered says so, and its session counts it", () => {
  const asked = `${BEGIN(4)}w1 > 420["ask"]`;
  expect(lastPane(asked)).toContain("answered not yet");
  expect(lastPane(asked)).not.toContain("never answered");
  const store = play(`${asked}\nw1 closed`);
  expect(pane(store, 3)).toContain("answered never ");
  expect(pane(store, 3)).toContain("never answered 1 ");
});

test("a session without a sid may still get one only while it connects", () => {
  const words = (ladder: string) => play(ladder).sessions.map((session) => sidWords(t, session));
  const ask = "c1 GET ?EIO=4&transport=polling";
  expect(words(ask)).toEqual(["no sid yet"]);
  expect(words(`${ask}\nc1 failed net::ERR_CONNECTION_REFUSED`)).toEqual(["no sid"]);
  expect(words(`${ask}\nc1 gone`)).toEqual(["no sid"]);
});

test("the heartbeat says which side pings", () => {
  expect(lastPane(`${BEGIN(4)}w1 > 2\nw1 < 3`)).toContain("who pings the client pings");
  expect(lastPane(`${BEGIN(4)}w1 < 2\nw1 > 3`)).toContain("who pings the server pings");
  expect(lastPane("w1 open 1/websocket/rWYQ0aZk1pX7dQm5AAAA\nw1 < 2::\nw1 > 2::")).toContain("who pings the server pings");
});

test("WebTransport has a note that its data is not visible", () => {
  const words = lastPane("t1 asked ?EIO=4&transport=webtransport\nt1 established");
  expect(words).toContain("WebTransport");
  expect(words).toMatch(/established \d\d:\d\d:\d\d\.\d{3} The browser reports when this WebTransport session/);
  expect(lastPane("t1 asked ?EIO=4&transport=webtransport\nt1 closed")).toContain("established not seen");
});
