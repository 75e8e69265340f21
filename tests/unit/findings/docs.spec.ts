// docs/findings is what the rules say. UPDATE_DOCS=1 writes it.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { pages } from "./docs.ts";

const folder = fileURLToPath(new URL("../../../docs/findings", import.meta.url));

test("docs/findings has a page for each rule, made of what the rule says", async () => {
  const files = await pages();
  if (process.env.UPDATE_DOCS) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "figures"), { recursive: true });
    for (const [path, text] of files) writeFileSync(join(folder, path), text);
  }
  const written = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(folder.length + 1));
  expect(written.toSorted()).toEqual([...files.keys()].toSorted());
  for (const [path, text] of files) expect(readFileSync(join(folder, path), "utf8"), path).toBe(text);
});
