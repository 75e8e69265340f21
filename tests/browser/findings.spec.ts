// Findings in the panel: in the toolbar, in the list of sessions, at their rows, and whole in the place of the details.

import { expect, type Page } from "@playwright/test";
import { socket } from "../unit/findings/cases/case.ts";
import { CASES } from "../unit/findings/cases.ts";
import { play, panelInPage as test } from "./support/in-page.ts";

const caseOf = (id: string) => CASES.find(({ rule }) => rule === id);
const pane = (page: Page) => page.getByRole("complementary", { name: "Finding" });
const list = (page: Page) => page.getByRole("region", { name: "Findings" });

test("a finding is listed with how often it came; open, it says all of it, and its evidence selects rows", async ({ page }) => {
  await play(page, caseOf("server-unreachable")?.fires);
  await expect(page.getByRole("button", { name: "error: 1" })).toBeVisible();
  await expect(list(page).getByRole("button", { name: "error Server unreachable" })).toBeVisible();
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

test("where nothing is wrong, a page says what was checked and what was not; another row closes it, and so does Escape", async ({
  page,
}) => {
  await play(page, caseOf("not-engine-io")?.silent);
  const open = list(page).getByRole("button", { name: /Nothing found/ });
  await open.click();
  // No row is selected, and the ladder is as narrow as beside the details of one.
  await expect(page.locator("#ladder svg.ladder")).toHaveAttribute("width", "672");
  for (const text of ["Nothing wrong was found.", "Handshakes: 1, answered in 20 ms.", "Not looked at"]) {
    await expect(pane(page)).toContainText(text);
  }
  await page.keyboard.press("Escape");
  await expect(pane(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Nothing wrong was found." }).click();
  await expect(pane(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(pane(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Nothing wrong was found." }).click();
  await expect(pane(page)).toBeVisible();
  await page.getByRole("listbox").press("Home");
  await expect(pane(page)).toHaveCount(0);
  await expect(page.getByRole("complementary", { name: "Details" })).toBeVisible();
  await play(page, `w1 > 40/chat,\nw1 < 44/chat,{"message":"no token"}`);
  await page.getByRole("button", { name: "warning: 1" }).click();
  await expect(pane(page)).toContainText("Refused by the application");
  await expect(open).toHaveCount(0);
});

test("what follows from a finding hangs below it, and a session that is not chosen has its worst finding at its row", async ({ page }) => {
  await play(page, `${socket("w1", "A")}w1 > 420["ask"]\n+60000\n${socket("w2", "B")}`);
  const items = list(page).getByRole("listitem");
  await expect(items.nth(0)).toContainText("Ping timeout");
  await expect(items.nth(1)).toContainText("follows from it");
  await items.nth(0).getByRole("button").click();
  await pane(page)
    .getByRole("button", { name: /Never acknowledged/ })
    .click();
  await pane(page)
    .getByRole("button", { name: /Ping timeout/ })
    .click();
  const row = page.getByRole("button", { name: /^A /, pressed: false });
  await expect(row).toContainText("Ping timeout");
  await row.click();
  await expect(list(page)).toContainText("2, worst first");
});

test("a received event can be asked whether it came twice, and closing the answer leads back to its details", async ({ page }) => {
  await play(page, `${socket("w1", "A")}w1 < 42["news",1]`);
  await page.getByRole("option").filter({ hasText: "news" }).click();
  await page.getByRole("button", { name: "Did it come twice?" }).click();
  await expect(pane(page)).toContainText("“news” came over the wire once.");
  await expect(page.getByRole("listbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(pane(page)).toHaveCount(0);
  await page.getByRole("button", { name: "Did it come twice?" }).click();
  await pane(page).getByRole("button", { name: "Close the details" }).click();
  await expect(page.getByRole("listbox")).toBeFocused();
  await expect(pane(page)).toHaveCount(0);
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("news");
});

test("a narrow panel has a line with the worst finding, and a menu of all", async ({ page }) => {
  await page.setViewportSize({ width: 420, height: 700 });
  await play(page, `${socket("w1", "A")}w1 > 420["ask"]\n+60000\n${socket("w2", "B")}`);
  await expect(page.locator(".picks")).toContainText("Ping timeout · certain");
  await page.getByRole("combobox", { name: "Findings" }).selectOption({ index: 2 });
  await expect(pane(page).getByRole("heading", { level: 2 })).toHaveText("Never acknowledged");
});

test("the row at which a finding begins has a mark and a line in words, which opens it; its evidence has the numbers of the details", async ({
  page,
}) => {
  await play(page, caseOf("sid-unknown")?.fires);
  await expect(list(page).getByRole("button", { name: /^error Session id unknown 2 times localhost:3000 did not know/ })).toBeVisible();
  const line = page.locator("[data-finding]", { hasText: "Session id unknown" });
  await expect(line).toContainText("begins here: localhost:3000 did not know the session id");
  await expect(page.locator(".evidence-mark")).toHaveCount(0);
  const row = (name: string | RegExp) => page.getByRole("option", { name });
  await expect(row("error: Session id unknown begins here")).toHaveCount(1);
  await expect(row("evidence")).toHaveCount(0);
  await line.click();
  await expect(pane(page)).toContainText("Session id unknown");
  await expect(row(/error: Session id unknown begins here, .*evidence 1 of “Session id unknown”: the handshake gives/)).toHaveCount(1);
  await expect(row("evidence 3 of “Session id unknown”: is answered 400")).toHaveCount(1);
  await expect(page.locator(".evidence-mark")).toHaveText(["1", "2", "3"]);
  // The two other rows of the evidence, and the request of the one that is selected.
  await expect(page.locator(".related")).toHaveCount(3);
  await page.keyboard.press("Escape");
  await expect(page.locator(".evidence-mark")).toHaveCount(0);
});
