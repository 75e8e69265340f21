// `npm test`: everything that has to hold, in the order in which a failure is cheapest to find. Stops at the first step that fails.
import { build, main, say, setUp, step } from "../demo/setup.mjs";

await main(async () => {
  await setUp();
  step("Type check", "npx", ["tsc", "-b", "--force"]);
  step("Style and layers", "npx", ["biome", "ci"]);
  step("Nothing unused", "npx", ["knip"]);
  build();
  step("Tests", "npx", ["playwright", "test"]);
  say("All tests passed.");
});
