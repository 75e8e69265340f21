// The panel in an ordinary page: following, keys, selection, the visible slice, files. Other specs test it in DevTools.

import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { idle, play, press, TALK, panelInPage as test } from "./support/in-page.ts";

const frames = async (page: Page, count: number) => {
  await page.evaluate((n) => host.frames(n), count);
  await idle(page);
};
const ladder = (page: Page) => page.getByRole("listbox", { name: "Sequence diagram" });
const follow = (page: Page) => page.getByRole("button", { name: "Follow new rows" });
/** Whether a row with this text is wholly inside the visible part of the ladder. */
const isVisible = (page: Page, text: string) =>
  page.evaluate((words) => {
    const box = document.querySelector(".scroller")?.getBoundingClientRect();
    return [...document.querySelectorAll(".row")].some((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return row.textContent?.includes(words) === true && box !== undefined && top >= box.top - 1 && bottom <= box.bottom + 1;
    });
  }, text);

test("shows a headline while there is no traffic, then draws the first rows", async ({ page }) => {
  await expect(page.getByRole("heading", { name: /no Socket.IO or Engine.IO traffic yet/ })).toBeVisible();
  await page.getByRole("button", { name: "Reload the page" }).click();
  expect(await page.evaluate(() => host.called)).toEqual(["reload"]);
  await play(page, TALK);
  await expect(page.getByRole("option", { name: /sent, 42 chat, ack id 0/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /eYk3…AAAB open/ })).toBeVisible();
});

test("follows new rows, stops when the user scrolls up, resumes with End", async ({ page }) => {
  await play(page, TALK);
  await frames(page, 500);
  expect(await isVisible(page, "tick499")).toBe(true);
  await ladder(page).hover();
  await page.mouse.wheel(0, -300);
  await expect(follow(page)).toHaveAttribute("aria-pressed", "false");
  await page.evaluate(() => host.frames(50));
  await idle(page);
  expect(await isVisible(page, "now")).toBe(false);
  await ladder(page).press("End");
  await idle(page);
  expect(await isVisible(page, "now")).toBe(true);
  await expect(follow(page)).toHaveAttribute("aria-pressed", "true");
  await frames(page, 100);
  expect(await isVisible(page, "tick99")).toBe(true);
  // A selected row stays where it is when new rows arrive.
  await page.getByRole("option", { name: /tick, 90,/ }).click();
  await frames(page, 100);
  expect(await isVisible(page, "tick90")).toBe(true);
});

test("the button that counts new rows does not cover a row that the keys have selected", async ({ page }) => {
  await play(page, TALK);
  await frames(page, 100);
  await ladder(page).press("Home");
  for (let n = 0; n < 40; n++) await press(page, "ArrowDown");
  await frames(page, 5);
  const pill = await page.locator(".pill").boundingBox();
  const row = await page.getByRole("option", { selected: true }).boundingBox();
  expect((row?.y ?? Number.NaN) + (row?.height ?? 0)).toBeLessThanOrEqual(pill?.y ?? 0);
});

test("scrolling to the bottom follows again, and a button counts the new rows below and follows them", async ({ page }) => {
  await play(page, TALK);
  await frames(page, 500);
  const pill = page
    .getByRole("button", { name: /new row/ })
    .filter({ visible: true })
    .filter({ hasText: "↓" });
  const status = page.locator("footer");
  await expect(pill).toHaveCount(0);
  await ladder(page).hover();
  await page.mouse.wheel(0, -300);
  await expect(follow(page)).toHaveAttribute("aria-pressed", "false");
  await expect(status).toContainText("not following");
  await frames(page, 14);
  await expect(pill).toHaveText("14 new rows ↓");
  await expect(page.getByText("New rows below. End follows them.")).toHaveRole("status");
  await expect(status).toContainText("14 new rows");
  await page.mouse.wheel(0, 5000);
  await expect(follow(page)).toHaveAttribute("aria-pressed", "true");
  await expect(pill).toHaveCount(0);
  await frames(page, 5);
  expect(await isVisible(page, "now")).toBe(true);

  await ladder(page).press("Home");
  await frames(page, 3);
  await expect(status).toContainText(/row 1 of \d+ · 3 new rows/);
  await pill.click();
  await expect(follow(page)).toHaveAttribute("aria-pressed", "true");
  await idle(page);
  expect(await isVisible(page, "now")).toBe(true);
});

