import { expect, test } from "@playwright/test";
import { MAX_DEPTH } from "../../../src/protocol/depth.ts";
import type { Reason } from "../../../src/protocol/reason.ts";
import { decodeSocket } from "../../../src/protocol/socket/text.ts";

const decoded: readonly (readonly [string, object])[] = [
  ["0", { type: "CONNECT", nsp: "/", attachments: 0 }],
  ['0{"token":"123"}', { type: "CONNECT", nsp: "/", attachments: 0, data: { token: "123" } }],
  ["0/admin", { type: "CONNECT", nsp: "/admin", attachments: 0 }],
  ["0/admin,", { type: "CONNECT", nsp: "/admin", attachments: 0 }],
  ['0/admin,{"sid":"oSO0OpakMV_3jnilAAAA"}', { type: "CONNECT", nsp: "/admin", attachments: 0, data: { sid: "oSO0OpakMV_3jnilAAAA" } }],
  ["0/admin?token=abc&u=%C3%A9,", { type: "CONNECT", nsp: "/admin", query: "token=abc&u=%C3%A9", attachments: 0 }],
  ["0[]", { type: "CONNECT", nsp: "/", attachments: 0, data: [], reason: ["reasonNewerData"] }],
  // JavaScript reads white space as the number 0, and around a number as nothing.
  ['2 ["foo"]', { type: "EVENT", nsp: "/", id: 0, attachments: 0, data: ["foo"] }],
  ['2/a, 12["foo"]', { type: "EVENT", nsp: "/a", id: 12, attachments: 0, data: ["foo"] }],
  ["0/admin?token=abc", { type: "CONNECT", nsp: "/admin", query: "token=abc", attachments: 0 }],
  ["0/a?b=/c?d,", { type: "CONNECT", nsp: "/a", query: "b=/c?d", attachments: 0 }],
  ["0/?token=abc,", { type: "CONNECT", nsp: "/", query: "token=abc", attachments: 0 }],
  ["1", { type: "DISCONNECT", nsp: "/", attachments: 0 }],
  ["1/admin,", { type: "DISCONNECT", nsp: "/admin", attachments: 0 }],
  ['2["foo"]', { type: "EVENT", nsp: "/", attachments: 0, data: ["foo"] }],
  ['2["?/,12",{"a":[1.5,null]}]', { type: "EVENT", nsp: "/", attachments: 0, data: ["?/,12", { a: [1.5, null] }] }],
  ['212["foo"]', { type: "EVENT", nsp: "/", id: 12, attachments: 0, data: ["foo"] }],
  ['20["foo"]', { type: "EVENT", nsp: "/", id: 0, attachments: 0, data: ["foo"] }],
  ['2/admin,456["project:delete",123]', { type: "EVENT", nsp: "/admin", id: 456, attachments: 0, data: ["project:delete", 123] }],
  ["2[7,1]", { type: "EVENT", nsp: "/", attachments: 0, data: [7, 1] }],
  ['2["connect"]', { type: "EVENT", nsp: "/", attachments: 0, data: ["connect"], reason: ["reasonNewerName", "connect"] }],
  ['2["error"]', { type: "EVENT", nsp: "/", attachments: 0, data: ["error"] }],
  ["3/admin,456[]", { type: "ACK", nsp: "/admin", id: 456, attachments: 0, data: [] }],
  ['4{"message":"Not authorized"}', { type: "CONNECT_ERROR", nsp: "/", attachments: 0, data: { message: "Not authorized" } }],
  ['4/nope,"Invalid namespace"', { type: "CONNECT_ERROR", nsp: "/nope", attachments: 0, data: "Invalid namespace" }],
  ["4/x,true", { type: "CONNECT_ERROR", nsp: "/x", attachments: 0, data: true, reason: ["reasonNewerData"] }],
  ["4[1]", { type: "CONNECT_ERROR", nsp: "/", attachments: 0, data: [1], reason: ["reasonNewerData"] }],
  ["4null", { type: "CONNECT_ERROR", nsp: "/", attachments: 0, data: null, reason: ["reasonNewerData"] }],
  ['4{"toString":1}', { type: "CONNECT_ERROR", nsp: "/", attachments: 0, data: { toString: 1 } }],
  ["4", { type: "CONNECT_ERROR", nsp: "/", attachments: 0 }],
  [
    '51-["baz",{"_placeholder":true,"num":0}]',
    { type: "BINARY_EVENT", nsp: "/", attachments: 1, data: ["baz", { _placeholder: true, num: 0 }] },
  ],
  ['50-["none"]', { type: "BINARY_EVENT", nsp: "/", attachments: 0, data: ["none"] }],
  [
    '512-/admin,7["many"]',
    { type: "BINARY_EVENT", nsp: "/admin", id: 7, attachments: 12, data: ["many"], reason: ["reasonNewerCount", 12] },
  ],
  ['510-["ten"]', { type: "BINARY_EVENT", nsp: "/", attachments: 10, data: ["ten"] }],
  [
    '61-15[{"_placeholder":true,"num":0}]',
    { type: "BINARY_ACK", nsp: "/", id: 15, attachments: 1, data: [{ _placeholder: true, num: 0 }] },
  ],
];
for (const [text, packet] of decoded) {
  test(`decodes ${text}`, () => expect(decodeSocket(text)).toEqual(packet));
}

