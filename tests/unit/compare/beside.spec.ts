// Logs of servers beside the traces of their pages (tests/fixtures/debug-log/record.mjs). Both were recorded by the clock of one machine.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { beside } from "../../../src/compare/beside.ts";
import { takeJourneys } from "../../../src/compare/crossings.ts";
import { clockText } from "../../../src/diagram/words/clock-text.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { textLines } from "../../../src/formats/text.ts";
import { english } from "../../../src/messages/messages.ts";
import { redacting } from "../../../src/redact/redact.ts";
import type { Store } from "../../../src/session/store.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { compare, IDENTICAL, truth } from "../../browser/support/truth.ts";
import { rows } from "../diagram/support.ts";
import { savedText } from "../saved-text.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/debug-log/${name}`, import.meta.url), "utf8");
const encoder = new TextEncoder();

const opened = (text: string) => openBytes(encoder.encode(text), english);

function open(text: string): Store {
  const { store } = opened(text);
  if (!store) throw new Error("It does not open.");
  return store;
}

async function result<T>(steps: AsyncGenerator<unknown, T>): Promise<T> {
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}

/** `later`: by how many milliseconds the server's clock is to be ahead of the page's. */
async function both(name: string, later = 0): Promise<Store> {
  const log = fixture(`${name}.log`).replace(/^\S+Z(?= )/gm, (date) => new Date(Date.parse(date) + later).toISOString());
  const store = await result(beside(open(fixture(`${name}.jsonl`)), opened(log)));
  if (!store) throw new Error("The log is not beside the trace.");
  return store;
}

const neverArrived = ({ journeys }: Store) => [...(journeys ?? [])].flatMap(([entry, { receiver }]) => (receiver === null ? [entry] : []));

for (const name of ["1.3.5", "2.5.1", "3.1.2", "4.8.4", "polling", "cut", "two-pages"]) {
  test(`${name}: clocks that are the same differ by nothing, as far as the packets tell`, async () => {
    const store = await both(name);
    const { ahead, within, packets } = store.log.header.serverClock ?? { ahead: 0, within: -1, packets: 0 };
    expect(Math.abs(ahead)).toBeLessThanOrEqual(within);
    expect(within).toBeLessThan(name === "1.3.5" ? 500 : 10);
    expect(packets).toBeGreaterThan(10);
    expect(clockText(store.log.header.serverClock, english)).toMatch(
      /^the server's clock differs by less than \S+ ms, estimated from \d+ packets$/,
    );
  });
}

test("a server's clock that is 12.345 s ahead, or behind, is found to be so, and its packets stand at the browser's time", async () => {
  const [same, ahead, behind] = [await both("4.8.4"), await both("4.8.4", 12_345), await both("4.8.4", -12_345)];
  const { within, ahead: none } = same.log.header.serverClock ?? { within: 0, ahead: 0 };
  expect(ahead.log.header.serverClock).toEqual({ ahead: expect.closeTo(12_345 + none, 2), within, packets: expect.any(Number) });
  expect(clockText(ahead.log.header.serverClock, english)).toMatch(
    /^the server's clock is 12\.3 s ± \S+ ms ahead, estimated from \d+ packets$/,
  );
  expect(clockText(behind.log.header.serverClock, english)).toMatch(
    /^the server's clock is 12\.3 s ± \S+ ms behind, estimated from \d+ packets$/,
  );
  expect(rows(ahead)).toEqual(rows(same));
  expect(rows(behind)).toEqual(rows(same));
});

test("the server's sessions are sessions of their own, and the page's are as they are without the log", async () => {
  const [store, page, server] = [await both("4.8.4"), open(fixture("4.8.4.jsonl")), open(fixture("4.8.4.log"))];
  const facts = ({ sessions }: Store) => sessions.map(({ sid, state, transport, packets }) => [sid, state, transport, packets]);
  expect(facts(store)).toEqual([...facts(page), ...facts(server)]);
});