test("clearing says how much it cleared and is undone at the same place, by its button or Ctrl+Z, but not from a text field", async ({
  page,
}) => {
  await play(page, TALK);
  await frames(page, 200);
  await ladder(page).press("Home");
  await ladder(page).press("ArrowDown");
  const selected = await ladder(page).getAttribute("aria-activedescendant");
  await page.keyboard.press("Control+l");
  const cleared = page.getByRole("status").filter({ hasText: "Cleared" });
  await expect(cleared).toContainText(/Cleared 21\d packets\.\s*Undo/);
  await cleared.getByRole("button", { name: "Undo" }).click();
  await idle(page);
  await expect(cleared).toHaveCount(0);
  await expect(ladder(page)).toHaveAttribute("aria-activedescendant", selected ?? "");

  await page.keyboard.press("Control+l");
  await cleared.getByRole("button", { name: "Close this message" }).click();
  await expect(cleared).toHaveCount(0);
  await page.evaluate(() => document.body.append(Object.assign(document.createElement("input"), { id: "field" })));
  await page.locator("#field").press("Control+z");
  await idle(page);
  await expect(ladder(page)).toHaveCount(0);
  await page.locator("#field").evaluate((field) => field.remove());
  await page.keyboard.press("Control+z");
  await idle(page);
  await expect(ladder(page)).toHaveAttribute("aria-activedescendant", selected ?? "");
});

test("the page holds only the rows near the visible ones, at the end and in the middle", async ({ page }) => {
  await play(page, TALK);
  await frames(page, 20_000);
  const count = () => page.getByRole("option").count();
  expect(await count()).toBeLessThan(80);
  await page.evaluate(() => {
    const scroller = document.querySelector(".scroller");
    if (scroller) scroller.scrollTop = scroller.scrollHeight / 2;
  });
  await expect.poll(() => isVisible(page, "tick10000")).toBe(true);
  expect(await count()).toBeLessThan(80);
});

test("scrolling makes no element of a row, and assistive technology reads the rows from top to bottom", async ({ page }) => {
  await play(page, TALK);
  await frames(page, 2000);
  const made = await page.evaluate(async () => {
    const [scroller, rows] = [document.querySelector(".scroller"), document.querySelector(".rows")];
    if (!scroller || !rows) throw new Error("there is no ladder");
    const scrollBy = async (by: number) => {
      scroller.scrollTop += by;
      // The browser reports the scrolling in the next frame.
      await new Promise(requestAnimationFrame);
      await mounted.idle();
    };
    await scrollBy(-22 * 1000);
    let made = 0;
    const observer = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) made += addedNodes.length;
    });
    observer.observe(rows, { childList: true, subtree: true });
    for (const rows of [500, 11, 11, 11, -11]) await scrollBy(22 * rows);
    observer.disconnect();
    return made;
  });
  expect(made).toBe(0);
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  const numbers = nodes.flatMap(({ role, name }) => (role?.value === "option" ? Number(/tick, (\d+),/.exec(name?.value)?.[1]) : []));
  const inDocument = await page.getByRole("option").evaluateAll((rows) => rows.map(({ id }) => id));
  expect(inDocument).not.toEqual([...inDocument].sort());
  expect(numbers.length).toBeGreaterThan(30);
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
});

test("keys move through rows, open folds and close the details", async ({ page }) => {
  await play(page, TALK);
  await ladder(page).focus();
  await page.keyboard.press("Home");
  await idle(page);
  const active = async () => {
    const id = await ladder(page).getAttribute("aria-activedescendant");
    return id === null ? null : page.locator(`#${id} > title`).textContent();
  };
  expect(await active()).toContain("GET /");
  for (let i = 0; i < 6; i++) await page.keyboard.press("ArrowDown");
  await idle(page);
  expect(await active()).toContain("42 chat");
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("after 10 ms");
  await page.getByRole("button", { name: "go to the answer" }).click();
  await idle(page);
  expect(await active()).toContain("43 ack");
  const rows = () => page.getByRole("option").count();
  const before = await rows();
  await ladder(page).focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowDown");
  await idle(page);
  expect(await active()).toContain("ping/pong ×5, 10 ms, folded");
  await page.keyboard.press("Enter");
  await idle(page);
  expect(await active()).toContain("unfolded");
  expect(await rows()).toBe(before + 10);
  await page.keyboard.press("Enter");
  await idle(page);
  expect(await rows()).toBe(before);
  await page.keyboard.press("Escape");
  await idle(page);
  await expect(page.getByRole("complementary", { name: "Details" })).toHaveCount(0);
});

