import { expect, test } from "@playwright/test";
import type { Session } from "../../../src/session/model.ts";
import type { Store } from "../../../src/session/store.ts";
import { Statistics } from "../../../src/statistics/statistics.ts";
import { toEnd } from "../../../src/wire/steps.ts";
import { play, wireEvents } from "../session/ladder-text.ts";
import { pictureOf } from "./support.ts";

const open = (id: string, sid: string, eio = 4) =>
  `${id} open ?EIO=${eio}&transport=websocket\n${id} 101\n${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}\n` +
  (eio === 4 ? `${id} > 40\n${id} < 40{"sid":"s"}\n` : `${id} < 40\n`);

function statisticsOf(store: Store, isIn?: (session: Session) => boolean): Statistics {
  const statistics = new Statistics(store, isIn);
  toEnd(statistics.syncing());
  return statistics;
}

const lines = (ladder: string) => pictureOf(statisticsOf(play(ladder))).events;

test("counts events by name, namespace and direction, with the time to their ACKs", () => {
  expect(
    lines(
      `${open("w1", "A")}w1 > 420["a",1]\nw1 < 430[]\nw1 > 421["a"]\n+80\nw1 < 431[]\nw1 < 42["a"]\nw1 > 40/x\nw1 < 40/x,{"sid":"t"}\nw1 > 42/x,["a"]`,
    ),
  ).toEqual(["sent / a ×2, 18 B, ACKs 2 of 2: p50 10 p95 90 max 90", "received / a ×1, 7 B", "sent /x a ×1, 10 B"]);
});

test("an event that asks for an ACK waits for it, and is unanswered when its session ends", () => {
  const asked = `${open("w1", "A")}w1 > 420["a"]\nw1 > 421["a"]\nw1 < 431[]`;
  expect(lines(asked)).toEqual(["sent / a ×2, 16 B, ACKs 1 of 2, 1 waits: p50 10 p95 10 max 10"]);
  expect(lines(`${asked}\nw1 > 41\nw1 closed`)).toEqual(["sent / a ×2, 16 B, ACKs 1 of 2, 1 unanswered: p50 10 p95 10 max 10"]);
});

test("an ACK that is reported before its event, in a body that comes late, counts once", () => {
  const ladder = `${open("w1", "A")}w1 < 427["a"]\n+5\nw1 > 437[]`;
  const events = wireEvents(ladder);
  const [event, ack] = events.splice(-2);
  const store = play("");
  for (const one of [...events, ...(ack && event ? [ack, event] : [])]) store.push(one);
  expect(pictureOf(statisticsOf(store)).events).toEqual(["received / a ×1, 8 B, ACKs 1 of 1: p50 15 p95 15 max 15"]);
});

test("attachments belong to the bytes of their event, and an ACK's to none", () => {
  expect(
    lines(
      `${open("w1", "A")}w1 > 451-0["up",{"_placeholder":true,"num":0}]\nw1 > [AQIDBA==]\nw1 < 461-0[{"_placeholder":true,"num":0}]\nw1 < [AQID]`,
    ),
  ).toEqual(["sent / up ×1, 45 B, ACKs 1 of 1: p50 20 p95 20 max 20"]);
});

test("heartbeats are counted by session, whoever pings, and the probe of an upgrade is none", () => {
  const beat = (id: string, ping: string, pong: string) => `${id} ${ping} 2\n+20\n${id} ${pong} 3\n`;
  const store = play(
    `${open("w1", "A")}${open("w2", "B", 3)}${beat("w1", "<", ">").repeat(2)}${beat("w2", ">", "<")}w1 < 2\nw1 > 2probe\nw1 < 3probe`,
  );
  expect(pictureOf(statisticsOf(store)).sessions).toEqual([
    "A: 4 sent, 6 received, pings 2 of 3, 1 waits: p50 30 p95 30 max 30, beats 30,0…30",
    "B: 1 sent, 3 received, pings 1 of 1: p50 30 p95 30 max 30, beats 30",
  ]);
});

test("counts only the sessions that are asked for", () => {
  const store = play(`${open("w1", "A")}${open("w2", "B")}w1 > 42["a"]\nw2 > 42["b"]`);
  const { events, total } = statisticsOf(store, ({ sid }) => sid === "B");
  expect(events.map(({ event }) => event?.name)).toEqual(["b"]);
  expect(total.count).toBe(1);
});

test("the first 10,000 events have a row each, and the others have one together", () => {
  const store = play(open("w1", "A"));
  for (let i = 0; i < 10_003; i++)
    store.push({ kind: "ws-frame", at: 1_700_000_001_000 + i, id: "w1", direction: "received", opcode: 1, body: { text: `42["e${i}"]` } });
  const { events, others, total } = statisticsOf(store);
  expect(events.length).toBe(10_000);
  expect(others?.count).toBe(3);
  expect(total.count).toBe(10_003);
});

test("names the answer that took longest, and the first of two that took as long", () => {
  const store = play(
    `${open("w1", "A")}w1 > 420["a"]\n+9\nw1 < 430[]\nw1 > 421["a"]\n+70\nw1 < 431["slow"]\nw1 > 422["a"]\n+70\nw1 < 432[]`,
  );
  const { slowest, times } = statisticsOf(store).total.acks;
  expect(store.entries.peer(slowest ?? 0)).toBe((slowest ?? 0) - 1);
  expect(times.max).toBe(80);
  expect(slowest).toBe(store.entries.length - 3);
});

test("events whose name is a number have a row together", () => {
  expect(lines(`${open("w1", "A")}w1 > 420[7]\nw1 < 430[]\nw1 > 42[8]`)).toEqual([
    "sent undefined undefined ×2, 11 B, ACKs 1 of 1: p50 10 p95 10 max 10",
  ]);
});
