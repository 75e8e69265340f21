// Detaches the debugger when DevTools are closed. Closing them does not detach it, and the devtools page has no time to do it while it is
// being closed. So the page keeps a port to the service worker open, which detaches the debugger when the port closes.

const NAME = "detach:";
/** The message of a capture that has ended: the service worker must not detach, which could hit the next capture. */
const DONE = "done";

/**
 * In the devtools page: the tab's debugger is detached when this page goes away. Call the result when the capture has ended. The port
 * also closes when the browser ends an idle service worker; then it is opened again.
 */
export function keepDetachPort(tabId: number): () => void {
  let port: chrome.runtime.Port | undefined;
  const open = () => {
    // Without an id the extension was reloaded or removed, and has no service worker any more.
    if (!chrome.runtime?.id) return;
    port = chrome.runtime.connect({ name: `${NAME}${tabId}` });
    port.onDisconnect.addListener(open);
  };
  open();
  return () => {
    port?.onDisconnect.removeListener(open);
    port?.postMessage(DONE);
    port?.disconnect();
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
