// The devtools page. Every inspected tab has one, as long as its DevTools are open. It owns the recording and hands it to the panel.

import type { Host } from "../panel/host.ts";
import { Recorder } from "./recorder.ts";

/** Set by the build, so that a bundle holds only the modes of its browser. */
declare const __BROWSER__: "chrome" | "firefox";

const { inspectedWindow, panels } = chrome.devtools;
const { modes } = __BROWSER__ === "firefox" ? await import("../capture/firefox/modes.ts") : await import("../capture/chromium/modes.ts");
const recorder = await Recorder.of(inspectedWindow.tabId, modes);

const themeOf = (name: string | undefined) => (name === "dark" ? "dark" : "light");
recorder.setTheme(themeOf(panels.themeName));
// The event is Firefox's, the handler Chrome's.
const { onThemeChanged }: { onThemeChanged?: chrome.events.Event<(name: string) => void> } = panels as object;
onThemeChanged?.addListener((name) => recorder.setTheme(themeOf(name)));
panels.setThemeChangeHandler?.((name) => recorder.setTheme(themeOf(name)));

const panel = await new Promise<chrome.devtools.panels.ExtensionPanel>((resolve) =>
  panels.create(recorder.t("panelTitle"), "icons/16.png", "panel.html", resolve),
);
// A panel whose browser crashed left its files.
void import("../disk/folder.ts").then(({ removeAbandoned }) => removeAbandoned()).catch(() => {});
let shown = false;
let page: Window | null = null;
// Firefox has none.
const { onSearch }: { onSearch?: chrome.devtools.panels.ExtensionPanel["onSearch"] } = panel;
recorder.hasSearch = onSearch !== undefined;
onSearch?.addListener((action, text) => page?.document.dispatchEvent(new CustomEvent("lifeline-search", { detail: { action, text } })));
panel.onShown.addListener((window: Window & { lifeline?: Host }) => {
  page = window;
  if (window.lifeline !== recorder) {
    window.lifeline = recorder;
    // The panel's script may have run already: see panel.ts.
    window.dispatchEvent(new Event("lifeline"));
  }
  if (!shown) recorder.record();
  shown = true;
});
