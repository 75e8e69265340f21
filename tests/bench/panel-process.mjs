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

/**
 * Traces the tasks of the panel's main thread until the function that it returns is called. That gives, for each of more than 50 ms, how long it
 * took and how many of these milliseconds the thread worked. The rest it waited for a processor, or for another thread.
 * @type {(opened: OpenPanel) => Promise<() => Promise<{ took: number, worked: number }[]>>}
 */
export async function longTasksOf({ context, panel }) {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error("Chromium is closed.");
  /** @type {{ name: string, pid: number, tid: number, dur?: number, tdur?: number }[]} */
  const events = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(.../** @type {typeof events} */ (/** @type {unknown} */ (value))));
  await session.send("Tracing.start", { traceConfig: { includedCategories: ["toplevel", "blink.user_timing"] } });
  // The mark shows which of the threads is the panel's.
  await panel.evaluate(() => performance.mark("lifeline"));
  return async () => {
    const complete = new Promise((resolve) => session.once("Tracing.tracingComplete", resolve));
    await session.send("Tracing.end");
    await complete;
    const mark = events.find(({ name }) => name === "lifeline");
    if (!mark) throw new Error("The trace has no mark of the panel.");
    return events.flatMap(({ name, pid, tid, dur = 0, tdur = 0 }) =>
      name.endsWith("RunTask") && pid === mark.pid && tid === mark.tid && dur > 50_000 ? [{ took: dur / 1000, worked: tdur / 1000 }] : [],
    );
  };
}
