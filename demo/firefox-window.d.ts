// What there is in Firefox's own window and in a frame script, as far as the demo uses it.

interface FirefoxWindowGlobal {
  drawSnapshot(rect: null, scale: number, background: string): Promise<ImageBitmap>;
}

interface FirefoxMessageManager {
  addMessageListener(name: string, listener: (message: { data: { result: unknown } | { error: string } }) => void): void;
  removeMessageListener(name: string, listener: unknown): void;
  loadFrameScript(url: string, allowDelayed: boolean): void;
}

/** A `<browser>` whose page is in another process. */
export interface RemoteBrowser extends HTMLElement {
  readonly browsingContext: { readonly currentWindowGlobal: FirefoxWindowGlobal };
  readonly currentURI: { readonly spec: string } | null;
  readonly messageManager: FirefoxMessageManager;
}

interface Tool {
  readonly id: string;
  readonly extensionId?: string;
}

export interface Toolbox {
  readonly doc: Document;
  /** The browser's window, or one of the toolbox's own. */
  readonly topWindow: Window & Pick<RemoteBrowser, "browsingContext">;
  getAdditionalTools(): readonly Tool[];
  selectTool(id: string): Promise<unknown>;
  destroy(): Promise<void>;
}

interface Tab {
  readonly linkedBrowser: RemoteBrowser;
}

interface DevTools {
  getToolboxForTab(tab: Tab): Toolbox | undefined;
  showToolboxForTab(tab: Tab, options: { toolId: string }): Promise<Toolbox>;
}

interface Download {
  readonly succeeded: boolean;
  readonly error: unknown;
  readonly target: { readonly path: string };
}

interface DownloadList {
  getAll(): Promise<readonly Download[]>;
  remove(download: Download): Promise<void>;
}

interface Modules {
  readonly "resource://devtools/shared/loader/Loader.sys.mjs": {
    require(id: "devtools/client/framework/devtools"): { readonly gDevTools: DevTools };
  };
  readonly "resource://gre/modules/Downloads.sys.mjs": {
    readonly Downloads: { readonly ALL: string; getList(type: string): Promise<DownloadList> };
  };
}

/** Mozilla's own for tests, which every Firefox has. Its events are trusted. */
export interface EventUtils {
  synthesizeMouseAtCenter(element: Element, options: { clickCount: number }, window: Window): void;
  synthesizeKey(key: string, options: object, window: Window): void;
}

declare global {
  const ChromeUtils: { importESModule<Url extends keyof Modules>(url: Url): Modules[Url] };
  const Services: {
    readonly locale: { availableLocales: string[]; requestedLocales: string[] };
    readonly wm: { getEnumerator(type: string): Iterable<Window> };
    readonly scriptloader: { loadSubScript(url: string, target: object): void };
  };
  const gBrowser: { readonly selectedTab: Tab };

  /** Of a frame script: the page it stands beside. */
  const content: Window;
  const Cc: unknown;
  const Ci: unknown;
  const Cu: {
    Sandbox(principal: Window, options: { sandboxPrototype: Window; wantXrays: boolean }): object;
    evalInSandbox(source: string, sandbox: object): unknown;
  };
}
