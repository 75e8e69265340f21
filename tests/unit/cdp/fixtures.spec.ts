// Recordings of real pages in Chromium (tests/fixtures/cdp/record.mjs), read as CDP logs.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { readCdpLog } from "../../../src/formats/cdp-log.ts";
import type { Body, WireEvent } from "../../../src/wire/event.ts";

const read = (name: string) => readCdpLog(readFileSync(new URL(`../../fixtures/cdp/${name}.jsonl`, import.meta.url), "utf8"));
const ofKind = <K extends WireEvent["kind"]>(events: readonly WireEvent[], kind: K) =>
  events.filter((event): event is Extract<WireEvent, { kind: K }> => event.kind === kind);
const bodies = (events: readonly WireEvent[]) => {
  const engine = new Set(ofKind(events, "http-request").flatMap(({ part, id }) => (part === "engine" ? id : [])));
  return ofKind(events, "http-body").flatMap(({ id, body }) => (engine.has(id) ? body : []));
};
const hasOmitted = (list: readonly Body[]) => list.some((body) => "omitted" in body);
const texts = (events: readonly WireEvent[]) => ofKind(events, "ws-frame").map(({ body }) => ("text" in body ? body.text : body));

for (const name of ["socketio-4.8", "socketio-1.3", "polling-1.3", "jsonp-2.5", "children", "late", "late-polling", "refused"]) {
  test(`${name}: is read to its end, ids are unique, and every end has its beginning`, () => {
    const { events, problem, counters } = read(name);
    expect(problem).toBeNull();
    expect(counters.malformed).toBe(0);
    const begun = events.flatMap((event) => (event.kind === "http-request" || event.kind === "ws-open" ? event.id : []));
    expect(new Set(begun).size).toBe(begun.length);
    for (const event of events) if (event.kind.startsWith("http-") && "id" in event) expect(begun).toContain(event.id);
    const ended = events.flatMap((event) => (event.kind === "http-body" || event.kind === "http-failed" ? event.id : []));
    expect(new Set(ended).size).toBe(ended.length);
  });
}

test("socketio-4.8: has polling, an upgrade, binary both ways, a second session, and a navigation that closes the socket", () => {
  const { events } = read("socketio-4.8");
  expect(hasOmitted(bodies(events))).toBe(false);
  expect(texts(events)).toEqual(expect.arrayContaining(["2probe", "3probe", "5", '42["say","😀 é Ã© 日本語"]', { base64: "w6nwn5iA" }]));
  expect(ofKind(events, "ws-handshake").map(({ status }) => status)).toEqual([101, 101]);
  expect(ofKind(events, "ws-close").map(({ cause }) => cause)).toEqual(["reported", "navigation"]);
  expect(ofKind(events, "ws-open")[0]?.initiator).toMatch(/\/socket\.io\.js:\d+:\d+$/);
  expect(ofKind(events, "http-request").filter(({ part }) => part === "page")).toHaveLength(2);
});

test("socketio-1.3: the handshake is binary, and binary messages begin with their type byte", () => {
  const { events } = read("socketio-1.3");
  expect(bodies(events)[0]).toEqual({ base64: expect.stringMatching(/^AA/) });
  expect(texts(events)).toContainEqual({ base64: "BAQEBA==" });
  expect(hasOmitted(bodies(events))).toBe(false);
});

test("polling-1.3: the body of a posted Blob is there, and headers have the cookies", () => {
  const { events } = read("polling-1.3");
  const engine = ofKind(events, "http-request").filter(({ part }) => part === "engine");
  expect(engine.map(({ body }) => body)).toContainEqual({ base64: "AQT/BAQEBAED/wTDqQ==" });
  expect(engine.at(-1)?.headers).toHaveProperty("Cookie");
  expect(ofKind(events, "http-response").at(-1)?.headers).toHaveProperty("Set-Cookie");
});

test("jsonp-2.5: polls are scripts, and posts are forms in iframes that are no contexts", () => {
  const { events } = read("jsonp-2.5");
  expect(bodies(events)[0]).toEqual({ text: expect.stringMatching(/^___eio\[0\]\("/) });
  expect(
    ofKind(events, "http-request").flatMap(({ method, body }) => (method === "POST" && body && "text" in body ? body.text : [])),
  ).toEqual([
    "d=23%3A42%5B%22say%22%2C%22%F0%9F%98%80+%C3%A9+%C3%83%C2%A9+%E6%97%A5%E6%9C%AC%E8%AA%9E%22%5D",
    "d=32%3A420%5B%22ask%22%2C%22what+is+the+answer%3F%22%5D",
  ]);
  expect(ofKind(events, "context").map(({ type, state }) => [type, state])).toEqual([["page", "appeared"]]);
  expect(hasOmitted(bodies(events))).toBe(false);
});

test("children: page, iframe, cross-site iframe and worker each have their own traffic, bodies and end", () => {
  const { events, counters } = read("children");
  const appeared = ofKind(events, "context").filter(({ state }) => state === "appeared");
  expect(appeared.map(({ type }) => type).sort()).toEqual(["iframe", "iframe", "page", "worker"]);
  const parent = appeared.find(({ type }) => type === "page")?.documentFrame;
  expect(appeared.flatMap((context) => context.parent ?? [])).toEqual([parent, parent, parent]);
  const polled = ofKind(events, "http-request").flatMap(({ part, documentFrame }) => (part === "engine" ? (documentFrame ?? "") : []));
  expect([...new Set(polled)].sort()).toEqual(appeared.map(({ documentFrame }) => documentFrame).sort());
  expect(hasOmitted(bodies(events))).toBe(false);
  expect(ofKind(events, "ws-open")).toHaveLength(4);
  expect(ofKind(events, "ws-close").map(({ cause }) => cause)).toEqual(["reported", "navigation", "navigation", "navigation"]);
  expect(ofKind(events, "context").filter(({ state }) => state === "gone")).toHaveLength(3);
  expect(counters).toMatchObject({ frames: 1, workers: 0 });
});

test("late: an Engine.IO socket that was open before has its frames, and another socket is only counted", () => {
  const { events, counters } = read("late");
  expect(ofKind(events, "ws-open")).toEqual([]);
  expect(texts(events)).toContainEqual({ base64: "AAECf4D/" });
  expect(counters.otherWebSockets).toEqual([{ frames: 2, firstText: "hello, echo" }]);
});

test("late-polling: the poll that was under way has no bodies, later ones have", () => {
  const { events } = read("late-polling");
  const late = ofKind(events, "http-request").filter(({ body }) => body && "omitted" in body && body.omitted === "late");
  expect(late).toHaveLength(1);
  expect(ofKind(events, "http-body").find(({ id }) => id === late[0]?.id)?.body).toMatchObject({ omitted: "late" });
  expect(bodies(events).filter((body) => !("omitted" in body)).length).toBeGreaterThan(3);
});

test("refused: sockets and requests that fail have their reasons", () => {
  const { events } = read("refused");
  expect(ofKind(events, "ws-error").map(({ message }) => message)).toEqual([
    "Error in connection establishment: net::ERR_CONNECTION_REFUSED",
    "Connection closed before receiving a handshake response",
  ]);
  expect(bodies(events)).toEqual([{ text: '{"code":1,"message":"Session ID unknown"}' }]);
  expect(ofKind(events, "http-request").map(({ part }) => part)).toEqual(["page", "engine", "engine", "preflight"]);
  expect(ofKind(events, "http-failed")).toMatchObject([{ reason: "net::ERR_FAILED (PreflightMissingAllowOriginHeader)" }]);
});
