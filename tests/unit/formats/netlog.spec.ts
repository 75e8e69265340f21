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
    // The browser was closed.
    ["closed", "navigation", 1001],
  ]);
  const events: WireEvent[] = (store ? savedText(store).trimEnd().split("\n").slice(1) : []).map((line) => JSON.parse(line));
  const answers = events.flatMap((event) => (event.kind === "http-response" ? [event] : []));
  expect(new Set(answers.map(({ remoteAddress }) => remoteAddress)).size).toBe(1);
  expect(answers[0]?.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/);
  // A connection has one port at the browser's end, and each has its own.
  const ends = new Map(answers.map(({ connection, localAddress }) => [connection, localAddress]));
  expect(answers.every(({ connection, localAddress }) => connection !== undefined && ends.get(connection) === localAddress)).toBe(true);
  expect(new Set(ends.values()).size).toBe(ends.size);
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
  expect(store && new Findings(store).all().map(({ rule }) => rule)).toEqual(["page-left"]);
});

test("a log without its end is read, and says so", () => {
  const whole = fixture("everything.json");
  const { store, problem, remark } = open(whole.subarray(0, whole.length - 5000));
  expect(problem).toBeNull();
  expect(remark).toMatch(/^This log has no end, as when Chrome was not closed\. Events read: \d+\.$/);
  expect(store?.packets).toBeGreaterThan(20);
});

/** A log with everything of one websocket, up to the messages of its session, and then these events of its request and its connection. */
function endedBy(...last: readonly (readonly [of: "request" | "socket", name: string, phase: string, params?: object])[]): WireEvent[] {
  const { constants, events } = JSON.parse(fixture("default.json").toString());
  const typeOf = (name: string): number => constants.logEventTypes[name];
  const isFrame = ({ type }: { type: number }) => type === typeOf("WEBSOCKET_SENT_FRAME_HEADER");
  const request = events.find(isFrame).source;
  const bound = events.find(
    ({ source, type }: { source: { id: number }; type: number }) =>
      source.id === request.id && type === typeOf("HTTP_STREAM_REQUEST_BOUND_TO_JOB"),
  );
  const job = bound.params.source_dependency.id;
  const socket = events.find(
    ({ source, type }: { source: { id: number }; type: number }) => source.id === job && type === typeOf("SOCKET_POOL_BOUND_TO_SOCKET"),
  ).params.source_dependency;
  const first = events.slice(0, events.findIndex(isFrame) + 1);
  const { time } = first.at(-1);
  const more = last.map(([of, name, phase, params], i) => ({
    source: of === "request" ? request : socket,
    time: String(Number(time) + 1000 * (i + 1)),
    ...{ type: typeOf(name), phase: constants.logEventPhase[phase], params },
  }));
  const { store } = open(Buffer.from(JSON.stringify({ constants, events: [...first, ...more] })));
  const all: WireEvent[] = (store ? savedText(store).trimEnd().split("\n").slice(1) : []).map((line) => JSON.parse(line));
  return all.filter(({ kind }) => kind === "ws-closing" || kind === "ws-close");
}

test("a connection that ends without the server's close frame is lost, whether the page had called close() or not", () => {
  const closeFrame = ["request", "WEBSOCKET_SENT_FRAME_HEADER", "PHASE_NONE", { opcode: 8, payload_length: 2, final: true }] as const;
  const over = ["socket", "SOCKET_ALIVE", "PHASE_END"] as const;
  const lost = { kind: "ws-close", code: 1006, clean: false, cause: "reported" };
  expect(endedBy(over)).toEqual([expect.objectContaining(lost)]);
  expect(endedBy(closeFrame, over)).toEqual([expect.objectContaining({ kind: "ws-closing" }), expect.objectContaining(lost)]);
  expect(endedBy(closeFrame)).toEqual([expect.objectContaining({ kind: "ws-closing" })]);
});
