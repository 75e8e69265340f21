// Keys that Chromium's DevTools have too, in the real DevTools.

import { firstClient } from "../../demo/scenarios/basic.mjs";
import { expect, test } from "./support/demo.ts";
import { searchInDevTools } from "./support/devtools-search.ts";

test("a key of the panel is the panel's, and DevTools' own search bar finds in the panel", async ({ takePanel, startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  const { devtools, page, panel } = open;
  await page.goto(server.url);
  const client = firstClient(page);
  await client.reaches("connected", "websocket");
  await client.press("ask", "/ ack");
  const selected = panel.getByRole("option", { selected: true });

  // DevTools take this key where the panel leaves it to them.
  await panel.press("#ladder", "a");
  await expect(panel.getByRole("region", { name: "Statistics" })).toBeVisible();
  await panel.press("#ladder", "a");
  await expect(panel.getByRole("region", { name: "Statistics" })).toHaveCount(0);

  // With this key DevTools open and close their console.
  for (const [key, opened] of [
    ["?", panel.getByRole("dialog", { name: "All keys" })],
    ["o", panel.getByRole("group", { name: "Settings" })],
  ] as const) {
    await panel.press("#ladder", key);
    await expect(opened).toBeVisible();
    await devtools.keyboard.press("Escape");
    await expect(opened).toBeHidden();
    expect(await panel.evaluate(() => document.hasFocus()), "DevTools' console has not taken the focus").toBe(true);
  }

  await searchInDevTools(open, "ask");
  await expect(selected).toContainText("42 ask");
  await expect(panel.getByRole("search", { name: "Find" })).toContainText(/1 of \d/);
  await devtools.keyboard.press("Escape");
  await expect(panel.getByRole("search", { name: "Find" })).toHaveCount(0);
});
