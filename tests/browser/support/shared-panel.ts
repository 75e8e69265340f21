// Resets a panel that several tests use, one after the other.
import { type AnyPanel, recording } from "../../../demo/devtools.mjs";

/** Resets an open panel: an empty page, no cookies or service workers, a new recording, no packets, files or messages. */
export async function reset(open: AnyPanel): Promise<void> {
  const { context, page, panel } = open;
  // A later server may get the port of this one. Its pages would read this page's log, which a page stores when it is left, and this page's
  // service worker would answer their requests.
  await page.evaluate(async () => {
    globalThis.__log = [];
    if (!location.protocol.startsWith("http")) return;
    sessionStorage.clear();
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.goto("about:blank");
  await context.clearCookies();
  await panel.evaluate(() => {
    if (globalThis.lifeline?.status.file !== undefined) globalThis.lifeline.clear();
    globalThis.lifeline?.dismissError();
    globalThis.lifeline?.stop();
  });
  await panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null, { polling: 50 });
  await panel.evaluate(() => {
    globalThis.lifeline?.clear();
    globalThis.lifeline?.record();
    globalThis.lifeline?.dismissCleared();
    localStorage.clear();
  });
  await recording(open);
}
