// The scripts of the page that an export as HTML writes (src/formats/viewer-page.tsx): the panel without recording, in one file, and what starts
// it. Code that imports `lifeline:viewer` gets them as texts, with the hashes by which the page's policy allows them.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as esbuild from "esbuild";

/** @param {string} script its hash as a source of a content security policy */
const hashOf = (script) => `sha256-${createHash("sha256").update(script).digest("base64")}`;

/** The style of the panel as a minified text. @type {esbuild.Plugin} */
const style = {
  name: "style",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), { loader: "css", minify: true });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** In the page, its own scripts are what `lifeline:viewer` stands for: it can be exported again. @type {esbuild.Plugin} */
const own = {
  name: "own-scripts",
  setup(build) {
    build.onResolve({ filter: /^lifeline:viewer$/ }, () => ({ path: `${import.meta.dirname}/src/entries/viewing/own-scripts.ts` }));
  },
};

/** @param {esbuild.BuildOptions} options what the viewer is built with */
export function viewerScripts(options) {
  const make = async () => {
    const { outputFiles, metafile } = await esbuild.build({
      ...options,
      absWorkingDir: import.meta.dirname,
      entryPoints: { viewer: "src/entries/viewer.ts", start: "src/entries/viewer-start.ts" },
      plugins: [...(options.plugins ?? []), style, own],
      bundle: true,
      format: "iife",
      outdir: "dist",
      minify: true,
      metafile: true,
      write: false,
    });
    const [viewer = "", start = ""] = ["viewer", "start"].map((name) => outputFiles.find(({ path }) => path.endsWith(`${name}.js`))?.text);
    return { viewer, start, metafile };
  };
  /** @type {ReturnType<typeof make> | undefined} */
  let made;
  /** All bundles of one build share it. With `--watch`, it is made anew each time. */
  const scripts = () => {
    if (!made || process.argv.includes("--watch")) made = make();
    return made;
  };
  /** @type {esbuild.Plugin} */
  const plugin = {
    name: "viewer-scripts",
    setup(build) {
      build.onResolve({ filter: /^lifeline:viewer$/ }, ({ path }) => ({ path, namespace: "viewer-scripts" }));
      build.onLoad({ filter: /.*/, namespace: "viewer-scripts" }, async () => {
        const { viewer, start, metafile } = await scripts();
        const texts = Object.entries({ viewer, start, hashes: [hashOf(viewer), hashOf(start)] });
        return {
          contents: texts.map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`).join(""),
          loader: "js",
          watchFiles: Object.keys(metafile.inputs),
        };
      });
    },
  };
  return { plugin, scripts };
}
