// CPU time of the thread that runs a page's scripts. Linux only.

import { readdirSync, readFileSync } from "node:fs";

/** @import { Tab } from "../browser/support/tab.ts" */

/** Processes that a process started, and those that they started. @type {(pid: number) => number[]} */
const descendants = (pid) => {
  /** @type {Map<number, number[]>} */
  const children = new Map();
  for (const name of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      // pid (name) state ppid …: the name may have spaces and brackets.
      const parent = Number(readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
    } catch {
      // It has ended meanwhile.
    }
  }
  const all = [pid];
  for (const each of all) all.push(...(children.get(each) ?? []));
  return all;
};

/** Milliseconds that the main thread of a process has computed. @type {(pid: number) => number} */
const cpuOf = (pid) => {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return 0;
  }
};

/**
 * Finds the thread: the one that computes while the page is busy. Returns a function that reads its CPU time in milliseconds: NaN elsewhere
 * than on Linux.
 * @param {number} browser process id
 * @param {Pick<Tab, "evaluate">} tab
 * @returns {Promise<() => number>}
 */
export async function pageThread(browser, tab) {
  if (process.platform !== "linux") return () => Number.NaN;
  const before = new Map(descendants(browser).map((pid) => [pid, cpuOf(pid)]));
  await tab.evaluate(() => {
    for (const end = performance.now() + 60; performance.now() < end; );
  });
  const spent = descendants(browser).map((pid) => ({ pid, cpu: cpuOf(pid) - (before.get(pid) ?? 0) }));
  const { pid } = spent.reduce((most, each) => (each.cpu > most.cpu ? each : most));
  return () => cpuOf(pid);
}
