// What runs in Firefox's own window: opens the toolbox, shows the panel and reaches into it. firefox.mjs sends it there as text, so it uses
// nothing from around it.

/** @import { RemoteBrowser, Toolbox } from "./firefox-window.d.ts" */

/**
 * @param {string} extensionId
 * @param {"en" | "ja"} lang
 */
export function firefoxWindow(extensionId, lang) {
  const { require: load } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
  const { gDevTools } = load("devtools/client/framework/devtools");
  const { Downloads } = ChromeUtils.importESModule("resource://gre/modules/Downloads.sys.mjs");

  // The language of the extension. Firefox itself goes on in English where it has not been given the other.
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
  /** Another one after each change of the dock. */
  const panel = () =>
    until("the Lifeline panel", () => {
      const opened = toolbox();
      const frame = /** @type {HTMLIFrameElement | null} */ (opened.doc.getElementById(`toolbox-panel-iframe-${panelId(opened)}`));
      const browser = /** @type {RemoteBrowser | null | undefined} */ (frame?.contentDocument?.querySelector("browser"));
      return browser?.currentURI?.spec.startsWith("moz-extension:") ? browser : null;
    });

  /** @typedef {{ source: string, argument: unknown }} FrameScript a function as text */
  /**
   * The panel is remote and not in the tree of WebDriver BiDi; a frame script reaches it, and every page.
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
      messageManager.loadFrameScript(`data:,${encodeURIComponent(script)}`, false);
    });
  };

  /** @type {(of: Pick<RemoteBrowser, "browsingContext">) => Promise<string>} in base64 */
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
      // The extension's devtools page makes it when it has loaded.
      await opened.selectTool(await until("the panel's tab", () => panelId(opened)));
      await panel();
    },

    /** @type {(frameScript: FrameScript) => Promise<unknown>} */
    inPanel: async (frameScript) => beside(await panel(), frameScript),
    /** @type {(frameScript: FrameScript) => Promise<unknown>} */
    inTab: (frameScript) => beside(gBrowser.selectedTab.linkedBrowser, frameScript),

    panelPng: async () => png(await panel()),

    /** The browser's window with the toolbox in it, or the toolbox's own. */
    windowPng: () => png(toolbox().topWindow),

    /** @type {() => Promise<string>} where the file of the next download is, once it is complete; forgets the download */
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

    closeDevTools: () => toolbox().destroy(),
  };
}
