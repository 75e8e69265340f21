import { defineConfig, devices } from "@playwright/test";
import type { LifelineOptions } from "lifeline-devtools/playwright";

const port = process.env.PORT ?? "3000";

export default defineConfig<LifelineOptions>({
  testDir: "tests",
  reporter: [["list"], ["html", { open: "never" }]],
  use: {
    baseURL: `http://localhost:${port}`,
    lifeline: "retain-on-failure",
  },
  projects: [{ name: "chromium", use: devices["Desktop Chrome"] }],
  webServer: { command: "node server.mjs", url: `http://localhost:${port}`, reuseExistingServer: !process.env.CI },
});
