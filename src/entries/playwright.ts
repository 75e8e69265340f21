// `lifeline-devtools/playwright`: Playwright's `test` and `expect`, with a recording of each test's Engine.IO traffic. docs/playwright/ is the guide.

import { type Browser, type BrowserContext, test as base, expect as baseExpect } from "@playwright/test";
import type * as api from "../playwright/api.d.ts";
import { attach } from "../playwright/attachments.ts";
import { matchers } from "../playwright/matchers.ts";
import { Recording } from "../playwright/recording.ts";
import { settingsOf } from "../playwright/settings.ts";

/** The browsers of this worker. */
const browsers = new Set<Browser>();
/** The recording of the test that runs; null between tests, as in `beforeAll`. */
let current: Recording | null = null;
/** Contexts that a test made. If it left one open, the next test does not record it. */
const ofTests = new WeakSet<BrowserContext>();

const extended = base.extend<api.LifelineOptions & { recording: Recording }>({
  lifeline: ["retain-on-failure", { option: true }],
  recording: [
    async ({ lifeline }, use, testInfo) => {
      const recording = new Recording(await settingsOf(lifeline));
      const { mode, t } = recording.settings;
      // Contexts that were made in `beforeAll`.
      for (const context of [...browsers].flatMap((browser) => browser.contexts()))
        if (!ofTests.has(context)) await recording.record(context);
      current = recording;
      await use(recording);
      current = null;
      await recording.stop();
      if (recording.unrecorded && mode !== "off") testInfo.annotations.push({ type: "lifeline", description: t(...recording.unrecorded) });
      if (mode === "on" || (mode === "retain-on-failure" && testInfo.status !== testInfo.expectedStatus)) await attach(recording, testInfo);
    },
    { auto: true, box: true },
  ],
  // The context of the fixture `page` may be one that the browser keeps for several tests.
  context: async ({ context, recording }, use) => {
    await recording.record(context);
    await use(context);
    await recording.stop(context);
  },
});

export const test: typeof api.test = extended.extend<object, { browser: Browser }>({
  browser: [
    async ({ browser }, use) => {
      const { newContext } = browser;
      browser.newContext = async (options) => {
        const context = await newContext.call(browser, options);
        if (current) ofTests.add(context);
        await current?.record(context);
        return context;
      };
      browsers.add(browser);
      await use(browser);
      browsers.delete(browser);
      Reflect.deleteProperty(browser, "newContext");
    },
    { scope: "worker" },
  ],
});

export const expect: typeof api.expect = baseExpect.extend(matchers);