const broken: readonly (readonly [string, Reason])[] = [
  // Places count from 1 in the packet, which begins with the digit of the message: 42["x"…
  ['2["x",{"v":NaN}]', ["reasonNoJson", "NaN", 13]],
  ['2["x",-Infinity]', ["reasonNoJson", "-Infinity", 8]],
  ['2["x",undefined]', ["reasonNoJson", "undefined", 8]],
  ['2["x",{"ok":True}]', ["reasonNoJson", "True", 14]],
  ['2["x",None]', ["reasonNoJson", "None", 8]],
  ['2["x",012]', ["reasonNoJson", "012", 8]],
  ['2["x",1.]', ["reasonNoJson", "1.", 8]],
  ['2["x",{a:1}]', ["reasonNoJson", "a", 9]],
  ["2['x']", ["reasonNoJson", "'x'", 4]],
  ['2["x\\q"]', ["reasonNoJson", "\\q", 6]],
  ['2["x",1 2]', ["reasonJsonUnexpected", "2", 10]],
  ['2["x"}', ["reasonJsonUnexpected", "}", 7]],
  ['2["x",,1]', ["reasonJsonUnexpected", ",", 8]],
  ['2["x",{"a" 1}]', ["reasonJsonUnexpected", "1", 13]],
  ['2["x",]', ["reasonJsonTrailingComma", 7]],
  ['2["x",{"a":1,}]', ["reasonJsonTrailingComma", 14]],
  ['2["x","a\nb"]', ["reasonJsonControl", "U+000A", 10]],
  ['2["x"', ["reasonJsonCutOff", 6]],
  ['2["x', ["reasonJsonCutOff", 5]],
  ['2["x",{"a":', ["reasonJsonCutOff", 12]],
  ["2[", ["reasonJsonCutOff", 3]],
  ['2["x"]trailing', ["reasonJsonAfterEnd", "trailing", 8]],
  ['2/a,7["x",', ["reasonJsonCutOff", 11]],
  ["2[]", ["reasonTakesNamedArray", "EVENT"]],
  ["2[{}]", ["reasonTakesNamedArray", "EVENT"]],
  ['2{"a":1}', ["reasonTakesNamedArray", "EVENT"]],
  ["2/chat,oops", ["reasonAfterNamespace", "/chat", "oops"]],
  // A namespace with a comma in its name is cut at the comma.
  ['2/a,b,["x"]', ["reasonAfterNamespace", "/a", 'b,["x"]']],
  ['2/chat["x"]', ["reasonNoComma", "/chat"]],
  ['2/chat["msg","hi"]', ["reasonNoComma", "/chat"]],
  ['2/chat["msg",["a"]]', ["reasonNoComma", "/chat"]],
  ['0/admin{"token":"x"}', ["reasonNoComma", "/admin"]],
  ['0/admin{"token":"x","v":1}', ["reasonNoComma", "/admin"]],
  ['4/nope"Invalid namespace"', ["reasonNoComma", "/nope"]],
  ['3{"a":1}', ["reasonTakesArray", "ACK"]],
  ['212 34["x"]', ["reasonAckIdNumber"]],
  ['0/a,"x"', ["reasonTakesObject", "CONNECT"]],
  ["1{}", ["reasonTakesNothing", "DISCONNECT"]],
  ['5["x"]', ["reasonNoCount", "BINARY_EVENT"]],
  ['6-["x"]', ["reasonNoCount", "BINARY_ACK"]],
  ['51-{"a":1}', ["reasonTakesNamedArray", "BINARY_EVENT"]],
  ['299999999999999999["x"]', ["reasonAckIdTooLarge"]],
  ['599999999999999999-["x"]', ["reasonCountTooLarge"]],
];
for (const [text, reason] of broken) {
  test(`calls ${text} invalid`, () => expect(decodeSocket(text)).toMatchObject({ type: "invalid", reason }));
}

