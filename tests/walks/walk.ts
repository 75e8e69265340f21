// A walk: what a user does in the real panel, in Chromium's and in Firefox's DevTools, in four looks. Each step is checked, and leaves a picture.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OpenPanel, recording } from "../../demo/devtools.mjs";
import type { FirefoxPanel } from "../../demo/firefox.mjs";
import { root } from "../../demo/setup.mjs";
import { type Said, type Say, sayIn } from "../../src/findings/catalogue.ts";
import { expect, firefoxTest, test } from "../browser/support/demo.ts";
import { searchInDevTools } from "../browser/support/devtools-search.ts";
import { type Application, startApplication } from "./application.ts";

export const LOOKS = [
  { lang: "en", theme: "light", size: [1400, 900] },
  { lang: "ja", theme: "dark", size: [1900, 1000] },
  { lang: "en", theme: "dark", size: [700, 900] },
  { lang: "ja", theme: "light", size: [1000, 860], dock: "right", dockSize: 360 },
] as const;
type Look = (typeof LOOKS)[number];
type AnyPanel = OpenPanel | FirefoxPanel;

export class Walker {
  readonly open: AnyPanel;
  readonly application: Application;
  readonly say: Say;
  readonly look: Look;
  readonly #folder: string;
  #pictures = 0;
  /** What the user did since `begin`. */
  actions: string[] = [];

  constructor(open: AnyPanel, application: Application, say: Say, look: Look, folder: string) {
    this.open = open;
    this.application = application;
    this.say = say;
    this.look = look;
    this.#folder = folder;
  }

  /** The panel is 360 px wide: the sessions and their findings are menus. */
  get isNarrow(): boolean {
    return "dockSize" in this.look;
  }

  async idle(): Promise<void> {
    await this.open.panel.evaluate(() => globalThis.lifelineIdle?.());
  }

  /** Leads the page to a case with a new recording. */
  async visit(...[name]: Parameters<Application["page"]>): Promise<void> {
    const { page, panel } = this.open;
    await page.goto("about:blank");
    // Firefox reports the last requests and the end of the sessions after the page has gone.
    await panel.evaluate(() => globalThis.lifeline?.flush());
    await panel.waitForFunction(() => globalThis.lifeline?.store.sessions.every(({ state }) => state === "closed"), null);
    await panel.evaluate(() => globalThis.lifeline?.clear());
    await page.goto(this.application.page(name));
    await panel.evaluate(() => globalThis.lifeline?.dismissCleared());
  }

  begin(): void {
    this.actions = [];
  }

  async click(selector: string): Promise<void> {
    this.actions.push(`click ${selector}`);
    await this.open.panel.click(selector);
    await this.idle();
  }

  async press(selector: string, key: string): Promise<void> {
    this.actions.push(`press ${key}`);
    await this.open.panel.press(selector, key);
    await this.idle();
  }

  /** Presses a key where the focus is. */
  async key(key: string): Promise<void> {
    await this.open.panel.evaluate(() => {
      document.querySelector("[data-focus]")?.removeAttribute("data-focus");
      document.activeElement?.setAttribute("data-focus", "");
    });
    await this.press("[data-focus]", key);
  }

  /** Makes DevTools twice as large: in Chromium as its user does, in Firefox as its keys do, which do not reach it from a test. */
  async zoom(): Promise<void> {
    const { open } = this;
    const ratio = () => open.panel.evaluate(() => devicePixelRatio);
    if (!inChromium(open)) await open.zoom(2);
    else
      for (let before = await ratio(); before < 2; before = await ratio()) {
        await this.press("#ladder", "Control+Equal");
        await expect.poll(ratio).toBeGreaterThan(before);
      }
    await expect.poll(ratio).toBe(2);
  }

  /** Types into a field. The whole text is one action. */
  async type(selector: string, text: string): Promise<void> {
    this.actions.push(`type ${text}`);
    await this.open.panel.evaluate(
      async ([selector, text]) => {
        const field = document.querySelector<HTMLInputElement>(selector);
        if (!field) throw new Error(`there is no ${selector}`);
        field.focus();
        field.setRangeText(text, 0, field.value.length, "end");
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      },
      [selector, text] as const,
    );
    await this.idle();
  }

