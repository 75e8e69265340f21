// Each rule about a session that stays on polling, or is slow to leave it, finds its cause, and is silent where it only looks so.

import { expect, test } from "@playwright/test";
import { play } from "../session/ladder-text.ts";
import { alarms, found, told } from "./support.ts";

const POLLING = `c1 GET ?EIO=4&transport=polling
c1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
c2 POST ?EIO=4&transport=polling&sid=A 40
c2 200 ok
c3 GET ?EIO=4&transport=polling&sid=A
c3 200 40{"sid":"s"}
c4 GET ?EIO=4&transport=polling&sid=A
`;
const ASKS = "w1 open ?EIO=4&transport=websocket&sid=A\n";

test("upgrade-refused: a websocket that is answered 400 while polling works", () => {
  const store = play(
    `${POLLING}${ASKS}w1 400\nw1 error Error during WebSocket handshake: Unexpected response code: 400\nw1 closed\n+1000\nc4 200 42["x"]`,
  );
  expect(told(store, "upgrade-refused")).toEqual([
    "error certain ×1: The websocket was answered 400 instead of 101, so the session stays on polling.",
    "+0 polling works: the session opens",
    "+60 the client asks for the websocket",
    "+70 is answered 400",
  ]);
  expect(alarms(store)).toEqual(["upgrade-refused"]);
});

test("upgrade-refused: a browser that names no status", () => {
  const store = play(`${POLLING}${ASKS}w1 error \nw1 closed\n+3000\nc4 200 42["x"]`);
  expect(found(store)).toContain(
    "error certain upgrade-refused ×1: The websocket could not be established, so the session stays on polling.",
  );
});

test("upgrade-refused: silent when the page closes the websocket, or the session ends with it", () => {
  const closed = `${POLLING}${ASKS}w1 error WebSocket is closed before the connection is established.\nw1 closed\nc5 POST ?EIO=4&transport=polling&sid=A 1\nc5 200 ok`;
  expect(alarms(play(closed))).toEqual([]);
  const gone = `${POLLING}${ASKS}w1 closed\nc4 failed net::ERR_CONNECTION_RESET`;
  expect(told(play(gone), "upgrade-refused")).toEqual([]);
});

test("upgrade-probe-unanswered: no answer, another answer, a broken frame", () => {
  const probe = `${POLLING}${ASKS}w1 101\nw1 > 2probe\n`;
  expect(told(play(`${probe}+5000\nc4 200 42["x"]`), "upgrade-probe-unanswered")).toEqual([
    "warning certain ×1: The websocket was established, and its probe was not answered for 5.01 s.",
    "+0 the websocket is established",
    "+10 the probe 2probe waits 5.01 s for nothing",
  ]);
  expect(found(play(`${probe}w1 < hello\nw1 closed\n+3000\nc4 200 42["x"]`))).toEqual([
    "warning certain upgrade-probe-unanswered ×1: The upgrade's probe was answered with something else than 3probe: hello",
  ]);
  expect(found(play(`${probe}w1 error Invalid frame header\nw1 closed\n+3000\nc4 200 42["x"]`))).toEqual([
    "warning certain upgrade-probe-unanswered ×1: The websocket broke at the upgrade's probe: Invalid frame header",
  ]);
});

test("upgrade-probe-unanswered: silent while the answer may still come, and when the page leaves", () => {
  const probe = `${POLLING}${ASKS}w1 101\nw1 > 2probe\n`;
  expect(found(play(`${probe}+1000\nc4 200 42["x"]`))).toEqual([]);
  expect(alarms(play(`${probe}w1 gone\nc4 gone`))).toEqual([]);
});

test("upgrade-slow: the last poll ends with a ping, because the server sends no noop", () => {
  const store = play(`${POLLING}${ASKS}w1 101\nw1 > 2probe\nw1 < 3probe\n+8000\nc4 200 2\nw1 > 5\nw1 < 42["x"]`);
  expect(told(store, "upgrade-slow")).toEqual([
    "warning certain ×1: The upgrade was slow: after the probe's answer the client waited 8.02 s for its poll to end.",
    "+0 the probe is answered, and a poll still waits",
    "+8010 the poll ends with this packet, and with no noop",
    "+8020 8.02 s later it goes on",
  ]);
  expect(alarms(store)).toEqual(["upgrade-slow"]);
});

