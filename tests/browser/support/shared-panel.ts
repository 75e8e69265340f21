// Resets a panel that several tests use, one after the other.
import { type AnyPanel, recording } from "../../../demo/devtools.mjs";

/** Resets an open panel: an empty page, no cookies, a new recording, no packets, files or messages. */
export async function reset(open: AnyPanel): Promise<void> {
  const { context, page, panel } = open;
  // A later server may get the port of this one, and its pages would read this page's log, which a page stores when it is left.
  await page.evaluate(() => {
    globalThis.__log = [];
    sessionStorage.clear();
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
  await panel.evaluate(() => globalThis.lifelineIdle?.());
}
