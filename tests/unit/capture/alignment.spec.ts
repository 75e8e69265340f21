// Where the frames of a websocket that the recording found open begin among those that the browser's log has of it.
import { expect, test } from "@playwright/test";
import { placeInEach, placeOf } from "../../../src/capture/chromium/alignment.ts";
import type { WsFrame } from "../../../src/wire/event.ts";

/** `<2 >3` is a ping received and a pong sent; `times` has one for each. */
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

test("heartbeats, which all look the same, are placed by the time between them, whatever the offset of the clock", () => {
  for (const off of [0, 60, 290]) {
    expect(placeOf(HEARTBEATS, later(HEARTBEATS.slice(4), off))).toMatchObject({ before: { sent: 2, received: 2 }, isCertain: true });
  }
});

test("a place is not certain while fewer than three frames can be compared", () => {
  const seen = later(HEARTBEATS.slice(6), 60);
  expect(placeOf(HEARTBEATS.slice(0, 7), seen)).toMatchObject({ isCertain: false });
  expect(placeOf(HEARTBEATS, seen)).toMatchObject({ before: { sent: 3, received: 3 }, isCertain: false });
  expect(placeOf(HEARTBEATS, later(HEARTBEATS.slice(7), 10))).toMatchObject({ before: { sent: 3, received: 4 }, isCertain: false });
});

test("frames with other messages, or from another time, have no place", () => {
  expect(placeOf(HEARTBEATS, frames(">4 <5", [600, 601]))).toBeUndefined();
  expect(placeOf(HEARTBEATS, later(HEARTBEATS.slice(0, 2), 5_000))).toBeUndefined();
  expect(placeOf([], HEARTBEATS)).toBeUndefined();
});

test("frames recorded in a page are placed for each direction by itself", () => {
  const logged = frames(">a <A >b <B >c <C >d <D", [0, 2, 10, 12, 20, 22, 30, 32]);
  // B, the answer to b, reached the page after c was sent.
  const seen = frames(">c <B >d <C <D", [20.1, 25, 30.2, 31, 33]);
  expect(placeOf(logged, seen)).toBeUndefined();
  expect(placeInEach(logged, seen)?.before).toEqual({ sent: 2, received: 1 });
  // No live frame was received: that direction is placed where c is in the log.
  expect(placeInEach(logged, seen.slice(0, 1))?.before).toEqual({ sent: 2, received: 2 });
  expect(placeInEach(logged, frames("<x", [20]))).toBeUndefined();
});
