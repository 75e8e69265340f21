import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { looksLikeCdpLog, readCdpLog } from "../../../src/formats/cdp-log.ts";
import { english } from "../../../src/messages/messages.ts";
import { ENGINE, EPOCH_S, frame, handshake, request, response } from "./support.ts";

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
    { method: "Network.webSocketFrameReceived", params: frame("w", 5, "2") },
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
  ["a broken line", jsonLines(exchange).replace("\n", "\n{oops\n"), /^Line 2 of this log is not JSON\. Other messages read: 3\.$/, 3],
  [
    "an event without its fields",
    jsonLines([...exchange, { method: "Network.loadingFailed", params: {} }]),
    /^Line 4 of this log has a Network\.loadingFailed without the fields .* Messages left out for this: 1\./,
    3,
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
