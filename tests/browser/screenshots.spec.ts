// The panel as a picture: wide, dark, docked at the side, empty. Every run attaches them; with UPDATE_DOCS=1 the first becomes
// docs/panel.png.

import { copyFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { recording } from "../../demo/devtools.mjs";
import { basic, basicOptions } from "../../demo/scenarios/basic.mjs";
import { allDrawn, expect, test } from "./support/demo.ts";

const looks = [
  { name: "light", theme: "light", dock: "undocked", size: [1280, 860] },
  { name: "dark", theme: "dark", dock: "undocked", size: [1280, 860] },
  { name: "narrow", theme: "light", dock: "right", size: [1000, 860], dockSize: 430 },
] as const;

for (const { name, ...options } of looks) {
  test(`${name}: nothing overflows, the theme is that of DevTools`, async ({ openPanel, startServer }, info) => {
    const server = await startServer({ version: "4.8.4", ...basicOptions });
    const open = await openPanel(options);
    const { panel, devtools } = open;
    await recording(open);
    await basic({ page: open.page, server });
    await allDrawn(open, server);

    const ladder = panel.getByRole("listbox");
    await ladder.press("Home");
    for (let i = 0; i < 3; i++) await ladder.press("ArrowDown");
    await panel.evaluate(() => globalThis.lifelineIdle?.());
    const overflow = await panel.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBe(0);
    const light = await panel.evaluate(
      () => matchMedia("(forced-colors: none)").matches && getComputedStyle(document.body).backgroundColor,
    );
    expect(light).toBe(options.theme === "dark" ? "rgb(31, 32, 35)" : "rgb(255, 255, 255)");

    const path = info.outputPath(`${name}.png`);
    await devtools.screenshot({ path });
    await info.attach(name, { path, contentType: "image/png" });
    if (name === "light" && process.env.UPDATE_DOCS) await copyFile(path, fileURLToPath(new URL("../../docs/panel.png", import.meta.url)));
  });
}

test("empty: says what it waits for", async ({ openPanel }, info) => {
  const open = await openPanel({ size: [1280, 860] });
  await recording(open);
  await expect(open.panel.getByRole("heading", { name: "Recording, but no Socket.IO or Engine.IO traffic yet" })).toBeVisible();
  await expect(open.panel.getByRole("button", { name: "Reload the page" })).toBeVisible();
  await info.attach("empty", { body: await open.devtools.screenshot({ path: info.outputPath("empty.png") }), contentType: "image/png" });
});
