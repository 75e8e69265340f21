// The parts of Firefox's window and of its frame scripts that the demo uses.

interface FirefoxWindowGlobal {
  drawSnapshot(rect: null, scale: number, background: string): Promise<ImageBitmap>;
}

interface FirefoxMessageManager {
  addMessageListener(name: string, listener: (message: { data: { result: unknown } | { error: string } }) => void): void;
  removeMessageListener(name: string, listener: unknown): void;
  loadFrameScript(url: string, allowDelayed: boolean): void;
}

/** A `<browser>` element whose page is in another process. */
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
  /** The toolbox, with the panel in it. */
  readonly win: { readonly browsingContext: { fullZoom: number } };
  getAdditionalTools(): readonly Tool[];
  selectTool(id: string): Promise<unknown>;
  switchHost(host: "bottom" | "right" | "window"): Promise<unknown>;
  destroy(): Promise<void>;
}

interface Tab {
  readonly linkedBrowser: RemoteBrowser;
}

interface TabbedBrowser {
  selectedTab: Tab;
  readonly tabs: readonly Tab[];
  addTrustedTab(url: string): Tab;
  removeTab(tab: Tab): void;
}

interface BrowserWindow extends Window {
  readonly gBrowser: TabbedBrowser;
  readonly gBrowserInit?: { readonly delayedStartupFinished: boolean };
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

/** The privileged part of an extension. */
interface Extension {
  readonly id: string;
}

interface Modules {
  readonly "resource://gre/modules/ExtensionParent.sys.mjs": {
    readonly ExtensionParent: { readonly DebugUtils: { terminateBackgroundScript(id: string): Promise<void> } };
  };
  readonly "resource://gre/modules/ExtensionPermissions.sys.mjs": {
    readonly ExtensionPermissions: {
      remove(id: string, permissions: { permissions: string[]; origins: string[] }, extension: Extension): Promise<void>;
    };
  };
  readonly "resource://devtools/shared/loader/Loader.sys.mjs": {
    require(id: "devtools/client/framework/devtools"): { readonly gDevTools: DevTools };
  };
  readonly "resource://gre/modules/Downloads.sys.mjs": {
    readonly Downloads: { readonly ALL: string; getList(type: string): Promise<DownloadList> };
  };
}

/** Mozilla's test helpers, which every Firefox contains. Their events are trusted. */
interface Accessible {
  readonly role: number;
  readonly name: string | null;
  readonly childCount: number;
  getChildAt(index: number): Accessible;
  getState(state: { value: number }, extraState: object): void;
}

interface AccessibilityService {
  getAccessibleFor(node: Node | null): Accessible | null;
  getStringRole(role: number): string;
}

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
  const WebExtensionPolicy: { getByID(id: string): { readonly extension: Extension } };
  const PrivateBrowsingUtils: { isWindowPrivate(window: Window): boolean };
  const PopupNotifications: {
    readonly panel: {
      readonly state: string;
      querySelector(selector: "popupnotification"): { readonly button: HTMLElement } | null;
    };
  };
  const OpenBrowserWindow: (options: { private: boolean }) => BrowserWindow;
  const gBrowser: TabbedBrowser;

  /** In a frame script: the window of the page that the script runs beside. */
  const content: Window;
  const Cc: { readonly "@mozilla.org/accessibilityService;1": { getService(type: unknown): AccessibilityService } };
  const Ci: { readonly nsIAccessibilityService: unknown; readonly nsIAccessibleStates: { readonly STATE_SELECTED: number } };
  const Cu: {
    Sandbox(principal: Window, options: { sandboxPrototype: Window; wantXrays: boolean }): object;
    evalInSandbox(source: string, sandbox: object): unknown;
  };
}
