// What the panel exports has no secrets unless the user wants them, and a dialog shows what is replaced.

import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { idle, OPENED, play, panelInPage as test } from "./support/in-page.ts";

const SID = "eYk3_1Vd0pTqWmZcAAAB";
const SECRETS = `${OPENED}
w1 < 42["order","ORD-4711",{"token":"canary0Canary","mail":"eve@canary.test"}]
`;

async function exported(page: Page, name: RegExp): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name }).click()]);
  return readFile(await file.path(), "utf8");
}

test("Mermaid, text and the text for an issue have pseudonyms, and that text has the selected packet", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await play(page, SECRETS);
  await page.getByRole("option", { name: /order/ }).click();
  const menu = page.getByRole("button", { name: "Export the diagram" });
  const texts: string[] = [];
  for (const name of [/^Mermaid/, /^Text/]) {
    await menu.click();
    texts.push(await exported(page, name));
  }
  for (const name of ["Copy as Mermaid", "Copy for an issue"]) {
    await menu.click();
    await page.getByRole("menuitem", { name }).click();
    await expect(page.locator("output").filter({ hasText: "copied" })).toBeVisible();
    await idle(page);
    texts.push(await page.evaluate(() => navigator.clipboard.readText()));
  }
  for (const text of texts) {
    expect(text).toContain("redacted: secrets are pseudonyms");
    expect(text).toContain("order");
    expect(text).not.toMatch(/canary|eYk3/i);
  }
  const [saved, lines, copied, issue] = texts;
  expect(copied).toBe(saved);
  expect(lines).toMatch(/^http:\/\/localhost:3000\/\nlocalhost:3000 · .*\n.*redacted: .*\n\n1 Page/);
  expect(issue).toContain("<summary>1 packet</summary>");
  expect(issue).toContain('"data":["order","ORD-4711",{"token":"token-1","mail":"email-1"}]');
});

test("exports have pseudonyms unless the box is unticked, which it is for one export only", async ({ page }, info) => {
  await play(page, SECRETS);
  const menu = page.getByRole("button", { name: "Export the diagram" });
  const box = page.getByRole("menuitemcheckbox", { name: "Replace secrets" });
  await menu.click();
  await expect(box).toBeChecked();
  await page.screenshot({ path: info.outputPath("menu.png") });
  const figure = await exported(page, /^SVG/);
  expect(figure).toContain("redacted: secrets are pseudonyms");
  await menu.click();
  const trace = await exported(page, /^Trace/);
  await menu.click();
  const har = await exported(page, /^HAR/);
  expect(JSON.parse(har).log.entries.at(-1)._webSocketMessages.at(-1).data).toContain('{"token":"token-1","mail":"email-1"}');
  for (const text of [figure, trace, har]) expect(text).not.toMatch(/canary|eYk3/i);
  expect(trace).toContain('{\\"token\\":\\"token-1\\",\\"mail\\":\\"email-1\\"}');

  await menu.click();
  await expect(page.getByRole("menuitem", { name: /^SVG/ })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Space");
  await expect(box).not.toBeChecked();
  expect(await exported(page, /^Trace/)).toContain(SID);
  await menu.click();
  await expect(box).toBeChecked();
  await page.keyboard.press("Escape");

  // What was exported says that it is redacted when it is opened.
  for (const [name, text] of Object.entries({ "redacted.jsonl": trace, "redacted.har": har })) {
    await page.evaluate(([name, text]) => host.open(new File([text], name)), [name, text] as const);
    await idle(page);
    await expect(page.locator(".status")).toContainText("redacted");
  }
});

test("a dialog shows what is replaced and takes own patterns, which are remembered, in Japanese and in a narrow dark panel too", async ({
  page,
}, info) => {
  await play(page, SECRETS);
  const open = async (button: string, item: string) => {
    await page.getByRole("button", { name: button }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await open("Export the diagram", "Which secrets");
  const dialog = page.getByRole("dialog", { name: "What an export replaces" });
  const row = (name: string) => dialog.getByRole("row", { name });
  await expect(row("Session and socket ids")).toContainText("eYk… → sid-1");
  await expect(row("Tokens")).toContainText("can… → token-1");
  await expect(dialog).not.toContainText("canary0Canary");
  const patterns = dialog.getByRole("textbox", { name: "Your own secrets" });
  await patterns.fill("ORD-\\d+\n(");
  await expect(row("Matches of your own patterns")).toContainText("OR… → match-1");
  await expect(dialog.getByRole("alert")).toContainText("“(” is no regular expression");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.screenshot({ path: info.outputPath("light.png") });
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press("Control+Shift+S");
  await expect(page.getByRole("alert")).toContainText("“(” is no regular expression");

  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.evaluate(() => restart("ja"));
  await page.evaluate(() => host.set({ theme: "dark" }));
  await play(page, SECRETS);
  await open("図を書き出す", "どの秘密か");
  await expect(page.getByRole("textbox", { name: "独自の秘密" })).toHaveValue("ORD-\\d+\n(");
  await expect(page.getByRole("row", { name: "独自のパターン" })).toContainText("match-1");
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.screenshot({ path: info.outputPath("dark.png") });
});
