// What a test attaches of its recording.

import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, type TestInfo, test } from "@playwright/test";
import { MOST_FIGURE_ROWS } from "../../../src/formats/figure.ts";
import type { LifelineOptions } from "../../../src/playwright/api.d.ts";
import { attach } from "../../../src/playwright/attachments.ts";
import { Recording } from "../../../src/playwright/recording.ts";
import { settingsOf } from "../../../src/playwright/settings.ts";
import { OPENED, wireEvents } from "../session/ladder-text.ts";

/** The attachments of a test with this traffic, by name. */
async function attachedOf(ladder: string, option: LifelineOptions["lifeline"] = "on"): Promise<Readonly<Record<string, string>>> {
  const recording = new Recording(await settingsOf(option));
  for (const event of wireEvents(ladder)) recording.store.push(event);
  const attachments: TestInfo["attachments"] = [];
  const info = {
    attachments,
    attach: async (name: string, { body, contentType }: { body: string; contentType: string }) =>
      void attachments.push({ name, body: Buffer.from(body), contentType }),
    outputPath: (...path: string[]) => join(test.info().outputDir, ...path),
  };
  await attach(recording, info as unknown as TestInfo);
  return Object.fromEntries(
    attachments.map(({ name, body, path = "" }) => {
      expect(path === "" || basename(path) === name).toBe(true);
      return [name, String(body ?? readFileSync(path))];
    }),
  );
}

const SECRET = `${OPENED}w1 > 40/chat,{"token":"tk-4b1d9e77c2"}\nw1 > 421["ask"]\nw1 closed`;

test("attaches findings, diagram and trace without secrets, or with them if the option says so", async () => {
  const redacted = await attachedOf(SECRET);
  expect(Object.keys(redacted)).toEqual(["findings.txt", "sessions.svg", "trace.jsonl"]);
  const all = Object.values(redacted).join("\n");
  expect(all).not.toMatch(/tk-4b1d9e77c2|eYk3_1Vd0pTqWmZcAAAB/);
  expect(all).toContain("token-1");
  const kept = await attachedOf(SECRET, { redact: false });
  expect(kept["trace.jsonl"]).toContain("tk-4b1d9e77c2");
  expect(kept["sessions.svg"]).toContain("eYk3_1Vd0pTqWmZcAAAB");
});

test("replaces what own patterns match", async () => {
  const attached = await attachedOf(`${OPENED}w1 > 42["ask","key-4711"]`, { patterns: ["key-[0-9]+"] });
  expect(Object.values(attached).join("\n")).not.toContain("key-4711");
});

test("attaches nothing of a test without sessions", async () => {
  expect(await attachedOf("page http://localhost:3000/")).toEqual({});
});

test("leaves out a diagram that would be too long, and says so", async () => {
  const event = (nth: number) => `w1 < 42["event ${nth}"]\n`;
  const attached = await attachedOf(OPENED + Array.from({ length: MOST_FIGURE_ROWS + 200 }, (_, nth) => event(nth)).join(""));
  expect(Object.keys(attached)).toEqual(["findings.txt", "trace.jsonl"]);
  expect(attached["findings.txt"]).toMatch(/^The diagram has more than 20000 rows and is not attached/);
});
