// Chromium without its debugger: a script in the page tells of websockets, the browser's own log of requests. Compared packet by packet with
// the libraries' own logs.

import { recording } from "../../demo/devtools.mjs";
import { basic, basicOptions, clientCard } from "../../demo/scenarios/basic.mjs";
import { beyond } from "../../demo/scenarios/beyond.mjs";
import { figures, type Scenario } from "../../demo/scenarios/figures.mjs";
import type { Version } from "../../demo/server.mjs";
import { expect, pageModeTest, test } from "./support/demo.ts";
import { allRows } from "./support/panel.ts";
import { expectInOrder, play } from "./support/play.ts";
import { compare } from "./support/truth.ts";

interface Case {
  readonly scenario: Scenario;
  readonly versions: readonly Version[];
  /** How each session ended. */
  readonly causes: RegExp;
  readonly rows: readonly RegExp[];
}

const everything: Scenario = { what: "all that the demo page can do", options: basicOptions, run: basic };
const upgraded = [/sent, 2 ping, probe/, /received, 3 pong, probe/, /sent, 5 upgrade/];

const cases: Record<string, Case> = {
  basic: {
    scenario: everything,
    versions: ["1.3.5", "4.8.4"],
    causes: /^server client$/,
    rows: [/received, 0 open/, ...upgraded, /websocket closed, by the server/, /received, 0 open/, /websocket closed, by the client/],
  },
  jsonp: { scenario: beyond.jsonp, versions: ["2.5.1"], causes: /^client$/, rows: [/received, 0 open/, /received, 43 ack/] },
  "polling-only": {
    scenario: beyond["polling-only"],
    versions: ["4.8.4"],
    causes: /^client$/,
    rows: [/received, 0 open/, /sent, 1 close/],
  },
  "binary-acks": {
    scenario: beyond["binary-acks"],
    versions: ["4.8.4"],
    causes: /^client$/,
    rows: [/sent, 45 bytes, ⟨6 B⟩, \+1 · /, /received, 45 bytes, ⟨6 B⟩, \+1 · /, /sent, 46 ack/],
  },
  "cut-long": {
    scenario: figures["cut-long"],
    versions: ["1.3.5", "4.8.4"],
    causes: /^timeout (refused )*client$/,
    rows: [...upgraded, /gave up|gives up/, /received, 0 open/, /websocket closed, by the client/],
  },
  "worker-and-iframe": {
    scenario: beyond["worker-and-iframe"],
    versions: ["4.8.4"],
    causes: /^(client ?)+$/,
    rows: [...upgraded, /websocket closed, by the client/],
  },
};

for (const [name, { scenario, versions, causes, rows }] of Object.entries(cases)) {
  for (const version of versions) {
    pageModeTest(`${name} of ${version}: no packet missing, extra or wrong`, async ({ openPanel, takePanel, setStage }, info) => {
      const { open, truth, packets, sessions } = await play(scenario, version, { openPanel, takePanel, setStage }, info);
      const told = await allRows(open.panel);
      await info.attach("panel", { body: await open.screenshot(), contentType: "image/png" });
      expect(compare(truth.packets, packets)).toEqual({ missing: [], extra: [], wrong: [] });
      expect(sessions.map(({ cause }) => cause).join(" ")).toMatch(causes);
      expectInOrder(told, rows);
      expect(await open.debuggerAttached()).toBe(false);
    });
  }
}

pageModeTest(
  "what is chosen while a page is recorded goes on from there, each session with what told of it",
  async ({ openPanel, startServer }) => {
    // The debugger cannot tell whose a websocket is that is open: here it says nothing.
    const server = await startServer({ version: "4.8.4", pingInterval: 60_000 });
    const open = await openPanel();
    const { page, panel } = open;
    await recording(open);
    await page.goto(server.url);
    const client = clientCard(page.getByRole("region").first());
    await client.reaches("connected", "websocket");
    await panel.getByRole("button", { name: "How to record" }).click();
    await panel.getByRole("radio", { name: "With the browser’s debugger" }).click();
    await panel.waitForFunction(() => globalThis.lifeline?.mode === "debugger" && globalThis.lifeline.status.state === "recording");
    await page.reload();
    await client.reaches("connected", "websocket");
    await expect
      .poll(() => panel.evaluate(() => globalThis.lifeline?.store.sessions.map(({ sources }) => [...sources].join())))
      .toEqual(["chromium-page", "chromium-debugger"]);
    await panel
      .getByRole("option", { name: /received, 0 open/ })
      .last()
      .click();
    await expect(panel.locator("aside")).toContainText("with the browser’s debugger");
  },
);

test("without access to pages it says so, and leads to where it is given", async ({ openPanel }) => {
  const open = await openPanel();
  await open.panel.getByRole("button", { name: "How to record" }).click();
  await open.panel.getByRole("radio", { name: "With a script in the page" }).click();
  await expect(open.panel.getByRole("main")).toContainText("needs access to the page");
  const [tab] = await Promise.all([open.context.waitForEvent("page"), open.panel.getByRole("button", { name: "Give access" }).click()]);
  await expect(tab.getByRole("heading")).toHaveText("Access to pages");
  await expect(tab.getByRole("button", { name: "Give access" })).toBeEnabled();
});
