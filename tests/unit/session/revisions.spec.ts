// Which revisions a session speaks and what shows it: conversations of every revision.

import { expect, test } from "@playwright/test";
import { packetRecords } from "../../../src/formats/packets.ts";
import type { Session } from "../../../src/session/model.ts";
import type { Store } from "../../../src/session/store.ts";
import { play } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200}';
const binary = (...bytes: number[]) => `[${Buffer.from(bytes).toString("base64")}]`;
const msgpack = (hex: string) => `[${Buffer.from(hex.replaceAll(" ", ""), "hex").toString("base64")}]`;

const session = (store: Store) => store.sessions[0] as Session;
/** A line for each packet: direction, Engine.IO type, Socket.IO packet. */
const packets = (store: Store) =>
  [...packetRecords(store)].map(({ direction, engine, socket }) =>
    [
      direction === "sent" ? ">" : "<",
      engine.type,
      socket && [socket.type, socket.nsp, socket.id ?? "", JSON.stringify(socket.data) ?? ""].join(" ").trimEnd(),
    ]
      .filter(Boolean)
      .join(" "),
  );

test("the URL has the revision of Engine.IO, and CONNECT or that revision shows the one of Socket.IO", () => {
  const store = play(`c1 GET ?EIO=3&transport=polling\nc1 200 ${OPEN.length}:${OPEN}2:40`);
  expect(session(store)).toMatchObject({ eio: 3, eioFrom: "url", sio: 4, sioFrom: "connect" });
  const event = play(`w1 open ?EIO=4&transport=websocket\nw1 < ${OPEN}\nw1 < 42["x"]`);
  expect(session(event)).toMatchObject({ eio: 4, eioFrom: "url", sio: 5, sioFrom: "engine" });
});

test("a server that answers in another revision than the URL's is decoded by the one it answers in", () => {
  const three = play(`c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN.length}:${OPEN}2:40`);
  expect(session(three)).toMatchObject({ eio: 3, eioFrom: "payload", urlEio: 4, sid: "A" });
  expect(packets(three)).toEqual(["< open", "< message CONNECT /"]);
  const four = play(`c1 GET ?EIO=3&transport=polling\nc1 200 ${OPEN}`);
  expect(session(four)).toMatchObject({ eio: 4, eioFrom: "payload", urlEio: 3, sid: "A" });
});

test("a body that was reported before the revision was found keeps the packets it was split into", () => {
  const store = play("c1 GET ?EIO=4&transport=polling");
  const at = 1_700_000_000_100;
  const text = '12:42["hello!"]1:2';
  store.push({ kind: "http-response", at, id: "c1", status: 200, statusText: "", headers: {} });
  store.push({
    kind: "http-request",
    at: at + 2,
    id: "c2",
    method: "POST",
    url: "http://localhost:3000/socket.io/?EIO=4&transport=polling&sid=A",
    headers: {},
    body: { text },
    part: "engine",
  });
  store.push({ kind: "http-body", at: at + 1, id: "c1", body: { text: `${OPEN.length}:${OPEN}` } });
  expect(session(store).eio).toBe(3);
  expect([...packetRecords(store)].map(({ engine }) => engine)).toMatchObject([{ type: "open" }, { type: "close", data: text.slice(1) }]);
});

test("without EIO in the URL the framing of a body shows the revision", () => {
  const handshake = play(`c1 GET ?transport=polling&t=1\nc1 200 ${OPEN.length}:${OPEN}`);
  expect(session(handshake)).toMatchObject({ eio: 3, eioFrom: "payload", urlEio: null });
  const late = play('c1 GET ?transport=polling&sid=A\nc1 200 42["x"]\\x1e2');
  expect(session(late)).toMatchObject({ eio: 4, eioFrom: "payload" });
  expect(packets(late)).toEqual(['< message EVENT /  ["x"]', "< ping"]);
  const binaryForm = play(`c1 GET ?transport=polling&sid=A\nc1 200 ${binary(0, 1, 255, 0x33)}`);
  expect(session(binaryForm)).toMatchObject({ eio: 3, eioFrom: "payload" });
});

