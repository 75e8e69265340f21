// `npm run bench [-- name … --write]`: prints measurements with their aims, of all benchmarks or of those that are named. With `--write` it also
// writes them into docs/performance.md. No aim is enforced, because a busy machine changes the measurements, and even ratios a little.

import { build, main, say, setUp } from "../../demo/setup.mjs";

/** @import { Row } from "./table.mjs" */

await main(async () => {
  await setUp(["chromium", "firefox"]);
  build();
  const { busy } = await import("./busy.mjs");
  const { bundled } = await import("./bundle.mjs");
  const { chromiumVersion, index } = await import("./index.mjs");
  const { cli } = await import("./cli.mjs");
  const { hour } = await import("./hour.mjs");
  const { pageCost } = await import("./page-cost.mjs");
  const { firefoxPanel, pageHook } = await import("./page-hook.mjs");
  const { memory } = await import("./memory.mjs");
  const { million } = await import("./million.mjs");
  const { peers } = await import("./peers.mjs");
  const { readBackRows } = await import("./read-back.mjs");
  const { scroll } = await import("./scroll.mjs");
  const { machine, print, write } = await import("./table.mjs");
  const { growth } = /** @type {{ growth: typeof import("./growth.mjs").growth }} */ (await bundled("growth.mjs"));
  const { findings } = /** @type {{ findings: typeof import("./findings.mjs").findings }} */ (await bundled("findings.mjs"));
  const { statistics } = /** @type {{ statistics: typeof import("./statistics.mjs").statistics }} */ (await bundled("statistics.mjs"));
  const { filter } = /** @type {{ filter: typeof import("./filter.mjs").filter }} */ (await bundled("filter.mjs"));
  const { redact } = /** @type {{ redact: typeof import("./redact.mjs").redact }} */ (await bundled("redact.mjs"));
  const { files } = /** @type {{ files: typeof import("./files.mjs").files }} */ (await bundled("files.mjs"));
  const { har } = /** @type {{ har: typeof import("./har.mjs").har }} */ (await bundled("har.mjs"));
  const pages = { "page-cost": pageCost, "page-hook": pageHook, "firefox-panel": firefoxPanel };
  /** @type {Readonly<Record<string, () => Row[] | Promise<Row[]>>>} */
  const benches = {
    index,
    files,
    har,
    growth,
    findings,
    filter,
    statistics,
    redact,
    memory,
    hour,
    scroll,
    million,
    busy,
    "read-back": readBackRows,
    cli,
    peers,
    ...pages,
  };
  const named = process.argv.slice(2).filter((argument) => argument !== "--write");
  const names = named.length > 0 ? named : Object.keys(benches);
  const where = machine(await chromiumVersion());
  console.log(`\n${where}`);
  for (const name of names) {
    say(name);
    const rows = await benches[name]?.();
    if (!rows) throw new Error(`There is no benchmark ${name}, only ${Object.keys(benches).join(", ")}.`);
    print(name, rows);
    // At once, because all benchmarks together take half an hour.
    if (process.argv.includes("--write")) write(Object.keys(benches), name, rows, where);
  }
});
