// The devtools page, one for each inspected tab, alive as long as its DevTools: owns the recording and hands it to the panel.

import browser from "webextension-polyfill";
import { translationFor } from "../messages/messages.ts";
import type { Host } from "../panel/host.ts";
import { Recorder } from "./recorder.ts";

/** Set by the build: a bundle holds what its browser has. */
declare const __BROWSER__: "chrome" | "firefox";

const { tabId } = browser.devtools.inspectedWindow;
const t = await translationFor(browser.i18n.getUILanguage());
const { modes } = __BROWSER__ === "firefox" ? await import("../capture/firefox/modes.ts") : await import("../capture/chromium/modes.ts");
const recorder = await Recorder.of(tabId, modes, t);
const { panels } = browser.devtools;

const themeOf = (name: string | undefined) => (name === "dark" ? "dark" : "light");
recorder.setTheme(themeOf(panels.themeName));
// Firefox's way to tell of a change, and Chrome's, which the polyfill does not have.
panels.onThemeChanged?.addListener((name) => recorder.setTheme(themeOf(name)));
chrome.devtools.panels.setThemeChangeHandler?.((name) => recorder.setTheme(themeOf(name)));

const panel = await panels.create(recorder.t("panelTitle"), "icons/16.png", "panel.html");
let shown = false;
panel.onShown.addListener((window: Window & { lifeline?: Host }) => {
  if (window.lifeline !== recorder) {
    window.lifeline = recorder;
    // The panel's script may have run already.
    window.dispatchEvent(new Event("lifeline"));
  }
  if (!shown) recorder.record();
  shown = true;
});
