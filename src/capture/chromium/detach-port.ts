// Detaches the debugger when DevTools are closed. Closing them does not detach it, and the devtools page has no time to do it while it is
// being closed. So the page keeps a port to the service worker open, which detaches the debugger when the port closes.

import { keepPort } from "../kept-port.ts";

const NAME = "detach:";
/** The message of a capture that has ended: the service worker must not detach, which could hit the next capture. */
const DONE = "done";

/** In the devtools page: the tab's debugger is detached when this page goes away. Call the result when the capture has ended. */
export function keepDetachPort(tabId: number): () => void {
  const port = keepPort(`${NAME}${tabId}`);
  return () => {
    port.post(DONE);
    port.close();
  };
}

/** In the service worker. */
export function detachOnDisconnect(): void {
  chrome.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(NAME)) return;
    const tabId = Number(port.name.slice(NAME.length));
    const detach = () => {
      // Fails if the user has detached it, in the browser's bar.
      chrome.debugger.detach({ tabId }).catch(() => {});
    };
    port.onDisconnect.addListener(detach);
    port.onMessage.addListener((message) => {
      if (message === DONE) port.onDisconnect.removeListener(detach);
    });
  });
}
