import { expect, test } from "@playwright/test";
import { decodePart, type PayloadForm, splitPayload } from "../../../src/protocol/engine/payload.ts";
import type { Body } from "../../../src/wire/event.ts";
import recorded from "../../fixtures/engine3-payloads.json" with { type: "json" };

const bytes = (...values: number[]) => new Uint8Array(values);
const base64 = (...values: (number | string)[]) =>
  Buffer.concat(values.map((value) => (typeof value === "string" ? Buffer.from(value) : Buffer.from([value])))).toString("base64");

function decode(body: Body, form: PayloadForm) {
  return splitPayload(body, form).map((part) => decodePart(part, form.revision));
}
const decode3 = (text: string, utf8Twice?: boolean) => decode({ text }, { revision: 3, ...(utf8Twice !== undefined && { utf8Twice }) });

test.describe("revision 4", () => {
  test("splits packets at the separator", () => {
    expect(decode({ text: "4hello\x1e2\x1e4world" }, { revision: 4 })).toEqual([
      { type: "message", data: "hello", bytes: 6 },
      { type: "ping", bytes: 1 },
      { type: "message", data: "world", bytes: 6 },
    ]);
    expect(decode({ text: "4€€€\x1ebAQIDBA==\x1e4é" }, { revision: 4 })).toEqual([
      { type: "message", data: "€€€", bytes: 10 },
      { type: "message", data: bytes(1, 2, 3, 4), bytes: 9 },
      { type: "message", data: "é", bytes: 3 },
    ]);
  });

  test("keeps the valid packets around an invalid one", () => {
    expect(decode({ text: "4a\x1e\x1eb?\x1ex\x1e4b\x1e" }, { revision: 4 })).toEqual([
      { type: "message", data: "a", bytes: 2 },
      { type: "invalid", bytes: 0, reason: ["reasonEmptyPacket"] },
      { type: "invalid", data: "b?", bytes: 2, reason: ["reasonNoBase64", "b"] },
      { type: "invalid", data: "x", bytes: 1, reason: ["reasonNoType", '"x"'] },
      { type: "message", data: "b", bytes: 2 },
      { type: "invalid", bytes: 0, reason: ["reasonEmptyPacket"] },
    ]);
  });

  test("splits a body that was recorded as bytes", () => {
    expect(decode({ base64: base64("4é\x1e2") }, { revision: 4 })).toEqual([
      { type: "message", data: "é", bytes: 3 },
      { type: "ping", bytes: 1 },
    ]);
    expect(decode({ base64: base64("4é\x1e4", 0xff, "\x1e2") }, { revision: 4 })).toEqual([
      { type: "message", data: "é", bytes: 3 },
      { type: "invalid", data: bytes(0x34, 0xff), bytes: 2, reason: ["reasonNotUtf8"] },
      { type: "ping", bytes: 1 },
    ]);
  });
});

