import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { root } from "./demo/setup.mjs";

const isCI = Boolean(process.env.CI);

/** A busy machine can make a browser test fail, so CI runs a failed one once more. Unit and fuzz tests never run twice. */
const inBrowser = { timeout: 240_000, expect: { timeout: 30_000 }, retries: isCI ? 1 : 0 };

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  // `list` ends with the tests that passed only when they were run again, each with its first error.
  reporter: [["list"], [join(root, "tests/flaky-limit.ts")], [join(root, "tests/browser/support/conformance-reporter.ts")]],
  // Each browser test starts a browser, DevTools and a server. More than two at a time overload a small machine.
  workers: 2,
  forbidOnly: isCI,
  fullyParallel: true,
  projects: [
    { name: "unit", testMatch: ["unit/**/*.spec.ts", "fuzz/**/*.spec.ts"] },
    { name: "chromium", testMatch: "browser/**/*.spec.ts", testIgnore: "browser/firefox/**", ...inBrowser },
    {
      name: "firefox",
      testMatch: ["browser/firefox/**/*.spec.ts", "browser/page-hook*.spec.ts", "browser/text-widths.spec.ts"],
      // A font file's letters are as wide in both browsers. Firefox tries the widest font, and the one whose code has no fixed pitch.
      grepInvert: /no text touches anything in (DejaVu Sans|Liberation Sans|Noto Sans CJK)$/,
      ...inBrowser,
    },
  ],
});
