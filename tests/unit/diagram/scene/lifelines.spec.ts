// Which lifelines are drawn, in which order, from where to where, and what their heads say.

import { expect, test } from "@playwright/test";
import { play } from "../../session/ladder-text.ts";
import { ladderOf, rowText, whole } from "../support.ts";

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

test("from the ninth on, websockets that are still open share the last lifeline, which is drawn from the first of them on", () => {
  const ladder = sockets(10, false);
  const { lifelines, rows } = sceneOf(ladder);
  expect(lifelines.map(({ letter }) => letter).slice(6)).toEqual(["w7", "×3"]);
  const eighth = rows.filter((row) => rowText(row).startsWith("→ GET"))[7];
  expect(lifelines[7]).toMatchObject({ from: (eighth?.y ?? 0) + (eighth?.height ?? 0) / 2, to: null });
});

test("the shared lifeline ends with the last of its websockets, and not before all are closed", () => {
  const close = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `w${from + i} closed\n`).join("");
  expect(sceneOf(sockets(10, false) + close(0, 9)).lifelines[7]?.to).toBeNull();
  const { lifelines, rows } = sceneOf(`${sockets(10, false)}${close(0, 10)}w11 open ${SOCKET}`);
  const last = rows.findLast((row) => row.kind === "mark");
  expect(lifelines.find(({ slot }) => slot === 7)?.to).toBe((last?.y ?? 0) + (last?.height ?? 0) / 2);
});

test("a ninth websocket takes the lifeline of one that was closed before it began", () => {
  const { lifelines } = sceneOf(`${sockets(8, true)}w9 open ${SOCKET} @frame9\n`);
  expect(lifelines.map(({ slot, name }) => `${slot} ${name}`)).toEqual([
    "0 websocket",
    "0 websocket 9",
    ...[1, 2, 3, 4, 5, 6, 7].map((slot) => `${slot} websocket ${slot + 1}`),
  ]);
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
  expect(lifelines.map(({ letter }) => letter)).toContain(`×${count - 7}`);
});
