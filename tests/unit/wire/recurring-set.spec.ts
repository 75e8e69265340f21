import { expect, test } from "@playwright/test";
import { RecurringSet } from "../../../src/wire/recurring-set.ts";

test("a recurring set has what was put in last, counted once", () => {
  const set = new RecurringSet();
  for (const text of ["/", "/chat", "/chat"]) set.add(text);
  expect([set.size, set.has("/chat"), set.has("/other")]).toEqual([2, true, false]);
  for (const text of ["/chat", "/chat", "/other"]) set.delete(text);
  expect([set.size, set.has("/chat"), set.has("/")]).toEqual([1, false, true]);
  set.add("/chat");
  expect([set.size, set.has("/chat")]).toEqual([2, true]);
  set.clear();
  expect([set.size, set.has("/")]).toEqual([0, false]);
});
