import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import { wireEvents } from "../session/ladder-text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const open = (text: string | Uint8Array) => openBytes(typeof text === "string" ? bytes(text) : text, english);
const HEADER = '{"format":"lifeline-trace","version":1,"source":"test","createdAt":"2026-11-22T14:02:11.204Z"}';
const EVENTS = wireEvents('w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A"}\nw1 > 42["x"]').map((event) =>
  JSON.stringify(event),
);

test("opens a trace with its packets, and saves it to the same bytes", () => {
  const file = `${[HEADER, ...EVENTS].join("\n")}\n`;
  const { store, problem } = open(file);
  expect(problem).toBeNull();
  expect(store && [...packetRecords(store)].map(({ engine }) => engine.type)).toEqual(["open", "message"]);
  const saved = store?.log.chunks().map((chunk) => new TextDecoder().decode(chunk));
  expect(saved?.join("")).toBe(file);
});

test("refuses a file that is neither a trace nor a log with one sentence and no store", () => {
  const noise = new Uint8Array(50_000_000);
  let seed = 1;
  for (let i = 0; i < noise.length; i++) {
    seed = (seed * 16_807) % 2_147_483_647;
    noise[i] = seed;
  }
  const cases: [string | Uint8Array, RegExp][] = [
    ["", /^The file is empty\.$/],
    ["\n \n", /^The file is empty\.$/],
    ["hello", /^Not a Lifeline trace or CDP log: it begins with "hello"\. Open a trace/],
    [noise, /^Not a Lifeline trace or CDP log: it begins with [0-9a-f ]+\. Open a trace/],
    ['{"format":"lifeline-trace","version":7,"source":"x","createdAt":""}\n', /version 7, but this Lifeline reads only version 1\. Update/],
    ['{"format":"lifeline-trace","version":"one"}\n', /header of this trace \(line 1\) has no valid version \(found: "one"\)\.$/],
    [`${HEADER.replace('"test"', '"test","page":5')}\n`, /header of this trace \(line 1\) has no valid page \(found: 5\)\.$/],
    [`${HEADER.slice(0, 40)}`, /first line is not a complete trace header/],
    ["[1,2,3]", /^Not a Lifeline trace/],
    ['{"log":{"version":"1.2"}}', /^Not a Lifeline trace/],
  ];
  for (const [input, sentence] of cases) {
    const { store, problem } = open(input);
    expect(problem).toMatch(sentence);
    expect(store).toBeNull();
  }
});

test("opens the complete lines of a trace that is cut off, and says in which line it ends", () => {
  const whole = [HEADER, ...EVENTS].join("\n");
  const { store, problem } = open(whole.slice(0, -20));
  expect(store?.packets).toBe(1);
  expect(problem).toBe("This trace is cut off in line 5. Packets read before it: 1.");
});

test("stops at a line that is not an event, and says which line and field", () => {
  const cases: [string, RegExp][] = [
    ["not json", /^Line 3 of this trace is not an event: not json\. Packets read before it: 0\.$/],
    ["[]", /^Line 3 of this trace is not an event: \[\]\. /],
    ['{"kind":"note"}', /^Line 3 of this trace is broken: note has no valid at \(found: undefined\)\. /],
    [
      '{"kind":"ws-frame","at":1,"id":"w","direction":"up","opcode":1,"body":{"text":""}}',
      /ws-frame has no valid direction \(found: "up"\)/,
    ],
    ['{"kind":"http-body","at":1,"id":"c","body":{}}', /http-body has no valid body \(found: \{\}\)/],
    ['{"kind":"ws-open","at":1,"id":5,"url":"ws://x"}', /ws-open has no valid id \(found: 5\)/],
    ['{"kind":"http-body","at":1,"id":"c","body":{"text":5,"base64":"AA=="}}', /http-body has no valid body/],
    ['{"kind":"http-body","at":1,"id":"c","body":{"omitted":"x","bytes":-3}}', /http-body has no valid body/],
    ['{"kind":"note","at":1e17,"what":"mark"}', /note has no valid at \(found: 100000000000000000\)/],
  ];
  for (const [line, sentence] of cases) {
    const { store, problem } = open([HEADER, EVENTS[0], line, ...EVENTS.slice(1)].join("\n"));
    expect(problem).toMatch(sentence);
    expect(store?.entries.length).toBe(1);
  }
});

test("replaces every sentence that older traces have as a reason, and keeps the reasons of other programs", () => {
  const fixture = readFileSync(new URL("../../fixtures/traces/reasons-as-sentences.jsonl", import.meta.url));
  const { store, problem } = open(fixture);
  expect(problem).toBeNull();
  const saved = new TextDecoder().decode(Buffer.concat(store?.log.chunks() ?? []));
  const reasons = saved.split("\n").flatMap((line) => /"reason":"([^"]*)"/.exec(line)?.[1] ?? []);
  expect(reasons).toEqual([
    "not-recording",
    "worker-messages",
    "not-kept",
    "background-ended",
    "cleared",
    "toString",
    "the modem was off",
    "id-reused",
  ]);
  // Only the reasons differ from what was opened.
  const without = (text: string) => text.replace(/"reason":"[^"]*"/g, "");
  expect(without(saved)).toBe(without(fixture.toString()));
});

test("leaves out events of a later version", () => {
  const later = ['{"kind":"hologram","at":1}', '{"kind":"toString","at":1}', '{"kind":"note","at":1,"what":"zoomed"}'];
  const { store, problem } = open([HEADER, ...later, ...EVENTS].join("\n"));
  expect(problem).toBeNull();
  expect(store?.packets).toBe(2);
});

test("recognises a CDP log by its content", () => {
  const { store, problem } = open(readFileSync(new URL("../../fixtures/cdp/socketio-4.8.jsonl", import.meta.url)));
  expect(problem).toBeNull();
  expect(store?.log.header.source).toBe("cdp-log");
  expect(store?.sessions.map(({ handshake, state }) => [handshake?.upgrades, state])).toEqual([
    [["websocket"], "closed"],
    [["websocket"], "closed"],
  ]);
});
