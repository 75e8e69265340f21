// `lifeline-devtools/playwright`: its fixtures and matchers in this process, and the example project of docs/playwright with the packed package.

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { mergeExpects, mergeTests, type Page } from "@playwright/test";
import { launchOptions } from "../../demo/browser.mjs";
import { root } from "../../demo/setup.mjs";
import { expect as lifelineExpect, test as lifelineTest } from "../../src/entries/playwright.ts";
import { openBytes } from "../../src/formats/open.ts";
import { english } from "../../src/messages/messages.ts";
import type { Recording } from "../../src/playwright/recording.ts";
import { expect as demoExpect, test as demoTest } from "./support/demo.ts";

const test = mergeTests(demoTest, lifelineTest);
const expect = mergeExpects(demoExpect, lifelineExpect);

/** The message of a matcher that fails, without colours. */
const messageOf = (failing: Promise<void>): Promise<string> =>
  failing.then(
    () => "it passed",
    (error: Error) => stripVTControlCharacters(error.message),
  );

test("pages, popups and pages of other contexts are recorded from their first request, each for itself", async ({
  page,
  browser,
  recording,
  startServer,
}) => {
  const server = await startServer({ version: "4.8.4" });
  const other = await browser.newPage();
  await other.goto(server.url);
  await expect(other).toHaveConnected({ within: 30_000 });
  const { store } = recording as Recording;
  expect(store.late).toBe(false);
  expect(store.links[0]).toMatchObject({ kind: "http", part: "page" });
  await expect(page).not.toHaveConnected();
  expect(await messageOf(expect(page).toHaveConnected({ timeout: 0 }))).toContain("Recorded:\n  no Engine.IO request");

  await page.goto(`${server.url}plain.html`);
  const opened = page.waitForEvent("popup");
  // Playwright hands out a popup when its document is there. What that asked for until then may be missing.
  await page.evaluate(() => void window.open("about:blank"));
  const popup = await opened;
  await popup.goto(server.url);
  await expect(popup).toHaveConnected();
  await expect(popup).toHaveUpgraded();
  await expect(popup).not.toHaveConnected({ url: /another-server/, timeout: 0 });
  await expect(page).not.toHaveConnected();
  await other.close();
  await expect(other).not.toHaveConnected();
});