  /** Finds a text: in Chromium by DevTools' own search bar, in Firefox by the panel's. */
  async find(text: string): Promise<void> {
    if (inChromium(this.open)) {
      this.actions.push("press Control+f", `type ${text}`);
      await searchInDevTools(this.open, text);
      return this.idle();
    }
    await this.press("#ladder", "Control+f");
    await this.type("#find-field", text);
  }

  async endFind(): Promise<void> {
    if (inChromium(this.open)) await this.open.devtools.keyboard.press("Escape");
    else await this.press("#find-field", "Escape");
    await this.idle();
  }

  /** Compares the first two sessions: in a narrow panel by the menu, else by the list. */
  async compare(): Promise<void> {
    await this.open.panel.evaluate(async () => {
      const menu = document.querySelector<HTMLSelectElement>("nav.pick select");
      const choose = async (value: string) => {
        if (!menu) return;
        menu.value = value;
        menu.dispatchEvent(new Event("change", { bubbles: true }));
        await globalThis.lifelineIdle?.();
      };
      const click = async (button: HTMLElement | undefined) => {
        button?.click();
        await globalThis.lifelineIdle?.();
      };
      await choose("session 0");
      await choose("compare 1");
      if (menu) return;
      const [first] = document.querySelectorAll<HTMLElement>(".side button.session");
      await click(first);
      await click([...document.querySelectorAll<HTMLElement>(".side .session:not(.on) + .compare-button")][0]);
    });
  }

  /** Waits until a text stands in the first element of a selector that has it. */
  async reads(selector: string, text: string | RegExp): Promise<void> {
    const { source, flags } = typeof text === "string" ? new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")) : text;
    await expect
      .poll(
        () =>
          this.open.panel.evaluate(
            ([selector, source, flags]) => {
              const texts = [...document.querySelectorAll<HTMLElement>(selector)].map((element) => element.textContent ?? "");
              return texts.some((text) => new RegExp(source, flags).test(text)) || texts.join("\n").slice(0, 2000);
            },
            [selector, source, flags] as const,
          ),
        { message: `${selector} says ${text}`, timeout: 30_000 },
      )
      .toBe(true);
  }

  /** Waits until a finding of this rule is listed; in a narrow panel, until it stands in the menu of findings. */
  async finds(rule: string): Promise<void> {
    const name = this.say([`${rule}/name-of`] as unknown as Said);
    await this.reads(this.isNarrow ? ".picks" : ".side .finding-name", name);
  }

  /** Takes a picture, after checking that nothing is wider than the panel. */
  async picture(name: string): Promise<void> {
    await this.idle();
    const over = await this.open.panel.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, `${name}: nothing is wider than the panel`).toBeLessThanOrEqual(0);
    this.#pictures++;
    const path = join(this.#folder, `${String(this.#pictures).padStart(2, "0")}-${name}.png`);
    if (!inChromium(this.open)) return void (await this.open.screenshot({ path }));
    // Playwright cuts a picture by the size in CSS pixels, which zooming makes less.
    const { devtools } = this.open;
    const session = await devtools.context().newCDPSession(devtools);
    writeFileSync(path, (await session.send("Page.captureScreenshot")).data, "base64");
    await session.detach();
  }
}

/** Registers a walk in both browsers and in these looks. Its pictures are in demo/out/walks. */
export function walk(name: string, run: (walker: Walker) => Promise<void>, looks: readonly Look[] = LOOKS): void {
  for (const look of looks) {
    const title = `${look.lang} ${look.theme} ${"dockSize" in look ? look.dockSize : look.size[0]}`;
    const walked = async (browser: string, openPanel: (look: Look) => Promise<AnyPanel>) => {
      const folder = join(root, "demo/out/walks", name, `${browser} ${title}`.replaceAll(" ", "-"));
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      const application = await startApplication();
      try {
        const open = await openPanel(look);
        // Without it a click waits for good.
        if (inChromium(open)) open.devtools.setDefaultTimeout(30_000);
        await recording(open);
        try {
          await run(new Walker(open, application, await sayIn(look.lang), look, folder));
        } catch (error) {
          await open.screenshot({ path: join(folder, "failed.png") });
          throw error;
        }
      } finally {
        await application.close();
      }
    };
    test(`${name}: chromium ${title}`, ({ openPanel }) => walked("chromium", openPanel));
    firefoxTest(`${name}: firefox ${title}`, ({ openPanel }) => walked("firefox", openPanel));
  }
}

export const inChromium = (open: AnyPanel): open is OpenPanel => "devtools" in open;
