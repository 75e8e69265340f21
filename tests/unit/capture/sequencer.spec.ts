// Items of several sources are taken in one order of time.
import { expect, test } from "@playwright/test";
import { Sequencer } from "../../../src/capture/page/sequencer.ts";

function taken(fill: (add: (at: number, name: string, place?: { source: string; n: number }) => void) => void, until: number): string {
  const sequencer = new Sequencer();
  const names: string[] = [];
  fill((at, name, place) => sequencer.add(at, () => names.push(name), place));
  sequencer.release(until);
  return `${names.join(" ")}${sequencer.isEmpty ? "" : " …"}`;
}

test("sorts by time, then by number within a source, then by arrival", () => {
  expect(
    taken((add) => {
      add(3, "c");
      add(1, "a");
      add(3, "d");
      add(2, "b2", { source: "page", n: 2 });
      add(2, "b1", { source: "page", n: 1 });
      add(2, "b3", { source: "other", n: 0 });
    }, 3),
  ).toBe("a b1 b2 b3 c d");
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

test("an item that comes late is compared with few of those that are held, however many there are", () => {
  const comparedWith = (held: number) => {
    let compared = 0;
    const counts = () => {
      compared++;
      return 1;
    };
    const late = { valueOf: counts } as unknown as number;
    const sequencer = new Sequencer();
    for (let at = 0; at < held; at++) sequencer.add(at, () => {});
    sequencer.add(late, () => {});
    return compared;
  };
  expect(comparedWith(20_000)).toBeLessThanOrEqual(comparedWith(200) + 8);
});
