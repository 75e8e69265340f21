// What the panel's process uses: memory, and time of its main thread.

import { readFileSync } from "node:fs";

/** @import { CDPSession } from "@playwright/test" */
/** @import { OpenPanel } from "../../demo/devtools.mjs" */

/** The panel has a process of its own, unless the browser puts it into that of DevTools. @type {(opened: OpenPanel) => Promise<CDPSession>} */
export async function panelSession({ devtools, panel }) {
  const context = devtools.context();
  return context.newCDPSession(panel).catch(() => context.newCDPSession(devtools));
}

/** Returns what reads how many milliseconds the main thread of a page has worked. @type {(session: CDPSession) => Promise<() => Promise<number>>} */
export async function workOf(session) {
  await session.send("Performance.enable");
  return async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return 1000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN);
  };
}

/**
 * Returns what reads the megabytes of the panel's JavaScript heap, and of the largest process that runs pages, which is the panel's. Linux only.
 * @type {(opened: OpenPanel) => Promise<() => Promise<{ heap: number, resident: number }>>}
 */
export async function memoryOf(opened) {
  const session = await panelSession(opened);
  const browser = await opened.context.browser()?.newBrowserCDPSession();
  return async () => {
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    const { processInfo = [] } = (await browser?.send("SystemInfo.getProcessInfo")) ?? {};
    const sizes = processInfo
      .filter(({ type }) => type === "renderer")
      .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1]) / 1000);
    return { heap: usedSize / 1e6, resident: Math.max(...sizes) };
  };
}
