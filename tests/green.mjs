// Records the commit on which `npm test` passed.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** @type {(folder: string, ...args: string[]) => string | null} */
function git(folder, ...args) {
  const { status, stdout } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}

/**
 * The commit that is checked out, or null if the folder is no Git work tree or differs from the commit (changed or untracked files).
 * @type {(folder: string) => string | null}
 */
const cleanCommit = (folder) => (git(folder, "status", "--porcelain") === "" ? git(folder, "rev-parse", "HEAD") : null);

/**
 * Runs the tests; if they do not throw, writes the commit to node_modules/.cache/lifeline/green, unless the work tree is not clean or was
 * changed meanwhile.
 * @param {string} folder the work tree
 * @param {() => void} tests
 */
export function recordGreen(folder, tests) {
  const commit = cleanCommit(folder);
  tests();
  if (commit === null || commit !== cleanCommit(folder)) return;
  const file = join(folder, "node_modules/.cache/lifeline/green");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${commit}\n`);
}
