// The row of a gap says how much is missing. Its reasons: reason-text.spec.ts.

import { expect, test } from "@playwright/test";
import type { Gap } from "../../../../src/wire/event.ts";
import { emptyStore } from "../../../fuzz/sessions.ts";
import { play } from "../../session/ladder-text.ts";
import { ladderOf } from "../support.ts";

function rowOf(gap: Partial<Gap>): string {
  const store = emptyStore();
  store.push({ kind: "gap", at: 1000, until: 3000, reason: "not-recording", ...gap });
  const [row] = ladderOf(store).whole().rows;
  if (row?.kind !== "gap") throw new Error("the gap has no row");
  return `${row.text} · ${row.remark}`;
}

test("a gap's row says how long it was and how many packets are missing, where that is known", () => {
  expect(rowOf({ packets: 120 })).toMatch(/ · 2\.00 s · 120 packets · /);
  expect(rowOf({ packets: 1 })).toMatch(/ · 1 packet · /);
  expect(rowOf({ until: 1000 })).not.toMatch(/\d/);
});

for (const scale of [undefined, 0.1]) {
  test(`the time in a gap is no pause, and a jump of the clock is no gap, ${scale ? "with" : "without"} time to scale`, () => {
    const store = play('w1 open ?EIO=4&transport=websocket\nw1 101\nw1 > 40\nclock 3600000\n+3600000\n+7000\nw1 > 42["x"]');
    const rows = ladderOf(store, scale ? { scale } : {}).whole().rows;
    const said = rows.flatMap((row) =>
      row.kind === "quiet" ? row.text : row.kind === "mark" || row.kind === "gap" ? `${row.kind} ${row.text} ${row.remark}` : [],
    );
    const jump = "mark the computer's clock jumped 1 h 00 min · the computer slept, or its clock was set; nothing is missing";
    expect(said).toEqual([jump, scale ? "7.01 s" : "7.01 s quiet"]);
  });
}
