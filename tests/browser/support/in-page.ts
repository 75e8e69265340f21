// Tests of the panel in an ordinary page (panel-page.ts), for what needs real layout and input, but no DevTools.

import { readFile } from "node:fs/promises";
import { build } from "esbuild";
import { expect, test } from "./demo.ts";

export async function panelHtml(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["tests/browser/support/panel-page.ts"],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    loader: { ".jsonl": "text" },
    jsxImportSource: "preact",
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
