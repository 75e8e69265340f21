// A page with a trace inside, which `lifeline draw` wrote, opened from the disk without a network.

import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { root } from "../../demo/setup.mjs";
import { expect, test } from "./support/demo.ts";

const run = promisify(execFile);
const TRACE = join(root, "tests/fixtures/findings/sid-unknown.jsonl");
const lifeline = async (...args: readonly string[]) => (await run(process.execPath, [join(root, "dist/cli.mjs"), ...args])).stdout;

const download = async (page: Page, name: RegExp, role: "button" | "menuitem" = "button") => {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole(role, { name }).click()]);
  return file;
};

test("a page with a trace shows it, finds in it, filters it, saves and exports it again, and asks nobody for anything", async ({
  browser,
}, info) => {
  const out = info.outputPath("page.html");
  await lifeline("draw", TRACE, "-o", out, "--title", "The </title> shop", "--filter=-is:http");
  const page = await browser.newPage({ viewport: { width: 1280, height: 600 }, offline: true });
  const asked: string[] = [];
  const said: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  const url = pathToFileURL(out).href;
  await page.goto(url);
  const rows = page.getByRole("option");
  await expect(rows.filter({ hasText: "sid-2" }).first()).toBeVisible();
  await expect(page).toHaveTitle("The </title> shop");
  await expect(page.locator(".heading")).toContainText("The </title> shop localhost:3000 · Engine.IO 4 · Socket.IO 5");
  await expect(page.locator("footer")).toContainText("redacted: secrets are pseudonyms");
  for (const name of [/^Record/, /^Clear/, /^Close the file/, /reload/i]) await expect(page.getByRole("button", { name })).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^HTTP/ })).toHaveAttribute("aria-pressed", "false");

  await rows.filter({ hasText: "open" }).first().click();
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("maxPayload");
  await page.keyboard.press("Control+f");
  await page.keyboard.type("sid-4");
  await page.keyboard.press("Enter");
  await expect(page.locator("output").filter({ hasText: /^\d+ of \d+/ })).toBeVisible();

  const saved = await download(page, /^Save the trace; secrets in it are pseudonyms/);
  const trace = info.outputPath("saved.jsonl");
  await saved.saveAs(trace);
  expect(await lifeline("packets", trace, "--json")).toBe(await lifeline("packets", TRACE, "--json", "--redact"));
  expect(JSON.parse((await readFile(trace, "utf8")).split("\n")[0] ?? "")).toMatchObject({ redacted: { sid: 5 } });

  await page.getByRole("button", { name: /^Export/ }).click();
  const again = info.outputPath("again.html");
  await (await download(page, /^HTML/, "menuitem")).saveAs(again);
  await page.goto(pathToFileURL(again).href);
  await expect(rows.filter({ hasText: "sid-2" }).first()).toBeVisible();
  expect(asked).toEqual([url, pathToFileURL(again).href]);
  expect(said).toEqual([]);
  await page.close();
});

test("where scripts do not run, and in print, the page is the drawing", async ({ browser }, info) => {
  const out = info.outputPath("page.html");
  await lifeline("draw", TRACE, "-o", out);
  const still = await browser.newPage({ javaScriptEnabled: false });
  await still.goto(pathToFileURL(out).href);
  await expect(still.locator("noscript p")).toBeVisible();
  await expect(still.locator(".printed .row").first()).toBeVisible();
  await still.close();
  const page = await browser.newPage();
  await page.goto(pathToFileURL(out).href);
  await expect(page.locator("#panel .row").first()).toBeVisible();
  await expect(page.locator(".printed .row").first()).toBeHidden();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".printed .row").first()).toBeVisible();
  await expect(page.locator("#panel .row").first()).toBeHidden();
  await page.close();
});
