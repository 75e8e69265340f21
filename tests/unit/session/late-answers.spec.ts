// Answers that are reported late, out of turn, or after the end of their session, and ends that only part of a session has.

import { expect, test } from "@playwright/test";
import { ENTRY } from "../../../src/session/entries.ts";
import type { Store } from "../../../src/session/store.ts";
import { play, wireEvents, withLateBody } from "./ladder-text.ts";

const OPEN = '0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}';
const SOCKET = `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${OPEN}\nw1 > 40\nw1 < 40{"sid":"s"}\n`;

/** Milliseconds from each question to its answer. */
function latencies({ entries }: Store): number[] {
  const found: number[] = [];
  for (let entry = 0; entry < entries.length; entry++) {
    const peer = entries.peer(entry);
    if (peer < entries.length && entries.at(peer) > entries.at(entry)) found.push(entries.at(peer) - entries.at(entry));
  }
  return found;
}

test("a pong that is reported after the next ping, with its own earlier time, answers the ping before it", () => {
  const events = wireEvents(`${SOCKET}+100\nw1 < 2\n+100\nw1 > 3\n+100\nw1 < 2\n+50\nw1 > 3`);
  const [pong] = events.splice(6, 1);
  if (!pong) throw new Error("no pong was played");
  events.splice(7, 0, pong);
  const store = play("");
  for (const event of events) store.push(event);
  expect(latencies(store)).toEqual([110, 60]);
  expect(Array.from({ length: store.entries.length }, (_, entry) => store.entries.isUnanswered(entry))).not.toContain(true);
});

test("an ACK that comes after its session closed is paired with no event", () => {
  expect(latencies(play(`${SOCKET}w1 > 421["x"]\nw1 < 431["y"]`))).toEqual([10]);
  expect(latencies(play(`${SOCKET}w1 > 421["x"]\nw1 < 1\nw1 < 431["y"]`))).toEqual([]);
});

test("a session on its websocket goes on when a poll from before the upgrade fails", () => {
  const upgraded = `
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 2probe
    w1 < 3probe
    w1 > 5
  `;
  for (const end of ["failed net::ERR_FAILED", "canceled"]) {
    expect(play(`${upgraded}c2 ${end}`).sessions[0]).toMatchObject({ state: "open", transport: "websocket", cause: null });
  }
});

test("a refused upgrade is not established, and its session has no problem", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 400
    w1 error Unexpected response code: 400
    w1 closed
  `);
  expect(store.sessions[0]).toMatchObject({ state: "open", problem: null, upgrade: { establishedAt: null, switchedAt: null } });
  expect(store.entries.kind(store.entries.length - 2)).toBe(ENTRY.wsError);
});

test("the drain of an upgrade is the last poll that was answered between probe and switch", () => {
  const store = play(`
    c1 GET ?EIO=4&transport=polling
    c1 200 ${OPEN}
    c2 GET ?EIO=4&transport=polling&sid=A
    w1 open ?EIO=4&transport=websocket&sid=A
    w1 101
    w1 > 2probe
    c2 200 42["x"]
    c3 GET ?EIO=4&transport=polling&sid=A
    w1 < 3probe
    c3 200 6
    w1 > 5
  `);
  const [session] = store.sessions;
  expect((session?.upgrade?.drainedAt ?? 0) - (session?.upgrade?.probedAt ?? 0)).toBe(40);
});

test("a client has left its session when it left every namespace that accepted it", () => {
  const leave = (refused: string) => play(`${SOCKET}w1 > 40/admin\n${refused}\nw1 > 41\nw1 closed`).sessions[0]?.cause;
  expect(leave('w1 < 44/admin,{"message":"no"}')).toBe("client");
  expect(leave('w1 < 40/admin,{"sid":"t"}')).toBe("transport");
});

test("a WebTransport connection to another address is no upgrade of a session that was offered one", () => {
  const begin = `c1 GET ?EIO=4&transport=polling\nc1 200 ${OPEN.replace('"websocket"', '"websocket","webtransport"')}\n`;
  const asked = (url: string) => {
    const store = play(begin);
    store.push({ kind: "wt-open", at: 1_700_000_000_100, id: "t1", url });
    return store.sessions.map(({ upgrade }) => upgrade !== null);
  };
  expect(asked("http://other:3000/socket.io/?EIO=4&transport=webtransport")[0]).toBe(false);
  expect(asked("http://localhost:3000/socket.io/?EIO=4&transport=webtransport")).toEqual([true]);
});

const POLLING = `
  c1 GET ?EIO=4&transport=polling
  c1 200 ${OPEN}
  c2 POST ?EIO=4&transport=polling&sid=A 40
  c2 200 ok
  c3 GET ?EIO=4&transport=polling&sid=A
  c3 200 40{"sid":"s"}
  c4 GET ?EIO=4&transport=polling&sid=A
  +500
`;
/** The client closes because of the answer to its poll, and that answer is reported after its close. */
function closedFor(answer: string, close = "1"): Store {
  const events = wireEvents(`${POLLING}c4 200 ${answer}\n+2\nc5 POST ?EIO=4&transport=polling&sid=A ${close}\nc5 200 ok`);
  const store = play("");
  for (const event of withLateBody(events, "c4")) store.push(event);
  return store;
}

test("a client that closes for an answer which is reported after that has closed for it", () => {
  const ends = (store: Store) => store.sessions.map(({ cause, problem }) => [cause, Array.isArray(problem) ? problem[0] : problem]);
  expect(ends(closedFor("41"))).toEqual([["server", null]]);
  expect(ends(closedFor('42["telemetry",{"v":NaN}]'))).toEqual([["client", "reasonUnread"]]);
  expect(ends(closedFor(""))).toEqual([["client", "reasonAnswer"]]);
  // It has its own reason: a DISCONNECT, or none that the answer shows.
  expect(ends(closedFor("41", "41\x1e1"))).toEqual([["client", null]]);
  expect(ends(closedFor('42["hello"]'))).toEqual([["client", null]]);
});