test("on a websocket that was open before recording, CONNECT or the pings show the revision", () => {
  for (const [frame, expected] of [
    ['> 40{"token":"x"}', { eio: 4, eioFrom: "connect", sio: 5 }],
    ['< 40{"sid":"x"}', { eio: 4, eioFrom: "connect", sio: 5 }],
    ['< 40\nw1 < 42["x"]', { eio: 3, eioFrom: "connect", sio: 4 }],
    ["> 2\nw1 < 3", { eio: 3, eioFrom: "ping", sio: null }],
    ["< 2\nw1 > 3", { eio: 4, eioFrom: "ping", sio: null }],
    ["< 42[1]", { eio: null, eioFrom: null, sio: null }],
  ] as const) {
    expect(session(play(`w1 ${frame}`)), frame).toMatchObject(expected);
  }
});

test("bytes that came before the revision was found are decoded by it afterwards", () => {
  const store = play(`w1 < ${binary(4, 7, 8)}\nw1 > 2\nw1 < 3`);
  expect([...packetRecords(store)][0]?.engine).toEqual({ type: "message", data: { $binary: "Bwg=" } });
});

test("a websocket with any URL is Engine.IO when its first message is an open packet", () => {
  const store = play(`
    w1 foreign ws://localhost:3000/live?token=x
    w1 101
    w1 < ${OPEN}
    w1 > 40
    w2 foreign ws://localhost:3000/other
    w2 < {"sid":"A"}
    w2 < ${OPEN}
    w3 foreign ws://localhost:3000/other
    w3 > 2
    w3 < ${OPEN}
  `);
  expect(store.sessions).toHaveLength(1);
  expect(session(store)).toMatchObject({ sid: "A", eio: 4, eioFrom: "connect", transport: "websocket", urlEio: null });
  expect(session(store).client.address).toBe("http://localhost:3000/live");
  expect(packets(store)).toEqual(["< open", "> message CONNECT /"]);
});

test("revision 2 encodes text to UTF-8 twice, also on the websocket", () => {
  const store = play(`w1 open ?EIO=2&transport=websocket\nw1 < ${OPEN}\nw1 < 42["hÃ©llo"]\nw1 > 42["日本"]\nw1 < ${binary(4, 1)}`);
  expect(session(store)).toMatchObject({ eio: 2, sio: 4 });
  expect([...packetRecords(store)].map(({ socket, bytes }) => [socket?.data, bytes])).toEqual([
    [undefined, OPEN.length],
    [["héllo"], 12],
    [["日本"], 12],
    [undefined, 2],
  ]);
});

test("the form of an answer shows whether text was encoded twice, even when the text looks as if it was", () => {
  const text = (open: string, more: string) => {
    const store = play(
      `c1 GET ?EIO=3&transport=polling${open}\nc1 200 ${more}\nc2 GET ?EIO=3&transport=polling&sid=A${open}\nc2 200 8:42["Ã©"]`,
    );
    return [session(store).utf8Twice, [...packetRecords(store)].at(-1)?.socket?.data];
  };
  const handshake = `${OPEN.length}:${OPEN}`;
  expect(text("", handshake)).toEqual([false, ["Ã©"]]);
  expect(text("&b64=1", `${handshake}2:40`)).toEqual([false, ["Ã©"]]);
  expect(text("&b64=1", handshake)).toEqual([null, ["é"]]);
  expect(text("", binary(0, ...String(OPEN.length).split("").map(Number), 255, ...Buffer.from(OPEN)))).toEqual([true, ["é"]]);
});

test("JSONP: forms are sent, scripts come back, and both are in one session with its websocket", () => {
  const store = play(`
    c1 GET ?EIO=3&transport=polling&j=0&b64=1
    c1 200 ___eio[0]("${OPEN.length}:${OPEN.replaceAll('"', '\\"')}2:40");
    c2 POST ?EIO=3&transport=polling&sid=A&j=0&b64=1 d=${encodeURIComponent('9:42["say"]')}
    c2 200 ok
    c3 GET ?EIO=3&transport=polling&sid=A&j=0&b64=1
    c3 200 ___eio[0]("10:b4AAEC/v8=");
  `);
  expect(packets(store)).toEqual(["< open", "< message CONNECT /", '> message EVENT /  ["say"]', "< message invalid /"]);
  expect(store.sessions).toHaveLength(1);
});

