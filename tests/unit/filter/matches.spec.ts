// Which entries a filter shows, in each word of its language, and how that changes while a trace grows.

import { expect, test } from "@playwright/test";
import { readExpression } from "../../../src/filter/expression.ts";
import { Matches } from "../../../src/filter/matches.ts";
import { Store } from "../../../src/session/store.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { MemoryStore } from "../chunk-stores.ts";
import { ladderOf, rowText } from "../diagram/support.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const OPEN = (sid: string) => `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}`;
const TALK = `
page http://localhost:3000/
c1 GET ?EIO=4&transport=polling
c1 200 ${OPEN("aaaa1111")}
c2 POST ?EIO=4&transport=polling&sid=aaaa1111 40
c2 200 ok
c3 GET ?EIO=4&transport=polling&sid=aaaa1111
c3 200 40{"sid":"x"}\\x1e42["order:new",{"note":"\\u3042か \\"so\\""}]
c3 closed
w1 open ?EIO=4&transport=websocket @other
w1 101
w1 < ${OPEN("bbbb2222")}
w1 > 40/admin,
w1 < 40/admin,{"sid":"y"}
w1 > 42/admin,7["Chat",{"text":"Hello *World*"}]
+600
w1 < 43/admin,7["done"]
w1 < 2
w1 > 3
w1 > 42/admin,8["chat.end"]
w1 < 451-/admin,["file",{"_placeholder":true,"num":0}]
w1 < [AQIDBA==]
w1 > 41/admin,
w1 closed
`;

