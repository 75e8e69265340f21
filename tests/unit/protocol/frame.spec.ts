import { expect, test } from "@playwright/test";
import { decodeFrame } from "../../../src/protocol/engine/frame.ts";

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");
const data = (...bytes: number[]) => new Uint8Array(bytes);

test("decodes text frames of both revisions", () => {
  for (const revision of [3, 4] as const) {
    const decode = (text: string) => decodeFrame({ text }, 1, revision);
    expect(decode('0{"sid":"x"}')).toEqual({ type: "open", data: '{"sid":"x"}', bytes: 12 });
    expect(decode("1")).toEqual({ type: "close", bytes: 1 });
    expect(decode("2probe")).toEqual({ type: "ping", data: "probe", bytes: 6 });
    expect(decode("3probe")).toEqual({ type: "pong", data: "probe", bytes: 6 });
    expect(decode("4HelloWorld")).toEqual({ type: "message", data: "HelloWorld", bytes: 11 });
    expect(decode('42["é😀"]')).toEqual({ type: "message", data: '2["é😀"]', bytes: 12 });
    expect(decode("5")).toEqual({ type: "upgrade", bytes: 1 });
    expect(decode("6")).toEqual({ type: "noop", bytes: 1 });
  }
});

test("decodes binary frames", () => {
  expect(decodeFrame({ base64: base64(1, 2, 3, 4) }, 2, 4)).toEqual({ type: "message", data: data(1, 2, 3, 4), bytes: 4 });
  expect(decodeFrame({ base64: base64(4, 0, 1, 2) }, 2, 3)).toEqual({ type: "message", data: data(0, 1, 2), bytes: 4 });
  expect(decodeFrame({ text: "" }, 2, 4)).toEqual({ type: "message", data: data(), bytes: 0 });
  expect(decodeFrame({ base64: base64(4) }, 2, 3)).toEqual({ type: "message", data: data(), bytes: 1 });
  expect(decodeFrame({ text: "\x04é" }, 2, 3)).toEqual({ type: "message", data: data(0xc3, 0xa9), bytes: 3 });
});

test("decodes base64 in text frames", () => {
  expect(decodeFrame({ text: "bAAEC/fz9" }, 1, 4)).toEqual({ type: "message", data: data(0, 1, 2, 253, 252, 253), bytes: 9 });
  expect(decodeFrame({ text: "b4AAECA/z9/v8=" }, 1, 3)).toEqual({ type: "message", data: data(0, 1, 2, 3, 252, 253, 254, 255), bytes: 14 });
  expect(decodeFrame({ text: "b" }, 1, 4)).toEqual({ type: "message", data: data(), bytes: 1 });
  // Padding may be missing; the URL alphabet and white space are fine.
  for (const text of ["b+/8BAg==", "b+/8BAg", "b-_8BAg", "b-_8BAg=", "b+/8B\r\nAg==\n"])
    expect(decodeFrame({ text }, 1, 4).data, text).toEqual(data(0xfb, 0xff, 1, 2));
  expect(decodeFrame({ text: "b4-_8BAg" }, 1, 3).data).toEqual(data(0xfb, 0xff, 1, 2));
  expect(decodeFrame({ text: "b4" }, 1, 3)).toEqual({ type: "message", data: data(), bytes: 2 });
});

test("keeps the bytes of a frame that is not a packet, with the reason", () => {
  for (const revision of [3, 4] as const) {
    expect(decodeFrame({ text: "" }, 1, revision)).toEqual({ type: "invalid", bytes: 0, reason: ["reasonEmptyPacket"] });
    expect(decodeFrame({ text: "hello" }, 1, revision)).toEqual({
      type: "invalid",
      data: "hello",
      bytes: 5,
      reason: ["reasonNoType", '"h"'],
    });
    expect(decodeFrame({ text: "7" }, 1, revision)).toMatchObject({ type: "invalid", data: "7" });
    expect(decodeFrame({ base64: base64(0x34, 0xff) }, 1, revision)).toEqual({
      type: "invalid",
      data: data(0x34, 0xff),
      bytes: 2,
      reason: ["reasonNotUtf8"],
    });
    expect(decodeFrame({ base64: "?" }, 2, revision)).toMatchObject({ type: "invalid", data: "?" });
  }
  for (const text of ["bAAECA===A", "bAAE?", "bA"])
    expect(decodeFrame({ text }, 1, 4)).toMatchObject({ type: "invalid", data: text, reason: ["reasonNoBase64", "b"] });
  expect(decodeFrame({ text: "b4A*==" }, 1, 3)).toMatchObject({ type: "invalid", data: "b4A*==", reason: ["reasonNoBase64", "b4"] });
  expect(decodeFrame({ text: "b9AAAA" }, 1, 3)).toMatchObject({ type: "invalid", data: "b9AAAA", reason: ["reasonNoType", '"9"'] });
  expect(decodeFrame({ base64: base64(7, 1) }, 2, 3)).toEqual({
    type: "invalid",
    data: data(7, 1),
    bytes: 2,
    reason: ["reasonNoType", "0x07"],
  });
  expect(decodeFrame({ text: "" }, 2, 3)).toMatchObject({ type: "invalid", reason: ["reasonEmptyPacket"] });
});

test("gives the reason why a frame was not recorded", () => {
  expect(decodeFrame({ omitted: "not-reported", bytes: 7 }, 2, 4)).toEqual({
    type: "message",
    bytes: 7,
    reason: ["notCaptured", "not-reported"],
  });
  expect(decodeFrame({ omitted: "too-large" }, 1, 4)).toEqual({ type: "invalid", bytes: 0, reason: ["notCaptured", "too-large"] });
});

test("decodes a text frame that was recorded as bytes", () => {
  expect(decodeFrame({ base64: Buffer.from("4é").toString("base64") }, 1, 4)).toEqual({ type: "message", data: "é", bytes: 3 });
});

test("uses the number of bytes that a scan has counted", () => {
  expect(decodeFrame({ text: "4hello" }, 1, 4, 6)).toEqual({ type: "message", data: "hello", bytes: 6 });
});
