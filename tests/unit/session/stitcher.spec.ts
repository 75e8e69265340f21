import { expect, test } from "@playwright/test";
import { packetRecords } from "../../../src/formats/packets.ts";
import { detailsOf } from "../../../src/session/details.ts";
import { Reader } from "../../../src/session/reader.ts";
import type { Store } from "../../../src/session/store.ts";
import { play, wireEvents, withLateBody } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":300,"pingTimeout":200}';

const UPGRADED = `
  c1 GET ?EIO=4&transport=polling
  c1 200 ${OPEN}
  c2 POST ?EIO=4&transport=polling&sid=A 40
  c3 GET ?EIO=4&transport=polling&sid=A
  c2 200 ok
  c3 200@2 40{"sid":"s1"}
  c4 GET ?EIO=4&transport=polling&sid=A
  w1 open ?EIO=4&transport=websocket&sid=A
  w1 101
  w1 > 2probe
  w1 < 3probe
  c4 200@2 6
  w1 > 5
`;

/** A line for each session: sid, revision, transport, state, packets, and the session it follows. */
function sessions(store: Store): string[] {
  return store.sessions.map((s) =>
    [
      s.sid ?? "?",
      `EIO ${s.eio ?? "?"}`,
      s.transport ?? "no transport",
      s.cause === null ? s.state : `${s.state} ${s.cause}`,
      `${s.packets} packets`,
      s.previous ? `after ${s.previous.sid ?? "?"}` : `client ${s.client.index}`,
    ].join(", "),
  );
}

test("polling requests and the websocket with their sid are one session", () => {
  const store = play(UPGRADED);
  expect(sessions(store)).toEqual(["A, EIO 4, websocket, open, 7 packets, client 0"]);
  expect(store.sessions[0]?.handshake).toMatchObject({ sid: "A", pingInterval: 300, pingTimeout: 200 });
});

test("each leg of the upgrade has the time of its first packet", () => {
  const upgrade = play(UPGRADED).sessions[0]?.upgrade;
  const legs = [
    upgrade?.openedAt,
    upgrade?.establishedAt,
    upgrade?.probedAt,
    upgrade?.probeAnsweredAt,
    upgrade?.drainedAt,
    upgrade?.switchedAt,
  ];
  const from = legs[0] ?? 0;
  expect(legs.map((at) => (at ?? 0) - from)).toEqual([0, 10, 20, 30, 40, 50]);
  expect(play(`${UPGRADED}\n w1 > 2probe\n w1 < 3probe\n w1 > 5`).sessions[0]?.upgrade).toMatchObject({ ...upgrade, channel: {} });
});

test("a session whose upgrade is refused stays open on polling", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 400
    w1 error Unexpected response code: 400
    w1 closed
    c2 POST ?EIO=4&transport=polling&sid=A 42["x"]
  `);
  expect(sessions(store)).toEqual(["A, EIO 4, polling, open, 2 packets, client 0"]);
  expect(store.sessions[0]?.upgrade?.failedAt).not.toBeNull();
});

test("a session that begins on a websocket gets its sid from its first frame", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < ${OPEN}
    w1 > 40
    w1 < 40{"sid":"s1"}
    w1 < 41
    w1 closed
  `);
  expect(sessions(store)).toEqual(["A, EIO 4, websocket, closed server, 4 packets, client 0"]);
});

