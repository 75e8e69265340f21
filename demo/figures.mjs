// `npm run figures`: plays every scenario of the gallery while the panel records, saves the trace with the panel's button, and draws it into
// docs/figures/ in both languages; some of two versions also side by side. Also writes docs/figures.md.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { drawingsOf, fileOf, gallery, galleryPage } from "./gallery.mjs";
import { beyond } from "./scenarios/beyond.mjs";
import { figures } from "./scenarios/figures.mjs";
import { nameOf } from "./server.mjs";
import { build, main, root, SetupError, say, setUp } from "./setup.mjs";

/** @import { Version } from "./server.mjs" */

/** @type {Record<string, import("./scenarios/figures.mjs").Scenario>} */
const scenarios = { ...figures, ...beyond };

/**
 * Runs the built command line. Exit code 1 is no error: the sessions that `compare` draws are different.
 * @type {(title: string, args: readonly string[], cwd: string) => void}
 */
function lifeline(title, args, cwd) {
  say(`${title}.`);
  const { status, stderr } = spawnSync(process.execPath, [join(root, "dist/cli.mjs"), ...args], { cwd, encoding: "utf8" });
  if (status !== 0 && !(status === 1 && args[0] === "compare")) throw new SetupError(`“${title}” failed: ${stderr.trim()}`);
}

await main(async () => {
  const { only = [] } = parseArgs({ options: { only: { type: "string", multiple: true } } }).values;
  const names = gallery.map(({ name }) => name);
  for (const name of only) if (!names.includes(name)) throw new SetupError(`There is no figure “${name}”. There is: ${names.join(", ")}.`);
  const drawn = gallery.filter(({ name }) => only.length === 0 || only.includes(name));
  await setUp(["chromium"]);
  build();

  const { play, savePlayed } = await import("./play.mjs");
  const out = join(root, "docs/figures");
  mkdirSync(out, { recursive: true });
  const traces = mkdtempSync(join(tmpdir(), "lifeline-figures-"));
  try {
    for (const figure of drawn) {
      const { name, versions, heading, headingJa } = figure;
      const scenario = scenarios[name];
      if (!scenario) throw new Error(`the gallery has ${name}, which is no scenario`);
      /** The program runs in the folder of the traces: a comparison shows their names. @type {(version: Version) => string} */
      const traceOf = (version) => `${nameOf(version)}.jsonl`;
      for (const version of versions) await play({ version, scenario }, (open) => savePlayed(open, join(traces, traceOf(version))));
      for (const lang of /** @type {const} */ (["en", "ja"])) {
        for (const version of drawingsOf(figure)) {
          const file = fileOf(name, version, lang);
          const title = `${lang === "en" ? heading : headingJa} · ${version && nameOf(version)}`;
          const what = version === null ? ["compare", ...versions.map(traceOf)] : ["draw", traceOf(version), "--title", title];
          lifeline(`Drawing ${file}`, [...what, "-o", join(out, file), "--lang", lang], traces);
        }
      }
    }
  } finally {
    rmSync(traces, { recursive: true, force: true });
  }
  writeFileSync(join(root, "docs/figures.md"), galleryPage());
  say("docs/figures.md shows them.");
});
