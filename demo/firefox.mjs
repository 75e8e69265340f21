// Opens Firefox with the extension, a page, and the Lifeline panel in its toolbox, as devtools.mjs does in Chromium. Needs the root's
// dependencies.
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { firefox } from "@playwright/test";
import { startRelay } from "./bidi.mjs";
import { findFirefox } from "./browser.mjs";
import { firefoxWindow } from "./firefox-window.mjs";
import { until } from "./until.mjs";

/** @import { EventUtils } from "./firefox-window.d.ts" */
/** @import { AnyPanel, PanelFrame, PanelOptions } from "./devtools.mjs" */

/**
 * @typedef {object} InFirefoxOnly
 * @property {Readonly<Record<string, string | number | boolean>>} [prefs] preferences of about:config
 * @property {boolean} [installLast] installs the extension after the page has loaded
 * @property {boolean} [inPrivate] allows the extension in private windows
 */
/** @typedef {PanelOptions & InFirefoxOnly} FirefoxOptions */

/**
 * @typedef {object} InFirefox
 * @property {PanelFrame & { screenshot: (options?: { path: string }) => Promise<Buffer> }} panel the selected tab's panel; the picture has nothing else
 * @property {PanelFrame["evaluate"]} inWindow runs a function in the browser's own window
 * @property {(selector: string) => Promise<AccessibleChild[]>} accessibleChildren what Firefox's accessibility service says of the children of an element of the panel
 * @property {(selector: string) => Promise<void>} clickInTab clicks in the selected tab, also in a page of the extension, which Playwright cannot reach
 * @property {() => Promise<void>} openDevTools opens the toolbox of the selected tab and shows the panel
 * @property {(host: "bottom" | "right" | "window") => Promise<void>} dock
 * @property {(factor: number) => Promise<void>} zoom makes the toolbox and the panel larger
 */
/** @typedef {AnyPanel & InFirefox} FirefoxPanel */

/** A frame script: runs `source` with the panel's globals. @type {(script: { source: string, argument: string | undefined }) => unknown} */
const evaluateBesidePanel = ({ source, argument }) => {
  const sandbox = Cu.Sandbox(content, { sandboxPrototype: content, wantXrays: false });
  return Cu.evalInSandbox(`(async () => JSON.stringify(await (${source})(${argument})))()`, sandbox);
};

/** @typedef {{ selector: string, clicks?: number, key?: string }} Act */

/** A frame script: clicks or presses a key. @type {(act: Act) => boolean} false if the element is missing, hidden or disabled */
const actBeside = ({ selector, clicks = 0, key }) => {
  const element = /** @type {HTMLElement | null} */ (content.document.querySelector(selector));
  if (!element?.checkVisibility() || element.matches(":disabled")) return false;
  const utils = /** @type {EventUtils} */ (/** @type {unknown} */ ({ window: content, parent: content, _EU_Ci: Ci, _EU_Cc: Cc }));
  Services.scriptloader.loadSubScript("chrome://remote/content/external/EventUtils.js", utils);
  element.scrollIntoView({ block: "nearest" });
  for (let clickCount = 1; clickCount <= clicks; clickCount++) utils.synthesizeMouseAtCenter(element, { clickCount }, content);
  if (key === undefined) return true;
  element.focus();
  // As Playwright writes keys: "Control+Shift+f".
  const [last = "", ...modifiers] = key.split(/(?<=.)\+/).reverse();
  const held = { ctrlKey: modifiers.includes("Control"), shiftKey: modifiers.includes("Shift"), altKey: modifiers.includes("Alt") };
  utils.synthesizeKey(last.length === 1 ? last : `KEY_${last}`, held, content);
  return true;
};

/** @typedef {{ role: string, name: string | null, selected: boolean }} AccessibleChild */

/** A frame script. It starts the accessibility service. @type {(selector: string) => AccessibleChild[]} */
const accessibleBeside = (selector) => {
  const service = Cc["@mozilla.org/accessibilityService;1"].getService(Ci.nsIAccessibilityService);
  const accessible = service.getAccessibleFor(content.document.querySelector(selector));
  if (!accessible) return [];
  return Array.from({ length: accessible.childCount }, (_, i) => {
    const child = accessible.getChildAt(i);
    const state = { value: 0 };
    child.getState(state, {});
    return {
      role: service.getStringRole(child.role),
      name: child.name,
      selected: (state.value & Ci.nsIAccessibleStates.STATE_SELECTED) !== 0,
    };
  });
};

/** @typedef {ReturnType<typeof firefoxWindow>} FirefoxWindow */

/** @typedef {{ type: "success", result: { value?: string } } | { type: "exception", exceptionDetails: { text: string } }} Evaluated */

/**
 * @param {FirefoxOptions} options
 * @returns {Promise<FirefoxPanel>}
 */
