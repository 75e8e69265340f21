// `npm run package` gives the same bytes wherever it runs. Each run has a copy of the project, as a clone would be, with the installed packages.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { unzipSync } from "fflate";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What the packages are made of, and the programs that make them. */
const SOURCES = [
  ...["build.mjs", "demo/setup.mjs", "manifest.json", "package.json", "package-lock.json", "tsconfig.json", "LICENSE", "README.md"],
  ...["viewer-scripts.mjs", "docs", "extension", "release", "src"],
];

/** Copies the sources. Only their owner may read the files if they are `isPrivate`, as in a clone made with umask 077. */
function copy(to: string, isPrivate: boolean): void {
  for (const path of SOURCES) cpSync(join(root, path), join(to, path), { recursive: true });
  if (isPrivate) {
    for (const each of readdirSync(to, { recursive: true, withFileTypes: true }))
      if (each.isFile()) chmodSync(join(each.parentPath, each.name), 0o600);
  }
  symlinkSync(join(root, "node_modules"), join(to, "node_modules"), "junction");
  // Nothing is installed if the lock file is older than the installed packages.
  utimesSync(join(to, "package-lock.json"), 0, 0);
}

/** The output of `npm run package` in a copy, and the files that it wrote. */
async function packaged(name: string, umask: number, TZ: string) {
  const folder = test.info().outputPath(name);
  copy(folder, umask === 0o077);
  const args = ["--import", `data:text/javascript,process.umask(${umask})`, "release/package.mjs"];
  const child = spawn(process.execPath, args, { cwd: folder, env: { ...process.env, TZ }, stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => output.push(piece));
  const status = await new Promise((resolve) => child.on("close", resolve));
  const text = Buffer.concat(output).toString();
  expect(status, text).toBe(0);
  const out = join(folder, "dist/package");
  return { text, files: new Map(readdirSync(out).map((file) => [file, readFileSync(join(out, file))])) };
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("two copies in other folders, with another umask and time zone, give the same three files", async () => {
  test.setTimeout(120_000);
  const [one, other] = await Promise.all([packaged("one", 0o022, "Asia/Tokyo"), packaged("another/copy of it", 0o077, "America/Lima")]);
  const hashes = [...one.files].map(([name, bytes]) => [name, sha256(bytes)]);
  expect(hashes.map(([name]) => name)).toEqual([
    `lifeline-chrome-${version}.zip`,
    `lifeline-devtools-${version}.tgz`,
    `lifeline-firefox-${version}.zip`,
  ]);
  expect([...other.files].map(([name, bytes]) => [name, sha256(bytes)])).toEqual(hashes);
  for (const [name = "", hash = ""] of hashes) expect(one.text).toMatch(new RegExp(`${name} +\\d+ B {2}${hash}`));

  for (const browser of ["chrome", "firefox"]) {
    const files = unzipSync(one.files.get(`lifeline-${browser}-${version}.zip`) ?? new Uint8Array());
    expect(JSON.parse(new TextDecoder().decode(files["manifest.json"]))).toMatchObject({ version, devtools_page: "devtools.html" });
    const built = readdirSync(test.info().outputPath("one", "dist", browser), { recursive: true, withFileTypes: true });
    expect(Object.keys(files)).toHaveLength(built.filter((each) => each.isFile()).length);
  }
});

test("in a clone without installed packages it installs them first", () => {
  // Not in the project, whose packages Node would find.
  const folder = mkdtempSync(join(tmpdir(), "lifeline-clone-"));
  try {
    for (const path of SOURCES) cpSync(join(root, path), join(folder, path), { recursive: true });
    // There is no npm in this PATH.
    const { status, stdout, stderr } = spawnSync(process.execPath, ["release/package.mjs"], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: folder },
    });
    expect([status, stdout, stderr]).toEqual([
      1,
      "▸ Installing dependencies.\n",
      expect.stringContaining("“Installing dependencies” failed"),
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
