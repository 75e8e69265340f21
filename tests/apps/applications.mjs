// The recorded applications: how each is started, opened and used.
import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** @import { Page } from "@playwright/test" */

/**
 * @typedef {object} Place
 * @property {number} port of the server
 * @property {string} folder an empty folder of its own
 */

/**
 * @typedef {object} Application
 * @property {string} name
 * @property {string} package package whose version the table names, and whose socket.io is used
 * @property {(place: Place) => readonly string[]} start Node's arguments
 * @property {(place: Place) => void} [prepare] fills the folder
 * @property {(place: Place) => string} [path] path of the page, with its leading slash
 * @property {(page: Page, place: Place) => Promise<void>} [open] what a person does once, to connect
 * @property {(page: Page, place: Place, round: number) => Promise<void>} use runs three times: at first, after the restart of the server, and after
 *   the reload of the page
 */

/** @type {(name: string) => string} */
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
/** @type {(name: string) => string} */
const installed = (name) => file(`node_modules/${name}`);

/** @type {readonly Application[]} */
export const applications = [
  {
    name: "Browsersync",
    package: "browser-sync",
    prepare: ({ folder }) => {
      writeFileSync(
        join(folder, "index.html"),
        '<!doctype html><link rel="stylesheet" href="style.css"><body><button>Click</button></body>',
      );
      writeFileSync(join(folder, "style.css"), "button { color: green; }");
    },
    start: ({ port, folder }) => [file("servers/browser-sync.mjs"), `${port}`, folder],
    use: async (page, { port }) => {
      // A click is sent to the other browsers.
      await page.getByRole("button").click();
      const before = await page.locator("link").getAttribute("href");
      await fetch(`http://127.0.0.1:${port}/__browser_sync__?method=reload&args=style.css`);
      await page.waitForFunction((href) => document.querySelector("link")?.getAttribute("href") !== href, before);
    },
  },
  {
    name: "Karma",
    package: "karma",
    start: ({ port }) => [installed("karma/bin/karma"), "start", file("servers/karma.conf.cjs"), "--port", `${port}`],
    // Runs the tests in the page, and ends with 0 if they passed.
    use: async (_page, { port }) => {
      await promisify(execFile)(process.execPath, [
        installed("karma/bin/karma"),
        "run",
        file("servers/karma.conf.cjs"),
        "--port",
        `${port}`,
      ]);
    },
  },
  {
    name: "Ungit",
    package: "ungit",
    prepare: ({ folder }) => {
      const git = (/** @type {string[]} */ ...args) =>
        execFileSync("git", ["-c", "user.name=Ungit", "-c", "user.email=ungit@example.org", ...args], { cwd: folder });
      git("init", "--quiet");
      git("commit", "--quiet", "--allow-empty", "--message", "The first commit");
    },
    start: ({ port }) => [
      installed("ungit/source/server.js"),
      `--port=${port}`,
      "--no-launchBrowser",
      "--no-autoFetch",
      "--ungitVersionCheckOverride",
    ],
    path: ({ folder }) => `/#/repository?path=${encodeURIComponent(folder)}`,
    // The server watches the repository and sends an event when a file changes.
    use: async (page, { folder }, round) => {
      writeFileSync(join(folder, `note-${round}.txt`), "");
      await page.getByText(`note-${round}.txt`).first().waitFor();
    },
  },
  {
    name: "Feathers",
    package: "@feathersjs/socketio",
    start: ({ port }) => [file("servers/feathers.mjs"), `${port}`],
    use: async (page, _place, round) => {
      await page.getByRole("textbox").fill(`message ${round}: é😀`);
      await page.getByRole("button").click();
      await page.getByText(`message ${round}: é😀`).waitFor();
    },
  },
  {
    name: "NestJS",
    package: "@nestjs/platform-socket.io",
    start: ({ port }) => [file("servers/nestjs.mjs"), `${port}`],
    use: async (page) => {
      const items = page.getByRole("listitem");
      const before = await items.count();
      for (const button of await page.getByRole("button").all()) await button.click();
      await items.nth(before + 3).waitFor();
    },
  },
  {
    name: "Socket.IO admin UI",
    package: "@socket.io/admin-ui",
    start: ({ port }) => [file("servers/admin-ui.mjs"), `${port}`],
    open: async (page, { port }) => {
      await page.getByLabel("Server URL").fill(`http://127.0.0.1:${port}`);
      await page.getByRole("button", { name: "Connect" }).click();
    },
    use: async (page) => {
      await page.getByRole("link", { name: "Rooms" }).click();
      await page.getByText("room 1").first().waitFor();
    },
  },
];