/** The rows that a filter leaves. */
function shown(filter: string, { store = play(TALK), answers = false, problems = [] as number[] } = {}): string[] {
  const matches = new Matches(store, readExpression(filter), answers);
  matches.setProblems(new Set(problems));
  const ladder = ladderOf(store, { matches });
  const rows = ladder.whole().rows.filter(({ kind }) => kind !== "seam" && kind !== "fields");
  ladder.dispose();
  matches.dispose();
  return rows.map(rowText);
}
const names = (filter: string) => shown(filter).map((row) => row.replace(/ [·{#"].*/, ""));

test("columns: event, namespace, direction, type and transport", () => {
  expect(names("event:chat")).toEqual(["→ 42 Chat"]);
  expect(names("event:chat*|order:*")).toEqual(["← 42 order:new", "→ 42 Chat", "→ 42 chat.end"]);
  // An ack, CONNECT and DISCONNECT have a namespace too.
  expect(shown("nsp:/admin")).toHaveLength(7);
  expect(shown("nsp:/admin type:ack|connect|disconnect").map((row) => row.slice(0, 4))).toEqual(["→ 40", "← 40", "← 43", "→ 41"]);
  expect(shown("nsp:/ type:connect")).toHaveLength(2);
  expect(shown("type:EVENT")).toHaveLength(4);
  expect(shown("type:binary_event")).toHaveLength(1);
  expect(shown("type:ping|pong")).toHaveLength(2);
  expect(shown("type:message dir:received transport:polling").map((row) => row.slice(0, 4))).toEqual(["← 40", "← 42"]);
  expect(shown("-dir:sent -dir:received").map((row) => row.slice(0, 20))).toEqual(["websocket closed, by"]);
  expect(shown("")).toEqual(shown("foo:bar"));
});

test("columns: session and client", () => {
  const all = shown("").length;
  const first = shown("session:aaaa");
  expect(first.length).toBeGreaterThan(4);
  expect(first).toEqual(shown("client:A"));
  expect(first).toEqual(shown("session:aa…11"));
  expect(shown("client:b")).toEqual(shown("session:bbbb2222"));
  expect(first.length + shown("client:B").length).toBe(all - 1);
  expect(shown("client:C|AA")).toEqual(shown(""));
  expect(shown("client:C")).toEqual([]);
});

test("columns: size, with the bytes of attachments, and the time of an ack", () => {
  expect(names("type:binary_event size:>55")).toEqual([]);
  expect(shown("size:4..60 type:binary_event")).toHaveLength(1);
  expect(names("ack:>500ms")).toEqual(["→ 42 Chat"]);
  expect(names("ack:>=610ms ack:<=610")).toEqual(["→ 42 Chat"]);
  // Without an ack, its age counts: the last entry is 60 ms later.
  expect(names("ack:<1s")).toEqual(["→ 42 Chat", "→ 42 chat.end"]);
  expect(names("ack:<30ms")).toEqual([]);
});

test("facts: unanswered, binary, heartbeat, problem", () => {
  expect(names("is:unanswered")).toEqual(["→ 42 chat.end"]);
  expect(names("is:binary")).toEqual(["← 45 file /admin ⟨4 B⟩"]);
  expect(shown("is:heartbeat")).toHaveLength(2);
  const store = play(TALK);
  const chat = Array.from({ length: store.entries.length }, (_, i) => i).find((i) => store.names[store.entries.event(i)]?.name === "Chat");
  expect(shown("is:problem", { store }).map((row) => row.slice(0, 11))).toEqual(["→ 42 chat.e"]);
  expect(shown("is:problem", { store, problems: [chat ?? -1] })).toHaveLength(2);
});

test("-is:http leaves the rows of the level without HTTP", () => {
  const store = play(`${TALK}
c8 GET ?EIO=4&transport=polling
c8 503 no
c9 GET ?EIO=4&transport=polling
c9 failed net::ERR_FAILED
w7 open ?EIO=4&transport=websocket
w7 error refused
w7 closed
o1 OPTIONS ?EIO=4&transport=polling
o1 failed net::ERR_FAILED`);
  const packets = ladderOf(store, { http: false }).whole().rows.map(rowText);
  const matches = new Matches(store, readExpression("-is:http"));
  const rows = ladderOf(store, { matches })
    .whole()
    .rows.filter(({ kind }) => kind !== "seam");
  expect(rows.map(rowText)).toEqual(packets);
});

test("texts: words in any case, quotes, Japanese that was escaped, expressions, URLs and headers", () => {
  expect(names("hello")).toEqual(["→ 42 Chat"]);
  expect(names('"hello *world"')).toEqual(["→ 42 Chat"]);
  expect(names("あか")).toEqual(["← 42 order:new"]);
  expect(names('"か \\"so\\""')).toEqual(["← 42 order:new"]);
  expect(names("/H.l+o/")).toEqual(["→ 42 Chat"]);
  expect(names("/h.l+o/")).toEqual([]);
  expect(names("/h.l+o/i")).toEqual(["→ 42 Chat"]);
  expect(shown("transport=polling&sid")).toHaveLength(2);
  expect(shown("closed type:connect")).toEqual([]);
  // The name of a type is that of a packet without texts, and hides these.
  expect(shown("ping")).toContain("← 2 ping");
  expect(shown("-ping -pong").some((row) => row.startsWith("← 2 "))).toBe(false);
  expect(names("done|nothing")).toEqual(["← 43 ack"]);
});

test("a text is found however JSON wrote it: as it is, or with any escapes", () => {
  const value = 'say "no" a/b tab\there あか (lorem 7)';
  const escaped = [...value].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("");
  const shortly = JSON.stringify(value).replaceAll("/", "\\/");
  const found = (json: string, filter: string) => {
    const store = play(`c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN("aaaa1111")}\nc1 closed`);
    const at = store.entries.at(store.entries.length - 1) + 1;
    store.push({ kind: "ws-open", at, id: "w", url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket&sid=aaaa1111" });
    store.push({ kind: "ws-frame", at: at + 1, id: "w", direction: "sent", opcode: 1, body: { text: `42["e",${json}]` } });
    return shown(`type:event ${filter}`, { store }).length === 1;
  };
  const filters = [
    "lorem",
    "あか",
    "LOREM",
    "a/b",
    '"say \\"no\\""',
    '"(lorem 7"',
    "/lorem.*\\d/",
    "/y .no/",
    '/"no"/',
    "/a.b/",
    "/あ.+\\w+ 7/",
    "/tab\\there/",
    "/(x|a)\\/b/",
  ];
  for (const filter of filters) {
    for (const json of [JSON.stringify(value), shortly, `"${escaped}"`])
      expect.soft(found(json, filter), `${filter} in ${json}`).toBe(true);
  }
  expect(found(JSON.stringify(value), "/a\\.b/")).toBe(false);
});

test("with answers: the ack of an event, the pong of a ping, the exchange that carried a packet", () => {
  expect(shown("event:chat", { answers: true }).map((row) => row.slice(0, 4))).toEqual(["→ 42", "← 43"]);
  expect(shown("done", { answers: true }).map((row) => row.slice(0, 4))).toEqual(["→ 42", "← 43"]);
  expect(shown("type:ping", { answers: true }).map((row) => row.slice(0, 3))).toEqual(["← 2", "→ 3"]);
  expect(shown("event:order:new", { answers: true })).toHaveLength(2);
});

test("seams say how many rows are hidden between two others, and no pause is said there", () => {
  const store = play(`${TALK.trim().split("\n").slice(8, 13).join("\n")}
w1 > 42["a"]
w1 < 42["b"]
+6000
w1 < 42["b"]
w1 > 42["a"]
+6000
w1 > 42["a"]
w1 < 42["b"]`);
  const matches = new Matches(store, readExpression("event:a"));
  const ladder = ladderOf(store, { matches });
  expect(ladder.whole().rows.map(rowText)).toEqual(["→ 42 a", "+2", "→ 42 a", "6.01 s quiet", "→ 42 a"]);
  expect(ladder.shown).toEqual({ count: 3, of: 11 });
  expect(ladder.whole().rows.map(({ height }) => height)).toEqual([22, 10, 22, 16, 22]);
  // Times count from the first row of the recording.
  expect(ladder.whole().rows[0]?.time).not.toBe("0.000");
});

function grown(filter: string, lines: string, answers = false, part: "engine" | "page" = "engine") {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
  const matches = new Matches(store, readExpression(filter), answers);
  const ladder = ladderOf(store, { matches });
  const steps: string[][] = [];
  for (const event of wireEvents(lines)) {
    store.push(event.kind === "http-request" ? { ...event, part } : event);
    ladder.sync();
    steps.push(
      ladder
        .whole()
        .rows.filter(({ kind }) => kind !== "seam" && kind !== "fields")
        .map((row) => rowText(row).slice(0, 6)),
    );
  }
  return { store, matches, ladder, steps };
}

const SOCKET = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN("A")}\nw1 > 40\nw1 < 40{"sid":"y"}\n`;

test("an ack that comes changes its event, and an age that passes does", () => {
  const { steps, ladder } = grown("is:unanswered", `${SOCKET}w1 > 421["a"]\nw1 > 42["b"]\nw1 < 431[]`);
  expect(steps.slice(-3)).toEqual([["→ 42 a"], ["→ 42 a"], []]);
  expect(ladder.shown.count).toBe(0);

  const aging = grown("ack:>100ms", `${SOCKET}w1 > 421["a"]\nw1 > 42["b"]\n+200\nw1 > 42["b"]\nw1 < 431[]`);
  expect(aging.steps.slice(-4)).toEqual([[], [], ["→ 42 a"], ["→ 42 a"]]);

  const live = grown("ack:>1s", `${SOCKET}w1 > 421["a"]`);
  const sent = live.store.entries.at(live.store.entries.length - 1);
  live.ladder.sync(sent + 999);
  expect(live.ladder.shown.count).toBe(0);
  live.ladder.sync(sent + 1001);
  expect(live.ladder.shown.count).toBe(1);
});

test("an answer that comes later is shown with its match, and so is the request that carried one", () => {
  const acked = grown("event:a", `${SOCKET}w1 > 421["a"]\nw1 > 42["b"]\nw1 < 431[]`, true);
  expect(acked.steps.slice(-2)).toEqual([["→ 42 a"], ["→ 42 a", "← 43 a"]]);
  const polled = grown(
    "event:a",
    `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN("A")}\nc2 GET ?EIO=4&transport=polling&sid=A\nc2 200 42["a"]`,
    true,
  );
  expect(polled.steps.at(-1)).toEqual(["→ GET ", "← 42 a"]);
});

test("what refused a request, or ended a websocket that never opened, is found in the row that asked for it", () => {
  const refused = `c1 GET ?EIO=4&transport=polling\nc1 400 {"code":1,"message":"unknown"}`;
  expect(grown("unknown", refused).steps).toEqual([[], [], ["→ GET ", "← 400 "]]);
  expect(grown("nowhere", "c1 GET /app\nc1 404 nowhere", false, "page").steps).toEqual([[], [], ["↔ GET "]]);
  const failed = "w1 open ?EIO=4&transport=websocket\nw1 error refused\nw1 closed";
  expect(grown("refused", failed).steps).toEqual([[], ["→ GET "], ["→ GET "]]);
});

test("a session that gets its sid later takes its first rows with it", () => {
  const { steps } = grown("session:A", `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN("A")}`);
  expect(steps[0]).toEqual([]);
  expect(steps.at(-1)?.length).toBeGreaterThan(1);
});

test("a session that ended before its sid was read takes its first rows with it, whenever the filter was set", () => {
  const events = wireEvents(`c1 GET ?EIO=4&transport=polling\ncontext gone\nc1 200 ${OPEN("A")}`);
  for (const set of events.keys()) {
    const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
    for (const event of events.slice(0, set)) store.push(event);
    const ladder = ladderOf(store, { matches: new Matches(store, readExpression("session:A")) });
    for (const event of events.slice(set)) store.push(event);
    ladder.sync();
    expect(ladder.shown.count).toBe(2);
  }
});

/** A filter that is set before the first event, and asked after each, shows the same as one that is set at the end. */
function expectGrown(events: readonly WireEvent[], filter: string, answers = false, asked = (_: number) => true): void {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
  const grown = ladderOf(store, { matches: new Matches(store, readExpression(filter), answers) });
  for (const [i, event] of events.entries()) {
    store.push(event);
    if (asked(i)) grown.sync();
  }
  grown.sync();
  const made = ladderOf(store, { matches: new Matches(store, readExpression(filter), answers) });
  expect(grown.whole().rows.map(rowText)).toEqual(made.whole().rows.map(rowText));
}

test("when a session goes on after all, those after it are another client's, also if its client has begun anew meanwhile", () => {
  const socket = (id: string) => `${id} open ?EIO=4&transport=websocket\n${id} 101\n${id} < ${OPEN(id)}\n${id} < 42["${id}"]`;
  const before = wireEvents(`${socket("a")}\n+60000\n${socket("b")}`);
  const events = wireEvents(`${socket("a")}\n+60000\n${socket("b")}\na > 3\na closed\n${socket("c")}`);
  expectGrown(events, "client:A", false, (i) => i < before.length);
});

test("a request is shown with its packets, also if conclusions about another session stand between them", () => {
  const silent = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN("aaaa1111")}`;
  const events = wireEvents(
    `context appeared\n${silent}\n+60000\nc1 POST ?EIO=4&transport=polling&sid=bbbb2222 430["ok"]\nc1 200 ok\ncontext navigated`,
  );
  expectGrown(events, "-is:http", true);
});

test("texts that are on disk are read once, without taking the place of others in memory", async () => {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "" });
  store.limit({ bytes: 100_000, open: async () => new MemoryStore() });
  const words = "lorem ipsum ".repeat(200);
  const events = wireEvents(
    SOCKET + Array.from({ length: 4000 }, (_, i) => `w1 < 42["e",${i},"${words}${i === 7 ? "needle" : ""}"]`).join("\n"),
  );
  for (const event of events) store.push(event);
  await store.log.relieved();
  const { inMemory, away } = store.log.memory;
  expect(away).toBeGreaterThan(1_000_000);
  const matches = new Matches(store, readExpression("NEEDLE"));
  const ladder = ladderOf(store, { matches });
  expect(ladder.shown.count).toBe(0);
  expect(matches.away).toBeGreaterThan(1000);
  await matches.fetch(() => true);
  ladder.sync();
  expect(matches.away).toBe(0);
  expect(ladder.shown.count).toBe(1);
  expect(store.log.memory).toMatchObject({ inMemory, away });
  expect(store.log.misses).toBe(0);
});