test("a request with a sid joins its session before the body that brings the sid is reported", () => {
  const events = wireEvents(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 POST ?EIO=4&transport=polling&sid=A 40
    w1 open ?EIO=4&transport=websocket&sid=A
  `);
  const body = events.findIndex(({ kind }) => kind === "http-body");
  const store = play("");
  for (const event of [...events.slice(0, body), ...events.slice(body + 1), ...events.slice(body, body + 1)]) store.push(event);
  expect(sessions(store)).toEqual(["A, EIO 4, polling, open, 2 packets, client 0"]);
  expect(store.sessions[0]?.late).toBe(false);
});

test("a session id that a cache gives again belongs to the new session, also before the body that brings it is reported", () => {
  const joined = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN}\nc2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok\n`;
  const again = `c3 GET ?EIO=4&transport=polling\nc3 200 ${OPEN}\nc4 POST ?EIO=4&transport=polling&sid=A 40\nc4 400 {"code":1,"message":"Session ID unknown"}`;
  const told = (ladder: string) => {
    const store = play("");
    for (const event of withLateBody(wireEvents(ladder), "c3")) store.push(event);
    return store.sessions.map(({ cause, problem, packets }) => `${cause}, ${problem}, ${packets}`);
  };
  const left = `context appeared\n${joined}context navigated\n`;
  expect(told(`${left}${again}`)).toEqual(["navigation, null, 2", "transport, 400 Session ID unknown (code 1), 2"]);
  const closed = `${joined}c9 POST ?EIO=4&transport=polling&sid=A 1\nc9 200 ok\n`;
  expect(told(`${closed}${again}`)).toEqual(["client, null, 3", "transport, 400 Session ID unknown (code 1), 2"]);
  // What was only supposed to be over goes on.
  const other = again
    .replaceAll("sid=A 40", "sid=A 2")
    .replace(/400 .*/, "200 ok")
    .replaceAll('"sid":"A"', '"sid":"B"');
  expect(told(`${joined}${other}`).map((line) => line.replace(/.*, /, ""))).toEqual(["3", "1"]);
});

test("the cause of the end: a DISCONNECT of the client, a close packet of the server, the page left, or neither side said", () => {
  const begin = `
    w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < ${OPEN}
    w1 < 40{"sid":"s1"}
  `;
  expect(play(`${begin}w1 > 41\nw1 closed`).sessions[0]?.cause).toBe("client");
  expect(play(`${begin}w1 < 1\nw1 closed`).sessions[0]?.cause).toBe("server");
  expect(play(`${begin}w1 closed`).sessions[0]?.cause).toBe("transport");
  expect(play(`${begin}w1 gone`).sessions[0]?.cause).toBe("navigation");
  // A client that leaves one namespace of two does not leave the session.
  expect(play(`${begin}w1 < 40/admin,{"sid":"s2"}\nw1 > 41/admin,\nw1 closed`).sessions[0]?.cause).toBe("transport");
});

test("a session follows one of its address and page that has ended; two that are open at once are two clients'", () => {
  const again = OPEN.replace('"A"', '"B"');
  expect(
    sessions(
      play(`
      w1 open ?EIO=4&transport=websocket
      w1 < ${OPEN}
      w1 closed
      w2 open ?EIO=4&transport=websocket
      w2 < ${again}
      w3 open ?EIO=4&transport=websocket
      w3 < ${OPEN.replace('"A"', '"C"')}
      w4 open ?EIO=4&transport=websocket @worker
      w4 < ${OPEN.replace('"A"', '"D"')}
    `),
    ),
  ).toEqual([
    "A, EIO 4, websocket, closed transport, 1 packets, client 0",
    "B, EIO 4, websocket, open, 1 packets, after A",
    "C, EIO 4, websocket, open, 1 packets, client 1",
    "D, EIO 4, websocket, open, 1 packets, client 2",
  ]);
});

test("a session that was silent for longer than its heartbeat allows timed out when the next one of its client begins", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    +600
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN.replace('"A"', '"B"')}
  `);
  expect(sessions(store)).toEqual([
    "A, EIO 4, websocket, closed timeout, 1 packets, client 0",
    "B, EIO 4, polling, open, 1 packets, after A",
  ]);
});

test("a session whose handshake fails is refused, and has the text of the browser or the server", () => {
  const failed = play("c1 GET ?EIO=4&transport=polling\nc1 failed net::ERR_CONNECTION_REFUSED").sessions[0];
  expect(failed).toMatchObject({ state: "closed", cause: "refused", problem: "net::ERR_CONNECTION_REFUSED" });
  const refused = play('c1 GET ?EIO=9&transport=polling\nc1 400 {"code":5,"message":"Unsupported protocol version"}').sessions[0];
  expect(refused).toMatchObject({ state: "closed", cause: "refused", problem: "400 Unsupported protocol version (code 5)" });
});

test("an ACK is paired with the event of the other side that has its namespace and ack id", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 < ${OPEN}
    w1 > 420["a"]
    w1 < 420["b"]
    w1 > 42/n,0["c"]
    w1 > 430["for b"]
    w1 < 43/n,0["for c"]
    w1 < 430["for a"]
  `);
  const { entries } = store;
  const reader = new Reader(store);
  const answers = new Map<unknown, unknown>();
  for (let entry = 0; entry < entries.length; entry++) {
    const details = detailsOf(store, reader, entry);
    if (details.kind !== "packet" || details.ack?.question !== entry || details.ack.answer === null) continue;
    const name = (data: unknown) => (Array.isArray(data) ? data[0] : undefined);
    answers.set(name(details.socket?.data), name(reader.packet(details.ack.answer).socket?.data));
  }
  expect(Object.fromEntries(answers)).toEqual({ a: "for a", b: "for b", c: "for c" });
});

