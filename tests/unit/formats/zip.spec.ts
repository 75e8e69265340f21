// A zip: the only file in it that Lifeline reads is read; for anything else there is one sentence. And text in UTF-16.

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { zipSync } from "fflate";
import { FileReading, openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { ZipReading } from "../../../src/formats/zip.ts";
import { english } from "../../../src/messages/messages.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { compare, IDENTICAL, truth } from "../../browser/support/truth.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));
const open = (bytes: Uint8Array) => openBytes(bytes, english);
const bytes = (text: string) => new TextEncoder().encode(text);
const TRACE = fixture("findings/poll-churn.jsonl");

test("Playwright's zip has every packet: bodies and messages are in files beside the HAR", () => {
  const { store, problem, remark } = open(fixture("har/playwright.zip"));
  expect([problem, remark]).toEqual([null, null]);
  const { server, client } = JSON.parse(fixture("har/playwright-zip.log.json").toString());
  expect(compare(truth(server, client).packets, store ? [...packetRecords(store)] : [])).toEqual(IDENTICAL);
});

test("the only trace, HAR or log in a zip is read, in whatever pieces the zip comes", () => {
  const whole = open(TRACE).store?.packets;
  const zip = zipSync({
    "a/": new Uint8Array(),
    "a/notes.txt": bytes("hello"),
    "__MACOSX/a/._t": TRACE,
    "a/t.jsonl": [TRACE, { level: 0 }],
  });
  expect(open(zip)).toMatchObject({ problem: null, store: { packets: whole } });
  const reading = new FileReading(english);
  for (let from = 0; from < zip.length; from += 1000) toEnd(reading.take(zip.subarray(from, from + 1000)));
  expect(reading.store?.packets).toBeGreaterThan(0);
  expect(toEnd(reading.end())).toMatchObject({ problem: null, store: { packets: whole } });
  expect(open(zipSync({ log: fixture("cdp/refused.jsonl") }, { level: 0 })).problem).toBeNull();
});

test("a zip with nothing to read, with several, or with damage has one sentence", () => {
  const names = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`${i}.txt`, bytes("x")]));
  const zip = zipSync({ "t.jsonl": TRACE });
  const cases: [Uint8Array, string][] = [
    [zipSync(names), "This zip has no file that Lifeline reads. It has: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, …."],
    [zipSync({ "inner.zip": zip }), "This zip has no file that Lifeline reads. It has: inner.zip."],
    [zipSync({ "empty.jsonl": new Uint8Array() }), "This zip has no file that Lifeline reads. It has: empty.jsonl."],
    [
      zipSync({ "a.jsonl": TRACE, "b.har": fixture("har/firefox.har") }),
      "This zip has several files that Lifeline reads: a.jsonl, b.har. Unpack it, and open one of them.",
    ],
  ];
  for (const [zip, problem] of cases) expect(open(zip)).toEqual({ store: null, problem, remark: null });
  const cut = open(zip.subarray(0, Math.floor(zip.length * 0.9)));
  expect(cut.problem).toMatch(/^This zip is damaged or cut off\./);
  expect(cut.store?.packets).toBeGreaterThan(0);
});

test("nothing is unpacked beyond the limit, and what is not read is not kept", () => {
  const bomb = zipSync({ "t.jsonl": new Uint8Array(100_000_000) });
  let taken = 0;
  const zip = new ZipReading(
    () => ({
      isKnown: true,
      recognise() {},
      take(piece: Uint8Array) {
        taken += piece.length;
        return [];
      },
    }),
    10_000_000,
  );
  toEnd(zip.take(bomb));
  toEnd(zip.end());
  expect(zip.problem).toEqual(["zipTooLarge", "10.0 MB"]);
  expect(taken).toBeLessThanOrEqual(10_000_000);
  expect(open(zipSync({ "zeros.bin": new Uint8Array(300_000_000) })).problem).toMatch(/It has: zeros\.bin\.$/);
});

test("files in UTF-16 are read as those in UTF-8", () => {
  const text = fixture("har/firefox.har").toString();
  const whole = open(bytes(text)).store?.packets;
  const little = Buffer.from(`\ufeff${text}`, "utf16le");
  for (const file of [little, Buffer.from(little).swap16()]) expect(open(file)).toMatchObject({ problem: null, store: { packets: whole } });
});
