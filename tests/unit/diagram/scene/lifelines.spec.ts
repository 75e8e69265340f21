// Which lifelines are drawn, in which order, from where to where, and what their heads say.

import { expect, test } from "@playwright/test";
import { play } from "../../session/ladder-text.ts";
import { ladderOf, whole } from "../support.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const POLL = "?EIO=4&transport=polling&sid=A";
const SOCKET = "?EIO=4&transport=websocket";

const sceneOf = (ladder: string) => whole(ladderOf(play(ladder)));

test("lifelines stand in the order in which they began, though an answer may name an earlier one only later", () => {
  const { lifelines } = sceneOf(`
    c1 GET ?EIO=4&transport=polling
    c1 200@1 ${OPEN}
    c2 GET ${POLL}
    w1 open ${SOCKET}&sid=A
    c2 200@2 40{"sid":"s"}
  `);
  // The request on connection 2 began before the websocket, and its answer, which names connection 2, came after it.
  expect(lifelines.map(({ name, id }) => `${name} ${id}`.trim())).toEqual(["main 1", "polling 2", "websocket"]);
});

test("a poll without an answer is drawn on the lifeline whose last answer came latest", () => {
  const { rows, lifelines } = sceneOf(`
    c0 GET ?EIO=4&transport=polling
    c0 200@1 ${OPEN}
    c1 GET ${POLL}
    c2 POST ${POLL} 40
    c2 200@2 ok
    c1 200@1 40{"sid":"s"}
    c3 GET ${POLL}
  `);
  const last = rows.at(-1);
  expect(last?.kind === "http" && lifelines.find(({ slot }) => slot === last.slot)?.id).toBe("1");
});

/** `count` websockets, one after the other or all open at a time. */
const sockets = (count: number, closed: boolean) =>
  Array.from({ length: count }, (_, i) => `w${i} open ${SOCKET} @frame${i}\nw${i} 101\n${closed ? `w${i} closed\n` : ""}`).join("");

test("each websocket of each client has a lifeline, which names its client", () => {
  const { lifelines } = sceneOf(sockets(12, false));
  expect(lifelines.map(({ name, client }) => `${client} ${name}`).slice(10)).toEqual(["10 websocket 11", "11 websocket 12"]);
  const [first] = sceneOf(sockets(1, false)).lifelines;
  expect([first?.client, first?.owner]).toEqual([undefined, undefined]);
});

test("a connection that several clients use is nobody's", () => {
  const { lifelines, rows } = sceneOf(`
    c1 GET ?EIO=4&transport=polling @one
    c1 200@7 ${OPEN} @one
    c2 GET ?EIO=4&transport=polling @two
    c2 200@7 ${OPEN.replace('"A"', '"B"')} @two
    w1 open ${SOCKET} @three
  `);
  expect(lifelines.map(({ id, client }) => [id, client])).toEqual([
    ["7", undefined],
    ["", 2],
  ]);
  expect(rows.map(({ client }) => client).filter((client) => client !== undefined)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
});

test("a lifeline leaves when its end, or its last request, is far out of sight", () => {
  const talk = (id: string, count: number) => `${id} > 42["x"]\n`.repeat(count);
  const ladder = ladderOf(
    play(`
    c1 GET ?EIO=4&transport=polling
    c1 200@1 ${OPEN}
    w1 open ${SOCKET}&sid=A
    w1 101
    w2 open ${SOCKET} @two
    w2 101
    ${talk("w2", 3)}w2 closed
    ${talk("w1", 400)}`),
  );
  const names = (top: number) => ladder.scene(top, top + 600).lifelines.map(({ name }) => name);
  expect(names(0)).toEqual(["main", "websocket", "websocket 2"]);
  expect(names(ladder.height - 600)).toEqual(["websocket"]);
});

test("the lifeline of scripts has the connection's id in its head when it is one connection, and none when it is several", () => {
  const page = "page http://localhost:3000/\n";
  const store = (ids: readonly string[]) => {
    const made = play(page);
    for (const [i, id] of ids.entries()) {
      const at = 1_700_000_001_000 + i * 100;
      made.push({
        kind: "http-request",
        at,
        id: `s${i}`,
        method: "GET",
        url: `http://localhost:3000/${i}.js`,
        headers: {},
        part: "script",
      });
      const answer = { status: 200, statusText: "OK", headers: {}, reused: false, protocol: "http/1.1" };
      made.push({ kind: "http-response", at: at + 50, id: `s${i}`, connection: id, ...answer });
      made.push({ kind: "http-body", at: at + 60, id: `s${i}`, body: { omitted: "not-asked" } });
    }
    return whole(ladderOf(made)).lifelines.map(({ name, id }) => `${name} ${id}`.trim());
  };
  expect(store(["7"])).toEqual(["main 1", "other 7"]);
  expect(store(["7", "8"])).toEqual(["main 1", "other"]);
});

test("the server's lifeline is dotted in a silence when all clients drawn were silent, and not when another one was not", () => {
  const handshake = (id: string, frame: string) =>
    `${id} open ${SOCKET} @${frame}\n${id} 101\n${id} < 0{"sid":"${id}","upgrades":[],"pingInterval":1000,"pingTimeout":3000}\n`;
  const silent = `${handshake("w1", "one")}+980\nw1 < 2\nw1 > 3\n+9000\n${handshake("w3", "one")}`;
  const dotted = (ladder: string, one: boolean) => {
    const store = play(ladder);
    const [client] = store.clients;
    if (!client) throw new Error("no client was played");
    return whole(ladderOf(store, one ? { scope: { kind: "client", client } } : {})).silences.map((silence) => silence.dotted);
  };
  expect(dotted(silent, false)).toEqual([true]);
  expect(dotted(`${silent}${handshake("w2", "two")}`, false)).toEqual([false]);
  expect(dotted(`${silent}${handshake("w2", "two")}`, true)).toEqual([true]);
});

test("more connections and clients at a time than a function takes arguments are drawn", () => {
  const store = play("");
  const at = 1_700_000_000_000;
  const count = 130_000;
  for (let i = 0; i < count; i++) {
    const url = `ws://localhost:3000/socket.io/?EIO=4&transport=websocket`;
    store.push({ kind: "ws-open", at: at + i, id: `w${i}`, url, documentFrame: `frame${i}` });
  }
  for (let i = 0; i < count; i++)
    store.push({ kind: "ws-frame", at: at + count + i, id: `w${i}`, direction: "sent", opcode: 1, body: { text: "40" } });
  const { lifelines, rows } = ladderOf(store).scene(0, 400);
  expect(rows.length).toBeGreaterThan(5);
  const slots = new Set(lifelines.map(({ slot }) => slot));
  expect(rows.filter((row) => "slot" in row && row.slot !== undefined && !slots.has(row.slot))).toEqual([]);
});