test("attachments belong to the packet that announced them, also after the transport changed and between messages of the other side", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 POST ?EIO=4&transport=polling&sid=A 452-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]\\x1ebAQI=
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 > 5
    w1 < 451-["y",{"_placeholder":true,"num":0}]
    w1 > [AwQ=]
    w1 < [BQ==]
  `);
  const reader = new Reader(store);
  const events: unknown[] = [];
  for (let entry = 0; entry < store.entries.length; entry++) {
    const data = store.entries.isPacket(entry) ? reader.packet(entry).socket?.data : undefined;
    if (Array.isArray(data)) events.push(data);
  }
  expect(events).toEqual([
    ["x", new Uint8Array([1, 2]), new Uint8Array([3, 4])],
    ["y", new Uint8Array([5])],
  ]);
});

test("a ping and its pong are a pair, whichever side pings", () => {
  const ladder = (eio: number, ping: string, pong: string) => `
    w1 open ?EIO=${eio}&transport=websocket
    w1 < ${OPEN}
    w1 ${ping} 2
    w1 ${pong} 3
  `;
  for (const [eio, ping, pong, pinger] of [
    [3, ">", "<", "client"],
    [4, "<", ">", "server"],
  ] as const) {
    const store = play(ladder(eio, ping, pong));
    const last = store.entries.length - 1;
    expect(store.entries.peer(last)).toBe(last - 1);
    expect(store.sessions[0]?.heartbeat.pinger).toBe(pinger);
  }
});

test("an answer that is reported before the body with its question is paired when that body is reported", () => {
  const events = wireEvents(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c2 200 2\\x1e420["ask"]
    c3 POST ?EIO=4&transport=polling&sid=A 3\\x1e430["answer"]
  `);
  const [body] = events.splice(
    events.findLastIndex(({ kind }) => kind === "http-body"),
    1,
  );
  const store = play("");
  for (const event of [...events, ...(body ? [body] : [])]) store.push(event);
  const packets = Array.from({ length: store.entries.length }, (_, place) => store.entries.ordered(place)).filter((entry) =>
    store.entries.isPacket(entry),
  );
  const [, ping, ask, pong, answer] = packets;
  expect([ping, ask].map((question) => store.entries.peer(question ?? -1))).toEqual([pong, answer]);
  const details = detailsOf(store, new Reader(store), answer ?? -1);
  expect(details.kind === "packet" && details.ack).toMatchObject({ question: ask, answer, latency: 10 });
});

test("a websocket that was open before recording is a session without a sid, and its pings show the revision", () => {
  const store = play('w1 > 42["x"]\nw1 < 2\nw1 > 3');
  expect(sessions(store)).toEqual(["?, EIO 4, websocket, open, 3 packets, client 0"]);
  expect(store.sessions[0]?.late).toBe(true);
});

test("a websocket that is no Engine.IO gets no entry and no session", () => {
  const store = play('w1 foreign ws://localhost:5173/?token=x\nw1 < 42["looks alike"]\nw1 closed');
  expect(store.entries.length).toBe(0);
  expect(store.sessions).toEqual([]);
});

test("binary messages that are empty, or whose content was not recorded, count as attachments", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < ${OPEN}
    w1 > 452-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]
    w1 > blob
    w1 > [AQID]
    w1 < 452-["y",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]
    w1 < empty
    w1 < [AQID]
  `);
  const reader = new Reader(store);
  const sockets = Array.from({ length: store.entries.length }, (_, i) =>
    store.entries.isPacket(i) ? reader.packet(i).socket : null,
  ).filter(Boolean);
  expect(sockets).toMatchObject([
    { data: ["x", { num: 0 }, new Uint8Array([1, 2, 3])], reason: ["reasonAttachmentsMissing", 1, 2] },
    { data: ["y", new Uint8Array(0), new Uint8Array([1, 2, 3])] },
  ]);
});

test("a binary event that cannot be decoded announces no attachments", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < ${OPEN}
    w1 < 451-["x",{"_placeholder":tr
    w1 < [AQID]
  `);
  const [, broken, bytes] = [...packetRecords(store)];
  expect(broken).toMatchObject({ engine: { type: "message" }, socket: { type: "invalid" } });
  expect(bytes).toMatchObject({ engine: { type: "message", data: { $binary: "AQID" } } });
});

test("a session on its websocket stays as it is after a refused poll, a websocket that never switched, and a frame reported after the close", () => {
  const store = play(`${UPGRADED}
    w2 open ?EIO=4&transport=websocket&sid=A
    c5 GET ?EIO=4&transport=polling&sid=A
    c5 400 {"code":3,"message":"Bad request"}
    w2 closed
  `);
  expect(store.sessions[0]).toMatchObject({ state: "open" });
  const over = play(`${UPGRADED}\nw1 closed\nw1 < 42["late"]`);
  expect(sessions(over)).toEqual(["A, EIO 4, websocket, closed transport, 8 packets, client 0"]);
});

