// The work to read the lines of a trace, counted.

import { expect, test } from "@playwright/test";
import { openBytes } from "../../../src/formats/open.ts";
import { english } from "../../../src/messages/messages.ts";

const START = 1_795_385_032_186.549;
const WEBSOCKETS = 40;
const HEADER = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2026-11-26T00:00:00.000Z" };

/** A trace of `WEBSOCKETS` websockets that send and receive in turn, `frames` each. */
function trace(frames: number): Uint8Array {
  const ids = Array.from({ length: WEBSOCKETS }, (_, i) => `${4100 + i}.${i % 3}`);
  const opened = ids.map((id) => ({ kind: "ws-open", at: START, id, url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket" }));
  const sent = Array.from({ length: frames }, (_, i) =>
    ids.map((id) => ({
      kind: "ws-frame",
      at: START + i,
      id,
      direction: i % 2 === 0 ? "sent" : "received",
      opcode: 1,
      body: { text: `${BEGINNING},${i}]` },
    })),
  );
  return new TextEncoder().encode([HEADER, ...opened, ...sent.flat()].map((line) => `${JSON.stringify(line)}\n`).join(""));
}

/** How each packet begins: that is compared with the one before. */
const BEGINNING = '42["tick"';

/** How often `JSON.parse`, `TextDecoder.decode` and `String.slice` are called while a trace is opened. Slices that are `BEGINNING` do not count. */
function calls(frames: number): { readonly parse: number; readonly decode: number; readonly slice: number } {
  const file = trace(frames);
  const { parse } = JSON;
  const { decode } = TextDecoder.prototype;
  const { slice } = String.prototype;
  const counted = { parse: 0, decode: 0, slice: 0 };
  JSON.parse = (...args) => {
    counted.parse++;
    return parse(...args);
  };
  TextDecoder.prototype.decode = function (...args) {
    counted.decode++;
    return decode.apply(this, args);
  };
  String.prototype.slice = function (...args) {
    const piece = slice.apply(this, args);
    if (piece !== BEGINNING) counted.slice++;
    return piece;
  };
  try {
    expect(openBytes(file, english).store?.packets).toBe(frames * WEBSOCKETS);
  } finally {
    JSON.parse = parse;
    TextDecoder.prototype.decode = decode;
    String.prototype.slice = slice;
  }
  return counted;
}

test("lines of frames are not parsed, get no text of their own and are decoded a megabyte at a time, whatever websocket each is of", () => {
  const few = calls(20);
  expect(few.parse).toBeGreaterThanOrEqual(WEBSOCKETS);
  expect(calls(200)).toEqual(few);
});
