// What leaves memory, what stays, what comes back, and what is given up.

import { expect, test } from "@playwright/test";
import type { TraceHeader, WireEvent } from "../../../src/wire/event.ts";
import { Log } from "../../../src/wire/log.ts";
import { linesOf, wholeLinesOf } from "../../../src/wire/save.ts";
import { MemoryStore, nextTask, until } from "../chunk-stores.ts";

const HEADER: TraceHeader = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-22T14:02:11.204Z" };
const MIB = 1 << 20;

/** 100 kB of text that is other for each `n`; every seventh is not Latin-1, every ninth has half of a pair and a byte 0. */
const payload = (n: number) => `42["${n}","${(n % 7 === 0 ? "界" : n % 9 === 0 ? "\0\ud83d" : "x").repeat(n % 9 === 0 ? 5e4 : 1e5)}"]`;
const frame = (n: number): WireEvent => ({
  kind: "ws-frame",
  at: n,
  id: "w",
  direction: "received",
  opcode: 1,
  body: { text: payload(n) },
});
const headers = { cookie: "c".repeat(500) };
/** A poll: four events, of which the last has its body. */
const poll = (n: number): WireEvent[] => [
  { kind: "http-request", at: n, id: `${n}`, method: "GET", url: "http://a/", headers, part: "engine" },
  { kind: "http-response", at: n, id: `${n}`, status: 200, statusText: "OK", headers },
  { kind: "note", at: n, what: "mark", text: `${n}` },
  { kind: "http-body", at: n, id: `${n}`, body: { text: payload(n) } },
];
const limitTo = (log: Log, bytes: number, store: MemoryStore | null, moved = () => {}) =>
  log.limit({ bytes, open: async () => store, keeps: (text) => text === "2" }, moved);
const isAway = (event: WireEvent) =>
  "body" in event && event.body !== undefined && "omitted" in event.body && event.body.omitted === "away";

async function filled(bytes: number, store: MemoryStore | null, events: readonly WireEvent[], moved?: () => void): Promise<Log> {
  const log = new Log(HEADER);
  limitTo(log, bytes, store, moved);
  for (const event of events) {
    log.append(event);
    await nextTask();
  }
  await until(() => log.memory.inMemory <= bytes + MIB);
  return log;
}

async function saved(log: Log): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of wholeLinesOf(log)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const FRAMES = Array.from({ length: 200 }, (_, n) => frame(n));
const POLLS = Array.from({ length: 100 }, (_, n) => poll(n)).flat();
const fileOf = (events: readonly WireEvent[]) => [HEADER, ...events].map((value) => `${JSON.stringify(value)}\n`).join("");

test("beyond its limit the oldest chunks leave memory, one at a time, and the bytes in memory stay below it", async () => {
  const store = new MemoryStore();
  const log = await filled(4 * MIB, store, FRAMES);
  expect(log.memory.inMemory).toBeLessThanOrEqual(5 * MIB);
  expect(log.memory.away).toBeGreaterThan(15 * MIB);
  expect(store.mostWriting).toBe(1);
  expect(isAway(log.read(0))).toBe(true);
  expect(log.read(199)).toEqual(FRAMES[199]);
  expect(log.memory.lost).toEqual({ count: 0, bytes: 0 });
});

test("what is read while it is away says so, is fetched, and is there after the log has reported it", async () => {
  let moves = 0;
  const log = await filled(4 * MIB, new MemoryStore(), FRAMES, () => moves++);
  expect(moves, "whoever shows how much is in memory hears that it is less").toBeGreaterThan(0);
  const before = moves;
  const { misses } = log;
  expect(log.read(3)).toEqual({ ...FRAMES[3], body: { omitted: "away" } });
  expect([log.misses - misses, moves]).toEqual([1, before]);
  await log.fetched();
  expect(moves).toBeGreaterThan(before);
  expect(log.read(3)).toEqual(FRAMES[3]);
  expect(log.misses - misses).toBe(1);
  // It takes the place of what was read longest ago.
  await until(() => log.memory.inMemory <= 5 * MIB);
});

test("every event is read back from a log of which most is away, whichever is read first", async () => {
  const log = await filled(4 * MIB, new MemoryStore(), [...FRAMES, ...POLLS]);
  for (const [ref, event] of [...FRAMES, ...POLLS].entries()) {
    const place = (ref * 77) % 600;
    const expected = [...FRAMES, ...POLLS][place];
    const { misses } = log;
    if (log.read(place) && log.misses > misses) await log.fetched();
    expect(log.read(place)).toEqual(expected);
    expect(await log.readWhole(ref)).toEqual(event);
  }
});

test("an exchange that is away keeps what its rows need, without headers and body; short events are never away", async () => {
  const log = await filled(4 * MIB, new MemoryStore(), POLLS);
  const [request, response, note, body] = poll(0);
  const { misses } = log;
  expect(log.read(2)).toEqual(note);
  expect(log.misses).toBe(misses);
  expect([log.read(0), log.read(1), log.read(3)]).toEqual([
    { ...request, headers: {} },
    { ...response, headers: {} },
    { ...body, body: { omitted: "away" } },
  ]);
  expect(log.misses).toBe(misses + 3);
});

test("a trace of which most is away is saved as if it were in memory, also while events come and chunks leave", async () => {
  const events = [...FRAMES, ...POLLS];
  const log = await filled(4 * MIB, new MemoryStore(), events);
  const before = log.memory.inMemory;
  const pieces: Uint8Array[] = [];
  for await (const piece of wholeLinesOf(log)) {
    pieces.push(piece);
    log.append(frame(1));
    await nextTask();
  }
  expect(Buffer.concat(pieces).toString()).toBe(fileOf(events));
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(4 * MIB);
  await until(() => log.memory.inMemory <= before + MIB);
});

