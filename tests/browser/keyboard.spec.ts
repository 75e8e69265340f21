// The panel by keyboard: the toolbar as one Tab stop, its regions, keys wherever the focus is, and the list of all keys.

import { expect, type Page } from "@playwright/test";
import { play, press, TALK, panelInPage as test } from "./support/in-page.ts";

const selected = (page: Page) => page.locator("#ladder").getByRole("option", { selected: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });
const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.id || document.activeElement?.getAttribute("aria-label") || document.activeElement?.textContent,
  );

test("the toolbar is one Tab stop, in which arrows, Home and End move, past its menus and what is disabled", async ({ page }) => {
  await play(page, TALK);
  await press(page, "Tab");
  expect(await focused(page)).toBe("Go to the diagram");
  await press(page, "Tab");
  expect(await focused(page)).toBe("Stop recording");
  await press(page, "ArrowRight");
  expect(await focused(page)).toBe("Clear");
  await press(page, "End");
  expect(await focused(page)).toBe("Open a file");
  await press(page, "ArrowRight");
  expect(await focused(page)).toBe("Stop recording");
  await press(page, "ArrowLeft");
  await press(page, "ArrowLeft");
  expect(await focused(page)).toBe("Save the trace as recorded, secrets too");
  await press(page, "Tab");
  expect(await focused(page), "the filter follows").toBe("HTTP 3");
  await press(page, "Shift+Tab");
  expect(await focused(page), "back where the focus was in the toolbar").toBe("Save the trace as recorded, secrets too");
  await press(page, "Shift+Tab");
  await press(page, "Enter");
  expect(await focused(page), "the link goes to the ladder").toBe("ladder");
});

test("F6 and Shift+F6 go through the parts of the panel, from a text field too", async ({ page }) => {
  await play(page, TALK);
  const stops: (string | null | undefined)[] = [];
  for (let i = 0; i < 5; i++) {
    await press(page, "F6");
    stops.push(await focused(page));
  }
  expect(stops).toEqual(["Stop recording", "HTTP 3", "All sessions", "ladder", "Stop recording"]);
  await press(page, "/");
  expect(await focused(page)).toBe("filter-field");
  await press(page, "Shift+F6");
  expect(await focused(page)).toBe("Stop recording");
});

test("a letter acts wherever the focus is but in a field; when that is turned off, only in the diagram", async ({ page }) => {
  await play(page, TALK);
  await button(page, "Clear").focus();
  await press(page, ".");
  await expect(page.locator(".status")).toContainText("Select a row first");
  await press(page, "/");
  await page.keyboard.type("[.?");
  await expect(page.getByRole("combobox")).toHaveValue("[.?");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await press(page, "Escape");
  await press(page, "Escape");
  expect(await focused(page)).toBe("ladder");

  await press(page, "?");
  const sheet = page.getByRole("dialog", { name: "All keys" });
  await sheet.getByRole("checkbox").uncheck();
  await press(page, "Escape");
  await expect(sheet).toHaveCount(0);
  expect(await focused(page), "the focus is back").toBe("ladder");
  await button(page, "Clear").focus();
  await press(page, "?");
  await expect(sheet).toHaveCount(0);
  await page.getByRole("listbox").focus();
  await press(page, "?");
  await expect(sheet).toBeVisible();
});

test("the list of keys says what each key does, fits a narrow panel, and keeps the keys from the panel behind it", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 500 });
  await play(page, TALK);
  await button(page, "Settings").click();
  await button(page, "All keys (?)").click();
  const sheet = page.getByRole("dialog", { name: "All keys" });
  await expect(sheet.locator("dt", { hasText: /^Stop recording$/ }).locator("+ dd")).toHaveText("Ctrl+E");
  await expect(sheet.locator("dt", { hasText: /^Next difference$/ }).locator("+ dd")).toHaveText("E");
  expect(await sheet.evaluate((dialog) => [dialog.scrollWidth - dialog.clientWidth, dialog.scrollHeight > dialog.clientHeight])).toEqual([
    0,
    true,
  ]);
  await press(page, "Control+l");
  expect(await page.evaluate(() => host.cleared)).toBe(null);
  await button(page, "Close").click();
  await expect(sheet).toHaveCount(0);
  await press(page, "Control+l");
  expect(await page.evaluate(() => host.cleared?.packets)).toBeGreaterThan(0);
});

