// Sessions that end because of time: the heartbeat, a sleep, a proxy that cuts.

import { expect, test } from "@playwright/test";
import { play } from "../session/ladder-text.ts";
import { found, playWith, told, worse } from "./support.ts";

const HOUR = 3_600_000;
const handshake = (sid: string, interval = 25_000) => `0{"sid":"${sid}","upgrades":[],"pingInterval":${interval},"pingTimeout":20000}`;
const socket = (id: string, sid: string, eio = 4, interval = 25_000) =>
  `${id} open ?EIO=${eio}&transport=websocket\n${id} 101\n${id} < ${handshake(sid, interval)}\n${eio === 4 ? `${id} > 40\n${id} < 40{"sid":"${sid}"}` : `${id} < 40`}\n`;

test("a silence that the client gave up is a ping timeout, with the sum of its waits", () => {
  const silent = `${socket("w1", "A")}+24970\nw1 < 2\nw1 > 3\n+60000\n${socket("w2", "B")}`;
  expect(told(play(silent), "ping-timeout")).toEqual([
    "error certain ×1: Nothing arrived for 45 s, so the client gave the session up.",
    "+0 the last ping arrives",
    "+45000 the client has waited 45 s: its time is over",
    "+45010 about now the server has waited 45 s too, and gives it up",
    "+60020 the client begins its next session",
  ]);
  const three = `${socket("w1", "A", 3)}+24970\nw1 > 2\n+30000\n${socket("w2", "B", 3)}`;
  expect(told(play(three), "ping-timeout")).toEqual([
    "error certain ×1: Nothing arrived for 45 s, so the client gave the session up.",
    "+0 the last packet arrives",
    "+24980 the client pings, and gets no pong",
    "+44980 the client has waited 20 s: its time is over",
    "+44990 about now the server has waited 45 s too, and gives it up",
    "+54990 the client begins its next session",
  ]);
  const offline = `${silent.split("w2")[0]}c9 GET ?EIO=4&transport=polling\nc9 failed net::ERR_INTERNET_DISCONNECTED`;
  expect(found(play(offline))).toContainEqual(expect.stringContaining("error certain ping-timeout"));
});

test("a server that keeps sending and does not ping is told apart from a silence", () => {
  const talks = Array.from({ length: 9 }, () => `+4990\nw1 < 42["x"]`).join("\n");
  expect(told(play(`${socket("w1", "A")}${talks}\n+10\nw1 closed`), "ping-timeout")).toEqual([
    expect.stringMatching(/^error certain ×1: Packets arrived, but no ping for 45(\.\d)? s, so the client gave the session up\.$/),
    "+0 the session opens",
    expect.stringMatching(/^\+450\d\d the last packet arrives$/),
  ]);
});

test("a session that ends before its time is over, and one that goes on, is no ping timeout", () => {
  expect(worse(play(`${socket("w1", "A")}+24970\nw1 < 2\nw1 > 3\n+40000\nw1 closed`))).toEqual([]);
  expect(worse(play(`${socket("w1", "A")}+24970\nw1 < 2\nw1 > 3\n+24990\nw1 < 2\nw1 > 3`))).toEqual([]);
  expect(worse(play(`${socket("w1", "A")}+60000\nw1 gone`))).toEqual([]);
});

test("a late ping is the server's if another packet came when it was due, and anybody's if none did", () => {
  expect(told(play(`${socket("w1", "A")}+25500\nw1 < 42["x"]\n+2490\nw1 < 2\nw1 > 3`), "server-pings-late")).toEqual([
    "warning certain ×1: A ping of the server came 3.03 s late.",
    "+0 another packet arrives while the heartbeat is overdue",
    "+2500 comes 3.03 s late",
  ]);
  const alone = ["info possible ×1: A ping of the server came 3.03 s late.", "+0 comes 3.03 s late, and nothing else came in time"];
  expect(told(play(`${socket("w1", "A")}+28000\nw1 < 2\nw1 > 3`), "server-pings-late")).toEqual(alone);
  // What was stuck in the same outage came in no better time.
  expect(told(play(`${socket("w1", "A")}+27990\nw1 < 42["x"]\nw1 < 2\nw1 > 3`), "server-pings-late")).toEqual(alone);
  expect(told(play(`${socket("w1", "A", 3)}+24980\nw1 > 2\n+500\nw1 < 42["x"]\n+2480\nw1 < 3`), "server-pings-late")).toEqual([
    "warning certain ×1: The server's pong came 3 s after the ping.",
    "+0 the client pings",
    "+510 another packet arrives while the heartbeat is overdue",
    "+3000 comes 3 s late",
  ]);
  expect(found(play(`${socket("w1", "A")}+25900\nw1 < 2\nw1 > 3`))).toEqual([]);
  // The client's own pong is late: the server's ping was not.
  expect(found(play(`${socket("w1", "A")}+24970\nw1 < 2\n+3000\nw1 > 3`)).join()).not.toContain("server-pings-late");
});

