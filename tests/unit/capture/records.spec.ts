// Messages of relays are checked record by record: an invalid record is left out, and the others of its batch are kept.

import { expect, test } from "@playwright/test";
import { relayMessage } from "../../../src/capture/page/records.ts";

const open = { kind: "open", n: 1, at: 1_700_000_000_000, socket: 1, url: "ws://localhost/" };
const frame = { kind: "frame", n: 2, at: 1_700_000_000_001, socket: 1, direction: "sent", opcode: 1, body: { text: "x" } };
const batch = (...records: readonly unknown[]) => relayMessage({ records: records.map((record) => JSON.stringify(record)) });

test("a valid hello and a valid batch of records are returned unchanged", () => {
  const hello = { document: "abc", at: 10, url: "http://localhost/", worker: true };
  expect(relayMessage(hello)).toEqual(hello);
  expect(relayMessage({ left: 10 })).toEqual({ left: 10 });
  expect(relayMessage({ left: "now" })).toBeNull();
  expect(batch(open, frame)).toEqual([open, frame]);
});

test("a broken record is left out, and the rest of its batch is kept", () => {
  expect(relayMessage({ records: [JSON.stringify(open), "{", 7, null, JSON.stringify(frame)] })).toEqual([open, frame]);
});

const BROKEN: readonly (readonly [string, object])[] = [
  ["a negative time", { ...open, at: -1 }],
  ["a time after the year 2286", { ...open, at: 1e13 }],
  ["a time that is no number", { ...open, at: "1" }],
  ["a negative number", { ...open, n: -1 }],
  ["no socket", { ...open, socket: undefined }],
  ["a URL of more than 100,000 characters", { ...open, url: "w".repeat(100_001) }],
  ["a kind that there is not", { ...open, kind: "opens" }],
  ["a kind that every object has", { ...open, kind: "constructor" }],
  ["a direction that there is not", { ...frame, direction: "both" }],
  ["an opcode of a control frame", { ...frame, opcode: 8 }],
  ["a body that is no base64", { ...frame, body: { base64: "<script>" } }],
  ["a body without content", { ...frame, body: {} }],
  ["a body left out for a reason that no page has", { ...frame, body: { omitted: "late" } }],
];

for (const [what, record] of BROKEN) {
  test(`a record with ${what} is left out`, () => {
    expect(batch(frame, record)).toEqual([frame]);
  });
}

test("a message that is neither a hello nor a batch is null", () => {
  for (const value of [null, 7, "x", [], {}, { records: "x" }, { document: "d".repeat(65), at: 10, url: "" }, { document: "d", url: "" }])
    expect(relayMessage(value)).toBeNull();
});

const read = (batch: string) => relayMessage({ records: [batch] });
const told = (mark: string, text: string, n = 2, length = text.length) => `${mark},${n},1700000000001,1,${length}:${text}`;
const json = `${JSON.stringify(open)}\x1e`;

test("a batch has records one after the other: JSON, texts as they are, bytes in base64, and why a text is missing", () => {
  const omitted = { omitted: "too-large", bytes: 7 };
  expect(read(json + told("st", "x") + told("rb", "AQID", 3) + told("rt!", JSON.stringify(omitted), 4) + json)).toEqual([
    open,
    frame,
    { ...frame, n: 3, direction: "received", opcode: 2, body: { base64: "AQID" } },
    { ...frame, n: 4, direction: "received", body: omitted },
    open,
  ]);
});

test("a text may look like records, and have any character, lone surrogates too", () => {
  const texts = [told("st", "y"), json, "", "\x1e\0\ud800", "é😀"];
  expect(read(texts.map((text) => told("st", text)).join(""))).toEqual(texts.map((text) => ({ ...frame, body: { text } })));
});

for (const [what, mark, broken] of [
  ["bytes that are no base64", "sb", "<script>"],
  ["a reason that no page has", "st!", '{"omitted":"late"}'],
  ["a reason that is no JSON", "st!", "{"],
  ["a text longer than any that the hook records", "st", "x".repeat(12_000_001)],
] as const) {
  test(`a frame with ${what} is left out, and what follows is kept`, () => {
    expect(read(told(mark, broken) + told("st", "x"))).toEqual([frame]);
  });
}

test("numbers out of range leave a frame out, and a length that is not the text's leaves out what cannot be told apart from it", () => {
  expect(read(told("st", "x").replace("1700000000001", "1e12") + json)).toEqual([]);
  expect(read(told("st", "x").replace("1700000000001", "9".repeat(400)) + told("st", "x"))).toEqual([frame]);
  expect(read(json + told("st", "x", 2, 2) + json)).toEqual([open, { ...frame, body: { text: "x{" } }]);
  expect(read(json + told("st", "x", 2, 1e9))).toEqual([open]);
  expect(read(json + told("st", "x", 2, Number.MAX_SAFE_INTEGER))).toEqual([open]);
});

test("a batch longer than any that the hook sends is left out", () => {
  expect(read(json + "x".repeat(20_000_000))).toEqual([]);
});
