// Chromium's log of the tab's requests, which DevTools keep while they are open and give to their extensions
// (https://developer.chrome.com/docs/extensions/reference/api/devtools/network). It reports a request when it is over; a websocket then has
// all of its messages.

import { type Content, entryOf, type HarEntry } from "../../har/entries.ts";

export interface LogEntry {
  readonly entry: HarEntry;
  /** Its response body. The browser drops it when the page goes away. */
  content(): Promise<Content>;
}

export interface NetworkLog {
  /** All since the page was loaded, including those under way. Expensive: the browser copies the whole log on each call. */
  entries(): Promise<readonly LogEntry[]>;
  /** Calls `over` when a request is over, with undefined for one that is no valid entry. Returns what ends it. */
  listen(over: (entry: LogEntry | undefined) => void): () => void;
}

export const networkLog: NetworkLog = {
  entries: async () => {
    const { entries } = await new Promise<{ readonly entries: readonly unknown[] }>((resolve) => {
      // The declared type is HAR's; the entries are `Request` objects, which also have `getContent`.
      chrome.devtools.network.getHAR((log) => resolve(log as unknown as { entries: unknown[] }));
    });
    return entries.flatMap((entry) => logEntry(entry) ?? []);
  },
  listen(over) {
    const listener = (request: chrome.devtools.network.Request) => over(logEntry(request));
    chrome.devtools.network.onRequestFinished.addListener(listener);
    return () => chrome.devtools.network.onRequestFinished.removeListener(listener);
  },
};

function logEntry(request: unknown): LogEntry | undefined {
  const entry = entryOf(request);
  return entry && { entry, content: () => content(request as chrome.devtools.network.Request) };
}

function content(request: chrome.devtools.network.Request): Promise<Content> {
  // `text` is null if there is none, although its declared type is string.
  return new Promise((resolve) => request.getContent((text: string | null, encoding) => resolve({ text, encoding })));
}
