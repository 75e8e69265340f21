// The density strip beside the ladder: pointer, wheel, keyboard, and what it draws.

import { expect, type Locator, type Page } from "@playwright/test";
import { idle, panelInPage as test } from "./support/in-page.ts";

const BEGIN = `
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w1 > 40
w1 < 40{"sid":"s"}
`;
const SENT = 'w1 > 42["said"]\n';
/** Height of the page in `panelInPage`. */
const HEIGHT = 600;

/** Opens the panel with a conversation and then so many received frames. */
async function open(page: Page, frames: number, talk = BEGIN): Promise<Locator> {
  await page.evaluate((text) => host.play(text), talk);
  await page.evaluate((count) => host.frames(count), frames);
  await idle(page);
  return page.getByRole("scrollbar", { name: "Whole trace" });
}

/** The first and last visible row and the number of rows, from the strip's `aria-valuetext`. */
async function visibleRows(strip: Locator): Promise<readonly [first: number, last: number, of: number]> {
  await idle(strip.page());
  const words = await strip.getAttribute("aria-valuetext");
  const [, first, last, of] = /^rows ([\d\u202f]+) to ([\d\u202f]+) of ([\d\u202f]+)$/.exec(words ?? "") ?? [];
  const number = (digits: string | undefined) => Number(digits?.replaceAll("\u202f", ""));
  return [number(first), number(last), number(of)];
}

/** Top and bottom of the strip's box, from 0 to 1 of the strip's height. */
async function box(strip: Locator): Promise<readonly [top: number, bottom: number]> {
  await idle(strip.page());
  const [outer, inner] = [await boundsOf(strip), await boundsOf(strip.locator(".density-view"))];
  return [(inner.y - outer.y) / outer.height, (inner.y + inner.height - outer.y) / outer.height];
}

async function boundsOf(locator: Locator) {
  const bounds = await locator.boundingBox();
  if (bounds === null) throw new Error(`${locator} is not visible`);
  return bounds;
}

/** A point in the strip, at `share` (0 to 1) of its height. */
async function at(strip: Locator, share: number): Promise<[x: number, y: number]> {
  const { x, y, width, height } = await boundsOf(strip);
  return [x + width / 2, y + share * height];
}

const follow = (page: Page) => page.getByRole("button", { name: "Follow new rows" });
const drawn = (page: Page, name: string) => page.getByRole("option", { name });

test("a click scrolls to that place; box and value show it", async ({ page }) => {
  const strip = await open(page, 2000);
  expect((await visibleRows(strip))[1]).toBe((await visibleRows(strip))[2]);
  expect((await box(strip))[1]).toBeCloseTo(1, 2);
  await page.mouse.click(...(await at(strip, 0.5)));
  const [first, last, of] = await visibleRows(strip);
  expect(Math.abs((first + last) / 2 - of / 2)).toBeLessThan(of / HEIGHT + 1);
  await expect(drawn(page, "tick, 1000,")).toBeInViewport();
  await expect(strip).toHaveAttribute("aria-valuenow", "50");
  const [top, bottom] = await box(strip);
  expect((top + bottom) / 2).toBeCloseTo(0.5, 2);
  expect(bottom - top).toBeGreaterThanOrEqual((last - first) / of - 0.002);
  await expect(follow(page)).toHaveAttribute("aria-pressed", "false");
  await page.mouse.click(...(await at(strip, 0.999)));
  expect((await visibleRows(strip))[1]).toBe(of);
});

test("the box is dragged from the point where it was pressed, also when the pointer leaves the strip", async ({ page }) => {
  const strip = await open(page, 400);
  await page.mouse.click(...(await at(strip, 0.5)));
  const before = await visibleRows(strip);
  const [top] = await box(strip);
  const [x, y] = await at(strip, top + 0.01);
  await page.mouse.move(x, y);
  await page.mouse.down();
  expect(await visibleRows(strip)).toEqual(before);
  await page.mouse.move(x - 300, y + 100);
  const after = await visibleRows(strip);
  const { height } = await boundsOf(strip);
  expect(Math.abs(after[0] - before[0] - (100 / height) * after[2])).toBeLessThan(1.5);
  await page.mouse.move(x, 0);
  expect((await visibleRows(strip))[0]).toBe(1);
  await page.mouse.up();
  await page.mouse.move(x, y + 200);
  expect((await visibleRows(strip))[0]).toBe(1);
});

