import { expect, test } from "@playwright/test";
import { readExpression } from "../../../src/filter/expression.ts";
import { marksOf, namespaceOf } from "../../../src/filter/marks.ts";

/** What is marked in a text. */
const marked = (expression: string, text: string) =>
  marksOf(readExpression(expression)).flatMap((mark) => [...mark.matchAll(text)].map(([words]) => words));

test("words are marked in either case, wherever they stand, and their signs mean nothing else", () => {
  expect(marked("a-1042", "A-1042 · sell · a-1042")).toEqual(["A-1042", "a-1042"]);
  expect(marked('"(x) [y]|z"', "f(x) [y]|z")).toEqual(["(x) [y]|z"]);
  expect(marked("注文|取消", "注文は取消")).toEqual(["注文", "取消"]);
});

test("a regular expression is marked as it is written", () => {
  expect(marked("/o.d/", "old Old odd")).toEqual(["old", "odd"]);
  expect(marked("/o.d/i", "old Old")).toEqual(["old", "Old"]);
});

test("what a filter hides, what it asks of columns and what is wrong in it marks nothing", () => {
  expect(marksOf(readExpression("-ping event:chat size:5q /(/"))).toEqual([]);
});

test("a namespace is fixed by one value without a wildcard", () => {
  const fixed = (expression: string) => namespaceOf(readExpression(expression));
  expect(fixed("event:chat NSP:/trades")).toBe("/trades");
  expect(fixed('nsp:"/a*"')).toBe("/a*");
  expect(["nsp:/a|/b", "-nsp:/a", "nsp:/a*", "nsp:", "a"].map(fixed)).toEqual([undefined, undefined, undefined, undefined, undefined]);
});
