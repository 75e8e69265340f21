// playwright.config.ts and its reporters run on small projects whose tests fail on purpose: what is run again, what is listed, what fails.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { root } from "../../../demo/setup.mjs";

// Each run starts Node several times, which takes long on a busy machine.
test.describe.configure({ timeout: 180_000 });

const fails = `test("always fails", () => { throw new Error("error of always fails"); });`;
/** A test that fails in its first run and passes in its second. */
const flaky = (name: string) => `test("${name}", () => { if (test.info().retry === 0) throw new Error("error of ${name}"); });`;

/** Runs these tests under CI=true with the rules of the real projects. The keys are the folders in which the tests lie. */
function run(tests: Readonly<Record<"browser" | "unit", readonly string[]>>) {
  const project = test.info().outputPath("project");
  for (const [folder, bodies] of Object.entries(tests)) {
    mkdirSync(join(project, folder), { recursive: true });
    writeFileSync(join(project, folder, "some.spec.ts"), [`import { test } from "@playwright/test";`, ...bodies].join("\n"));
  }
  const base = JSON.stringify(join(root, "playwright.config.ts"));
  writeFileSync(join(project, "playwright.config.ts"), `import base from ${base};\nexport default { ...base, testDir: "." };`);
  const args = [join(root, "node_modules/@playwright/test/cli.js"), "test", "--workers=1"];
  const env = { ...process.env, CI: "true", FORCE_COLOR: "0" };
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8", env });
  return { status, stdout, runs: (name: string) => stdout.match(new RegExp(`^ *[✘✓] .* › ${name}\\b`, "gm"))?.length };
}

test("three flaky browser tests are listed with their first errors, and the run passes", () => {
  const { status, stdout } = run({ browser: [flaky("a"), flaky("b"), flaky("c")], unit: [] });
  expect(stdout).toMatch(/^ {2}3 flaky\n.*› a .*\n.*› b .*\n.*› c /m);
  for (const name of ["a", "b", "c"]) expect(stdout).toContain(`    Error: error of ${name}\n`);
  expect(status).toBe(0);
});

test("four flaky browser tests fail the run", () => {
  const { status, stdout } = run({ browser: [flaky("a"), flaky("b"), flaky("c"), flaky("d")], unit: [] });
  expect(stdout).toMatch(/^ {2}4 flaky$/m);
  expect(stdout).toContain("4 tests are flaky. A run with more than 3 flaky tests fails.");
  expect(status).toBe(1);
});

test("a browser test that always fails is run twice, a unit test that fails once: both fail the run", () => {
  const { status, stdout, runs } = run({ browser: [fails], unit: [flaky("a unit test")] });
  expect(stdout).toMatch(/^ {2}2 failed$/m);
  expect([runs("always fails"), runs("a unit test")]).toEqual([2, 1]);
  expect(status).toBe(1);
});

test("only browser tests are run again, and only under CI", () => {
  const retries = test.info().config.projects.map((project) => [project.name, project.retries]);
  const inBrowser = process.env.CI ? 1 : 0;
  expect(Object.fromEntries(retries)).toEqual({ unit: 0, chromium: inBrowser, firefox: inBrowser });
});
