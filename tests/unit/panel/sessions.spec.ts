// The list of sessions: many attempts that failed alike are one entry, and what it says about sessions that got no sid.

import { expect, test } from "@playwright/test";
import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { english as t } from "../../../src/messages/messages.ts";
import { type ListProps, SessionList } from "../../../src/panel/sessions/session-list.tsx";
import { listed } from "../../../src/panel/sessions/session-words.ts";
import type { Store } from "../../../src/session/store.ts";
import { play } from "../session/ladder-text.ts";

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
  return renderToString(h(SessionList, { view, version: 0, scope: { kind: "all" }, found: null, page: null }))
    .replace(/<svg.*?<\/svg>/g, "")
    .replace(/<wbr\/?>/g, "|")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

test("attempts that were refused in the same way are one entry with their number", () => {
  const store = play(`w0 open ${WS}\nw0 101\nw0 < ${OPEN}\nw0 closed\n${refused(40)}w99 open ${WS}\nw99 101\nw99 < ${OPEN}`);
  const { older, items } = listed(store.sessions, 20);
  expect([older, items.map(({ count }) => count)]).toEqual([0, [1, 40, 1]]);
  expect(listOf(store)).toMatch(/1.01 s later ×40 refused ▲ no 20 older sessions no sid refused/);
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
  expect(items.every(({ newest, count }) => newest.length === Math.min(count, 4))).toBe(true);
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
