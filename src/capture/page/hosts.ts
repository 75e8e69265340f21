// Access to pages, which the user gives and may take back. In Firefox a devtools page may not ask for it, nor open a tab: the background opens
// one of the extension's own, which asks, and says when it was given, there or in the browser's own settings.

/** The page that asks. */
const PAGE = "hosts.html";
/** Open it; and what is said when the user has given access. */
const ASK = "lifeline-hosts-ask";
const GRANTED = "lifeline-hosts-granted";

export const ALL_HOSTS = { origins: ["<all_urls>"] };

/** In the devtools page. Resolves when the user has given it; never, when not. */
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
  // Nobody may be waiting for it.
  chrome.permissions.onAdded.addListener(() => void chrome.runtime.sendMessage(GRANTED).catch(() => {}));
}
