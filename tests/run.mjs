// `npm test`: every check and test, cheapest first. Stops at the first step that fails.
import { build, main, root, say, setUp, step } from "../demo/setup.mjs";
import { recordGreen } from "./green.mjs";

await main(async () => {
  // Some tests show the panel in Japanese.
  await setUp(["chromium", "firefox"], "ja");
  recordGreen(root, () => {
    step("Types, style, layers, unused code", "npm", ["run", "check"]);
    build();
    step("Mozilla's rules for add-ons", "npm", ["run", "lint"]);
    step("Tests", "npx", ["playwright", "test"]);
  });
  say("All tests passed.");
});
