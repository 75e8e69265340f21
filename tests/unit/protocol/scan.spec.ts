import { expect, test } from "@playwright/test";
import { newPart } from "../../../src/protocol/engine/part.ts";
import { splitPayload } from "../../../src/protocol/engine/payload.ts";
import { ENGINE_TYPES, NO_SOCKET, newPacketHead, SOCKET_TYPES } from "../../../src/protocol/packet.ts";
import { scanBinary, scanPart, scanText } from "../../../src/protocol/scan.ts";

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString("base64");

function scan(text: string) {
  const head = newPacketHead();
  // The packet is in the middle of another text, and the head still has every field of the packet before.
  scanText('452-/old,99["old",1]', 0, 20, head);
  scanText(`9"]${text}"]}`, 3, 3 + text.length, head);
  const { engine, socket, before, ...rest } = head;
  return { engine: ENGINE_TYPES[engine], socket: socket === NO_SOCKET ? undefined : SOCKET_TYPES[socket], ...rest };
}
const empty = { nsp: "", ack: -1, attachments: 0, binary: false, probe: false, bare: false };
const nothing = { ...empty, socket: undefined, name: null };

test("reads the head of an event", () => {
  expect(scan('42/admin,7["chat message",{"a":1}]')).toEqual({
    engine: "message",
    socket: "EVENT",
    nsp: "/admin",
    name: "chat message",
    ack: 7,
    attachments: 0,
    bytes: 34,
    binary: false,
    probe: false,
    bare: false,
  });
  expect(scan('452-["x",{"_placeholder":true,"num":0}]')).toMatchObject({ socket: "BINARY_EVENT", nsp: "/", attachments: 2 });
  expect(scan("4312[]")).toMatchObject({ socket: "ACK", ack: 12 });
  expect(scan("40/admin?token=abc,")).toMatchObject({ socket: "CONNECT", nsp: "/admin" });
});

test("reads the head of an event that begins as the one before, and of others, as if none had been before", () => {
  const events = ['42["a",1]', '42/x,["a",1]', '42/x?q,["a",1]', '450-["a"]', '421["a"]', '42["a\\n"]', '42[""]', '42["a"]'];
  const others = [
    '42["a"',
    '42["a"}',
    '42["ab"]',
    '42["a",2]',
    '42/x,["b"]',
    '450-["a",2]',
    '421["a",2]',
    '42["a\\n",2]',
    '42["",2]',
    "2",
    "b4",
  ];
  for (const first of events) {
    for (const second of [...events, ...others]) {
      const [head, alone] = [newPacketHead(), newPacketHead()];
      scanText(first, 0, first.length, head);
      // Whoever judges the packet may change its head.
      head.socket = head.attachments = 7;
      scanText(second, 0, second.length, head);
      scanText(second, 0, second.length, alone);
      expect({ ...head, before: null }, `${first} ${second}`).toEqual({ ...alone, before: null });
    }
  }
});

test("tells a packet without JSON from one with it", () => {
  for (const text of ["40", "41", "44", "40/admin", "41/admin,", "42/admin,"]) expect(scan(text), text).toMatchObject({ bare: true });
  for (const text of ['40{"sid":"x"}', '42["x"]', "44true", "4hello", "430"]) expect(scan(text), text).toMatchObject({ bare: false });
});

test("reads an event as an event, whatever its name is", () => {
  for (const name of ['"a\\"b\\u00e9\\\\",1', '"é😀"', '""', "12,1", "-1.5e3", ' "spaced" , 1 ']) {
    expect(scan(`42[${name}]`), name).toMatchObject({ engine: "message", socket: "EVENT" });
  }
});

test("calls a packet invalid whose JSON begins or ends wrong", () => {
  for (const text of ['42["x"', "42[", "42[]", "42[true]", '42["x', '42["x"]}', "42{}", '45["x"]', '44"', '40{"a":1', "42[1-2]"]) {
    expect(scan(text), text).toMatchObject({ engine: "message", socket: "invalid" });
  }
});

