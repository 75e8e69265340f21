// Findings come, change and go while a trace grows. At each moment they are those of a trace that is opened as it is then.

import { expect, test } from "@playwright/test";
import { sayEnglish } from "../../../src/findings/catalogue.ts";
import type { Found } from "../../../src/findings/finding.ts";
import { Findings } from "../../../src/findings/findings.ts";
import { Group } from "../../../src/findings/group.ts";
import { play, wireEvents } from "../session/ladder-text.ts";

const handshake = (sid: string) => `0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000}`;
const socket = (id: string, sid: string) =>
  `${id} open ?EIO=4&transport=websocket\n${id} 101\n${id} < ${handshake(sid)}\n${id} > 40\n${id} < 40{"sid":"s"}\n`;
const URL = "?EIO=4&transport=polling";
const polling = `c1 GET ${URL}\nc1 200 ${handshake("A")}\nc2 POST ${URL}&sid=A 40\nc2 200 ok\nc3 GET ${URL}&sid=A\n`;
const UNJOINED = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${handshake("A")}\n`;
const UNKNOWN = '400 {"code":1,"message":"Session ID unknown"}';

const LADDERS: Readonly<Record<string, string>> = {
  "the page left": `context appeared\n${socket("w1", "A")}context navigated`,
  "the page closed, and was left": `context appeared\n${socket("w1", "A")}w1 > 41\nw1 closed\ncontext navigated`,
  "a client that pings late in a hidden tab, and then too late": `${socket("w1", "A").replace("EIO=4", "EIO=3").replace("w1 > 40\n", "")}hidden\n+30000\nw1 > 2\nw1 < 3\n+46000\nw1 > 2\n+20\nw1 closed\nshown`,
  "the page crashed": `context appeared\n${socket("w1", "A")}crash`,
  "a silence": `${socket("w1", "A")}+60000\n${socket("w2", "B")}w2 < 41\nw2 closed`,
  "a session that goes on after all": `${polling}c3 200\nc4 GET ${URL}&sid=A\nc4 200 42["x"]`,
  "a session that goes on beside the one that seemed to follow it": `${socket("w1", "A").replace('"s"', '"s","pid":"p"')}w1 < 42["x","offset"]\n+60000\n${socket("w2", "B").replace("> 40", '> 40{"pid":"p","offset":"offset"}')}w1 < 2\nw1 > 3`,
  "two sessions at once, of which only the first gets more packets": `${socket("w1", "A")}${socket("w2", "B")}w2 < 2\nw1 < 2\nw1 closed`,
  "sessions at once, of which only the first gets more packets": `${[1, 2, 3, 4, 5].map((n) => `${socket(`w${n}`, `S${n}`)}+2500\n`).join("")}w1 < 2\nw2 < 2\nw3 < 2`,
  "two polls, and the answer to the first ends the session": `${polling}c4 GET ${URL}&sid=A\nc4 200 6\nc3 400 {"code":3,"message":"Bad request"}`,
  "a namespace that no server can read, before anything shows Socket.IO": `${UNJOINED}w1 > 40/a,b,\nw1 > 40\nw1 < 40{"sid":"s"}`,
  "a namespace that no client can read, and the client closes": `${UNJOINED}w1 < 40/a,b,\nw1 closed`,
  "a session id that is unknown twice": `${polling}c3 ${UNKNOWN}\nc4 GET ${URL}\nc4 200 ${handshake("B")}\nc5 GET ${URL}&sid=B\nc5 ${UNKNOWN}`,
  "a packet near the limit, and one that is too large": `${socket("w1", "A")}w1 > 42["${"x".repeat(900)}"]\nw1 > 42["${"x".repeat(1900)}"]\nw1 closed\n${socket("w2", "B")}`,
  "a body that a proxy refuses": `${polling}c4 POST ${URL}&sid=A 42["${"x".repeat(500)}"]\nc4 413 <title>413 Request Entity Too Large</title>\nc9 GET ${URL}\nc9 200 ${handshake("B")}`,
  "a second poll": `${polling}c4 GET ${URL}&sid=A\nc3 200 1\nc4 400 {"code":3,"message":"Bad request"}\nc9 GET ${URL}\nc9 200 ${handshake("B")}`,
  "bytes that nobody announced": `${socket("w1", "A")}w1 < [AQID]\nw1 closed\n+200\n${socket("w2", "B")}`,
  "NaN, and a server that goes": `${socket("w1", "A")}w1 < 42["x",NaN]\nw1 closed\n+200\nc9 GET ${URL}\nc9 failed net::ERR_CONNECTION_REFUSED`,
  "a server that is gone and comes back": `${socket("w1", "A")}w1 closed\n+200\nc9 GET ${URL}\nc9 failed net::ERR_CONNECTION_REFUSED\n+900\n${socket("w2", "B")}`,
  "a handshake that the page gives up and asks for again": `context appeared\nc1 GET ${URL}\nc2 GET ${URL}\nc1 200 ${handshake("A")}\nc2 200 ${handshake("B")}\nc3 GET ${URL}&sid=B\n+2000\nc3 200 40{"sid":"s"}`,
  "two documents with one session id": `context appeared\ncontext appeared @other\n${polling}c9 GET ${URL} @other\nc9 200 ${handshake("A")} @other`,
};

for (const [name, ladder] of Object.entries(LADDERS)) {
  test(`findings while a trace grows are those of its events so far: ${name}`, () => {
    const said = (findings: Findings) =>
      findings.all().map(({ rule, severity, confidence, times, title, evidence }) => ({
        what: `${severity} ${confidence} ${rule} ×${times}: ${sayEnglish(title)}`,
        rows: evidence.map(({ entry, says }) => `${entry} ${sayEnglish(says)}`),
      }));
    const store = play("");
    const growing = new Findings(store);
    for (const event of wireEvents(ladder)) {
      store.push(event);
      expect(said(growing), `after ${JSON.stringify(event).slice(0, 200)}`).toEqual(said(new Findings(store)));
    }
  });
}

const FOUND: Found = {
  severity: "error",
  confidence: "possible",
  cause: "",
  title: ["ack-never/means-over"],
  means: ["ack-never/means-over"],
  evidence: [],
  ruledOut: [],
  fix: [],
};

test("a group that grows looks at a few of those it has, whatever their number", () => {
  let looks = 0;
  const one = (at: number) => ({
    found: FOUND,
    session: null,
    get at() {
      looks++;
      return at;
    },
  });
  const group = new Group<number>({ id: "test" }, "key");
  for (let i = 0; i < 4096; i++) group.put(i, one(i));
  looks = 0;
  group.put(4096, one(4096));
  expect(group.finding()).toMatchObject({ times: 4097, at: 0, lastAt: 4096 });
  expect(looks).toBeLessThan(50);
});

test("a group is in the order of time, whatever the order in which it was filled", () => {
  const one = (at: number, confidence: Found["confidence"] = "possible") => ({ found: { ...FOUND, confidence }, session: null, at });
  const group = new Group<string>({ id: "test" }, "key");
  group.put("b", one(2));
  group.put("c", one(3, "certain"));
  group.put("a", one(1));
  expect(group.finding()).toMatchObject({ times: 3, at: 1, lastAt: 3, confidence: "certain" });
  group.take("c");
  group.put("a", one(4));
  expect(group.finding()).toMatchObject({ times: 2, at: 2, lastAt: 4, confidence: "possible" });
  group.take("a");
  group.take("b");
  expect(group.isEmpty).toBe(true);
});

test("however many events have names of their own, few packets are read to look for long numbers", () => {
  const store = play(socket("w1", "A"));
  const findings = new Findings(store);
  findings.all();
  let reads = 0;
  const read = store.log.read.bind(store.log);
  store.log.read = (line) => {
    reads++;
    return read(line);
  };
  const event = wireEvents(`${socket("w1", "A")}w1 < 42["x"]`).at(-1);
  if (event?.kind !== "ws-frame") throw new TypeError("no frame");
  for (let i = 0; i < 2000; i++) store.push({ ...event, at: event.at + i, body: { text: `42["event ${i}"]` } });
  findings.all();
  expect(reads).toBeLessThan(400);
});

test("what is found again as before is no other finding", () => {
  const beat = (id: string) => `${id} < 2\n${id} > 3\n`;
  const events = wireEvents(`${socket("w1", "A")}${socket("w2", "B")}+1000\n${beat("w1")}${beat("w2")}${beat("w1")}`);
  const last = events.splice(-2);
  const store = play("");
  for (const event of events) store.push(event);
  const findings = new Findings(store);
  const all = findings.all();
  expect(all.map(({ rule }) => rule)).toEqual(["double-connect"]);
  for (const event of last) store.push(event);
  expect(findings.all() === all).toBe(true);
});
