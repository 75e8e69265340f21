// Going from row to row in the panel: by keys and buttons, to a time, and back.

import { expect, type Page } from "@playwright/test";
import { socket } from "../unit/findings/cases/case.ts";
import { play, press, panelInPage as test } from "./support/in-page.ts";

const selected = (page: Page) => page.getByRole("option", { selected: true });
const status = (page: Page) => page.locator(".status");

/** 200 rows: two messages with an ack that never came are 150 rows apart. */
const TALK = `${socket("w1", "A")}w1 > 420["order",1]\n${'w1 < 42["tick"]\n'.repeat(150)}w1 > 421["order",2]\n${'w1 < 42["tick"]\n'.repeat(50)}w1 > 41\nw1 closed\n`;

test("keys go to unanswered events and to the same event again, and Alt with an arrow goes back and forward", async ({ page }) => {
  await play(page, TALK);
  await page.getByRole("listbox").focus();
  await press(page, "Home");
  await press(page, "u");
  await expect(selected(page)).toContainText("order#0");
  await press(page, "u");
  await expect(selected(page)).toContainText("order#1");
  await press(page, "u");
  await expect(selected(page)).toContainText("order#0");
  await expect(status(page)).toContainText("past the end, from the top again");
  await press(page, ".");
  await expect(selected(page)).toContainText("order#1");
  await expect(status(page)).not.toContainText("again");
  await press(page, "Shift+U");
  await press(page, "Alt+ArrowLeft");
  await expect(selected(page)).toContainText("order#1");
  await press(page, "Alt+ArrowRight");
  await expect(selected(page)).toContainText("order#0");
  const back = page.getByRole("button", { name: "Back to where you were" });
  for (; await back.isEnabled(); await page.evaluate(() => mounted.idle())) await back.click();
  await expect(selected(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Follow new rows" }), "as at the beginning").toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Forward again" }).click();
  await expect(selected(page)).toContainText("order#0");
});

test("the field for a time says which forms it takes, goes there, and gives the focus back", async ({ page }) => {
  await play(page, TALK);
  await page.getByRole("listbox").focus();
  await press(page, "g");
  const field = page.getByRole("textbox", { name: "Go to a time" });
  await expect(field).toBeFocused();
  await expect(field).toHaveAccessibleDescription(/31:07.9 since the start/);
  await field.fill("soon");
  await press(page, "Enter");
  await expect(field).toHaveAccessibleDescription(/This is no time/);
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("0.050");
  await press(page, "Enter");
  await expect(field).toHaveCount(0);
  await expect(page.getByRole("listbox")).toBeFocused();
  await expect(selected(page)).toContainText("order#0");
  await press(page, "g");
  await field.fill("1:00:00");
  await press(page, "Enter");
  await expect(status(page)).toContainText("That time is not in the trace, which lasts 2.080.");
  await press(page, "g");
  await press(page, "Escape");
  await expect(field).toHaveCount(0);
  await expect(page.getByRole("listbox")).toBeFocused();
  await expect(selected(page), "Escape closes the field alone").toHaveCount(1);
});

test("the brackets go to where the session begins and ends", async ({ page }) => {
  await play(page, TALK);
  await page.getByRole("listbox").focus();
  await press(page, "u");
  await press(page, "[");
  await expect(selected(page)).toContainText("GET");
  await press(page, "]");
  await expect(selected(page)).toContainText("closed");
  await press(page, "]");
  await expect(status(page)).toContainText("no session ends after it in the rows shown");
});