test("reads packets that are not Socket.IO", () => {
  expect(scan("4hello")).toEqual({ ...nothing, engine: "message", bytes: 6 });
  expect(scan("4")).toEqual({ ...nothing, engine: "message", bytes: 1 });
  expect(scan("2")).toEqual({ ...nothing, engine: "ping", bytes: 1 });
  expect(scan("2probe")).toEqual({ ...nothing, engine: "ping", bytes: 6, probe: true });
  expect(scan("3probe")).toEqual({ ...nothing, engine: "pong", bytes: 6, probe: true });
  expect(scan("2probed")).toEqual({ ...nothing, engine: "ping", bytes: 7 });
  expect(scan('0{"sid":"x"}')).toEqual({ ...nothing, engine: "open", bytes: 12 });
  expect(scan("bAAEC")).toEqual({ ...nothing, engine: "message", bytes: 5, binary: true });
  expect(scan("b4AAEC")).toEqual({ ...nothing, engine: "message", bytes: 6, binary: true });
  for (const text of ["", "7", "x", " 4", "é"]) expect(scan(text), text).toMatchObject({ engine: "invalid" });
});

test("counts the bytes of a text in UTF-8", () => {
  for (const text of [
    '42["é"]',
    "4日本語",
    "4😀",
    "4\ud800",
    `4${"é".repeat(100_000)}`,
    `4${"x".repeat(65_535)}😀y`,
    "4ascii",
    `4${"a".repeat(70_000)}`,
  ]) {
    expect(scan(text).bytes).toBe(Buffer.byteLength(text));
  }
});

test("counts no bytes of a part, which has their number", () => {
  const head = newPacketHead();
  scanPart({ ...newPart("2,4hello"), from: 2, to: 8, bytes: 123 }, head);
  expect(head).toMatchObject({ engine: 4, bytes: 123 });
});

test("reads the type of a binary frame from its first byte", () => {
  const head = newPacketHead();
  scanBinary(base64(4, 0, 1, 2), 3, head);
  expect(head).toMatchObject({ ...empty, engine: 4, socket: NO_SOCKET, name: null, bytes: 4, binary: true });
  scanBinary(base64(1, 0, 1), 4, head);
  expect(head).toMatchObject({ ...empty, engine: 4, socket: NO_SOCKET, name: null, bytes: 3, binary: true });
  scanBinary("", 4, head);
  expect(head).toMatchObject({ engine: 4, bytes: 0 });
  for (const frame of ["", base64(9, 1), "!!!!"]) {
    scanBinary(frame, 3, head);
    expect(head).toMatchObject({ engine: 7, binary: true });
  }
});

test("reads the parts of a payload", () => {
  const head = newPacketHead();
  const seen = splitPayload(
    { base64: base64(0, 7, 255, ...Buffer.from('42["é"]').subarray(0, 7), 1, 2, 255, 4, 9, 0, 1) },
    { revision: 3 },
  ).map((part) => {
    scanPart(part, head);
    return [head.engine, head.socket, head.bytes, head.binary];
  });
  expect(seen).toEqual([
    [4, 7, 7, false],
    [4, NO_SOCKET, 2, true],
    [7, NO_SOCKET, 2, true],
  ]);
});

test("reads the name of an event, with its escapes, without decoding its arguments", () => {
  const names: readonly [text: string, name: string | null][] = [
    ['42["chat",1]', "chat"],
    ['42/admin,7["user joined"]', "user joined"],
    ['451-["file",{"_placeholder":true,"num":0}]', "file"],
    ['42["a\\"b\\\\","c"]', 'a"b\\'],
    ['42["\\u00e9"]', "é"],
    ['42["",1]', ""],
    ["42[5]", null],
    ['43["no event"]', null],
    ['4{"type":2,"nsp":"/","data":["other parser"]}', "other parser"],
  ];
  for (const [text, name] of names) expect(scan(text).name, text).toBe(name);
});
