// `npm run release -- minor` (or major, patch, 1.2.3): gives what stands under “Unreleased” in CHANGELOG.md the new version and today's date,
// sets the version in package.json and its lock file, commits, and tags the commit. The manifests get their version from package.json.
// `--dry-run` shows the changes and takes them back.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { main, root, SetupError, say, step } from "../demo/setup.mjs";

const UNRELEASED = "## Unreleased\n";

/** The changelog with its unreleased changes under a version. Throws a SetupError if there are none. @type {(text: string, heading: string) => string} */
function released(text, heading) {
  const [before, after] = text.split(UNRELEASED);
  if (after === undefined || !/^\n*[^#\n]/.test(after))
    throw new SetupError("CHANGELOG.md has nothing under “Unreleased”, so there is nothing to release.");
  return `${before}${UNRELEASED}\n## ${heading}\n${after}`;
}

await main(async () => {
  const { values, positionals } = parseArgs({ options: { "dry-run": { type: "boolean" } }, allowPositionals: true });
  const [to, ...more] = positionals;
  if (to === undefined || more.length > 0)
    throw new SetupError("Say which version: npm run release -- major, minor, patch or 1.2.3, and --dry-run to look first.");
  const { stdout } = spawnSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" });
  if (stdout !== "") throw new SetupError(`A release is a commit of its own. Commit or stash your changes first:\n${stdout.trimEnd()}`);

  const path = join(root, "CHANGELOG.md");
  const changelog = readFileSync(path, "utf8");
  released(changelog, to);
  step("Setting the version", "npm", ["version", to, "--no-git-tag-version"]);
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  writeFileSync(path, released(changelog, `${version} · ${new Date().toISOString().slice(0, 10)}`));
  if (values["dry-run"]) {
    step("What would be committed", "git", ["--no-pager", "diff"]);
    step("Taking it back", "git", ["restore", "."]);
    return;
  }
  step("Committing", "git", ["commit", "--quiet", "--all", "--message", `release: ${version}`]);
  step("Tagging", "git", ["tag", "--annotate", `v${version}`, "--message", `Lifeline ${version}`]);
  say(`Lifeline ${version} is committed and tagged. Push both with: git push --follow-tags`);
});
