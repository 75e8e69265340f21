// What servers print with DEBUG=engine*,socket.io* (tests/fixtures/debug-log/record.mjs).

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { type DebugLine, debugLines } from "../../../src/formats/debug-lines.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import { compare, IDENTICAL, truth } from "../../browser/support/truth.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/debug-log/${name}`, import.meta.url));
const open = (log: string | Uint8Array) => openBytes(typeof log === "string" ? new TextEncoder().encode(log) : log, english);
/** The packets as the server's library logged them. */
const logged = (name: string) => truth(JSON.parse(fixture(`${name}.log.json`).toString()).server, []).packets;

for (const name of ["1.3.5", "2.5.1", "3.1.2", "4.8.4", "polling", "cut"]) {
  test(`${name}: a log has every packet that its server logged, text and bytes`, () => {
    const { store, problem, remark } = open(fixture(`${name}.log`));
    expect(problem).toBeNull();
    expect(remark).toBe(name === "1.3.5" ? "The times of this log are whole seconds." : null);
    expect(compare(logged(name), store ? [...packetRecords(store)] : [])).toEqual(IDENTICAL);
    expect(store?.sessions.map(({ sid }) => sid)).toEqual([...new Set(logged(name).map(({ session }) => session))]);
    const found = store ? new Findings(store).all().filter(({ severity }) => severity !== "info") : [];
    expect(found.map(({ rule }) => rule)).toEqual([]);
  });
}

test("where a packet may be of two sessions, it is left out, and a gap counts it", () => {
  const { store, remark } = open(fixture("two-pages.log"));
  const { missing, extra, wrong } = compare(logged("two-pages"), store ? [...packetRecords(store)] : []);
  expect([extra, wrong]).toEqual([[], []]);
  expect(missing.length).toBeGreaterThan(5);
  expect(missing.every(({ transport }) => transport === "websocket")).toBe(true);
  expect(remark).toMatch(/^Packets left out because the log does not say of which session they are: \d+\.$/);
  expect(store?.gaps).toBeGreaterThan(0);
});

test("the reason that the server names stands at the end of its websocket", () => {
  const { store } = open(fixture("cut.log"));
  const closes = store?.log ? [...readCloses(fixture("cut.log").toString())] : [];
  expect(closes).toEqual(["ping timeout"]);
  expect(store?.sessions[0]?.state).toBe("closed");
});

function* readCloses(log: string): Generator<string> {
  for (const { text } of debugLines(log))
    if (text.startsWith("client close with reason ")) yield text.slice("client close with reason ".length);
}

const AT = Date.parse("2026-01-01T10:00:00.123Z");
const line = (at: number, name: string, text: string) => ({ at, name, text });
const read = (log: string) => [...debugLines(log)].map(({ at, name, text }: DebugLine) => line(at, name, text));

test("lines are read behind the times of containers and services, and with colours", () => {
  const own = '2026-01-01T10:00:00.123Z engine:ws received "2"';
  for (const printed of [
    own,
    `2026-01-01T10:00:00.125456789Z ${own}`,
    `2026-01-01T10:00:00.125456789Z stderr F ${own}`,
    `Jan 01 10:00:00 host node[12]: ${own}`,
    `chat-1  | ${own}`,
    `${own}\r`,
    '2026-01-01T10:00:00.123456+0000 host node[12]: Thu, 01 Jan 2026 10:00:00 GMT engine:ws received "2"',
    '2026-01-01 10:00:00,123 Thu, 01 Jan 2026 10:00:00 GMT engine:ws received "2"',
    '2026-01-01T12:00:00.123+02:00   \x1b[36;1mengine:ws \x1b[0mreceived "2"\x1b[36m +2ms\x1b[0m',
  ])
    expect(read(printed), printed).toEqual([line(AT, "engine:ws", 'received "2"')]);
  expect(read('Thu, 01 Jan 2026 10:00:00 GMT engine:ws received "2"')).toEqual([line(AT - 123, "engine:ws", 'received "2"')]);
});

test("the text of a packet goes on over line ends, and no other line is taken for a part of it", () => {
  const time = "2026-01-01T10:00:00.123Z";
  const log = [
    `${time} engine:ws received "42["a`,
    'b","c"]"',
    "listening on 3000",
    `${time} express:router use "x"`,
    `${time} engine:ws received "42["cut`,
    `${time} express:router use "x"`,
    `${time} engine:ws received "3"`,
  ].join("\n");
  expect(read(log)).toEqual([
    line(AT, "engine:ws", 'received "42["a\nb","c"]"'),
    line(AT, "engine:ws", 'received "42["cut'),
    line(AT, "engine:ws", 'received "3"'),
  ]);
});

test("a log without times, or without a session, is refused in a sentence", () => {
  const colours = '  \x1b[36;1mengine:ws \x1b[0mreceived "2" \x1b[36m+2ms\x1b[0m\n';
  const hidden = 'engine handling "GET" http request "/socket.io/?EIO=4&transport=polling"\n  engine:ws received "2" +2ms\n';
  for (const log of [colours, hidden]) expect(open(log).problem).toMatch(/^This log has no times, .* > server\.log 2>&1$/);
  expect(open("2026-01-01T10:00:00.123Z socket.io:server initializing namespace /\n").problem).toMatch(
    /^This log has no line of engine\.io /,
  );
});

test("damaged and hostile lines cost themselves alone", () => {
  const time = "2026-01-01T10:00:00.123Z";
  const good = fixture("4.8.4.log").toString().split("\n");
  const bad = [
    `${time} engine handling "GET" http request "//[/?EIO=4&transport=polling"`,
    `${time} engine handling "GET" http request "@[?EIO=4&transport=polling&sid=x"`,
    `${time} engine:polling writing "${"x".repeat(1_000_000)}"`,
    `${time} engine:ws received "452-["a"]`,
    `${time} socket.io-parser encoding packet ${"[".repeat(100_000)}{"type":"Buffer"`,
    "\x1b[2J\0\uffff",
  ];
  const { store, problem } = open([...bad, ...good].join("\n"));
  expect(problem).toBeNull();
  expect(compare(logged("4.8.4"), store ? [...packetRecords(store)] : [])).toEqual(IDENTICAL);
});
