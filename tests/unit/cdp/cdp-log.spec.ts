import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { looksLikeCdpLog, readCdpLog } from "../../../src/formats/cdp-log.ts";
import { logText } from "../../../src/formats/log-messages.ts";
import { english } from "../../../src/messages/messages.ts";
import { ENGINE, ENGINE_WS, EPOCH_S, frame, handshake, request, response } from "./support.ts";

const exchange = [
  { method: "Network.requestWillBeSent", params: request("r1", 1) },
  { method: "Network.responseReceived", params: response("r1", 2) },
  { method: "Network.loadingFinished", params: { requestId: "r1", timestamp: 2 } },
];
const body = { method: "Network.getResponseBody", params: { requestId: "r1" }, result: { body: "2", base64Encoded: false } };
const jsonLines = (messages: readonly object[]) => messages.map((message) => JSON.stringify(message)).join("\n");
const bodiesOf = (text: string) => readCdpLog(text).events.flatMap((event) => (event.kind === "http-body" ? event.body : []));

for (const [name, text] of [
  ["one message a line", jsonLines([...exchange, body])],
  ["a byte order mark, empty lines and carriage returns", `\ufeff${jsonLines([...exchange, body]).replaceAll("\n", "\r\n\r\n")}\r\n`],
  ["an array", JSON.stringify([...exchange, body])],
  ["an array that is indented", JSON.stringify([...exchange, body], null, 2)],
  ["objects that are indented", [...exchange, body].map((message) => JSON.stringify(message, null, 2)).join("\n")],
  ["a body before its request", jsonLines([body, ...exchange])],
  [
    "a body that could be read only on the second attempt",
    jsonLines([...exchange, { ...body, result: undefined, error: { message: "evicted" } }, body]),
  ],
  ["a body whose answer has no sessionId", jsonLines([...exchange.map((message) => ({ ...message, sessionId: "S" })), body])],
  ["an empty sessionId", jsonLines([...exchange, body].map((message) => ({ ...message, sessionId: "" })))],
  [
    "commands and answers in separate messages",
    jsonLines([...exchange, { id: 7, method: body.method, params: body.params }, { id: 7, result: body.result }]),
  ],
  [
    "an export of Chrome's Protocol monitor",
    JSON.stringify(
      [
        ...exchange.map(({ method, params }) => ({ method, sessionId: "S", target: "T", requestTime: 5, result: params })),
        { ...body, id: 7, sessionId: "S", target: "T", requestTime: 6, elapsedTime: 1 },
      ],
      null,
      "  ",
    ),
  ],
  [
    "an export of the Protocol monitor of older Chromes",
    JSON.stringify([
      ...exchange.map((message) => ({ ...message, sessionId: "S", type: "recv", domain: "-" })),
      { id: 7, sessionId: "S", domain: "Network", method: body.method, params: body.params, type: "send" },
      { id: 7, sessionId: "S", result: body.result, type: "recv", domain: "-" },
    ]),
  ],
] as const) {
  test(`reads ${name}`, () => {
    expect(looksLikeCdpLog(text.slice(0, 4096))).toBe(true);
    const { events, problem } = readCdpLog(text);
    expect(problem).toBeNull();
    expect(events.map(({ kind }) => kind)).toEqual(["http-request", "http-response", "http-body"]);
    expect(bodiesOf(text)).toEqual([{ text: "2" }]);
  });
}

test("a body that was not asked for, or that the browser refused, is omitted with that reason", () => {
  expect(bodiesOf(jsonLines(exchange))).toEqual([{ omitted: "not-asked" }]);
  const error = { message: "Request content was evicted from inspector cache" };
  expect(bodiesOf(jsonLines([...exchange, { ...body, result: undefined, error }]))).toEqual([{ omitted: "evicted" }]);
});

test("times before the first wall time are mapped to the wall clock too", () => {
  const text = jsonLines([
    { method: "Network.webSocketFrameReceived", params: frame("w", 5, "3probe") },
    { method: "Network.webSocketWillSendHandshakeRequest", params: handshake("x", 9) },
  ]);
  expect(readCdpLog(text).events).toMatchObject([{ kind: "ws-frame", at: (EPOCH_S + 5) * 1000 }]);
});

