// Times indexing and decoding (`Store.push`, `Reader.packet`) against the official parsers, in Node and in Chromium, and measures memory for
// each packet. Needs the dependencies of demo/servers.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { chromium } from "@playwright/test";
import * as esbuild from "esbuild";
import { launchOptions } from "../../demo/browser.mjs";
import { root } from "../../demo/setup.mjs";

/** @import { Row } from "./table.mjs" */

/** At the second size the columns have just grown beyond the first. */
const WEIGHED = [1_000_000, 1_050_000];

/** Bundles the work and its parsers into one file. @type {(platform: "node" | "browser", outfile: string) => Promise<unknown>} */
const bundle = (platform, outfile) =>
  esbuild.build({
    stdin: {
      contents: `
        import { decodePacket, decodePayload } from "./demo/servers/node_modules/sio251/node_modules/engine.io-parser";
        import { Decoder } from "./demo/servers/node_modules/sio251/node_modules/socket.io-parser";
        import * as msgpack from "./demo/servers/node_modules/socket.io-msgpack-parser";
        import { storeOf, work } from "./tests/bench/index-work.mjs";
        globalThis.bench = {
          measure: () => work({ decodePacket, decodePayload, Decoder, msgpack }).map(({ measure, ...row }) => ({ ...row, measured: measure() })),
          storeOf,
        };`,
      resolveDir: root,
    },
    bundle: true,
    target: "chrome125",
    platform,
    format: "esm",
    banner:
      platform === "node" ? { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' } : {},
    outfile,
    logLevel: "warning",
  });

/**
 * The global that the bundle sets.
 * @typedef {object} Bench
 * @property {() => (Omit<ReturnType<typeof import("./index-work.mjs").work>[number], "measure"> & { measured: import("./measure.mjs").Ratio })[]} measure
 * @property {typeof import("./index-work.mjs").storeOf} storeOf
 */
/** @typedef {typeof globalThis & { bench: Bench }} WithBench */

/** @type {(where: string, results: ReturnType<Bench["measure"]>) => Row[]} */
const rows = (where, results) =>
  results.map(({ what, budget, measured: { ratio, subject, control } }) => ({
    what: `${what} (${where})`,
    measured: ratio,
    ...(budget !== undefined && { budget: `≤ ${budget}` }),
    detail: `${Math.round(subject)} / ${Math.round(control)} ns`,
  }));

const launch = () => chromium.launch(launchOptions());

export async function chromiumVersion() {
  const browser = await launch();
  await browser.close();
  return browser.version();
}

/** Bytes of memory for each packet: its columns, and a pointer to its text. There are few texts, so they count for nothing. @type {(packets: number) => number} */
function weight(packets) {
  setFlagsFromString("--expose-gc");
  const gc = runInNewContext("gc");
  const used = () => {
    gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const store = /** @type {WithBench} */ (globalThis).bench.storeOf(packets);
  return (used() - before) / store.packets;
}

/** @returns {Promise<Row[]>} */
export async function index() {
  const folder = await mkdtemp(join(tmpdir(), "lifeline-bench-"));
  const browser = await launch();
  try {
    await bundle("node", join(folder, "node.mjs"));
    await import(pathToFileURL(join(folder, "node.mjs")).href);
    const weights = WEIGHED.map((packets) => ({
      what: `heap at ${packets.toLocaleString("en")} packets, bytes each (Node)`,
      measured: weight(packets),
      budget: "≤ 48",
      detail: "with 8 for the pointer to the payload",
    }));
    const inNode = rows("Node", /** @type {WithBench} */ (globalThis).bench.measure());

    await bundle("browser", join(folder, "page.js"));
    const page = await browser.newPage();
    await page.addScriptTag({ path: join(folder, "page.js"), type: "module" });
    const inChromium = rows("Chromium", await page.evaluate(() => /** @type {WithBench} */ (globalThis).bench.measure()));
    return [...inChromium, ...inNode, ...weights];
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}
