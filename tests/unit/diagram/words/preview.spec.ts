// Previews: which values of a packet its row shows, in which order, and where `…` stands.

import { expect, test } from "@playwright/test";
import { previewArguments, previewFields } from "../../../../src/diagram/words/preview.ts";
import { play } from "../../session/ladder-text.ts";
import { rows } from "../support.ts";

const line = (...args: unknown[]) => previewArguments(args);

test("an application's wrapped event shows its values, not its braces", () => {
  const change = { type: "COLLABROOM", data: { type: "USER_CHANGES", rev: 12, atts: [1, 2], author: { id: "a.X", name: "Ada" } } };
  expect(line(change)).toBe("COLLABROOM USER_CHANGES rev 12 atts [1, 2] a.X Ada");
  expect(line({ verb: "updated", id: 7, data: { title: "New title", done: false }, previous: null })).toBe(
    'updated id 7 "New title" done false previous null',
  );
});

test("arguments: a text is in quotes, other values are as they are written", () => {
  expect(line("hello, world", 3, true, null, [1, "two"], {}, [])).toBe('"hello, world" 3 true null [1, two] {} []');
  expect(line()).toBe("");
});

test("inside an object, what says nothing by itself, or would be taken for another value, keeps its key", () => {
  expect(line({ empty: {}, x: 1, on: true, code: "404", word: "true", none: "", nothing: null })).toBe(
    'x 1 on true code "404" word "true" empty {} none "" nothing null',
  );
  expect(line({ from: { x: 1, y: 2 }, to: { x: 3, y: 4 }, path: [0, 1] })).toBe("from x 1 y 2 to x 3 y 4 path [0, 1]");
  expect(
    line([
      { id: 1, name: "ada" },
      { id: 2, name: "bob" },
    ]),
  ).toBe("[id 1 ada, id 2 bob]");
});

test("a text that is more than a word, or has signs of structure, is in quotes", () => {
  expect(line({ a: "two words", b: "a,b", c: "{", d: "/a/b:c", e: "「日本」", f: "127.0.0.1" })).toBe(
    '"two words" "a,b" "{" /a/b:c 「日本」 127.0.0.1',
  );
});

test("short values come before long texts, long texts before nested values, bytes are their size", () => {
  const text = "A message that is so long that it would leave no room for anything else in its row";
  expect(line({ meta: { n: 1 }, text, user: "ada", id: 3 })).toBe('ada id 3 "A message that is so long that it would leave no…" meta n 1');
  expect(line({ data: new Uint8Array(4100), name: "a.png" }, new Uint8Array(3))).toBe("a.png ⟨4.1 kB⟩ ⟨3 B⟩");
});

test("a long text is cut at a word, and never inside a character", () => {
  expect(line(`${"word ".repeat(23)}longerthantherest ${"x".repeat(100)}`)).toBe(`"${"word ".repeat(23).trimEnd()}…"`);
  expect(line("x".repeat(500))).toBe(`"${"x".repeat(120)}…"`);
  expect(line("😀".repeat(100))).toBe(`"${"😀".repeat(60)}…"`);
  expect(line(`x${"😀".repeat(100)}`)).toBe(`"x${"😀".repeat(59)}…"`);
});

test("the line and the work for it are bounded, and `…` says that there is more", () => {
  expect(line(Array.from({ length: 1_000_000 }, (_, i) => i))).toMatch(/^\[0, 1, 2, .*, …\]$/);
  expect(line(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, i])))).toMatch(/^key0 0 key1 1 .* …$/);
  expect(line(...Array.from({ length: 1000 }, () => "some words here"))).toMatch(/ …$/);
  let looks = 0;
  const deep = (): object => ({
    get inner() {
      if (++looks > 10_000) throw new Error("too many looks");
      return deep();
    },
  });
  expect(line(deep()).length).toBeLessThan(600);
  let nested: unknown = 1;
  for (let i = 0; i < 100_000; i++) nested = i % 2 === 0 ? [nested] : { nested };
  expect(line(nested).length).toBeLessThan(600);
});

test("a line never looks at more than some members of a large value", () => {
  const touched = new Set<PropertyKey>();
  const get = (target: object, key: PropertyKey): unknown => {
    touched.add(key);
    return Reflect.get(target, key);
  };
  const large = new Proxy(
    Array.from({ length: 100_000 }, (_, i) => ({ i })),
    { get },
  );
  line(large);
  expect(touched.size).toBeLessThan(100);
});

test("CONNECT: every value has its key", () => {
  expect(previewFields({ sid: "s1", pid: "p1", auth: { token: "x" } })).toBe("sid s1 pid p1 auth token x");
});

const tick = (seq: number, price = 5) => ({
  jsonrpc: "2.0",
  method: "subscription/update",
  params: { channel: "ticker.BTC-PERPETUAL.raw", seq, price },
});

test("an event that would look like the one before it leaves out what both have in common", () => {
  expect(previewArguments([tick(2)], [tick(1)])).toBe('jsonrpc "2.0" subscription/update … seq 2 price 5');
  expect(previewArguments([tick(2, 6)], [tick(2)])).toBe('jsonrpc "2.0" subscription/update … price 6');
  expect(previewArguments(["a-room-with-a-long-name", "and-a-long-user", 7], ["a-room-with-a-long-name", "and-a-long-user", 6])).toBe(
    '"a-room-with-a-long-name" … 7',
  );
  const typed = "The quick brown fox jumps over the lazy dog";
  expect(previewArguments([`${typed} again`], [typed])).toBe('"…the lazy dog again"');
  expect(previewArguments([{ points: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }], [{ points: [1, 2, 3, 4, 5, 6, 7, 8, 9, 11] }])).toMatch(
    /…, 10\]$/,
  );
});

test("an event that is the same as the one before it, or differs early, is shown in full", () => {
  expect(previewArguments([tick(1)], [tick(1)])).toBe(line(tick(1)));
  expect(previewArguments([{ x: 1, y: 2 }], [{ x: 1, y: 3 }])).toBe("x 1 y 2");
  expect(previewArguments([{ x: 1, text: "z".repeat(100) }], [{ x: 2, text: "z".repeat(100) }])).toMatch(/^x 1 "z{48}…"$/);
});

test("rows: the same event twice, with other values in between them, differs where its arguments do", () => {
  const open = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
  const said = (seq: number) => `w1 < 42["rpc",${JSON.stringify(tick(seq))}]\n`;
  const store = play(`w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < ${open}\n${said(1)}w1 < 42["else",1]\nw1 < 2\n${said(2)}`);
  const rpc = rows(store).filter((row) => row.includes("rpc"));
  expect(rpc).toEqual([
    '← 42 rpc jsonrpc "2.0" subscription/update ticker.BTC-PERPETUAL.raw seq 1 price 5',
    '← 42 rpc jsonrpc "2.0" subscription/update … seq 2 price 5',
  ]);
});

test("rows: a web page in place of a packet is its title", () => {
  const poll = 'c1 GET ?EIO=4&transport=polling\nc1 200 0{"sid":"A"}\nc2 GET ?EIO=4&transport=polling&sid=A\n';
  const page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>";
  expect(rows(play(`${poll}c2 200 ${page}`)).at(-1)).toBe("← 200 Sign in");
});
