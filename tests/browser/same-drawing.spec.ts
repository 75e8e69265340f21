// One trace is drawn on the panel's screen, exported by the panel as SVG and HTML, and drawn by the command line. The
// files are equal, but for how a browser and Node pack the trace; the screen differs from them only in how text is fitted to its fonts.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { recording, saveTrace } from "../../demo/devtools.mjs";
import { firstClient } from "../../demo/scenarios/basic.mjs";
import { figures } from "../../demo/scenarios/figures.mjs";
import { root } from "../../demo/setup.mjs";
import { allDrawn, expect, test } from "./support/demo.ts";

const run = promisify(execFile);
/** Width of the list of sessions and of the density strip, which stand beside the ladder. */
const BESIDE = 240 + 28;
const LADDER = 1060;

/** The drawing in a page or a file, from its paper to its legend, without style and title. */
const sheetOf = (markup: string) => /<rect class="paper".*?<\/g><\/svg>/s.exec(markup)?.[0] ?? "";

/** The texts that are packed in a page, and the page without them. */
const unpacked = (page: string) => {
  const packed = /<script type="text\/plain" class="(\w+)">(.*?)<\/script>\n/g;
  const bytes = (name: string) =>
    [...page.matchAll(packed)].flatMap(([, its, base64 = ""]) => (its === name ? Buffer.from(base64, "base64") : []));
  return [page.replaceAll(packed, ""), ...["viewer", "trace"].map((name) => gunzipSync(Buffer.concat(bytes(name))).toString())];
};

const plays = [
  { name: "basic-flow", version: "1.3.5", lang: "en", theme: "light" },
  { name: "cut-long", version: "4.8.4", lang: "ja", theme: "dark" },
] as const;

for (const { name, version, lang, theme } of plays) {
  test(`${name} of ${version} is one drawing on the screen, exported and by the command line, ${lang}, ${theme}`, async ({
    openPanel,
    setStage,
  }, info) => {
    const scenario = figures[name];
    const stage = await setStage(scenario, version);
    const open = await openPanel({ lang, theme, size: [BESIDE + LADDER, 2600] });
    const { panel, devtools, page } = open;
    await recording(open);
    await scenario.run({ ...stage, page });
    await firstClient(page).press("client closes", "/ disconnect");
    await allDrawn(open, stage.server);
    // Stop recording, so that no row shows the present moment.
    await panel.getByRole("listbox").press("Control+e");
    await panel.waitForFunction(() => globalThis.lifeline?.status.state !== "recording", null, { polling: 50 });

    expect(await page.getAttribute("html", "lang")).toBe(lang);
    // If Chromium lacks the language, browser and extension are in English.
    const spoken = (await panel.evaluate(() => navigator.language)).slice(0, 2);
    expect(await panel.evaluate(() => document.documentElement.lang)).toBe(spoken);

    const trace = info.outputPath("trace.jsonl");
    await saveTrace(open, trace);
    const exported = async (kind: RegExp) => {
      await panel.getByTitle("(Ctrl+Shift+S)").click();
      const [download] = await Promise.all([devtools.waitForEvent("download"), panel.getByRole("menuitem", { name: kind }).click()]);
      return readFile(await download.path(), "utf8");
    };
    const byCommand = async (ending: string, ...more: readonly string[]) => {
      const out = info.outputPath(`drawn.${ending}`);
      await run(process.execPath, [join(root, "dist/cli.mjs"), "draw", trace, "-o", out, "--lang", spoken, ...more]);
      return readFile(out, "utf8");
    };
    const svg = await byCommand("svg", "--theme", theme);
    expect(await exported(/^SVG/)).toBe(svg);
    const html = await byCommand("html");
    expect(unpacked(await exported(/^HTML/))).toEqual(unpacked(html));
    expect(sheetOf(svg).length).toBeGreaterThan(10_000);

    await panel.getByRole("listbox").press("Escape");
    await page.mouse.move(0, 0);
    await panel.evaluate(() => globalThis.lifelineIdle?.());
    const [onScreen, inFile] = await panel.evaluate(
      (markup) => {
        /** The panel fits text to its own fonts: what may be cut or left out, and how far to the right things stand, is not compared. */
        const fitted = ".fields > g, .meta, .remark, .why, .path, .key, .val, .ack, .quiet, text.mono:not(.code), .silence-text";
        const shapes = (element: Element): string[] => {
          if (element.matches(fitted)) return [];
          const isText = element.tagName === "text";
          const compared = isText ? /^(class|y)$/ : /^(class|y|cy|r|height|transform|data-.*)$/;
          const attributes = [...element.attributes].filter(({ name }) => compared.test(name));
          const texts = element.childElementCount === 0 ? element.textContent : "";
          const own = `<${[element.tagName, ...attributes.map(({ name, value }) => `${name}=${value}`).sort()].join(" ")}>${texts}`;
          return [own, ...[...element.children].filter(({ tagName }) => tagName !== "title").flatMap(shapes)];
        };
        const parts = [".lane-head, .head, .head-id", ".lifelines", ".steps", ".rows", ".pairs"];
        const file = new DOMParser().parseFromString(markup, "image/svg+xml");
        return [document, file].map((where) => parts.map((part) => [...where.querySelectorAll(`.ladder :is(${part})`)].flatMap(shapes)));
      },
      await byCommand("svg", "--theme", theme, "--no-redact"),
    );
    expect(onScreen?.every((part) => part.length > 0)).toBe(true);
    expect(onScreen).toEqual(inFile);
  });
}
