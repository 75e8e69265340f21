// Finds or installs a Chromium that loads unpacked extensions, and a Firefox. Google Chrome is not used: since version 137 it ignores
// `--load-extension`. Ubuntu's snap packages are not used either: a snap can read neither the temporary profile nor this folder.
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

/** Path of Playwright's own Chromium, whether it is installed or not. Playwright is a dependency of the root package. */
function playwrightsChromium() {
  const { chromium } = createRequire(import.meta.url)("@playwright/test");
  return /** @type {string} */ (chromium.executablePath());
}

/** @returns {string | null} path of a Chromium; if CHROME_PATH is set, no other is used */
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

/** @returns {string | null} path of a Firefox; if FIREFOX_PATH is set, no other is used */
export function findFirefox() {
  if (process.env.FIREFOX_PATH) return existsSync(process.env.FIREFOX_PATH) ? process.env.FIREFOX_PATH : null;
  return firefoxPlaces[process.platform]?.find((path) => existsSync(path) && !isSnap(path)) ?? null;
}

const isRoot = process.getuid?.() === 0;

/** Playwright's options to launch that Chromium. It has no sandbox as root. */
export const launchOptions = () => ({ executablePath: findChromium() ?? "", chromiumSandbox: !isRoot });

/** @type {(command: string, ...args: string[]) => boolean} */
const run = (command, ...args) => spawnSync(command, args, { stdio: "inherit" }).status === 0;

const isDebian = () => existsSync("/etc/os-release") && /^ID="?debian"?$/m.test(readFileSync("/etc/os-release", "utf8"));

/** @type {(...packages: string[]) => boolean} */
const install = (...packages) => run("apt-get", "update") && run("apt-get", "install", "-y", "--no-install-recommends", ...packages);

/**
 * Installs Debian's package as root on Debian, or else downloads Playwright's build.
 * @param {(sentence: string) => void} say prints what is being done
 * @returns {string | null} path, or null if nothing could be installed; the installers have printed why
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
 * Installs Debian's package as root on Debian. Playwright's download is no replacement: it is a modified Firefox.
 * @param {(sentence: string) => void} say
 * @returns {string | null} path, or null if it could not be installed
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
 * Installs Debian's packages with Chromium's Japanese and with a Japanese font. Other systems include both. Without the packages the panel
 * is in English. In Firefox the panel is in Japanese without a package.
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
  if (!isRoot) return say(`For Japanese, install Debian's packages ${packages.join(" and ")}.`);
  say("Installing Japanese.");
  install(...packages);
}
