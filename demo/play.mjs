// Plays a scenario while the panel records: starts the servers and a browser with Lifeline, and saves the trace. Needs the root's
// dependencies.
import { join } from "node:path";
import { browsers } from "./browser.mjs";
import { drawn, openPanel, recording, saveTrace } from "./devtools.mjs";
import { openFirefoxPanel } from "./firefox.mjs";
import { setStage } from "./scenarios/stage.mjs";
import { nameOf } from "./server.mjs";
import { root, SetupError, say } from "./setup.mjs";

/** @import { BrowserName } from "./browser.mjs" */
/** @import { AnyPanel, PanelOptions } from "./devtools.mjs" */
/** @import { Scenario } from "./scenarios/figures.mjs" */
/** @import { Version } from "./server.mjs" */

const panels = {
  chromium: { extension: join(root, "dist/chrome"), open: openPanel },
  firefox: { extension: join(root, "dist/firefox"), open: openFirefoxPanel },
};

/**
 * @typedef {object} Play
 * @property {BrowserName} [browser] chromium
 * @property {Version} version
 * @property {number} [port] port of the server; a free one
 * @property {Scenario} [scenario] without one the page is only loaded
 * @property {Omit<PanelOptions, "extension">} [panel]
 */

/**
 * Starts everything, plays the scenario, calls `use` and closes everything.
 * @param {Play} play
 * @param {(open: AnyPanel, url: string) => Promise<void>} use
 */
export async function play({ browser = "chromium", version, port = 0, scenario, panel }, use) {
  say(`Starting a server of ${nameOf(version)}.`);
  const stage = await setStage(scenario ?? { options: {} }, version, port).catch((error) => {
    throw new SetupError(error.message);
  });
  const { url } = stage;
  try {
    say(`Opening ${browsers[browser].name}${panel?.headless === false ? "" : " without a window"}, with DevTools and Lifeline.`);
    const { extension, open: openIn } = panels[browser];
    const open = await openIn({ extension, ...(scenario?.isLate && { url }), ...panel });
    try {
      await recording(open);
      if (scenario) {
        say(`Playing on ${url}: ${scenario.what}.`);
        await scenario.run({ ...stage, page: open.page });
      } else await open.page.goto(url);
      await use(open, url);
    } finally {
      await open.close();
    }
  } finally {
    await stage.close();
  }
}

/**
 * Saves the trace after every packet of the page's log is in the panel.
 * @param {AnyPanel} open
 * @param {string} path
 */
export async function savePlayed(open, path) {
  const passed = await open.page.evaluate(() => globalThis.__log.length);
  await drawn(open, passed).catch(() => say("Some packets did not reach the panel."));
  say(`${passed} packets passed.`);
  await saveTrace(open, path);
}
