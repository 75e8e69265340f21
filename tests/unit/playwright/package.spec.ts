// `lifeline-devtools/playwright` as a project with the package installed finds it.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { root } from "../../../demo/setup.mjs";

/** A project with these files beside the example's, and its packages as links. */
function project(type: "module" | "commonjs", files: Readonly<Record<string, string>>): string {
  const folder = test.info().outputPath(type);
  cpSync(join(root, "docs/playwright"), folder, { recursive: true });
  for (const name of ["@playwright", "@types"]) mkdirSync(join(folder, "node_modules", name), { recursive: true });
  for (const name of ["@playwright/test", "@types/node"]) symlinkSync(join(root, "node_modules", name), join(folder, "node_modules", name));
  symlinkSync(root, join(folder, "node_modules/lifeline-devtools"));
  for (const [name, text] of Object.entries({ ...files, "package.json": JSON.stringify({ type }) }))
    writeFileSync(join(folder, name), text);
  return folder;
}

const PROBE = `
import { mergeExpects, mergeTests, test as base, expect as baseExpect } from "@playwright/test";
import { expect as lifelineExpect, test as lifelineTest } from "lifeline-devtools/playwright";

export const test = mergeTests(base, lifelineTest);
export const expect = mergeExpects(baseExpect, lifelineExpect);
test.use({ lifeline: { mode: "on", redact: false, patterns: ["key-[0-9]+"], lang: "ja" } });
test("a test", async ({ page, recording }) => {
  await expect(page).not.toHaveConnected({ within: 2000, namespace: null, url: /chat/, timeout: 1000 });
  await expect.soft(recording).toHaveNoFindings({ min: "error", ignore: ["ack-never"] });
  await expect(page).toHaveTitle("Chat");
  await recording.record(page.context());
  // @ts-expect-error: a number has no sessions
  await expect(1).toHaveUpgraded();
  // @ts-expect-error: which event?
  await expect(page).toHaveAnswered();
  // @ts-expect-error: no such mode
  test.use({ lifeline: "always" });
});
`;

for (const type of ["module", "commonjs"] as const) {
  test(`has types for a strict project of type ${type}`, () => {
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      module: "nodenext",
      target: "es2023",
      types: ["node"],
    };
    const include = ["probe.ts", "playwright.config.ts", "tests"];
    const folder = project(type, { "probe.ts": PROBE, "tsconfig.json": JSON.stringify({ compilerOptions, include }) });
    const { stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder, "--pretty", "false"], { encoding: "utf8" });
    expect(stdout).toBe("");
  });
}

test("is the same for import and require", () => {
  const probe = `
import { createRequire } from "node:module";
import { expect, test } from "lifeline-devtools/playwright";
const required = createRequire(import.meta.url)("lifeline-devtools/playwright");
process.stdout.write(String(required.test === test && required.expect === expect));
`;
  const folder = project("module", { "probe.mjs": probe });
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, "probe.mjs")], { encoding: "utf8" });
  expect([stdout, stderr]).toEqual(["true", ""]);
});