test("a click on a session or on HTTP hides the other rows", async ({ page }) => {
  await play(page, TALK);
  await page.getByRole("button", { name: /^HTTP/ }).click();
  await idle(page);
  await expect(page.getByRole("option", { name: /GET/ })).toHaveCount(0);
  await expect(page.getByRole("option", { name: /42 chat/ })).toHaveCount(1);
  await page.getByRole("button", { name: /^HTTP/ }).click();
  await page.getByRole("button", { name: /eYk3…AAAB/ }).click();
  await idle(page);
  await expect(page.getByRole("option", { name: /101/ })).toHaveCount(1);
  await expect(page.getByRole("option", { name: /GET \/,/ })).toHaveCount(0);
});

test("a narrow panel shows steps as rows, sessions in a menu and details below the ladder", async ({ page }) => {
  await page.setViewportSize({ width: 420, height: 700 });
  await play(page, TALK);
  await expect(page.locator(".row.step").first()).toContainText("Page");
  await page.getByRole("combobox", { name: "Sessions" }).selectOption({ index: 2 });
  await idle(page);
  await expect(page.getByRole("navigation", { name: "Sessions" })).toContainText("eYk3…AAAB open");
  // The middle of the row is empty.
  await page
    .getByRole("option", { name: /42 chat/ })
    .locator(".name")
    .click();
  await idle(page);
  const [pane, details] = [await page.locator(".ladder-pane").boundingBox(), await page.getByRole("complementary").boundingBox()];
  expect(details?.y).toBeGreaterThanOrEqual((pane?.y ?? 0) + (pane?.height ?? 0));
  expect(await isVisible(page, "chat")).toBe(true);
});

test("the status of a narrow panel while it measures, and the layers of a packet below the ladder, do not overflow", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 700 });
  await play(page, TALK);
  await ladder(page).focus();
  for (const key of ["Home", "ArrowDown", "Shift+ArrowDown"]) await page.keyboard.press(key);
  await idle(page);
  await expect(page.getByText("between the two rows")).toBeVisible();
  const over = (selector: string) => page.locator(selector).evaluate((element) => element.scrollWidth - element.clientWidth);
  expect(await over(".status")).toBe(0);
  await page.setViewportSize({ width: 700, height: 700 });
  await idle(page);
  for (let i = 0; i < 2; i++) await page.keyboard.press("ArrowDown");
  await idle(page);
  await expect(page.locator(".details .layers").first()).toBeVisible();
  expect(await over(".details-body")).toBe(0);
});

