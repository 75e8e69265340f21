import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { FileReading, openBytes } from "../../../src/formats/open.ts";
import { packetRecords } from "../../../src/formats/packets.ts";
import { english } from "../../../src/messages/messages.ts";
import { ENTRY, type EntryKind } from "../../../src/session/entries.ts";
import type { Store } from "../../../src/session/store.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { ladderOf } from "../diagram/support.ts";
import { savedText } from "../saved-text.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const open = (text: string | Uint8Array) => openBytes(typeof text === "string" ? bytes(text) : text, english);
const HEADER = '{"format":"lifeline-trace","version":1,"source":"test","createdAt":"2026-11-22T14:02:11.204Z"}';
const EVENTS = wireEvents('w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A"}\nw1 > 42["x"]').map((event) =>
  JSON.stringify(event),
);
/** The events of the entries of a kind, in order of time. */
const eventsOfKind = (store: Store, kind: EntryKind) => {
  const { entries } = store;
  return Array.from({ length: entries.length }, (_, place) => entries.ordered(place))
    .filter((entry) => entries.kind(entry) === kind)
    .map((entry) => store.read(entries.line(entry)));
};

test("opens a trace with its packets, and saves it to the same bytes", () => {
  const file = `${[HEADER, ...EVENTS].join("\n")}\n`;
  const { store, problem } = open(file);
  expect(problem).toBeNull();
  expect(store && [...packetRecords(store)].map(({ engine }) => engine.type)).toEqual(["open", "message"]);
  expect(store && savedText(store)).toBe(file);
});

test("a trace is read in steps of at most 256 lines, and its packets are in the store after each step", () => {
  const frames = Array.from({ length: 10_000 }, (_, i) =>
    JSON.stringify({
      kind: "ws-frame",
      at: 1_700_000_000_100 + i,
      id: "w1",
      direction: "received",
      opcode: 1,
      body: { text: `42["x",${i}]` },
    }),
  );
  const reading = new FileReading(english);
  const file = bytes(`${[HEADER, ...EVENTS, ...frames].join("\n")}\n`);
  let [packets, read] = [0, 0];
  for (const piece of [file.subarray(0, 500_000), file.subarray(500_000)]) {
    for (const now of reading.take(piece)) {
      expect((reading.store?.packets ?? 0) - packets).toBeLessThanOrEqual(256);
      expect(now).toBeGreaterThan(read);
      [packets, read] = [reading.store?.packets ?? 0, now];
    }
  }
  expect(packets).toBeGreaterThan(9_700);
  expect(read).toBeLessThan(file.length);
  expect(toEnd(reading.end()).store?.packets).toBe(10_002);
});

