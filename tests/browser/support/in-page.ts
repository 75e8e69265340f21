// Tests of the panel in an ordinary page (panel-page.ts), for what needs real layout and input, but no DevTools.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { build } from "esbuild";
import { viewerScripts } from "../../../viewer-scripts.mjs";
import { expect, test } from "./demo.ts";

export async function panelHtml(): Promise<string> {
  const options = {
    bundle: true,
    format: "iife",
    jsx: "automatic",
    loader: { ".jsonl": "text" },
    jsxImportSource: "preact",
    define: { __VERSION__: '"0.0.0"' },
  } as const;
  const { outputFiles } = await build({
    ...options,
    entryPoints: ["tests/browser/support/panel-page.ts"],
    write: false,
    plugins: [viewerScripts(options).plugin],
  });
  const css = await readFile("extension/panel.css", "utf8");
  return `<!doctype html><style>${css}</style><div id="panel"></div><script>${outputFiles[0]?.text.replaceAll("</script", "<\\/script")}</script>`;
}

/** The page of the panel. It has an origin, and so has storage, but no server answers for it. */
const PANEL_URL = "http://localhost/panel";

/** A test whose page holds the panel, 1280 × 600 px. An uncaught error in the page fails the test. */
export const panelInPage = test.extend<object, { readonly panelHtml: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern and refuses a name
  panelHtml: [async ({}, use) => use(await panelHtml()), { scope: "worker" }],
  page: async ({ page, panelHtml }, use) => {
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.setViewportSize({ width: 1280, height: 600 });
    await page.route(PANEL_URL, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: panelHtml }));
    await page.goto(PANEL_URL);
    await use(page);
    expect(errors).toEqual([]);
  },
});

/** A page and its session by websocket, up to the answer to CONNECT. */
export const OPENED = `
page http://localhost:3000/
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;

/** The same with a handshake by polling and an upgrade. */
export const UPGRADED = `
page http://localhost:3000/
c1 GET ?EIO=4&transport=polling
c1 200 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
w1 open ?EIO=4&transport=websocket&sid=eYk3_1Vd0pTqWmZcAAAB
w1 101
w1 > 2probe
w1 < 3probe
w1 > 5
w1 > 40
w1 < 40{"sid":"s"}
`;

/** A session by websocket: an event with its ack, then heartbeats that fold, and another event. */
export const TALK = `${OPENED}
w1 > 420["chat",{"text":"hello"}]
w1 < 430["ok"]
${"+25000\nw1 < 2\nw1 > 3\n".repeat(6)}
w1 > 42["bye"]
`;

/** Resolves when the panel has nothing left to do. */
export const idle = (page: Page): Promise<void> => page.evaluate(() => mounted.idle());

/** Adds a ladder of text to the trace that the panel shows. */
export async function play(page: Page, ladder = ""): Promise<void> {
  await page.evaluate((text) => host.play(text), ladder);
  await idle(page);
}

export async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await idle(page);
}
