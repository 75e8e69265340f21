// Runs the growth benchmark in Node.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { root } from "../../demo/setup.mjs";

/** @returns {Promise<import("./table.mjs").Row[]>} */
export async function growth() {
  const folder = await mkdtemp(join(tmpdir(), "lifeline-bench-"));
  try {
    const outfile = join(folder, "growth.mjs");
    await esbuild.build({
      entryPoints: [join(root, "tests/bench/growth-work.mjs")],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
    });
    /** @type {{ growth: typeof import("./growth-work.mjs").growth }} */
    const work = await import(pathToFileURL(outfile).href);
    return work.growth();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