for (const [name, text, sentence, kinds] of [
  [
    "an array that is cut off",
    JSON.stringify([...exchange, body], null, 1).slice(0, -40),
    /^This log is cut off in the message that begins in line 4\d\. Messages read before it: 3\.$/,
    3,
  ],
  [
    "lines that are cut off",
    jsonLines(exchange).slice(0, -9),
    /^This log is cut off in the message that begins in line 3\. Messages read before it: 2\.$/,
    2,
  ],
  [
    "another domain",
    jsonLines([{ method: "Page.loadEventFired", params: { timestamp: 1 } }]),
    /^This log has no events of the Network domain/,
    0,
  ],
  ["another file", '[{"a":1}]', /^Not a log of DevTools Protocol messages/, 0],
  ["an empty file", "", /^Not a log of DevTools Protocol messages/, 0],
  ["an array of numbers", "[1,2,null]", /^Not a log of DevTools Protocol messages/, 0],
] as const) {
  test(`gives the reason why it cannot read ${name} whole`, () => {
    const log = readCdpLog(text);
    expect(log.problem && english(...log.problem)).toMatch(sentence);
    expect(log.events).toHaveLength(kinds);
  });
}

for (const [name, text, sentence, kinds] of [
  [
    "a broken line",
    jsonLines(exchange).replace("\n", "\n{oops\n"),
    /^Line 2 of this log is not JSON\. Messages left out for this: 1, with 5 B\. Other messages read: 3\.$/,
    ["http-request", "gap", "http-response", "http-body"],
  ],
  [
    "a first line that is broken",
    `{"method":"Network\n${jsonLines(exchange)}`,
    /^Line 1 of this log is not JSON\. Messages left out for this: 1,/,
    ["gap", "http-request", "http-response", "http-body"],
  ],
  [
    "an array with a message that lacks its end",
    `[${exchange.map((message, i) => JSON.stringify(message).slice(0, i === 1 ? -9 : undefined)).join(",\n")}]`.replace("[", "[\n"),
    /^Line 3 of this log is not JSON\. Messages left out for this: 1,/,
    ["http-request", "gap", "http-body"],
  ],
  [
    "an indented array with a message that lacks a quote",
    JSON.stringify(exchange, null, 2).replace('"Network.responseReceived"', '"Network.responseReceived'),
    /^Line \d+ of this log is not JSON\. Messages left out for this: 1,/,
    ["http-request", "gap", "http-body"],
  ],
  [
    "an event without its fields",
    jsonLines([...exchange, { method: "Network.loadingFailed", params: {} }]),
    /^Line 4 of this log has a Network\.loadingFailed without the fields .* Messages left out for this: 1\./,
    ["http-request", "http-response", "http-body"],
  ],
] as const) {
  test(`reads the rest of ${name}, and counts what it leaves out`, () => {
    const { problem, remarks, events } = readCdpLog(text);
    expect(problem).toBeNull();
    expect(remarks.map((remark) => english(...remark))).toEqual([expect.stringMatching(sentence)]);
    expect(events.map(({ kind }) => kind)).toEqual(kinds);
  });
}

test("ids and errors that are no text, however deep, are passed over", () => {
  const deep = "[".repeat(40_000) + "]".repeat(40_000);
  const wrong = ['{"toString":1}', deep, "null", "true"].flatMap((value) => [
    `{"id":${value},"method":"Network.getResponseBody","params":{"requestId":"r1"}}`,
    `{"id":${value},"result":{"body":"wrong","base64Encoded":false}}`,
    `{"method":"Network.getResponseBody","params":{"requestId":${value}},"result":{"body":"wrong","base64Encoded":false}}`,
    `{"method":"Network.getResponseBody","params":{"requestId":"other"},"error":{"message":${value}}}`,
    `{"method":"Network.requestWillBeSent","params":{"requestId":${value}}}`,
    `{"method":"Network.webSocketClosed","params":${value},"sessionId":${value}}`,
  ]);
  const { events, problem } = readCdpLog([...wrong, jsonLines([...exchange, body]), ...wrong].join("\n"));
  expect(problem).toBeNull();
  expect(events.flatMap((event) => (event.kind === "http-body" ? event.body : []))).toEqual([{ text: "2" }]);
});

