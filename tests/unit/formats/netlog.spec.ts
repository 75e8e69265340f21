// Logs of Chromium's network stack (tests/fixtures/netlog/record.mjs).

import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { Findings } from "../../../src/findings/findings.ts";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import type { WireEvent } from "../../../src/wire/event.ts";
import { compare, IDENTICAL, truth } from "../../browser/support/truth.ts";
import { savedText } from "../saved-text.ts";

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/netlog/${name}`, import.meta.url));
const open = (bytes: Uint8Array) => openBytes(bytes, english);
const logged = (name: string) => {
  const { server, client } = JSON.parse(fixture(`${name}.log.json`).toString());
  return truth(server, client).packets;
};

test("a log with everything has every packet, close frames with their code, and the server's port", () => {
  const { store, problem, remark } = open(fixture("everything.json"));
  expect([problem, remark]).toEqual([null, null]);
  expect(compare(logged("everything"), store ? [...packetRecords(store)] : [])).toEqual(IDENTICAL);
  expect(store?.sessions.map(({ state, cause, close }) => [state, cause, close?.code])).toEqual([
    ["closed", "server", 1005],
    ["open", null, undefined],
  ]);
  const events: WireEvent[] = (store ? savedText(store).trimEnd().split("\n").slice(1) : []).map((line) => JSON.parse(line));
  const answers = events.flatMap((event) => (event.kind === "http-response" ? [event] : []));
  expect(new Set(answers.map(({ remoteAddress }) => remoteAddress)).size).toBe(1);
  expect(answers[0]?.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/);
  expect(answers.every(({ connection }) => connection !== undefined)).toBe(true);
});

test("by default a log has sizes and times alone: bodies and frames are omitted, and nothing is judged by them", () => {
  const { store, problem } = open(fixture("default.json"));
  expect(problem).toBeNull();
  const packets = store ? [...packetRecords(store)] : [];
  const frames = logged("default").filter(({ transport }) => transport === "websocket");
  expect(packets.filter(({ transport }) => transport === "websocket").map(({ direction }) => direction)).toHaveLength(frames.length);
  expect(new Set(packets.map(({ engine }) => engine.reason))).toEqual(new Set(["not captured: the file does not have it"]));
  expect(store?.gaps).toBe(2);
  // The order and the sizes of the first frames of a websocket are those of an upgrade, and of nothing else.
  expect(store?.sessions.map(({ transport, upgrade }) => [transport, upgrade?.failedAt ?? null])).toEqual([
    ["websocket", null],
    ["websocket", null],
  ]);
  expect(store && new Findings(store).all().map(({ rule }) => rule)).toEqual([]);
});

test("a log without its end is read, and says so", () => {
  const whole = fixture("everything.json");
  const { store, problem, remark } = open(whole.subarray(0, whole.length - 5000));
  expect(problem).toBeNull();
  expect(remark).toMatch(/^This log has no end, as when Chrome was not closed\. Events read: \d+\.$/);
  expect(store?.packets).toBeGreaterThan(20);
});
