// The devtools page, one for each inspected tab, alive as long as its DevTools: owns the recording and hands it to the panel.

import type { Host } from "../panel/host.ts";
import { Recorder } from "./recorder.ts";

const recorder = new Recorder(chrome.devtools.inspectedWindow.tabId);
const { panels } = chrome.devtools;

const themeOf = (name: string) => (name === "dark" ? "dark" : "light");
recorder.setTheme(themeOf(panels.themeName));
panels.setThemeChangeHandler?.((name) => recorder.setTheme(themeOf(name ?? "")));

panels.create(recorder.t("panelTitle"), "icons/16.png", "panel.html", (panel) => {
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
});