test("bytes that are no UTF-8 cost the message that has them", () => {
  const lines = `${jsonLines([...exchange, { ...body, result: { body: "4é", base64Encoded: false } }])}\n`;
  const bytes = Buffer.from(lines);
  const half = Buffer.concat([bytes.subarray(0, bytes.indexOf("é") + 1), bytes.subarray(bytes.indexOf("é") + 2)]);
  const { events, remarks } = readCdpLog(logText(half));
  expect(remarks.map((remark) => english(...remark))).toEqual([expect.stringMatching(/^Line 4 of this log is not JSON/)]);
  expect(events.map(({ kind }) => kind)).toEqual(["http-request", "http-response", "http-body", "gap"]);
  expect(logText(bytes)).toBe(lines);
});

/** Messages as entries of ChromeDriver's performance log, in the target `T`. */
const entries = (messages: readonly object[], target = "T") =>
  messages.map((message, i) => ({
    level: "INFO",
    message: JSON.stringify({ message, webview: target }),
    timestamp: 1_700_000_000_000 + i,
  }));
const python = (value: string | number) =>
  typeof value === "number"
    ? String(value)
    : `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("é", "\\xe9").replaceAll("\u{e0001}", "\\U000e0001")}'`;
const dictionary = (entry: object) =>
  `{${Object.entries(entry)
    .map(([key, value]) => `${python(key)}: ${python(value)}`)
    .join(", ")}}`;
const quoted = { ...body, result: { body: '4it\'s "é\u{e0001}" \\ \n', base64Encoded: false } };

for (const [name, write] of [
  ["JSON Lines", (log: readonly object[]) => jsonLines(log)],
  ["an array", (log: readonly object[]) => JSON.stringify(log)],
  ["an indented array", (log: readonly object[]) => JSON.stringify(log, null, 2)],
  ["a list that Python prints", (log: readonly object[]) => `[${log.map(dictionary).join(", ")}]\n`],
  ["an entry a line, as Python prints it", (log: readonly object[]) => log.map(dictionary).join("\n")],
  [
    "lines that Java prints",
    (log: readonly object[]) => log.map((entry) => `[2026-11-22T14:02:11.204Z] [INFO] ${Object(entry).message}`).join("\n"),
  ],
  [
    "a list that Java prints",
    (log: readonly object[]) => `[${log.map((entry) => `[2026-11-22T14:02:11.204Z] [INFO] ${Object(entry).message}`).join(", ")}]`,
  ],
  ["the messages without what is around them", (log: readonly object[]) => `[${log.map((entry) => Object(entry).message).join(", ")}]`],
] as const) {
  test(`reads ChromeDriver's performance log as ${name}`, () => {
    const text = write(entries([...exchange, quoted]));
    expect(looksLikeCdpLog(text.slice(0, 4096))).toBe(true);
    const { events, problem, remarks } = readCdpLog(logText(Buffer.from(text)));
    expect([problem, remarks]).toEqual([null, []]);
    expect(events.map(({ kind }) => kind)).toEqual(["http-request", "http-response", "http-body"]);
    expect(events.at(-1)).toMatchObject({ body: { text: quoted.result.body } });
  });
}

test("tells the targets of a performance log apart: a request id of one is not that of the other", () => {
  const [a, b] = [entries(exchange, "A"), entries(exchange, "B")];
  const { events } = readCdpLog(jsonLines(a.flatMap((entry, i) => [entry, b[i] ?? {}])));
  expect(events.map((event) => `${event.kind} ${"id" in event ? event.id : ""}`)).toEqual([
    "http-request 1",
    "http-request 2",
    "http-response 1",
    "http-response 2",
    "http-body 1",
    "http-body 2",
  ]);
});

