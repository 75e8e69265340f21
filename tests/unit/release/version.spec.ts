// `npm run release`, in a small Git repository with the project's own script.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const CHANGELOG = "# Changelog\n\n## Unreleased\n\n- A change.\n\n## 0.1.0\n\nThe first version.\n";

/** A repository with one commit, and what can be done in it. */
function repository(changelog = CHANGELOG) {
  const folder = test.info().outputPath("repository");
  for (const path of ["release/version.mjs", "demo/setup.mjs"]) cpSync(join(root, path), join(folder, path));
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const read = (name: string) => readFileSync(join(folder, name), "utf8");
  const author = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.com" };
  const env = { ...process.env, ...author };
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, encoding: "utf8", env }).trim();
  const release = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["release/version.mjs", ...args], {
      cwd: folder,
      encoding: "utf8",
      env,
    });
    return { status, text: stdout + stderr };
  };
  const names = { name: "something", version: "0.1.0" };
  write("package.json", `${JSON.stringify({ ...names, type: "module" }, null, 2)}\n`);
  write("package-lock.json", `${JSON.stringify({ ...names, lockfileVersion: 3, packages: { "": names } }, null, 2)}\n`);
  write("CHANGELOG.md", changelog);
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  return { write, read, git, release };
}

test("the unreleased changes get the version and the date, in one commit with a tag", () => {
  const { read, git, release } = repository();
  const { status, text } = release("minor");
  expect([status, text]).toEqual([0, expect.stringContaining("Lifeline 0.2.0 is committed and tagged")]);
  expect(read("CHANGELOG.md").replace(/\d{4}-\d\d-\d\d/, "DATE")).toBe(
    "# Changelog\n\n## Unreleased\n\n## 0.2.0 · DATE\n\n- A change.\n\n## 0.1.0\n\nThe first version.\n",
  );
  expect(JSON.parse(read("package.json")).version).toBe("0.2.0");
  const lock = JSON.parse(read("package-lock.json"));
  expect([lock.version, lock.packages[""].version]).toEqual(["0.2.0", "0.2.0"]);
  expect(git("status", "--porcelain")).toBe("");
  expect(git("log", "--format=%s")).toBe("release: 0.2.0\nfirst");
  expect(git("rev-parse", "v0.2.0^{commit}")).toBe(git("rev-parse", "HEAD"));
  expect(git("show", "--stat", "--format=").split("\n")).toHaveLength(4);

  expect(release("patch")).toEqual({ status: 1, text: expect.stringContaining("nothing to release") });
});

test("a dry run shows the changes and leaves everything as it was", () => {
  const { git, release } = repository();
  const { status, text } = release("1.2.3", "--dry-run");
  expect([status, text]).toEqual([0, expect.stringMatching(/^\+## 1\.2\.3 · \d{4}-\d\d-\d\d$/m)]);
  expect([git("status", "--porcelain"), git("tag"), git("log", "--format=%s")]).toEqual(["", "", "first"]);
});

test("it refuses a changed work tree, a missing version, and one that is none", () => {
  const { write, git, release } = repository();
  expect(release()).toEqual({ status: 1, text: expect.stringContaining("Say which version") });
  expect(release("soon")).toEqual({ status: 1, text: expect.stringContaining("“Setting the version” failed") });
  expect(git("status", "--porcelain")).toBe("");
  write("CHANGELOG.md", `${CHANGELOG}more\n`);
  expect(release("minor")).toEqual({ status: 1, text: expect.stringMatching(/Commit or stash.*\n M CHANGELOG\.md/) });
  expect(git("log", "--format=%s")).toBe("first");
});
