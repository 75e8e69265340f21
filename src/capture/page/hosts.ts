// Access to pages, which the user gives and may take back. A devtools page of Firefox may not ask for it, nor may a click in a panel count as
// the user's there: a tab of the extension asks, and says when it was given.

/** The page that asks. */
const PAGE = "hosts.html";
/** What it says when the user has answered yes. */
export const GRANTED = "lifeline-hosts-granted";

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
  window.open(chrome.runtime.getURL(PAGE));
  return granted;
}
