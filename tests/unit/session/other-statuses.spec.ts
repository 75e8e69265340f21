// Answers that one kind of client reads and another does not. engine.io-client polls with XMLHttpRequest, which takes only 200 for success, or
// with fetch, which takes any 2xx; both take an empty payload for a parse error. Nothing on the wire says which kind a client is, so the session
// counts as lost until the client polls it again.

import { expect, test } from "@playwright/test";
import { reasonText } from "../../../src/diagram/words/reason-text.ts";
import { english } from "../../../src/messages/messages.ts";
import type { Store } from "../../../src/session/store.ts";
import { rows } from "../diagram/support.ts";
import { play, wireEvents, withLateBody } from "./ladder-text.ts";

const POLL = "?EIO=4&transport=polling";
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
const OPENED = `c1 GET ${POLL}\nc1 200 ${OPEN}\nc2 GET ${POLL}&sid=A\n`;
const NOT_200 = "clients that poll with XMLHttpRequest read only 200";

/** How each session stands, and why. */
function told({ sessions }: Store): string[] {
  return sessions.map(({ client, state, cause, problem }) =>
    [client.index, state, cause ?? "-", problem === null ? "-" : reasonText(english, problem)].join(" · "),
  );
}

test("a poll that is answered with another 2xx than 200 ends the session of a client that begins anew, with the packets in the answer", () => {
  for (const status of [201, 202, 203, 206]) {
    const store = play(`${OPENED}c2 ${status} 42["x"]\nc3 POST ${POLL}&sid=A 1\nc3 200 ok\n+1000\nc4 GET ${POLL}`);
    expect(told(store)).toEqual([`0 · closed · transport · ${status}: ${NOT_200}`, "0 · connecting · - · -"]);
    expect(store.sessions[1]).toMatchObject({ attempt: 1 });
    expect(rows(store)).toContainEqual(expect.stringMatching(new RegExp(`x .*${NOT_200}`)));
  }
});

test("a client that polls again after such an answer has read it, whenever the answer is reported", () => {
  const goesOn = wireEvents(`${OPENED}c2 206 42["x"]\nc3 GET ${POLL}&sid=A\nc3 200 42["y"]`);
  for (const events of [goesOn, withLateBody(goesOn, "c2")]) {
    const store = play("");
    for (const event of events) store.push(event);
    expect(told(store)).toEqual(["0 · open · - · -"]);
    const { entries } = store;
    expect(Array.from({ length: entries.length }, (_, entry) => entries.isProblem(entry))).not.toContain(true);
  }
});

test("a POST that is answered with 204 may have arrived for its client or not; the next poll shows it", () => {
  const posted = `${OPENED}c3 POST ${POLL}&sid=A 42["x"]\nc3 204 \n`;
  expect(told(play(posted))).toEqual([`0 · closed · transport · 204: ${NOT_200}`]);
  expect(told(play(`${posted}c2 200 6\nc4 GET ${POLL}&sid=A`))).toEqual(["0 · open · - · -"]);
  // One that closes has not gone on.
  expect(told(play(`${posted}c4 POST ${POLL}&sid=A 1`))).toEqual([`0 · closed · transport · 204: ${NOT_200}`]);
});

test("a handshake that is answered with 201 opens its session only for a client that uses it, whose next handshake is another client's", () => {
  const asked = `c1 GET ${POLL}\nc1 201 ${OPEN}\n`;
  expect(told(play(`${asked}+500\nc2 GET ${POLL}`))).toEqual([`0 · closed · refused · 201: ${NOT_200}`, "0 · connecting · - · -"]);
  expect(told(play(`${asked}c2 GET ${POLL}&sid=A\nc3 GET ${POLL}`))).toEqual(["0 · open · - · -", "1 · connecting · - · -"]);
});

test("a handshake that is answered with a redirect without a target is refused with the status: no client reads it", () => {
  for (const status of [300, 305, 399]) {
    const store = play(`c1 GET ${POLL}\nc1 ${status} ${OPEN}`);
    expect(told(store)).toEqual([`0 · closed · refused · ${status}`]);
  }
});

test("an empty answer to a poll is a parse error of its client, except where an empty script is none, and in Socket.IO 0.9", () => {
  expect(told(play(`${OPENED}c2 200 `))).toEqual(["0 · closed · transport · 200: empty, not Engine.IO"]);
  expect(rows(play(`${OPENED}c2 200 `)).at(-1)).toBe("← 200 empty, not Engine.IO");
  expect(told(play(`${OPENED}c2 200 \nc3 GET ${POLL}&sid=A`))).toEqual(["0 · open · - · -"]);
  const script = `___eio[0](${JSON.stringify(OPEN)});`;
  expect(told(play(`c1 GET ${POLL}&j=0\nc1 200 ${script}\nc2 GET ${POLL}&j=1&sid=A\nc2 200 `))).toEqual(["0 · open · - · -"]);
  expect(told(play("c1 GET 1/\nc1 200 A:15:25:xhr-polling\nc2 GET 1/xhr-polling/A\nc2 200 "))).toEqual(["0 · open · - · -"]);
  // The answer to a POST has no packets.
  expect(told(play(`${OPENED}c3 POST ${POLL}&sid=A 42["x"]\nc3 200 `))).toEqual(["0 · open · - · -"]);
});