test("a damaged entry of a performance log is counted, and texts of other logs are passed over", () => {
  const [first, ...rest] = entries(exchange);
  const damaged = { ...first, message: '{"message":{"method":"Network.reques' };
  const console = { level: "SEVERE", message: "http://a.test/x.js 404", timestamp: 1 };
  const { events, remarks } = readCdpLog(jsonLines([first ?? {}, damaged, console, ...rest]));
  expect(remarks.map((remark) => english(...remark))).toEqual([expect.stringMatching(/^Line 2 .* left out for this: 1,/)]);
  expect(events.map(({ kind }) => kind)).toEqual(["http-request", "gap", "http-response", "http-body"]);
});

const later = (messages: readonly { method: string; params: object }[], seconds: number) =>
  messages.map(({ method, params }) => ({ method, params: { ...params, timestamp: Object(params).timestamp + seconds } }));

test("a log that was appended to another keeps its own clock, bodies and ids", () => {
  const first = [
    { method: "Network.webSocketCreated", params: { requestId: "w", url: "ws://a.test/socket.io/?EIO=4&transport=websocket" } },
  ];
  const run = (wall: number, text: string) => [
    ...later(exchange, wall === 0 ? 100 : 0).map(({ method, params }) => ({
      method,
      params: "wallTime" in params ? { ...params, wallTime: EPOCH_S + wall } : params,
    })),
    { ...body, result: { body: text, base64Encoded: false } },
    ...first,
    {
      method: "Network.webSocketWillSendHandshakeRequest",
      params: { ...handshake("w", wall === 0 ? 103 : 3), wallTime: EPOCH_S + wall + 2 },
    },
  ];
  const { events } = readCdpLog(jsonLines([...run(0, "4first"), ...run(5000, "4second")]));
  const shown = events.map(
    (event) => `${event.kind} ${"id" in event ? event.id : "reason" in event ? event.reason : ""} ${event.at / 1000 - EPOCH_S}`,
  );
  expect(shown).toEqual([
    "http-request 1 0",
    "http-response 1 1",
    "http-body 1 1",
    "ws-open 2 2",
    "gap not-recording 2",
    "http-request 3 5000",
    "http-response 3 5001",
    "http-body 3 5001",
    "ws-open 4 5002",
  ]);
  expect(events.flatMap((event) => (event.kind === "http-body" ? event.body : []))).toEqual([{ text: "4first" }, { text: "4second" }]);
});

/** What a log gives when the wall clock was set by `set` seconds before its second request, which is at monotonic second 9. */
function clockSet(set: number): string[] {
  const text = jsonLines([
    { method: "Network.webSocketCreated", params: { requestId: "w", url: ENGINE_WS } },
    { method: "Network.webSocketWillSendHandshakeRequest", params: handshake("w", 1) },
    ...[2, 8].map((second) => ({ method: "Network.webSocketFrameReceived", params: frame("w", second, String(second)) })),
    // A page and its service worker may report the same request.
    ...["page", "worker"].map((sessionId) => ({
      sessionId,
      method: "Network.requestWillBeSent",
      params: request("r2", 9, { url: "http://a.test/api", wallTime: EPOCH_S + 9 + set }),
    })),
    { method: "Network.webSocketFrameReceived", params: frame("w", 10, "10") },
  ]);
  return readCdpLog(text).events.map(
    (event) =>
      `${event.kind} ${event.at / 1000 - EPOCH_S}${event.kind === "gap" ? `-${event.until / 1000 - EPOCH_S} ${event.reason}` : ""}`,
  );
}

const untilSet = ["ws-open 1", "ws-frame 2", "ws-frame 8"];

test("a clock that was set back changes no time: the monotonic clock goes on", () => {
  for (const set of [-2, -3600]) expect(clockSet(set)).toEqual([...untilSet, "ws-frame 10"]);
});

