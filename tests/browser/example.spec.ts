// The example that the empty page offers: a recorded session, explained step by step.

import { expect, type Page } from "@playwright/test";
import { idle, panelInPage as test } from "./support/in-page.ts";

const selected = (page: Page) => page.getByRole("option", { selected: true });

test("an example is opened from the empty page, each step selects its row and is explained, and closing it returns to the recording", async ({
  page,
}) => {
  await page.getByRole("button", { name: "See an example" }).click();
  const strip = page.getByRole("region", { name: "Example" });
  await expect(strip).toContainText("A real session of Socket.IO 4");
  await expect(page.locator("footer")).toContainText("Example");
  const rows = [/GET \//, /received, 0 open/, /sent, 40 connect/, /sent, 2 ping, probe/, /sent, 42 say/, /received, 2 ping/, /closed/];
  const words = ["HTTP", "open packet", "long poll", "2probe", "acknowledgement", "pingInterval", "last row"];
  const next = strip.getByRole("button", { name: "Next step" });
  for (const [i, row] of rows.entries()) {
    await next.click();
    await idle(page);
    await expect(selected(page)).toHaveAccessibleName(row);
    await expect(strip.getByRole("button").and(page.locator("[aria-current=step]"))).toHaveCount(1);
    await expect(strip.locator("p")).toContainText(words[i] ?? "");
  }
  await expect(next).toBeDisabled();
  await strip.getByRole("button", { name: /4 Upgrade/ }).click();
  await idle(page);
  await expect(selected(page)).toHaveAccessibleName(/sent, 2 ping, probe/);

  // In another language it is still explained.
  await page.evaluate(() => host.setLanguage("ja"));
  await idle(page);
  await expect(page.getByRole("region", { name: "例" })).toContainText("Socket.IO 4");
  await page.getByRole("button", { name: "例を閉じる" }).click();
  await expect(page.getByRole("region", { name: "例" })).toHaveCount(0);
  expect(await page.evaluate(() => [host.status.state, host.store.entries.length])).toEqual(["recording", 0]);
});
