// What is different in two values, and which packet is the same event before another one.

import { isDeepStrictEqual } from "node:util";
import { expect, test } from "@playwright/test";
import fc from "fast-check";
import { type Difference, differences, MOST_DIFFERENCES } from "../../../../src/panel/details/difference.ts";
import { earlierSame } from "../../../../src/panel/details/earlier.ts";
import { play } from "../../session/ladder-text.ts";

function found(before: unknown, after: unknown): readonly Difference[] {
  const work = differences(before, after);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
const said = (before: unknown, after: unknown) =>
  found(before, after).map(({ kind, path, before, after }) => `${kind} ${path.join(".")} ${String(before)} ${String(after)}`);

test("members are added, removed and changed, each with its path", () => {
  expect(said({ a: 1, b: { c: "x", d: 1 }, e: 2 }, { a: 1, b: { c: "y", f: null }, e: "2" })).toEqual([
    "changed b.c x y",
    "added b.f undefined null",
    "removed b.d 1 undefined",
    "changed e 2 2",
  ]);
  expect(said([1, { a: 1 }], { 0: 1 })).toHaveLength(1);
  expect(said(new Uint8Array([1, 2]), new Uint8Array([1, 3]))).toEqual(["changed  1,2 1,3"]);
  expect(said({ x: undefined, y: Number.NaN }, { x: undefined, y: Number.NaN })).toEqual([]);
});

test("what was put into a list, or taken out, is all that is different", () => {
  expect(said([1, 2, 3], [0, 1, 2, 3])).toEqual(["added 0 undefined 0"]);
  expect(said([1, 2, 3, 4], [1, 4])).toEqual(["removed 1 2 undefined", "removed 2 3 undefined"]);
  expect(said([{ id: 1 }, { id: 2 }], [{ id: 1 }, { id: 3 }])).toEqual(["changed 1.id 2 3"]);
});

test("there is no difference exactly where values are equal", () => {
  const json = fc.jsonValue();
  fc.assert(
    fc.property(json, json, (a, b) => {
      expect(found(a, structuredClone(a))).toEqual([]);
      expect(found(a, b).length === 0).toBe(isDeepStrictEqual(a, b));
    }),
  );
});

test("of large values the comparison pauses and stops counting", () => {
  const many = Array.from({ length: 50_000 }, (_, i) => i);
  const work = differences(many, many.map(String));
  let pauses = 0;
  for (let step = work.next(); ; step = work.next(), pauses++) {
    if (step.done !== true) continue;
    expect(step.value).toHaveLength(MOST_DIFFERENCES);
    break;
  }
  expect(pauses).toBeGreaterThan(50);
});

test("the same event before has the same name, namespace, direction and client", () => {
  const store = play(`
    w1 open ?EIO=4&transport=websocket
    w1 101
    w1 < 0{"sid":"A","upgrades":[]}
    w2 open ?EIO=4&transport=websocket @other
    w2 101
    w2 < 0{"sid":"B","upgrades":[]}
    w1 > 42["chat",1]
    w1 > 42["other",1]
    w1 > 42/admin,["chat",1]
    w1 < 42["chat",1]
    w2 > 42["chat",1]
    w1 > 42["chat",2]
  `);
  const last = store.entries.length - 1;
  expect(earlierSame(store, last)).toBe(last - 5);
  expect(earlierSame(store, last - 5)).toBeNull();
  expect(earlierSame(store, 0)).toBeNull();
});
