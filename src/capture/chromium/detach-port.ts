// Closing DevTools does not end a debugger's attachment, and the devtools page cannot end it while it is being closed. So it keeps a port
// to the service worker open, which ends the attachment when the port closes. Nothing else runs there.

const NAME = "detach:";
/** The recording has ended: there is nothing to detach, or what there is belongs to the next one. */
const DONE = "done";

/** In the devtools page: detaches the tab's debugger when this page goes. The worker rests after a while, which closes the port too. */
export function keepDetachPort(tabId: number): () => void {
  let port: chrome.runtime.Port | undefined;
  const open = () => {
    // The extension was reloaded or removed: there is no worker any more.
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
      // It may be detached already, by the browser's bar.
      chrome.debugger.detach({ tabId }).catch(() => {});
    };
    port.onDisconnect.addListener(detach);
    port.onMessage.addListener((message) => {
      if (message === DONE) port.onDisconnect.removeListener(detach);
    });
  });
}
