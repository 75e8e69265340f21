// Items of several sources are taken in one order of time.
import { expect, test } from "@playwright/test";
import { Sequencer } from "../../../src/capture/page/sequencer.ts";

type Add = (at: number, name: string, place?: { source: number; n: number }) => void;

function taken(fill: (add: Add) => void, until: number): string {
  const sequencer = new Sequencer();
  const names: string[] = [];
  fill((at, name, place) => sequencer.add(at, () => names.push(name), place));
  sequencer.release(until);
  return `${names.join(" ")}${sequencer.isEmpty ? "" : " …"}`;
}

test("sorts by time, then by source, then by number, then by arrival", () => {
  expect(
    taken((add) => {
      add(3, "c");
      add(1, "a");
      add(3, "d");
      add(2, "b2", { source: 1, n: 2 });
      add(2, "other", { source: 2, n: 0 });
      add(2, "browser");
      add(2, "b1", { source: 1, n: 1 });
    }, 3),
  ).toBe("a browser b1 b2 other c d");
});

test("holds what is later than the release, and takes everything at the end", () => {
  const fill = (add: (at: number, name: string) => void) => {
    add(1, "a");
    add(9, "z");
  };
  expect(taken(fill, 5)).toBe("a …");
  expect(taken(fill, Number.POSITIVE_INFINITY)).toBe("a z");
  expect(taken(() => {}, Number.POSITIVE_INFINITY)).toBe("");
});

test("whatever comes late, all is taken in order, also what is added while others are taken", () => {
  let seed = 1;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 50; round++) {
    const sequencer = new Sequencer();
    const order: number[] = [];
    let next = 0;
    const add = (at: number) =>
      sequencer.add(at, () => {
        order.push(at);
        if (random(4) === 0) add(at + random(20));
      });
    for (let until = 0; until < 400; until += random(60)) {
      for (let i = random(30); i > 0; i--) add(until + random(100));
      sequencer.release(until);
      expect(order.slice(next)).toEqual(order.slice(next).toSorted((a, b) => a - b));
      expect(order.every((at) => at <= until)).toBe(true);
      next = order.length;
    }
    const held = sequencer.length;
    sequencer.release(399);
    sequencer.release(Number.POSITIVE_INFINITY);
    expect(order.length).toBeGreaterThanOrEqual(next + held);
    expect(sequencer.isEmpty).toBe(true);
  }
});

/** How often the times of items are compared while half of `held` are added and taken, beside as many that stay; `late` says which are late. */
function compared(held: number, isLate: (nth: number) => boolean): number {
  let count = 0;
  const time = (at: number) =>
    ({
      valueOf: () => {
        count++;
        return at;
      },
    }) as unknown as number;
  const sequencer = new Sequencer();
  for (let at = 0; at < held; at++) sequencer.add(time(isLate(at) ? at - 500 : at), () => {});
  sequencer.release(held / 2);
  return count / held;
}

test("what comes in order is compared as often however much is held, and what comes late a few times more", () => {
  const inOrder = () => false;
  expect(compared(20_000, inOrder)).toBeLessThanOrEqual(compared(200, inOrder) + 0.1);
  // Of two sources one is half a second late: each comes in batches of a thousand.
  const half = (nth: number) => nth % 2_000 >= 1_000;
  expect(compared(64_000, half)).toBeLessThanOrEqual(compared(4_000, half) + 12);
});
