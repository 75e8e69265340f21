// A port from the devtools page to the background that is open as long as the page wants. A browser ends an idle background, which closes the
// port; then it is opened again, which wakes the background.

interface KeptPort {
  post(message: unknown): void;
  close(): void;
}

/** In the devtools page. `take` is called with each message of the background. */
export function keepPort(name: string, take: (message: unknown) => void = () => {}): KeptPort {
  let port: chrome.runtime.Port | undefined;
  const open = () => {
    port = undefined;
    // Without an id the extension was reloaded or removed, and has no background any more.
    if (!chrome.runtime?.id) return;
    port = chrome.runtime.connect({ name });
    port.onMessage.addListener(take);
    port.onDisconnect.addListener(open);
  };
  open();
  return {
    post: (message) => port?.postMessage(message),
    close() {
      port?.onDisconnect.removeListener(open);
      port?.disconnect();
    },
  };
}
