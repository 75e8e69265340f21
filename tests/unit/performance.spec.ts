import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";

test("docs/performance.md says why each result misses its aim that does", () => {
  const [table = "", reasons = ""] = readFileSync(new URL("../../docs/performance.md", import.meta.url), "utf8").split(
    "## What misses its aim",
  );
  const rows = table.split("\n").filter((line) => line.startsWith("| "));
  expect(rows.length).toBeGreaterThan(3);
  const missed = rows.filter((line) => line.includes("✗")).map((line) => line.split("|")[1]?.trim() ?? "");
  expect(missed.filter((what) => !reasons.includes(`**${what}**`))).toEqual([]);
});
