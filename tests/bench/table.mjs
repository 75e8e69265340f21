// Prints results.

import { cpus } from "node:os";

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {number} measured
 * @property {string} [budget] absent if the number only explains another one
 * @property {string} [detail]
 */

/** @type {(title: string, rows: readonly Row[]) => void} */
export function print(title, rows) {
  console.log(`\n${title}`);
  for (const { what, measured, budget = "", detail = "" } of rows) {
    const digits = Math.abs(measured) < 10 ? 2 : Math.abs(measured) < 100 ? 1 : 0;
    console.log(`  ${what.padEnd(58)}${measured.toFixed(digits).padStart(9)}  ${budget.padEnd(24)}${detail}`.trimEnd());
  }
}

/** @type {(browser: string) => string} */
export const machine = (browser) =>
  `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}, Chromium ${browser}`;
