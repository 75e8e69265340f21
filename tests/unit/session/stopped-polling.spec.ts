// A client that stops polling has given its session up. It sends its next poll as soon as the one before it is answered, unless it could not
// read the answer. JavaScript clients then say so with a close packet; that POST may be lost, and other clients send none.

import { expect, test } from "@playwright/test";
import { reasonText } from "../../../src/diagram/words/reason-text.ts";
import { english } from "../../../src/messages/messages.ts";
import { standingOf } from "../../../src/session/standing.ts";
import type { Store } from "../../../src/session/store.ts";
import { play, wireEvents, withLateBody } from "./ladder-text.ts";

const ASK = "?EIO=4&transport=polling";
const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const OPENED = `c1 GET ${ASK}\nc1 200 ${OPEN}\nc2 POST ${ASK}&sid=A 40\nc2 200 ok\nc3 GET ${ASK}&sid=A\nc3 200 40{"sid":"a"}\nc4 GET ${ASK}&sid=A\n`;
const AGAIN = `c9 GET ${ASK}\nc9 200 ${OPEN.replace('"A"', '"B"')}`;

/** The client of each session, which attempt it is, how it stands, and why. */
function told({ sessions }: Store): string[] {
  return sessions.map((session) => {
    const { client, attempt, problem } = session;
    return [client.index, attempt, standingOf(session), problem === null ? "-" : reasonText(english, problem)].join(" · ");
  });
}

const UNREAD = '0 · 0 · unread · parse error: the client could not read {"busy":true}: not a packet type: "{"';

test("a poll that is answered with what no client can read ends the session, and the next handshake is the client's next attempt", () => {
  const unread = `${OPENED}c4 200 {"busy":true}\n`;
  expect(told(play(unread))).toEqual([UNREAD]);
  expect(told(play(`${unread}+300\n${AGAIN}`))).toEqual([UNREAD, "0 · 1 · open · -"]);
  expect(told(play(`${unread}+3000\nw1 open ?EIO=4&transport=websocket`))).toEqual([UNREAD, "0 · 1 · connecting · -"]);
  // With the client's close packet it is the same.
  expect(told(play(`${unread}c5 POST ${ASK}&sid=A 1\nc5 200 ok\n+300\n${AGAIN}`))).toEqual([UNREAD, "0 · 1 · open · -"]);
  expect(told(play(`${OPENED}c4 200 Service Unavailable\n`))[0]).toContain("could not read Service Unavailable");
  const open3 = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":60000}';
  const three = OPENED.replaceAll("EIO=4", "EIO=3").replace(OPEN, `${open3.length}:${open3}`).replace('40{"sid":"a"}', "2:40");
  expect(told(play(`${three}c4 200 {"busy":true}`))[0]).toContain("no length before the packet");
});

test("the packets before one that the client cannot read, and an answer behind a redirect, change nothing of that", () => {
  expect(told(play(`${OPENED}c4 200 42["x"]\\x1e{"busy":true}`))).toEqual([UNREAD]);
  const redirected = `${OPENED}c4 303 /busy\nc5 GET /busy after c4\nc5 200 {"busy":true}`;
  expect(told(play(redirected))).toEqual([UNREAD]);
});

test("a client that polls again after such an answer goes on, whenever the answer is reported", () => {
  const goesOn = wireEvents(`${OPENED}c4 200 {"busy":true}\nc5 GET ${ASK}&sid=A\nc5 200 2\nc6 GET ${ASK}&sid=A`);
  for (const events of [goesOn, withLateBody(goesOn, "c4")]) {
    const store = play("");
    for (const event of events) store.push(event);
    expect(told(store)).toEqual(["0 · 0 · open · -"]);
  }
  // What it could not read in an earlier answer is not the reason of a later one.
  expect(told(play(`${OPENED}c4 200 {"busy":true}\nc5 GET ${ASK}&sid=A\nc5 200 2`))).toEqual(["0 · 0 · open · -"]);
});

test("the packets of an answer are read from the log once to see whether its client can read them all", () => {
  const store = play(OPENED);
  const { log } = store;
  let reads = 0;
  const read = log.read.bind(log);
  log.read = (line) => {
    reads++;
    return read(line);
  };
  const packets = Array.from({ length: 10 }, (_, i) => `42["x",${i}]`).join("\\x1e");
  for (const event of wireEvents(`${OPENED}c4 200 ${packets}`).slice(-2)) store.push(event);
  expect(store.sessions[0]?.packets).toBe(13);
  expect(reads).toBe(1);
});

test("a client with no poll under way for 1 s has given its session up when the next one of its page begins", () => {
  const answered = `${OPENED}c4 200 42["x"]\n`;
  const lost = "0 · 0 · lost · the client polled no more";
  expect(told(play(`${answered}+1500\n${AGAIN}`))).toEqual([lost, "0 · 1 · open · -"]);
  expect(told(play(`${answered}+500\n${AGAIN}`))).toEqual(["0 · 0 · open · -", "1 · 0 · open · -"]);
  // Its one poll is all that was recorded of it.
  expect(told(play(`c4 GET ${ASK}&sid=A\nc4 200 2\n+1500\n${AGAIN}`))).toEqual([lost, "0 · 1 · open · -"]);
  // It has not polled at all.
  const posted = `c1 GET ${ASK}\nc1 200 ${OPEN}\nc2 POST ${ASK}&sid=A 40\nc2 200 ok\n+1500\n${AGAIN}`;
  expect(told(play(posted))).toEqual([lost, "0 · 1 · open · -"]);
});

test("a client whose poll waits, also since a gap, or that is on its websocket, has not given its session up", () => {
  const two = ["0 · 0 · open · -", "1 · 0 · open · -"];
  expect(told(play(`${OPENED}+9000\n${AGAIN}`))).toEqual(two);
  expect(told(play(`${OPENED}c4 200 2\ngap 3000\n+3500\nc5 GET ${ASK}&sid=A\n${AGAIN}`))).toEqual(two);
  // Without that poll the session may have ended in the gap: nobody knows how.
  expect(told(play(`${OPENED}c4 200 2\ngap 3000\n+3500\n${AGAIN}`))).toEqual(["0 · 0 · closed · -", "0 · 0 · open · -"]);
  const upgraded = "w1 open ?EIO=4&transport=websocket&sid=A\nw1 101\nw1 > 2probe\nw1 < 3probe\nc4 200 6\n";
  expect(told(play(`${OPENED}${upgraded}+1500\n${AGAIN}`))).toEqual(two);
  expect(told(play(`${OPENED}${upgraded}w1 > 5\n+1500\n${AGAIN}`))).toEqual(two);
});

test("a session that was taken for over because nobody polled it goes on with its next poll", () => {
  const store = play(`${OPENED}c4 200 2\n+1500\n${AGAIN}\nc10 GET ${ASK}&sid=A`);
  expect(told(store)).toEqual(["0 · 0 · open · -", "1 · 0 · open · -"]);
});
