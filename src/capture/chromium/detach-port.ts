// Closing DevTools does not end a debugger's attachment, and the devtools page cannot end it while it is being closed. So it keeps a port
// to the service worker open, which ends the attachment when the port closes. Nothing else runs there.

const NAME = "detach:";

/** In the devtools page: detaches the tab's debugger when this page goes. The worker rests after a while, which closes the port too. */
export function keepDetachPort(tabId: number): () => void {
  let port: chrome.runtime.Port;
  const open = () => {
    // The extension was reloaded or removed: there is no worker any more.
    if (!chrome.runtime?.id) return;
    port = chrome.runtime.connect({ name: `${NAME}${tabId}` });
    port.onDisconnect.addListener(open);
  };
  open();
  return () => {
    port.onDisconnect.removeListener(open);
    port.disconnect();
  };
}

/** In the service worker. */
export function detachOnDisconnect(): void {
  chrome.runtime.onConnect.addListener((port) => {
    if (!port.name.startsWith(NAME)) return;
    const tabId = Number(port.name.slice(NAME.length));
    // It may be detached already, by Stop or by the browser's bar.
    port.onDisconnect.addListener(() => void chrome.debugger.detach({ tabId }).catch(() => {}));
  });
}
