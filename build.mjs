// Builds dist/chrome and dist/firefox (extensions that a browser can install), dist/cli.mjs and dist/playwright.cjs. `--watch` builds again on every
// change.
// Prints the sizes, and fails if the code that the extension's pages load at their start is over its budget.

import { chmod, cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { viewerScripts } from "./viewer-scripts.mjs";

/** Most minified bytes that the devtools page and the panel may load at their start. Shared code counts once. */
const BUDGET = 195_000;
/** Most minified bytes of the page hook, which runs in every document before the document's own scripts. */
const HOOK_BUDGET = 6_000;

const watch = process.argv.includes("--watch");
const pkg = JSON.parse(await readFile("package.json", "utf8"));

/**
 * Bundles the catalogue without the notes for translators, and without the messages that the bundle does not show. Where English is imported
 * at the start, it has only the messages of `start`; where it is imported later, it has the others.
 * @param {RegExp} unused keys of messages that are left out: the panel needs none of the command line's or of the fixture for Playwright, and the demo reads the file itself
 * @param {ReadonlySet<string>} [start] names of messages without `_one` and `_other`; all, when absent
 * @returns {esbuild.Plugin}
 */
const catalogue = (unused, start) => ({
  name: "catalogue",
  setup(build) {
    const isAtStart = (/** @type {string} */ key) => start?.has(key.replace(/_(?:one|other)$/, "")) ?? true;
    build.onResolve({ filter: /_locales\/en\/messages\.json$/ }, ({ path, resolveDir, kind }) => ({
      path: join(resolveDir, path),
      suffix: start === undefined ? "" : kind === "dynamic-import" ? "?later" : "?start",
    }));
    build.onLoad({ filter: /_locales[\\/]\w+[\\/]messages\.json$/ }, async ({ path, suffix }) => {
      /** @type {Record<string, { message: string }>} */
      const messages = JSON.parse(await readFile(path, "utf8"));
      const used = Object.entries(messages).filter(
        ([key]) => !unused.test(key) && (suffix === "" || isAtStart(key) === (suffix === "?start")),
      );
      const sentences = JSON.stringify(Object.fromEntries(used.map(([key, { message }]) => [key, message])));
      return {
        contents: `export default Object.fromEntries(Object.entries(${sentences}).map(([key, message]) => [key, { message }]));`,
        loader: "js",
      };
    });
  },
});

/**
 * Cuts `dangerouslySetInnerHTML` out of Preact, so that no page of the extension assigns to innerHTML. Biome forbids its use in our code.
 * @type {esbuild.Plugin}
 */
const noInnerHtml = {
  name: "no-inner-html",
  setup(build) {
    build.onLoad({ filter: /preact[\\/]dist[\\/]preact\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      // newHtml ? (… dom.innerHTML = newHtml.__html, newVNode._children = []) : (…)
      const contents = source.replace(/\b(\w+)\?\([^?]*?\.innerHTML=\1\.__html\),\w+\.__k=\[\]\):/, "");
      if (/\binnerHTML\b/.test(contents)) throw new Error(`${path} assigns to innerHTML elsewhere than expected: see build.mjs`);
      return { contents, loader: "js" };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  logLevel: "warning",
  charset: "utf8",
  loader: { ".jsonl": "text" },
  metafile: true,
  define: { __VERSION__: JSON.stringify(pkg.version) },
  // Paths of packages are part of the output. They are the same if node_modules is a link to another folder.
  preserveSymlinks: true,
};

/** @typedef {"chrome" | "firefox"} Browser */
/** @type {readonly Browser[]} */
const browsers = ["chrome", "firefox"];
/** Oldest supported browsers. Firefox 142 is the first, also on Android, that accepts `data_collection_permissions` in a manifest. */
const oldest = { chrome: "125", firefox: "142.0" };
const target = browsers.map((browser) => browser + Number.parseInt(oldest[browser], 10));

/** The viewer has the messages of the panel, in both languages. */
const viewer = viewerScripts({ ...common, target, plugins: [catalogue(/^(?:cli|demo|extension|hosts|playwright)[A-Z]/), noInnerHtml] });

/** @type {(browser: Browser, messages?: ReadonlySet<string>) => esbuild.BuildOptions} */
const extension = (browser, messages) => ({
  ...common,
  entryPoints: {
    devtools: "src/entries/devtools.ts",
    panel: "src/entries/panel.ts",
    "disk-worker": "src/entries/disk-worker.ts",
    background: browser === "chrome" ? "src/entries/background.ts" : "src/entries/event-page.ts",
  },
  outdir: `dist/${browser}`,
  plugins: [catalogue(/^(?:cli|demo|extension|hosts|playwright)[A-Z]/, messages), noInnerHtml, viewer.plugin],
  splitting: true,
  chunkNames: "chunks/[hash]",
  target,
  minify: true,
  define: { ...common.define, __BROWSER__: JSON.stringify(browser) },
  sourcemap: watch ? "inline" : false,
});

/**
 * The page that asks for access to pages. It is built apart from the panel, which shows none of its messages.
 * @type {(browser: Browser) => esbuild.BuildOptions}
 */
const hosts = (browser) => ({
  ...extension(browser),
  entryPoints: { hosts: "src/entries/hosts.ts" },
  plugins: [catalogue(/^(?!hosts[A-Z])/)],
});

/**
 * Classic scripts that run in documents. The `sourceURL` stands in a page's stack traces in place of the extension's id.
 * @type {(browser: Browser) => esbuild.BuildOptions}
 */
const page = (browser) => ({
  ...common,
  entryPoints: {
    "page-hook": "src/entries/page-hook.ts",
    "page-relay": "src/entries/page-relay.ts",
    "page-live": "src/entries/page-live.ts",
  },
  outdir: `dist/${browser}`,
  format: "iife",
  target,
  minify: true,
  footer: { js: "//# sourceURL=lifeline" },
});

/** @type {esbuild.BuildOptions} */
const cli = {
  ...common,
  entryPoints: ["src/entries/cli.ts"],
  outfile: "dist/cli.mjs",
  plugins: [catalogue(/^(?:demo|playwright)[A-Z]/), viewer.plugin],
  platform: "node",
  target: "node20",
  banner: { js: "#!/usr/bin/env node" },
};

/**
 * CommonJS, because test files of projects without `"type": "module"` are compiled to it, and modules can import it too: both get the same one.
 * @type {esbuild.BuildOptions}
 */
const playwright = {
  ...common,
  entryPoints: ["src/entries/playwright.ts"],
  outfile: "dist/playwright.cjs",
  plugins: [catalogue(/^(?:cli|demo|extension|hosts)[A-Z]/)],
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["@playwright/test"],
};

/**
 * Firefox's manifest. Firefox has no debugger API for extensions, so scripts in pages and `webRequest` capture instead, with access to
 * all pages from the start. It always copies messages by structured clone; Chromium does since 148, and older ones write JSON, so messages have
 * nothing that JSON lacks.
 * @param {Record<string, unknown>} manifest Chrome's manifest
 */
function firefoxManifest({
  minimum_chrome_version,
  message_serialization,
  optional_host_permissions,
  background,
  permissions,
  ...manifest
}) {
  const everywhere = { matches: ["<all_urls>"], run_at: "document_start", all_frames: true, match_origin_as_fallback: true };
  return {
    ...manifest,
    browser_specific_settings: {
      gecko: {
        id: "lifeline@lifeline.dev",
        strict_min_version: oldest.firefox,
        data_collection_permissions: { required: ["none"] },
      },
    },
    background: { scripts: ["background.js"], type: "module" },
    permissions: ["scripting", "webRequest", "webRequestBlocking", "webRequestFilterResponse"],
    host_permissions: ["<all_urls>"],
    content_scripts: [
      { ...everywhere, js: ["page-relay.js"] },
      { ...everywhere, js: ["page-hook.js"], world: "MAIN" },
    ],
  };
}

async function copyStatic() {
  const manifest = { ...JSON.parse(await readFile("manifest.json", "utf8")), version: pkg.version };
  for (const browser of browsers) {
    await cp("extension", `dist/${browser}`, { recursive: true });
    const own = browser === "chrome" ? manifest : firefoxManifest(manifest);
    await writeFile(`dist/${browser}/manifest.json`, `${JSON.stringify(own, null, 2)}\n`);
  }
  await cp("src/playwright/api.d.ts", "dist/playwright.d.cts");
}

/**
 * The licenses of all packages that are part of the bundles. They ask to be distributed with them, and the bundles have no comments.
 * @param {readonly esbuild.Metafile[]} metafiles
 */
async function notices(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const texts = [...folders].sort().map(async (folder) => {
    const { name, version } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const license = (await readdir(folder)).sort().find((file) => /^licen[cs]e/i.test(file));
    if (license === undefined) throw new Error(`${folder} has no license file`);
    return `${name} ${version}\n\n${(await readFile(join(folder, license), "utf8")).trim()}\n`;
  });
  return `Lifeline contains these packages.\n\n${(await Promise.all(texts)).join(`\n${"-".repeat(80)}\n\n`)}`;
}

/**
 * Files that these entries load at their start: the entries and the chunks that they import statically.
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

/** The files that the devtools page and the panel load at their start. @type {(browser: Browser, metafile: esbuild.Metafile) => string[]} */
function startFiles(browser, metafile) {
  const modes = Object.keys(metafile.outputs).filter((file) =>
    /^src\/capture\/\w+\/modes\.ts$/.test(metafile.outputs[file]?.entryPoint ?? ""),
  );
  return loadedAtStart(metafile, [`dist/${browser}/devtools.js`, `dist/${browser}/panel.js`, ...modes]);
}

/**
 * Names of the messages that an empty panel shows: all that are named in the code that it loads. What the code below the panel names are the
 * reasons of sessions, which it does not show.
 * @type {(browser: Browser) => Promise<ReadonlySet<string>>}
 */
async function messagesAtStart(browser) {
  const { metafile } = await esbuild.build({ ...extension(browser), write: false });
  const modules = startFiles(browser, /** @type {esbuild.Metafile} */ (metafile)).flatMap((file) =>
    Object.keys(metafile?.outputs[file]?.inputs ?? {}),
  );
  const speaking = modules.filter((file) => /^src\/(?:capture|entries|panel)\//.test(file));
  const sources = await Promise.all(speaking.map((file) => readFile(file, "utf8")));
  return new Set(sources.flatMap((source) => [...source.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name)));
}

/**
 * Makes the panel's page load all chunks at once, and not only when the script that imports them has come.
 * @type {(browser: Browser, metafile: esbuild.Metafile) => Promise<void>}
 */
async function preload(browser, metafile) {
  const folder = `dist/${browser}/`;
  const files = loadedAtStart(metafile, [`${folder}panel.js`]).map((file) => file.slice(folder.length));
  const links = files.map((file) => `<link rel="modulepreload" href="${file}">\n`).join("");
  const page = await readFile(`${folder}panel.html`, "utf8");
  await writeFile(`${folder}panel.html`, page.replace('<div id="panel">', `${links}$&`));
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

/** @type {(name: string, size: { plain: number, gzip: number }, budget: number) => void} */
function show(name, { plain, gzip }, budget) {
  console.log(`${name.padEnd(26)}${String(plain).padStart(8)} B${String(gzip).padStart(8)} B gzip`);
  if (plain > budget) throw new Error(`${name}: ${plain} B; the budget is ${budget} B`);
}

/** @param {esbuild.Metafile} metafile */
async function report(metafile) {
  show("devtools + panel, at start", await sizes(startFiles("chrome", metafile)), BUDGET);
  show("with what they load later", await sizes(Object.keys(metafile.outputs).filter((file) => !file.endsWith("background.js"))), Infinity);
  show("background", await sizes(["dist/chrome/background.js"]), Infinity);
  show("page hook", await sizes(["dist/firefox/page-hook.js"]), HOOK_BUDGET);
  show("page relay", await sizes(["dist/firefox/page-relay.js", "dist/firefox/page-live.js"]), Infinity);
  show("cli", await sizes(["dist/cli.mjs"]), Infinity);
  show("fixture for Playwright", await sizes(["dist/playwright.cjs"]), Infinity);
  const scripts = await viewer.scripts();
  show("viewer in a page", { plain: Buffer.byteLength(scripts.viewer), gzip: gzipSync(scripts.viewer).length }, Infinity);
}

await rm("dist", { recursive: true, force: true });
await copyStatic();
if (watch) {
  for (const options of [...browsers.flatMap((browser) => [extension(browser), hosts(browser), page(browser)]), cli, playwright])
    await (await esbuild.context({ ...options, logLevel: "info" })).watch();
} else {
  const extensions = browsers.map(async (browser) => extension(browser, await messagesAtStart(browser)));
  const all = [...(await Promise.all(extensions)), ...browsers.flatMap((browser) => [hosts(browser), page(browser)]), cli, playwright];
  const metafiles = (await Promise.all(all.map((options) => esbuild.build(options)))).flatMap(({ metafile }) => metafile ?? []);
  for (const [i, browser] of browsers.entries()) await preload(browser, /** @type {esbuild.Metafile} */ (metafiles[i]));
  const text = await notices(metafiles);
  for (const folder of ["dist", "dist/chrome", "dist/firefox"]) await writeFile(join(folder, "THIRD-PARTY-NOTICES.txt"), text);
  await chmod("dist/cli.mjs", 0o755);
  await report(/** @type {esbuild.Metafile} */ (metafiles[0]));
}
