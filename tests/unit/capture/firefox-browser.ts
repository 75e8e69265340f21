// A fake of Firefox's API, and of its webRequest. Import it before modules that use `browser`. Tests emit its events and the bytes of response
// bodies.

type Listener = (details: never) => unknown;

class BrowserEvent {
  /** Each with the tab whose requests it gets. */
  readonly listeners = new Map<Listener, number>();
  addListener(listener: Listener, { tabId }: { readonly tabId: number }): void {
    this.listeners.set(listener, tabId);
  }
  removeListener(listener: Listener): void {
    this.listeners.delete(listener);
  }
}

/** A fake of the filter that reads a response body as it passes to the page. */
export class ResponseFilter {
  ondata: ((event: { readonly data: ArrayBuffer }) => void) | undefined;
  onstop: (() => void) | undefined;
  onerror: (() => void) | undefined;
  /** What the page got. */
  readonly passed: ArrayBuffer[] = [];
  disconnected = false;
  write(data: ArrayBuffer): void {
    this.passed.push(data);
  }
  disconnect(): void {
    this.disconnected = true;
  }
}

const EVENTS = ["onBeforeRequest", "onSendHeaders", "onHeadersReceived", "onBeforeRedirect", "onCompleted", "onErrorOccurred"] as const;

export class WebRequest {
  readonly filters = new Map<string, ResponseFilter>();
  readonly events = Object.fromEntries(EVENTS.map((name) => [name, new BrowserEvent()])) as Record<(typeof EVENTS)[number], BrowserEvent>;

  /** Without a `tabId` the request is of tab 1. */
  emit(name: (typeof EVENTS)[number], details: { readonly tabId?: number; readonly [field: string]: unknown }): void {
    for (const [listener, tabId] of this.events[name].listeners) if (tabId === (details.tabId ?? 1)) listener(details as never);
  }

  get listening(): number {
    return EVENTS.reduce((sum, name) => sum + this.events[name].listeners.size, 0);
  }
}

interface Api {
  readonly runtime: { readonly id: string; connect?: () => object };
  webRequest?: object;
  devtools?: object;
}
/** One for all tests of a process, because modules keep it. */
export const { browser = { runtime: { id: "lifeline" } } } = globalThis as { browser?: Api };
Object.assign(globalThis, { chrome: browser, browser });

/** A new webRequest without listeners. */
export function freshWebRequest(): WebRequest {
  const fake = new WebRequest();
  const filterResponseData = (id: string) => {
    const filter = new ResponseFilter();
    fake.filters.set(id, filter);
    return filter;
  };
  browser.webRequest = { ...fake.events, filterResponseData };
  return fake;
}
