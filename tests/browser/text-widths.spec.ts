// No text of the panel or of an export touches another text or a line that is not its own, whatever the reader's fonts are. The fonts come
// from npm, so the result does not depend on those of the machine. Only characters that they lack, Japanese among them, are drawn in the
// machine's fonts, or as boxes where it has none.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "@playwright/test";
import { root } from "../../demo/setup.mjs";
import { figure } from "../../src/formats/figure.ts";
import { translationFor } from "../../src/messages/messages.ts";
import { Store } from "../../src/session/store.ts";
import type { WireEvent } from "../../src/wire/event.ts";
import { linesOf } from "../../src/wire/save.ts";
import { wireEvents } from "../unit/session/ladder-text.ts";
import { type BrowserName, type Hooked, openHooked } from "./support/hooked.ts";
import { panelHtml } from "./support/in-page.ts";
import { eventsOf, storeOf } from "./support/panel.ts";
import { collisions } from "./support/text-boxes.ts";

interface Fonts {
  readonly name: string;
  /** Packages of @fontsource. */
  readonly sans: string;
  readonly mono: string;
  /** Weight of the file that stands for 600, the weight of bold text. */
  readonly bold: 600 | 700;
  /** How much larger than its file the font is drawn. */
  readonly scale?: string;
}

const fonts: readonly Fonts[] = [
  { name: "DejaVu Sans", sans: "dejavu-sans", mono: "dejavu-mono", bold: 700 },
  // Verdana's letters are as wide as DejaVu Sans's, and its bold ones 4 % wider.
  { name: "as wide as Verdana", sans: "dejavu-sans", mono: "dejavu-mono", bold: 700, scale: "104%" },
  { name: "Liberation Sans", sans: "arimo", mono: "dejavu-mono", bold: 700 },
  { name: "Noto Sans, and no fixed pitch", sans: "noto-sans", mono: "noto-sans", bold: 600 },
  // Noto Sans CJK has the Latin letters of Source Sans.
  { name: "Noto Sans CJK", sans: "source-sans-3", mono: "dejavu-mono", bold: 600 },
];

/** Rules that make the fonts of a diagram these. */
function rulesOf({ sans, mono, bold, scale = "100%" }: Fonts): string {
  const face = (family: string, name: string, weight: number, file: number) => {
    const bytes = readFileSync(join(root, `node_modules/@fontsource/${name}/files/${name}-latin-${file}-normal.woff2`));
    return `@font-face { font-family: "${family}"; font-weight: ${weight}; size-adjust: ${scale};
      src: url(data:font/woff2;base64,${bytes.toString("base64")}); }`;
  };
  return `${face("Test", sans, 400, 400)}${face("Test", sans, 600, bold)}${face("Test Mono", mono, 400, 400)}
    html:root { --font-ui: "Test", sans-serif !important; --font-mono: "Test Mono", "Test", monospace !important; }`;
}

const fixture = (name: string): readonly WireEvent[] => {
  const { log } = storeOf(readFileSync(join(root, `tests/fixtures/cdp/${name}.jsonl`)));
  return eventsOf(Buffer.concat([...linesOf(log)]));
};
const HANDSHAKE = '0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
/** Folds, torn paper, a lost packet, names in several scripts. */
const talk = wireEvents(`
page http://localhost:3000/
w1 open ?EIO=4&transport=websocket
w1 101
w1 < ${HANDSHAKE}
w1 > 40
w1 < 40{"sid":"s"}
w1 > 420["ZUSAMMENFASSUNG",{"text":"WWWWWWWW MMMMMMMM @@@@"}]
w1 < 430["ok"]
w1 > 42["メッセージを送信する",{"本文":"こんにちは、世界。"}]
w1 < 42["сообщение ШЩЮЖ",{"πλάτος":"ŁÓDŹ Ðþ ŒÆ"}]
w1 > 42/administration,["a name that is longer than the room that a row of the diagram has for it, in every font there is",1,2,3]
${"+25000\nw1 < 2\nw1 > 3\n".repeat(6)}
w1 > 42["bye"]
+70000
w1 closed
`);
const traces = [fixture("socketio-4.8"), fixture("children"), talk];

