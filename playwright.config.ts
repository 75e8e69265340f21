import { defineConfig } from "@playwright/test";

const inBrowser = { timeout: 240_000, expect: { timeout: 30_000 } };

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  reporter: [["list"], ["./tests/browser/support/conformance-reporter.ts"]],
  // A browser test starts a browser, DevTools and a server: two at a time is what a small machine takes.
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  fullyParallel: true,
  projects: [
    { name: "unit", testMatch: ["unit/**/*.spec.ts", "fuzz/**/*.spec.ts"] },
    { name: "chromium", testMatch: "browser/**/*.spec.ts", testIgnore: "browser/firefox/**", ...inBrowser },
    { name: "firefox", testMatch: ["browser/firefox/**/*.spec.ts", "browser/page-hook*.spec.ts"], ...inBrowser },
  ],
});
