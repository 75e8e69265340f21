// The panel with a million rows: 22 million pixels, more than a browser's element can be high. What is on the screen is read back and compared
// with the packets that were pushed.

import { expect, type Page } from "@playwright/test";
import { panelInPage as test } from "./support/in-page.ts";

const PACKETS = 1_000_000;
const TALK = `
page http://localhost:3000/
w1 open ?EIO=4&transport=websocket
w1 101
w1 < 0{"sid":"eYk3_1Vd0pTqWmZcAAAB","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
`;

/** The panel with `PACKETS` packets, numbered from 0 on, in a row each. */
async function million(page: Page): Promise<void> {
  await page.evaluate(
    async ([talk, count]) => {
      host.play(talk);
      host.frames(count);
      await mounted.idle();
      /** Numbers of the packets whose rows are wholly in sight, from top to bottom, and where the first of them begins in the viewport. */
      const inSight = () => {
        const box = document.querySelector(".scroller")?.getBoundingClientRect();
        if (!box) throw new Error("there is no ladder");
        const rows = [...document.querySelectorAll(".row.packet")]
          .map((row) => ({ y: row.getBoundingClientRect().top - box.top, number: Number(/tick\D*(\d+)/.exec(row.textContent ?? "")?.[1]) }))
          .filter(({ y }) => y >= -0.5 && y + 22 <= box.height + 0.5)
          .sort((a, b) => a.y - b.y);
        const top = [...document.querySelectorAll("[role=option]")].find((row) => row.getBoundingClientRect().bottom > box.top + 11);
        const time = Number(
          top?.children[0]?.textContent
            ?.split(",")[0]
            ?.split(":")
            .reduce((minutes, part) => String(60 * Number(minutes) + Number(part)), "0"),
        );
        return { first: rows[0]?.y ?? -1, numbers: rows.map(({ number }) => number), height: box.height, time };
      };
      const frame = () => new Promise(requestAnimationFrame);
      const scrollBy = async (by: (scroller: Element) => number) => {
        const scroller = document.querySelector(".scroller");
        if (!scroller) throw new Error("there is no ladder");
        scroller.scrollTop += by(scroller);
        // The browser reports the scrolling in the next frame.
        await frame();
        await mounted.idle();
        return inSight();
      };
      Object.assign(globalThis, { inMillion: { inSight, frame, scrollBy } });
    },
    [TALK, PACKETS] as const,
  );
}

interface InSight {
  readonly first: number;
  readonly numbers: readonly number[];
  readonly height: number;
  /** Of the row at the top, in seconds from the beginning. */
  readonly time: number;
}

declare global {
  /** Set by `million`. */
  var inMillion: {
    inSight(): InSight;
    frame(): Promise<unknown>;
    scrollBy(by: (scroller: Element) => number): Promise<InSight>;
  };
}

/** Fails unless rows fill the viewport, each with the packet after the one above it. */
function expectWhole({ first, numbers, height }: InSight): void {
  expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
  expect(first).toBeLessThan(22);
  expect(numbers.length).toBeGreaterThanOrEqual(Math.floor(height / 22) - 1);
}

test("at 200 places of a million rows the screen shows the packets that are there, and scrolls on by as many pixels as the user does", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await million(page);
  const places = await page.evaluate(async () => {
    const read = [];
    for (let i = 0; i < 200; i++) {
      // The golden ratio spreads places evenly, in an order that jumps.
      const share = 0.0005 + ((i * 0.618034) % 0.999);
      const there = await inMillion.scrollBy((scroller) => share * (scroller.scrollHeight - scroller.clientHeight) - scroller.scrollTop);
      const strip = document.querySelector("[role=scrollbar]")?.getAttribute("aria-valuetext") ?? "";
      const below = await inMillion.scrollBy(() => 220);
      read.push({ share, there, below, row: Number(/\d+/.exec(strip.replace(/\u202f/g, ""))?.[0]) });
    }
    return read;
  });
  expect(places).toHaveLength(200);
  for (const { share, there, below } of places) {
    expectWhole(there);
    expectWhole(below);
    expect((below.numbers[0] ?? 0) - (there.numbers[0] ?? 0)).toBe(10);
    expect(below.first).toBeCloseTo(there.first, 0);
    expect(Math.abs((there.numbers[0] ?? 0) / PACKETS - share)).toBeLessThan(0.0005);
  }
  // The strip counts from the first row in sight, which may be in sight in part, and counts the rows of the handshake too.
  const above = places.map(({ row, there }) => row - (there.numbers[0] ?? 0));
  expect(Math.max(...above) - Math.min(...above)).toBeLessThanOrEqual(1);
  const ladder = page.getByRole("listbox", { name: "Sequence diagram" });
  await ladder.press("End");
  await page.evaluate(() => mounted.idle());
  expect((await page.evaluate(() => inMillion.inSight())).numbers.at(-1)).toBe(PACKETS - 1);
  await ladder.press("Home");
  await page.evaluate(() => mounted.idle());
  expect((await page.evaluate(() => inMillion.inSight())).numbers).toContain(0);
});

test("another filter, scale or scope shows the rows at the same place in the next frames, while the others are still being made", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await million(page);
  await page.evaluate(() => inMillion.scrollBy((scroller) => 0.4 * scroller.scrollHeight - scroller.scrollTop));
  for (const [role, name] of [
    ["without HTTP", /^HTTP/],
    ["with HTTP", /^HTTP/],
    ["To scale", /^To scale$/],
    ["Rows", /^Rows$/],
    ["one session", /^eYk3/],
  ] as const) {
    const { before, first, status, after } = await page.evaluate(async (source) => {
      const { inSight, frame } = inMillion;
      const before = inSight();
      const button = [...document.querySelectorAll("button")].find(({ textContent }) => new RegExp(source).test(textContent?.trim() ?? ""));
      button?.click();
      const statusNow = () => document.querySelector(".status")?.textContent;
      await frame();
      const first = statusNow();
      await frame();
      return { before, first, status: statusNow(), after: inSight() };
    }, name.source);
    // The other rows wait for these to be drawn.
    expect(first, role).toMatch(/Placing the rows: 0 %/);
    expect(status, role).toMatch(/Placing the rows: \d\d? %/);
    // To scale, packets are in bands of seconds, which show no numbers.
    expect(Math.abs(after.time - before.time), role).toBeLessThan(5);
    if (role !== "To scale" && role !== "Rows") expect(after.numbers, role).toContain(before.numbers[1]);
    await page.evaluate(() => mounted.idle());
    const whole = await page.evaluate(() => inMillion.inSight());
    expect(Math.abs(whole.time - before.time), role).toBeLessThan(5);
    if (role === "To scale") continue;
    expect(whole.numbers, role).toEqual(after.numbers);
    expect(whole.first, role).toBeCloseTo(after.first, 0);
    await expect(page.locator(".status"), role).toContainText(/1\u202f000\u202f\d{3}/);
  }
});
