// Builds dist/chrome (an extension, installable as it is) and dist/cli.mjs. `--watch` builds again on every change.
// Prints the sizes and fails when what a page of the extension loads at its start is over its budget.

import { chmod, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

/** Minified bytes that the devtools page and the panel load at their start, shared code counted once. */
const BUDGET = 230_000;

const watch = process.argv.includes("--watch");
const pkg = JSON.parse(await readFile("package.json", "utf8"));

/**
 * The catalogue's translator notes are for translators, what the command line says is not the panel's, and the demo reads it itself.
 * @param {RegExp} unsaid
 * @returns {esbuild.Plugin}
 */
const catalogue = (unsaid) => ({
  name: "catalogue",
  setup(build) {
    build.onLoad({ filter: /_locales[\\/]\w+[\\/]messages\.json$/ }, async ({ path }) => {
      /** @type {Record<string, { message: string }>} */
      const messages = JSON.parse(await readFile(path, "utf8"));
      const said = Object.entries(messages).filter(([key]) => !unsaid.test(key));
      const sentences = JSON.stringify(Object.fromEntries(said.map(([key, { message }]) => [key, message])));
      return {
        contents: `export default Object.fromEntries(Object.entries(${sentences}).map(([key, message]) => [key, { message }]));`,
        loader: "js",
      };
    });
  },
});

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
  charset: "utf8",
  metafile: true,
};

/** @type {esbuild.BuildOptions} */
const extension = {
  ...common,
  entryPoints: { devtools: "src/entries/devtools.ts", panel: "src/entries/panel.ts", background: "src/entries/background.ts" },
  outdir: "dist/chrome",
  plugins: [catalogue(/^(?:cli|demo)[A-Z]/)],
  splitting: true,
  chunkNames: "chunks/[hash]",
  target: "chrome125",
  minify: true,
  sourcemap: watch ? "inline" : false,
};

/** @type {esbuild.BuildOptions} */
const cli = {
  ...common,
  entryPoints: ["src/entries/cli.ts"],
  outfile: "dist/cli.mjs",
  plugins: [catalogue(/^demo[A-Z]/)],
  platform: "node",
  target: "node20",
  banner: { js: "#!/usr/bin/env node" },
  define: { __VERSION__: JSON.stringify(pkg.version) },
};

async function copyStatic() {
  await cp("extension", "dist/chrome", { recursive: true });
  const manifest = JSON.parse(await readFile("manifest.json", "utf8"));
  await writeFile("dist/chrome/manifest.json", `${JSON.stringify({ ...manifest, version: pkg.version }, null, 2)}\n`);
}

/**
 * What some entries load at their start: themselves and the chunks that they import.
 * @param {esbuild.Metafile} metafile
 * @param {string[]} entries
 */
function loadedAtStart({ outputs }, entries) {
  const loaded = new Set(entries);
  for (const file of loaded) {
    for (const { path, kind } of outputs[file]?.imports ?? []) if (kind === "import-statement") loaded.add(path);
  }
  return [...loaded];
}

/** @param {string[]} files */
async function sizes(files) {
  let [plain, gzip] = [0, 0];
  for (const file of files) {
    const bytes = await readFile(file);
    plain += bytes.length;
    gzip += gzipSync(bytes).length;
  }
  return { plain, gzip };
}

/** @param {esbuild.Metafile} metafile */
async function report(metafile) {
  const start = ["dist/chrome/devtools.js", "dist/chrome/panel.js"];
  const rows = {
    "devtools + panel": loadedAtStart(metafile, start),
    "with what they load later": Object.keys(metafile.outputs).filter((file) => !file.endsWith("background.js")),
    background: ["dist/chrome/background.js"],
    cli: ["dist/cli.mjs"],
  };
  for (const [name, files] of Object.entries(rows)) {
    const { plain, gzip } = await sizes(files);
    console.log(`${name.padEnd(26)}${String(plain).padStart(8)} B${String(gzip).padStart(8)} B gzip`);
  }
  const { plain } = await sizes(rows["devtools + panel"]);
  if (plain > BUDGET) throw new Error(`the devtools page and the panel load ${plain} B at their start; the budget is ${BUDGET} B`);
}

await rm("dist", { recursive: true, force: true });
await mkdir("dist/chrome", { recursive: true });
await copyStatic();
if (watch) {
  for (const options of [extension, cli]) await (await esbuild.context({ ...options, logLevel: "info" })).watch();
} else {
  const [built] = await Promise.all([esbuild.build(extension), esbuild.build(cli)]);
  await chmod("dist/cli.mjs", 0o755);
  await report(/** @type {esbuild.Metafile} */ (built.metafile));
}
