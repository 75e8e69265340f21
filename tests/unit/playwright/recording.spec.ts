// What the fixture for Playwright does without a browser that it can record: it says why.

import { type BrowserContext, expect, test } from "@playwright/test";
import { Recording } from "../../../src/playwright/recording.ts";
import { settingsOf } from "../../../src/playwright/settings.ts";

// Playwright's Firefox is another program than the one of these tests.
const contextOf = (name: string): BrowserContext =>
  ({
    browser: () => ({ browserType: () => ({ name: () => name }), version: () => "1" }),
    pages: () => [],
    on() {},
  }) as unknown as BrowserContext;

test("a context of another browser than Chromium is not recorded, which the recording says", async () => {
  const recording = new Recording(await settingsOf("on"));
  await recording.record(contextOf("chromium"));
  expect(recording.unrecorded).toBeNull();
  await recording.record(contextOf("firefox"));
  expect(recording.unrecorded).toEqual(["playwrightNeedsChromium", "firefox"]);
  const { t } = recording.settings;
  expect(t(...(recording.unrecorded ?? ["ack"]))).toBe("nothing was recorded: recording needs Chromium, and this browser is firefox");
});

test("the option is a mode, or an object with a mode, languages and patterns; what does not exist is refused", async () => {
  expect(await settingsOf("off")).toMatchObject({ mode: "off", patterns: [] });
  expect(await settingsOf({ redact: false })).toMatchObject({ mode: "retain-on-failure", patterns: null });
  expect((await settingsOf({ patterns: ["key-[0-9]+"] })).patterns).toHaveLength(1);
  expect((await settingsOf({ lang: "ja" })).t("playwrightSeen")).toBe("記録:");
  await expect(settingsOf("always" as "on")).rejects.toThrow("has no mode “always”");
  await expect(settingsOf({ lang: "de" as "en" })).rejects.toThrow("has no language “de”");
  await expect(settingsOf({ patterns: ["("] })).rejects.toThrow("the pattern “(”");
});
