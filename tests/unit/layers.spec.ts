// The table of imports in src/README.md: Biome refuses an import that the table does not have, the compiler what only a page or Node has.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bin = (name: string) => join(root, "node_modules/.bin", name);

/** Writes a file for each import, in its folder, and returns the imports that Biome refuses by the project's rules. */
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
  ["messages", "../wire/event.ts"],
  ["messages", "node:fs"],
  ["text", "../wire/event.ts"],
  ["wire", "../protocol/packet.ts"],
  ["wire", "../messages/messages.ts"],
  ["wire", "preact"],
  ["protocol", "../session/store.ts"],
  ["protocol/engine", "../../session/store.ts"],
  ["protocol", "../messages/messages.ts"],
  ["protocol", "preact"],
  ["cdp", "webextension-polyfill"],
  ["cdp", "../session/store.ts"],
  ["har", "../formats/open.ts"],
  ["har", "../capture/contract.ts"],
  ["session", "../diagram/ladder.ts"],
  ["session", "../messages/messages.ts"],
  ["filter", "../findings/finding.ts"],
  ["filter", "../diagram/rows/ladder.ts"],
  ["redact", "../formats/open.ts"],
  ["redact", "../messages/messages.ts"],
  ["findings", "../diagram/rows/ladder.ts"],
  ["findings/rules", "../../diagram/rows/ladder.ts"],
  ["diagram", "../formats/open.ts"],
  ["diagram", "preact-render-to-string"],
  ["diagram/rows", "../words/words.ts"],
  ["diagram/rows", "../scene/scene.ts"],
  ["diagram/rows", "../draw/layout.ts"],
  ["diagram/rows", "../../messages/messages.ts"],
  ["diagram/rows", "../../formats/open.ts"],
  ["diagram/words", "../scene/scene.ts"],
  ["diagram/words", "../draw/layout.ts"],
  ["diagram/scene", "../draw/layout.ts"],
  ["diagram/scene", "preact"],
  ["compare", "../formats/open.ts"],
  ["compare", "../cdp/mapper.ts"],
  ["compare", "../har/entries.ts"],
  ["compare", "preact"],
  ["statistics", "../messages/messages.ts"],
  ["statistics", "../diagram/rows/scope.ts"],
  ["formats", "../panel/view.ts"],
  ["formats", "node:fs"],
  ["capture", "../session/store.ts"],
  ["capture/page", "../../messages/messages.ts"],
  ["capture/chromium", "preact/hooks"],
  ["capture", "webextension-polyfill"],
  ["disk", "../session/store.ts"],
  ["cli", "../panel/host.ts"],
  ["playwright", "../panel/host.ts"],
  ["playwright", "../entries/playwright.ts"],
  ["cli/commands", "../../disk/disk.ts"],
  ["cli/commands", "preact-render-to-string"],
  ["panel", "../capture/chromium/debugger-capture.ts"],
  ["panel", "../entries/recorder.ts"],
  ["entries", "./cli.ts"],
] as const;

const allowed = [
  ["messages", "../../extension/_locales/en/messages.json"],
  ["text", "../messages/quantities.ts"],
  ["wire", "./partition.ts"],
  ["protocol", "../wire/event.ts"],
  ["protocol/engine", "../../wire/shape.ts"],
  ["protocol/engine", "../packet.ts"],
  ["protocol", "./socket/text.ts"],
  ["protocol", "engine.io-parser"],
  ["protocol/engine", "../socket/text.ts"],
  ["session", "../protocol/packet.ts"],
  ["cdp", "devtools-protocol/types/protocol.d.ts"],
  ["capture/chromium", "../../har/entries.ts"],
  ["capture/page", "../../cdp/body.ts"],
  ["capture/page", "tinyqueue"],
  ["capture/firefox", "webextension-polyfill"],
  ["findings", "../messages/quantities.ts"],
  ["findings", "../session/store.ts"],
  ["findings/rules", "../finding.ts"],
  ["findings/rules", "../../protocol/packet.ts"],
  ["redact", "../session/store.ts"],
  ["redact", "../filter/regex.ts"],
  ["diagram", "../session/store.ts"],
  ["diagram/rows", "../../session/store.ts"],
  ["diagram/words", "../rows/fold.ts"],
  ["diagram/words", "../../messages/messages.ts"],
  ["diagram/scene", "../rows/ladder.ts"],
  ["diagram/scene", "../words/times.ts"],
  ["diagram/draw", "../scene/scene.ts"],
  ["diagram/draw", "preact"],
  ["compare", "../findings/attempt.ts"],
  ["statistics", "../session/store.ts"],
  ["statistics", "../protocol/packet.ts"],
  ["compare", "../diagram/rows/ladder.ts"],
  ["compare", "../diagram/words/step-words.ts"],
  ["formats", "../cdp/mapper.ts"],
  ["formats", "../har/entries.ts"],
  ["disk", "../wire/chunks.ts"],
  ["cli", "node:fs"],
  ["playwright", "../capture/chromium/debugger-capture.ts"],
  ["cli/commands", "../../formats/open.ts"],
  ["cli/commands", "../../capture/contract.ts"],
  ["panel", "../diagram/ladder.ts"],
  ["entries", "../panel/host.ts"],
] as const;

test("each folder may import only what the table says", () => {
  expect(refusedAmong([...refused, ...allowed])).toEqual(refused.map((pair) => pair.join(" ")).toSorted());
});

test("code in the core that uses the DOM, Node or an extension API does not compile", () => {
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
