// The borders of src/README.md hold: what must not be imported is refused, what must not compile does not.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name: string) => join(root, "node_modules/.bin", name);

/** Of files that import these, each in its folder, those that Biome refuses with the project's rules. */
function refusedAmong(imports: readonly (readonly [folder: string, imported: string])[]): string[] {
  const project = test.info().outputPath("project");
  for (const [i, [folder, imported]] of imports.entries()) {
    mkdirSync(join(project, "src", folder), { recursive: true });
    writeFileSync(join(project, "src", folder, `probe-${i}.ts`), `export * from "${imported}";\n`);
  }
  const rules: unknown = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  writeFileSync(join(project, "biome.json"), JSON.stringify({ ...Object(rules), $schema: undefined, vcs: undefined, root: true }));
  const { stdout, stderr } = spawnSync(bin("biome"), ["lint", "--colors=off", "--max-diagnostics=none", "."], {
    cwd: project,
    encoding: "utf8",
  });
  const refused = [...`${stdout}${stderr}`.matchAll(/probe-(\d+)\.ts:\d+:\d+ lint\/style\/noRestrictedImports/g)].map(
    ([, i]) => imports[Number(i)],
  );
  return refused.map((pair) => pair?.join(" ") ?? "").toSorted();
}

const refused = [
  ["wire", "../protocol/packet.ts"],
  ["wire", "preact"],
  ["messages", "../wire/event.ts"],
  ["protocol", "../session/store.ts"],
  ["protocol", "preact"],
  ["cdp", "../session/store.ts"],
  ["session", "../diagram/ladder.ts"],
  ["session", "../messages/messages.ts"],
  ["diagram", "../formats/open.ts"],
  ["diagram", "preact-render-to-string"],
  ["formats", "../panel/view.ts"],
  ["formats", "node:fs"],
  ["capture", "../session/store.ts"],
  ["capture", "webextension-polyfill"],
  ["panel", "../capture/chromium/debugger-capture.ts"],
  ["panel", "../entries/recorder.ts"],
  ["entries", "./cli.ts"],
] as const;

const allowed = [
  ["protocol", "../wire/event.ts"],
  ["protocol", "engine.io-parser"],
  ["session", "../protocol/packet.ts"],
  ["diagram", "../session/store.ts"],
  ["formats", "../cdp/mapper.ts"],
  ["panel", "../diagram/ladder.ts"],
  ["entries", "../panel/host.ts"],
] as const;

test("the table of imports is enforced", () => {
  expect(refusedAmong([...refused, ...allowed])).toEqual(refused.map((pair) => pair.join(" ")).toSorted());
});

test("the core knows no DOM, no Node and no extension API", () => {
  const folder = test.info().outputPath("core");
  mkdirSync(folder, { recursive: true });
  const compile = (source: string) => {
    writeFileSync(join(folder, "probe.tsx"), source);
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({
        extends: join(root, "src/tsconfig.json"),
        include: ["probe.tsx", join(root, "src/platform.d.ts")],
        compilerOptions: {
          composite: false,
          noEmit: true,
          emitDeclarationOnly: false,
          rootDir: "/",
          paths: { "@typescript/lib-dom": [join(root, "src/platform.d.ts")], "preact/*": [join(root, "node_modules/preact/*")] },
        },
      }),
    );
    return spawnSync(bin("tsc"), ["-p", folder, "--pretty", "false"], { encoding: "utf8" }).stdout;
  };
  expect(compile("export const Mark = () => <circle r={3} />;\nexport const text = new TextDecoder();\n")).toBe("");
  for (const [name, source] of Object.entries({
    document: "document.title",
    chrome: "chrome.runtime",
    process: "process.env",
    window: "window.name",
  })) {
    expect(compile(`export const probe = ${source};\n`)).toContain(`Cannot find name '${name}'`);
  }
});
