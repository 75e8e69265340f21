// Chromium without the debugger: websockets are recorded by a script in the page, requests from DevTools' network log. Each packet is compared
// with the libraries' logs.

import { recording } from "../../demo/devtools.mjs";

import { beyond } from "../../demo/scenarios/beyond.mjs";
import { loadUpgraded } from "../../demo/scenarios/figures.mjs";
import type { Version } from "../../demo/server.mjs";
import { expect, pageModeTest, test } from "./support/demo.ts";
import { play } from "./support/play.ts";
import { byClient, type Case, cases, expectPlayed, expectSteps, stepVersions, upgraded } from "./support/right.ts";

const played: readonly (readonly [name: string, Case, readonly Version[]])[] = [
  ["basic", cases.basic, ["4.8.4"]],
  ["jsonp", cases.jsonp, ["2.5.1"]],
  ["polling-only", cases["polling-only"], ["4.8.4"]],
  ["binary-acks", cases["binary-acks"], ["4.8.4"]],
  ["cut-long", cases["cut-long"], ["1.3.5", "4.8.4"]],
  ["worker-and-iframe", { scenario: beyond["worker-and-iframe"], causes: /^(client ?)+$/, rows: [...upgraded, byClient] }, ["4.8.4"]],
];

for (const [name, each, versions] of played) {
  for (const version of versions) {
    pageModeTest(
      `${name} of ${version}: the trace has exactly the packets that the libraries logged`,
      async ({ openPanel, takePanel, setStage }, info) => {
        const one = await play(each.scenario, version, { openPanel, takePanel, setStage }, info);
        await expectPlayed(one, each, info);
        expect(await one.open.debuggerAttached()).toBe(false);
      },
    );
  }
}

pageModeTest(
  "another mode chosen during a recording applies from then on, and each session keeps its source",
  async ({ openPanel, startServer }) => {
    // The debugger cannot assign packets of a websocket that is already open. A long pingInterval means that this one has none.
    const server = await startServer({ version: "4.8.4", pingInterval: 60_000 });
    const open = await openPanel();
    const { page, panel } = open;
    await recording(open);
    const client = await loadUpgraded({ page, url: server.url });
    await panel.getByRole("button", { name: "Settings" }).click();
    await panel.getByRole("radio", { name: "With the browser’s debugger" }).click();
    await panel.waitForFunction(() => globalThis.lifeline?.mode === "debugger" && globalThis.lifeline.status.state === "recording");
    await page.reload();
    await client.reaches("connected", "websocket");
    await expect
      .poll(() => panel.evaluate(() => globalThis.lifeline?.store.sessions.map(({ sources }) => [...sources].join())))
      .toEqual(["chromium-page", "chromium-debugger"]);
    // Rows that are followed move away from the pointer.
    await panel.getByRole("button", { name: "Follow new rows" }).click();
    // The middle of a row may be blank. A click there is the list's, which Playwright takes for an obstacle.
    await panel
      .getByRole("option", { name: /received, 0 open/ })
      .last()
      .click({ force: true });
    await expect(panel.locator("aside")).toContainText("with the browser’s debugger");
  },
);

test("without access to pages the panel says so, and its button opens the page that gives access", async ({ openPanel }) => {
  const open = await openPanel();
  await open.panel.getByRole("button", { name: "Settings" }).click();
  await open.panel.getByRole("radio", { name: "With a script in the page" }).click();
  await expect(open.panel.getByRole("main")).toContainText("needs access to this page");
  const [tab] = await Promise.all([open.context.waitForEvent("page"), open.panel.getByRole("button", { name: "Give access" }).click()]);
  await expect(tab.getByRole("heading")).toHaveText("Access to pages");
  await expect(tab.getByRole("button", { name: "Give access" })).toBeEnabled();
});

for (const version of stepVersions) {
  pageModeTest(`a session of ${version} has the same steps as in any other browser and mode`, async ({ takePanel, startServer }, info) => {
    await expectSteps(await takePanel(), await startServer({ version }), version, info);
  });
}