test("upgrade-slow: a websocket that is answered late, on a network that is fast", () => {
  const ends = "w1 > 2probe\nw1 < 3probe\nc4 200 6\nw1 > 5";
  expect(told(play(`${POLLING}${ASKS}+2000\nw1 101\n${ends}`), "upgrade-slow")[0]).toContain(
    "The upgrade was slow: the websocket was answered after 2.01 s.",
  );
  const slowNetwork = POLLING.replace("polling\nc1", "polling\n+2000\nc1");
  expect(found(play(`${slowNetwork}${ASKS}+2000\nw1 101\n${ends}`))).toEqual([]);
  expect(found(play(`${POLLING}${ASKS}w1 101\n${ends}`))).toEqual([]);
});

test("upgrade-slow: the last poll has not ended yet", () => {
  const store = play(`${POLLING}${ASKS}w1 101\nw1 > 2probe\nw1 < 3probe\n+4000\nc5 POST ?EIO=4&transport=polling&sid=A 3`);
  expect(found(store)).toEqual(["warning certain upgrade-slow ×1: The upgrade has waited 4.01 s for its last poll to end."]);
});

test("upgrade-not-offered and upgrade-not-tried", () => {
  const none = POLLING.replace('["websocket"]', "[]");
  expect(told(play(none), "upgrade-not-offered")).toEqual([
    "info certain ×1: The server offers no websocket: its open packet has `upgrades: []`.",
    "+0 the session opens without an upgrade to take",
  ]);
  const polls = `${POLLING}+10000\nc4 200 2\nc5 POST ?EIO=4&transport=polling&sid=A 3\nc5 200 ok`;
  expect(found(play(polls))).toEqual([
    "info certain upgrade-not-tried ×1: The server offers a websocket, and in 10.1 s the client did not ask for it.",
  ]);
  expect(found(play(POLLING))).toEqual([]);
  expect(found(play(polls.replace("+10000", `${ASKS}w1 101\nw1 > 2probe\nw1 < 3probe\nc4 200 6\nw1 > 5\nw1 < 2`)))).toEqual([]);
});

/** Polls that are answered with `answer` after `ms`. */
function polls(count: number, ms: number, answer: string): string {
  return Array.from({ length: count }, (_, i) => `p${i} GET ?EIO=4&transport=polling&sid=A\n+${ms}\np${i} 200 ${answer}`)
    .join("\n")
    .replaceAll(/^p(\d+)/gm, "c1$1");
}

test("poll-churn: polls that are answered with a noop at once", () => {
  const store = play(`${POLLING}c4 200 42["x"]\n${polls(12, 5, "6")}`);
  expect(told(store, "poll-churn")).toEqual([
    "warning certain ×1: 12 polls in a row were answered at once with a noop, one every 25 ms.",
    "+0 the first poll is answered with a noop at once",
    "+275 and so is the last of 12",
  ]);
});

test("poll-churn: silent with messages, with polls that are held, and while the session is upgraded", () => {
  expect(alarms(play(`${POLLING}c4 200 42["x"]\n${polls(12, 5, '42["x"]')}`))).toEqual([]);
  expect(alarms(play(`${POLLING}c4 200 42["x"]\n${polls(12, 2000, "6")}`))).toEqual([]);
  expect(told(play(`${POLLING}c4 200 42["x"]\n${ASKS}w1 101\nw1 > 2probe\n${polls(12, 5, "6")}`), "poll-churn")).toEqual([]);
});

/** A request that is redirected, and followed. */
const redirect = (n: number, method: string, rest: string, answer: string) =>
  `c${n} ${method} ?EIO=4&transport=polling${rest}\nc${n} 308 /socket.io?EIO=4\nc${n + 1} ${method} /socket.io?EIO=4&transport=polling${rest} after c${n}\nc${n + 1} 200 ${answer}\n`;

test("every-request-redirected: three requests of a session go a second way, which is one finding", () => {
  const open = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
  const once = redirect(1, "GET", "", open);
  const all = `${once}${redirect(3, "POST", "&sid=A 40", "ok")}${redirect(5, "GET", "&sid=A", '40{"sid":"s"}')}`;
  const store = play(all);
  expect(alarms(store)).toEqual(["every-request-redirected"]);
  expect(told(store, "every-request-redirected")[0]).toContain(
    "3 requests to /socket.io/ were redirected (308) to /socket.io, one by one.",
  );
  expect(alarms(play(once))).toEqual(["redirected"]);
});
