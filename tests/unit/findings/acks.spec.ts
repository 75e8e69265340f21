// Each rule about ACKs finds its cause, and is silent where it only looks so.

import { expect, test } from "@playwright/test";
import { play } from "../session/ladder-text.ts";
import { alarms, found, told } from "./support.ts";

const OPEN = `w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;

test("ack-never: the session ended before the ACK came", () => {
  const store = play(`${OPEN}w1 > 420["save"]\nw1 > 421["load"]\nw1 < 431[]\n+3000\nw1 error net::ERR_CONNECTION_RESET\nw1 closed`);
  expect(told(store, "ack-never")).toEqual([
    "warning certain ×1: “save” can get no ACK any more, for which the server had 3.04 s.",
    "+0 “save” asks for an ACK",
    "+20 the last packet before the end, without an ACK",
  ]);
});

test("ack-never: the handler of an open session does not answer, on either side", () => {
  const store = play(`${OPEN}w1 > 420["save"]\n+24000\nw1 < 2\nw1 > 3\n+20000\nw1 < 2`);
  expect(found(store)).toEqual(["warning likely ack-never ×1: “save” has waited 44 s for its ACK, which the server has not sent."]);
  const asked = play(`${OPEN}w1 < 420["ask"]\n+24000\nw1 < 2\nw1 > 3\n+20000\nw1 < 2`);
  expect(found(asked)).toEqual(["warning likely ack-never ×1: “ask” has waited 44 s for its ACK, which the page has not sent."]);
});

test("ack-never: an ACK that comes withdraws the finding, and one under way when the page leaves is no alarm", () => {
  expect(found(play(`${OPEN}w1 > 420["save"]\n+24000\nw1 < 2\nw1 > 3\n+20000\nw1 < 430[]\nw1 < 2`))).toEqual([]);
  expect(alarms(play(`${OPEN}w1 > 420["save"]\n+300\nw1 gone`))).toEqual([]);
  expect(alarms(play(`${OPEN}w1 > 420["save"]\n+300\nw1 > 41\nw1 closed`))).toEqual([]);
});

const UPGRADE = `c1 GET ?EIO=4&transport=polling
c1 200 0{"sid":"A","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
c2 POST ?EIO=4&transport=polling&sid=A 40
c2 200 ok
c3 GET ?EIO=4&transport=polling&sid=A
c3 200 40{"sid":"s"}
c4 GET ?EIO=4&transport=polling&sid=A
w1 open ?EIO=4&transport=websocket&sid=A
w1 101
w1 > 2probe
c5 POST ?EIO=4&transport=polling&sid=A 420["join"]
c5 200 ok
w1 < 3probe
c4 200 6
w1 > 5
`;

test("lost-in-upgrade: an event sent between probe and switch, without an ACK in a session that lives on", () => {
  const later = 'w1 > 421["next"]\nw1 < 431[]\n+24000\nw1 < 2\nw1 > 3\n+15000\nw1 < 2';
  const store = play(`${UPGRADE}${later}`);
  expect(told(store, "lost-in-upgrade")).toEqual([
    "warning likely ×1: “join” was sent while the transport changed, and never acknowledged.",
    "+0 the client probes the websocket",
    "+10 “join” asks for an ACK",
    "+50 the client switches to it",
  ]);
  expect(alarms(store)).toEqual(["lost-in-upgrade"]);
});

test("lost-in-upgrade: silent if the ACK comes, and if the session ended with the upgrade", () => {
  expect(alarms(play(`${UPGRADE}w1 < 430[]\n+24000\nw1 < 2\nw1 > 3\n+15000\nw1 < 2`))).toEqual([]);
  const ended = play(`${UPGRADE}w1 error net::ERR_CONNECTION_RESET\nw1 closed`);
  expect(told(ended, "lost-in-upgrade")).toEqual([]);
  expect(alarms(ended)).toContain("ack-never");
});

/** `count` events with their ACKs, which take `ms`. */
const acked = (name: string, from: number, count: number, ms: number) =>
  Array.from({ length: count }, (_, i) => `w1 > 42${from + i}["${name}"]\n+${ms}\nw1 < 43${from + i}[]`).join("\n");

test("ack-slow: the event with the slowest ACKs, against the others", () => {
  const store = play(`${OPEN}${acked("ask", 0, 10, 20)}\n${acked("report", 10, 6, 2000)}`);
  expect(told(store, "ack-slow")).toEqual([
    "info certain ×1: The ACKs of “report” are the slowest: of 6, half took about 1.92 s, and one in twenty about 1.92 s or longer.",
    "+0 the slowest “report” asks for its ACK",
    "+2010 and gets it 2.01 s later",
  ]);
});

test("ack-slow: silent if all ACKs are alike, and with few of them", () => {
  expect(found(play(`${OPEN}${acked("ask", 0, 10, 2000)}\n${acked("report", 10, 6, 2000)}`))).toEqual([]);
  expect(found(play(`${OPEN}${acked("ask", 0, 10, 20)}\n${acked("report", 10, 2, 2000)}`))).toEqual([]);
});

test("python-post-limit: a POST of more than 16 packets is answered OK, and none of its ACKs comes", () => {
  const polling = UPGRADE.split("\n").slice(0, 6).join("\n");
  const body = Array.from({ length: 17 }, (_, i) => `42${i}["e"]`).join("\\x1e");
  const post = (answer: string) =>
    `${polling}\nc4 GET ?EIO=4&transport=polling&sid=A\nc5 POST ?EIO=4&transport=polling&sid=A ${body}\nc5 200 ${answer}\n+5000\n`;
  const ends = 'c4 200 42["x"]\nc6 GET ?EIO=4&transport=polling&sid=A';
  expect(told(play(`${post("OK")}${ends}`), "python-post-limit")).toEqual([
    "error likely ×1: A POST with 17 packets was answered OK, and none of its 17 ACKs came.",
    "+0 a POST with 17 packets",
    "+10 is answered OK, in capitals as python-engineio does",
  ]);
  expect(alarms(play(`${post("ok")}${ends}`))).toEqual([]);
  expect(alarms(play(`${post("OK")}c4 200 430[]\nc6 GET ?EIO=4&transport=polling&sid=A`))).toEqual([]);
});
