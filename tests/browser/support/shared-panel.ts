// A panel that several tests use, one after the other.
import { type AnyPanel, recording } from "../../../demo/devtools.mjs";

/** Makes an open panel what it was when it had just been opened: before an empty page, recording, with nothing of what it has seen. */
export async function asNew(open: AnyPanel): Promise<void> {
  const { context, page, panel } = open;
  // A later server may get this one's port, and with it what its pages left; a page that goes leaves its log.
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
  });
  await recording(open);
  await panel.evaluate(() => globalThis.lifelineIdle?.());
}
