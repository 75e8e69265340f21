// A browser of the Chromium family on this computer.

import { accessSync, constants, readFileSync, realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "brave-browser"];
const APPS = ["Chromium", "Google Chrome", "Microsoft Edge", "Brave Browser"];
const PROGRAMS = [
  "Chromium\\Application\\chrome.exe",
  "Google\\Chrome\\Application\\chrome.exe",
  "Microsoft\\Edge\\Application\\msedge.exe",
];

/** Null if there is none. `CHROME_PATH` names one that goes before all others. */
export function findBrowser(): string | null {
  const { CHROME_PATH, PATH = "", HOME = "", PROGRAMFILES = "", LOCALAPPDATA = "", "PROGRAMFILES(X86)": X86 = "" } = process.env;
  if (CHROME_PATH) return CHROME_PATH;
  const places =
    process.platform === "win32"
      ? [LOCALAPPDATA, PROGRAMFILES, X86].flatMap((folder) => PROGRAMS.map((program) => join(folder, program)))
      : process.platform === "darwin"
        ? ["/Applications", join(HOME, "Applications")].flatMap((folder) =>
            APPS.map((app) => join(folder, `${app}.app/Contents/MacOS/${app}`)),
          )
        : PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find(isUsable) ?? null;
}

/** A snap cannot use a profile in the temporary folder. */
function isUsable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    if (process.platform !== "linux") return true;
    const start = readFileSync(program).subarray(0, 4096).toString("latin1");
    return !realpathSync(program).endsWith("/snap") && !(start.startsWith("#!") && start.includes("/snap/bin/"));
  } catch {
    return false;
  }
}
