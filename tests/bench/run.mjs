// `npm run bench [growth] [files] [index] [page-cost] [page-hook] [firefox-panel] [scroll] [million] [read-back]
// [memory]`: prints measurements and their
// budgets. Nothing fails, because a busy machine changes the measurements, and even ratios a little.

import { build, main, setUp } from "../../demo/setup.mjs";

await main(async () => {
  await setUp(["chromium", "firefox"]);
  build();
  const { bundled } = await import("./bundle.mjs");
  const { chromiumVersion, index } = await import("./index.mjs");
  const { pageCost } = await import("./page-cost.mjs");
  const { firefoxPanel, pageHook } = await import("./page-hook.mjs");
  const { memory } = await import("./memory.mjs");
  const { million } = await import("./million.mjs");
  const { readBackRows } = await import("./read-back.mjs");
  const { scroll } = await import("./scroll.mjs");
  const { machine, print } = await import("./table.mjs");
  const { growth } = /** @type {{ growth: typeof import("./growth.mjs").growth }} */ (await bundled("growth.mjs"));
  const { files } = /** @type {{ files: typeof import("./files.mjs").files }} */ (await bundled("files.mjs"));
  const pages = { "page-cost": pageCost, "page-hook": pageHook, "firefox-panel": firefoxPanel };
  const benches = { growth, files, index, ...pages, scroll, million, "read-back": readBackRows, memory };
  console.log(`\n${machine(await chromiumVersion())}`);
  for (const [name, bench] of Object.entries(benches)) {
    if (process.argv.length === 2 || process.argv.includes(name)) print(name, await bench());
  }
});
