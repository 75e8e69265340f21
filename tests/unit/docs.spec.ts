// The links of the documents lead somewhere: to a file, and to a heading in it.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const root = fileURLToPath(new URL("../..", import.meta.url));
const documents = [
  ...["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "src/README.md"],
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => join("docs", path)),
].map((path) => join(root, path));

/** The anchors of a document's headings, as GitHub makes them. */
function anchors(path: string): Set<string> {
  const headings = readFileSync(path, "utf8").matchAll(/^#+ (.+)$/gm);
  return new Set(
    [...headings].map(([, text = ""]) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
        .replace(/\s/g, "-"),
    ),
  );
}

test("every relative link of every document leads to a file, and to a heading in it", () => {
  const broken = documents.flatMap((document) => {
    const links = [...readFileSync(document, "utf8").matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)].map(
      ([, link = "", source = ""]) => link || source,
    );
    return links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = "", anchor] = decodeURIComponent(link).split("#");
        const path = file === "" ? document : join(dirname(document), file);
        return !existsSync(path) || (anchor !== undefined && path.endsWith(".md") && !anchors(path).has(anchor));
      })
      .map((link) => `${relative(root, document)}: ${link}`);
  });
  expect(broken).toEqual([]);
  expect(documents.length).toBeGreaterThan(50);
});

const guide = join(root, "docs/guide");
const chapters = readdirSync(guide).filter((file) => !file.endsWith(".ja.md"));

/** What a chapter has in both languages alike: levels of headings, figures, and code without its comments. */
function outline(file: string) {
  const text = readFileSync(join(guide, file), "utf8");
  const [prose, code] = [text.replace(/^```[\s\S]*?^```$/gm, ""), text.match(/^```[\s\S]*?^```$/gm) ?? []];
  return {
    headings: prose.match(/^#+(?= )/gm),
    figures: [...prose.matchAll(/\((\.\.\/figures\/[^)]+?)(?:\.ja)?\.svg\)/g)].map(([, figure]) => figure),
    links: [...prose.matchAll(/\(([\w./-]+?)(?:\.ja)?\.md[#)]/g)].map(([, link]) => link).slice(1),
    code: code.map((block) => block.replace(/ *\/\/.*/g, "")),
  };
}

test("each chapter of the guide has the same headings, figures, links and code in English and in Japanese", () => {
  expect(readdirSync(guide)).toHaveLength(2 * chapters.length);
  for (const file of chapters) {
    const japanese = file.replace(".md", ".ja.md");
    expect(outline(japanese), file).toEqual(outline(file));
    const text = readFileSync(join(guide, japanese), "utf8");
    expect(text.match(/\.\.\/figures\/[\w.-]+(?<!\.ja)\.svg/g), file).toBeNull();
  }
  const figures = chapters.flatMap((file) => outline(file).figures);
  expect(figures.length).toBeGreaterThan(20);
});
