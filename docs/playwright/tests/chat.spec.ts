import { expect, test } from "lifeline-devtools/playwright";

test("what one person says is answered, and read by the other", async ({ page, browser }) => {
  await page.goto("/");
  await expect(page).toHaveConnected({ within: 2000 });

  const other = await browser.newPage();
  await other.goto("/");
  await expect(other).toHaveConnected();

  await page.getByLabel("Message").fill("Good morning");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(other.getByRole("listitem")).toHaveText("Good morning");
  await expect(page).toHaveAnswered("say", { within: 500 });
  await other.close();
});

test("the page changes to a websocket", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveUpgraded();
});

test("nothing is wrong with the connection", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveConnected();
  await expect(page).toHaveNoFindings();
});
