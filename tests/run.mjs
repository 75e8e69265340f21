// `npm test`: everything that has to hold, in the order in which a failure is cheapest to find. Stops at the first step that fails.
import { build, main, say, setUp, step } from "../demo/setup.mjs";

await main(async () => {
  // Some tests look at the panel in Japanese.
  await setUp(["chromium", "firefox"], "ja");
  step("Types, style, layers, unused code", "npm", ["run", "check"]);
  build();
  step("Mozilla's rules for add-ons", "npm", ["run", "lint"]);
  step("Tests", "npx", ["playwright", "test"]);
  say("All tests passed.");
});
