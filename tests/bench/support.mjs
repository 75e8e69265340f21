// Compiles helpers of the browser tests for Node, and imports them.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { root } from "../../demo/setup.mjs";

/** @returns {Promise<typeof import("../browser/support/hooked.ts") & typeof import("../browser/support/raw-chromium.ts") & typeof import("../browser/support/ws-server.ts")>} */
export async function support() {
  const outfile = join(root, "dist/bench/support.mjs");
  await esbuild.build({
    stdin: {
      contents: ["hooked", "raw-chromium", "ws-server"].map((name) => `export * from "./tests/browser/support/${name}.ts";`).join(""),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    external: [join(root, "demo/*")],
  });
  return import(pathToFileURL(outfile).href);
}
