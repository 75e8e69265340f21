// Which session a request or a websocket belongs to, when its sid alone does not say it.

import { expect, test } from "@playwright/test";
import type { Store } from "../../../src/session/store.ts";
import type { Context } from "../../../src/wire/event.ts";
import { ladderOf, rows, whole } from "../diagram/support.ts";
import { play, wireEvents } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const ASK = "?EIO=4&transport=polling";
const POLL = `${ASK}&sid=A`;
const SOCKET = "?EIO=4&transport=websocket&sid=A";

const packets = ({ sessions }: Store) => sessions.map(({ client, sid, packets }) => `client ${client.index} ${sid}: ${packets}`);

const context = (documentFrame: string, type: Context["type"], parent?: string): Context => ({
  kind: "context",
  at: 0,
  documentFrame,
  type,
  url: "http://localhost:3000/",
  ...(parent !== undefined && { parent }),
  state: "appeared",
});

// https://github.com/mrniko/netty-socketio/issues/526: the server takes the sid from a cookie, which the tabs share.
test("two tabs that got the same sid are two sessions, each with its own packets", () => {
  const store = play(`
    c1 GET ${ASK} @one
    c1 200 ${OPEN}
    c2 GET ${ASK} @two
    c2 200 ${OPEN}
    c3 POST ${POLL} 42["hi"] @one
    c3 200 ok
    c4 GET ${POLL} @two
    c4 200 42["to two"]
    w1 open ${SOCKET} @one
    w1 101
    w1 > 2probe
    w1 < 3probe
    w1 > 5
    w1 < 42["to one"]
  `);
  expect(packets(store)).toEqual(["client 0 A: 6", "client 1 A: 2"]);
  expect(store.sessions.map(({ transport }) => transport)).toEqual(["websocket", "polling"]);
});

test("a tab whose handshake was not recorded is not taken for the tab with the same sid", () => {
  const store = play(`c1 GET ${ASK} @one\nc1 200 ${OPEN}\nc2 GET ${POLL} @two\nc2 200 42["to two"]`);
  expect(packets(store)).toEqual(["client 0 A: 1", "client 1 A: 1"]);
  expect(store.sessions.map(({ late }) => late)).toEqual([false, true]);
});

test("a page that loads again and gets the same sid has a new session, and what follows belongs to that", () => {
  const store = play(`
    c1 GET ${ASK}
    c1 200 ${OPEN}
    c2 GET ${POLL}
    c2 gone
    c3 GET ${ASK}
    c3 200 ${OPEN}
    c4 GET ${POLL}
    c4 200 42["x"]
  `);
  expect(packets(store)).toEqual(["client 0 A: 1", "client 0 A: 2"]);
});

test("a worker's session keeps what the browser reports with the frame of its page, or with none", () => {
  const store = play("");
  store.push(context("page", "page"));
  store.push(context("worker", "worker", "page"));
  const ladder = `
    c1 GET ${ASK} @page
    c1 200 ${OPEN}
    w1 open ${SOCKET} @worker
    w1 101
    w1 > 2probe
    w1 < 3probe
    w1 > 5
  `;
  for (const event of wireEvents(ladder)) store.push(event);
  expect(packets(store)).toEqual(["client 0 A: 4"]);
});

test("frames that name each other as their parent end the search for the tab", () => {
  const store = play("");
  store.push(context("one", "iframe", "two"));
  store.push(context("two", "iframe", "one"));
  for (const event of wireEvents(`c1 GET ${ASK} @one\nc1 200 ${OPEN}\nc2 GET ${POLL} @three`)) store.push(event);
  expect(store.sessions).toHaveLength(2);
});

test("what JSONP posts belongs to its session, although its form has a frame of its own", () => {
  const store = play(`
    c1 GET ?EIO=3&transport=polling&j=0 @page
    c1 200 ___eio[0]("66:0{\\"sid\\":\\"A\\",\\"upgrades\\":[],\\"pingInterval\\":25000,\\"pingTimeout\\":5000}");
    c2 POST ?EIO=3&transport=polling&j=0&sid=A d=7:42["hi"] @form
  `);
  expect(store.sessions).toHaveLength(1);
});

const UPGRADED = `
  c1 GET ${ASK}
  c1 200 ${OPEN}
  w1 open ${SOCKET}
  w1 101
  w1 > 2probe
  w1 < 3probe
  w1 > 5
`;

