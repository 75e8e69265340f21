import { expect, test } from "@playwright/test";
import type { TraceHeader, WireEvent, WsFrame } from "../../../src/wire/event.ts";
import { Log } from "../../../src/wire/log.ts";
import { linesOf } from "../../../src/wire/save.ts";

const HEADER: TraceHeader = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-22T14:02:11.204Z" };
const frame = (text: string, at = 1.5): WsFrame => ({ kind: "ws-frame", at, id: 'a"b', direction: "sent", opcode: 1, body: { text } });
const EVENTS: readonly WireEvent[] = [
  { kind: "note", at: 1, what: "late", text: "é\n" },
  frame('42["q\\u0000",\u2028"😀"]\n'),
  frame('42["\\\\ quoted \\" and plain",1]'),
  { ...frame("3"), direction: "received" },
  frame("control \u0000\u0007, half of a pair \ud83d"),
  { ...frame("4"), id: "another" },
  { ...frame(""), opcode: 2, body: { base64: "AAE=" } },
  { ...frame(""), opcode: 2, body: { omitted: "not-reported", bytes: 5 } },
  { kind: "gap", at: 2, until: 3, reason: "cleared" },
];

const saved = (log: Log) => Buffer.concat([...linesOf(log)]).toString();

test("reads every event as it was appended, and saves a header line and one line for each event", () => {
  const log = new Log(HEADER);
  const refs = EVENTS.map((event) => log.append(event));
  expect(refs.map((ref) => log.read(ref))).toEqual(EVENTS);
  expect(refs.map((ref) => log.at(ref))).toEqual(EVENTS.map(({ at }) => at));
  expect(saved(log)).toBe([HEADER, ...EVENTS].map((value) => `${JSON.stringify(value)}\n`).join(""));
});

test("reads and saves each of thousands of frames, some of them large", () => {
  const log = new Log(HEADER);
  const texts = Array.from({ length: 20_000 }, (_, i) => (i % 5000 === 4999 ? "é".repeat(1_000_000) : `42["n",${i}]`));
  const refs = texts.map((text, i) => log.append(frame(text, i)));
  for (const i of [0, 1, 4095, 4096, 4999, 5000, 8191, 19_999]) expect(log.read(refs[i] ?? 0)).toEqual(frame(texts[i] ?? "", i));
  const pieces = [...linesOf(log)];
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(4_000_000);
  const lines = Buffer.concat(pieces).toString().split("\n");
  expect(lines.length).toBe(texts.length + 2);
  expect(lines[5000]).toBe(JSON.stringify(frame(texts[4999] ?? "", 4999)));
});

test("a file's payloads and lines are saved as they were, and what was derived from them is not", () => {
  const texts = ['42["é"]', '{"kind":"note", "at":5.0,"what":"mark","later":[1]}', '{"kind":"gap" oops'];
  const bytes = new TextEncoder().encode(`${texts.join("\0")}\0`);
  const ends = [8, 60, 79];
  const held = (nth: number) => ({ bytes, from: nth === 0 ? 0 : (ends[nth - 1] ?? 0) + 1, to: ends[nth] ?? 0 });
  const log = new Log(HEADER, new TextEncoder().encode('{ "format": "lifeline-trace" }'));
  const own = { ...frame(texts[0] ?? ""), id: "2:7" };
  const mark: WireEvent = { kind: "note", at: 5, what: "mark" };
  const gap: WireEvent = { kind: "gap", at: 5, until: 5, reason: "broken-lines" };
  const refs = [
    log.appendPayload({ id: "7", direction: "sent", opcode: 1, form: "text" }, 1.5, held(0), own.id),
    log.appendLine(mark, held(1)),
  ];
  log.keep(held(2));
  refs.push(log.derive(gap));
  log.isCutShort = true;
  expect(refs.map((ref) => log.read(ref))).toEqual([own, { ...mark, later: [1] }, gap]);
  expect(saved(log)).toBe(['{ "format": "lifeline-trace" }', JSON.stringify({ ...own, id: "7" }), texts[1], texts[2]].join("\n"));
});

test("a file that ends within a long line is saved without a line feed at its end", () => {
  const bytes = new TextEncoder().encode(`{"kind":"note","text":"${"x".repeat(2_000_000)}`);
  const log = new Log(HEADER);
  log.isCutShort = true;
  log.appendLine({ kind: "note", at: 1, what: "mark" }, { bytes, from: 0, to: bytes.length });
  expect(saved(log).slice(-8)).toBe("xxxxxxxx");
});

test("bytes of a file that are no text are saved as they were", () => {
  const log = new Log(HEADER);
  const bytes = Uint8Array.of(0xff, 0, 0xfe);
  log.keep({ bytes, from: 0, to: 3 });
  log.append(EVENTS[0] ?? frame(""));
  const file = Buffer.concat([...linesOf(log)]);
  expect([...file.subarray(file.indexOf(10) + 1).subarray(0, 4)]).toEqual([0xff, 0, 0xfe, 10]);
});

test("a time is saved as JavaScript prints it, whatever it is", () => {
  const times = [
    0, -1.5, 0.001, 5e-7, 999_999_999_999.999, 1e12, 1_795_385_032_186, 1_795_385_000_000.5, 1_795_385_099_999.55, 1_795_385_100_000.001,
  ];
  const odd = [1_795_385_032_186.5493, 1_795_385_032_186.9998, 2 ** 43 - 0.002, 2 ** 43 + 0.125, 8.64e15, 1e21];
  const log = new Log(HEADER);
  const frames = [...times, ...odd].map((at) => frame("x", at));
  for (const event of frames) log.append(event);
  expect(saved(log)).toBe([HEADER, ...frames].map((value) => `${JSON.stringify(value)}\n`).join(""));
});

test("a payload of 3 MB that needs six bytes for each of its own is saved right, in pieces of less than 2 MB", () => {
  const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("");
  const text = `${controls.slice(1)}"\\ 😀`.repeat(100_000);
  const log = new Log(HEADER);
  log.append(frame(text));
  const pieces = [...linesOf(log)];
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(2_000_000);
  expect(Buffer.concat(pieces).toString()).toBe(`${JSON.stringify(HEADER)}\n${JSON.stringify(frame(text))}\n`);
});

test("frames are saved without making an event or a text of each", () => {
  /** How often `JSON.stringify`, `encode` and `decode` are called while `frames` frames are saved. */
  const calls = (frames: number) => {
    const log = new Log(HEADER);
    for (let i = 0; i < frames; i++) log.append(frame(`42["é",${i}]`, 1_795_385_032_186 + i));
    const { stringify } = JSON;
    const { encode } = TextEncoder.prototype;
    const { decode } = TextDecoder.prototype;
    let count = 0;
    const counted = <A extends unknown[], R>(call: (this: never, ...args: A) => R) =>
      function (this: never, ...args: A): R {
        count++;
        return call.apply(this, args);
      };
    try {
      JSON.stringify = counted((value: unknown) => stringify(value));
      TextEncoder.prototype.encode = counted(encode);
      TextDecoder.prototype.decode = counted(decode);
      expect([...linesOf(log)].length).toBeGreaterThan(0);
    } finally {
      JSON.stringify = stringify;
      TextEncoder.prototype.encode = encode;
      TextDecoder.prototype.decode = decode;
    }
    return count;
  };
  const few = calls(100);
  expect(few).toBeGreaterThan(0);
  expect(calls(4000)).toBe(few);
});
