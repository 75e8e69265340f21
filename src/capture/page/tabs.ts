// In the background: puts the scripts of the page hook into the pages of recorded tabs, and forwards what relays and the browser report. A
// tab is recorded as long as its devtools page keeps its port open.
//
//   devtools page ── port, { record } ─► recorded ── port closed ─► not recorded
//
// A document that loads while any tab is recorded gets `page-live.js`, which starts its relay; the relay's port asks whether its own tab is
// recorded. Documents that are there already get a message, or the scripts if they have none. Hook and relay are in every document where
// the manifest declares them (Firefox), else only in those that load while a tab is recorded (Chromium).

import { startHook } from "./hook.ts";
import type { RelayOrder } from "./records.ts";
import { type GoLive, RELAY_PORT } from "./relay.ts";
import { type FromBackground, MOST_BATCH_MS, type Report, type ReportSink, TAB_PORT, type ToBackground } from "./tab-port.ts";

/** Reports the requests of a tab and, if `workers`, hooks its workers. Returns what ends it. */
type WatchRequests = (tabId: number, reports: ReportSink, workers: boolean) => () => void;

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
/** Reports of this long are forwarded together, and of longer the more there were in the last batch: each batch costs the page's machine. */
const BATCH_MS = 20;

export interface TabsOptions {
  /** Whether the manifest puts hook and relay into every document. */
  readonly isHookDeclared: boolean;
  /** Absent where DevTools report requests themselves. */
  readonly watchRequests?: WatchRequests;
}

export function serveTabs(options: TabsOptions): void {
  const tabs = new RecordedTabs(options);
  chrome.permissions.onRemoved.addListener(() => void tabs.checkAccess());
  chrome.runtime.onConnect.addListener((port) => {
    const { url, tab, frameId } = port.sender ?? {};
    if (port.name === RELAY_PORT && tab?.id !== undefined && frameId !== undefined) return tabs.relay(port, tab.id, frameId);
    // Only the extension's own pages may record: a content script may not.
    if (url?.startsWith(chrome.runtime.getURL("")) && port.name.startsWith(TAB_PORT))
      tabs.devtools(port, Number(port.name.slice(TAB_PORT.length)));
  });
}

class RecordedTabs {
  readonly #options: TabsOptions;
  /** Ports of devtools pages, by tab: the tabs that are recorded. */
  readonly #recorded = new Map<number, chrome.runtime.Port>();
  /** Ports of relays, by tab. */
  readonly #documents = new Map<number, Set<chrome.runtime.Port>>();
  #pages = 0;
  /** The last (un)registration of scripts. Each waits for the one before: ports open and close faster than the browser registers. */
  #registering = Promise.resolve();

  constructor(options: TabsOptions) {
    this.#options = options;
  }

  /** A devtools page opened its port. */
  devtools(port: chrome.runtime.Port, tabId: number): void {
    let begun = false;
    port.onMessage.addListener((message: ToBackground) => {
      if ("stop" in message) this.#stop(tabId);
      else if ("record" in message && !begun) void this.#record(port, tabId, message.workers);
      begun = true;
    });
  }

