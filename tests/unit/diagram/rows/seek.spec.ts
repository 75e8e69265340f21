// Looking for the next entry that has a row.

import { expect, test } from "@playwright/test";
import { seek } from "../../../../src/diagram/rows/seek.ts";
import { play } from "../../session/ladder-text.ts";
import { ladderOf } from "../support.ts";

const FRAMES = 10_000;
const TALK = `w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[]}
${'w1 < 42["tick"]\n'.repeat(FRAMES)}`;

function look(http: boolean, place: number, by: 1 | -1, wanted: readonly number[], count?: number) {
  const ladder = ladderOf(play(TALK), { http });
  let looked = 0;
  const steps = seek(
    ladder,
    place,
    by,
    (entry) => {
      looked++;
      return wanted.includes(entry);
    },
    count,
  );
  let yields = 0;
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return { found: step.value, looked, yields };
    yields++;
  }
}

test("the next entry is found downwards and upwards, and past either end", () => {
  expect(look(true, 100, 1, [50, 120]).found).toEqual({ entry: 120, pastEnd: null });
  expect(look(true, 100, -1, [50, 120]).found).toEqual({ entry: 50, pastEnd: null });
  expect(look(true, 200, 1, [50, 120]).found).toEqual({ entry: 50, pastEnd: "last" });
  expect(look(true, 20, -1, [50, 120]).found).toEqual({ entry: 120, pastEnd: "first" });
});

test("the place at which it begins is looked at first, also before the first and after the last", () => {
  expect(look(true, 100, 1, [100]).found).toEqual({ entry: 100, pastEnd: null });
  expect(look(true, -1, -1, [0]).found).toEqual({ entry: 0, pastEnd: "first" });
  expect(look(true, FRAMES + 3, 1, [0]).found).toEqual({ entry: 0, pastEnd: "last" });
});

test("what has no row is passed over, and nothing is found where nothing else is", () => {
  // The websocket's request has a row only with HTTP.
  expect(look(true, 5, 1, [0, 50]).found?.entry).toBe(50);
  expect(look(true, 60, 1, [0, 50]).found?.entry).toBe(0);
  expect(look(false, 60, 1, [0, 50]).found?.entry).toBe(50);
  expect(look(false, 60, 1, [0]).found).toBeNull();
});

test("it looks at each place once, or at as many as asked for, with a step for each 2048", () => {
  expect(look(true, 300, 1, [])).toEqual({ found: null, looked: FRAMES + 3, yields: 5 });
  expect(look(true, 300, 1, [], 100)).toEqual({ found: null, looked: 100, yields: 1 });
});