// The decoders of all revisions of socket.io-parser read these (tests/fuzz compares them with the current one).
const headsAlone: readonly (readonly [string, object])[] = [
  ["30", { type: "ACK", nsp: "/", id: 0, attachments: 0 }],
  ["3/admin,12", { type: "ACK", nsp: "/admin", id: 12, attachments: 0 }],
  ["3", { type: "ACK", nsp: "/", attachments: 0, reason: ["reasonNoAckId"] }],
  ["61-", { type: "BINARY_ACK", nsp: "/", attachments: 1, reason: ["reasonNoAckId"] }],
  ["2", { type: "EVENT", nsp: "/", attachments: 0, reason: ["reasonNoEventName"] }],
  ["212", { type: "EVENT", nsp: "/", id: 12, attachments: 0, reason: ["reasonNoEventName"] }],
  ["2/3", { type: "EVENT", nsp: "/3", attachments: 0, reason: ["reasonNoComma", "/3"] }],
  ["2/chat?x=1", { type: "EVENT", nsp: "/chat", query: "x=1", attachments: 0, reason: ["reasonNoComma", "/chat"] }],
  ["52-10", { type: "BINARY_EVENT", nsp: "/", id: 10, attachments: 2, reason: ["reasonNoEventName"] }],
  ["61-4", { type: "BINARY_ACK", nsp: "/", id: 4, attachments: 1 }],
];
for (const [text, packet] of headsAlone) {
  test(`reads ${text} in a session that uses Socket.IO, and nowhere else`, () => {
    if (!text.includes(",")) expect(decodeSocket(text)).toBeUndefined();
    expect(decodeSocket(text, true)).toEqual(packet);
  });
}

test("says that an ack with data has no id", () => {
  expect(decodeSocket('3["x"]')).toEqual({ type: "ACK", nsp: "/", attachments: 0, data: ["x"], reason: ["reasonNoAckId"] });
  expect(decodeSocket('3/a,["x"]')).toMatchObject({ type: "ACK", nsp: "/a", reason: ["reasonNoAckId"] });
  expect(decodeSocket('61-[{"_placeholder":true,"num":0}]')).toMatchObject({ type: "BINARY_ACK", reason: ["reasonNoAckId"] });
});

test("reads an event that ends after its namespace", () => {
  expect(decodeSocket("2/chat,")).toEqual({ type: "EVENT", nsp: "/chat", attachments: 0, reason: ["reasonNoEventName"] });
});

test("refuses an id and a number of attachments that no number holds, also without data", () => {
  expect(decodeSocket("399999999999999999", true)).toMatchObject({ type: "invalid", reason: ["reasonAckIdTooLarge"] });
  expect(decodeSocket("599999999999999999-", true)).toMatchObject({ type: "invalid", reason: ["reasonCountTooLarge"] });
  expect(decodeSocket("5", true)).toMatchObject({ type: "invalid", reason: ["reasonNoCount", "BINARY_EVENT"] });
});

const bare = ["", "hello", "7", "42-", "2021-01-01", "12:30", "3.14", "5-6", '{"a":1}', "[1]", "7[1]", "4the", "null", "２[1]"];
for (const text of bare) {
  test(`does not take ${JSON.stringify(text)} for Socket.IO, and calls it invalid in a session that uses Socket.IO`, () => {
    expect(decodeSocket(text)).toBeUndefined();
    expect(decodeSocket(text, true)).toMatchObject({ type: "invalid", reason: ["reasonNotSocketPacket"] });
  });
}

test("keeps the namespace and the ack id of a broken packet", () => {
  expect(decodeSocket('2/admin,7["x"')).toMatchObject({ type: "invalid", nsp: "/admin", id: 7 });
});

test("accepts JSON nested up to MAX_DEPTH levels, and calls deeper JSON invalid", () => {
  for (const [open, close] of [
    ["[", "]"],
    ['{"a":', "}"],
    ["[0,", ",0]"],
  ] as const) {
    const nest = (levels: number) => `2["x",${open.repeat(levels - 1)}0${close.repeat(levels - 1)}]`;
    const deepest = decodeSocket(nest(MAX_DEPTH));
    expect(deepest?.type).toBe("EVENT");
    expect(JSON.stringify(deepest?.data)).toBe(nest(MAX_DEPTH).slice(1));
    expect(decodeSocket(nest(MAX_DEPTH + 1))).toMatchObject({ type: "invalid", reason: ["reasonTooDeep", 1000] });
    expect(decodeSocket(nest(200_000))?.type).toBe("invalid");
  }
});

test("keeps integers that a number would round", () => {
  expect(decodeSocket('2["id",12345678901234567890,-9007199254740993,9007199254740991,1e3,1.5,"12345678901234567890"]')?.data).toEqual([
    "id",
    12345678901234567890n,
    -9007199254740993n,
    9007199254740991,
    1000,
    1.5,
    "12345678901234567890",
  ]);
});

test("does not count brackets inside strings as nesting", () => {
  expect(decodeSocket(`2["x","${"[{".repeat(5_000)}"]`)?.type).toBe("EVENT");
});
