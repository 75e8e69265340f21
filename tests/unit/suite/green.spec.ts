// Which commit tests/green.mjs records, in small Git repositories.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { recordGreen } from "../../green.mjs";

/** A repository with one commit, and the commit last recorded in it. */
function repository() {
  const folder = test.info().outputPath("repository");
  mkdirSync(folder, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], { cwd: folder, encoding: "utf8" }).trim();
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  git("init", "--quiet");
  write(".gitignore", "node_modules/\n");
  git("add", ".");
  git("commit", "--quiet", "--message", "first");
  const file = join(folder, "node_modules/.cache/lifeline/green");
  const green = () => (existsSync(file) ? readFileSync(file, "utf8") : null);
  return { folder, write, head: git("rev-parse", "HEAD"), green };
}

test("the commit is recorded when the tests pass on a clean tree", () => {
  const { folder, head, green } = repository();
  recordGreen(folder, () => {});
  expect(green()).toBe(`${head}\n`);
});

test("nothing is recorded when the tests fail", () => {
  const { folder, green } = repository();
  const fail = () => {
    throw new Error("a test failed");
  };
  expect(() => recordGreen(folder, fail)).toThrow("a test failed");
  expect(green()).toBeNull();
});

test("nothing is recorded when a file was untracked before the tests, or changed during them", () => {
  const { folder, write, green } = repository();
  recordGreen(folder, () => write(".gitignore", "node_modules/\nelse\n"));
  expect(green()).toBeNull();
  write(".gitignore", "node_modules/\n");
  write("untracked", "");
  recordGreen(folder, () => {});
  expect(green()).toBeNull();
});