test("a file dropped anywhere is opened; an error is shown above the rows, which stay", async ({ page }) => {
  await play(page, TALK);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "notes.txt"));
    document.body.dispatchEvent(new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(page.getByText("Drop the file to open it")).toBeVisible();
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "notes.txt"));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(page.getByRole("alert")).toContainText("notes.txt is no trace.");
  await expect(page.getByText("Drop the file to open it")).toHaveCount(0);
  await expect(page.getByRole("option", { name: /42 chat/ })).toBeVisible();
  await page.getByRole("button", { name: "Close this message" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("saves the trace byte for byte and exports the diagram", async ({ page }) => {
  await play(page, TALK);
  const [trace] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the trace" }).click()]);
  expect(trace.suggestedFilename()).toBe("lifeline-localhost-2023-11-14-221320.jsonl");
  const bytes = await page.evaluate(() => host.saved());
  expect([...(await readFile(await trace.path()))]).toEqual(bytes);
  const [figure] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+Shift+S")]);
  expect(await readFile(await figure.path(), "utf8")).toMatch(/^<svg xmlns.*<\/svg>$/s);
});

test("a save waits for the events that are still to come, says so, and has them", async ({ page }) => {
  await play(page, TALK);
  await page.evaluate(() => {
    host.flushing = new Promise((resolve) => Object.assign(globalThis, { comes: resolve }));
  });
  const save = page.getByRole("button", { name: "Save the trace" });
  const download = page.waitForEvent("download");
  await save.click();
  await expect(page.getByRole("status").filter({ hasText: "Waiting for the last events" })).toBeVisible();
  await expect(save).toBeDisabled();
  await page.evaluate(() => {
    host.frames(1);
    (globalThis as unknown as { comes: () => void }).comes();
  });
  expect(await readFile(await (await download).path(), "utf8")).toContain("tick");
  await expect(save).toBeEnabled();
});

test("the export menu saves a PNG at double resolution and a page, and refuses a PNG that would be too high", async ({ page }) => {
  await play(page, TALK);
  const menu = page.getByRole("button", { name: "Export the diagram" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: /^SVG/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  const [picture] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  expect(picture.suggestedFilename()).toMatch(/\.png$/);
  const bytes = await readFile(await picture.path());
  expect(bytes.subarray(1, 4).toString("latin1")).toBe("PNG");
  expect(bytes.readUInt32BE(16)).toBe(2 * 1106);
  await expect(page.getByRole("menuitem", { name: /^SVG/ })).toBeHidden();
  await menu.click();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: /^HTML/ }).click()]);
  expect(file.suggestedFilename()).toMatch(/\.html$/);
  expect(await readFile(await file.path(), "utf8")).toMatch(/^<!doctype html>.*class="trace">.*<\/html>\n$/s);

  await frames(page, 1500);
  await menu.click();
  await page.getByRole("menuitem", { name: /^PNG/ }).click();
  await expect(page.getByRole("alert")).toContainText("too high for a PNG");
});

test("times are shown since the start, as clock time or since the row above, also after HTTP is hidden", async ({ page }) => {
  await play(page, TALK);
  const head = page.getByRole("button", { name: /^Times/ });
  await expect(head).toHaveAccessibleName("Times since the start: change");
  const chat = page.getByRole("option", { name: /42 chat/ });
  await expect(chat).toHaveAccessibleName(/^0\.060, /);
  await head.click();
  await idle(page);
  await expect(chat).toHaveAccessibleName(/^\d\d:13:20\.070, /);
  await expect(page.locator(".ladder-head")).toContainText("UTC");
  await ladder(page).press("t");
  await idle(page);
  await expect(head).toHaveAccessibleName("Times since the row above: change");
  await page.getByRole("button", { name: /^HTTP/ }).click();
  await idle(page);
  await expect(chat).toHaveAccessibleName(/^\+0\.010, /);
  await expect(page.locator(".ladder-head")).toContainText("+ m:s");
});

test("measures the time between two rows, by pointer and by keyboard", async ({ page }) => {
  await play(page, TALK);
  const measured = page.getByRole("status").filter({ hasText: "between the two rows" });
  await page.getByRole("option", { name: /42 chat/ }).click();
  // A row has no element at each of its points; the ladder takes the row from the height.
  await page.getByRole("option", { name: /43 ack/ }).hover({ force: true });
  await expect(measured).toHaveText("10 ms between the two rows");
  await page.getByRole("option", { name: /42 bye/ }).click({ modifiers: ["Shift"] });
  await expect(measured).toHaveText(/^2 min 30 s \(150\.\d{3} s\) between the two rows$/);
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("chat");
  await ladder(page).focus();
  await page.keyboard.press("Escape");
  await page.mouse.move(0, 0);
  await expect(measured).toHaveCount(0);
  await page.keyboard.press("Shift+ArrowDown");
  await expect(measured).toHaveText("10 ms between the two rows");
  await page.keyboard.press("ArrowDown");
  await expect(measured).toHaveCount(0);
});

