// `npm run figures`: plays every scenario of the gallery while the panel records, saves the trace with the panel's button, and draws it into
// docs/figures/ in both languages. Also writes docs/figures.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileOf, gallery, galleryPage } from "./gallery.mjs";
import { beyond } from "./scenarios/beyond.mjs";
import { figures } from "./scenarios/figures.mjs";
import { nameOf } from "./server.mjs";
import { build, main, root, SetupError, say, setUp, step } from "./setup.mjs";

/** @type {Record<string, import("./scenarios/figures.mjs").Scenario>} */
const scenarios = { ...figures, ...beyond };

await main(async () => {
  const { only } = parseArgs({ options: { only: { type: "string" } } }).values;
  const drawn = gallery.filter(({ name }) => only === undefined || name === only);
  if (drawn.length === 0) throw new SetupError(`There is no figure “${only}”. There is: ${gallery.map(({ name }) => name).join(", ")}.`);
  await setUp(["chromium"]);
  build();

  const { play, savePlayed } = await import("./play.mjs");
  const out = join(root, "docs/figures");
  mkdirSync(out, { recursive: true });
  const traces = mkdtempSync(join(tmpdir(), "lifeline-figures-"));
  try {
    for (const { name, versions, heading, headingJa } of drawn) {
      const scenario = scenarios[name];
      if (!scenario) throw new Error(`the gallery has ${name}, which is no scenario`);
      for (const version of versions) {
        const trace = join(traces, `${name}-${version}.jsonl`);
        await play({ version, scenario }, (open) => savePlayed(open, trace));
        for (const lang of /** @type {const} */ (["en", "ja"])) {
          const file = join(out, fileOf(name, version, lang));
          const title = `${lang === "en" ? heading : headingJa} · ${nameOf(version)}`;
          const draw = ["dist/cli.mjs", "draw", trace, "-o", file, "--lang", lang, "--title", title];
          step(`Drawing ${fileOf(name, version, lang)}`, process.execPath, draw);
        }
      }
    }
  } finally {
    rmSync(traces, { recursive: true, force: true });
  }
  writeFileSync(join(root, "docs/figures.md"), galleryPage());
  say("docs/figures.md shows them.");
});
