// Index and decode: Lifeline's `Store.push` and `Reader.packet` beside the official parsers, in Node and in Chromium, and what a packet
// weighs in memory. `node tests/bench/index.mjs`; needs the dependencies of demo/servers.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { chromium } from "@playwright/test";
import * as esbuild from "esbuild";
import { findChromium } from "../../demo/browser.mjs";
import { root } from "../../demo/setup.mjs";

const PACKETS = 1_000_000;

/** The work with its parsers in one file. @type {(platform: "node" | "browser", outfile: string) => Promise<unknown>} */
const bundle = (platform, outfile) =>
  esbuild.build({
    stdin: {
      contents: `
        import { decodePayload } from "./demo/servers/node_modules/sio251/node_modules/engine.io-parser";
        import { Decoder } from "./demo/servers/node_modules/sio251/node_modules/socket.io-parser";
        import { measure, storeOf } from "./tests/bench/index-work.mjs";
        globalThis.bench = { measure: () => measure({ decodePayload, Decoder }), storeOf };`,
      resolveDir: root,
    },
    bundle: true,
    // What is measured is what is installed: the extension's target.
    target: "chrome125",
    platform,
    format: "esm",
    banner: platform === "node" ? { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' } : {},
    outfile,
    logLevel: "warning",
  });

/** @typedef {Pick<typeof import("./index-work.mjs"), "storeOf"> & { measure(): ReturnType<typeof import("./index-work.mjs").measure> }} Bench */
/** @type {() => Bench} */
const bench = () => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench;

/** @type {(where: string, results: ReturnType<Bench["measure"]>) => void} */
const print = (where, results) => {
  for (const { what, budget, measured } of results) {
    console.log(where.padEnd(9), what.padEnd(42), measured.ratio.toFixed(3).padStart(7), "budget", budget, " ", Math.round(measured.subject), "/", Math.round(measured.control), "ns");
  }
};

const folder = await mkdtemp(join(tmpdir(), "lifeline-bench-"));
try {
  await bundle("node", join(folder, "node.mjs"));
  await import(pathToFileURL(join(folder, "node.mjs")).href);
  print("Node", bench().measure());

  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const used = () => {
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const store = bench().storeOf(PACKETS);
  console.log("heap", (used() - before - store.log.byteLength) / store.packets);

  await bundle("browser", join(folder, "page.js"));
  const browser = await chromium.launch({ executablePath: findChromium() ?? "", chromiumSandbox: process.getuid?.() !== 0 });
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ path: join(folder, "page.js"), type: "module" });
    print("Chromium", await page.evaluate(() => /** @type {{ bench: Bench }} */ (/** @type {unknown} */ (globalThis)).bench.measure()));
  } finally {
    await browser.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