test("a ping of the client that is late in a hidden tab is the browser's, and an error if the server gave the session up for it", () => {
  const hidden = `${socket("w1", "A", 3)}+5000\nhidden\n`;
  const late = `${hidden}+30000\nw1 > 2\nw1 < 3\n`;
  expect(found(play(late))).toEqual(["warning certain throttled-tab ×1: The client's ping was 10 s late, in a hidden tab."]);
  expect(told(play(`${hidden}+39950\nw1 < 1\nw1 closed\n+10\nshown\n${socket("w2", "B", 3)}`), "throttled-tab")).toEqual([
    "error certain ×1: The client's ping was 20 s overdue, in a hidden tab, so the server gave the session up.",
    "+0 the tab is hidden",
    "+39960 the session ends. The client's ping was due 20 s before",
    "+40000 the client begins its next session",
  ]);
  expect(told(play(`${hidden}+65000\nw1 > 2\n+100\nw1 closed`), "throttled-tab")).toEqual([
    "error certain ×1: The client's ping was 45 s overdue, in a hidden tab, so the server gave the session up.",
    "+0 the tab is hidden",
    "+65010 the client's ping is sent 45 s late",
    "+65120 the session ends",
  ]);
  // Slowed timers run when the tab is shown.
  expect(found(play(`${hidden}+30000\nshown\n+200\nw1 > 2\nw1 < 3`)).join()).toContain("throttled-tab");
});

test("a pong that is late in a hidden tab is probably the browser's", () => {
  expect(told(play(`${socket("w1", "A")}hidden\n+24960\nw1 < 2\n+3000\nw1 > 3`), "throttled-tab")).toEqual([
    "warning likely ×1: The client's pong came 3.01 s after the ping, in a hidden tab.",
    "+0 the tab is hidden",
    "+24970 the ping arrives",
    "+27980 the client's pong is sent, 3.01 s after the ping",
  ]);
  expect(told(play(`${socket("w1", "A")}hidden\n+24960\nw1 < 2\n+21000\nw1 closed`), "throttled-tab")[0]).toBe(
    "error likely ×1: The client's pong was 21 s overdue, in a hidden tab, so the server gave the session up.",
  );
});

test("a late ping is not the hidden tab's if it was shown or in time, or if something else held it back", () => {
  const silent = (ladder: string) => expect(found(play(ladder)).join()).not.toContain("throttled-tab");
  const three = socket("w1", "A", 3);
  silent(`${three}+30000\nw1 > 2\nw1 < 3`);
  silent(`${three}hidden\n+20000\nshown\n+10000\nw1 > 2\nw1 < 3`);
  silent(`${three}+26000\nhidden\n+4000\nw1 > 2\nw1 < 3`);
  // Timers that run once a second.
  silent(`${three}hidden\n+26500\nw1 > 2\nw1 < 3`);
  silent(`${three}hidden\n+5000\ngap 1000\n+25000\nw1 > 2\nw1 < 3`);
  silent(`${three}hidden\nclock ${HOUR}\n+${HOUR}\nw1 closed`);
  silent(`${three}hidden\n+30000\nw1 > 1\nw1 closed`);
  // Browsers do not slow the timers of workers.
  const worker = `context appeared @w\n${three.replace(/open .*/, "$& @w")}`;
  const store = playWith(`${worker}hidden\n+30000\nw1 > 2\nw1 < 3`, (event) => (event.kind === "context" ? { type: "worker" } : {}));
  expect(found(store).join()).not.toContain("throttled-tab");
  // The client was upgrading, or its POST was under way.
  const polls = `c1 GET ?EIO=3&transport=polling\nc1 200 ${handshake("A").length}:${handshake("A")}\nc2 GET ?EIO=3&transport=polling&sid=A\nhidden\n`;
  const ping = "c9 POST ?EIO=3&transport=polling&sid=A 1:2\nc9 200 ok";
  expect(found(play(`${polls}+30000\n${ping}`)).join()).toContain("throttled-tab");
  silent(`${polls}+20000\nc3 POST ?EIO=3&transport=polling&sid=A 4:42[]\n+10000\nc3 200 ok\n${ping}`);
  silent(`${polls}+20000\nw1 open ?EIO=3&transport=websocket&sid=A\nw1 101\nw1 > 2probe\n+10000\nw1 < 3probe\nw1 > 5\n+10\nw1 > 2`);
  const four = `c1 GET ?EIO=4&transport=polling\nc1 200 ${handshake("A")}\nc2 GET ?EIO=4&transport=polling&sid=A\nhidden\n+24900\n`;
  const answer = "c9 POST ?EIO=4&transport=polling&sid=A 3\nc9 200 ok";
  expect(found(play(`${four}c2 200 2\n+10000\n${answer}`)).join()).toContain("throttled-tab");
  silent(`${four}c3 POST ?EIO=4&transport=polling&sid=A 42[]\nc2 200 2\n+10000\nc3 200 ok\n${answer}`);
});

