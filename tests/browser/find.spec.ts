// Finding a text in the panel: the bar, its keys, and its marks in the strip.

import { expect, type Page } from "@playwright/test";
import { socket } from "../unit/findings/cases/case.ts";
import { idle, press, panelInPage as test } from "./support/in-page.ts";

const TALK = `${socket("w1", "A")}w1 > 42["order","A-1042"]\n${'w1 < 42["tick"]\n'.repeat(150)}w1 < 42["sold","a-1042"]\nw1 < 42["news"]\n`;

const bar = (page: Page) => page.getByRole("search", { name: "Find" });
const field = (page: Page) => bar(page).getByRole("textbox", { name: "Find" });
const selected = (page: Page) => page.getByRole("option", { selected: true });

test.beforeEach(async ({ page }) => {
  await page.evaluate((text) => host.play(text), TALK);
  await idle(page);
  await page.getByRole("listbox").press("Home");
  await idle(page);
});

test("Ctrl+F opens the bar, Enter and F3 go on, Escape gives the focus back", async ({ page }) => {
  await press(page, "Control+f");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("a-1042");
  await idle(page);
  await expect(bar(page)).toContainText("1 of 2");
  await expect(selected(page)).toContainText("order");
  await press(page, "Enter");
  await expect(bar(page)).toContainText("2 of 2");
  await expect(selected(page)).toContainText("sold");
  await expect(selected(page).locator(".match")).toHaveCount(1);
  await expect(page.locator(".density .hit")).toHaveAttribute("d", /^M0 \d+h6M0 \d+h6$/);
  await expect(page.locator(".density .hit-frame")).toHaveCount(1);
  await press(page, "F3");
  await expect(bar(page)).toContainText("from the top again");
  await press(page, "Shift+F3");
  await expect(selected(page)).toContainText("sold");
  await press(page, "Escape");
  await expect(bar(page)).toHaveCount(0);
  await expect(page.getByRole("listbox")).toBeFocused();
  await expect(page.locator(".density .hit-frame")).toHaveCount(0);
  await press(page, "F3");
  await expect(bar(page), "F3 finds the same again").toContainText("of 2");
});

test("the bar says what is wrong, what is not found, and finds in all rows when asked to", async ({ page }) => {
  await page.getByRole("button", { name: "Find" }).click();
  await field(page).fill("/[/");
  await expect(field(page)).toHaveAttribute("aria-invalid", "true");
  await field(page).fill("GET /socket");
  await idle(page);
  await expect(bar(page)).toContainText("not found");
  await field(page).fill("transport=websocket");
  await idle(page);
  await expect(bar(page)).toContainText("of 1");
  await page.getByRole("button", { name: /^HTTP/ }).click();
  await idle(page);
  await expect(bar(page)).toContainText("not found");
  await bar(page)
    .getByRole("button", { name: /find in all/ })
    .click();
  await idle(page);
  await expect(bar(page)).toContainText("1 hit");
});

test("the bar shows what DevTools' own search bar looks for", async ({ page }) => {
  const search = async (action: string, text?: string) => {
    await page.evaluate(
      (detail) => document.dispatchEvent(new CustomEvent("lifeline-search", { detail })),
      text === undefined ? { action } : { action, text },
    );
    await idle(page);
  };
  await search("performSearch", "1042");
  await expect(bar(page)).toContainText("1 of 2");
  await expect(page.getByRole("listbox"), "the focus stays where it is").toBeFocused();
  await search("nextSearchResult");
  await expect(selected(page)).toContainText("sold");
  await search("previousSearchResult");
  await expect(selected(page)).toContainText("order");
  await search("cancelSearch");
  await expect(bar(page)).toHaveCount(0);
});

test("what is found is marked in the values of the details too, of the next row as well, until the search is closed", async ({ page }) => {
  const marked = () => page.evaluate(() => [...(CSS.highlights.get("found") ?? [])].map(String));
  await press(page, "Control+f");
  await page.keyboard.type("a-1042");
  await idle(page);
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("A-1042");
  // In the arguments and in the raw text.
  await expect.poll(marked).toEqual(["A-1042", "A-1042"]);
  await press(page, "Enter");
  await expect.poll(marked).toEqual(["a-1042", "a-1042"]);
  await press(page, "Escape");
  await expect.poll(marked).toEqual([]);
});
