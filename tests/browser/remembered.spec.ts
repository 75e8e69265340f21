// What the panel remembers, and the lines that resize its parts: in an ordinary page, and in DevTools that are closed and opened again.

import type { Page } from "@playwright/test";
import { expect, test as inDevTools } from "./support/demo.ts";
import { idle, play, TALK, panelInPage as test } from "./support/in-page.ts";

const divider = (page: Page, name: string) => page.getByRole("separator", { name });
const widthOf = async (page: Page, selector: string) => Math.round((await page.locator(selector).boundingBox())?.width ?? 0);
/** Whether the steps have a column; they have rows of their own otherwise. */
const hasStepColumn = (page: Page) => page.locator(".scroller.stepped").isVisible();

test("settings and sizes are as they were when the panel is loaded again", async ({ page }) => {
  await play(page, TALK);
  await page.getByRole("button", { name: "To scale" }).click();
  await page.getByRole("button", { name: /^Times/ }).click();
  await divider(page, "Width of the list of sessions").press("ArrowRight");
  await idle(page);
  await page.reload();
  await play(page, TALK);
  await expect(page.getByRole("button", { name: "To scale" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: /^Times/ })).toHaveAccessibleName(/clock/);
  await expect(divider(page, "Width of the list of sessions")).toHaveAttribute("aria-valuenow", "256");
  expect(await widthOf(page, "nav.side")).toBe(256);
});

test("a panel that is made anew shows the same sessions, row and open folds, at the same place, in another language too", async ({
  page,
}) => {
  await play(page, TALK);
  await page.evaluate(() => host.frames(400));
  await idle(page);
  await page.getByRole("listbox").press("Home");
  await page
    .getByRole("option", { name: /folded/ })
    .first()
    .dblclick({ force: true });
  await page.getByRole("option", { name: /sent, 42 chat/ }).click({ force: true });
  await page.getByRole("button", { name: /^eYk3/ }).click();
  await idle(page);
  const place = () =>
    page.evaluate(async () => {
      await mounted.idle();
      const list = document.querySelector("[role=listbox]");
      return [list?.getAttribute("aria-activedescendant"), list?.scrollTop, document.querySelectorAll("[role=option]").length];
    });
  const before = await place();
  expect(before[0]).toMatch(/^row-/);
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("Language of the panel").selectOption("日本語");
  await expect(page.getByRole("main")).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  expect(await place()).toEqual(before);
  await expect(page.getByRole("button", { name: /^eYk3/ })).toHaveAttribute("aria-pressed", "true");
});

test("the lines between the parts are dragged, moved by keys within limits, reset by a double click, and close the sessions", async ({
  page,
}) => {
  await play(page, TALK);
  const sessions = divider(page, "Width of the list of sessions");
  const box = await sessions.boundingBox();
  if (!box) throw new Error("no separator");
  await page.mouse.move(box.x + 3, 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 63, 300, { steps: 3 });
  await expect(sessions).toHaveAttribute("aria-valuenow", "300");
  await page.mouse.move(20, 300);
  await expect(page.locator("nav.side")).toHaveCount(0);
  await page.mouse.move(200, 300);
  await page.mouse.up();
  await page.mouse.move(600, 300);
  await expect.poll(() => widthOf(page, "nav.side")).toBe(200);
  await sessions.press("Home");
  await expect(sessions).toHaveAttribute("aria-valuenow", "160");
  await sessions.press("End");
  await expect(sessions).toHaveAttribute("aria-valuenow", "480");
  await sessions.dblclick();
  await expect(sessions).toHaveAttribute("aria-valuenow", "240");
  await sessions.press("Enter");
  await expect(page.locator("nav.side")).toHaveCount(0);
  await page.getByRole("button", { name: "List of sessions" }).click();
  await expect(page.locator("nav.side")).toBeVisible();

  await page.getByRole("option", { name: /sent, 42 chat/ }).click({ force: true });
  const details = divider(page, "Size of the details");
  await details.press("Shift+ArrowLeft");
  await expect.poll(() => widthOf(page, "aside.details")).toBe(404);
});

test("opening the details turns no diagram, in panels of any size", async ({ page }) => {
  await play(page, TALK);
  for (const [width, height] of [
    [1280, 600],
    [1240, 450],
    [1100, 360],
    [1000, 700],
    [950, 380],
    [920, 380],
    [800, 500],
    [360, 600],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.getByRole("listbox").press("Escape");
    await idle(page);
    const closed = await hasStepColumn(page);
    await page.getByRole("listbox").press("Home");
    await idle(page);
    await expect(page.locator(".details")).toBeVisible();
    expect(await hasStepColumn(page), `${width} × ${height}`).toBe(closed);
  }
});

inDevTools("settings are as they were after DevTools are closed and opened", async ({ openPanel }) => {
  const open = await openPanel({ url: "about:blank" });
  await open.panel.getByRole("button", { name: "To scale" }).click();
  await open.panel.getByRole("button", { name: "Settings" }).click();
  await open.panel.getByLabel("Language of the panel").selectOption("日本語");
  await expect(open.panel.getByRole("button", { name: "設定" })).toBeVisible();
  await open.closeDevTools();
  const { panel } = await open.openDevTools();
  await expect(panel.getByRole("button", { name: "設定" })).toBeVisible();
  await expect(panel.getByRole("button", { name: "実時間" })).toHaveAttribute("aria-pressed", "true");
});
