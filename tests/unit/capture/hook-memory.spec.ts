// What the page hook allocates for a frame while nothing is recorded, measured in a process of its own (hook-memory.ts).

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { build } from "esbuild";

test("an idle hook whose buffer is full makes no object for a frame", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("hook-memory.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
  });
  const input = outputFiles[0]?.text;
  const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "-"], { input, encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/^[\d.]+$/);
  // A time is a number in memory, and an item of the buffer over 100 bytes.
  expect(Number(stdout)).toBeLessThan(40);
});
