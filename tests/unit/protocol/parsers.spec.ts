import { expect, test } from "@playwright/test";
import { newPacketHead, SOCKET_TYPES } from "../../../src/protocol/packet.ts";
import { scanText } from "../../../src/protocol/scan.ts";
import { decodeCbor } from "../../../src/protocol/socket/cbor.ts";
import { decodeMsgpack } from "../../../src/protocol/socket/msgpack.ts";
import { decodeJsonParsed, decodeParsed } from "../../../src/protocol/socket/parsers.ts";
import { decodeSocket } from "../../../src/protocol/socket/text.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));

// From the README of socket.io-msgpack-parser: socket.emit("hello", "you").
const HELLO = hex("83 a4 74 79 70 65 02 a3 6e 73 70 a1 2f a4 64 61 74 61 92 a5 68 65 6c 6c 6f a3 79 6f 75");

test("recognises packets of socket.io-msgpack-parser by their fields", () => {
  expect(decodeParsed(HELLO)).toEqual({ type: "EVENT", nsp: "/", attachments: 0, parser: "msgpack", data: ["hello", "you"] });
  // {type:0, data:{sid:"x"}, nsp:"/"}
  expect(decodeParsed(hex("83 a474797065 00 a464617461 81 a3736964 a178 a36e7370 a12f"))).toMatchObject({
    type: "CONNECT",
    data: { sid: "x" },
  });
  // {type:3, data:[bytes], id:7, nsp:"/é?a=b"}
  expect(decodeParsed(hex("84 a474797065 03 a464617461 91 c402 0102 a26964 07 a36e7370 a7 2fc3a93f613d62"))).toEqual({
    type: "ACK",
    nsp: "/é",
    query: "a=b",
    id: 7,
    attachments: 0,
    parser: "msgpack",
    data: [new Uint8Array([1, 2])],
  });
  // {type:2, data:{}, nsp:"/"}: an event without an array
  expect(decodeParsed(hex("83 a474797065 02 a464617461 80 a36e7370 a12f"))).toMatchObject({
    type: "invalid",
    parser: "msgpack",
    reason: ["reasonTakesNamedArray", "EVENT"],
  });
});

test("recognises packets in CBOR by their fields", () => {
  // As cbor-x writes them: {type:2, nsp:"/", data:["hello", 1.5]}, the map with a length of two bytes.
  expect(decodeParsed(hex("b90003 6474797065 02 636e7370 612f 6464617461 82 6568656c6c6f fb3ff8000000000000"))).toEqual({
    type: "EVENT",
    nsp: "/",
    attachments: 0,
    parser: "cbor",
    data: ["hello", 1.5],
  });
});

test("recognises packets of socket.io-json-parser when scanning and when decoding", () => {
  const text = '{"type":2,"data":["hello",1],"id":3,"nsp":"/admin"}';
  const packet = { type: "EVENT", nsp: "/admin", id: 3, attachments: 0, parser: "json", data: ["hello", 1] };
  expect(decodeJsonParsed(text)).toEqual(packet);
  expect(decodeSocket(text)).toEqual(packet);
  expect(decodeJsonParsed('{"nsp":"/admin","type":2,"id":3,"data":["hello",1]}')).toEqual(packet);
  const head = newPacketHead();
  scanText(`4${text}`, 0, text.length + 1, head);
  expect([SOCKET_TYPES[head.socket], head.nsp, head.ack]).toEqual(["EVENT", "/admin", 3]);
});

test("makes no packet of other bytes and texts", () => {
  const rest = HELLO.subarray(0, HELLO.length - 1);
  for (const bytes of [
    hex(""),
    hex("00"),
    hex("80"),
    hex("a0"),
    hex("8101"),
    rest,
    hex(`${Buffer.from(HELLO).toString("hex")}00`),
    hex("bf"),
  ])
    expect(decodeParsed(bytes)).toBeUndefined();
  for (const text of [
    "",
    "{}",
    '{"a":1}',
    '{"type":2}',
    '{"type":"2","nsp":"/"}',
    '{"type":9,"nsp":"/"}',
    '{"type":2,"nsp":"chat","data":[]}',
  ])
    expect(decodeJsonParsed(text), text).toBeUndefined();
});

