// The test harness in Firefox: tests can use the panel as a user does.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { drawn } from "../../../demo/devtools.mjs";
import { expect, firefoxTest as test } from "../support/demo.ts";
import { allRows, packetsAmong, packetsOf, savedTrace } from "../support/panel.ts";

/** Number of colours in a picture. An empty picture has one. */
async function coloursOf(png: Buffer, page: Page): Promise<number> {
  return page.evaluate(
    async (url) => {
      const bitmap = await createImageBitmap(await (await fetch(url)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      if (!context) throw new Error("no canvas");
      context.drawImage(bitmap, 0, 0);
      return new Set(new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer)).size;
    },
    `data:image/png;base64,${png.toString("base64")}`,
  );
}

test("a test can read the panel, click, press keys, take pictures and save the trace", async ({ openPanel }, info) => {
  const open = await openPanel();
  const { panel, page } = open;
  const log = await readFile(new URL("../../fixtures/cdp/socketio-4.8.jsonl", import.meta.url), "utf8");
  await panel.evaluate((text) => globalThis.lifeline?.open(new File([text], "4.8.jsonl")), log);
  await drawn(open, 1);

  const saved = packetsOf(await savedTrace(open, info));
  expect(await panel.evaluate(() => globalThis.lifeline?.store.packets)).toBe(saved.length);
  // There are more rows than are drawn at once, so allRows() needed keys to read the last.
  const rows = await allRows(panel);
  expect(packetsAmong(rows).length).toBeGreaterThan(20);
  expect(rows.length).toBeGreaterThan(await panel.evaluate(() => document.querySelectorAll("[role=option]").length));

  for (const [name, png] of Object.entries({ panel: await panel.screenshot(), window: await open.screenshot() })) {
    await info.attach(name, { body: png, contentType: "image/png" });
    expect(await coloursOf(png, page)).toBeGreaterThan(20);
  }

  await open.closeDevTools();
  await expect(panel.evaluate(() => 1)).rejects.toThrow("the toolbox is closed");
});

test("dock, theme, size and language are as the options say", async ({ openPanel, startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const { panel, page } = await openPanel({ dock: "bottom", dockSize: 420, size: [1200, 900], theme: "dark", lang: "ja" });
  const text = await panel.evaluate(() => document.body.textContent);
  expect(text).toContain("セッション");
  expect(await panel.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe("rgb(31, 32, 35)");
  // The toolbox's tabs take some of the 420 px.
  expect(await panel.evaluate(() => [innerWidth, Math.round(innerHeight / 100)])).toEqual([1200, 4]);
  await page.goto(server.url);
  expect(await page.evaluate(() => [navigator.language, document.documentElement.lang])).toEqual(["ja", "ja"]);
});
