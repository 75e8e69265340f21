// Opens the panel in real DevTools and stops its recording, so that it shows only what a benchmark gives it.

import { join } from "node:path";
import { openPanel, recording } from "../../demo/devtools.mjs";
import { root } from "../../demo/setup.mjs";

export async function openIdlePanel() {
  const opened = await openPanel({ extension: join(root, "dist/chrome"), theme: "light" });
  const { panel } = opened;
  await recording(opened);
  await panel.evaluate(() => globalThis.lifeline?.stop());
  await panel.waitForFunction(() => globalThis.lifeline?.status.state !== "recording" && globalThis.lifelineIdle !== undefined);
  return opened;
}
