// Whether the recorded tab is in front of its window: browsers slow the timers of tabs that are not. The background tells the devtools page over
// a port, at once and after each change. Neither browser tells an extension that a window is covered by others.

import { keepPort } from "./kept-port.ts";

const NAME = "in-front:";

/** In the devtools page. Call the result to end it. */
export function watchInFront(tabId: number, take: (isInFront: boolean) => void): () => void {
  return keepPort(`${NAME}${tabId}`, (message) => take(message === true)).close;
}

/** In the background. */
export function tellInFront(): void {
  chrome.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(NAME)) return;
    const tabId = Number(port.name.slice(NAME.length));
    let isOpen = true;
    const tell = async () => {
      // The tab may have been closed.
      const tab = await chrome.tabs.get(tabId).catch(() => null);
      if (tab && isOpen) port.postMessage(tab.active);
    };
    const changes = [chrome.tabs.onActivated, chrome.tabs.onAttached];
    for (const change of changes) change.addListener(tell);
    port.onDisconnect.addListener(() => {
      isOpen = false;
      for (const change of changes) change.removeListener(tell);
    });
    void tell();
  });
}