test("Socket.IO 0.9 by polling: handshake, heartbeats, events, acks, several packets in a body, the end", () => {
  const store = play(`
    c1 GET 1/?t=1385123456789
    c1 200 rWYQTLyjM0oKqqcV1Vfu:60:25:websocket,xhr-polling
    c2 GET 1/xhr-polling/rWYQTLyjM0oKqqcV1Vfu?t=1
    c2 200 1::
    c3 POST 1/xhr-polling/rWYQTLyjM0oKqqcV1Vfu?t=2 5:1+::{"name":"ask","args":["what?"]}
    c3 200 1
    c4 GET 1/xhr-polling/rWYQTLyjM0oKqqcV1Vfu?t=3
    c4 200 \ufffd14\ufffd6:::1+[42,"a"]\ufffd3\ufffd2::
    c5 POST 1/xhr-polling/rWYQTLyjM0oKqqcV1Vfu?t=4 2::
    c6 POST 1/xhr-polling/rWYQTLyjM0oKqqcV1Vfu?t=5 0::
  `);
  expect(session(store)).toMatchObject({
    sid: "rWYQTLyjM0oKqqcV1Vfu",
    eio: null,
    sio: 0.9,
    sioFrom: "url",
    transport: "xhr-polling",
    state: "closed",
    cause: "client",
    heartbeat: { pinger: "server" },
    handshake: { pingTimeout: 60_000, closeTimeout: 25_000, transports: ["websocket", "xhr-polling"] },
  });
  expect(packets(store)).toEqual([
    "< message CONNECT /",
    '> message EVENT / 1 ["ask","what?"]',
    '< message ACK / 1 [42,"a"]',
    "< ping",
    "> pong",
    "> message DISCONNECT /",
  ]);
  const records = [...packetRecords(store)];
  expect(records[0]).toMatchObject({ eio: null, transport: "xhr-polling", engine: { type: "message", data: "1::" }, bytes: 3 });
  const [ask, answer] = [1, 2].map((n) => store.entries.ordered(placeOfPacket(store, n)));
  expect(store.entries.peer(ask ?? -1)).toBe(answer);
});

test("Socket.IO 0.9 by websocket and by JSONP, and a refused handshake", () => {
  const websocket = play(`
    c1 GET 1/?t=1
    c1 200 rWYQ:60:25:websocket
    w1 open 1/websocket/rWYQ
    w1 101
    w1 < 1::
    w1 < 1::/chat
    w1 > 5::/chat:{"name":"é"}
    w1 closed
  `);
  expect(session(websocket)).toMatchObject({ sio: 0.9, transport: "websocket", state: "closed", upgrade: null });
  expect([...session(websocket).sockets.keys()]).toEqual(["/", "/chat"]);
  expect(packets(websocket)).toEqual(["< message CONNECT /", "< message CONNECT /chat", '> message EVENT /chat  ["é"]']);

  const jsonp = play(`
    c1 GET 1/?t=1&jsonp=0
    c1 200 io.j[0]("rWYQ:60:25:jsonp-polling");
    c2 GET 1/jsonp-polling/rWYQ?t=1&i=0
    c2 200 io.j[0]("1::");
    c3 POST 1/jsonp-polling/rWYQ?t=1&i=0 d=${encodeURIComponent('"3:::a"')}
  `);
  expect(packets(jsonp)).toEqual(["< message CONNECT /", '> message EVENT /  ["message","a"]']);

  expect(session(play("c1 GET 1/?t=1\nc1 403 handshake unauthorized"))).toMatchObject({
    state: "closed",
    cause: "refused",
    problem: "403 handshake unauthorized",
  });
  expect(session(play('c1 GET 1/?t=1&jsonp=0\nc1 200 io.j[0](new Error("handshake unauthorized"));'))).toMatchObject({
    cause: "refused",
    problem: 'io.j[0](new Error("handshake unauthorized"));',
  });
});

