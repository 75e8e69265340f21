// Records one application: starts its server, uses its page, restarts the server, loads the page again, and saves the panel's trace.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drawn, openPanel, recording, saveTrace } from "../../demo/devtools.mjs";
import { root } from "../../demo/setup.mjs";
import { until as poll } from "../../demo/until.mjs";
import { startBrowserLog } from "./browser-log.mjs";

/** @import { AddressInfo } from "node:net" */
/** @import { ExpectedPacket } from "../browser/support/truth.ts" */
/** @import { Application, Place } from "./applications.mjs" */

/**
 * @typedef {object} Recorded
 * @property {readonly ExpectedPacket[]} expected every packet of the independent log, in order
 * @property {readonly string[]} unread what the independent log could not read; should be empty
 */

/** Six servers of this size start slowly on a busy machine. @type {(what: string, find: () => unknown) => Promise<unknown>} */
const until = (what, find) => poll(what, find, 180_000);

/** @returns {Promise<number>} */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the server in a process of its own. @type {(application: Application, place: Place, home: string) => Promise<{ kill: () => Promise<void> }>} */
async function startServer({ name, start }, place, home) {
  const server = spawn(process.execPath, start(place), {
    cwd: home,
    // Some of these applications ask the registry for their newest version.
    env: { ...process.env, HOME: home, NODE_ENV: "production", npm_config_registry: "http://127.0.0.1:9/" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let stderr = "";
  server.stderr.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const exited = new Promise((resolve) => server.once("exit", resolve));
  await until(`the server of ${name}`, async () => {
    if (server.exitCode !== null) throw new Error(`The server of ${name} ended: ${stderr.trim() || "it printed no error"}`);
    // Karma accepts connections before it answers requests, and never answers those.
    return fetch(`http://127.0.0.1:${place.port}/`, { signal: AbortSignal.timeout(1000) }).then(
      (answer) => answer.text().then(() => true),
      () => false,
    );
  });
  return {
    kill: async () => {
      server.kill("SIGKILL");
      await exited;
    },
  };
}

/**
 * @param {Application} application
 * @param {string} trace path of the trace to write
 * @returns {Promise<Recorded>}
 */
export async function record(application, trace) {
  const folder = mkdtempSync(join(tmpdir(), "lifeline-application-"));
  const home = join(folder, "home");
  const place = { port: await freePort(), folder: join(folder, "files") };
  for (const each of [home, place.folder]) mkdirSync(each);
  application.prepare?.(place);
  /** @type {(() => Promise<unknown>)[]} */
  const undo = [async () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })];
  try {
    let server = await startServer(application, place, home);
    undo.push(() => server.kill());
    const open = await openPanel({
      extension: join(root, "dist/chrome"),
      args: ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    });
    undo.push(open.close);
    await recording(open);
    const { page } = open;
    const installed = createRequire(new URL(`node_modules/${application.package}/package.json`, import.meta.url));
    const log = await startBrowserLog(page, installed.resolve("socket.io"));
    const isUpgraded = (/** @type {number} */ times) =>
      until(`upgrade ${times} of ${application.name}`, () => log.upgrades() >= times && log.isIdle());

    await page.goto(`http://127.0.0.1:${place.port}${application.path?.(place) ?? "/"}`, { waitUntil: "commit" });
    await application.open?.(page, place);
    await isUpgraded(1);
    await application.use(page, place, 0);

    await server.kill();
    await until("the end of the websocket", () => log.openWebsockets() === 0);
    server = await startServer(application, place, home);
    await isUpgraded(2);
    await application.use(page, place, 1);
    await until("the last request", log.isIdle);

    await page.reload({ waitUntil: "commit" });
    await isUpgraded(3);
    await application.use(page, place, 2);
    await until("the last request", log.isIdle);

    await page.goto("about:blank");
    const expected = log.packets();
    await drawn(open, expected.length);
    await saveTrace(open, trace);
    return { expected, unread: log.unread };
  } finally {
    for (const step of undo.reverse()) await step();
  }
}
