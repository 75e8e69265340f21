// axe (https://github.com/dequelabs/axe-core) finds nothing in the states of the panel: all in English, wide and light, some in Japanese, narrow and dark.
// It does not see which roles rows get from the browser: ax-tree.spec.ts does.

import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { idle, play, press, panelInPage as test, UPGRADED } from "./support/in-page.ts";

/** Two sessions, the first with HTTP, acks, heartbeats that fold, bytes and a close; the second has ended badly. */
const TALK = `${UPGRADED}
w1 > 420["chat",{"text":"hello","to":{"room":{"id":7}}}]
w1 < 430["ok"]
w1 > 421["chat",{"text":"bye","to":{"room":{"id":8}}}]
${"+25000\nw1 < 2\nw1 > 3\n".repeat(6)}
w1 closed
w2 open ?EIO=4&transport=websocket
w2 101
w2 < 0{"sid":"lv_V1Vd0pTqWmZcAAAC","upgrades":[],"pingInterval":25000,"pingTimeout":20000}
w2 > 40
w2 < 40{"sid":"t"}
w2 > 42["chat",{"text":"again"}]
w2 gone
`;

const rows = (page: Page) => page.locator("#ladder").getByRole("option");
const status = (change: object) => (page: Page) => page.evaluate((change) => host.set({ status: { ...host.status, ...change } }), change);
const opener = (menu: string) => `[popovertarget="${menu}"]:not(.menu-item)`;
const talk = (page: Page) => play(page, TALK);

async function row(page: Page, text: RegExp): Promise<void> {
  await talk(page);
  await rows(page).filter({ hasText: text }).first().click();
}

/** In the ladder with all rows, a key. */
const key = (key: string) => async (page: Page) => {
  await talk(page);
  await page.locator("#ladder").focus();
  await press(page, "Home");
  await press(page, key);
};

const filter = (text: string) => async (page: Page) => {
  await talk(page);
  await page.locator("#filter-field").pressSequentially(text);
};

const file = (path: string) => async (page: Page) => {
  const text = await readFile(path, "utf8");
  await page.evaluate((text) => host.open(new File([text], "trace.jsonl")), text);
  await idle(page);
};

async function compare(page: Page): Promise<void> {
  await talk(page);
  const menu = page.locator("nav.pick select").first();
  if (await menu.isVisible()) {
    await menu.selectOption("session 0");
    await menu.selectOption("compare 1");
  } else {
    await page.locator(".session").first().click();
    await page.locator(".compare-button").last().click();
  }
  await page.locator(".compare-pane").waitFor();
}

const STATES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  "not recording": status({ state: "idle" }),
  "waiting for traffic": status({
    seen: { requests: 12, frames: 2, workers: 1, otherSockets: [{ url: "ws://localhost/", frames: 3, first: "hi" }] },
  }),
  "refused, a permission is missing": status({ state: "refused", needs: "host-permission" }),
  "stopped by something else, with rows": async (page) => {
    await talk(page);
    await status({ state: "stopped", reason: "DevTools of another window took over." })(page);
  },
  "rows of two sessions": talk,
  "a file being read, an error": async (page) => {
    await talk(page);
    await page.evaluate(() => host.set({ opening: { name: "a.jsonl", share: 0.4, packets: 12 }, error: "b.txt is no trace." }));
  },
  "cleared, which can be undone": async (page) => {
    await talk(page);
    await page.evaluate(() => host.clear());
  },
  "filter with suggestions": filter("ev"),
  "filter with chips and a wrong part": filter("event:chat size:abc"),
  "filter that matches nothing": filter("event:nobody "),
  "find with hits": async (page) => {
    await key("Control+f")(page);
    await page.locator("#find-field").fill("chat");
  },
  "the field for a time": key("g"),
  "details of an event": (page) => row(page, /chat.*hello/),
  "details of HTTP": (page) => row(page, /GET/),
  "details of a close": (page) => row(page, /closed|切断/),
  "a difference of two packets": async (page) => {
    await row(page, /chat.*hello/);
    await page.locator("#ladder").press("Shift+ArrowDown");
    await page
      .locator(".details summary")
      .filter({ hasText: /Compare|比較/ })
      .click();
  },
  "time to scale": key("s"),
  "a finding": async (page) => {
    await file("tests/fixtures/findings/duplicate-emits.jsonl")(page);
    await page.locator("#ladder").focus();
    await press(page, "e");
    await page.locator(".evidence, .fix").first().waitFor();
  },
  "statistics of events": key("a"),
  "statistics of heartbeats": async (page) => {
    await key("a")(page);
    await page.getByRole("tab").last().click();
  },
  "two sessions compared": compare,
  settings: async (page) => {
    await talk(page);
    await page.locator(opener("settings-menu")).click();
  },
  "the menu to export": async (page) => {
    await talk(page);
    await page.locator(opener("export-menu")).click();
  },
  "saved filters": async (page) => {
    await filter("event:chat ")(page);
    await page.locator("#filter-field").blur();
    await page.locator(`${opener("saved-filters")}, ${opener("filter-menu")}`).click();
  },
  "the menu to copy": async (page) => {
    await row(page, /chat.*hello/);
    await page.locator(".copy > .button:nth-child(2)").click();
  },
  "the menu of a row": async (page) => {
    await talk(page);
    await rows(page).filter({ hasText: /chat/ }).first().click({ button: "right" });
    await page.getByRole("menu").waitFor();
  },
  "all keys": async (page) => {
    await key("?")(page);
    await page.getByRole("dialog").waitFor();
  },
  "the example": async (page) => {
    await status({ state: "idle" })(page);
    await idle(page);
    await page.locator(".buttons button").last().click();
    await idle(page);
    await page.locator(".example-step").nth(2).click();
  },
};

/** The states that a narrow panel lays out in another way. The colours of the dark theme are in them too. */
const OTHER_WHEN_NARROW: readonly string[] = [
  "waiting for traffic",
  "rows of two sessions",
  "filter with suggestions",
  "filter with chips and a wrong part",
  "details of an event",
  "a finding",
  "statistics of events",
  "two sessions compared",
  "saved filters",
  "all keys",
  "the example",
];

const looks = [
  { lang: "en", width: 1280, theme: "light", states: Object.keys(STATES) },
  { lang: "ja", width: 360, theme: "dark", states: OTHER_WHEN_NARROW },
] as const;

for (const { lang, width, theme, states } of looks) {
  test(`axe finds nothing in ${states.length} states, ${lang}, ${width} px, ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 700 });
    for (const [i, name] of states.entries()) {
      await page.evaluate(
        async ([lang, theme]) => {
          localStorage.clear();
          await restart(lang);
          host.set({ theme });
        },
        [lang, theme] as const,
      );
      await STATES[name]?.(page);
      // The panel is not idle while a file is read.
      if (await page.evaluate(() => host.opening === null)) await idle(page);
      // The first analysis puts axe into the page, which takes half as long as the analysis. The others put in nothing.
      const axeSource = i === 0 ? {} : { axeSource: "0" };
      // One frame: the mode for pages without frames of other origins is enough. A separator stands between two landmarks, and is in none.
      const { violations } = await new AxeBuilder({ page, ...axeSource })
        .setLegacyMode()
        .options({ resultTypes: ["violations"] })
        .exclude(".separator")
        .analyze();
      const found = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
      expect.soft(found, name).toEqual([]);
      // What is open beside the panel is not closed with it.
      await page.keyboard.press("Escape");
    }
  });
}