test("payloads and lines of a file leave memory as bytes, and come back as they were", async () => {
  const store = new MemoryStore();
  const log = new Log(HEADER);
  const lines = FRAMES.slice(0, 60).map((event, n) => ({
    event,
    isFrame: n % 3 > 0,
    text: n % 3 > 0 ? payload(n) : JSON.stringify(event),
  }));
  for (let n = 0; n < lines.length; n += 10) {
    const texts = lines.slice(n, n + 10).map(({ text }) => Buffer.from(text.replaceAll("\0", "").replaceAll("\ud83d", "")));
    const bytes = Buffer.concat(texts.flatMap((text) => [text, Buffer.of(0)]));
    let from = 0;
    for (const [nth, text] of texts.entries()) {
      const { event, isFrame } = lines[n + nth] ?? {};
      const held = { bytes, from, to: from + text.length };
      if (isFrame && event?.kind === "ws-frame") log.appendPayload({ ...event, id: "w", form: "text" }, event.at, held, event.id);
      else if (event) log.appendLine(event, held);
      from = held.to + 1;
    }
  }
  const whole = Buffer.concat([...linesOf(log)]).toString();
  const events = lines.map((_, ref) => log.read(ref));
  limitTo(log, MIB, store);
  await until(() => log.memory.away > 2 * MIB);
  expect([...store.chunks.values()].every((chunk) => chunk instanceof Uint8Array)).toBe(true);
  expect(isAway(log.read(1))).toBe(true);
  expect(() => [...linesOf(log)]).toThrow("record 0 is away");
  for (const [ref, event] of events.entries()) expect(await log.readWhole(ref)).toEqual(event);
  expect(await saved(log)).toBe(whole);
});

test("without a place for chunks the oldest payloads are given up: their bytes and the short ones that are needed stay", async () => {
  const ping: WireEvent = { kind: "ws-frame", at: 0, id: "w", direction: "received", opcode: 1, body: { text: "2" } };
  const binary: WireEvent = { ...ping, opcode: 2, body: { base64: "AAECAw==" } };
  const log = await filled(4 * MIB, null, [ping, binary, ...FRAMES, ...POLLS]);
  expect(log.read(0)).toEqual(ping);
  expect(log.read(1)).toEqual({ ...binary, body: { omitted: "no-room", bytes: 4 } });
  expect(log.read(2)).toEqual({ ...FRAMES[0], body: { omitted: "no-room", bytes: Buffer.byteLength(payload(0)) } });
  expect(log.read(601)).toEqual(POLLS.at(-1));
  expect(log.memory).toMatchObject({ away: 0 });
  const events = Array.from({ length: log.length }, (_, ref) => log.read(ref));
  const lost = events.filter((event) => "body" in event && event.body && "omitted" in event.body);
  expect(log.memory.lost.count).toBe(lost.length);
  expect(await saved(log)).toBe(fileOf(events));
});

test("a disk that is full: what is on it comes back, what does not fit is given up", async () => {
  const store = new MemoryStore();
  store.room = 5 * MIB;
  const log = await filled(4 * MIB, store, FRAMES);
  expect(store.chunks.size).toBeGreaterThan(3);
  expect(log.memory.lost.count).toBeGreaterThan(50);
  expect(await log.readWhole(0)).toEqual(FRAMES[0]);
  expect(isAway(log.read(0))).toBe(true);
  await log.fetched();
  expect(log.read(0)).toEqual(FRAMES[0]);
});

test("one large payload is a chunk of its own, which leaves as the string that came", async () => {
  const store = new MemoryStore();
  const large = "y".repeat(50 * MIB);
  const events = [...FRAMES.slice(0, 3), { ...FRAMES[0], body: { text: large } } as WireEvent, ...FRAMES.slice(3, 80)];
  const log = await filled(4 * MIB, store, events);
  expect(store.chunks.get(3)).toBe(large);
  log.read(3);
  await log.fetched();
  expect(log.read(3)).toEqual(events[3]);
  expect(await saved(log)).toBe(fileOf(events));
});

test("a closed log drops its chunks at once, also one on its way, but not before a save has ended", async () => {
  const closed = new MemoryStore();
  const log = new Log(HEADER);
  limitTo(log, MIB, closed);
  for (const event of FRAMES) log.append(event);
  log.close();
  await until(() => closed.isClosed);
  expect(closed.chunks.size).toBeLessThan(2);

  const store = new MemoryStore();
  const other = await filled(4 * MIB, store, FRAMES);
  const pieces: Uint8Array[] = [];
  for await (const piece of wholeLinesOf(other)) {
    other.close();
    await nextTask();
    expect(store.isClosed).toBe(false);
    pieces.push(piece);
  }
  expect(Buffer.concat(pieces).toString()).toBe(fileOf(FRAMES));
  await until(() => store.isClosed);
});

test("a lower limit takes effect at once, a higher one keeps what comes back", async () => {
  const log = await filled(16 * MIB, new MemoryStore(), FRAMES);
  limitTo(log, 4 * MIB, null);
  await until(() => log.memory.inMemory <= 5 * MIB);
  limitTo(log, 64 * MIB, null);
  for (let ref = 0; ref < 200; ref++) {
    const { misses } = log;
    if (log.read(ref) && log.misses > misses) await log.fetched();
  }
  expect(log.memory).toMatchObject({ away: 0 });
});

test("a text with characters above U+00FF counts two bytes for each", async () => {
  const wide = new Log(HEADER);
  limitTo(wide, 1000 * MIB, null);
  for (let n = 0; n < 22; n++) wide.append({ ...frame(7), at: n } as WireEvent);
  expect(wide.memory.inMemory).toBeGreaterThan(22 * 1e5 * 1.8);
});
