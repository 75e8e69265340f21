// The list of sessions in the panel, in an ordinary page: long lists, keys, and what a selected row marks in it.

import { expect } from "@playwright/test";
import { idle, play, panelInPage as test } from "./support/in-page.ts";

const socket = (i: number, frame = "f") =>
  `w${i} open ?EIO=4&transport=websocket @${frame}\nw${i} 101\nw${i} < 0{"sid":"S${i}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}\n`;
const reconnects = Array.from({ length: 41 }, (_, i) => `${socket(i)}w${i} > 42["hello ${i}"]\nw${i} closed\n`).join("");

test("a slider leads to the oldest of 41 sessions, and a selected row to its own, which is marked", async ({ page }) => {
  await play(page, reconnects);
  const entries = page.getByRole("navigation", { name: "Sessions" }).locator(".session");
  await expect(entries).toHaveCount(20);
  const slider = page.getByRole("slider", { name: "Older and newer sessions" });
  await slider.press("Home");
  await expect(page.getByRole("button", { name: /^S0 / })).toBeVisible();
  await expect(entries).toHaveCount(20);
  await slider.press("End");
  await expect(page.getByRole("button", { name: /^S40 / })).toBeVisible();
  await page.getByRole("listbox", { name: "Sequence diagram" }).press("Home");
  await page.getByRole("option", { name: /hello 1,.*session S1$/ }).click();
  await expect(page.locator('.session[aria-current="true"]')).toHaveText(/^S1/);

  await page.getByRole("button", { name: "All sessions", exact: true }).focus();
  await page.keyboard.press("End");
  await expect(entries.last()).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(entries.nth(-2)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(page.getByRole("button", { name: "All sessions", exact: true })).toBeFocused();
});

test("the menu of a narrow panel leads to older sessions", async ({ page }) => {
  await page.setViewportSize({ width: 420, height: 700 });
  await play(page, reconnects);
  const menu = page.getByRole("combobox", { name: "Sessions" });
  await menu.selectOption("▴ older: 21");
  await menu.selectOption("▴ older: 1");
  await menu.selectOption("S0 · connection lost");
  await idle(page);
  await expect(page.getByRole("navigation", { name: "Sessions" })).toContainText("S0");
  await expect(menu.getByRole("option", { name: "▾ newer: 40" })).toHaveCount(1);
});

test("a client under the pointer in the list stands out in the ladder", async ({ page }) => {
  await play(page, `${socket(1, "a")}${socket(2, "b")}`);
  await page.locator(".client").nth(1).hover();
  await expect(page.locator(".lane-head.chosen")).toHaveText(/B/);
});