export async function openFirefoxPanel(options) {
  const { url = "about:blank", dock = "undocked", dockSize, headless = true, lang = "en", theme, size = [1400, 1000], prefs } = options;
  const { installLast = false, inPrivate = false } = options;
  const executable = findFirefox();
  if (!executable)
    throw new Error("No Firefox was found. Install one with npm start -- --browser firefox, or set FIREFOX_PATH to its program.");
  const extension = resolve(options.extension);
  if (!existsSync(join(extension, "manifest.json"))) throw new Error(`There is no extension in ${extension}. Build it with npm run build.`);
  const manifest = JSON.parse(readFileSync(join(extension, "manifest.json"), "utf8"));
  const profile = mkdtempSync(join(tmpdir(), "lifeline-"));
  /** @type {(() => Promise<unknown>)[]} */
  const undo = [async () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 })];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const relay = await startRelay();
    undo.push(relay.close);
    const context = await firefox.launchPersistentContext(profile, {
      channel: "moz-firefox",
      executablePath: process.execPath,
      ignoreDefaultArgs: true,
      args: [
        fileURLToPath(new URL("firefox-launcher.mjs", import.meta.url)),
        `${relay.port}`,
        executable,
        "--no-remote",
        "--remote-debugging-port=0",
        // Allows scripts in the browser's own windows, where the toolbox and the panel are.
        "--remote-allow-system-access",
        ...(headless ? ["--headless"] : []),
        ...["--profile", profile],
      ],
      firefoxUserPrefs: {
        "devtools.toolbox.host": dock === "undocked" ? "window" : dock,
        ...(dockSize === undefined ? {} : { "devtools.toolbox.sidebar.width": dockSize, "devtools.toolbox.footer.height": dockSize }),
        ...(theme && { "devtools.theme": theme }),
        "browser.download.folderList": 2,
        "browser.download.dir": join(profile, "downloads"),
        "browser.download.alwaysOpenPanel": false,
        ...prefs,
      },
      headless,
      viewport: null,
      // The Accept-Language of requests.
      locale: { en: "en-US", ja: "ja" }[lang],
      // The caller closes the browser, which also removes the profile. Playwright must not do so on a signal.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      colorScheme: null,
    });
    undo.push(() => context.close());
    const page = context.pages()[0] ?? (await context.newPage());

    const { contexts } = /** @type {{ contexts: { context: string }[] }} */ (
      await relay.send("browsingContext.getTree", { "moz:scope": "chrome", maxDepth: 0 })
    );
    // Playwright's window is the last one: Firefox opens one of its own first.
    const target = { context: contexts.at(-1)?.context };
    /** @type {(expression: string) => Promise<string | undefined>} */
    const evaluateInWindow = async (expression) => {
      const evaluated = /** @type {Evaluated} */ (await relay.send("script.evaluate", { expression, target, awaitPromise: true }));
      if (evaluated.type === "exception") throw new Error(evaluated.exceptionDetails.text);
      return evaluated.result.value;
    };
    await evaluateInWindow(
      `globalThis.lifeline = (${firefoxWindow})(${JSON.stringify(manifest.browser_specific_settings.gecko.id)}, "${lang}")`,
    );
    /** @type {<Name extends keyof FirefoxWindow>(name: Name, ...args: Parameters<FirefoxWindow[Name]>) => Promise<Awaited<ReturnType<FirefoxWindow[Name]>>>} */
    const call = async (name, ...args) => {
      const json = await evaluateInWindow(`lifeline.${name}(...${JSON.stringify(args)}).then(JSON.stringify)`);
      return json && JSON.parse(json);
    };
    /** @type {(frameScript: Function, argument: unknown) => Promise<unknown>} */
    const inPanel = (frameScript, argument) => call("inPanel", { source: `${frameScript}`, argument });

    /** @type {PanelFrame["evaluate"]} */
    const evaluate = async (source, argument) => {
      const json = await inPanel(evaluateBesidePanel, { source: `${source}`, argument: JSON.stringify(argument) });
      return json && JSON.parse(`${json}`);
    };
    /** @type {(act: Act) => Promise<unknown>} */
    const act = (wanted) => until(`${wanted.selector} of the panel`, () => inPanel(actBeside, wanted));
    /** @type {(taken: Promise<string>, to?: string) => Promise<Buffer>} */
    const picture = async (taken, to) => {
      const png = Buffer.from(await taken, "base64");
      if (to !== undefined) writeFileSync(to, png);
      return png;
    };

    const install = () =>
      relay.send("webExtension.install", { extensionData: { type: "path", path: extension }, "moz:allowPrivateBrowsing": inPrivate });
    if (!installLast) await install();
    if (url !== "about:blank") await page.goto(url);
    if (installLast) await install();
    await call("openPanel", ...size);
    await until("the Lifeline panel", () => evaluate(() => document.readyState === "complete"));
    return {
      context,
      page,
      panel: {
        evaluate,
        waitForFunction: (fn, argument, { timeout } = {}) =>
          until(`a truthy result of ${fn} in the panel`, () => evaluate(fn, argument), timeout),
        click: async (selector) => void (await act({ selector, clicks: 1 })),
        dblclick: async (selector) => void (await act({ selector, clicks: 2 })),
        press: async (selector, key) => void (await act({ selector, key })),
        screenshot: (to) => picture(call("panelPng"), to?.path),
      },
      screenshot: (to) => picture(call("windowPng"), to?.path),
      download: async (press, path) => {
        await press();
        copyFileSync(await call("downloaded"), path);
      },
      inWindow: async (source, argument) => {
        const json = await evaluateInWindow(`(async () => JSON.stringify(await (${source})(${JSON.stringify(argument)})))()`);
        return json && JSON.parse(json);
      },
      accessibleChildren: async (selector) => /** @type {AccessibleChild[]} */ (await inPanel(accessibleBeside, selector)),
      clickInTab: async (selector) => {
        const frameScript = { source: `${actBeside}`, argument: { selector, clicks: 1 } };
        await until(`${selector} of the tab`, () => call("inTab", frameScript));
      },
      openDevTools: () => call("openPanel", ...size),
      dock: (host) => call("dock", host),
      zoom: (factor) => call("zoom", factor),
      closeDevTools: () => call("closeDevTools"),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
