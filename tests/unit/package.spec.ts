// What is distributed: the package of the command line, and the manifests of the extension.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { expect, test } from "@playwright/test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const json = (...path: readonly string[]) => JSON.parse(readFileSync(join(root, ...path), "utf8"));

test("the package has the command line, the fixture for Playwright, the extensions, documents and notices, and nothing else", () => {
  const { stdout } = spawnSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: root, encoding: "utf8" });
  const [{ files }] = JSON.parse(stdout);
  const paths: readonly string[] = files.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "docs/cli.md",
      "docs/redaction.md",
      "docs/data.md",
      "docs/trace-format.md",
      "docs/trace-format.schema.json",
      "docs/playwright/README.md",
      "dist/cli.mjs",
      "dist/playwright.cjs",
      "dist/playwright.d.cts",
      "dist/THIRD-PARTY-NOTICES.txt",
      "dist/chrome/manifest.json",
      "dist/chrome/THIRD-PARTY-NOTICES.txt",
      "dist/firefox/manifest.json",
      "dist/firefox/THIRD-PARTY-NOTICES.txt",
    ]),
  );
  expect(
    paths.filter(
      (path) =>
        !/^(?:dist\/(?:chrome|firefox)\/|docs\/|dist\/cli\.mjs$|dist\/playwright\.(?:cjs|d\.cts)$|dist\/THIRD|LICENSE$|README\.md$|package\.json$)/.test(
          path,
        ),
    ),
  ).toEqual([]);
});

test("npx runs the command line from the packed file, without a network", () => {
  // Inside the project, npx would take the project for the package.
  const folder = mkdtempSync(join(tmpdir(), "lifeline-package-"));
  const env = { ...process.env, npm_config_cache: join(folder, "cache"), npm_config_offline: "true" };
  try {
    const packed = spawnSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
      env,
    });
    const [{ filename }] = JSON.parse(packed.stdout);
    expect(filename).toMatch(/^lifeline-devtools-/);
    copyFileSync(join(root, "tests/fixtures/findings/sid-unknown.jsonl"), join(folder, "trace.jsonl"));
    for (const command of ["lifeline-devtools", "lifeline"]) {
      const args = ["--yes", `--package=${join(folder, filename)}`, command, "check", "trace.jsonl"];
      const { status, stdout } = spawnSync("npx", args, { cwd: folder, encoding: "utf8", env });
      expect([status, stdout]).toEqual([1, expect.stringMatching(/^error {2}sid-unknown/)]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the package builds itself and installs no other", () => {
  const { scripts, dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies } = json("package.json");
  expect([dependencies, optionalDependencies]).toEqual([undefined, undefined]);
  const isOptional = (name: string) => peerDependenciesMeta[name]?.optional;
  expect(Object.keys(peerDependencies).filter((name) => !isOptional(name))).toEqual([]);
  expect(scripts.prepack).toBe("node release/pack.mjs");
  expect(readFileSync(join(root, "package-lock.json"), "utf8")).not.toContain('"resolved"');
});

test("the command line runs alone, without node_modules", () => {
  const alone = test.info().outputPath("lifeline.mjs");
  copyFileSync(join(root, "dist/cli.mjs"), alone);
  const { status, stdout } = spawnSync(process.execPath, [alone, "--version"], { encoding: "utf8", cwd: test.info().outputDir });
  expect([status, stdout]).toEqual([0, `${json("package.json").version}\n`]);
});

test("the notices have the license of every package that is part of a bundle", () => {
  const notices = readFileSync(join(root, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
  for (const name of ["preact", "preact-render-to-string", "webextension-polyfill"]) {
    expect(notices).toContain(`\n${name} ${json("node_modules", name, "package.json").version}\n`);
  }
  expect(notices).toContain("Permission is hereby granted, free of charge");
  expect(notices).toContain("Mozilla Public License Version 2.0");
});

for (const browser of ["chrome", "firefox"]) {
  test(`the pages of the extension for ${browser} load only their own files, and can send nothing anywhere`, () => {
    const policy: string = json("dist", browser, "manifest.json").content_security_policy.extension_pages;
    const directives = Object.fromEntries(policy.split("; ").map((directive) => directive.split(/ (.*)/)));
    expect(directives).toEqual({
      "default-src": "'none'",
      "script-src": "'self'",
      "style-src": "'self'",
      "img-src": "'self' data: blob:",
      "frame-src": "'none'",
      "form-action": "'none'",
      "base-uri": "'none'",
    });
  });
}

/** The keys of the messages in each file of the extension that has some, but for the page that asks for access to pages, and what it writes into pages. */
const catalogues = (browser: string) =>
  readdirSync(join(root, "dist", browser, "chunks")).flatMap((file) => {
    const script = readFileSync(join(root, "dist", browser, "chunks", file), "utf8");
    const [, messages] = script.includes("sha256-") ? [] : (/Object\.entries\((\{.*?\})\)\.map\(/.exec(script) ?? []);
    const keys = messages === undefined ? [] : Object.keys(runInNewContext(`(${messages})`));
    return keys.length === 0 || keys.includes("hostsTitle") ? [] : [new Set(keys)];
  });

for (const browser of ["chrome", "firefox"]) {
  test(`the extension for ${browser} loads the messages of an empty panel at its start, and the others later`, () => {
    const [all, later, start, ...more] = catalogues(browser).sort((a, b) => b.size - a.size);
    expect(more).toEqual([]);
    expect([...(start ?? []), ...(later ?? [])].sort()).toEqual([...(all ?? [])].sort());
    const emptyPanel = [
      "panel.tsx",
      ...["status", "toolbar"].flatMap((folder) => readdirSync(join(root, "src/panel", folder)).map((file) => join(folder, file))),
    ];
    const sources = emptyPanel.map((file) => readFileSync(join(root, "src/panel", file), "utf8"));
    const named = sources.flatMap((source) => [...source.matchAll(/\bt(?:\.count)?\("(\w+)"/g)].map(([, name = ""]) => name));
    expect(named).toContain("waitingTitle");
    expect(named.filter((name) => !start?.has(name) && !start?.has(`${name}_one`))).toEqual([]);
    expect(later).toContain("reasonOutOfTurn");
  });
}
