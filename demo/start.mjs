// `npm start`: opens a live Socket.IO page in Chromium or Firefox, with the Lifeline panel in DevTools. Without a display it plays a scenario
// and saves a screenshot, the trace and the diagram in demo/out/.
import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { basic, basicOptions } from "./scenarios/basic.mjs";
import { beyond } from "./scenarios/beyond.mjs";
import { figures } from "./scenarios/figures.mjs";
import { familyOf, nameOf, versions } from "./server.mjs";
import { build, main, root, SetupError, say, setUp, step } from "./setup.mjs";

/** @type {Record<string, import("./scenarios/figures.mjs").Scenario>} */
const scenarios = {
  basic: { what: "everything the demo page can do, in one go", options: basicOptions, run: basic },
  ...figures,
  ...beyond,
};

const browserNames = /** @type {const} */ (["chromium", "firefox"]);
const languages = /** @type {const} */ (["en", "ja"]);

const help = `Usage: npm start -- [options]

Opens a live Socket.IO page in a browser with DevTools and the Lifeline panel. Without a display, or with --headless, it plays a
scenario and saves a screenshot, the trace and the diagram in demo/out/.

  --browser BROWSER  ${browserNames.join(", ")} (chromium)
  --version VERSION  version of socket.io: ${Object.keys(versions).join(", ")} (4.8.4, or
                     the newest version that the scenario supports)
  --scenario NAME    scenario to play (from socket.io 1.0):
${Object.entries(scenarios)
  .map(([name, { what }]) => `                     ${name.padEnd(18)}  ${what}`)
  .join("\n")}
  --lang LANGUAGE    language of browser, panel, page and diagram: ${languages.join(", ")} (en)
  --headless         show no window
  --port PORT        port of the demo server (a free one)
  --help             show this text
`;

/**
 * @typedef {object} Choices
 * @property {typeof browserNames[number]} browser
 * @property {import("./server.mjs").Version} version
 * @property {string | undefined} scenario
 * @property {typeof languages[number]} lang
 * @property {boolean} headless
 * @property {number} port
 */

/** @returns {Choices | null} null if only help was asked for */
function readChoices() {
  const hasDisplay = process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  /** @type {{ browser: string, version?: string, scenario?: string, lang: string, headless: boolean, port: string, help: boolean }} */
  let given;
  try {
    given = parseArgs({
      options: {
        browser: { type: "string", default: "chromium" },
        version: { type: "string" },
        scenario: { type: "string" },
        lang: { type: "string", default: "en" },
        headless: { type: "boolean", default: !hasDisplay },
        port: { type: "string", default: "0" },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error} (npm start -- --help lists all options)`);
  }
  const { headless, port } = given;
  if (given.help) return null;
  const scenario = given.scenario ?? (headless ? "basic" : undefined);
  if (scenario !== undefined && !Object.hasOwn(scenarios, scenario)) {
    throw new SetupError(`There is no scenario “${scenario}”. Choose one of: ${Object.keys(scenarios).join(", ")}.`);
  }
  const fitting = scenario === undefined ? undefined : scenarios[scenario]?.versions;
  const version = given.version ?? fitting?.at(-1) ?? "4.8.4";
  const isVersion = /** @type {(text: string) => text is keyof typeof versions} */ ((text) => Object.hasOwn(versions, text));
  if (!isVersion(version)) throw new SetupError(`There is no demo of ${version}. Choose one of: ${Object.keys(versions).join(", ")}.`);
  if (scenario && familyOf(version) !== "socket") {
    throw new SetupError(`Scenarios cannot be played with ${nameOf(version)}. Start it in a window, without --scenario.`);
  }
  const browser = browserNames.find((each) => each === given.browser);
  if (!browser) throw new SetupError(`There is no browser “${given.browser}”. Choose one of: ${browserNames.join(", ")}.`);
  const lang = languages.find((each) => each === given.lang);
  if (!lang) throw new SetupError(`There is no language “${given.lang}”. Choose one of: ${languages.join(", ")}.`);
  if (fitting && !fitting.includes(version)) {
    throw new SetupError(`The ${scenario} scenario cannot be played with ${nameOf(version)}. Choose one of: ${fitting.join(", ")}.`);
  }
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new SetupError(`“${port}” is not a port. Give a number from 0 to 65535.`);
  return { browser, version, scenario, lang, headless, port: Number(port) };
}

/** @type {(open: import("./devtools.mjs").AnyPanel, name: string, lang: string) => Promise<string[]>} */
async function saveAll(open, name, lang) {
  const { savePlayed } = await import("./play.mjs");
  const out = join(root, "demo/out");
  mkdirSync(out, { recursive: true });
  const [screenshot = "", trace = "", figure = ""] = ["png", "jsonl", "svg"].map((ending) => join(out, `${name}.${ending}`));
  await savePlayed(open, trace);
  await open.screenshot({ path: screenshot });
  step("Drawing the trace", process.execPath, ["dist/cli.mjs", "draw", trace, "-o", figure, "--lang", lang]);
  return [screenshot, trace, figure];
}

await main(async () => {
  const choices = readChoices();
  if (!choices) return console.log(help);
  const { browser, version, scenario: name, lang, headless, port } = choices;
  await setUp([browser], lang);
  build();

  const { play } = await import("./play.mjs");
  const scenario = name === undefined ? undefined : scenarios[name];
  const window = headless ? {} : /** @type {const} */ ({ dock: "right", dockSize: 900, size: [1600, 1000] });
  await play({ browser, version, port, ...(scenario && { scenario }), panel: { headless, lang, ...window } }, async (open, url) => {
    const spoken = await open.panel.evaluate(() => navigator.language);
    if (!spoken.startsWith(lang)) say(`This browser has no “${lang}” language, so the panel is in ${spoken}.`);
    if (headless) {
      const paths = await saveAll(open, `${name}-${version}${browser === "firefox" ? "-firefox" : ""}`, lang);
      console.log(`\n${paths.map((path) => relative(process.cwd(), path)).join("\n")}`);
      return;
    }
    say(`The page ${url} is open. Close the browser or press Ctrl-C to end.`);
    await new Promise((resolve) => {
      open.context.once("close", resolve);
      process.once("SIGINT", resolve);
    });
  });
});
