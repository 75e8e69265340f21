// The drawer with statistics, in a panel in an ordinary page: keys, sorting, what a row and the longest time lead to, CSV, widths.

import { expect, type Page } from "@playwright/test";
import { idle, panelInPage as test } from "./support/in-page.ts";

const open = (id: string, sid: string) =>
  `${id} open ?EIO=4&transport=websocket\n${id} 101\n${id} < 0{"sid":"${sid}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}\n${id} > 40\n${id} < 40{"sid":"s"}\n`;
const TALK = `
page http://localhost:3000/
${open("w1", "ksfQ_1Vd0pTqWmZcAAAA")}
${open("w2", "DLQk_1Vd0pTqWmZcAAAB")}
w1 > 420["order",1]
+30
w1 < 430["ok"]
w1 > 421["order",2]
+890
w1 < 431["late"]
w1 < 42["quote",{"price":99.9}]
w1 < 42["quote",{"price":99.8}]
w2 > 427["cancel"]
w2 < 2
w2 > 3
w2 > 41
w2 closed
`;

const drawer = (page: Page) => page.getByRole("region", { name: "Statistics" });
const rows = (page: Page) => drawer(page).locator("tbody tr[data-key] > :first-child").allTextContents();
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

async function opened(page: Page): Promise<void> {
  await page.evaluate((text) => host.play(text), TALK);
  await idle(page);
  await page.getByRole("listbox").press("a");
  await expect(drawer(page).getByRole("grid")).toBeVisible();
}

test("a key opens it, a heading sorts, and the longest time leads to its ACK", async ({ page }) => {
  await opened(page);
  expect(await rows(page)).toEqual(["order", "quote", "cancel"]);
  await expect(drawer(page).getByRole("row", { name: /cancel/ })).toContainText("1");
  await expect(drawer(page).getByRole("row", { name: /quote/ })).toContainText("no ack asked for");
  const count = drawer(page).getByRole("columnheader", { name: "Event" });
  await count.getByRole("button").click();
  expect(await rows(page)).toEqual(["cancel", "order", "quote"]);
  await expect(count).toHaveAttribute("aria-sort", "ascending");
  await drawer(page).getByRole("row", { name: /All/ }).getByRole("button", { name: "900 ms" }).click();
  await idle(page);
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("late");
});

test("arrows go through tabs, rows and headings, Enter sorts, and Escape closes it", async ({ page }) => {
  await opened(page);
  expect(await focused(page)).toBe("Events");
  await page.keyboard.press("ArrowDown");
  expect(await focused(page)).toContain("order");
  await page.keyboard.press("ArrowDown");
  expect(await focused(page)).toContain("quote");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  expect(await focused(page)).toBe("900 ms");
  await page.keyboard.press("ArrowUp");
  expect(await focused(page)).toBe("p95 ▾");
  await page.keyboard.press("Enter");
  await idle(page);
  expect(await focused(page)).toBe("p95 ▴");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  expect(await focused(page)).toBe("Sessions");
  expect(await rows(page)).toEqual(["A ksfQ…AAAA", "B DLQk…AAAB"]);
  await page.keyboard.press("Escape");
  await expect(drawer(page)).toHaveCount(0);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("ladder");
});

test("Enter on an event's row shows that event alone, and Escape takes that back", async ({ page }) => {
  await opened(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await idle(page);
  const events = page.getByRole("option", { name: / 42 / });
  await expect(events).toHaveCount(2);
  await expect(drawer(page).getByRole("row", { name: /order/ })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Escape");
  await idle(page);
  await expect(events).toHaveCount(5);
  await expect(drawer(page)).toBeVisible();
});

test("a session's row shows that session, its other rows stay, and Escape takes that back", async ({ page }) => {
  await opened(page);
  await drawer(page).getByRole("tab", { name: "Sessions" }).click();
  await drawer(page).getByRole("row", { name: /DLQk/ }).click();
  await idle(page);
  await expect(page.getByRole("button", { name: /^DLQk…AAAB/ })).toHaveAttribute("aria-pressed", "true");
  expect(await rows(page)).toEqual(["A ksfQ…AAAA", "B DLQk…AAAB"]);
  await drawer(page).getByRole("tab", { name: "Events" }).click();
  await idle(page);
  expect(await rows(page)).toEqual(["cancel"]);
  await page.keyboard.press("Escape");
  await idle(page);
  expect(await rows(page)).toEqual(["order", "quote", "cancel"]);
  await drawer(page).getByRole("tab", { name: "Heartbeats" }).click();
  expect(await rows(page)).toEqual(["B DLQk…AAAB"]);
});

test("what arrives is counted without being asked, and is copied as CSV", async ({ page }) => {
  await opened(page);
  await page.evaluate(() => host.frames(100));
  await idle(page);
  await expect(drawer(page).getByRole("row", { name: /tick/ })).toContainText("100");
  await page.evaluate(() => {
    navigator.clipboard.writeText = async (text) => {
      document.title = text;
    };
  });
  await drawer(page).getByRole("button", { name: "Copy as CSV" }).click();
  await expect(drawer(page).getByRole("button", { name: "copied" })).toBeVisible();
  expect(await page.evaluate(() => document.title)).toContain("order,/,sent,2,");
});

test("in a narrow panel the row with the focus says what its line has no room for", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 600 });
  await opened(page);
  await page.keyboard.press("ArrowDown");
  await expect(drawer(page).locator(".more")).toContainText("p95 900 ms");
  const { scrollWidth, clientWidth } = await drawer(page).evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
  expect(scrollWidth).toBe(clientWidth);
});

test("many rows are drawn 25 a frame, and none of them again with the next rows or when the ladder is scrolled", async ({ page }) => {
  const events = Array.from({ length: 230 }, (_, i) => `w1 > 42["e${i}"]\n`).join("");
  await page.evaluate((text) => host.play(text), TALK + open("w1", "-E6W_1Vd0pTqWmZcAAAC") + events);
  await idle(page);
  const [steps, drawn, scrolled] = await page.evaluate(async () => {
    const called = new Map<string, number>();
    const { t } = host;
    const apply: ProxyHandler<typeof t>["apply"] = (target, self, args) => {
      called.set(args[0], (called.get(args[0]) ?? 0) + 1);
      return Reflect.apply(target, self, args);
    };
    // Another language makes another panel, which draws with this `t` from now on.
    host.set({ t: new Proxy(t, { apply }) });
    await mounted.idle();
    const count = () => document.querySelectorAll(".drawer tr[data-key]").length;
    const counts = [0];
    const whole = new Promise<void>((resolve) => {
      new MutationObserver(() => {
        if (count() !== counts.at(-1)) counts.push(count());
        if (count() === 200) resolve();
      }).observe(document.body, { childList: true, subtree: true });
    });
    document.querySelector("#ladder")?.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
    await whole;
    // Each row of an event that asked for no ACK says so, and each drawing of the drawer what it counts.
    const drawn = called.get("noAckAsked");
    called.clear();
    const scroller = document.querySelector(".scroller");
    if (scroller) scroller.scrollTop = 440;
    await new Promise(requestAnimationFrame);
    await mounted.idle();
    const scrolled = { drawers: called.get("wholeRecording"), rows: called.get("noAckAsked") };
    return [counts.slice(1).map((rows, i) => rows - (counts[i] ?? 0)), drawn, scrolled] as const;
  });
  expect(steps).toEqual(Array(8).fill(25));
  // The other two rows, "order" and "cancel", asked for ACKs.
  expect(drawn).toBe(198);
  expect(scrolled.drawers).toBeGreaterThan(0);
  expect(scrolled.rows).toBeUndefined();
});