test.describe("revision 3, text form", () => {
  test("splits packets by their lengths", () => {
    expect(decode3("6:4hello1:26:3probe")).toEqual([
      { type: "message", data: "hello", bytes: 6 },
      { type: "ping", bytes: 1 },
      { type: "pong", data: "probe", bytes: 6 },
    ]);
    expect(decode3("14:b4AAECA/z9/v8=2:4x")).toEqual([
      { type: "message", data: bytes(0, 1, 2, 3, 252, 253, 254, 255), bytes: 14 },
      { type: "message", data: "x", bytes: 2 },
    ]);
    expect(decode3("0:")).toEqual([]);
    expect(decode3("0:1:6")).toEqual([{ type: "noop", bytes: 1 }]);
  });

  test("counts lengths in UTF-16 units as socket.io 2 does", () => {
    expect(decode3('9:42["é😀"]1:2')).toEqual([
      { type: "message", data: '2["é😀"]', bytes: 12 },
      { type: "ping", bytes: 1 },
    ]);
  });

  // socketio/engine.io-client#600
  test("tells lengths that count bytes or code points, from the first packet on whose length is another", () => {
    const open = "1:6";
    const told = (body: string) => decode3(body).map(({ type, data, reason }) => [type, data, reason]);
    const party = '42["room message","🎉"]';
    expect(told(`${open}25:${party}`)).toEqual([
      ["noop", undefined, undefined],
      ["invalid", `25:${party}`, ["reasonLengthInBytes", 25, 23]],
    ]);
    // By UTF-16 units, the first packet would end in the middle of the second.
    expect(told(`25:${party}2:40`)).toEqual([["invalid", `25:${party}2:40`, ["reasonLengthInBytes", 25, 23]]]);
    expect(told(`${open}22:${party}2:40`)).toEqual([
      ["noop", undefined, undefined],
      ["invalid", `22:${party}2:40`, ["reasonLengthInCodePoints", 22, 23]],
    ]);
    expect(told(`10:42["é"]2:40`)[0]?.[2]).not.toEqual(["reasonLengthInBytes", 10, 7]);
    // The wrong length reaches just to the end of the packet after it.
    expect(told(`12:42["日本"]2:40`)).toEqual([["invalid", `12:42["日本"]2:40`, ["reasonLengthInBytes", 12, 8]]]);
    expect(told(`6:4é12:3`)).toEqual([["message", "é12:3", undefined]]);
    expect(told(`8:42["é"]8:42["é"]`)).toEqual([["invalid", `8:42["é"]8:42["é"]`, ["reasonLengthInBytes", 8, 7]]]);
    expect(told(`30:${party}`)).toEqual([["invalid", `30:${party}`, ["reasonCutOffCharacters", 30, 23]]]);
  });

  test("decodes text that socket.io 1 encoded to UTF-8 twice", () => {
    expect(decode3('12:42["hÃ©llo"]10:42["ð\x9f\x98\x80"]')).toEqual([
      { type: "message", data: '2["héllo"]', bytes: 12 },
      { type: "message", data: '2["😀"]', bytes: 10 },
    ]);
  });

  test("decodes text twice in all packets of a body or in none", () => {
    expect(decode3("3:4Ã©2:4é").map((packet) => packet.data)).toEqual(["Ã©", "é"]);
    expect(decode3("3:4Ã©2:4€").map((packet) => packet.data)).toEqual(["Ã©", "€"]);
    expect(decode3("3:4Ã©2:4x").map((packet) => packet.data)).toEqual(["é", "x"]);
  });

  test("decodes text as often as the caller says", () => {
    expect(decode3("3:4Ã©", false).map((packet) => packet.data)).toEqual(["Ã©"]);
    expect(decode3("3:4Ã©2:4é", true).map((packet) => packet.data)).toEqual(["é", "é"]);
  });

  test("keeps the packets before a cut, and the rest as one invalid part", () => {
    expect(decode3("2:4a10:4bcd")).toEqual([
      { type: "message", data: "a", bytes: 2 },
      { type: "invalid", data: "10:4bcd", bytes: 7, reason: ["reasonCutOffCharacters", 10, 4] },
    ]);
    expect(decode3("3:4Ã©1")).toEqual([
      { type: "message", data: "é", bytes: 3 },
      { type: "invalid", data: "1", bytes: 1, reason: ["reasonNoLength"] },
    ]);
    expect(decode3("ok")).toEqual([{ type: "invalid", data: "ok", bytes: 2, reason: ["reasonNoLength"] }]);
    expect(decode3(":4a")).toMatchObject([{ type: "invalid" }]);
    expect(decode3("-1:4a")).toMatchObject([{ type: "invalid" }]);
    expect(decode3(`${"9".repeat(400)}:4a`)).toMatchObject([{ type: "invalid" }]);
  });

  test("keeps the packets after an invalid one", () => {
    expect(decode3("2:9x2:4a3:b4?2:4b")).toMatchObject([
      { type: "invalid" },
      { data: "a" },
      { type: "invalid", data: "b4?" },
      { data: "b" },
    ]);
  });
});

