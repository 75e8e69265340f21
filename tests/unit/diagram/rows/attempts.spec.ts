// Attempts to connect that fail: each is said once, and many of them that fail in the same way are folded.

import { expect, test } from "@playwright/test";
import { layOut } from "../../../../src/diagram/draw/layout.ts";
import { play, wireEvents } from "../../session/ladder-text.ts";
import { ladderOf, rows, rowText, whole } from "../support.ts";

const WS = "?EIO=4&transport=websocket";
const POLL = "?EIO=4&transport=polling";
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const refused = (id: string, status = 400) => `
  ${id} open ${WS}
  ${id} ${status}
  ${id} error Error during WebSocket handshake: Unexpected response code: ${status}
  ${id} closed
`;
const unreachable = (id: string) => `
  ${id} open ${WS}
  ${id} error Error in connection establishment: net::ERR_CONNECTION_REFUSED
  ${id} closed
`;
/** `count` attempts, 1 s, 2 s, 3 s, … apart. */
const attempts = (count: number, attempt: (id: string) => string, from = 1) =>
  Array.from({ length: count }, (_, i) => `+${1000 * (i + 1)}\n${attempt(`n${from + i}`)}\n`).join("");

test("a refused websocket is one row: asked for, refused with its status, and when", () => {
  const store = play(refused("w1"));
  expect(rows(store)).toEqual([`↔ GET /socket.io/${WS} refused: 400`]);
  expect(rows(store, { http: false })).toEqual(rows(store));
  expect(whole(ladderOf(store)).rows).toMatchObject([{ latency: "30 ms", problem: true }]);
});

test("a websocket that reached no server is one row, drawn as lost, with the browser's reason", () => {
  expect(rows(play(unreachable("w1")))).toEqual([`→ GET /socket.io/${WS} refused: net::ERR_CONNECTION_REFUSED`]);
  expect(whole(ladderOf(play(unreachable("w1")))).rows).toMatchObject([{ lost: true, problem: true, both: false }]);
  expect(rows(play(`w1 open ${WS}\nw1 closed`))).toEqual([`→ GET /socket.io/${WS} websocket failed (the browser gives no reason)`]);
});

test("a websocket that the page gave up, or that went with the page, is one row and no problem", () => {
  const gone = whole(ladderOf(play(`w1 open ${WS}\nw1 gone`))).rows;
  expect(gone).toMatchObject([{ remark: "the page left", problem: false }]);
  const store = play(`w1 open ${WS}`);
  store.push({ kind: "ws-closing", at: 1_700_000_000_020, id: "w1" });
  store.push({ kind: "ws-error", at: 1_700_000_000_030, id: "w1", message: "WebSocket is closed before the connection is established." });
  store.push({ kind: "ws-close", at: 1_700_000_000_030, id: "w1", cause: "hook", code: 1006 });
  expect(whole(ladderOf(store)).rows).toMatchObject([{ remark: "canceled by the page", problem: false }]);
});

test("a refused upgrade is one row among the polls of its session", () => {
  const store = play(`
    c1 GET ${POLL}
    c1 200 ${OPEN}
    w1 open ${WS}&sid=A
    c2 GET ${POLL}&sid=A
    w1 400
    w1 error Unexpected response code: 400
    w1 closed
    c2 200 6
    c3 POST ${POLL}&sid=A 1
  `);
  // The client closes the session later: that does not cancel the upgrade afterwards.
  expect(rows(store).slice(4)).toEqual([
    `↔ GET /socket.io/${WS}&sid=A refused: 400`,
    `→ GET /socket.io/${POLL}&sid=A long poll`,
    "← 6 noop ends the long poll",
    `→ POST /socket.io/${POLL}&sid=A`,
    "→ 1 close",
  ]);
});

test("a websocket whose 101 was not reported, but whose frames were, closes in a row of its own", () => {
  expect(rows(play(`w1 open ${WS}\nw1 < ${OPEN}\nw1 closed`)).at(-1)).toBe("websocket closed");
});

test("forty attempts that fail in the same way are one row after the first, with why and how far apart", () => {
  const store = play(refused("w1") + attempts(40, (id) => refused(id.replace("n", "w1"))));
  expect(rows(store)).toEqual([`↔ GET /socket.io/${WS} refused: 400`, "▸ attempts 1–40 failed 400 every 1.01–40 s"]);
});

test("attempts by polling fold with their answers, and without HTTP rows too", () => {
  const attempt = (id: string) => `c${id} GET ${POLL}\nc${id} failed net::ERR_X`;
  const store = play(attempts(5, attempt));
  const fold = "▸ attempts 1–4 failed net::ERR_X every 2.01–5.01 s";
  expect(rows(store)).toEqual([`→ GET /socket.io/${POLL}`, "failed: net::ERR_X", fold]);
  expect(rows(store, { http: false })).toEqual(["failed: net::ERR_X", fold]);
});

test("an attempt that fails in another way begins another fold; one that succeeds ends it", () => {
  const store = play(
    refused("w1") +
      attempts(4, (id) => refused(`w${id}`)) +
      attempts(4, (id) => unreachable(`v${id}`)) +
      `w2 open ${WS}\nw2 101\nw2 < ${OPEN}`,
  );
  expect(rows(store).map((row) => row.replace(/(▸.*) every .*/, "$1"))).toEqual([
    `↔ GET /socket.io/${WS} refused: 400`,
    "▸ attempts 1–4 failed 400",
    `→ GET /socket.io/${WS} refused: net::ERR_CONNECTION_REFUSED · attempt 5, waited 1.01 s`,
    "▸ attempts 6–8 failed net::ERR_CONNECTION_REFUSED",
    `→ GET /socket.io/${WS} attempt 9, waited 10 ms`,
    "← 101 Switching Protocols",
    "← 0 open",
    expect.stringMatching(/^sid/),
    expect.stringMatching(/^ping every/),
  ]);
});

