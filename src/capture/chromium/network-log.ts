// Chromium's own log of the tab's requests, which it keeps from when DevTools were opened and shows to their extensions
// (https://developer.chrome.com/docs/extensions/reference/api/devtools/network). Requests are told when they are over; a websocket then
// has all of its messages.

import { type Content, entryOf, type HarEntry } from "./har.ts";

export interface LogEntry {
  readonly entry: HarEntry;
  /** Asked for late, it may have gone with its page. */
  content(): Promise<Content>;
}

export interface NetworkLog {
  /** All since the page was loaded, also what is under way. The browser copies everything: not for every day. */
  entries(): Promise<readonly LogEntry[]>;
  /** Calls back when a request is over; undefined: one that cannot be read. Returns what ends it. */
  listen(over: (entry: LogEntry | undefined) => void): () => void;
}

export const networkLog: NetworkLog = {
  entries: async () => {
    const { entries } = await new Promise<{ readonly entries: readonly unknown[] }>((resolve) => {
      // Of the type the callback has HAR's log, which here comes with requests.
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
  // The text is null where there is none, whatever its type says.
  return new Promise((resolve) => request.getContent((text: string | null, encoding) => resolve({ text, encoding })));
}
