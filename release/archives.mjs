// The files that are published, as bytes that depend only on what is in them.
import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync, zipSync } from "fflate";
import { root, SetupError } from "../demo/setup.mjs";

/** Runs `npm pack` without building again. @type {(...args: string[]) => { filename: string, files: { path: string }[] }} */
function npmPack(...args) {
  const { status, stdout, stderr } = spawnSync("npm", ["pack", "--json", "--ignore-scripts", ...args], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  if (status !== 0) throw new SetupError(`npm could not pack the package: ${stderr.trim()}`);
  return JSON.parse(stdout)[0];
}

/**
 * The npm package. npm keeps the modes of files, which depend on the umask, and its zlib writes other bytes on other processors.
 * @param {string} folder npm writes its own file here
 */
export function tarball(folder) {
  for (const { path } of npmPack("--dry-run").files) chmodSync(join(root, path), path === "dist/cli.mjs" ? 0o755 : 0o644);
  const file = join(folder, npmPack("--pack-destination", folder).filename);
  return gzipSync(gunzipSync(readFileSync(file)), { level: 9, mtime: 0 });
}

/** The files of a folder as a zip. @type {(folder: string) => Uint8Array} */
export function zip(folder) {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  const files = paths
    .map((path) => /** @type {const} */ ([path.slice(folder.length + 1).replaceAll("\\", "/"), readFileSync(path)]))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // A zip has local times without a zone, from 1980 on. Its modes are those of a regular file on Unix.
  return zipSync(Object.fromEntries(files), { level: 9, mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 });
}
