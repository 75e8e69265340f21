// `npm run package`: builds, and writes into dist/package what is published: a zip for each store and the npm package. The same sources give
// the same bytes in any folder, time zone and umask, and on any system. Prints each file's size and SHA-256.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, install, main, root } from "../demo/setup.mjs";

await main(async () => {
  install();
  build();
  const { tarball, zip } = await import("./archives.mjs");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const out = join(root, "dist/package");
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  for (const [name, bytes] of /** @type {const} */ ([
    [`lifeline-chrome-${version}.zip`, zip(join(root, "dist/chrome"))],
    [`lifeline-firefox-${version}.zip`, zip(join(root, "dist/firefox"))],
    [`lifeline-devtools-${version}.tgz`, tarball(out)],
  ])) {
    writeFileSync(join(out, name), bytes);
    console.log(`${name.padEnd(32)}${String(bytes.length).padStart(9)} B  ${createHash("sha256").update(bytes).digest("hex")}`);
  }
});
