// The filter's row: what is typed, taken and pressed there, and what the ladder shows then.

import { expect, type Page } from "@playwright/test";
import { idle, OPENED, panelInPage as test } from "./support/in-page.ts";

const TALK = `${OPENED}
w1 > 420["order:new",{"id":"A-1042"}]
w1 < 430["ok"]
w1 > 40/trades,
w1 < 40/trades,{"sid":"t"}
w1 > 42/trades,["order:fill",{"id":"A-1042","note":"注文"}]
w1 < 42["chat","hello there"]
+25000
w1 < 2
w1 > 3
w1 > 42["bye"]
`;

const field = (page: Page) => page.getByRole("combobox", { name: "Filter rows" });
const rows = (page: Page) => page.locator("#ladder").getByRole("option");
const chips = (page: Page) => page.locator(".chip");
/** How many rows the filter leaves, as the field says it. */
const count = (page: Page) => page.locator(".filter-count");
/** What the list below the field suggests. */
const suggested = (page: Page) => page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");

test.beforeEach(async ({ page }) => {
  await page.evaluate(async (text) => {
    host.play(text);
    await mounted.idle();
  }, TALK);
});

test("words that are typed hide the other rows at once, are marked in those that stay, and / and Escape go there and back", async ({
  page,
}) => {
  await page.locator("#ladder").focus();
  await page.keyboard.press("/");
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("a-1042");
  await idle(page);
  await expect(rows(page)).toHaveCount(2);
  await expect(count(page)).toHaveText(/^2 of \d\d$/);
  await expect(page.getByRole("status").filter({ hasText: /^2 of \d\d$/ })).toHaveCount(1);
  await expect(page.locator("#ladder .match")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(page.locator("#ladder")).toBeFocused();
  await expect(chips(page)).toHaveText([/a-1042/]);
});

test("suggestions say how many rows each has within the other parts, and buttons how many they hide", async ({ page }) => {
  await idle(page);
  await expect(page.locator(".toggle-count")).toHaveText([/^\d$/, "2"]);
  await field(page).focus();
  await page.keyboard.type("dir:sent type:");
  await idle(page);
  await expect(suggested(page).filter({ hasText: /^event\d/ })).toHaveText("event3");
  await expect(suggested(page).filter({ hasText: /^ack\d/ })).toHaveText("ack0");
  await expect(page.locator(".filter-foot")).toHaveText(/^of the \d+ · /);
  await page.evaluate(() => host.play('w1 > 42["once more"]'));
  await idle(page);
  await expect(suggested(page).filter({ hasText: /^event\d/ })).toHaveText("event4");
});

test("suggestions are taken with Tab and Enter, and Backspace, arrows and clicks bring parts back into the text", async ({ page }) => {
  await field(page).focus();
  await expect(suggested(page).first()).toHaveText(/event:/);
  await page.keyboard.type("nsp:/t");
  await page.keyboard.press("Tab");
  await idle(page);
  await expect(chips(page)).toHaveText([/nsp:\/trades/]);
  await expect(rows(page)).toHaveCount(3);
  // All rows are of one namespace, so none says it but those that are about it.
  await expect(rows(page).filter({ hasText: "order:fill" })).not.toHaveAccessibleName(/trades/);
  await page.keyboard.type("event:");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  const chosen = await page.locator('.suggestion[aria-selected="true"] .suggestion-name').textContent();
  await page.keyboard.press("Enter");
  await idle(page);
  await expect(chips(page)).toHaveText([/nsp/, new RegExp(`event:${chosen}`)]);
  await page.keyboard.press("Backspace");
  await expect(field(page)).toHaveValue(`event:${chosen}`);
  await page.getByRole("button", { name: "Edit nsp:/trades" }).click();
  await expect(field(page)).toHaveValue("nsp:/trades");
  await expect(field(page)).toBeFocused();
  await page.getByRole("button", { name: `Remove event:${chosen}` }).click();
  await expect(chips(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await idle(page);
  await expect(field(page)).toHaveValue("");
  await expect(rows(page).filter({ hasText: "chat" })).toHaveCount(1);
});

test("a part that is wrong says why and is left out of what applies; a name that is not finished waits", async ({ page }) => {
  await field(page).fill("dir:sent size:5q");
  await idle(page);
  await expect(page.locator(".filter-popup")).toContainText("B, kB, MB");
  await expect(field(page)).toHaveAttribute("aria-invalid", "true");
  await expect(field(page)).toHaveAccessibleDescription(/dir:sent.*q/);
  await page.keyboard.press("Enter");
  await idle(page);
  await expect(chips(page)).toHaveText([/dir:sent/, /▲size:5q/]);
  const sent = await rows(page).count();
  expect(sent).toBeGreaterThan(3);
  await page.keyboard.type("event:ord");
  await idle(page);
  await expect(rows(page)).toHaveCount(sent);
  await page.keyboard.type("er:*");
  await idle(page);
  await expect(rows(page)).toHaveCount(2);
});

test("when no row is left, the ladder says how many are hidden, and takes the last part or the whole filter away", async ({ page }) => {
  await field(page).fill("dir:sent nobody");
  await page.keyboard.press("Enter");
  await idle(page);
  await expect(page.getByRole("heading", { name: "No row matches the filter" })).toBeVisible();
  await expect(page.getByText(/^It hides \d\d rows\.$/)).toBeVisible();
  await page.getByRole("button", { name: "Without nobody" }).click();
  await idle(page);
  await expect(chips(page)).toHaveText([/dir:sent/]);
  await field(page).fill("nobody");
  await idle(page);
  await page.getByRole("button", { name: "Show all rows" }).click();
  await idle(page);
  await expect(chips(page)).toHaveCount(0);
  await expect(rows(page).filter({ hasText: "chat" })).toHaveCount(1);
});

test("buttons hide HTTP and heartbeats, show answers, and keep what is in the field", async ({ page }) => {
  await field(page).fill('"order:new" ');
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await idle(page);
  await expect(rows(page)).toHaveCount(1);
  await button("With answers").click();
  await idle(page);
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await button("HTTP").click();
  await button("Heartbeats").click();
  await idle(page);
  await expect(button("Heartbeats")).toHaveAttribute("aria-pressed", "false");
  await expect(chips(page)).toHaveCount(0);
  await expect(rows(page).filter({ hasText: /GET|101|ping|pong/ })).toHaveCount(0);
  await button("HTTP").click();
  await button("Heartbeats").click();
  await idle(page);
  await expect(rows(page).filter({ hasText: /101|ping|pong/ })).toHaveCount(3);
});

test("what an input method composes is no part before it is finished", async ({ page }) => {
  const session = await page.context().newCDPSession(page);
  await field(page).focus();
  await session.send("Input.imeSetComposition", { text: "ちゅう もん", selectionStart: 6, selectionEnd: 6 });
  await expect(field(page)).toHaveValue("ちゅう もん");
  await expect(chips(page)).toHaveCount(0);
  await session.send("Input.insertText", { text: "注文" });
  await idle(page);
  await expect(rows(page)).toHaveCount(1);
});

test("a narrow panel has the buttons and the saved filters in a menu, and the field keeps its room", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 600 });
  await idle(page);
  expect((await field(page).boundingBox())?.width).toBeGreaterThan(200);
  await field(page).fill("chat ");
  await page.getByRole("button", { name: "Filters and saved filters" }).click();
  await page.getByRole("textbox", { name: "Name of the filter" }).fill("talk");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("button", { name: "Heartbeats", exact: true }).click();
  await page.getByRole("button", { name: /^talk/ }).click();
  await idle(page);
  await expect(chips(page)).toHaveText([/chat/]);
  await expect(rows(page)).toHaveCount(1);
});