test("decodes each type of MessagePack", () => {
  const values: readonly (readonly [string, unknown])[] = [
    ["7f", 127],
    ["e0", -32],
    ["c0", null],
    ["c2", false],
    ["c3", true],
    ["ccff", 255],
    ["cdffff", 65535],
    ["ceffffffff", 4294967295],
    ["cf0000000100000000", 4294967296],
    ["cf0020000000000000", 2 ** 53],
    ["cfffffffffffffffff", 18446744073709551615n],
    ["d0ff", -1],
    ["d18000", -32768],
    ["d280000000", -2147483648],
    ["d3ffffffffffffffff", -1],
    ["ca3fc00000", 1.5],
    ["cb3ff8000000000000", 1.5],
    ["a161", "a"],
    ["d90161", "a"],
    ["da000161", "a"],
    ["db0000000161", "a"],
    ["c40101", new Uint8Array([1])],
    ["c5000101", new Uint8Array([1])],
    ["c60000000101", new Uint8Array([1])],
    ["dc000101", [1]],
    ["dd0000000101", [1]],
    ["de0001a16101", { a: 1 }],
    ["df00000001a16101", { a: 1 }],
    ["d40000", undefined],
    ["d7007fffffffffffffff", null],
    ["d7000000000000000001", "1970-01-01T00:00:00.001Z"],
    ["d6ff00000001", "1970-01-01T00:00:01.000Z"],
    ["d7ff0000000000000001", "1970-01-01T00:00:01.000Z"],
    ["c70cff000000000000000000000001", "1970-01-01T00:00:01.000Z"],
    ["d50501 02", new Uint8Array([1, 2])],
    ["c8000105 09", new Uint8Array([9])],
    ["c90000000105 09", new Uint8Array([9])],
  ];
  for (const [bytes, value] of values) expect(decodeMsgpack(hex(bytes)), bytes).toEqual(value);
});

test("decodes the examples of RFC 8949, Appendix A (CBOR)", () => {
  const values: readonly (readonly [string, unknown])[] = [
    ["17", 23],
    ["1818", 24],
    ["1b000000e8d4a51000", 1000000000000],
    ["1bffffffffffffffff", 18446744073709551615n],
    ["3bffffffffffffffff", -18446744073709551616n],
    ["3903e7", -1000],
    ["f90000", 0],
    ["f93e00", 1.5],
    ["f97bff", 65504],
    ["f90001", 2 ** -24],
    ["f9c400", -4],
    ["f97c00", Number.POSITIVE_INFINITY],
    ["fa47c35000", 100000],
    ["fb3ff199999999999a", 1.1],
    ["f4", false],
    ["f5", true],
    ["f6", null],
    ["f7", undefined],
    ["f8ff", undefined],
    ["c11a514b67b0", 1363896240],
    ["4401020304", new Uint8Array([1, 2, 3, 4])],
    ["62c3bc", "ü"],
    ["83010203", [1, 2, 3]],
    ["a201020304", { 1: 2, 3: 4 }],
    ["5f42010243030405ff", new Uint8Array([1, 2, 3, 4, 5])],
    ["7f657374726561646d696e67ff", "streaming"],
    ["9f018202039f0405ffff", [1, [2, 3], [4, 5]]],
    ["bf61610161629f0203ffff", { a: 1, b: [2, 3] }],
  ];
  for (const [bytes, value] of values) expect(decodeCbor(hex(bytes)), bytes).toEqual(value);
});

test("refuses huge lengths and endless nesting without allocating memory for them", () => {
  const arrays = (bytes: string, times: number) => hex(bytes.repeat(times));
  for (const [decode, bytes] of [
    [decodeMsgpack, arrays("dd01ffffff", 500)],
    [decodeMsgpack, arrays("dfffffffff", 500)],
    [decodeMsgpack, arrays("91", 100_000)],
    [decodeMsgpack, hex("c6ffffffff00")],
    [decodeMsgpack, hex("c1")],
    [decodeCbor, arrays("9a01ffffff", 500)],
    [decodeCbor, arrays("9f", 100_000)],
    [decodeCbor, arrays("c1", 100_000)],
    [decodeCbor, hex("5bffffffffffffffff00")],
    [decodeCbor, hex("ff")],
    [decodeCbor, hex("1c")],
  ] as const) {
    expect(() => decode(bytes)).toThrow(RangeError);
  }
});
