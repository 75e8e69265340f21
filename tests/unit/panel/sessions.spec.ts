// The list of sessions: many attempts that failed alike are one entry, and what it says about sessions that got no sid.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { homeWords } from "../../../src/diagram/words/context-words.ts";
import { english as t } from "../../../src/messages/messages.ts";
import { type ListProps, SessionList } from "../../../src/panel/sessions/session-list.tsx";
import { clientWords, listed } from "../../../src/panel/sessions/session-words.ts";
import type { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const WS = "?EIO=4&transport=websocket";
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const refused = (count: number, from = 1) =>
  Array.from(
    { length: count },
    (_, i) => `+1000\nw${from + i} open ${WS}\nw${from + i} 400\nw${from + i} error no\nw${from + i} closed\n`,
  ).join("");

/** The text of the list, with that of closed entries; `|` stands where a line may break inside a word. */
function listOf(store: Store): string {
  const view = {
    host: { t, now: () => 0 },
    store,
    settings: {},
    findingsPart: { value: null },
    recording: false,
  } as unknown as ListProps["view"];
  return renderToString(h(SessionList, { view, version: 0, scope: { kind: "all" }, found: null, page: null, current: null, chosen: null }))
    .replace(/<svg.*?<\/svg>/g, "")
    .replace(/<wbr\/?>/g, "|")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

test("attempts that were refused in the same way are one entry with their number", () => {
  const store = play(`w0 open ${WS}\nw0 101\nw0 < ${OPEN}\nw0 closed\n${refused(40)}w99 open ${WS}\nw99 101\nw99 < ${OPEN}`);
  const { older, items } = listed(store.sessions, 20);
  expect([older, items.map(({ count }) => count)]).toEqual([0, [1, 40, 1]]);
  expect(listOf(store)).toMatch(/1.01 s later ×40 refused ▲ no 21–40 of 40 no sid refused/);
});

test("two attempts are two entries, and one that fails in another way ends the entry", () => {
  const counts = (ladder: string) => listed(play(ladder).sessions, 20).items.map(({ count }) => count);
  expect(counts(refused(2))).toEqual([1, 1]);
  expect(counts(`${refused(3)}c1 GET ?EIO=4&transport=polling\nc1 failed net::ERR_X\n${refused(4, 10)}`)).toEqual([3, 1, 4]);
});

test("a list shows so many entries at most, whatever their number of sessions", () => {
  const one = (i: number) => `${refused(5, 10 * i)}c${i} GET ?EIO=4&transport=polling\nc${i} failed net::ERR_X\n`;
  const { older, items } = listed(play(Array.from({ length: 9 }, (_, i) => one(i + 1)).join("")).sessions, 4);
  expect([older, items.map(({ count }) => count)]).toEqual([42, [5, 1, 5, 1]]);
});

test("an attempt without a sid is not called a new sid, and a long name of an error may break only after its signs", () => {
  const list = listOf(
    play(`${refused(1)}w2 open ${WS}\nw2 error Error in connection establishment: net::ERR_CONNECTION_REFUSED\nw2 closed`),
  );
  expect(list).toContain("no sid refused");
  expect(list).toContain("▲ no 10 ms later no sid");
  expect(list).not.toContain("new sid");
  expect(list).toContain("▲ net::|ERR_|CONNECTION_|REFUSED");
});

test("of many sessions the newest are shown, with a slider that leads to all others", () => {
  const one = (i: number) => `w${i} open ${WS}\nw${i} 101\nw${i} < ${OPEN.replace("A", `S${i}`)}\nw${i} closed\n`;
  const list = listOf(play(Array.from({ length: 41 }, (_, i) => one(i)).join("")));
  expect(list).toContain("22–41 of 41");
  expect(list).toContain("S40");
  expect(list).not.toContain("S20");
});

test("a refused namespace has the sign of a problem, and other namespaces have their names", () => {
  const connected = '40/chat,\nw1 < 40/chat,{"sid":"c"}';
  const list = listOf(
    play(`w1 open ${WS}\nw1 101\nw1 < ${OPEN}\nw1 > ${connected}\nw1 > 40/nope,\nw1 < 44/nope,{"message":"Invalid namespace"}`),
  );
  expect(list).toMatch(/▲\s\/nope , \/chat · /);
});

test("the head counts the clients that have no session under way, and each of several clients has its letter", () => {
  const list = listOf(play(`w1 open ${WS} @a\nw1 101\nw1 < ${OPEN}\nw2 open ${WS} @b\nw2 101\nw2 < ${OPEN.replace("A", "B")}\nw2 closed`));
  expect(list).toContain("2 clients, 1 ended");
  expect(list).toMatch(/A localhost:3000 .* B localhost:3000/);
});

test("clients of one page, iframe or worker are told apart by a number", () => {
  const sockets = ["a", "a", "b"].map((f, i) => `w${i} open ${WS} @${f}\nw${i} 101\nw${i} < ${OPEN.replace("A", `S${i}`)}\n`);
  const store = play(`context appeared @a\n${sockets.join("")}`);
  expect(store.clients.map((client) => clientWords(t, store, client))).toEqual([
    "A iframe localhost:3000 http://localhost:3000/socket.io/",
    "B iframe localhost:3000 (2) http://localhost:3000/socket.io/",
    "C http://localhost:3000/socket.io/",
  ]);
});

test("clients in two iframes of one URL are told apart by a number, those of another URL have none", () => {
  const frame = (frame: string, url: string, n: number): WireEvent[] => [
    { kind: "context", at: n, documentFrame: frame, type: "iframe", state: "appeared", url, parent: "main" },
    ...wireEvents(`w${n} open ${WS} @${frame}\nw${n} 101\nw${n} < ${OPEN.replace("A", `S${n}`)}`),
  ];
  const store = play("");
  const chat = "http://localhost:3000/chat.html";
  for (const event of [...frame("a", `${chat}?room=1`, 1), ...frame("b", `${chat}?room=2`, 2), ...frame("c", "http://localhost/", 3)])
    store.push(event);
  expect(store.clients.map((client) => homeWords(t, store, client))).toEqual([
    "iframe chat.html",
    "iframe chat.html (2)",
    "iframe localhost",
  ]);
});