test("attempts that their client gave up fold as those that were refused, and each says what it had waited for", () => {
  const waits = (id: string) => `c${id} GET ${POLL}\n+1990\nc${id} canceled`;
  const [asked, gaveUp, fold] = rows(play(attempts(5, waits)));
  expect([asked, gaveUp]).toEqual([`→ GET /socket.io/${POLL}`, "given up by the client: no answer for 2.00 s"]);
  expect(fold).toMatch(/^▸ attempts 1–4 failed no answer for 2.00 s every /);
  expect(whole(ladderOf(play(waits("n1")))).rows).toMatchObject([{ problem: false }, { tone: "problem" }]);
  // A websocket that is not established says so in the row that asks for it.
  const silent = (id: string) =>
    `${id} open ${WS}\n+1990\n${id} error WebSocket is closed before the connection is established.\n${id} closed`;
  expect(rows(play(silent("w1")))).toEqual([`→ GET /socket.io/${WS} given up by the client: no answer for 2.00 s`]);
  expect(whole(ladderOf(play(silent("w1")))).rows).toMatchObject([{ problem: true, lost: true }]);
});

test("statuses with other words each time are the same way to fail; three attempts do not fold", () => {
  const busy = (id: string) => `c${id} GET ${POLL}\nc${id} 503 busy, request ${id}\n`;
  const folds = (count: number) => rows(play(busy("n0") + attempts(count, busy))).filter((row) => row.startsWith("▸"));
  expect(folds(2)).toEqual([]);
  expect(folds(3)).toEqual([expect.stringMatching(/^▸ attempts 1–3 failed 503 /)]);
});

test("answers that are no handshake are the same way to fail if their status and what is wrong with them are the same", () => {
  const answered = (answer: string) => (id: string) => `c${id} GET ${POLL}\nc${id} ${answer}`;
  const folds = (...answers: string[]) => {
    const ladder = answers.map((answer, i) => attempts(5, answered(answer), 10 * i));
    return rows(play(ladder.join(""))).filter((row) => row.startsWith("▸"));
  };
  expect(folds("200 busy 1", "200 busy 2")).toEqual([expect.stringMatching(/^▸ attempts 1–9 failed 200: not Engine.IO: busy 2 /)]);
  expect(folds("200 busy", "202 busy")).toHaveLength(2);
  expect(folds("200 busy", "200 ")).toHaveLength(2);
  // Chromium's words about a websocket end with the same status that a poll has.
  const ws = (id: string) => `${id} open ${WS}\n${id} 400\n${id} error Unexpected response code: 400\n${id} closed\n`;
  expect(rows(play(ws("w0") + attempts(3, answered("400 busy")) + attempts(3, ws, 5))).at(-1)).toMatch(/^▸ attempts 1–6 failed 400 /);
});

test("handshakes that are answered, and still open no session, fold with all packets of their answers", () => {
  const page = (id: string) => `c${id} GET ${POLL}\nc${id} 200 <html><title>Hello</title></html>`;
  expect(rows(play(attempts(5, page))).slice(-1)).toEqual([expect.stringMatching(/^▸ attempts 1–4 failed .*Hello/)]);
  const older = (id: string) => `c${id} GET ${POLL}\nc${id} 200 ${OPEN.length}:${OPEN}2:40`;
  const [asked, open, , , connect, fold, ...rest] = rows(play(attempts(5, older)));
  expect([asked, open, connect, fold]).toEqual([
    `→ GET /socket.io/${POLL}`,
    expect.stringMatching(/^← 0 open/),
    expect.stringMatching(/^← 40 connect/),
    expect.stringMatching(/^▸ attempts 1–4 failed/),
  ]);
  expect(rest).toEqual([]);
});

test("the fold grows with each attempt as it is recorded, opens, and shows the same rows as the whole trace", () => {
  const store = play("");
  const ladder = ladderOf(store);
  const seen = new Set<string>();
  for (const event of wireEvents(refused("w1") + attempts(6, (id) => refused(`w${id}`)))) {
    store.push(event);
    ladder.sync();
    const fold = whole(ladder).rows.find((row) => row.kind === "fold");
    if (fold) seen.add(rowText(fold).replace(/ every.*/, ""));
  }
  expect([...seen]).toEqual([3, 4, 5, 6].map((last) => `▸ attempts 1–${last} failed 400`));
  expect(whole(ladder).rows.map(rowText)).toEqual(rows(store));
  const [, fold] = whole(ladder).rows;
  expect(ladder.toggle(fold?.key ?? -1)).toBe(true);
  expect(whole(ladder).rows.filter(({ kind }) => kind === "http")).toHaveLength(7);
  ladder.toggle(fold?.key ?? -1);
  expect(whole(ladder).rows.map(rowText)).toEqual(rows(store));
});

test("in a narrow panel a fold with which a step begins stands below the step's head", () => {
  const store = play(refused("w1") + attempts(5, (id) => refused(`w${id}`)));
  expect(rows(store, { stepRows: true }).slice(2)).toEqual([" Reconnect", expect.stringMatching(/^▸ attempts 1–5 failed/)]);
});

test("attempts that were answered nothing share one column with the websocket that follows", () => {
  const store = play(`${refused("w1") + attempts(9, (id) => unreachable(`w${id}`))}w2 open ${WS}\nw2 101\nw2 < ${OPEN}`);
  const { columns } = layOut(whole(ladderOf(store)), 1060);
  expect(columns).toHaveLength(1);
  expect(new Set(columns[0]?.lifelines.map(({ name }) => name))).toEqual(new Set(["websocket"]));
});