test("packets of the msgpack parser are paired with their acks and counted as packets", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    w1 > ${msgpack("82 a474797065 00 a36e7370 a12f")}
    w1 < ${msgpack("83 a474797065 00 a464617461 81 a3736964 a178 a36e7370 a12f")}
    w1 > ${msgpack("84 a474797065 02 a464617461 91 a161 a26964 00 a36e7370 a12f")}
    w1 < ${msgpack("84 a474797065 03 a464617461 91 c40101 a26964 00 a36e7370 a12f")}
    w1 < ${binary(1, 2, 3)}
  `);
  expect(session(store)).toMatchObject({ parser: "msgpack", sio: 5, sioFrom: "connect" });
  expect(session(store).sockets.get("/")?.sid).toBe("x");
  expect(packets(store)).toEqual([
    "< open",
    "> message CONNECT /",
    '< message CONNECT /  {"sid":"x"}',
    '> message EVENT / 0 ["a"]',
    '< message ACK / 0 [{"$binary":"AQ=="}]',
    "< message invalid /",
  ]);
});

test("an attachment that looks like a packet of the msgpack parser stays an attachment", () => {
  const bytes = msgpack("82 a474797065 00 a36e7370 a12f");
  const store = play(`w1 open ?EIO=4&transport=websocket\nw1 < 451-["x",{"_placeholder":true,"num":0}]\nw1 < ${bytes}`);
  expect(session(store).parser).toBeNull();
  expect(packets(store)).toEqual(["< message", expect.stringContaining("< message BINARY_EVENT")]);
});

test("connection state recovery: what the client asked for, and whether the server granted it", () => {
  const reconnect = (pid: string) => `
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    w1 > 40{"pid":"P","offset":"o7"}
    w1 < 42["missed","o8"]
    w1 < 40{"sid":"x","pid":"${pid}"}
  `;
  const socket = (pid: string) => session(play(reconnect(pid))).sockets.get("/");
  expect(socket("P")).toMatchObject({ sid: "x", pid: "P", recovery: { pid: "P", offset: "o7", recovered: true } });
  expect(socket("Q")).toMatchObject({ pid: "Q", recovery: { pid: "P", recovered: false } });
  const first = session(play(`w1 open ?EIO=4&transport=websocket\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"x","pid":"P"}`));
  expect(first.sockets.get("/")).toMatchObject({ sid: "x", pid: "P", recovery: null });
});

const WT = "https://localhost:3000/socket.io/?EIO=4&transport=webtransport&t=x";

test("a WebTransport connection that no session was offered is a session of its own without packets", () => {
  const store = play("");
  store.push({ kind: "wt-open", at: 1, id: "t1", url: WT });
  expect(session(store)).toMatchObject({ state: "connecting", eio: 4, sid: null });
  store.push({ kind: "wt-established", at: 2, id: "t1" });
  expect(session(store)).toMatchObject({ state: "open", transport: "webtransport", openedAt: 2 });
  store.push({ kind: "wt-close", at: 3, id: "t1" });
  store.push({ kind: "wt-open", at: 4, id: "t2", url: WT });
  store.push({ kind: "wt-close", at: 5, id: "t2" });
  expect(store.sessions.map(({ state, cause }) => `${state} ${cause}`)).toEqual(["closed transport", "closed refused"]);
});

test("a WebTransport connection is the upgrade of an open session that was offered one", () => {
  const open = OPEN.replace('"websocket"', '"websocket","webtransport"');
  const store = play(`c1 GET ?EIO=4&transport=polling\nc1 200 ${open}`);
  const at = (store.sessions[0]?.lastAt ?? 0) + 1;
  const url = WT.replace("https", "http");
  store.push({ kind: "wt-open", at, id: "t1", url });
  store.push({ kind: "wt-established", at: at + 1, id: "t1" });
  expect(store.sessions).toHaveLength(1);
  expect(session(store).upgrade).toMatchObject({ openedAt: at, establishedAt: at + 1, switchedAt: null });
  store.push({ kind: "wt-close", at: at + 2, id: "t1" });
  expect(session(store)).toMatchObject({ state: "open", upgrade: { failedAt: at + 2 } });
});

function placeOfPacket({ entries }: Store, n: number): number {
  let left = n;
  for (let place = 0; place < entries.length; place++) if (entries.isPacket(entries.ordered(place)) && left-- === 0) return place;
  return -1;
}

test("bytes that the parser of a session cannot read have a reason", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    w1 > ${msgpack("82 a474797065 00 a36e7370 a12f")}
    w1 < ${msgpack("84 a474797065 02 a464617461 91 a161")}
    w1 closed
  `);
  expect(session(store)).toMatchObject({ cause: "client", problem: ["reasonUnread", expect.any(String), ["reasonNotSocketPacket"]] });
});
