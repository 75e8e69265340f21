// Pictures of the panel: those of the stores, dark, docked at the side, empty. Every run attaches them.

import { copyFile, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { TestInfo } from "@playwright/test";
import { arrived, type OpenPanel, recording } from "../../demo/devtools.mjs";
import { basic, basicOptions } from "../../demo/scenarios/basic.mjs";
import { figures } from "../../demo/scenarios/figures.mjs";
import { root } from "../../demo/setup.mjs";
import { translationFor } from "../../src/messages/messages.ts";
import { startApplication } from "../walks/application.ts";
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

/** The pictures of the stores, in the size that Chrome's asks for. UPDATE_DOCS=1 writes them to docs/store. */
for (const lang of ["en", "ja"] as const) {
  test(`light, ${lang}: a session, a finding, a comparison, and a busy page with its statistics`, async ({ openPanel, setStage }, info) => {
    const t = await translationFor(lang);
    const scenario = figures["basic-flow"];
    const stage = await setStage(scenario, "4.8.4");
    const application = await startApplication();
    const open = await openPanel({ theme: "light", dock: "undocked", lang });
    const { panel, page, devtools } = open;
    await devtools.setViewportSize({ width: 1280, height: 800 });
    const taken = async (name: string) => {
      await devtools.mouse.move(0, 0);
      const file = `${name}${lang === "en" ? "" : `.${lang}`}.png`;
      const path = await picture(open, `${name}-${lang}`, "light", info);
      if (process.env.UPDATE_DOCS) await copyFile(path, join(root, "docs/store", file));
    };
    const show = async (fixture: string) => {
      const text = await readFile(join(root, "tests/fixtures", fixture), "utf8");
      await panel.evaluate(([text, name = ""]) => globalThis.lifeline?.open(new File([text ?? ""], name)), [text, basename(fixture)]);
      await panel.evaluate(() => globalThis.lifelineIdle?.());
    };
    const sessions = panel.getByRole("navigation", { name: t("sessions") });

    await recording(open);
    await scenario.run({ ...stage, page });
    const ladder = panel.getByRole("listbox");
    await ladder.press("Home");
    // The middle of a row may be blank. A click there is the list's, which Playwright takes for an obstacle.
    await panel.getByRole("option", { name: /43 ack/ }).click({ force: true });
    await expect(panel.getByRole("complementary")).toContainText(t("toQuestion"));
    await ladder.press("b");
    await taken("session");
    await ladder.press("b");

    await page.goto("about:blank");
    await panel.waitForFunction(() => globalThis.lifeline?.store.sessions.every(({ state }) => state === "closed"));
    await panel.evaluate(() => globalThis.lifeline?.clear());
    await page.goto(application.page("busy"));
    await panel.evaluate(() => globalThis.lifeline?.dismissCleared());
    await expect.poll(() => application.connected).toBe(25);
    const stop = application.traffic(400);
    const asks =
      "clients.forEach(([main, , chat], n) => { main.emit('ask', { price: n }, () => {}); chat.emit('slow', 90 * n, () => {}); })";
    for (const packets of [600, 900, 1200]) {
      await page.evaluate(asks);
      await arrived(open, packets);
    }
    stop();
    await sessions
      .getByRole("button", { name: /websocket/ })
      .first()
      .click();
    for (const key of ["a", "Home", "PageDown", "PageDown", "PageDown", "Escape"]) await ladder.press(key);
    await ladder.blur();
    await taken("busy");
    await ladder.press("a");
    await page.goto("about:blank");
    await application.close();

    await show("findings/sid-unknown.jsonl");
    await ladder.press("e");
    await taken("finding");

    await show("proxied/proxied.jsonl");
    await sessions.getByRole("button", { name: /^kqVy/ }).click();
    const chooser = devtools.waitForEvent("filechooser");
    await sessions.getByRole("button", { name: t("compareWithFile") }).click();
    await (await chooser).setFiles(join(root, "tests/fixtures/proxied/direct.jsonl"));
    await expect(panel.locator(".compare-sentence")).toContainText("400");
    await taken("compare");
  });
}

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
