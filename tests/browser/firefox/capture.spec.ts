// Firefox, its toolbox, the built extension: what passes is captured by scripts in the page and by webRequest, and compared packet by packet
// with the libraries' own logs.

import { recording } from "../../../demo/devtools.mjs";
import { basic, basicOptions, clientCard } from "../../../demo/scenarios/basic.mjs";
import { beyond } from "../../../demo/scenarios/beyond.mjs";
import { figures, type Scenario } from "../../../demo/scenarios/figures.mjs";
import type { Version } from "../../../demo/server.mjs";
import { expect, firefoxTest as test } from "../support/demo.ts";
import { allRows } from "../support/panel.ts";
import { expectInOrder, play } from "../support/play.ts";
import { compare } from "../support/truth.ts";

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
    versions: ["1.3.5", "2.5.1", "4.8.4"],
    causes: /^server client$/,
    rows: [/received, 0 open/, ...upgraded, /websocket closed, by the server/, /received, 0 open/, /websocket closed, by the client/],
  },
  jsonp: { scenario: beyond.jsonp, versions: ["1.3.5", "2.5.1"], causes: /^client$/, rows: [/received, 0 open/, /received, 43 ack/] },
  "polling-only": {
    scenario: beyond["polling-only"],
    versions: ["4.8.4"],
    causes: /^client$/,
    rows: [/received, 0 open/, /sent, 1 close/],
  },
  namespaces: {
    scenario: beyond.namespaces,
    versions: ["4.8.4"],
    causes: /^client$/,
    rows: [/sent, 40 connect, \/admin/, /problem, received, 44 connect error, \/nope/, /websocket closed, by the client/],
  },
  "binary-acks": {
    scenario: beyond["binary-acks"],
    versions: ["2.5.1", "4.8.4"],
    causes: /^client$/,
    rows: [/sent, 45 bytes, ⟨6 B⟩, \+1 · /, /received, 45 bytes, ⟨6 B⟩, \+1 · /, /sent, 46 ack/],
  },
  "cut-long": {
    scenario: figures["cut-long"],
    versions: ["1.3.5", "4.8.4"],
    causes: /^timeout (refused )*client$/,
    rows: [...upgraded, /gave up|gives up/, /received, 0 open/, /websocket closed, by the client/],
  },
  recovery: {
    scenario: beyond.recovery,
    versions: ["4.8.4"],
    causes: /^transport (refused )*client$/,
    rows: [...upgraded, /websocket closed, ≈ .*the path|websocket closed, 1006/, /received, 40 connect, .*, recovered/],
  },
};

for (const [name, { scenario, versions, causes, rows }] of Object.entries(cases)) {
  for (const version of versions) {
    test(`${name} of ${version}: no packet missing, extra or wrong`, async ({ openPanel, takePanel, setStage }, info) => {
      const { open, truth, packets, sessions } = await play(scenario, version, { openPanel, takePanel, setStage }, info);
      const told = await allRows(open.panel);
      await info.attach("panel", { body: await open.screenshot(), contentType: "image/png" });
      expect(compare(truth.packets, packets)).toEqual({ missing: [], extra: [], wrong: [] });
      expect(sessions.map(({ cause }) => cause).join(" ")).toMatch(causes);
      expectInOrder(told, rows);
    });
  }
}

test("without access to pages it says so, and leads to where it is given", async ({ openPanel }) => {
  const open = await openPanel({ prefs: { "extensions.originControls.grantByDefault": false } });
  await open.panel.waitForFunction(() => document.querySelector("main")?.textContent?.includes("needs access to the page"), null);
  await open.panel.click(".button.primary");
  await expect
    .poll(() =>
      open.context
        .pages()
        .map((each) => each.url())
        .join(),
    )
    .toMatch(/moz-extension:[^,]*\/hosts\.html/);
});

test("stop and record again: what is between is a gap, the open session goes on", async ({ openPanel, startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await openPanel();
  const { panel, page } = open;
  await recording(open);
  await page.goto(server.url);
  const client = clientCard(page.getByRole("region").first());
  await client.reaches("connected", "websocket");
  await client.press("say", "/ said");
  await panel.evaluate(() => globalThis.lifeline?.stop());
  await panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null);
  await client.press("ask", "/ ack");
  await panel.evaluate(() => globalThis.lifeline?.record());
  await recording(open);
  await client.press("be asked", "/ thanks");
  await expect.poll(async () => (await allRows(panel)).join("\n")).toMatch(/said, "hello, world".*not captured.*question/is);
  const sessions = await panel.evaluate(() => globalThis.lifeline?.store.sessions.map(({ state, transport }) => `${state} ${transport}`));
  expect(sessions).toEqual(["open websocket"]);
});
