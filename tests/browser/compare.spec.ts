// Two sessions compared in the panel: chosen in the list of sessions, or one of them from a file.

import { Buffer } from "node:buffer";
import { expect, type Page } from "@playwright/test";
import { wireEvents } from "../unit/session/ladder-text.ts";
import { play, panelInPage as test } from "./support/in-page.ts";

const begins = (sid: string, c: string, w: string) => `${c} GET ?EIO=4&transport=polling
${c} 200 0{"sid":"${sid}","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":20000}
${w} open ?EIO=4&transport=websocket&sid=${sid}
`;
const GOOD = `${begins("good", "c1", "w1")}w1 101\nw1 > 2probe\nw1 < 3probe\nw1 > 5\nw1 > 40\nw1 < 40{"sid":"s"}\nw1 > 42["chat"]\nw1 closed\n`;
const BAD = `${begins("bad", "c2", "w2")}w2 400\nw2 closed\nc3 POST ?EIO=4&transport=polling&sid=bad 40\nc3 200 ok\n`;

const sentence = (page: Page) => page.locator(".compare-sentence");
const list = (page: Page) => page.getByRole("navigation", { name: "Sessions" });

test("two sessions of the list are compared: the sentence, both ladders, the differences", async ({ page }) => {
  await play(page, GOOD + BAD);
  await list(page).getByRole("button", { name: /^good/ }).click();
  await list(page).getByRole("button", { name: "Compare with the selected session" }).click();
  await page.evaluate(() => mounted.idle());
  await expect(sentence(page)).toHaveText(
    "They part in the step Upgrade, with the answer to the websocket: 101 Switching Protocols in A, 400 in B.",
  );
  const table = page.getByRole("table", { name: "Differences" });
  await expect(table.getByRole("row")).toHaveCount(1 + 4);
  await expect(table.locator("tr.on")).toContainText("answer to the websocket");
  // The cells of each row are below the heads of their columns.
  const [heads, ...rows] = await table
    .getByRole("row")
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.getBoundingClientRect().left)));
  for (const row of rows) expect(row).toEqual(heads);
  await expect(page.locator(".compare-scroller")).toContainText("only A");
  await page.keyboard.press("e");
  await expect(table.locator("tr.on")).toContainText("transport of the messages");
  await table.getByRole("button", { name: /answer to the websocket/ }).click();
  await expect(table.locator("tr.on")).toContainText("answer to the websocket");
  await page.getByRole("button", { name: "Differences" }).click();
  await expect(page.locator(".compare-scroller")).not.toContainText("open");
  await expect(page.locator(".compare-scroller")).toContainText("Switching Protocols");
  await page.keyboard.press("Escape");
  await expect(sentence(page)).toHaveCount(0);
  await expect(page.getByRole("listbox")).toBeVisible();
});

test("a session is compared with that of a file", async ({ page }) => {
  await play(page, BAD);
  await list(page).getByRole("button", { name: /^bad/ }).click();
  const header = { format: "lifeline-trace", version: 1, source: "test", createdAt: "2023-11-14T22:13:20.000Z" };
  const trace = [header, ...wireEvents(GOOD)].map((line) => `${JSON.stringify(line)}\n`).join("");
  const chooser = page.waitForEvent("filechooser");
  await list(page).getByRole("button", { name: "Compare with a file…" }).click();
  await (await chooser).setFiles({ name: "good.jsonl", mimeType: "application/jsonl", buffer: Buffer.from(trace) });
  await expect(sentence(page)).toContainText("400 in A, 101 Switching Protocols in B.");
  await expect(page.locator(".compare-scroller")).toContainText("good.jsonl");
});

test("the key E goes through differences that one row shows, and Home and End to rows that are drawn", async ({ page }) => {
  const other = BAD.replace("25000", "5000").replace("20000", "4000");
  await play(page, GOOD + other);
  await list(page).getByRole("button", { name: /^good/ }).click();
  await list(page).getByRole("button", { name: "Compare with the selected session" }).click();
  await page.evaluate(() => mounted.idle());
  const rows = page.getByRole("table", { name: "Differences" }).locator("tbody tr");
  const count = await rows.count();
  const chosen: number[] = [];
  for (let i = 0; i < count; i++) {
    await page.keyboard.press("e");
    chosen.push(await rows.evaluateAll((all) => all.findIndex((row) => row.classList.contains("on"))));
  }
  expect(chosen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  await page.getByRole("button", { name: "Differences" }).click();
  await page.locator(".compare-scroller").focus();
  for (const key of ["End", "Home"]) {
    await page.keyboard.press(key);
    await expect(page.locator(".compare-scroller .sel")).not.toHaveCount(0);
    await expect(page.getByRole("table", { name: "Differences" }).locator("tr.on")).toHaveCount(1);
  }
});

test("a comparison that is made while the sessions in sight change does not take their place; another one does", async ({ page }) => {
  await play(page, GOOD + BAD);
  await list(page).getByRole("button", { name: /^good/ }).click();
  const button = list(page).getByRole("button", { name: "Compare with the selected session" });
  await button.evaluate((compare: HTMLElement) => {
    compare.click();
    document.querySelector<HTMLElement>("nav .all")?.click();
  });
  await page.evaluate(() => mounted.idle());
  await expect(sentence(page)).toHaveCount(0);
  await list(page).getByRole("button", { name: /^good/ }).click();
  await button.click();
  await expect(sentence(page)).toBeVisible();
  await page.getByRole("button", { name: "Close the comparison" }).click();
  await expect(sentence(page)).toHaveCount(0);
  await expect(page.getByRole("listbox")).toBeFocused();
});

test("a narrow panel compares from its menu, and shows one ladder at a time", async ({ page }) => {
  await page.setViewportSize({ width: 480, height: 700 });
  await play(page, GOOD + BAD);
  const menu = page.getByRole("combobox", { name: "Sessions" });
  await menu.selectOption({ label: "good · connection lost" });
  await page.evaluate(() => mounted.idle());
  const others = menu.locator("optgroup[label='Compare with the selected session'] option");
  await expect(others).toHaveText(["bad · open", "Compare with a file…"]);
  await menu.selectOption("compare 1");
  await expect(sentence(page)).toBeVisible();
  const scroller = page.locator(".compare-scroller");
  const side = (name: string) => page.getByRole("group", { name: "Sequence diagram" }).getByRole("button", { name });
  await expect(side("A")).toHaveAttribute("aria-pressed", "true");
  await expect(scroller).toContainText("Switching Protocols");
  await expect(scroller).toContainText("Upgrade");
  await page.keyboard.press("ArrowRight");
  await expect(side("B")).toHaveAttribute("aria-pressed", "true");
  await expect(scroller).not.toContainText("Switching Protocols");
  await expect(scroller).toContainText("nothing here");
  // A difference that only one of them has shows that one.
  await page.getByRole("button", { name: "← CONNECT /" }).click();
  await expect(side("A")).toHaveAttribute("aria-pressed", "true");
  const widths = () =>
    page.locator(".compare-head, .compare-scroller, .compare-table").evaluateAll((all) => all.map((one) => one.scrollWidth));
  expect(await widths()).toEqual([480, 480, 480]);
  await page.setViewportSize({ width: 1280, height: 700 });
  await expect(side("A")).toHaveCount(0);
  await expect(scroller).toContainText("nothing here");
  await page.keyboard.press("Escape");
  await expect(sentence(page)).toHaveCount(0);
});