test("a clock that was set forward, or a sleep, is a jump where the next request shows it", () => {
  expect(clockSet(2)).toEqual([...untilSet, "gap 9-11 clock-jumped", "ws-frame 12"]);
  expect(clockSet(3600)).toEqual([...untilSet, "gap 9-3609 clock-jumped", "ws-frame 3610"]);
});

test("request ids that are used again, while the clock goes on, have their own bodies", () => {
  const answer = (text: string) => ({ ...body, result: { body: text, base64Encoded: false } });
  const twice = (second: readonly object[]) => jsonLines([...exchange, answer("4first"), ...later(exchange, 60), ...second]);
  expect(bodiesOf(twice([answer("4second")]))).toEqual([{ text: "4first" }, { text: "4second" }]);
  expect(bodiesOf(twice([]))).toEqual([{ text: "4first" }, { omitted: "not-asked" }]);
});

test("a single wrong time and events out of order begin no recording", () => {
  const { events } = readCdpLog(
    jsonLines([
      { method: "Network.webSocketWillSendHandshakeRequest", params: handshake("x", 1000) },
      ...later(exchange.slice(0, 1), 100),
      { method: "Network.dataReceived", params: { requestId: "r1", timestamp: 4e9, dataLength: 1 } },
      ...later(exchange.slice(1), 98),
    ]).replace(/^.*\n/, ""),
  );
  expect(events.map(({ kind }) => kind)).toEqual(["http-request", "http-response", "http-body"]);
});

test("traces and HAR files are not taken for a CDP log, even if they quote one", () => {
  const quoted = JSON.stringify(jsonLines(exchange));
  for (const head of [
    `{"format":"lifeline-trace","version":1}\n{"kind":"http-request","method":"GET","body":{"text":${quoted}}}`,
    `{"log":{"entries":[{"request":{"method":"GET","postData":{"text":${quoted}}}}]}}`,
    ENGINE,
    "",
  ]) {
    expect(looksLikeCdpLog(head)).toBe(false);
  }
});

test("a real log with missing lines, or cut off anywhere, is read without an exception", () => {
  const text = readFileSync(new URL("../../fixtures/cdp/children.jsonl", import.meta.url), "utf8");
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i += 3) {
    const log = readCdpLog([...lines.slice(0, i), ...lines.slice(i + 1 + (i % 7))].join("\n"));
    expect(log.problem).toBeNull();
    expect(readCdpLog(text.slice(0, (i * text.length) / lines.length)).events.length).toBeLessThanOrEqual(300);
  }
});

test("a wrong value in any field of a log is read without an exception", () => {
  const text = readFileSync(new URL("../../fixtures/cdp/refused.jsonl", import.meta.url), "utf8");
  const lines = text.trimEnd().split("\n");
  const wrong: readonly unknown[] = [null, -1, "", "\u0000", [], {}, true, { __proto__: 1 }];
  const paths = (value: unknown): (readonly string[])[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [[key], ...paths(inner).map((path) => [key, ...path])])
      : [];
  const replaced = (value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown =>
    key === undefined ? by : { ...Object(value), [key]: replaced(Object(value)[key], rest, by) };
  for (const [i, line] of lines.entries()) {
    const message: unknown = JSON.parse(line);
    for (const [n, path] of paths(message).entries()) {
      const spoilt = JSON.stringify(replaced(message, path, wrong[(n + i) % wrong.length]));
      const { events } = readCdpLog([...lines.slice(0, i), spoilt, ...lines.slice(i + 1)].join("\n"));
      expect(events.length, spoilt).toBeGreaterThan(10);
    }
  }
});

test("3000 sessions inside one another are read", () => {
  const nested = Array.from({ length: 3000 }, (_, i) => ({
    method: "Target.attachedToTarget",
    params: { sessionId: `s${i}`, targetInfo: { targetId: `t${i}`, type: "worker", url: "w.js" } },
    ...(i > 0 && { sessionId: `s${i - 1}` }),
  }));
  const { events } = readCdpLog(jsonLines([...nested, { method: "Target.detachedFromTarget", params: { sessionId: "s0" } }]));
  expect(events).toHaveLength(6000);
});