  /** A relay opened its port, which asks whether its tab is recorded. Its messages are forwarded unread. */
  relay(port: chrome.runtime.Port, tabId: number, frame: number): void {
    const page = ++this.#pages;
    const documents = this.#documents.get(tabId) ?? new Set();
    this.#documents.set(tabId, documents.add(port));
    const forward = (message: FromBackground) => this.#recorded.get(tabId)?.postMessage(message);
    port.onMessage.addListener((message: unknown) => forward({ page, frame, message }));
    port.onDisconnect.addListener(() => {
      // A document that was ordered to stop is not in the set any more, and has not gone.
      if (documents.delete(port)) forward({ page, gone: true });
      if (documents.size === 0 && this.#documents.get(tabId) === documents) this.#documents.delete(tabId);
    });
    port.postMessage((this.#recorded.has(tabId) ? { record: true } : { stop: true }) satisfies RelayOrder);
    // Scripts may still be registered, because the background that did it was ended before it could undo it.
    if (this.#recorded.size === 0) void this.#register();
  }

  /** After the user revoked access to pages. */
  async checkAccess(): Promise<void> {
    for (const [tabId, port] of this.#recorded) if (!(await isGranted(tabId))) port.postMessage({ revoked: true } satisfies FromBackground);
  }

  async #record(port: chrome.runtime.Port, tabId: number, workers: boolean): Promise<void> {
    const post = (message: FromBackground) => {
      if (this.#recorded.get(tabId) === port) port.postMessage(message);
    };
    const batch = new ReportBatch(post);
    port.onMessage.addListener((message: ToBackground) => {
      if ("reports" in message) batch.post({ isAll: true });
    });
    const unwatch = this.#options.watchRequests?.(tabId, batch, workers);
    port.onDisconnect.addListener(() => {
      batch.drop();
      unwatch?.();
      if (this.#recorded.get(tabId) !== port) return;
      this.#recorded.delete(tabId);
      this.#stop(tabId);
      void this.#register();
    });
    this.#recorded.set(tabId, port);
    await this.#register();
    post({ began: { granted: await isGranted(tabId), late: await wake(tabId) } });
  }

  #stop(tabId: number): void {
    const documents = this.#documents.get(tabId);
    for (const document of documents ?? []) document.postMessage({ stop: true } satisfies RelayOrder);
    documents?.clear();
  }

  /** Registers the scripts while any tab is recorded, else unregisters them. */
  #register(): Promise<void> {
    this.#registering = this.#registering.then(async () => {
      const known = await chrome.scripting.getRegisteredContentScripts();
      const scripts = this.#options.isHookDeclared ? LIVE : [...HOOK_AND_RELAY, ...LIVE];
      if (this.#recorded.size > 0 && known.length === 0) await chrome.scripting.registerContentScripts(scripts);
      if (this.#recorded.size === 0 && known.length > 0) await chrome.scripting.unregisterContentScripts();
    });
    return this.#registering;
  }
}

/** The reports of one tab, posted together. */
export class ReportBatch implements ReportSink {
  readonly #post: (message: FromBackground) => void;
  #requests = 0;
  #reports: Report[] = [];
  /** How many reports the last batch had. */
  #last = 0;
  /** Runs while there is something to post. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(post: (message: FromBackground) => void) {
    this.#post = post;
  }

  report(report: Report): void {
    this.#reports.push(report);
    this.#postSoon();
  }

  countRequest(): void {
    this.#requests++;
    this.#postSoon();
  }

  /** Posts what there is. `reply`: the devtools page asked for it. */
  post(reply: { readonly isAll?: true }): void {
    this.drop();
    this.#last = this.#reports.length;
    this.#post({ requests: this.#requests, reports: this.#reports, ...reply });
    this.#requests = 0;
    this.#reports = [];
  }

  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #postSoon(): void {
    const wait = Math.min(BATCH_MS * Math.max(1, this.#last), MOST_BATCH_MS);
    this.#timer ??= setTimeout(() => this.post({}), wait);
  }
}

/** Access to all pages, or to the one that the tab shows: without access the browser hides its URL. */
async function isGranted(tabId: number): Promise<boolean> {
  if (await chrome.permissions.contains({ origins: MATCHES })) return true;
  return (await chrome.tabs.get(tabId)).url !== undefined;
}

/**
 * Starts the relays in a tab's documents, and puts relay and hook into those that lack them. Returns whether any document was not empty.
 */
async function wake(tabId: number): Promise<boolean> {
  // Documents in which no script may run (the browser's own pages) are left out, or make the whole call fail.
  const asked = await chrome.scripting
    .executeScript({
      target: { tabId, allFrames: true },
      func: () => ({ has: globalThis.lifelinePage?.goLive !== undefined, isEmpty: location.href === "about:blank" }),
      injectImmediately: true,
    })
    .catch(() => []);
  const inject = async (frameId: number) => {
    const target = { tabId, frameIds: [frameId] };
    // Hook and relay meet by an event of this name, which the page must not know.
    const channelName = crypto.randomUUID();
    await chrome.scripting.executeScript({ target, func: shareChannelName, args: [channelName], injectImmediately: true });
    await chrome.scripting.executeScript({ target, files: ["page-relay.js"], injectImmediately: true });
    await chrome.scripting.executeScript({
      target,
      func: startHook,
      args: [{ channelName, late: true }],
      world: "MAIN",
      injectImmediately: true,
    });
  };
  // A frame may have gone by then.
  await Promise.allSettled(asked.filter(({ result }) => !result?.has).map(({ frameId }) => inject(frameId)));
  await chrome.tabs.sendMessage(tabId, { lifeline: "record" } satisfies GoLive).catch(() => {});
  return asked.some(({ result }) => !result?.isEmpty);
}

/** Runs in a document's content script world, before its relay: the function is injected as source text. */
function shareChannelName(channelName: string): void {
  globalThis.lifelinePage = { ...globalThis.lifelinePage, channelName };
}