test("draws time to scale, by button and by key; + makes the scale finer, s goes back to even rows", async ({ page }) => {
  await play(page, TALK);
  const rows = page.getByRole("button", { name: "Rows", exact: true });
  const scale = page.getByRole("button", { name: "To scale", exact: true });
  const between = async () => {
    const [chat, ack] = await Promise.all([/42 chat/, /43 ack/].map((name) => page.getByRole("option", { name }).boundingBox()));
    return (ack?.y ?? 0) - (chat?.y ?? 0);
  };
  const head = page.locator(".ladder-head");
  await expect(rows).toHaveAttribute("aria-pressed", "true");
  const even = await between();
  await scale.click();
  await idle(page);
  await expect(scale).toHaveAttribute("aria-pressed", "true");
  await expect(head).toContainText(/tick \d+ ms/);
  await ladder(page).focus();
  while ((await between()) <= even) {
    await page.keyboard.press("+");
    await idle(page);
  }
  const fine = await between();
  await page.keyboard.press("+");
  await idle(page);
  expect(await between()).toBeGreaterThan(1.9 * fine);
  await page.keyboard.press("s");
  await idle(page);
  expect(await between()).toBe(even);
  await expect(head).not.toContainText("tick");
});

test("to scale, a burst is a band that opens with Enter, the wheel zooms around the pointer, and dragging over the times zooms to them", async ({
  page,
}) => {
  await play(page, TALK);
  await frames(page, 2000);
  await page.evaluate(() => host.play('+3000\nw1 > 42["later"]'));
  await ladder(page).focus();
  await page.keyboard.press("Home");
  for (const key of ["0", "End", "s", "s"]) await page.keyboard.press(key);
  await idle(page);
  const bands = page.getByRole("option", { name: /packets, tick, .* received, folded/ });
  await expect(bands.first()).toBeVisible();

  const count = await page.getByRole("option").count();
  await bands.first().locator(".name").click();
  await ladder(page).press("Enter");
  await idle(page);
  await expect(page.getByRole("option", { name: /packets, tick, .* received, unfolded/ })).toBeVisible();
  expect(await page.getByRole("option").count()).not.toBe(count);
  await ladder(page).press("Enter");
  await ladder(page).press("Escape");
  await idle(page);

  const tick = page.locator(".ladder-head").getByText(/^tick /);
  const before = await tick.textContent();
  const box = await bands.nth(1).boundingBox();
  if (!box) throw new Error("there is no second band");
  await page.mouse.move(box.x + 300, box.y + 12);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -100);
  await page.keyboard.up("Control");
  await idle(page);
  expect(await tick.textContent()).not.toBe(before);

  const times = await page.locator(".ruler-handle").boundingBox();
  const view = await ladder(page).boundingBox();
  if (!times || !view) throw new Error("there are no times");
  const finer = await tick.textContent();
  await page.mouse.move(times.x + 10, view.y + 60);
  await page.mouse.down();
  await page.mouse.move(times.x + 10, view.y + 90, { steps: 3 });
  await expect(page.locator(".range")).toBeVisible();
  await page.mouse.up();
  await idle(page);
  await expect(page.getByRole("status").filter({ hasText: "selected" })).toHaveText(/selected · [\d\u202f]+ packets?$/);
  expect(await tick.textContent()).not.toBe(finer);
  await ladder(page).press("Escape");
  await expect(page.locator(".range")).toHaveCount(0);
});

test("a change of DevTools' theme or of the trace is drawn at once", async ({ page }) => {
  await play(page, TALK);
  const colour = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(await colour()).toBe("rgb(255, 255, 255)");
  await page.evaluate(() => host.set({ theme: "dark" }));
  await idle(page);
  expect(await colour()).toBe("rgb(31, 32, 35)");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await idle(page);
  await expect(page.getByRole("option")).toHaveCount(0);
  await expect(page.getByRole("heading", { name: /no Socket.IO/ })).toBeVisible();
});