test("the box moves with the wheel over ladder and strip, and with new rows", async ({ page }) => {
  const strip = await open(page, 500);
  const [end] = await visibleRows(strip);
  await page.getByRole("listbox").hover();
  await page.mouse.wheel(0, -220);
  await expect.poll(async () => (await visibleRows(strip))[0]).toBe(end - 10);
  await strip.hover();
  await page.mouse.wheel(0, -220);
  await expect.poll(async () => (await visibleRows(strip))[0]).toBe(end - 20);
  await follow(page).click();
  await page.evaluate(() => host.frames(100));
  expect((await visibleRows(strip))[0]).toBe(end + 100);
  expect((await box(strip))[1]).toBeCloseTo(1, 2);
});

test("keys work on the strip, which is next to the ladder in tab order; a click on it keeps the ladder's focus", async ({ page }) => {
  const strip = await open(page, 5000);
  await expect(strip).toHaveAttribute("aria-controls", (await page.getByRole("listbox").getAttribute("id")) ?? "");
  await page.getByRole("listbox").focus();
  await page.mouse.click(...(await at(strip, 0.2)));
  await expect(page.getByRole("listbox")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(strip).toBeFocused();
  await page.keyboard.press("Home");
  expect((await visibleRows(strip))[0]).toBe(1);
  await page.keyboard.press("ArrowDown");
  const [bar] = await visibleRows(strip);
  await page.keyboard.press("ArrowDown");
  expect((await visibleRows(strip))[0]).toBe(2 * bar - 1);
  await page.keyboard.press("ArrowUp");
  expect((await visibleRows(strip))[0]).toBe(bar);
  await page.keyboard.press("PageDown");
  expect((await visibleRows(strip))[0]).toBe(bar + 10 * (bar - 1));
  await page.keyboard.press("PageUp");
  expect((await visibleRows(strip))[0]).toBe(bar);
  await page.keyboard.press("End");
  const [, last, of] = await visibleRows(strip);
  expect(last).toBe(of);
  await expect(follow(page)).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("option", { selected: true })).toHaveCount(0);
});

test("is 28 px wide, 12 px in a narrow panel; hidden when all rows fit, which keeps its space", async ({ page }) => {
  const strip = await open(page, 3);
  const ladder = page.getByRole("listbox");
  await expect(strip).toHaveCount(0);
  const { width } = await boundsOf(ladder);
  expect(width).toBe(1280 - 240 - 28);
  await page.evaluate(() => host.frames(100));
  await expect(strip).toBeVisible();
  expect((await boundsOf(ladder)).width).toBe(width);
  expect((await boundsOf(page.locator("svg.ladder").first())).width).toBe(width);
  await page.setViewportSize({ width: 420, height: HEIGHT });
  await expect.poll(async () => (await boundsOf(ladder)).width).toBe(420 - 12);
});

test("draws received packets left, sent ones right, problems and gaps at their height", async ({ page }) => {
  const strip = await open(page, 50, `${BEGIN}${SENT.repeat(50)}w1 < 9what\n`);
  const bounds = async (path: string) => boundsOf(strip.locator(path));
  const [sent, received, problem, axis] = [await bounds(".sent"), await bounds(".received"), await bounds(".warn"), await bounds(".axis")];
  // The bounds of a line include its stroke, up to 4 px too much.
  expect(sent.x).toBeGreaterThan(axis.x - 4);
  expect(sent.x + sent.width).toBeGreaterThan(axis.x + axis.width + 8);
  expect(received.x + received.width).toBeLessThan(axis.x + axis.width + 4);
  expect(received.x).toBeLessThan(axis.x - 8);
  expect(received.y + received.height).toBeGreaterThan(sent.y + sent.height + 100);
  expect(Math.abs(problem.y - sent.y - sent.height)).toBeLessThan(20);
  await expect(strip.locator(".hatch")).toHaveCount(0);
  await page.evaluate(() => host.store.push({ kind: "gap", at: host.now() + 1, until: host.now() + 9, reason: "not-recording" }));
  await idle(page);
  const gap = await bounds(".hatch");
  expect(gap.y).toBeGreaterThan(received.y + received.height - 20);
});

test("the strip has a ▲ each time that a finding was found, and those of others are pale while one is open", async ({ page }) => {
  const strip = await open(page, 400, `${BEGIN}+1000\nc9 GET ?EIO=4&transport=polling\nc9 failed csp\n`);
  const marks = async (cls: string) => ((await strip.locator(cls).getAttribute("d")) ?? "").split("z").length - 1;
  const all = await marks(".warn");
  expect(all).toBeGreaterThan(0);
  expect(await marks(".pale")).toBe(0);
  await page.evaluate((talk) => host.play(talk), 'w1 > 40/chat,\nw1 < 44/chat,{"message":"no token"}\n');
  await page.evaluate((count) => host.frames(count), 400);
  await idle(page);
  await page.getByRole("button", { name: "warning: 1" }).click();
  await idle(page);
  expect(await marks(".warn")).toBe(1);
  expect(await marks(".pale")).toBeGreaterThan(0);
});
