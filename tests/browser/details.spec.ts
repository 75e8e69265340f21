// The details in an ordinary page: what stays open from row to row, copying, links to Sources.

import { expect, type Page } from "@playwright/test";
import { idle, panelInPage as test, UPGRADED } from "./support/in-page.ts";

const TALK = `${UPGRADED}
w1 > 420["chat",{"text":"hello","to":{"room":{"id":7}}}]
w1 < 430["ok"]
w1 > 42["chat",{"text":"bye","to":{"room":{"id":8}}}]
w1 closed
`;

const details = (page: Page) => page.getByRole("complementary", { name: "Details" });
const select = async (page: Page, name: RegExp) => {
  await page.getByRole("option", { name }).first().click();
  await idle(page);
  await expect(details(page)).toBeVisible();
};

test.beforeEach(async ({ page }) => {
  await page.evaluate((text) => host.play(text), TALK);
  await idle(page);
});

test("what is open stays open from row to row, also after the details were closed", async ({ page }) => {
  await select(page, /chat.*hello/);
  const fold = details(page).locator("details", { hasText: "Session" });
  await fold.locator("summary").click();
  await details(page).getByRole("button", { name: "hex" }).click();
  await page.getByRole("listbox").focus();
  await page.keyboard.press("ArrowDown");
  await idle(page);
  await expect(details(page)).toContainText("ACK");
  await expect(fold).toHaveAttribute("open");
  await expect(details(page).getByRole("button", { name: "hex" })).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("Escape");
  await expect(details(page)).toHaveCount(0);
  await select(page, /chat.*bye/);
  await expect(fold).toHaveAttribute("open");
});

test("a row is copied as JSON, code or curl, and the copy is confirmed for screen readers too", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const copied = async (name: string) => {
    await expect(details(page).getByRole("status").filter({ hasText: "copied" }), name).toBeVisible();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  await select(page, /chat.*bye/);
  await details(page).getByRole("button", { name: "Copy as JSON" }).click();
  const json = await copied("JSON");
  await details(page).getByRole("button", { name: "More ways to copy or save" }).click();
  await details(page).getByRole("menu", { name: "More ways to copy or save" }).getByRole("menuitem", { name: "socket.emit" }).click();
  await expect.poll(() => copied("code")).not.toBe(json);
  const emit = await copied("code");
  await select(page, /GET .*polling/);
  await details(page).getByRole("button", { name: "as curl" }).first().click();
  await expect.poll(() => copied("curl")).not.toBe(emit);
  const curl = await copied("curl");
  expect(JSON.parse(json)).toEqual(["chat", { text: "bye", to: { room: { id: 8 } } }]);
  expect(emit).toBe('socket.emit("chat", { text: "bye", to: { room: { id: 8 } } });\n');
  expect(curl).toMatch(/^curl 'http:\/\/localhost:3000\/socket.io\/\?EIO=4&transport=polling'/);
});

test("the bytes of a packet are saved as a file", async ({ page }) => {
  await select(page, /chat.*bye/);
  await details(page).getByRole("button", { name: "More ways to copy or save" }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    details(page).getByRole("menuitem", { name: "Save the bytes of the packet" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("chat.bin");
});

test("where a websocket was opened is a link to Sources, which says so when the script is gone", async ({ page }) => {
  await page.evaluate(() => {
    const at = host.now() + 10;
    for (const [id, name] of [
      ["s1", "app.js"],
      ["s2", "gone.js"],
    ] as const)
      host.push({
        kind: "ws-open",
        at,
        id,
        url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket",
        documentFrame: "main",
        initiator: `http://localhost:3000/${name}:12:7`,
      });
  });
  await idle(page);
  const opened = page.getByRole("option", { name: /websocket/i });
  await opened.nth(-2).click();
  await details(page).getByRole("button", { name: "app.js:12:7" }).click();
  expect(await page.evaluate(() => host.called)).toEqual(["openSource http://localhost:3000/app.js 12 7"]);
  await opened.last().click();
  await details(page).getByRole("button", { name: "gone.js:12:7" }).click();
  await expect(details(page).getByRole("status")).toContainText("Sources do not have this file");
});

test("the arguments are a tree that the keys move through, with one Tab stop", async ({ page }) => {
  await select(page, /chat.*hello/);
  const tree = details(page).getByRole("tree", { name: "Arguments" });
  await tree.focus();
  const active = () =>
    tree.evaluate((element) => document.getElementById(element.getAttribute("aria-activedescendant") ?? "")?.textContent?.trim());
  expect(await active()).toBe('event "chat"');
  for (const key of ["End", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  expect(await active()).toBe("id 7");
  for (const key of ["ArrowLeft", "ArrowLeft", "ArrowLeft"]) await page.keyboard.press(key);
  expect(await active()).toBe("to {room}");
  await page.keyboard.press("Home");
  await page.keyboard.press("t");
  expect(await active()).toBe('text "hello"');
  await expect(tree.getByRole("treeitem", { name: "room {id}" })).toHaveAttribute("aria-expanded", "false");
  // What was closed stays closed at the same path of the next event.
  await tree.getByRole("treeitem", { name: "to {room}" }).click();
  await select(page, /chat.*bye/);
  await expect(details(page).getByRole("treeitem", { name: "to {room}" })).toHaveAttribute("aria-expanded", "false");
});

test("text is found deep in an argument of megabytes, which opens there, without a long task of ours", async ({ page }) => {
  await page.evaluate(() => {
    const list = Array.from({ length: 50_000 }, (_, i) => ({ id: i, text: i === 40_000 ? "the needle" : "hay" }));
    const body = { text: `42${JSON.stringify(["big", { list }])}` };
    host.push({ kind: "ws-frame", at: host.now() + 1, id: "w1", direction: "sent", opcode: 1, body });
  });
  await idle(page);
  await select(page, /42 big/);
  const field = details(page).getByRole("searchbox", { name: "Find in: Arguments" });
  await field.fill("needle");
  await expect(details(page).getByText("1 of 1")).toBeVisible();
  await expect(details(page).getByRole("treeitem", { name: 'text "the needle"' })).toBeInViewport();
  expect(await details(page).getByRole("treeitem").count()).toBeLessThan(120);
  await details(page)
    .getByRole("treeitem", { name: /show 100 of 39 950 before/ })
    .click();
  await expect(details(page).getByRole("treeitem", { name: "39850 {id, text}" })).toHaveCount(1);
  await field.press("Escape");
  await expect(details(page)).toBeVisible();
  await expect(field).toHaveValue("");
});

test("an event is compared with the same event before, or with a second row", async ({ page }) => {
  await select(page, /chat.*bye/);
  await details(page).locator("summary", { hasText: "Compare" }).click();
  const changes = details(page).locator(".differences li");
  await expect(changes).toHaveText(['0.text changed"hello""bye"', "0.to.room.id changed78"]);
  await page
    .getByRole("option", { name: /ack, / })
    .first()
    .click({ modifiers: ["Shift"] });
  await expect(details(page)).toContainText("with the second row");
  await expect(changes.first()).toContainText("0");
  await details(page).getByRole("button", { name: "go to it" }).click();
  await expect(details(page)).toContainText("ACK");
});
