// `npm start`: a live Socket.IO page in Chromium, with the extension, DevTools and the Lifeline panel. Without a display it plays a scenario
// instead and leaves a screenshot, the trace and the figure in demo/out/.
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { startServer, versions } from "./server.mjs";
import { build, main, root, SetupError, say, setUp, step } from "./setup.mjs";

const help = `Usage: npm start -- [options]

Opens a live Socket.IO page in Chromium with DevTools and the Lifeline panel. Without a display, or with --headless, it plays a
scenario and saves a screenshot, the trace and the diagram in demo/out/.

  --version VERSION  the socket.io version: ${Object.keys(versions).join(", ")} (4.8.4)
  --scenario NAME    what is played by itself: basic
  --headless         without a window
  --port PORT        of the demo server (a free one)
  --help             this text
`;

/** @typedef {{ version: import("./server.mjs").Version, scenario: "basic" | undefined, headless: boolean, port: number }} Choices */

/** @returns {Choices | null} null: only help was asked for */
function readChoices() {
  const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  /** @type {{ version: string, scenario?: string, headless: boolean, port: string, help: boolean }} */
  let given;
  try {
    given = parseArgs({
      options: {
        version: { type: "string", default: "4.8.4" },
        scenario: { type: "string" },
        headless: { type: "boolean", default: !hasDisplay },
        port: { type: "string", default: "0" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error} (npm start -- --help tells what there is)`);
  }
  const { version, headless, port } = given;
  if (given.help) return null;
  const isVersion = /** @type {(text: string) => text is keyof typeof versions} */ ((text) => Object.hasOwn(versions, text));
  if (!isVersion(version)) throw new SetupError(`There is no demo of socket.io ${version}. There is: ${Object.keys(versions).join(", ")}.`);
  const scenario = given.scenario ?? (headless ? "basic" : undefined);
  if (scenario !== undefined && scenario !== "basic") throw new SetupError(`There is no scenario “${scenario}”. There is: basic.`);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new SetupError(`“${port}” is no port.`);
  return { version, scenario, headless, port: Number(port) };
}

/** @type {(open: import("./devtools.mjs").OpenPanel, name: string) => Promise<string[]>} */
async function saveAll(open, name) {
  const { drawn, saveTrace } = await import("./devtools.mjs");
  const out = join(root, "demo/out");
  mkdirSync(out, { recursive: true });
  const [screenshot = "", trace = "", figure = ""] = ["png", "jsonl", "svg"].map((ending) => join(out, `${name}.${ending}`));
  const passed = await open.page.evaluate(() => globalThis.__log.length);
  await drawn(open, passed).catch(() => say("Not every packet has reached the panel."));
  say(`${passed} packets passed.`);
  await saveTrace(open, trace);
  await open.devtools.screenshot({ path: screenshot });
  step("Drawing the trace", process.execPath, ["dist/cli.mjs", "draw", trace, "-o", figure]);
  return [screenshot, trace, figure];
}

await main(async () => {
  const choices = readChoices();
  if (!choices) return console.log(help);
  const { version, scenario, headless, port } = choices;
  await setUp();
  build();

  const { openPanel, recording } = await import("./devtools.mjs");
  const { basic, basicOptions } = await import("./scenarios/basic.mjs");
  say(`Starting a socket.io ${version} server.`);
  const server = await startServer({ version, port, ...(scenario ? basicOptions : {}) }).catch((error) => {
    throw new SetupError(error.message);
  });
  try {
    say(`Opening Chromium${headless ? " without a window" : ""}, with DevTools and Lifeline.`);
    const extension = join(root, "dist/chrome");
    const open = await openPanel({ extension, headless, ...(headless ? {} : { dock: "right", dockSize: 900, size: [1600, 1000] }) });
    try {
      await recording(open);
      if (scenario) {
        say(`Playing the ${scenario} scenario on ${server.url}`);
        await basic({ page: open.page, server });
      } else await open.page.goto(server.url);

      if (headless) {
        const paths = await saveAll(open, `${scenario}-${version}`);
        console.log(`\n${paths.map((path) => relative(process.cwd(), path)).join("\n")}`);
        return;
      }
      say(`${server.url} is live. Close the browser, or press Ctrl-C, to end.`);
      await new Promise((resolve) => {
        open.context.once("close", resolve);
        process.once("SIGINT", resolve);
      });
    } finally {
      await open.close();
    }
  } finally {
    await server.close();
  }
});
