// The time column: since the start, of a clock, since the row above.

import { expect, test } from "@playwright/test";
import { layOut } from "../../../../src/diagram/draw/layout.ts";
import { about, type Times } from "../../../../src/diagram/words/times.ts";
import { english, translationFor } from "../../../../src/messages/messages.ts";
import { play } from "../../session/ladder-text.ts";
import { ladderOf } from "../support.ts";

/** 2023-11-14 22:13:20 UTC. */
const NIGHT = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"A","upgrades":[],"pingInterval":300,"pingTimeout":2000}
w1 > 40
${"+300\nw1 < 2\nw1 > 3\n".repeat(6)}
+7000000
w1 > 42["late"]
`;

function gutter(times: Times, open = false): { readonly head: string; readonly times: string[] } {
  const ladder = ladderOf(play(NIGHT));
  ladder.diagram.times = times;
  const fold = ladder.whole().rows.find(({ kind }) => kind === "fold");
  if (open && fold) ladder.toggle(fold.key);
  const scene = ladder.whole();
  return { head: scene.timeHead, times: scene.rows.map(({ time }) => time).filter((time) => time !== "") };
}

test("times since the start: 0.000 in the first row, hours in the last", () => {
  const { head, times } = gutter({ kind: "start" });
  expect([head, times[0], times[1], times.at(-1)]).toEqual(["h:m:s", "0.000", "0.010", "1:56:41"]);
});

test("the head names only units that a time of the trace has", () => {
  const head = (pause: number) => ladderOf(play(`w1 open ?EIO=4&transport=websocket\n+${pause}\nw1 101`)).whole().timeHead;
  expect([head(59_989), head(59_990), head(3_599_990)]).toEqual(["s", "m:s", "h:m:s"]);
});

test("times since the row above: after a fold they count from its last entry", () => {
  expect(gutter({ kind: "previous" })).toEqual({
    head: "+ h:m:s",
    times: ["+0.000", "+0.010", "+0.010", "+0.010", "+0.310", "+0.010", "+0.310", "+1:56:40"],
  });
  const unfolded = gutter({ kind: "previous" }, true).times;
  expect(unfolded.slice(6, 9)).toEqual(["+0.310", "+0.310", "+0.010"]);
  expect(unfolded.every((time) => time.startsWith("+") && !time.includes("−"))).toBe(true);
});

test("times of a clock are in its zone, with the date in the first row and where it changes", () => {
  const tokyo = gutter({ kind: "clock", zone: () => 540 });
  expect(tokyo.head).toBe("UTC+9");
  expect(tokyo.times.slice(0, 2)).toEqual(["11-15 07:13:20", "07:13:20.020"]);
  expect(tokyo.times.at(-1)).toBe("09:10:01.970");
  const utc = gutter({ kind: "clock", zone: () => 0 });
  expect([utc.head, utc.times[0], utc.times.at(-1)]).toEqual(["UTC", "11-14 22:13:20", "11-15 00:10:01"]);
  expect(gutter({ kind: "clock", zone: () => -210 }).head).toBe("UTC−3:30");
});

test("the time column is wider for a clock, the step column wider for Japanese names", async () => {
  const ladder = (t = english) => ladderOf(play(NIGHT), {}, t);
  const [english1, clock, japanese] = [ladder(), ladder(), ladder(await translationFor("ja"))];
  clock.diagram.times = { kind: "clock", zone: () => 0 };
  const [plain, wide, long] = [english1, clock, japanese].map((made) => layOut(made.whole(), 1000));
  expect((wide?.time ?? 0) - (wide?.step ?? 0)).toBeGreaterThanOrEqual(80);
  expect(plain?.step).toBe(139);
  expect(long?.step).toBeGreaterThan(150);
});

test("a time that was concluded is rounded to 10 ms and stays in its second", () => {
  expect(["6.309", "6.304", "1:59.998", "14:02:11.246", "1:02:06"].map(about)).toEqual([
    "≈ 6.31",
    "≈ 6.30",
    "≈ 1:59.99",
    "≈ 14:02:11.25",
    "≈ 1:02:06",
  ]);
});