test("what never arrived is what the libraries on the other side did not log", async () => {
  const { server, client } = JSON.parse(fixture("cut.log.json"));
  const lost = truth(server, client).packets.filter((packet) => packet.lost);
  const store = await both("cut");
  const never = neverArrived(store);
  expect(never.map((entry) => store.entries.isSent(entry))).toEqual(lost.map(({ direction }) => direction === "sent"));
  expect(lost).toHaveLength(1);
  const text = [...textLines(store, { scope: { kind: "all" }, http: true, t: english }, { width: 300, colour: false })].join("\n");
  expect(text).toMatch(/← 2 +ping never reached the page/);
  expect(text).toMatch(/→ 42 +say "hello, world" ≈ 3\.\d\d s on the way/);
  expect(text).toMatch(/→ 42 +say "hello, world" arrived after ≈ 3\.\d\d s/);
  expect(text).toContain("the server's clock differs by less than");
});

test("a packet whose session the log does not name is the page's, if the page recorded it and the log has it once at that time", async () => {
  const [log, trace] = [fixture("two-pages.log"), fixture("two-pages.jsonl")];
  const known = ({ sessions }: Store) => sessions.at(-2)?.packets ?? 0;
  const texts = (store: Store) => rows(store).filter((row) => /hello, world/.test(row)).length;
  const [alone, store] = [open(log), await both("two-pages")];
  expect([texts(alone), texts(open(trace)), texts(store)]).toEqual([0, 2, 4]);
  const inGaps = (store: Store) =>
    (savedText(store).match(/(?<="kind":"gap".*"packets":)\d+/g) ?? []).reduce((sum, packets) => sum + Number(packets), 0);
  expect(known(store) - known(alone)).toBe(inGaps(alone) - inGaps(store));
  // What was taken for the page's is what its server logged of that session.
  const { server } = JSON.parse(fixture("two-pages.log.json"));
  const ofLog = [...packetRecords(store)].filter(
    ({ connection, transport }) => transport === "websocket" && connection?.startsWith("log-"),
  );
  const frames = truth(server, []).packets.filter(({ transport }) => transport === "websocket");
  expect(ofLog.length).toBeGreaterThan(10);
  expect(compare(frames, ofLog)).toEqual({ ...IDENTICAL, missing: expect.any(Array) });
  // Twice at that time: then it may be of the other page.
  const again = log.replace(/^.*engine:ws received "42\["say".*$/m, "$&\n$&");
  const twice = await result(beside(open(trace), opened(again)));
  expect(twice && texts(twice)).toBe(3);
});

test("where one side did not record, nothing is said to have never arrived", async () => {
  for (const name of ["4.8.4", "two-pages", "polling", "1.3.5"])
    expect(
      [...((await both(name)).journeys?.values() ?? [])].filter((took) => took === null),
      name,
    ).toEqual([]);
  const whole = fixture("4.8.4.jsonl").trimEnd().split("\n");
  const cut = await result(beside(open(whole.slice(0, 60).join("\n")), opened(fixture("4.8.4.log"))));
  expect(cut?.journeys?.size).toBeGreaterThan(10);
  expect(cut && neverArrived(cut)).toEqual([]);
});

test("it is saved, opened and redacted as one trace", async () => {
  const store = await both("cut", 12_345);
  const again = open(savedText(store));
  expect(again.journeys).toEqual(store.journeys);
  expect(rows(again)).toEqual(rows(store));
  const { stores } = await result(redacting([store.log]));
  const [clean] = stores;
  if (clean) toEnd(takeJourneys(clean));
  expect(clean?.journeys).toEqual(store.journeys);
  expect(clean?.log.header.serverClock).toEqual(store.log.header.serverClock);
});

test("the log of another server is not laid beside a trace, nor a second log", async () => {
  expect(await result(beside(open(fixture("cut.jsonl")), opened(fixture("4.8.4.log"))))).toBeNull();
  expect(await result(beside(await both("cut"), opened(fixture("cut.log"))))).toBeNull();
});
