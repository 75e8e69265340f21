// Finds a Chromium that loads unpacked extensions, and a Firefox, or installs them. Google's own Chrome is left out: since version 137 it
// ignores `--load-extension`. So are Ubuntu's packages, snaps, which see neither the temporary profile nor this folder.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const places = {
  linux: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/local/bin/chromium"],
  darwin: ["/Applications/Chromium.app/Contents/MacOS/Chromium", `${process.env.HOME}/Applications/Chromium.app/Contents/MacOS/Chromium`],
  win32: [
    `${process.env.LOCALAPPDATA}\\Chromium\\Application\\chrome.exe`,
    `${process.env.PROGRAMFILES}\\Chromium\\Application\\chrome.exe`,
  ],
};

/** @type {(path: string) => boolean} */
const isSnap = (path) => process.platform === "linux" && readFileSync(path).subarray(0, 4096).includes("snap");

/** Where Playwright, one of the root's dependencies, keeps its own. */
function playwrightsChromium() {
  const { chromium } = createRequire(import.meta.url)("@playwright/test");
  return /** @type {string} */ (chromium.executablePath());
}

/** @returns {string | null} the path of a Chromium; CHROME_PATH, when set, is the only one that counts */
export function findChromium() {
  if (process.env.CHROME_PATH) return existsSync(process.env.CHROME_PATH) ? process.env.CHROME_PATH : null;
  const usual = places[process.platform]?.find((path) => existsSync(path) && !isSnap(path));
  if (usual) return usual;
  const own = playwrightsChromium();
  return existsSync(own) ? own : null;
}

/** @type {Partial<Record<NodeJS.Platform, string[]>>} */
const firefoxPlaces = {
  linux: ["/usr/bin/firefox-esr", "/usr/bin/firefox", "/usr/local/bin/firefox"],
  darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox", `${process.env.HOME}/Applications/Firefox.app/Contents/MacOS/firefox`],
  win32: [`${process.env.PROGRAMFILES}\\Mozilla Firefox\\firefox.exe`, `${process.env.LOCALAPPDATA}\\Mozilla Firefox\\firefox.exe`],
};

/** @returns {string | null} the path of a Firefox; FIREFOX_PATH, when set, is the only one that counts */
export function findFirefox() {
  if (process.env.FIREFOX_PATH) return existsSync(process.env.FIREFOX_PATH) ? process.env.FIREFOX_PATH : null;
  return firefoxPlaces[process.platform]?.find((path) => existsSync(path) && !isSnap(path)) ?? null;
}

const isRoot = process.getuid?.() === 0;

/** @type {(command: string, ...args: string[]) => boolean} */
const run = (command, ...args) => spawnSync(command, args, { stdio: "inherit" }).status === 0;

const isDebian = () => existsSync("/etc/os-release") && /^ID="?debian"?$/m.test(readFileSync("/etc/os-release", "utf8"));

/** @type {(...packages: string[]) => boolean} */
const install = (...packages) => run("apt-get", "update") && run("apt-get", "install", "-y", "--no-install-recommends", ...packages);

/**
 * Debian's package where that is possible, else the build that Playwright downloads.
 * @param {(sentence: string) => void} say told what is being done
 * @returns {string | null} the path, or null when nothing worked; the installers have said why
 */
function installChromium(say) {
  if (isRoot && isDebian()) {
    say("Installing Debian's Chromium.");
    if (install("chromium")) return findChromium();
  }
  say("Downloading Playwright's Chromium.");
  const playwright = createRequire(import.meta.url).resolve("@playwright/test/cli");
  run(process.execPath, playwright, "install", ...(isRoot ? ["--with-deps"] : []), "--no-shell", "chromium");
  return findChromium();
}

/**
 * Debian's package where that is possible. Playwright has nothing to download: its own Firefox is a changed one.
 * @param {(sentence: string) => void} say
 * @returns {string | null} the path, or null when that did not work
 */
function installFirefox(say) {
  if (!isRoot || !isDebian()) return null;
  say("Installing Debian's Firefox.");
  install("firefox-esr");
  return findFirefox();
}

/** The browsers that have the panel. */
export const browsers = {
  chromium: { name: "Chromium", variable: "CHROME_PATH", find: findChromium, install: installChromium },
  firefox: { name: "Firefox", variable: "FIREFOX_PATH", find: findFirefox, install: installFirefox },
};

/** @typedef {keyof typeof browsers} BrowserName */

/**
 * Debian keeps Chromium's Japanese, and a font to show it, in packages of their own; elsewhere a browser has them from the start. Without
 * them everything works, in English. In Firefox the panel speaks Japanese by itself.
 * @param {(sentence: string) => void} say
 * @param {readonly BrowserName[]} names
 */
export function installJapanese(say, names) {
  if (!isDebian()) return;
  const hasPack = findChromium() !== "/usr/bin/chromium" || existsSync("/usr/lib/chromium/locales/ja.pak");
  const packages = [
    ...(hasPack || !names.includes("chromium") ? [] : ["chromium-l10n"]),
    ...(existsSync("/usr/share/fonts/opentype/ipafont-gothic") ? [] : ["fonts-ipafont-gothic"]),
  ];
  if (packages.length === 0) return;
  if (!isRoot) return say(`Japanese comes with Debian's packages ${packages.join(" and ")}.`);
  say("Installing Japanese.");
  install(...packages);
}
