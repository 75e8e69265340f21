import { defineConfig } from "@playwright/test";

/** `npm run walks`: see walk.ts. One at a time, because each opens a browser and looks at how the panel answers. */
export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results/walks",
  reporter: [["list"]],
  workers: 1,
  timeout: 400_000,
  expect: { timeout: 60_000 },
});
