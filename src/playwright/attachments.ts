// What a test attaches: its trace, the diagram of all sessions, and what is wrong in them.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { TestInfo } from "@playwright/test";
import { Findings } from "../findings/findings.ts";
import { figure, MOST_FIGURE_ROWS } from "../formats/figure.ts";
import { checkLines } from "../formats/findings.ts";
import { printable } from "../text/printable.ts";
import { linesOf } from "../wire/save.ts";
import type { Recording } from "./recording.ts";
import { shareable } from "./settings.ts";

/** Attaches `trace.jsonl`, `sessions.svg` and `findings.txt`; nothing if there were no sessions. */
export async function attach({ store, settings }: Recording, testInfo: TestInfo): Promise<void> {
  if (store.sessions.length === 0) return;
  const { t, say } = settings;
  const shown = await shareable(store, settings);
  const findings = new Findings(shown);
  const drawn = figure(shown, "svg", { scope: { kind: "all" }, http: true, theme: "light", t, findings: { all: findings.all(), say } });
  const tooLong = drawn === null ? [t("playwrightTooLong", MOST_FIGURE_ROWS)] : [];
  const text = [...tooLong, ...checkLines(shown, findings, findings.all(), say)].map((line) => `${printable(line)}\n`).join("");

  const file = async (name: string, contentType: string, pieces: Iterable<string | Uint8Array>) => {
    const path = testInfo.outputPath("lifeline", name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, pieces);
    // `testInfo.attach` would copy it.
    testInfo.attachments.push({ name, path, contentType });
  };
  await testInfo.attach("findings.txt", { body: text, contentType: "text/plain" });
  if (drawn !== null) await file("sessions.svg", "image/svg+xml", [drawn]);
  await file("trace.jsonl", "application/jsonl", linesOf(shown.log));
}