let browser: Hooked;
let folder: string;
test.describe.configure({ mode: "default" });
// biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern and refuses a name
test.beforeAll(async ({}, info) => {
  folder = mkdtempSync(join(tmpdir(), "lifeline-text-"));
  browser = await openHooked(info.project.name as BrowserName, {});
});
test.afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

type Tab = Awaited<ReturnType<Hooked["newTab"]>>;
async function open(tab: Tab, name: string, markup: string): Promise<void> {
  const path = join(folder, name);
  writeFileSync(path, markup);
  await tab.goto(pathToFileURL(path).href);
  await tab.evaluate(async () => {
    await Promise.all([...document.fonts].map((face) => face.load()));
    await document.fonts.ready;
  });
}

/** A figure in these fonts, as a reader's browser would draw it that had no others. */
async function exported(events: readonly WireEvent[], lang: string, rules: string): Promise<string> {
  const store = new Store({ format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" });
  for (const event of events) store.push(event);
  const text = figure(store, "svg", { scope: { kind: "all" }, http: true, theme: "light", t: await translationFor(lang) });
  if (text === null) throw new Error("too many rows");
  return text
    .replace("<style>", `<style>${rules.replaceAll('"', "&quot;")}`)
    .replaceAll("font: 12px -apple-system", "font: 12px Test")
    .replaceAll("px &quot;DejaVu Sans Mono&quot;", "px &quot;Test Mono&quot;");
}

for (const one of fonts) {
  test(`exports: no text touches anything in ${one.name}`, async () => {
    const tab = await browser.newTab();
    const rules = rulesOf(one);
    for (const [i, events] of traces.entries()) {
      for (const lang of ["en", "ja"]) {
        await open(tab, "figure.svg", await exported(events, lang, rules));
        expect(await tab.evaluate(collisions, "svg"), `trace ${i} in ${lang}`).toEqual([]);
      }
    }
    await tab.close();
  });

  test(`panel: no text touches anything in ${one.name}`, async () => {
    const tab = await browser.newTab();
    await open(tab, "panel.html", (await panelHtml()).replace("<style>", `<meta charset="utf-8"><style>${rulesOf(one)}`));
    for (const [i, events] of traces.entries()) {
      for (const lang of ["en", "ja"]) {
        for (const width of [1280, 420]) {
          await tab.evaluate(
            async ([events, lang, width]) => {
              const panel = document.getElementById("panel");
              if (panel) panel.style.width = `${width}px`;
              await restart(lang);
              for (const event of events) host.push(event);
              await mounted.idle();
            },
            [events, lang, width] as const,
          );
          expect(await tab.evaluate(collisions, ".scroller .ladder"), `rows of trace ${i} in ${lang}, ${width} px`).toEqual([]);
          expect(await tab.evaluate(collisions, ".ladder-head .ladder"), `heads of trace ${i} in ${lang}, ${width} px`).toEqual([]);
        }
      }
    }
    await tab.close();
  });
}

test("an export without its text lengths does collide in a wide font", async () => {
  const tab = await browser.newTab();
  const [, wide] = fonts;
  if (!wide) throw new Error("no wide font");
  const text = await exported(talk, "en", rulesOf(wide));
  await open(tab, "figure.svg", text.replace(/ textLength="[^"]*"/g, ""));
  expect((await tab.evaluate(collisions, "svg")).length).toBeGreaterThan(10);
  await tab.close();
});

test("in Liberation Sans an export's letters are neither stretched nor squeezed", async () => {
  const tab = await browser.newTab();
  const liberation = fonts.find(({ name }) => name === "Liberation Sans");
  if (!liberation) throw new Error("no Liberation Sans");
  await open(tab, "figure.svg", await exported(fixture("socketio-4.8"), "en", rulesOf(liberation)));
  const stretched = await tab.evaluate(() =>
    [...document.querySelectorAll("text[textLength]")].flatMap((text) => {
      if (!(text instanceof SVGTextElement) || /[^ -~]/.test(text.textContent ?? "")) return [];
      const wanted = Number(text.getAttribute("textLength"));
      text.removeAttribute("textLength");
      text.style.fontKerning = "none";
      const natural = text.getComputedTextLength();
      return Math.abs(wanted / natural - 1) > 0.02 ? [`${text.textContent}: ${natural} as ${wanted}`] : [];
    }),
  );
  expect(stretched).toEqual([]);
  await tab.close();
});
