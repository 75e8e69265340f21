// In the background: puts the scripts of the page hook into the pages of recorded tabs, and hands on what the browser tells of requests.
// A tab is recorded as long as its devtools page keeps the port open.
//
// Documents that load while some tab is recorded find `page-live.js`, which wakes their relay; it asks whether its own tab is recorded.
// Documents that are there already are told, or are given the scripts when they have none. Hook and relay are in every document where the
// manifest says so (Firefox), else only in those that load while a tab is recorded (Chromium).

import { startHook } from "./hook.ts";
import { PORT, type RelayOrder } from "./records.ts";
import { type GoLive, startRelay } from "./relay.ts";
import { type FromBackground, type RequestsOut, TAB_PORT, type ToBackground, type Told } from "./tab-port.ts";

/** Tells of the requests of a tab, and puts the hook into its workers where that is asked for. Returns what ends it. */
type WatchRequests = (tabId: number, out: RequestsOut, workers: boolean) => () => void;

const MATCHES = ["<all_urls>"];
const script = (name: string, world: "ISOLATED" | "MAIN" = "ISOLATED"): chrome.scripting.RegisteredContentScript & { css: never[] } => ({
  id: name,
  js: [`${name}.js`],
  css: [],
  matches: MATCHES,
  allFrames: true,
  matchOriginAsFallback: true,
  runAt: "document_start",
  persistAcrossSessions: false,
  world,
});
const LIVE = [script("page-live")];
const HOOK_AND_RELAY = [script("page-relay"), script("page-hook", "MAIN")];
/** What was told is handed on together, so often. */
const PORTION_MS = 20;

export interface TabsOptions {
  /** Whether the manifest puts hook and relay into every document. */
  readonly isHookDeclared: boolean;
  /** Absent where DevTools tell of requests themselves. */
  readonly watchRequests?: WatchRequests;
}

export function serveTabs({ isHookDeclared, watchRequests }: TabsOptions): void {
  const scripts = isHookDeclared ? LIVE : [...HOOK_AND_RELAY, ...LIVE];
  /** Devtools pages, by tab. */
  const recorded = new Map<number, chrome.runtime.Port>();
  /** Documents, by tab. */
  const documents = new Map<number, Set<chrome.runtime.Port>>();
  let pages = 0;

  /** One after the other: ports come and go faster than the browser registers. */
  let registering = Promise.resolve();
  const register = () => {
    registering = registering.then(async () => {
      const known = await chrome.scripting.getRegisteredContentScripts();
      if (recorded.size > 0 && known.length === 0) await chrome.scripting.registerContentScripts(scripts);
      if (recorded.size === 0 && known.length > 0) await chrome.scripting.unregisterContentScripts();
    });
    return registering;
  };

  const record = async (port: chrome.runtime.Port, tabId: number, workers: boolean) => {
    const post = (message: FromBackground) => {
      if (recorded.get(tabId) === port) port.postMessage(message);
    };
    let requests = 0;
    let told: Told[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const handOn = () => {
      timer = undefined;
      post({ requests, told });
      requests = 0;
      told = [];
    };
    const soon = () => {
      timer ??= setTimeout(handOn, PORTION_MS);
    };
    const out: RequestsOut = {
      tell(one) {
        told.push(one);
        soon();
      },
      counted() {
        requests++;
        soon();
      },
    };
    const unwatch = watchRequests?.(tabId, out, workers);
    port.onDisconnect.addListener(() => {
      clearTimeout(timer);
      unwatch?.();
      if (recorded.get(tabId) !== port) return;
      recorded.delete(tabId);
      stop(tabId);
      void register();
    });
    recorded.set(tabId, port);
    await register();
    post({ began: { granted: await isGranted(tabId), late: await wake(tabId) } });
  };

  const stop = (tabId: number) => {
    const ofTab = documents.get(tabId);
    for (const document of ofTab ?? []) document.postMessage({ stop: true } satisfies RelayOrder);
    ofTab?.clear();
  };

  /** A relay asks whether its tab is recorded; what it says is handed on as it is. */
  const relay = (port: chrome.runtime.Port, tabId: number, frame: number) => {
    const page = ++pages;
    const ofTab = documents.get(tabId) ?? new Set();
    documents.set(tabId, ofTab.add(port));
    port.onMessage.addListener((said: unknown) => recorded.get(tabId)?.postMessage({ page, frame, said } satisfies FromBackground));
    port.onDisconnect.addListener(() => {
      // One that was told to stop is still there.
      if (!ofTab.delete(port)) return;
      recorded.get(tabId)?.postMessage({ page, gone: true } satisfies FromBackground);
    });
    port.postMessage((recorded.has(tabId) ? { record: true } : { stop: true }) satisfies RelayOrder);
    // The background that registered the scripts may have been ended before it took them away.
    if (recorded.size === 0) void register();
  };

  chrome.permissions.onRemoved.addListener(async () => {
    for (const [tabId, port] of recorded) if (!(await isGranted(tabId))) port.postMessage({ revoked: true } satisfies FromBackground);
  });

  chrome.runtime.onConnect.addListener((port) => {
    const { url, tab, frameId } = port.sender ?? {};
    if (port.name === PORT && tab?.id !== undefined && frameId !== undefined) return relay(port, tab.id, frameId);
    // What a content script may not ask for.
    if (!url?.startsWith(chrome.runtime.getURL("")) || !port.name.startsWith(TAB_PORT)) return;
    const tabId = Number(port.name.slice(TAB_PORT.length));
    let begun = false;
    port.onMessage.addListener((message: ToBackground) => {
      if ("stop" in message) stop(tabId);
      else if (!begun) void record(port, tabId, message.workers);
      begun = true;
    });
  });
}

/** Everywhere, or to the page that the tab shows: of another it does not tell the address. */
async function isGranted(tabId: number): Promise<boolean> {
  if (await chrome.permissions.contains({ origins: MATCHES })) return true;
  return (await chrome.tabs.get(tabId)).url !== undefined;
}

/** Wakes what is in the documents of a tab, or puts it there. Returns whether there were any but empty ones. */
async function wake(tabId: number): Promise<boolean> {
  // Documents in which no script may run (the browser's own pages) are left out, or refuse all of it.
  const asked = await chrome.scripting
    .executeScript({
      target: { tabId, allFrames: true },
      func: () => ({ has: globalThis.lifelinePage?.goLive !== undefined, isEmpty: location.href === "about:blank" }),
      injectImmediately: true,
    })
    .catch(() => []);
  const putInto = async (frameId: number) => {
    const target = { tabId, frameIds: [frameId] };
    // The page must not know the name of the event with which they meet.
    const args: [{ channelName: string; late: true }] = [{ channelName: crypto.randomUUID(), late: true }];
    await chrome.scripting.executeScript({ target, func: startRelay, args, injectImmediately: true });
    await chrome.scripting.executeScript({ target, func: startHook, args, world: "MAIN", injectImmediately: true });
  };
  // One may be gone by then.
  await Promise.allSettled(asked.filter(({ result }) => !result?.has).map(({ frameId }) => putInto(frameId)));
  await chrome.tabs.sendMessage(tabId, { lifeline: "record" } satisfies GoLive).catch(() => {});
  return asked.some(({ result }) => !result?.isEmpty);
}
