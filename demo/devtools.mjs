// Opens Chromium with the built extension, a page, and the Lifeline panel in DevTools. Needs the root's dependencies.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "@playwright/test";
import { findChromium, launchOptions } from "./browser.mjs";
import { until } from "./until.mjs";

/** @import {} from "../src/entries/panel.ts" */
/** @import { BrowserContext, Frame, Page, Worker } from "@playwright/test" */

/**
 * @typedef {object} PanelOptions
 * @property {string} extension folder of the built extension
 * @property {string} [url] URL that the page has loaded when DevTools open; about:blank. Needs a CDP command that older Chromiums lack
 * @property {"page"} [mode] recording mode, stored before the panel opens. Needs the same command
 * @property {(page: Page) => Promise<unknown>} [first] runs after DevTools have opened and before the panel is shown
 * @property {"undocked" | "right" | "bottom"} [dock] place of DevTools; undocked, the panel fills a window of its own
 * @property {boolean} [headless] true
 * @property {"en" | "ja"} [lang] language of pages, browser and panel; en. Browser and panel are in English if Chromium lacks the language
 * @property {"light" | "dark"} [theme] theme of DevTools; the system's
 * @property {number} [dockSize] width of DevTools docked right, or height docked at the bottom, in CSS pixels; the browser's choice
 * @property {readonly [width: number, height: number]} [size] size of the window, in CSS pixels
 * @property {readonly string[]} [args] more arguments for Chromium
 */

/**
 * The panel's document in either browser. In Chromium it is a Playwright frame.
 * @typedef {object} PanelFrame
 * @property {<R, A>(fn: (argument: A) => R | Promise<R>, argument?: A) => Promise<R>} evaluate
 * @property {<A>(fn: (argument: A) => unknown, argument: A, options?: { polling?: number, timeout?: number }) => Promise<unknown>} waitForFunction
 * @property {(selector: string) => Promise<void>} click
 * @property {(selector: string) => Promise<void>} dblclick
 * @property {(selector: string, key: string) => Promise<void>} press focuses the element and presses a key
 */

/**
 * A browser with an open panel.
 * @typedef {object} AnyPanel
 * @property {BrowserContext} context
 * @property {Page} page inspected page
 * @property {PanelFrame} panel
 * @property {(options?: { path: string }) => Promise<Buffer>} screenshot takes a PNG of the panel with the DevTools around it
 * @property {(press: () => Promise<void>, path: string) => Promise<void>} download saves the file whose download `press` starts
 * @property {() => Promise<void>} closeDevTools
 * @property {() => Promise<void>} close closes the browser and removes its profile
 */

/**
 * @typedef {object} InChromium
 * @property {Page} devtools DevTools window
 * @property {Frame} panel
 * @property {() => Promise<Worker>} serviceWorker the extension's service worker; a test that holds it keeps it alive
 * @property {() => Promise<Pick<OpenPanel, "devtools" | "panel">>} openDevTools opens DevTools again after they were closed, and shows the panel
 * @property {() => Promise<boolean>} debuggerAttached whether the extension's debugger is attached to a page
 */

/** @typedef {AnyPanel & InChromium} OpenPanel */

/**
 * Waits until the panel records. The recording of a page that is loaded after this has the page's first request.
 * @param {AnyPanel} open
 */
export async function recording({ panel }) {
  await panel.waitForFunction(() => globalThis.lifeline?.status.state === "recording", null, { polling: 50 });
}

/**
 * Waits until the panel has at least so many packets.
 * @param {AnyPanel} open
 * @param {number} packets
 */
export async function arrived({ panel }, packets) {
  await panel.waitForFunction((count) => (globalThis.lifeline?.store.packets ?? 0) >= count, packets, { polling: 50, timeout: 30_000 });
}

/**
 * Waits until the panel has at least so many packets and has nothing left to draw or to count. It counts at most once a second.
 * @param {AnyPanel} open
 * @param {number} packets
 */
export async function drawn(open, packets) {
  await arrived(open, packets);
  await open.panel.evaluate(() => globalThis.lifelineIdle?.());
}

/**
 * Saves the trace with the panel's button.
 * @param {AnyPanel} open
 * @param {string} path
 */
export async function saveTrace({ panel, download }, path) {
  await download(() => panel.click("[title*='(Ctrl+S)']"), path);
}

/**
 * @param {PanelOptions} options
 * @returns {Promise<OpenPanel>}
 */
