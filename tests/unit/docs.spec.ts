// The links of the documents lead somewhere, to a file and to a heading in it. The guide says the same in both languages, and what is true of the
// installed versions.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { versions } from "../../demo/server.mjs";

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

test("the defaults and the calls that the guide names are those of the installed versions", () => {
  const require = createRequire(join(root, "demo/servers/package.json"));
  const old = require(`sio${versions["1.3.5"]}`)(createServer());
  const now = new (require(`sio${versions["4.8.4"]}`).Server)(createServer());
  const text = (file: string) => readFileSync(join(guide, file), "utf8");
  for (const { pingInterval, pingTimeout } of [old.eio, now.engine.opts]) {
    expect(text("6-heartbeat.md")).toContain(`(httpServer, { pingInterval: ${pingInterval}, pingTimeout: ${pingTimeout} })`);
    expect(text("6-heartbeat.md")).toContain(` ${(pingInterval + pingTimeout) / 1000} s `);
  }
  expect([old.eio.maxHttpBufferSize, now.engine.opts.maxHttpBufferSize]).toEqual([100e6, 1e6]);
  expect([old.eio.cookie, now.engine.opts.cookie]).toEqual(["io", undefined]);
  expect([old.eio.clientsCount, now.engine.clientsCount, old.sockets.connected]).toEqual([0, 0, {}]);
  for (const call of [now.disconnectSockets, now.fetchSockets, now.in("room").disconnectSockets]) expect(call).toBeInstanceOf(Function);
  for (const version of ["1.3.5", "4.8.4"] as const) {
    const manager = new (require(`sioc${versions[version]}`).Manager)("http://localhost", { autoConnect: false });
    for (const option of ["reconnection", "reconnectionAttempts", "reconnectionDelay", "reconnectionDelayMax", "randomizationFactor"])
      expect(text("4-closing.md"), version).toMatch(new RegExp(`^ +${option}: ${manager[option]()},`, "m"));
  }
});
