// Access to pages, which the user grants and may revoke. In Firefox a devtools page may neither ask for it nor open a tab. So the
// background opens a page of the extension that asks, and sends a message when access is granted, there or in the browser's settings.

/** The page that asks. */
const PAGE = "hosts.html";
/** Messages: open that page, and the user has granted access. */
const ASK = "lifeline-hosts-ask";
const GRANTED = "lifeline-hosts-granted";

export const ALL_HOSTS = { origins: ["<all_urls>"] };

/** In the devtools page. Resolves when the user has granted access; never if not. */
export function askForHosts(): Promise<void> {
  const granted = new Promise<void>((resolve) => {
    const listener = (message: unknown) => {
      if (message !== GRANTED) return;
      chrome.runtime.onMessage.removeListener(listener);
      resolve();
    };
    chrome.runtime.onMessage.addListener(listener);
  });
  void chrome.runtime.sendMessage(ASK);
  return granted;
}

/** In the background. */
export function openHostsPage(): void {
  chrome.runtime.onMessage.addListener((message: unknown, { url }) => {
    const own = chrome.runtime.getURL("");
    if (message === ASK && url?.startsWith(own)) void chrome.tabs.create({ url: own + PAGE });
  });
  // Fails if no devtools page is waiting.
  chrome.permissions.onAdded.addListener(() => void chrome.runtime.sendMessage(GRANTED).catch(() => {}));
}