test("a session that did not survive a sleep is expected to end, and no fault of anybody", () => {
  const polling = `c1 GET ?EIO=4&transport=polling\nc1 200 ${handshake("A")}\nc2 POST ?EIO=4&transport=polling&sid=A 40\nc2 200 ok\nc3 GET ?EIO=4&transport=polling&sid=A`;
  const asleep = `${polling}\n+3000\nc3 200 40{"sid":"a"}\nclock ${HOUR}\n+${HOUR}\nc4 GET ?EIO=4&transport=polling&sid=A\nc4 400 {"code":1,"message":"Session ID unknown"}\n+1000\nc5 GET ?EIO=4&transport=polling\nc5 200 ${handshake("B")}`;
  expect(found(play(asleep))).toEqual([
    "info likely resumed-after-sleep ×1: The computer slept, or its clock was set (3600 s), and the session did not survive that.",
  ]);
  expect(told(play(asleep), "resumed-after-sleep").slice(1)).toEqual([
    "+0 the clock jumps by 3600 s",
    "+3600020 the session ends",
    "+3601030 the client begins its next session",
  ]);
  const suspended = `${polling}\n+3000\nclock ${HOUR}\n+${HOUR}\nc3 failed net::ERR_NETWORK_IO_SUSPENDED`;
  expect(found(play(suspended))).toEqual([expect.stringContaining("info likely resumed-after-sleep")]);
  // The session survived it, or ended long after it.
  expect(found(play(`${polling}\nclock ${HOUR}\n+${HOUR}\nc3 200 2`))).toEqual([]);
  const survived = `${socket("w1", "A")}clock 5000\n+5000\n${`+24970\nw1 < 2\nw1 > 3\n`.repeat(3)}w1 closed`;
  expect(found(play(survived))).toEqual([]);
});

/** Sessions of which each ends after these milliseconds of silence, or at its age. */
const cuts = (times: readonly number[], before = "", interval = 25_000) =>
  times.map((ms, i) => `${socket(`w${i}`, `s${i}`, 4, interval)}${before.replaceAll("w1", `w${i}`)}+${ms}\nw${i} closed\n+1000\n`).join("");
const BEAT = "+24970\nw1 < 2\nw1 > 3\n";

test("websockets that end without a word after the same idle time are cut by something in between", () => {
  expect(told(play(cuts([99_980, 100_100, 99_900], "", 300_000)), "idle-proxy-cut")).toEqual([
    "warning likely ×1: 3 websockets in a row were cut after about 100 s without a packet.",
    "+0 the last packet arrives",
    "+99990 the websocket ends without a word, 100 s later",
    "+101040 the last packet arrives",
    "+201150 the websocket ends without a word, 100 s later",
    "+202200 the last packet arrives",
    "+302110 the websocket ends without a word, 99.9 s later",
  ]);
});

test("one websocket that was idle for a minute is cut if its pings come less often, and else nothing is said", () => {
  expect(told(play(cuts([60_000], "", 90_000)), "idle-proxy-cut")).toEqual([
    "warning likely ×1: The websocket was cut after about 60 s without a packet.",
    "+0 the last packet arrives",
    "+60010 the websocket ends without a word, 60 s later",
  ]);
  expect(worse(play(cuts([40_000], "", 90_000)))).toEqual([]);
  expect(worse(play(cuts([20_000])))).toEqual([]);
});

test("websockets that end at the same age, whatever passes, are limited by their age", () => {
  expect(told(play(cuts([10_000, 10_050, 10_020], BEAT + BEAT)), "idle-proxy-cut")[0]).toBe(
    "warning likely ×1: 3 websockets in a row were cut at the age of about 60 s.",
  );
});

test("ends at different ages, or by a side that said so, are no pattern", () => {
  expect(worse(play(cuts([12_000, 19_000, 15_000], BEAT)))).toEqual([]);
  expect(worse(play(cuts([15_000, 15_000], BEAT)))).toEqual([]);
  const said = [0, 1, 2].map((i) => `${socket(`w${i}`, `s${i}`)}+15000\nw${i} < 41\nw${i} closed\n+1000\n`).join("");
  expect(worse(play(said))).toEqual([]);
});