test("tooltips say the keys, and no control is in the tree twice", async ({ page }) => {
  await play(page, TALK);
  await page.getByRole("option").last().click();
  await expect(button(page, "Follow new rows")).toHaveAttribute("title", "Follow new rows (End)");
  await expect(button(page, "To scale")).toHaveAttribute("title", /\(S\)$/);
  await expect(button(page, "Close the details")).toHaveAttribute("title", "Close the details (Esc)");
  await expect(button(page, "Heartbeats")).toHaveAttribute("title", "Show or hide pings and pongs (P)");
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const files = nodes.filter(({ ignored, name }) => !ignored && name?.value === "Open a file");
  expect(files.map(({ role }) => role?.value)).toEqual(["button"]);
});

test("a right click on a row opens its menu, whose items act on that row; it is worked by arrows and letters, and Escape gives the focus back", async ({
  page,
}) => {
  await play(page, TALK);
  const menu = page.getByRole("menu", { name: "Menu of the row" });
  const item = (name: string) => menu.getByRole("menuitem", { name });
  await page.getByRole("option", { name: /42 chat/ }).click();
  await page.getByRole("option", { name: /42 bye/ }).click({ button: "right" });
  await expect(item("Copy as JSON")).toBeFocused();
  await expect(selected(page), "the row of the menu is not selected").toContainText("chat");
  await press(page, "ArrowUp");
  await expect(item("Measure time from here")).toBeFocused();
  await press(page, "s");
  await expect(item("Save the bytes")).toBeFocused();
  await press(page, "Escape");
  await expect(menu).toHaveCount(0);
  await expect(page.getByRole("listbox")).toBeFocused();
  await expect(page.getByRole("complementary"), "Escape closed the menu alone").toBeVisible();

  await page.getByRole("option", { name: /42 bye/ }).click({ button: "right" });
  await item("Compare with the selected row").click();
  await expect(page.locator("details[open]").filter({ hasText: "Compare" })).toContainText("later");
  await page.getByRole("option", { name: /42 bye/ }).click({ button: "right" });
  await item("Hide this event").click();
  await expect(page.getByRole("option", { name: /42 bye/ })).toHaveCount(0);
  await expect(page.getByRole("combobox")).toHaveAccessibleDescription(/-event:bye/);
});

test("keys open the menu of the selected row inside the panel, and do the same as its items", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.setViewportSize({ width: 360, height: 600 });
  await play(page, TALK);
  const menu = page.getByRole("menu", { name: "Menu of the row" });
  await page.getByRole("listbox").focus();
  await press(page, "End");
  await press(page, "ArrowUp");
  await press(page, "Shift+F10");
  await expect(menu.getByRole("menuitem").first()).toBeFocused();
  const box = await menu.boundingBox();
  expect(box && [box.x >= 0, box.y >= 0, box.x + box.width <= 360, box.y + box.height <= 600]).toEqual([true, true, true, true]);
  await press(page, "Tab");
  await expect(menu).toHaveCount(0);
  await page.getByRole("listbox").focus();
  await press(page, "ContextMenu");
  await expect(menu).toHaveCount(1);
  await press(page, "Escape");

  await page.setViewportSize({ width: 1280, height: 600 });
  await page.getByRole("option", { name: /42 chat/ }).click();
  await press(page, "Control+c");
  await expect(page.locator(".status")).toContainText("copied");
  expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(["chat", { text: "hello" }]);
  await press(page, "r");
  await expect(selected(page)).toContainText("ack");
  await press(page, "r");
  await press(page, "f");
  await expect(page.getByRole("option")).toHaveCount(1);
});
