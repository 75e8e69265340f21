// Pictures of the panel: wide, dark, docked at the side, empty. Every run attaches them. UPDATE_DOCS=1 writes the first to docs/panel.png.

import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { TestInfo } from "@playwright/test";
import { type OpenPanel, recording } from "../../demo/devtools.mjs";
import { basic, basicOptions } from "../../demo/scenarios/basic.mjs";
import { figures } from "../../demo/scenarios/figures.mjs";
import { allDrawn, expect, test } from "./support/demo.ts";

/** Checks that nothing overflows and that the theme is that of DevTools, takes a picture and returns its path. */
async function picture({ panel, devtools }: OpenPanel, name: string, theme: "light" | "dark", info: TestInfo): Promise<string> {
  await panel.evaluate(() => globalThis.lifelineIdle?.());
  const overflow = await panel.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(overflow).toBe(0);
  const ground = await panel.evaluate(() => matchMedia("(forced-colors: none)").matches && getComputedStyle(document.body).backgroundColor);
  expect(ground).toBe(theme === "dark" ? "rgb(31, 32, 35)" : "rgb(255, 255, 255)");
  const path = info.outputPath(`${name}.png`);
  await devtools.screenshot({ path });
  await info.attach(name, { path, contentType: "image/png" });
  return path;
}

test("light: nothing overflows, and the details of an ack link to its question", async ({ openPanel, setStage }, info) => {
  const scenario = figures["basic-flow"];
  const stage = await setStage(scenario, "4.8.4");
  const open = await openPanel({ theme: "light", dock: "undocked", size: [1440, 860] });
  const { panel, page, devtools } = open;
  await recording(open);
  await scenario.run({ ...stage, page });

  const ladder = panel.getByRole("listbox");
  const ack = panel.getByRole("option", { name: /received, 43 ack/ });
  await ladder.press("Home");
  // The middle of a row may be blank. A click there is the list's, which Playwright takes for an obstacle.
  await ack.click({ force: true });
  await devtools.mouse.move(0, 0);
  await expect(panel.getByRole("complementary")).toContainText("go to the question");
  const path = await picture(open, "light", "light", info);
  if (process.env.UPDATE_DOCS) await copyFile(path, fileURLToPath(new URL("../../docs/panel.png", import.meta.url)));
});

const looks = [
  { name: "dark", theme: "dark", dock: "undocked", size: [1280, 860] },
  { name: "narrow", theme: "light", dock: "right", size: [1000, 860], dockSize: 430 },
] as const;

for (const { name, ...options } of looks) {
  test(`${name}: nothing overflows, the theme is that of DevTools`, async ({ openPanel, startServer }, info) => {
    const server = await startServer({ version: "4.8.4", ...basicOptions });
    const open = await openPanel(options);
    await recording(open);
    await basic({ page: open.page, server });
    await allDrawn(open, server);

    const ladder = open.panel.getByRole("listbox");
    await ladder.press("Home");
    for (let i = 0; i < 3; i++) await ladder.press("ArrowDown");
    await picture(open, name, options.theme, info);
  });
}

test("empty: says that no traffic was recorded yet, and offers a reload", async ({ openPanel }, info) => {
  const open = await openPanel({ size: [1280, 860] });
  await recording(open);
  await expect(open.panel.getByRole("heading", { name: "Recording, but no Socket.IO or Engine.IO traffic yet" })).toBeVisible();
  await expect(open.panel.getByRole("button", { name: "Reload the page" })).toBeVisible();
  await info.attach("empty", { body: await open.devtools.screenshot({ path: info.outputPath("empty.png") }), contentType: "image/png" });
});
