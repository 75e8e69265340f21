// Bundles panel-page.ts into one HTML page.

import { readFile } from "node:fs/promises";
import { build } from "esbuild";

export async function panelInPage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ["tests/browser/support/panel-page.ts"],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    jsxImportSource: "preact",
  });
  const css = await readFile("extension/panel.css", "utf8");
  return `<!doctype html><style>${css}</style><div id="panel"></div><script>${outputFiles[0]?.text.replaceAll("</script", "<\\/script")}</script>`;
}