test("from revision 5 on a client that leaves the main namespace stays in the session while it is in others", () => {
  const begin = `
    w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < ${OPEN}
    w1 < 40{"sid":"s1"}
    w1 < 40/admin,{"sid":"s2"}
    w1 > 41
  `;
  expect(play(`${begin}w1 closed`).sessions[0]?.cause).toBe("transport");
  expect(play(`${begin}w1 > 41/admin,\nw1 closed`).sessions[0]?.cause).toBe("client");
});

test("a body that the browser did not keep is one invalid packet with that reason", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c2 200 omitted
  `);
  expect(store.omitted).toBe(1);
  expect(new Reader(store).packet(store.entries.length - 1).engine).toMatchObject({ type: "invalid", reason: ["notCaptured", "evicted"] });
});

test("connections: a request moves from the guessed connection to the one that the browser names", () => {
  const store = play(`
    page http://localhost:3000/
    c1 GET ?EIO=4&transport=polling
    c1 200@1 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    c3 POST ?EIO=4&transport=polling&sid=A 40
    c3 200@1 ok
    c2 200@5 40{"sid":"s"}
  `);
  const used = store.connections.filter(({ uses }) => uses > 0);
  expect(used.map(({ id, role, uses, inferred }) => ({ id, role, uses, inferred }))).toEqual([
    { id: "1", role: "main", uses: 3, inferred: false },
    { id: "5", role: "polling", uses: 1, inferred: false },
  ]);
});

test("connections: the guess for a poll is a free connection of the session before one of scripts", () => {
  const store = play("page http://localhost:3000/");
  const [at, id] = [1_700_000_000_100, "script"];
  const head = { statusText: "OK", headers: {}, connection: "7", reused: false, protocol: "http/1.1" };
  store.push({
    kind: "http-request",
    at: at - 90,
    id: "busy",
    method: "GET",
    url: "http://localhost:3000/late",
    headers: {},
    part: "page",
  });
  store.push({ kind: "http-request", at, id, method: "GET", url: "http://localhost:3000/a.js", headers: {}, part: "script" });
  store.push({ kind: "http-response", at: at + 5, id: "busy", status: 200, ...head, connection: "1", reused: true });
  store.push({ kind: "http-body", at: at + 6, id: "busy", body: { omitted: "not-asked", bytes: 9 } });
  store.push({ kind: "http-response", at: at + 10, id, status: 200, ...head });
  store.push({ kind: "http-body", at: at + 20, id, body: { omitted: "not-asked", bytes: 9 } });
  const [poll] = wireEvents("c1 GET ?EIO=4&transport=polling");
  if (poll) store.push({ ...poll, at: at + 30 });
  const used = store.connections.filter(({ uses }) => uses > 0);
  expect(used.map(({ id, role, busy }) => [id, role, busy])).toEqual([
    ["1", "main", 1],
    ["7", "other", 0],
  ]);
});

test("entries are ordered by time, and those of the same time by arrival", () => {
  const store = play("");
  for (const at of [30, 10, 20, 20, 5]) store.push({ kind: "note", at, what: "mark" });
  const times = Array.from({ length: 5 }, (_, place) => store.entries.at(store.entries.ordered(place)));
  expect(times).toEqual([5, 10, 20, 20, 30]);
  expect(store.entries.ordered(2)).toBe(2);
});

test("a session that follows one closed by the client or by navigation is no attempt to connect again", () => {
  const socket = (id: string, sid: string) => `${id} open ?EIO=4&transport=websocket\n${id} < ${OPEN.replace('"A"', `"${sid}"`)}\n`;
  const attempts = (end: string) => play(`${socket("w1", "A")}${end}\n+10\n${socket("w2", "B")}`).sessions.map(({ attempt }) => attempt);
  expect(attempts("w1 > 1")).toEqual([0, 0]);
  expect(attempts("w1 gone")).toEqual([0, 0]);
  expect(attempts("w1 < 1")).toEqual([0, 1]);
  expect(attempts("w1 closed")).toEqual([0, 1]);
});

test("iframes that come and go leave nothing, except those with a session", () => {
  const store = play("");
  const context = (documentFrame: string, state: "appeared" | "gone") =>
    store.push({ kind: "context", at: 1_700_000_000_000, documentFrame, type: "iframe", url: `http://a.test/${documentFrame}`, state });
  for (let i = 0; i < 1000; i++) {
    context(`f${i}`, "appeared");
    if (i === 500) for (const event of wireEvents("w1 open ?EIO=4&transport=websocket @f500")) store.push(event);
    context(`f${i}`, "gone");
  }
  expect([...store.contexts.values()]).toMatchObject([{ documentFrame: "f500", gone: true }]);
});
