// The devtools page, one for each inspected tab, alive as long as its DevTools: owns the recording and hands it to the panel.

import browser from "webextension-polyfill";
import { translationFor } from "../messages/messages.ts";
import type { Host } from "../panel/host.ts";
import { Recorder } from "./recorder.ts";

const recorder = new Recorder(browser.devtools.inspectedWindow.tabId, await translationFor(browser.i18n.getUILanguage()));
const { panels } = browser.devtools;

const themeOf = (name: string | undefined) => (name === "dark" ? "dark" : "light");
recorder.setTheme(themeOf(panels.themeName));
// Chrome's own way to tell of a change; the polyfill has Firefox's only.
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
