// The catalogue: every language has every message, and every message is used.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { translationFor } from "../../src/messages/messages.ts";

type Catalogue = Readonly<Record<string, { readonly message: string }>>;

const root = fileURLToPath(new URL("../..", import.meta.url));
const locales = join(root, "extension/_locales");
const catalogue = (language: string) => JSON.parse(readFileSync(join(locales, language, "messages.json"), "utf8")) as Catalogue;
const english = catalogue("en");
const languages = readdirSync(locales);

test("every language has every message, with the same values", () => {
  expect(languages).toEqual(["en", "ja"]);
  const values = (message = "") => [...new Set(message.match(/\$\d/g))].sort();
  for (const language of languages) {
    const messages = catalogue(language);
    expect(Object.keys(messages), language).toEqual(Object.keys(english));
    for (const [key, { message }] of Object.entries(messages)) {
      expect(message.trim(), `${language} ${key}`).not.toBe("");
      expect(values(message), `${language} ${key}`).toEqual(values(english[key]?.message));
    }
  }
});

const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
const pages = readdirSync(join(root, "demo/pages"));
const read = (...path: readonly string[]) => readFileSync(join(root, ...path), "utf8");

test("every message is used somewhere", () => {
  const source = [...sources.map((file) => read("src", file)), read("manifest.json")].join("\n");
  const demo = pages.map((file) => read("demo/pages", file)).join("\n");
  const unused = Object.keys(english).filter((key) => {
    if (key.startsWith("demo")) return !new RegExp(`\\b${key}\\b`).test(demo);
    const name = key.replace(/_(?:one|other)$/, "");
    return !source.includes(`"${name}"`) && !source.includes(`__MSG_${name}__`);
  });
  expect(unused).toEqual([]);
});

test("the demo's pages take their sentences from the catalogue", () => {
  const markup = pages.filter((file) => file.endsWith(".html")).map((file) => read("demo/pages", file));
  const keys = markup.flatMap((html) => [...html.matchAll(/\{\{(\w+)\}\}/g)].map(([, key = ""]) => key));
  expect(keys).toContain("demoTitle");
  expect(keys.filter((key) => !Object.hasOwn(english, key) && key !== "version" && key !== "texts")).toEqual([]);
  // Nothing is left between the tags.
  expect(markup.map((html) => html.replace(/<[^>]*>|\{\{\w+\}\}|·/g, "").trim())).toEqual(markup.map(() => ""));
});

test("messages cli… and playwright… are used where they belong, and demo… by no source: the extension leaves them out", () => {
  const users = (keys: RegExp) => sources.filter((file) => keys.test(read("src", file))).map((file) => file.replaceAll("\\", "/"));
  const others = users(/"cli[A-Z]\w+"/).filter((file) => !file.startsWith("cli/"));
  expect(others).toEqual(["entries/cli.ts"]);
  expect(users(/"playwright[A-Z]\w+"/).filter((file) => !file.startsWith("playwright/"))).toEqual([]);
  expect(users(/"demo[A-Z]\w+"/)).toEqual([]);
});

test("a Japanese language tag chooses Japanese, every other one English", async () => {
  const sentIn = async (tag: string) => (await translationFor(tag))("sent");
  expect(await Promise.all(["ja", "ja-JP", "en-US", "jam", "de", ""].map(sentIn))).toEqual([
    "送信",
    "送信",
    "sent",
    "sent",
    "sent",
    "sent",
  ]);
});
