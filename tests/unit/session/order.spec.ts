import assert from "node:assert/strict";
import { expect, test } from "@playwright/test";
import { ENTRY, Entries, NONE } from "../../../src/session/entries.ts";
import { Order } from "../../../src/session/order.ts";

/** The same order in one array. */
function both(places: (length: number, nth: number) => number, count: number) {
  const order = new Order();
  const plain: number[] = [];
  for (let entry = 0; entry < count; entry++) {
    const place = places(plain.length, entry);
    order.insert(entry, place);
    plain.splice(place, 0, entry);
  }
  return { order, plain };
}

const KINDS: Readonly<Record<string, (length: number, nth: number) => number>> = {
  "each at the end": (length) => length,
  "each at the beginning": () => 0,
  "each in the middle": (length) => length >> 1,
  "one in a hundred far back": (length, nth) => (nth % 100 === 99 ? Math.floor(length / 3) : length),
  anywhere: (length, nth) => (nth * 7919) % (length + 1),
};

for (const [name, places] of Object.entries(KINDS)) {
  test(`entries inserted ${name} stand in the same order as in one array`, () => {
    const { order, plain } = both(places, 20_000);
    assert.deepEqual(
      plain.map((_, place) => order.at(place)),
      plain,
    );
    expect(order.at(plain.length)).toBeUndefined();
  });
}

test("entries that are reported in order of time take no memory in it, and a late one only that of its piece", () => {
  const arrays = (places: (length: number) => number) => {
    const { Uint32Array: original } = globalThis;
    let count = 0;
    globalThis.Uint32Array = new Proxy(original, {
      construct: (of, given) => {
        count++;
        return Reflect.construct(of, given);
      },
    });
    try {
      both(places, 20_000);
      return count;
    } finally {
      globalThis.Uint32Array = original;
    }
  };
  expect(arrays((length) => length)).toBe(0);
  // The piece of the late one, its second half, and the piece of those that were reported next.
  expect(arrays((length) => (length === 10_000 ? 5000 : length))).toBe(3);
});

test("an insertion moves no more entries in a long order than in a short one", () => {
  const moved = (length: number) => {
    const { order } = both((end) => end, length);
    const { copyWithin } = Uint32Array.prototype;
    let most = 0;
    Uint32Array.prototype.copyWithin = function (this: Uint32Array, to: number, from: number, end: number) {
      most = Math.max(most, end - from);
      return copyWithin.call(this, to, from, end);
    };
    try {
      for (let i = 0; i < 100; i++) order.insert(length + i, 10 * i);
    } finally {
      Uint32Array.prototype.copyWithin = copyWithin;
    }
    return most;
  };
  expect(moved(100_000)).toBe(moved(10_000));
});

test("the place of an entry that is reported a little late is found with as many looks in a long trace as in a short one", () => {
  const looks = (length: number) => {
    let count = 0;
    const at = (line: number) => {
      count++;
      return 10 * line;
    };
    const entries = new Entries({ at });
    for (let line = 0; line < length; line++) entries.add({ kind: ENTRY.note, at: 10 * line, link: NONE, line });
    count = 0;
    expect(entries.placeAfter(10 * length - 45)).toBe(length - 4);
    return count;
  };
  expect(looks(50_000)).toBe(looks(100));
});