test.describe("revision 3, binary form", () => {
  const decodeBytes = (...values: (number | string)[]) => decode({ base64: base64(...values) }, { revision: 3 });

  test("splits text and binary packets", () => {
    expect(decodeBytes(0, 6, 255, "4hello", 1, 5, 255, 4, 1, 2, 3, 4, 0, 9, 255, '42["héé', 0, 1, 255, "2")).toEqual([
      { type: "message", data: "hello", bytes: 6 },
      { type: "message", data: bytes(1, 2, 3, 4), bytes: 5 },
      { type: "message", data: '2["héé', bytes: 9 },
      { type: "ping", bytes: 1 },
    ]);
  });

  test("splits the binary form when it was recorded as Latin-1 text", () => {
    expect(decode({ text: "\x00\x03\xff4Ã©\x01\x02\xff\x04\x80" }, { revision: 3 })).toEqual([
      { type: "message", data: "é", bytes: 3 },
      { type: "message", data: bytes(128), bytes: 2 },
    ]);
  });

  test("keeps lone surrogates", () => {
    expect(decodeBytes(0, 8, 255, "4a", 0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80)[0]?.data).toBe("a\ud800\udc00");
    expect(decodeBytes(0, 4, 255, "4", 0xed, 0xb0, 0x80)[0]?.data).toBe("\udc00");
  });

  test("keeps the packets around a broken one", () => {
    expect(decodeBytes(0, 2, 255, "4a", 0, 2, 255, "4", 0xff, 1, 2, 255, 9, 9, 0, 0, 255, 0, 2, 255, "4b", 0, 5, 255, "4c")).toEqual([
      { type: "message", data: "a", bytes: 2 },
      { type: "invalid", data: bytes(0x34, 0xff), bytes: 2, reason: ["reasonNotUtf8"] },
      { type: "invalid", data: bytes(9, 9), bytes: 2, reason: ["reasonNoType", "0x09"] },
      { type: "invalid", bytes: 0, reason: ["reasonEmptyPacket"] },
      { type: "message", data: "b", bytes: 2 },
      { type: "invalid", data: bytes(0, 5, 255, 0x34, 0x63), bytes: 5, reason: ["reasonCutOffBytes", 5, 2] },
    ]);
    expect(decodeBytes(0, 1, 255, "2", 7, 7)).toMatchObject([{ type: "ping" }, { type: "invalid", data: bytes(7, 7) }]);
    expect(decodeBytes(0)).toMatchObject([{ type: "invalid", reason: ["reasonNoLength"] }]);
    expect(decodeBytes(0, 255, "2")).toMatchObject([{ type: "invalid", reason: ["reasonNoLength"] }]);
    expect(decodeBytes(0, 1)).toMatchObject([{ type: "invalid", reason: ["reasonNoLength"] }]);
    expect(decodeBytes(0, ...Array<number>(400).fill(9), 255, "2")).toMatchObject([{ type: "invalid" }]);
  });

  test("splits the text form recorded as bytes, and calls bytes of neither form invalid", () => {
    expect(decodeBytes("2:4é2:4b").map((packet) => packet.data)).toEqual(["é", "b"]);
    expect(decodeBytes(0xff, 0xfe)).toMatchObject([{ type: "invalid", data: bytes(0xff, 0xfe), reason: ["reasonNotPayload"] }]);
  });
});

test("finds no packets in an empty or omitted body", () => {
  for (const revision of [3, 4] as const) {
    expect(splitPayload({ text: "" }, { revision })).toEqual([]);
    expect(splitPayload({ base64: "" }, { revision })).toEqual([]);
    expect(splitPayload({ omitted: "evicted" }, { revision })).toEqual([]);
    expect(decode({ base64: "?" }, { revision })).toMatchObject([{ type: "invalid", data: "?", reason: ["reasonRecordedBase64"] }]);
  }
});

test("splits off 65,535 packets at most and keeps the rest as one part", () => {
  const pings = 70_000;
  for (const [body, revision, size] of [
    [{ text: Array(pings).fill("2").join("\x1e") }, 4, (pings - 65_535) * 2 - 1],
    [{ text: "1:2".repeat(pings) }, 3, (pings - 65_535) * 3],
    [{ base64: Buffer.from(Array(pings).fill([0, 1, 255, 0x32]).flat()).toString("base64") }, 3, (pings - 65_535) * 4],
  ] as const) {
    const packets = decode(body, { revision });
    expect(packets).toHaveLength(65_536);
    expect(packets[65_534]).toEqual({ type: "ping", bytes: 1 });
    expect(packets[65_535]).toMatchObject({ type: "invalid", bytes: size, reason: ["reasonTooManyPackets", 65_535] });
    expect(packets[65_535]?.data).toHaveLength(size);
  }
});

for (const { socketIo, name, supportsBinary, body } of recorded.records) {
  test(`reads what socket.io ${socketIo} writes: ${name}, ${supportsBinary ? "binary allowed" : "as text"}`, () => {
    const packets = recorded.packets[name as keyof typeof recorded.packets].map((packet) => {
      const { type, text, base64 } = packet as { type: string; text?: string; base64?: string };
      if (base64 !== undefined) return { type, data: new Uint8Array(Buffer.from(base64, "base64")) };
      return text === undefined ? { type } : { type, data: text };
    });
    const read = decode("text" in body ? { text: body.text } : { base64: body.base64 }, { revision: 3 });
    expect(read.map(({ bytes: _, ...packet }) => packet)).toEqual(packets);
  });
}
