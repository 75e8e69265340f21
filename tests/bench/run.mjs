// `npm run bench [growth] [index] [page-cost] [page-hook] [scroll] [million]`: prints measurements and their budgets. Nothing fails, because a
// busy machine changes the measurements, and even ratios a little.

import { build, main, setUp } from "../../demo/setup.mjs";

await main(async () => {
  await setUp(["chromium", "firefox"]);
  build();
  const { growth } = await import("./growth.mjs");
  const { chromiumVersion, index } = await import("./index.mjs");
  const { pageCost } = await import("./page-cost.mjs");
  const { pageHook } = await import("./page-hook.mjs");
  const { million } = await import("./million.mjs");
  const { scroll } = await import("./scroll.mjs");
  const { machine, print } = await import("./table.mjs");
  const benches = { growth, index, "page-cost": pageCost, "page-hook": pageHook, scroll, million };
  console.log(`\n${machine(await chromiumVersion())}`);
  for (const [name, bench] of Object.entries(benches)) {
    if (process.argv.length === 2 || process.argv.includes(name)) print(name, await bench());
  }
});