export async function openPanel(options) {
  const { url, mode, first, dock = "undocked", dockSize, headless = true, lang = "en", theme, size = [1400, 1000], args = [] } = options;
  if (!findChromium()) throw new Error("No Chromium was found. Install one with npm start, or set CHROME_PATH to its program.");
  const extension = resolve(options.extension);
  if (!existsSync(join(extension, "manifest.json"))) throw new Error(`There is no extension in ${extension}. Build it with npm run build.`);
  const profile = mkdtempSync(join(tmpdir(), "lifeline-"));
  mkdirSync(join(profile, "Default"));
  const locale = { en: "en-US", ja: "ja" }[lang];
  // DevTools stores each value as JSON text. `default` is its name for the light theme.
  const preferences = {
    currentDockState: JSON.stringify(dock),
    language: JSON.stringify(locale),
    ...(dockSize === undefined
      ? {}
      : { "inspector-view.split-view-state": JSON.stringify({ vertical: { size: dockSize }, horizontal: { size: dockSize } }) }),
    ...(theme ? { "ui-theme": JSON.stringify(theme === "dark" ? "dark" : "default") } : {}),
  };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify({ devtools: { preferences } }));
  /** @type {(() => Promise<unknown>)[]} */
  const undo = [async () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const context = await chromium.launchPersistentContext(profile, {
      ...launchOptions(),
      headless,
      viewport: null,
      // The caller closes the browser, which also removes the profile. Playwright must not do so on a signal.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      colorScheme: null,
      // The Accept-Language of requests.
      locale,
      // Chromium reads its language from this variable on Linux, and from `--lang` on Windows.
      env: { ...process.env, LANGUAGE: locale },
      args: [
        `--disable-extensions-except=${extension}`,
        `--load-extension=${extension}`,
        ...(url === undefined && mode === undefined ? ["--auto-open-devtools-for-tabs"] : []),
        "--remote-debugging-port=0",
        `--window-size=${size.join(",")}`,
        `--lang=${locale}`,
        ...args,
      ],
    });
    undo.push(() => context.close());
    const page = context.pages()[0] ?? (await context.newPage());
    const browser = context.browser();
    if (!browser) throw new Error("Chromium closed at once.");
    const session = await browser.newBrowserCDPSession();
    const targets = async () => (await session.send("Target.getTargets", { filter: [{}] })).targetInfos;
    const serviceWorker = async () => context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
    if (mode !== undefined) {
      await page.goto(new URL("hosts.html", (await serviceWorker()).url()).href);
      await page.evaluate((mode) => localStorage.setItem("mode", JSON.stringify(mode)), mode);
    }
    const openWindow = async () => {
      const target = (await targets()).find((each) => each.type === "page" && each.url === page.url());
      if (target) await session.send("Target.openDevTools", { targetId: target.targetId });
    };
    if (url !== undefined || mode !== undefined) {
      await page.goto(url ?? "about:blank");
      await openWindow();
    }
    const extensionsPage = () =>
      until("the extension's DevTools page", async () => (await targets()).some((target) => target.url.endsWith("/devtools.html")));
    await extensionsPage();

    const port = readFileSync(join(profile, "DevToolsActivePort"), "utf8").split("\n")[0];
    // The connection that launched Chromium does not list DevTools as a page. A second connection does, if it is made after DevTools opened.
    const findDevTools = async () => {
      const second = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      undo.push(() => second.close());
      return until("DevTools", () =>
        second
          .contexts()
          .flatMap((each) => each.pages())
          .find((each) => each.url().includes("/devtools_app.html")),
      );
    };
    /** @param {Page} devtools */
    const showPanel = async (devtools) => {
      await devtools.evaluate(async () => {
        const legacy = "./ui/legacy/legacy.js";
        const { ViewManager } = await import(legacy);
        const views = ViewManager.ViewManager.instance();
        for (;;) {
          const id = [...views.views.keys()].find((key) => key.endsWith("Lifeline"));
          if (id) return views.showView(id);
          await new Promise((done) => setTimeout(done, 50));
        }
      });
      return until("the Lifeline panel", () => devtools.frames().find((frame) => frame.url().endsWith("/panel.html")));
    };
    const devtools = await findDevTools();
    await first?.(page);
    const panel = await showPanel(devtools);

    return {
      context,
      page,
      devtools,
      panel,
      screenshot: (options) => devtools.screenshot(options),
      download: async (press, path) => {
        const [download] = await Promise.all([devtools.waitForEvent("download"), press()]);
        await download.saveAs(path);
      },
      serviceWorker,
      debuggerAttached: async () =>
        (await serviceWorker()).evaluate(async () => {
          const tabs = (await chrome.debugger.getTargets()).flatMap(({ type, tabId }) => (type === "page" && tabId ? [tabId] : []));
          // Only an attached debugger can send a command.
          const answers = await Promise.allSettled(tabs.map((tabId) => chrome.debugger.sendCommand({ tabId }, "Page.getFrameTree")));
          return answers.some(({ status }) => status === "fulfilled");
        }),
      openDevTools: async () => {
        await openWindow();
        await extensionsPage();
        const devtools = await findDevTools();
        return { devtools, panel: await showPanel(devtools) };
      },
      closeDevTools: async () => {
        const target = (await targets()).find((each) => each.url.includes("/devtools_app.html"));
        if (target) await session.send("Target.closeTarget", { targetId: target.targetId });
        await until("the end of DevTools", async () => !(await targets()).some((each) => each.url.endsWith("/devtools.html")));
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