test("a matcher that fails says what it expected, what was recorded, and the last rows, without secrets", async ({ page, startServer }) => {
  const server = await startServer({ version: "4.8.4", transports: ["polling"] });
  await page.goto(server.url);
  await expect(page).toHaveConnected();
  const message = await messageOf(expect(page).toHaveUpgraded({ within: 10, timeout: 10 }));
  expect(message).toMatch(/^expect\(page\)\.toHaveUpgraded\(\)\n\nExpected: a session on websocket or WebTransport, within 10 ms/);
  expect(message).toContain("Recorded:\n  #1: open, polling, no attempt to upgrade\n");
  expect(message).toMatch(/\nSessions:\n {2}#1 {2}sid-1 {2}http:\/\/127\.0\.0\.1:\d+\/socket\.io\/ {2}polling {2}open\n/);
  expect(message).toMatch(/\nLast rows of #1:\n {2}.*\n[\s\S]*connect \/ sid sid-2/);
  const [sid = ""] = await server.openSessions();
  expect(message).not.toContain(sid);
  expect(await messageOf(expect(page).not.toHaveConnected({ timeout: 10 }))).toContain("Expected: not a session connected to a namespace");
  expect(await messageOf(expect(page).toHaveAnswered("ask", { timeout: 10 }))).toContain("no “ask” was sent");
  expect(await messageOf(expect(page).not.toHaveAnswered("ask", { timeout: 10 }))).toContain("no “ask” was sent");
});

test("a page of another browser is recorded from the moment when the test says so", async ({ playwright, recording, startServer }) => {
  const server = await startServer({ version: "4.8.4" });
  const browser = await playwright.chromium.launch(launchOptions());
  const page = await browser.newPage();
  expect(await messageOf(expect(page).toHaveConnected({ timeout: 0 }))).toContain("nothing was recorded of this page");
  await recording.record(page.context());
  await page.goto(server.url);
  await expect(page).toHaveConnected();
  await expect(recording).toHaveNoFindings();
  await browser.close();
});

test.describe("a page that is made before the tests", () => {
  let page: Page;
  test.beforeAll(async ({ browser }) => {
    page = await browser.newPage();
  });
  test.afterAll(() => page.close());
  for (const nth of ["first", "second"]) {
    test(`is recorded by the ${nth} of them`, async ({ startServer }) => {
      const server = await startServer({ version: "4.8.4" });
      await page.goto(server.url);
      await expect(page).toHaveConnected();
    });
  }
});

test.describe("off", () => {
  test.use({ lifeline: "off" });
  test("records nothing, and matchers say so", async ({ page }) => {
    expect(await messageOf(expect(page).toHaveConnected())).toContain("the option `lifeline` is `off`");
    expect(await messageOf(expect(page).not.toHaveConnected())).toContain("the option `lifeline` is `off`");
  });
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

test("the example project passes, and fails with its attachments when its server stops answering", async () => {
  // Outside of this repository: Node and TypeScript look for packages in the folders above.
  const project = test.info().outputPath("project");
  cpSync(join(root, "docs/playwright"), project, { recursive: true });
  const packages = join(project, "node_modules");
  mkdirSync(join(packages, "@playwright"), { recursive: true });
  const packed = spawnSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], { cwd: root, encoding: "utf8" });
  const [{ filename }] = JSON.parse(packed.stdout);
  mkdirSync(join(packages, "lifeline-devtools"));
  spawnSync("tar", ["-xzf", join(project, filename), "-C", join(packages, "lifeline-devtools"), "--strip-components=1"]);
  symlinkSync(join(root, "node_modules/@playwright/test"), join(packages, "@playwright/test"));
  symlinkSync(join(root, "demo/servers/node_modules/sio484"), join(packages, "socket.io"));

  const [answering, silent] = [await freePort(), await freePort()];
  const use = { launchOptions: launchOptions() };
  const config = {
    projects: [
      { name: "answering", use: { ...use, baseURL: `http://localhost:${answering}`, lifeline: "on" } },
      { name: "silent", use: { ...use, baseURL: `http://localhost:${silent}` }, grep: "/is answered|changes/" },
    ],
    webServer: [
      { command: "node server.mjs", port: answering, env: { PORT: String(answering) } },
      { command: "node server.mjs", port: silent, env: { PORT: String(silent), FAULT: "silent" } },
    ],
    workers: 1,
    expect: { timeout: 2000 },
    reporter: [["json", { outputFile: "report.json" }]],
  };
  const text = JSON.stringify(config).replace('"/is answered|changes/"', "/is answered|changes/");
  writeFileSync(join(project, "two.config.ts"), `import own from "./playwright.config.ts";\nexport default { ...own, ...${text} };\n`);
  const args = [join(root, "node_modules/@playwright/test/cli.js"), "test", "--config=two.config.ts"];
  const { CI: _, ...env } = process.env;
  spawnSync(process.execPath, args, { cwd: project, env: { ...env, FORCE_COLOR: "0" }, encoding: "utf8" });

  interface Result {
    readonly status: string;
    readonly errors: readonly { readonly message: string }[];
    readonly attachments: readonly { readonly name: string; readonly path?: string; readonly body?: string }[];
  }
  const [{ specs }] = JSON.parse(readFileSync(join(project, "report.json"), "utf8")).suites;
  const results: (readonly [string, Result])[] = specs.flatMap((spec: { tests: { projectName: string; results: Result[] }[] }) =>
    spec.tests.map(({ projectName, results: [result] }) => [projectName, result]),
  );
  const ofProject = (name: string) => results.flatMap(([project, result]) => (project === name ? [result] : []));
  const files = ["findings.txt", "sessions.svg", "trace.jsonl"];
  const ends = (name: string) =>
    ofProject(name).map(({ status, attachments }) => [status, attachments.map((attachment) => attachment.name)]);
  expect(ends("answering")).toEqual(Array(3).fill(["passed", files]));
  expect(ends("silent")).toEqual([
    ["failed", [...files, "error-context"]],
    ["passed", []],
  ]);
  const [failed] = ofProject("silent");
  expect(failed?.errors[0]?.message).toContain("Expected: an answer to each “say” that was sent, within 500 ms");
  const attached = new Map(failed?.attachments.map((attachment) => [attachment.name, attachment]));
  expect(Buffer.from(attached.get("findings.txt")?.body ?? "", "base64").toString()).toContain("ACKs");
  expect(readFileSync(attached.get("sessions.svg")?.path ?? "", "utf8")).toMatch(/^<svg[\s\S]*Good morning/);
  const { store } = openBytes(readFileSync(attached.get("trace.jsonl")?.path ?? ""), english);
  expect(store?.sessions.map(({ sid, state, transport }) => [sid, state, transport])).toEqual([
    ["sid-1", "open", "websocket"],
    ["sid-3", "open", "websocket"],
  ]);
});
