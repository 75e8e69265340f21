import { expect, test } from "@playwright/test";
import { caretIn } from "../../../../src/filter/expression.ts";
import { english } from "../../../../src/messages/messages.ts";
import { isKnown, suggestions } from "../../../../src/panel/filter/suggest.ts";
import { play } from "../../session/ladder-text.ts";

const store = play(`
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
w1 > 42["chat","a"]
w1 > 42["chat:typing","a"]
w1 > 42["group chat","a"]
w1 > 42/trades,["order","a"]
`);

const COUNTS = new Map([
  ["chat", 2],
  ["chat:typing", 700],
  ["group chat", 9],
]);

/** The suggestions for a text with the caret at its end: what each fills in. */
const fills = (text: string) => suggestions(caretIn(text, text.length), store, english, () => COUNTS).map(({ text }) => text);

test("before anything is typed, keys are suggested, and the signs that are no keys", () => {
  expect(fills("")).toEqual([
    ...["event:", "nsp:", "dir:", "transport:", "type:", "session:", "client:", "size:", "ack:", "is:"],
    ...['"', "/", "-"],
  ]);
  expect(fills("-").slice(0, 2)).toEqual(["event:", "nsp:"]);
  expect(fills("-")).not.toContain("-");
});

test("a word suggests keys that begin with it, and values that have it, with their key", () => {
  expect(fills("ty")).toEqual(["type:", "event:chat:typing"]);
  expect(fills("trade")).toEqual(["nsp:/trades"]);
});

test("the value that is typed comes first, then those that begin with it, then those that have it; the most frequent first", () => {
  expect(fills("event:")).toEqual(["chat:typing", '"group chat"', "chat", "order"]);
  expect(fills("event:chat")).toEqual(["chat", "chat:typing", '"group chat"']);
  expect(fills("event:c")).toEqual(["chat:typing", "chat", '"group chat"']);
});

test("values come from the trace, or from the fixed list of a key", () => {
  expect(fills("nsp:")).toEqual(["/", "/trades"]);
  expect(fills("session:")).toEqual(["eYk3_1Vd0pTqWmZcAAAB"]);
  expect(fills("client:")).toEqual(["A"]);
  expect(fills("is:un")).toEqual(["unanswered"]);
  expect(fills("dir:sent|r")).toEqual(["received"]);
  expect(fills("ack:>5")).toEqual([">500ms", ">5s"]);
});

test("each value says how many rows it has, also none; keys and ranges are not counted", () => {
  const counts = (text: string) => suggestions(caretIn(text, text.length), store, english, () => COUNTS).map(({ count }) => count);
  expect(counts("event:")).toEqual([700, 9, 2, 0]);
  expect([counts("eve")[0], ...counts("size:>10k")]).toEqual([null, null]);
  expect(suggestions(caretIn("event:", 6), store, english, () => null).map(({ count }) => count)).toEqual([null, null, null, null]);
});

test("quoted words and regular expressions get no suggestions", () => {
  expect(fills('"ch')).toEqual([]);
  expect(fills("/ch")).toEqual([]);
});

test("a name is known when the trace has it, and a text that asks for no name always is", () => {
  const known = (text: string) => isKnown(text, store);
  expect(["event:chat", "event:ch*", "-event:chat|x", "nsp:/trades", "session:eYk3", "word", "size:>1k", "is:"].map(known)).not.toContain(
    false,
  );
  expect(["event:ch", "nsp:/trade", "session:nobody"].map(known)).not.toContain(true);
});
