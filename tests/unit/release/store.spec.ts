// docs/store fits what is published: the permissions of the built manifests, their texts, the sizes that the stores ask for.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const store = join(root, "docs/store");
const read = (...path: readonly string[]) => readFileSync(join(root, ...path), "utf8");

/** The text below a heading of level 2. */
const section = (text: string, heading: string) => text.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? "";

for (const [browser, heading] of [
  ["chrome", "Chrome"],
  ["firefox", "Firefox"],
] as const) {
  test(`each permission that ${browser}'s manifest asks for is justified, and no other`, () => {
    const manifest = JSON.parse(read("dist", browser, "manifest.json"));
    const asked = Object.entries(manifest).flatMap(([key, value]) => (/permissions$/.test(key) ? (value as string[]) : []));
    const justified = [...section(read("docs/store/permissions.md"), heading).matchAll(/^- `(.+?)`.*?: \S/gm)].map(([, name]) => name);
    expect(justified.sort()).toEqual(asked.sort());
    for (const { matches } of manifest.content_scripts ?? []) expect(asked).toEqual(expect.arrayContaining(matches));
  });
}

for (const [lang, file, summary, description] of [
  ["en", "listing.md", "Summary", "Description"],
  ["ja", "listing.ja.md", "概要", "説明"],
] as const) {
  test(`the listing in ${lang} has the manifest's name and summary, which the stores do not cut`, () => {
    const messages = JSON.parse(read("extension/_locales", lang, "messages.json"));
    const text = read("docs/store", file);
    const shown = section(text, summary).slice(summary.length).trim();
    expect(text.startsWith(`# ${messages.extensionName.message}\n`)).toBe(true);
    expect(shown).toBe(messages.extensionDescription.message);
    expect(shown.length).toBeLessThanOrEqual(132);
    const { length } = section(text, description);
    expect(length).toBeGreaterThan(700);
    expect(length).toBeLessThanOrEqual(15_000);
  });
}

test("each picture is 1280 × 800 px, in English and in Japanese, and the page of the stores shows it", () => {
  const pictures = readdirSync(store).filter((file) => file.endsWith(".png"));
  const names = pictures.filter((file) => !file.endsWith(".ja.png"));
  expect(names.length).toBeGreaterThan(2);
  expect(pictures.sort()).toEqual(names.flatMap((name) => [name, name.replace(".png", ".ja.png")]).sort());
  const page = read("docs/store/README.md");
  for (const file of pictures) {
    // A PNG begins with 16 bytes before its width and height.
    const bytes = readFileSync(join(store, file));
    expect([file, bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([file, 1280, 800]);
    expect(page).toContain(`(${file})`);
  }
});
