// Files that are read piece by piece: what is read is the same whatever the pieces are, and no more of it is in memory than the limit allows.

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { FileReading, openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { sessionRecords } from "../../../src/formats/sessions.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { wholeLinesOf } from "../../../src/wire/save.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { MemoryStore } from "../chunk-stores.ts";
import { savedText } from "../saved-text.ts";

const MB = 1_000_000;
const FIXTURES = new URL("../../fixtures/cdp/", import.meta.url);
const LOGS = readdirSync(FIXTURES)
  .filter((name) => name.endsWith(".jsonl"))
  .map((name): [string, Buffer] => [name, readFileSync(new URL(name, FIXTURES))]);
/** The same as traces. */
const TRACES = LOGS.map(([name, log]): [string, Buffer] => {
  const { store } = openBytes(log, english);
  if (!store) throw new Error(name);
  return [`the trace of ${name}`, Buffer.from(savedText(store))];
});
const HEADER = '{"format":"lifeline-trace","version":1,"source":"test","createdAt":"2026-11-22T14:02:11.204Z"}';
const OPEN = '{"kind":"ws-open","at":1700000000000,"id":"w","url":"ws://localhost/socket.io/?EIO=4&transport=websocket"}';
const frame = (n: number, text = `42["tick",${n}]`) =>
  JSON.stringify({ kind: "ws-frame", at: 1_700_000_000_000 + n, id: "w", direction: "received", opcode: 1, body: { text } });
const FRAMES = Array.from({ length: 300 }, (_, n) => frame(n, n % 7 === 0 ? `42["\u{1f600}",${n}]` : undefined));

const whole = (...lines: string[]) => Buffer.from([HEADER, OPEN, ...lines].join("\n"));
const DAMAGED: readonly [string, Buffer][] = [
  ["an empty file", Buffer.alloc(0)],
  ["blank lines", Buffer.from("\n".repeat(9000))],
  ["a header alone", Buffer.from(HEADER)],
  ["a header and its line feed", Buffer.from(`${HEADER}\n`)],
  ["a header behind a blank line", Buffer.from(`\n${HEADER}\n${OPEN}\n`)],
  ["lines after the header of a later version", Buffer.from(`${HEADER.replace(":1,", ":7,")}\n${FRAMES.join("\n")}\n`)],
  ["lines after the header of a later version within the file", whole(...FRAMES.slice(0, 90), HEADER.replace(":1,", ":7,"), ...FRAMES, "")],
  ["two traces that were joined", whole(...FRAMES, HEADER, OPEN, ...FRAMES, "")],
  ["a file without a line feed at its end", whole(...FRAMES)],
  ["a file that is cut short", whole(...FRAMES).subarray(0, -9)],
  ["lines that are no events", whole(...FRAMES.slice(0, 50), "?", '{"a":1}', "", "\r", ...FRAMES.slice(50), "{", "")],
  [
    "bytes that are no UTF-8, and a byte 0",
    Buffer.concat([whole(...FRAMES, ""), Buffer.from([0xff, 10, 0, 10]), Buffer.from(`${FRAMES[0]}\n`)]),
  ],
  ["noise", gzipSync(whole(...FRAMES)).subarray(2)],
];

function* pieces(file: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

const seen = ({ store, problem, remark }: ReturnType<typeof openBytes>) => ({
  problem,
  remark,
  packets: store && [...packetRecords(store)],
  saved: store && savedText(store),
});

test("a file that comes in pieces of any size is what it is as a whole", () => {
  test.setTimeout(120_000);
  expect(LOGS.length).toBeGreaterThan(5);
  for (const [name, file] of [...DAMAGED, ...LOGS, ...TRACES]) {
    const expected = seen(openBytes(file, english));
    for (const size of [...(file.length < 50_000 ? [1, 7] : []), 1000, 4096, 4097, 20_000]) {
      const reading = new FileReading(english);
      for (const piece of pieces(file, size)) toEnd(reading.take(piece));
      expect(seen(toEnd(reading.end())), `${name}, in pieces of ${size} bytes`).toEqual(expected);
    }
  }
});

/** Reads a file in pieces, and lets what is over the limit leave after each. Returns what was in memory at most. */
async function readWithin(bytes: number, disk: MemoryStore, file: Uint8Array, size: number): Promise<{ store: Store; most: number }> {
  const reading = new FileReading(english);
  let most = 0;
  for (const piece of pieces(file, size)) {
    toEnd(reading.take(piece));
    reading.store?.limit({ bytes, open: async () => disk });
    most = Math.max(most, reading.store?.log.memory.inMemory ?? 0);
    await reading.store?.log.relieved();
  }
  const { store } = toEnd(reading.end());
  if (!store) throw new Error("no store");
  return { store, most };
}

test("of a file larger than the limit, no more than the limit and a piece is in memory while it is read", async () => {
  const file = whole(...Array.from({ length: 20_000 }, (_, n) => frame(n, `42["large",${n},"${"x".repeat(1000)}"]`)), "");
  const { store, most } = await readWithin(4 * MB, new MemoryStore(), file, 2 * MB);
  expect(most).toBeLessThan(8 * MB);
  expect(store.log.memory.inMemory).toBeLessThan(8 * MB);
  expect(store.log.memory.away).toBeGreaterThan(14 * MB);
  expect(store.packets).toBe(20_000);
  const lines: Uint8Array[] = [];
  for await (const piece of wholeLinesOf(store.log)) lines.push(piece);
  expect(Buffer.concat(lines).equals(file)).toBe(true);
});

test("sessions are what they are although no payload is left in memory", async () => {
  for (const [name, file] of TRACES) {
    const { store } = openBytes(file, english);
    if (!store) throw new Error(name);
    const within = await readWithin(0, new MemoryStore(), file, 5000);
    expect([...sessionRecords(within.store)], name).toEqual([...sessionRecords(store)]);
  }
});