test("a CDP log is read in steps of at most 256 messages", () => {
  const request = { requestId: "1", timestamp: 1, response: { opcode: 1, mask: false, payloadData: '42["x"]' } };
  const created = { requestId: "1", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" };
  const log = [
    { method: "Network.webSocketCreated", params: created },
    {
      method: "Network.webSocketWillSendHandshakeRequest",
      params: { requestId: "1", timestamp: 1, wallTime: 1_700_000_000, request: { headers: {} } },
    },
    ...Array.from({ length: 5000 }, () => ({ method: "Network.webSocketFrameReceived", params: request })),
  ];
  const reading = new FileReading(english);
  toEnd(reading.take(bytes(log.map((message) => JSON.stringify(message)).join("\n"))));
  // Each message is parsed, mapped and pushed.
  expect([...reading.end()].length).toBeGreaterThanOrEqual((3 * 5000) / 256);
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
    ["hello", /^Not a Lifeline trace, HAR or CDP log: it begins with "hello"\. Open a trace/],
    [noise, /^Not a Lifeline trace, HAR or CDP log: it begins with [0-9a-f ]+\. Open a trace/],
    ['{"format":"lifeline-trace","version":7,"source":"x","createdAt":""}\n', /version 7, but this Lifeline reads only version 1\. Update/],
    ['{"format":"lifeline-trace","version":"one"}\n', /header of this trace \(line 1\) has no valid version \(found: "one"\)\.$/],
    [`${HEADER.replace('"test"', '"test","page":5')}\n`, /header of this trace \(line 1\) has no valid page \(found: 5\)\.$/],
    [`${HEADER.slice(0, 40)}`, /first line is not a complete trace header/],
    ["[1,2,3]", /^Not a Lifeline trace/],
    ['{"log":{"version":"1.2"}}', /^This HAR file has no entries/],
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

const DEEP = `${'{"a":'.repeat(40_000)}1${"}".repeat(40_000)}`;

const BROKEN: readonly [line: string | Uint8Array, sentence: RegExp][] = [
  ["not json", /^Line 3 of this trace is not an event: not json\. Lines left out for such a reason: 1, with 8 B\. The others were read\.$/],
  ["[]", /^Line 3 of this trace is not an event: \[\]\. /],
  ['{"kind":"ws-frame","at":17000', /^Line 3 of this trace is not an event: \{"kind":"ws-frame","at":17000\. /],
  [Buffer.from('{"kind":"note","at":1,"what":"mark","text":"\u00e9"}', "latin1"), /not an event: \{"kind":"note".*"text":"\ufffd"\}\. /],
  ["\x1b[31m", /not an event: ␛\[31m\. /],
  ['{"kind":"note"}', /^Line 3 of this trace is broken: note has no valid at \(found: undefined\)\. /],
  ['{"kind":"ws-frame","at":1,"id":"w","direction":"up","opcode":1,"body":{"text":""}}', /ws-frame has no valid direction \(found: "up"\)/],
  ['{"kind":"http-body","at":1,"id":"c","body":{}}', /http-body has no valid body \(found: \{\}\)/],
  ['{"kind":"ws-open","at":1,"id":5,"url":"ws://x"}', /ws-open has no valid id \(found: 5\)/],
  ['{"kind":"http-body","at":1,"id":"c","body":{"text":5,"base64":"AA=="}}', /http-body has no valid body/],
  ['{"kind":"http-body","at":1,"id":"c","body":{"omitted":"x","bytes":-3}}', /http-body has no valid body/],
  ['{"kind":"http-body","at":1,"id":"c","body":{"text":""},"timing":{"wait":"long"}}', /http-body has no valid timing/],
  ['{"kind":"http-response","at":1,"id":"c","status":200,"statusText":"","headers":{"a":1}}', /has no valid headers \(found: \{"a":1\}\)/],
  ['{"kind":"ws-handshake","at":1,"id":"w","status":101,"requestHeaders":{},"responseHeaders":{"a":[]}}', /no valid responseHeaders/],
  ['{"kind":"note","at":1e17,"what":"mark"}', /note has no valid at \(found: 100000000000000000\)/],
  [`{"kind":"ws-open","at":1,"id":${DEEP},"url":""}`, /ws-open has no valid id \(found: …\)/],
  [`{"kind":${DEEP},"at":1}`, /not an event/],
];

test("a line that is no event costs that line: a gap has its size, and a remark says what is wrong with it", () => {
  const end = Buffer.from("\n");
  for (const [line, sentence] of BROKEN) {
    const [first = "", ...rest] = EVENTS;
    const broken = Buffer.from(line);
    const { store, problem, remark } = open(
      Buffer.concat([Buffer.from(`${HEADER}\n${first}\n`), broken, end, Buffer.from(rest.join("\n")), end]),
    );
    expect(problem).toBeNull();
    expect(remark).toMatch(sentence);
    expect(store?.packets).toBe(2);
    const [gap] = store ? eventsOfKind(store, ENTRY.gap) : [];
    const [before, after] = [first, rest[0] ?? ""].map((event) => JSON.parse(event).at);
    expect(gap).toEqual({ kind: "gap", at: before, until: after, reason: "broken-lines", bytes: broken.length, lines: 1 });
  }
});

test("each run of broken lines is a gap of its own, also at the end", () => {
  const { store, remark } = open(`${[HEADER, "{1", ...EVENTS.slice(0, 2), "{2", "{3", ...EVENTS.slice(2), "{4"].join("\n")}\n`);
  expect(remark).toMatch(/^Line 2 of this trace is not an event: \{1\. Lines left out for such a reason: 4, with 8 B\./);
  expect([store?.gaps, store?.packets]).toEqual([3, 2]);
  const row = ladderOf(store ?? play(""), {}, english)
    .whole()
    .rows.at(-1);
  expect(row && "remark" in row ? row.remark : row).toBe("1 line · the file is damaged here");
});

test("a file of which no line is an event has a problem", () => {
  expect(open(`${HEADER}\n{1\n{2\n`)).toMatchObject({
    store: null,
    problem: expect.stringMatching(/^Line 2 .* reason: 2, /),
    remark: null,
  });
});

test("a file with more lines, or more broken ones, than any real trace is read up to there", () => {
  const events = Buffer.from(`${[HEADER, ...EVENTS].join("\n")}\n`);
  for (const [lines, line] of [
    [Buffer.alloc(2_000_100, "x\n"), 1_000_007],
    [Buffer.alloc(20_000_100, "\n"), 20_000_001],
  ] as const) {
    const { store, problem } = open(Buffer.concat([events, lines, events]));
    expect(problem).toBe(
      `This trace has more lines, or more broken ones, than a real one can have. It was read up to line ${line}. Packets: 2.`,
    );
    expect(store?.packets).toBe(2);
  }
});

const ASKED = "http://a.test/socket.io/?EIO=4&transport=polling";

test("a trace that was appended to another is another recording: ids of both stay apart", () => {
  const second = HEADER.replace('"test"', '"firefox"');
  const later = EVENTS.map((event) => JSON.stringify({ ...JSON.parse(event), at: JSON.parse(event).at + 60_000 })).map((event) =>
    event.replace('sid\\":\\"A', 'sid\\":\\"B'),
  );
  const joined = [HEADER, ...EVENTS, second, ...later].join("\n");
  const { store, problem, remark } = open(joined);
  expect([problem, remark]).toEqual([null, null]);
  expect(store?.sessions.map(({ sid, packets }) => [sid, packets])).toEqual([
    ["A", 2],
    ["B", 2],
  ]);
  expect([store?.gaps, store?.source]).toEqual([1, "firefox"]);
  expect(store && savedText(store)).toBe(joined);
});

test("frames and redirects of an appended recording belong to it, although both recordings have the same ids", () => {
  const at = 1_700_000_000_000;
  const recording = (sid: string, after: number) =>
    [
      { kind: "http-request", at, id: "1", method: "GET", url: ASKED, headers: {}, documentFrame: "f", part: "engine" },
      { kind: "http-response", at: at + 5, id: "1", status: 302, statusText: "", headers: { location: "/rt" } },
      { kind: "http-body", at: at + 5, id: "1", body: { omitted: "not-reported" } },
      {
        kind: "http-request",
        at: at + 5,
        id: "2",
        method: "GET",
        url: "http://a.test/rt",
        headers: {},
        documentFrame: "f",
        redirectedFrom: "1",
        part: "engine",
      },
      { kind: "http-response", at: at + 9, id: "2", status: 200, statusText: "", headers: {} },
      {
        kind: "http-body",
        at: at + 9,
        id: "2",
        body: { text: `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}` },
      },
    ].map((event) => JSON.stringify({ ...event, at: event.at + after }));
  const { store } = open([HEADER, ...recording("A", 0), HEADER, ...recording("B", 60_000)].join("\n"));
  expect(store?.sessions.map(({ sid, client, attempt, packets }) => [sid, client.index, attempt, packets])).toEqual([
    ["A", 0, 0, 1],
    ["B", 1, 0, 1],
  ]);
});

test("a second recording of a later version is not read, and said", () => {
  const { store, problem } = open([HEADER, ...EVENTS, HEADER.replace('"version":1', '"version":2'), ...EVENTS].join("\n"));
  expect([store?.packets, problem]).toEqual([2, expect.stringContaining("version 2")]);
});

test("replaces every sentence that older traces have as a reason, and keeps the reasons of other programs", () => {
  const fixture = readFileSync(new URL("../../fixtures/traces/reasons-as-sentences.jsonl", import.meta.url));
  const { store, problem } = open(fixture);
  expect(problem).toBeNull();
  const ended = store?.links.flatMap((link) => (link.kind === "http" && link.endLine !== null ? [store.read(link.endLine)] : [])) ?? [];
  const gaps = store ? [...eventsOfKind(store, ENTRY.gap), ...eventsOfKind(store, ENTRY.note)] : [];
  expect([...gaps, ...ended].flatMap((event) => ("reason" in event ? [event.reason] : []))).toEqual([
    "not-recording",
    "worker-messages",
    "not-kept",
    "background-ended",
    "toString",
    "the modem was off",
    "cleared",
    "id-reused",
  ]);
  expect(store && savedText(store)).toBe(fixture.toString());
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
