import { expect, test } from "@playwright/test";
import { jsonpAnswer, jsonpPost } from "../../../src/protocol/engine/jsonp.ts";
import { decodePart, type PayloadForm, payloadRevision, splitPayload } from "../../../src/protocol/engine/payload.ts";
import type { Body } from "../../../src/wire/event.ts";

const decode = (body: Body, form: PayloadForm) => splitPayload(body, form).map((part) => decodePart(part, form.revision));

test("extracts the payload from a script", () => {
  expect(jsonpAnswer('___eio[0]("2:40");')).toBe("2:40");
  expect(jsonpAnswer('/**/___eio[12]("4a\\u2028\\"");\n')).toBe('4a\u2028"');
  expect(jsonpAnswer('io.j[0]("1::");')).toBe("1::");
  for (const script of ["", "2:40", '___eio[0]("2:40"', "___eio[0](1);", 'io.j[0](new Error("no"));', 'alert("x");'])
    expect(jsonpAnswer(script), script).toBeUndefined();
});

test("reads any JavaScript string, as netty-socketio writes it", () => {
  const strings = [
    "'2:40'",
    "'it\\'s'",
    `'say "hi" \\"there\\"'`,
    `"it's"`,
    "'\\\\ \\n \\t \\v \\b \\f \\r \\0 \\/ \\q'",
    "'\\x41\\u00e9\\u{1f389}\\u{000041}\\ud83c\\udf89\\101\\7'",
    "'one\\\nline\\\r\ntwo\\\u2028three'",
    "'\u2028'",
    "'é🎉'",
    "''",
  ];
  for (const literal of strings) expect(jsonpAnswer(`___eio[0](${literal});`), literal).toBe(new Function(`return ${literal}`)());
  for (const literal of ["'a'b'", "'a\\'", "'a\nb'", "'\\x4'", "'\\u12'", "'\\u{110000}'", "'a\"", "'", "a'a'", "'a'+'b'"])
    expect(jsonpAnswer(`___eio[0](${literal});`), literal).toBeUndefined();
  expect(jsonpAnswer("___eio[3] ( '2:40' ) ;\r\n")).toBe("2:40");
});

test("reads a script of many spaces in linear time", () => {
  expect(jsonpAnswer(" ".repeat(2_000_000))).toBeUndefined();
  expect(jsonpAnswer(`___eio[0](${") ".repeat(500_000)}`)).toBeUndefined();
  expect(jsonpAnswer(`___eio[0]('${"\\\\ ".repeat(500_000)}')`)).toBe("\\ ".repeat(500_000));
});

test("extracts the payload from a form", () => {
  expect(jsonpPost("d=2%3A40", false)).toBe("2:40");
  expect(jsonpPost("d=5%3A4a+b", false)).toBe("5:4a b");
  // A line feed is written as \n, the characters \n as \\n.
  expect(jsonpPost(`d=${encodeURIComponent("4:4a\\nb")}`, false)).toBe("4:4a\nb");
  expect(jsonpPost(`d=${encodeURIComponent('14:42["a\\\\nb"]')}`, false)).toBe('14:42["a\\nb"]');
  expect(jsonpPost("x=1", false)).toBeUndefined();
  expect(jsonpPost(`d=${encodeURIComponent('"3:::a+b"')}`, true)).toBe("3:::a+b");
  expect(jsonpPost("d=3", true)).toBeUndefined();
});

test("extracts payloads of every revision from scripts and forms", () => {
  const hello = [{ type: "message", data: "hello", bytes: 6 }];
  expect(decode({ text: '___eio[0]("6:4hello");' }, { revision: 3, jsonp: "answer" })).toEqual(hello);
  expect(decode({ text: '___eio[0]("4hello\\u001e2");' }, { revision: 4, jsonp: "answer" })).toEqual([
    ...hello,
    { type: "ping", bytes: 1 },
  ]);
  expect(decode({ text: "d=6%3A4hello" }, { revision: 2, jsonp: "post" })).toEqual(hello);
  expect(decode({ base64: btoa("d=6%3A4hello") }, { revision: 3, jsonp: "post" })).toEqual(hello);
  expect(decode({ text: '___eio[0]("7:4hÃ©llo");' }, { revision: 3, jsonp: "answer" })).toEqual([
    { type: "message", data: "héllo", bytes: 7 },
  ]);
  expect(decode({ text: '___eio[0]("");' }, { revision: 3, jsonp: "answer" })).toEqual([]);
});

test("takes the payloads of netty-socketio for revision 3, and counts their lengths in characters", () => {
  const body = { text: `___eio[0]('17:42["note","it\\'s"]2:40');` };
  expect(payloadRevision(body, true)).toBe(3);
  expect(decode(body, { revision: 3, jsonp: "answer" })).toEqual([
    { type: "message", data: '2["note","it\'s"]', bytes: 17 },
    { type: "message", data: "0", bytes: 2 },
  ]);
});

test("makes one invalid packet of a body that is not JSONP", () => {
  expect(decode({ text: "6:4hello" }, { revision: 3, jsonp: "answer" })).toEqual([
    { type: "invalid", data: "6:4hello", bytes: 8, reason: ["reasonNotJsonpAnswer"] },
  ]);
  expect(decode({ text: "6:4hello" }, { revision: 3, jsonp: "post" })).toMatchObject([{ type: "invalid", reason: ["reasonNotJsonpPost"] }]);
});
