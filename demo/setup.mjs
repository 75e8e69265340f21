// What `npm start` and `npm test` need before they can begin, from a fresh clone. Node's own modules only.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @import { BrowserName } from "./browser.mjs" */

export const root = fileURLToPath(new URL("..", import.meta.url));
const isWindows = process.platform === "win32";

/** Something that the person at the keyboard can act on: shown without a stack. */
export class SetupError extends Error {}

/** @type {(sentence: string) => void} */
export const say = (sentence) => console.log(`▸ ${sentence}`);

/**
 * Runs a command in the project's root, its output shown as it comes.
 * @param {string} title what it is for, shown and named when it fails
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} [cwd]
 */
export function step(title, command, args, cwd = root) {
  say(`${title}.`);
  // npm and npx are scripts on Windows, which only a shell runs.
  const { status, signal, error } = spawnSync(command, args, { cwd, stdio: "inherit", shell: isWindows && /^np[mx]$/.test(command) });
  if (status === 0) return;
  const why = error ? error.message : signal ? `it was ended by ${signal}` : `it ended with ${status}`;
  throw new SetupError(`“${title}” failed: ${why} (${[command, ...args].join(" ")}).`);
}

/** @type {(path: string) => number} */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** @type {(folder: string) => boolean} */
const isInstalled = (folder) => modified(join(folder, "node_modules/.package-lock.json")) >= modified(join(folder, "package-lock.json"));

/**
 * Installs what is missing, and finds or installs browsers. Throws a SetupError.
 * @param {readonly BrowserName[]} names
 * @param {"en" | "ja"} [lang] what they should speak, where they can be taught
 */
export async function setUp(names, lang = "en") {
  const [major] = process.versions.node.split(".");
  if (Number(major) < 20) throw new SetupError(`Lifeline needs Node 20 or newer; this is ${process.version}.`);
  if (!isInstalled(root)) step("Installing dependencies", "npm", ["ci"]);
  const servers = join(root, "demo/servers");
  // The scripts would compile native parts of very old packages, which do without.
  if (!isInstalled(servers)) step("Installing the demo's socket.io versions", "npm", ["ci", "--ignore-scripts"], servers);

  const { browsers, installJapanese } = await import("./browser.mjs");
  for (const { name, variable, find, install } of names.map((each) => browsers[each])) {
    if (find()) continue;
    if (process.env[variable]) throw new SetupError(`${variable} is ${process.env[variable]}, which does not exist.`);
    if (install(say)) continue;
    throw new SetupError(`No ${name} was found, and none could be installed. Install ${name}, or set ${variable} to its program.`);
  }
  if (lang === "ja") installJapanese(say, names);
}

export function build() {
  step("Building", process.execPath, ["build.mjs"]);
}

/**
 * Runs a program; a SetupError ends it with one sentence and exit code 1.
 * @param {() => Promise<void>} program
 */
export async function main(program) {
  try {
    await program();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n✗ ${error.message}`);
    process.exitCode = 1;
  }
}
