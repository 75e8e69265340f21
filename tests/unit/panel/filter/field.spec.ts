// The field is written as its chips in brackets, and between them the text with the caret as `^`.

import { expect, test } from "@playwright/test";
import {
  chipsOf,
  cleared,
  close,
  edit,
  expressionOf,
  type Field,
  fieldOf,
  joinBefore,
  remove,
  take,
  typed,
} from "../../../../src/panel/filter/field.ts";

const EMPTY = fieldOf("");

const drawn = ({ before, text, caret, after }: Field) =>
  [...before.map((part) => `[${part}]`), `${text.slice(0, caret)}^${text.slice(caret)}`, ...after.map((part) => `[${part}]`)].join(" ");

/** Types a text into a field, letter by letter at the caret. */
function type(field: Field, letters: string): Field {
  return [...letters].reduce(
    (now, letter) => typed(now, now.text.slice(0, now.caret) + letter + now.text.slice(now.caret), now.caret + letter.length),
    field,
  );
}

test("a space makes a chip of the part before it, and nothing else does", () => {
  expect(drawn(type(EMPTY, "event:chat"))).toBe("event:chat^");
  expect(drawn(type(EMPTY, "event:chat "))).toBe("[event:chat] ^");
  expect(drawn(type(EMPTY, "  event:chat   -ping no"))).toBe("[event:chat] [-ping] no^");
});

test("a wide space, as Japanese keyboards have it, separates parts too", () => {
  expect(drawn(type(EMPTY, "注文\u3000取消"))).toBe("[注文] 取消^");
});

test("spaces in quotes and in a regular expression are part of it", () => {
  expect(drawn(type(EMPTY, 'event:"order placed" x'))).toBe('[event:"order placed"] x^');
  expect(drawn(type(EMPTY, "/a b/i x"))).toBe("[/a b/i] x^");
  expect(drawn(type(EMPTY, "/a b"))).toBe("/a b^");
});

test("a whole expression that is pasted becomes chips, but for its last part", () => {
  const text = 'event:chat -ping "a b" size:>1k';
  expect(drawn(typed(EMPTY, text, text.length))).toBe('[event:chat] [-ping] ["a b"] size:>1k^');
});

test("a text that is pasted before the caret leaves what is behind it as chips", () => {
  expect(drawn(typed(EMPTY, "a bb c", 3))).toBe("[a] b^b [c]");
  expect(drawn(typed(EMPTY, "a  c", 2))).toBe("[a] ^ [c]");
});

test("a chip that is edited becomes text at its place, and what was text becomes a chip", () => {
  const field = type(fieldOf("a b c"), "dd");
  expect(drawn(edit(field, 1))).toBe("[a] b^ [c] [dd]");
  expect(drawn(edit(field, 1, "start"))).toBe("[a] ^b [c] [dd]");
  expect(drawn(edit(edit(field, 1), 2))).toBe("[a] [b] [c] dd^");
  expect(drawn(close(edit(field, 0)))).toBe("[a] [b] [c] [dd] ^");
});

test("Backspace at the start makes the chip before the caret text again, joined with the text behind it", () => {
  expect(drawn(joinBefore(fieldOf("a b")))).toBe("[a] b^");
  expect(drawn(joinBefore({ ...type(fieldOf("a b"), "cd"), caret: 0 }))).toBe("[a] b^cd");
  expect(drawn(joinBefore(EMPTY))).toBe("^");
});

test("a chip is removed by its place among all chips", () => {
  const field = edit(fieldOf("a b c"), 1);
  expect(drawn(remove(field, 0))).toBe("b^ [c]");
  expect(drawn(remove(field, 1))).toBe("[a] b^");
});

test("the expression is that of all parts in their order, and what is not closed is closed in it", () => {
  expect(expressionOf(edit(fieldOf("a b c"), 1))).toBe("a b c");
  expect(expressionOf({ ...edit(fieldOf("a b c"), 1), text: '"b b' })).toBe('a "b b" c');
  expect(expressionOf({ ...edit(fieldOf("a b c"), 1), text: '"b\\' })).toBe('a "b\\\\" c');
  expect(expressionOf({ ...edit(fieldOf("a b c"), 1), text: "/b b" })).toBe("a /b b/ c");
  expect(expressionOf(type(EMPTY, "  "))).toBe("");
  // A key without a value yet, and what is wrong otherwise, stays as it is.
  expect(["event:", "nsp:", "dir:up"].map((text) => expressionOf(type(EMPTY, text)))).toEqual(["event:", "nsp:", "dir:up"]);
});

test("every field that can be typed stands for the expression that is made of its chips again", () => {
  for (const letters of ['a "b c', "/a b c", "-", "size:5q event:", '"a"b c', "event:a|b| x", '/[a "b']) {
    const expression = expressionOf(close(type(EMPTY, letters)));
    expect(expressionOf(fieldOf(expression)), letters).toBe(expression);
  }
});

test("parts that have buttons are no chips, stay in the expression, and outlast clearing the field", () => {
  const field = type(fieldOf("-is:http a"), "-IS:heartbeat ");
  expect(drawn(field)).toBe("[a] ^");
  expect(chipsOf(field)).toEqual(["a"]);
  expect(expressionOf(field)).toBe("a -is:http -is:heartbeat");
  expect(expressionOf(cleared(field))).toBe("-is:http -is:heartbeat");
});

test("a suggestion replaces what it completes; a whole part is a chip then, a key waits for its value", () => {
  expect(drawn(take(type(EMPTY, "ev"), 0, 2, "event:", false))).toBe("event:^");
  expect(drawn(take(type(EMPTY, "event:ch"), 6, 8, "chat", true))).toBe("[event:chat] ^");
  expect(drawn(take(edit(fieldOf("a event:x b"), 1), 6, 7, '"or der"', true))).toBe('[a] [event:"or der"] ^ [b]');
});