test("to scale, zooming without a selected row keeps what is in the middle of the ladder at its place", async ({ page }) => {
  const messages = Array.from({ length: 40 }, (_, i) => `+900\nw1 > 42["number ${i}"]`).join("\n");
  await play(page, `w1 open ?EIO=4&transport=websocket\nw1 101\nw1 < 0{"sid":"A","upgrades":[]}\n${messages}`);
  await ladder(page).focus();
  for (const key of ["s", "+"]) await page.keyboard.press(key);
  await idle(page);
  /** Moves the ladder by `by` pixels. Returns the row nearest to its middle and how far below the middle it is. */
  const nearest = (by: number) =>
    page.evaluate(async (by) => {
      const scroller = document.querySelector(".scroller");
      if (scroller === null) throw new Error("there is no ladder");
      scroller.scrollTop += by;
      await new Promise(requestAnimationFrame);
      await mounted.idle();
      const { top, height } = scroller.getBoundingClientRect();
      const rows = [...document.querySelectorAll(".row.packet")].map((row) => {
        const box = row.getBoundingClientRect();
        return { key: row.getAttribute("data-key"), below: Math.round(box.top + box.height / 2 - top - height / 2) };
      });
      return rows.sort((a, b) => Math.abs(a.below) - Math.abs(b.below))[0];
    }, by);
  const near = await nearest(-1500);
  const before = await nearest(near?.below ?? 0);
  await page.keyboard.press("+");
  await idle(page);
  const after = await nearest(0);
  expect(before?.key).not.toBeUndefined();
  expect(after?.key).toBe(before?.key);
  expect(Math.abs((after?.below ?? 0) - (before?.below ?? 0))).toBeLessThanOrEqual(2);
});

test("details that cannot be drawn take nothing else with them", async ({ page }) => {
  await play(page, TALK);
  await page.evaluate(() => {
    // Readers of files refuse such headers, so this stands for whatever nobody has thought of.
    const headers = { Cookie: 5 } as unknown as Record<string, string>;
    const url = "http://localhost:3000/socket.io/?EIO=4&transport=polling&sid=eYk3_1Vd0pTqWmZcAAAB";
    host.push({
      kind: "http-request",
      at: host.now() + 1,
      id: "broken",
      method: "POST",
      url,
      headers,
      part: "engine",
      body: { text: "1" },
    });
  });
  await idle(page);
  await page.getByRole("option").last().click();
  const alert = page.getByRole("alert").filter({ hasText: "This could not be shown" });
  await expect(alert).toBeVisible();
  await page.getByRole("option", { name: /chat/ }).click();
  await expect(alert).toHaveCount(0);
  await expect(page.getByRole("complementary", { name: "Details" })).toContainText("hello");
  await play(page, 'w1 > 42["later"]');
  await expect(page.getByRole("option", { name: /later/ })).toBeVisible();
});

test("the export menu focuses its first item when it opens, and nothing asks for the focus when the panel loads", async ({ page }) => {
  await play(page, TALK);
  await expect(page.locator("[autofocus]")).toHaveCount(0);
  await page.getByRole("button", { name: /^Export/ }).click();
  await expect(page.locator("#export-menu button").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^Export/ })).toBeFocused();
});

test("five clients have a letter each, the one of the selected row stands out, and the keyboard moves the labels", async ({ page }) => {
  const handshake = (i: number) =>
    `w${i} open ?EIO=4&transport=websocket @f${i}\nw${i} 101\nw${i} < 0{"sid":"S${i}","upgrades":[],"pingInterval":25000,"pingTimeout":20000}\n`;
  await play(page, [1, 2, 3, 4, 5].map((i) => `${handshake(i)}w${i} > 42["from ${i}"]\n`).join(""));
  const heads = page.locator(".lane-head[data-client]");
  await expect(heads).toHaveText([/^.*A/, /^.*B/, /^.*C/, /^.*D/, /^.*E/]);
  await page.getByRole("option", { name: /from 5.*client E/ }).click();
  await expect(page.locator(".lane-head.chosen")).toHaveText(/E/);
  await press(page, "Escape");
  // Without the details the ladder is wider, of which the browser tells the panel at the end of a frame.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await idle(page);
  const split = page.getByRole("separator", { name: "Width of the lifelines" });
  const size = Number(await split.getAttribute("aria-valuenow"));
  await split.press("ArrowRight");
  await expect(split).toHaveAttribute("aria-valuenow", `${size + 16}`);
  await split.press("Enter");
  await expect(split).toHaveAttribute("aria-valuenow", `${size}`);
});
