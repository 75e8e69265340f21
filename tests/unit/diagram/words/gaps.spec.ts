// Every reason that Lifeline writes into a gap must be one that the row of the gap has words for.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { Ladder } from "../../../../src/diagram/rows/ladder.ts";
import { english, type Translate, translationFor } from "../../../../src/messages/messages.ts";
import type { WireEvent } from "../../../../src/wire/event.ts";
import { emptyStore } from "../../../fuzz/sessions.ts";

type Gap = Extract<WireEvent, { kind: "gap" }>;

const SRC = fileURLToPath(new URL("../../../../src", import.meta.url));

/** The reasons that stand in the source where a gap is made. */
function reasonsWritten(): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
  const made = /kind: "gap"[^}]*?reason: "([^"]+)"/g;
  return files.flatMap((name) => [...readFileSync(join(SRC, name), "utf8").matchAll(made)].map(([, reason = ""]) => reason)).sort();
}

function rowOf(gap: Partial<Gap>, t: Translate): string {
  const store = emptyStore();
  store.push({ kind: "gap", at: 1000, until: 3000, reason: "not recording", ...gap } as Gap);
  const ladder = new Ladder(store, t, { scope: { kind: "all" }, http: true, stepRows: false });
  ladder.sync();
  const [row] = ladder.scene(0, ladder.height).rows;
  if (row?.kind !== "gap") throw new Error("the gap has no row");
  return `${row.text} · ${row.remark}`;
}

test("each reason that is written into a gap has words of its own, in English and in Japanese", async () => {
  const japanese = await translationFor("ja");
  const reasons = reasonsWritten();
  expect(reasons.length).toBeGreaterThanOrEqual(5);
  const words = reasons.map((reason) => rowOf({ reason } as Gap, english));
  expect(new Set(words).size).toBe(reasons.length);
  // What has no words is drawn as it was written, which is English.
  for (const reason of reasons) expect(rowOf({ reason } as Gap, japanese)).not.toContain(reason);
});

test("a gap's row says how long it was and how many packets are missing, and nothing of either when it is not known", () => {
  expect(rowOf({ packets: 120 }, english)).toMatch(/ · 2\.00 s · 120 packets · /);
  expect(rowOf({ packets: 1 }, english)).toMatch(/ · 1 packet · /);
  expect(rowOf({ until: 1000 }, english)).not.toMatch(/\d/);
});
