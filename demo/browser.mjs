// Finds a Chromium that loads unpacked extensions, or installs one. Google's own Chrome is left out: since version 137 it ignores
// `--load-extension`. So is Ubuntu's package, a snap, which sees neither the temporary profile nor this folder.
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
export function installChromium(say) {
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
 * Debian keeps Chromium's Japanese, and a font to show it, in packages of their own; elsewhere a browser has them from the start. Without
 * them everything works, in English.
 * @param {(sentence: string) => void} say
 */
export function installJapanese(say) {
  if (!isDebian() || findChromium() !== "/usr/bin/chromium" || existsSync("/usr/lib/chromium/locales/ja.pak")) return;
  const packages = ["chromium-l10n", "fonts-ipafont-gothic"];
  if (!isRoot) return say(`Chromium speaks Japanese with Debian's packages ${packages.join(" and ")}.`);
  say("Installing Japanese for Chromium.");
  install(...packages);
}
