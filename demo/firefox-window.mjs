// Runs in Firefox's own window: opens the toolbox, shows the panel and runs code in it. firefox.mjs sends this function as text, so it
// refers to nothing outside itself.

/** @import { RemoteBrowser, Toolbox } from "./firefox-window.d.ts" */

/**
 * @param {string} extensionId
 * @param {"en" | "ja"} lang
 */
export function firefoxWindow(extensionId, lang) {
  const { require: load } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
  const { gDevTools } = load("devtools/client/framework/devtools");
  const { Downloads } = ChromeUtils.importESModule("resource://gre/modules/Downloads.sys.mjs");

  // This sets the extension's language. Firefox itself stays English without a language pack.
  const locales = { en: "en-US", ja: "ja" };
  Services.locale.availableLocales = Object.values(locales);
  Services.locale.requestedLocales = [locales[lang]];
  for (const other of Services.wm.getEnumerator("navigator:browser")) if (other !== window) other.close();

  /** @type {<T>(what: string, find: () => T | null | undefined | Promise<T | null | undefined>) => Promise<T>} */
  const until = async (what, find) => {
    for (const end = Date.now() + 60_000; Date.now() < end; ) {
      const found = await find();
      if (found) return found;
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`${what} did not appear within a minute`);
  };
  const toolbox = () => {
    const opened = gDevTools.getToolboxForTab(gBrowser.selectedTab);
    if (!opened) throw new Error("the toolbox is closed");
    return opened;
  };
  /** @type {(opened: Toolbox) => string | undefined} */
  const panelId = (opened) => opened.getAdditionalTools().find((tool) => tool.extensionId === extensionId)?.id;
  /** The panel's `<browser>`. Each change of the dock makes a new one. */
  const panel = () =>
    until("the Lifeline panel", () => {
      const opened = toolbox();
      const frame = /** @type {HTMLIFrameElement | null} */ (opened.doc.getElementById(`toolbox-panel-iframe-${panelId(opened)}`));
      const browser = /** @type {RemoteBrowser | null | undefined} */ (frame?.contentDocument?.querySelector("browser"));
      return browser?.currentURI?.spec.startsWith("moz-extension:") ? browser : null;
    });

  /** @typedef {{ source: string, argument: unknown }} FrameScript `source` is a function as text */
  /**
   * Runs a function beside a page. WebDriver BiDi does not list the panel, which is in another process, but a frame script reaches it.
   * @type {(browser: RemoteBrowser, frameScript: FrameScript) => Promise<unknown>}
   */
  const beside = ({ messageManager }, { source, argument }) => {
    const reply = `lifeline ${crypto.randomUUID()}`;
    return new Promise((resolve, reject) => {
      messageManager.addMessageListener(reply, function listener({ data }) {
        messageManager.removeMessageListener(reply, listener);
        if ("error" in data) reject(new Error(data.error));
        else resolve(data.result);
      });
      const script = `(async () => ({ result: await (${source})(${JSON.stringify(argument)}) }))()
        .catch((error) => ({ error: \`\${error}\` }))
        .then((answer) => sendAsyncMessage("${reply}", answer))`;
      messageManager.loadFrameScript(`data:text/javascript;charset=utf-8,${encodeURIComponent(script)}`, false);
    });
  };

  /** @type {(of: Pick<RemoteBrowser, "browsingContext">) => Promise<string>} a PNG in base64 */
  const png = async ({ browsingContext }) => {
    const bitmap = await browsingContext.currentWindowGlobal.drawSnapshot(null, 1, "white");
    const canvas = /** @type {HTMLCanvasElement} */ (document.createElementNS("http://www.w3.org/1999/xhtml", "canvas"));
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    return canvas.toDataURL("image/png").replace(/^.*,/, "");
  };

  return {
    /** @type {(width: number, height: number) => Promise<void>} */
    openPanel: async (width, height) => {
      const opened = await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: "webconsole" });
      opened.topWindow.resizeTo(width, height);
      // The extension's devtools page adds the tab when it has loaded.
      await opened.selectTool(await until("the panel's tab", () => panelId(opened)));
      await panel();
    },

    /** @type {(frameScript: FrameScript) => Promise<unknown>} */
    inPanel: async (frameScript) => beside(await panel(), frameScript),
    /** @type {(frameScript: FrameScript) => Promise<unknown>} */
    inTab: (frameScript) => beside(gBrowser.selectedTab.linkedBrowser, frameScript),

    panelPng: async () => png(await panel()),

    /** A picture of the browser's window with the toolbox in it, or of the toolbox's own window. */
    windowPng: () => png(toolbox().topWindow),

    /** @type {() => Promise<string>} waits for the next download to end, takes it off Firefox's list and gives its path */
    downloaded: async () => {
      const list = await Downloads.getList(Downloads.ALL);
      const download = await until("a download", async () => (await list.getAll()).find(({ succeeded, error }) => succeeded || error));
      await list.remove(download);
      if (download.error) throw new Error(`${download.error}`);
      return download.target.path;
    },

    /** @type {(host: "bottom" | "right" | "window") => Promise<void>} */
    dock: async (host) => {
      await toolbox().switchHost(host);
      await panel();
    },

    /** @type {(factor: number) => Promise<void>} */
    zoom: async (factor) => {
      toolbox().win.browsingContext.fullZoom = factor;
    },

    closeDevTools: () => toolbox().destroy(),
  };
}
