// A websocket that the recording found open, and the browser's log of it: where the one begins in the other.
import { expect, test } from "@playwright/test";
import { placeInEach, placeOf } from "../../../src/capture/chromium/alignment.ts";
import type { WsFrame } from "../../../src/wire/event.ts";

/** `<2 >3` is a ping received, a pong sent; a time each. */
function frames(words: string, times: readonly number[]): WsFrame[] {
  return words.split(" ").map((word, i) => ({
    kind: "ws-frame",
    at: times[i] ?? 0,
    id: "1",
    direction: word.startsWith(">") ? "sent" : "received",
    opcode: 1,
    body: { text: word.slice(1) },
  }));
}
const later = (list: readonly WsFrame[], ms: number) => list.map((frame) => ({ ...frame, at: frame.at + ms }));

const HEARTBEATS = frames("<2 >3 <2 >3 <2 >3 <2 >3", [0, 0.11, 300, 300.102, 600.4, 600.515, 901, 901.12]);

test("heartbeats are all the same: the distances tell, whatever the clock is off", () => {
  for (const off of [0, 60, 290]) {
    expect(placeOf(HEARTBEATS, later(HEARTBEATS.slice(4), off))).toMatchObject({ before: { sent: 2, received: 2 }, isCertain: true });
  }
});

test("as long as the log has too little of it, a place is a guess", () => {
  const seen = later(HEARTBEATS.slice(6), 60);
  expect(placeOf(HEARTBEATS.slice(0, 7), seen)).toMatchObject({ isCertain: false });
  expect(placeOf(HEARTBEATS, seen)).toMatchObject({ before: { sent: 3, received: 3 }, isCertain: false });
  expect(placeOf(HEARTBEATS, later(HEARTBEATS.slice(7), 10))).toMatchObject({ before: { sent: 3, received: 4 }, isCertain: false });
});

test("nowhere: other messages, another time", () => {
  expect(placeOf(HEARTBEATS, frames(">4 <5", [600, 601]))).toBeUndefined();
  expect(placeOf(HEARTBEATS, later(HEARTBEATS.slice(0, 2), 5_000))).toBeUndefined();
  expect(placeOf([], HEARTBEATS)).toBeUndefined();
});

test("in a page each direction has its own order", () => {
  const logged = frames(">a <A >b <B >c <C >d <D", [0, 2, 10, 12, 20, 22, 30, 32]);
  // The answer to b reached the page when c had been sent.
  const seen = frames(">c <B >d <C <D", [20.1, 25, 30.2, 31, 33]);
  expect(placeOf(logged, seen)).toBeUndefined();
  expect(placeInEach(logged, seen)?.before).toEqual({ sent: 2, received: 1 });
  // Nothing received yet: what the network had before.
  expect(placeInEach(logged, seen.slice(0, 1))?.before).toEqual({ sent: 2, received: 2 });
  expect(placeInEach(logged, frames("<x", [20]))).toBeUndefined();
});
