// Set-up that `npm start` and `npm test` do first, also in a fresh clone. Imports only Node's own modules, because it installs the others.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @import { BrowserName } from "./browser.mjs" */

export const root = fileURLToPath(new URL("..", import.meta.url));
const isWindows = process.platform === "win32";

/** An error that the user can fix. It is printed without a stack. */
export class SetupError extends Error {}

/** @type {(sentence: string) => void} */
export const say = (sentence) => console.log(`▸ ${sentence}`);

/**
 * Runs a command and shows its output. Throws a SetupError if it fails.
 * @param {string} title purpose of the command, printed before it runs and in the error
 * @param {string} command
 * @param {readonly string[]} args
 * @param {string} [cwd] the project's root
 */
export function step(title, command, args, cwd = root) {
  say(`${title}.`);
  // On Windows npm and npx are scripts, which need a shell.
  const { status, signal, error } = spawnSync(command, args, { cwd, stdio: "inherit", shell: isWindows && /^np[mx]$/.test(command) });
  if (status === 0) return;
  const why = error ? error.message : signal ? `it was ended by ${signal}` : `it ended with ${status}`;
  throw new SetupError(`“${title}” failed: ${why} (${[command, ...args].join(" ")}).`);
}

/** @type {(path: string) => number} */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** @type {(folder: string) => boolean} */
const isInstalled = (folder) => modified(join(folder, "node_modules/.package-lock.json")) >= modified(join(folder, "package-lock.json"));

/** Installs missing dependencies. Throws a SetupError if it cannot. */
export function install() {
  const [major] = process.versions.node.split(".");
  if (Number(major) < 20) throw new SetupError(`Lifeline needs Node 20 or newer; this is ${process.version}.`);
  if (!isInstalled(root)) step("Installing dependencies", "npm", ["ci"]);
}

/**
 * Installs the packages of a folder that has its own lock file, if they are missing. Their install scripts do not run: they would compile native
 * parts, and every package that is used here also works without them.
 * @type {(title: string, folder: string) => void}
 */
export function installPackages(title, folder) {
  if (!isInstalled(folder)) step(title, "npm", ["ci", "--ignore-scripts"], folder);
}

/**
 * Installs missing dependencies and browsers. Throws a SetupError if it cannot.
 * @param {readonly BrowserName[]} names
 * @param {"en" | "ja"} [lang] language of the browsers; Japanese is installed where the system has a package for it
 */
export async function setUp(names, lang = "en") {
  install();
  installPackages("Installing the demo's socket.io versions", join(root, "demo/servers"));

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
 * Runs a program. A SetupError prints one sentence and sets exit code 1.
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
