// Bundles code that imports TypeScript of the project, and loads it in Node.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { root } from "../../demo/setup.mjs";

/** The exports of a file of this folder. @type {(file: string) => Promise<unknown>} */
export async function bundled(file) {
  const folder = await mkdtemp(join(tmpdir(), "lifeline-bench-"));
  try {
    const outfile = join(folder, file);
    await esbuild.build({ entryPoints: [join(root, "tests/bench", file)], bundle: true, platform: "node", format: "esm", outfile });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
