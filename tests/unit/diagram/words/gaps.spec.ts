// The row of a gap says how much is missing. Its reasons: reason-text.spec.ts.

import { expect, test } from "@playwright/test";
import type { Gap } from "../../../../src/wire/event.ts";
import { emptyStore } from "../../../fuzz/sessions.ts";
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
