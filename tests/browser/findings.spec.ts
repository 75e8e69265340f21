// Findings in the panel: in the toolbar, in the list of sessions, at their rows, and whole in the place of the details.

import { expect, type Page } from "@playwright/test";
import { CASES } from "../unit/findings/cases.ts";
import { panelInPage as test } from "./support/in-page.ts";

const caseOf = (id: string) => CASES.find(({ rule }) => rule === id);
const play = async (page: Page, ladder = "") => {
  await page.evaluate((text) => host.play(text), ladder);
  await page.evaluate(() => mounted.idle());
};
const pane = (page: Page) => page.getByRole("complementary", { name: "Finding" });
const list = (page: Page) => page.getByRole("region", { name: "Findings" });

test("a finding is listed with how often it came; open, it says all of it, and its evidence selects rows", async ({ page }) => {
  await play(page, caseOf("server-unreachable")?.fires);
  await expect(page.getByRole("button", { name: "error: 1" })).toBeVisible();
  await list(page)
    .getByRole("button", { name: /Server unreachable/ })
    .click();
  for (const text of ["No server saw the request.", "certain", "CORS: nothing answered", "Start the server"]) {
    await expect(pane(page)).toContainText(text);
  }
  await expect(page.getByRole("option", { selected: true })).toContainText("GET");
  await pane(page)
    .getByRole("button", { name: /fails: net::ERR_CONNECTION_REFUSED/ })
    .click();
  await expect(page.getByRole("option", { selected: true })).toContainText("REFUSED");
  await expect(pane(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(pane(page)).toHaveCount(0);
});

test("the keys E and Shift+E go to the next and the previous finding, in the order of time", async ({ page }) => {
  await play(page, `${caseOf("connect-refused-by-app")?.fires}\n+1000\nc9 GET ?EIO=4&transport=polling\nc9 failed csp`);
  await page.getByRole("listbox").focus();
  const shown = () => pane(page).getByRole("heading", { level: 2 });
  for (const [key, name] of [
    ["e", "Refused by the application"],
    ["e", "Blocked in the browser"],
    ["e", "Refused by the application"],
    ["Shift+E", "Blocked in the browser"],
  ] as const) {
    await page.keyboard.press(key);
    await expect(shown()).toHaveText(name);
  }
});

test("a session in which nothing is wrong says so, and another row closes the finding", async ({ page }) => {
  await play(page, caseOf("not-engine-io")?.silent);
  await expect(list(page)).toContainText("Nothing wrong was found here.");
  await expect(page.getByRole("group", { name: "Findings" })).toHaveCount(0);
  await play(page, `w1 > 40/chat,\nw1 < 44/chat,{"message":"no token"}`);
  await page.getByRole("button", { name: "warning: 1" }).click();
  await expect(pane(page)).toBeVisible();
  await page.getByRole("listbox").press("Home");
  await expect(pane(page)).toHaveCount(0);
  await expect(page.getByRole("complementary", { name: "Details" })).toBeVisible();
});

test("the row at which a finding begins has a mark and a line in words, which opens it; its evidence has the numbers of the details", async ({
  page,
}) => {
  await play(page, caseOf("sid-unknown")?.fires);
  const line = page.locator("[data-finding]", { hasText: "Session id unknown" });
  await expect(line).toContainText("begins here: localhost:3000 did not know the session id");
  await expect(page.locator(".evidence-mark")).toHaveCount(0);
  await line.click();
  await expect(pane(page)).toContainText("Session id unknown");
  await expect(page.locator(".evidence-mark")).toHaveText(["1", "2", "3"]);
  await expect(page.locator(".related")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await expect(page.locator(".evidence-mark")).toHaveCount(0);
});
