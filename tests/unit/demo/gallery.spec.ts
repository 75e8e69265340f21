// docs/figures has each figure of the gallery in both languages, and no other file; each figure is well-formed.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, expect, test } from "@playwright/test";
import { launchOptions } from "../../../demo/browser.mjs";
import { drawingsOf, fileOf, gallery, galleryPage } from "../../../demo/gallery.mjs";
import { root } from "../../../demo/setup.mjs";

const folder = join(root, "docs/figures");
const files = readdirSync(folder);
const read = (file: string) => readFileSync(join(folder, file), "utf8");

test("docs/figures has every figure of the gallery in both languages, and no other", () => {
  const wanted = gallery.flatMap((figure) =>
    drawingsOf(figure).flatMap((version) => (["en", "ja"] as const).map((lang) => fileOf(figure.name, version, lang))),
  );
  expect(wanted.length).toBeGreaterThan(20);
  expect(files.toSorted()).toEqual(wanted.toSorted());
  for (const file of files) expect(read(file).includes('lang="ja"'), file).toBe(file.endsWith(".ja.svg"));
});

test("docs/figures.md is what the gallery generates, and shows or links every figure", () => {
  const page = readFileSync(join(root, "docs/figures.md"), "utf8");
  expect(page).toBe(galleryPage());
  expect([...page.matchAll(/\(figures\/([^)]+)\)/g)].map(([, file]) => file).toSorted()).toEqual(files.toSorted());
});

test("every figure is well-formed XML, small, and refers to nothing outside itself", async () => {
  const browser = await chromium.launch(launchOptions());
  const page = await browser.newPage();
  const broken = await page.evaluate((markups) => {
    const parser = new DOMParser();
    return markups.map((markup) => parser.parseFromString(markup, "image/svg+xml").querySelector("parsererror")?.textContent ?? "");
  }, files.map(read));
  await browser.close();
  expect(broken).toEqual(files.map(() => ""));
  for (const file of files) {
    expect(read(file).length, file).toBeLessThan(150_000);
    expect(read(file).match(/<(?:script|image|use|foreignObject)\b|\s(?:href|src|xlink:href)=|url\((?!#)|@import/g), file).toBeNull();
  }
});
