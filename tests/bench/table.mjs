// The table of all measurements: printed, and written into docs/performance.md.

import { readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { root, step } from "../../demo/setup.mjs";

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {number} measured NaN if it could not be measured
 * @property {string} [peer] what else does the same work, and what the number is divided by if it is a ratio
 * @property {string} [budget] the aim: a sign and a number, such as `≤ 0.5`; absent if the number only explains another one
 * @property {number} [floor] the same number for the least that any program has to do
 * @property {string} [detail]
 */

const DOCUMENT = join(root, "docs/performance.md");
const [BEGIN, END] = ["<!-- written by npm run bench -- --write -->", "<!-- end of the table -->"];
const HEAD = ["| What | Measured | Aim | Floor | Peer | In numbers |", "| --- | ---: | --- | ---: | --- | --- |"];

/** @type {(value: number) => string} */
const short = (value) => (Number.isNaN(value) ? "—" : value.toFixed(Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0));

/** Whether a number misses its aim. @type {(row: Row) => boolean} */
function misses({ measured, budget = "" }) {
  const [, sign, number] = /^([≤≥<]?) ?([\d.]+)/.exec(budget) ?? [];
  if (number === undefined || Number.isNaN(measured)) return false;
  if (sign === "≥") return measured < Number(number);
  return sign === "<" ? measured >= Number(number) : measured > Number(number);
}

/** @type {(name: string, rows: readonly Row[]) => void} */
export function print(name, rows) {
  console.log(`\n${name}`);
  for (const row of rows) {
    const { what, measured, budget = "", floor, peer = "", detail = "" } = row;
    const aim = `${budget}${misses(row) ? " ✗" : ""}`;
    const more = [floor === undefined ? "" : `floor ${short(floor)}`, peer && `peer: ${peer}`, detail].filter(Boolean).join(", ");
    console.log(`  ${what.padEnd(70)}${short(measured).padStart(9)}  ${aim.padEnd(10)}${more}`.trimEnd());
  }
}

/** @type {(browser: string) => string} */
export const machine = (browser) =>
  `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}, Chromium ${browser}`;

/** The lines of a benchmark in docs/performance.md. @type {(name: string, machine: string, rows: readonly Row[]) => string[]} */
function linesOf(name, machine, rows) {
  const cell = (/** @type {string} */ text) => text.replaceAll("|", "\\|");
  return [
    `| **${name}** | | | | | ${new Date().toISOString().slice(0, 10)}, ${machine} |`,
    ...rows.map((row) => {
      const { what, measured, budget = "", floor, peer = "", detail = "" } = row;
      const cells = [what, short(measured), `${budget}${misses(row) ? " ✗" : ""}`, floor === undefined ? "" : short(floor), peer, detail];
      return `| ${cells.map(cell).join(" | ")} |`;
    }),
  ];
}

/**
 * Writes the measurements of a benchmark into docs/performance.md, where the others keep their lines. `names`: all benchmarks, in the order of
 * the table.
 * @type {(names: readonly string[], name: string, rows: readonly Row[], machine: string) => void}
 */
export function write(names, name, rows, machine) {
  const text = readFileSync(DOCUMENT, "utf8");
  const [before = "", table = "", after = ""] = text.split(new RegExp(`${BEGIN}|${END}`));
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  let group = "";
  for (const line of table.split("\n").filter((line) => line.startsWith("|") && !/^\| (?:What|---)/.test(line))) {
    group = /^\| \*\*(.+?)\*\*/.exec(line)?.[1] ?? group;
    groups.set(group, [...(groups.get(group) ?? []), line]);
  }
  groups.set(name, linesOf(name, machine, rows));
  const lines = [...HEAD, ...names.flatMap((name) => groups.get(name) ?? [])];
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n\n${lines.join("\n")}\n\n${END}${after}`);
  step("Formatting the table", "npx", ["biome", "format", "--write", DOCUMENT]);
}