// https://github.com/Totodore/socketioxide/issues/15
test("a second websocket with the sid of an upgraded session changes neither its upgrade nor its end", () => {
  const store = play(`${UPGRADED}w2 open ${SOCKET}\nw2 101\nw2 closed\nw1 < 42["x"]\nw1 < 41\nw1 closed`);
  const [session] = store.sessions;
  expect(session?.upgrade?.channel.id).toBe("w1");
  expect(session?.upgrade?.failedAt).toBeNull();
  expect([session?.state, session?.cause, session?.transport]).toEqual(["closed", "server", "websocket"]);
});

test("a second websocket that sends a probe and is refused leaves the session open on the first", () => {
  const store = play(`${UPGRADED}w2 open ${SOCKET}\nw2 400\nw2 error refused\nw2 closed\nw1 < 2\nw1 > 3`);
  expect(store.sessions.map(({ state, problem, upgrade }) => [state, problem, upgrade?.channel.id])).toEqual([["open", null, "w1"]]);
});

test("a websocket with the sid of a session that began on a websocket is no upgrade", () => {
  const store = play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw2 open ${SOCKET}\nw2 101\nw2 closed\nw1 < 2`);
  expect(store.sessions.map(({ state, upgrade }) => [state, upgrade])).toEqual([["open", null]]);
});

test("a second websocket with the sid of a session whose first is still trying is not its upgrade, and its close has no cause", () => {
  const store = play(`
    c1 GET ${ASK}
    c1 200 ${OPEN}
    w1 open ${SOCKET}
    w1 101
    w2 open ${SOCKET}
    w2 101
    w1 > 2probe
    w1 < 3probe
    w1 > 5
    w2 closed
    w1 > 41
    w1 closed
  `);
  expect(store.sessions.map(({ cause, transport, upgrade }) => [cause, transport, upgrade?.channel.id])).toEqual([
    ["client", "websocket", "w1"],
  ]);
  expect(rows(store).filter((row) => row.startsWith("websocket closed"))).toEqual(["websocket closed", "websocket closed, by the client"]);
});

test("of two clients of a page, the one that begins anew leaves the other's session alone", () => {
  const ask = (id: string, sid: string) => `${id} GET ${ASK}\n${id} 200 ${OPEN.replace('"A"', `"${sid}"`)}\n`;
  const use = (id: string, sid: string) => `${id} GET ${ASK}&sid=${sid}\n`;
  // S is never used, so T follows it. While T goes on, U is another client's.
  const store = play(`${ask("c1", "S")}+1500\n${ask("c2", "T")}${use("c3", "T")}+1500\n${ask("c4", "U")}${use("c5", "U")}`);
  expect(store.sessions.map(({ client, sid, state }) => `${client.index} ${sid} ${state}`)).toEqual(["0 S closed", "0 T open", "1 U open"]);
});

test("a sid that the server writes as a number is the one in the client's URLs, over both transports", () => {
  const asked = `c1 GET ${ASK}\nc1 200 ${OPEN.replace('"A"', "77")}\nc2 POST ${ASK}&sid=77 40\nc2 200 ok\n`;
  const upgrade = "w1 open ?EIO=4&transport=websocket&sid=77\nw1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5";
  expect(packets(play(asked))).toEqual(["client 0 77: 2"]);
  expect(packets(play(asked + upgrade))).toEqual(["client 0 77: 5"]);
});

test("an upgrade that its page gave up is no problem, whether the server refused it or answered 101 all the same", () => {
  const upgrade = (answer: string) =>
    play(`
      c1 GET ${ASK}
      c1 200 ${OPEN}
      w1 open ${SOCKET}
      ${answer}
      w1 closed
    `);
  const early = "w1 error WebSocket is closed before the connection is established.";
  expect(rows(upgrade(`${early}\nw1 101`)).slice(-2)).toEqual(["← 101 Switching Protocols", "websocket closed, by the client"]);
  const refused = upgrade(`${early}\nw1 400`);
  expect(rows(refused).at(-1)).toBe(`↔ GET /socket.io/${SOCKET} refused: 400`);
  for (const store of [refused, upgrade(`${early}\nw1 101`)]) {
    expect(whole(ladderOf(store)).rows.filter((row) => "problem" in row && row.problem)).toEqual([]);
    expect(store.connections.at(-1)?.end).toBe("clean");
  }
});
