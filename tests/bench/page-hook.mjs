// Measures what the page hook costs a page: frames a second that one websocket receives from a flood, without the hook, with an idle hook, and
// with a recording hook whose records an otherwise empty page of the extension receives. In Firefox also frames and polls a second while the
// panel records and draws. The browsers take turns.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { recording } from "../../demo/devtools.mjs";
import { openFirefoxPanel } from "../../demo/firefox.mjs";
import { root } from "../../demo/setup.mjs";
import { median } from "./measure.mjs";

/** @import { FirefoxPanel } from "../../demo/firefox.mjs" */
/** @import { BrowserName } from "../browser/support/hooked.ts" */
/** @import { Row } from "./table.mjs" */

const FRAMES = 5_000;
const POLLS = 100;
const ROUNDS = 15;

/** Compiles the helpers of the hook's tests for Node, and imports them. @returns {Promise<typeof import("../browser/support/hooked.ts") & typeof import("../browser/support/ws-server.ts")>} */
async function support() {
  const outfile = join(root, "dist/bench/support.mjs");
  await esbuild.build({
    stdin: {
      contents: ["hooked", "ws-server"].map((name) => `export * from "./tests/browser/support/${name}.ts";`).join(""),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    external: [join(root, "demo/*")],
  });
  return import(pathToFileURL(outfile).href);
}

/** Runs in a page: milliseconds from the first frame to the last. @type {(count: number) => Promise<number>} */
const flood = async (count) => {
  const ws = new WebSocket(`${location.origin.replace("http", "ws")}/flood?EIO=4&transport=websocket&sid=bench`);
  await new Promise((resolve) => ws.addEventListener("open", resolve));
  const time = await new Promise((resolve) => {
    let got = 0;
    let begin = 0;
    ws.addEventListener("message", () => {
      if (got++ === 0) begin = performance.now();
      if (got === count) resolve(performance.now() - begin);
    });
    ws.send(`${count}`);
  });
  ws.close();
  return time;
};

/** Runs in a page: milliseconds for `count` polls, one after the other. @type {(count: number) => Promise<number>} */
const poll = async (count) => {
  const begin = performance.now();
  for (let i = 0; i < count; i++) await (await fetch(`/socket.io/?EIO=4&transport=polling&sid=bench&t=${i}`)).text();
  return performance.now() - begin;
};

const rate = (/** @type {number} */ count, /** @type {readonly number[]} */ times) =>
  `${Math.round(count / (median(times) / 1000)).toLocaleString("en")}/s`;

/** @type {(name: BrowserName, tools: Awaited<ReturnType<typeof support>>, origin: string) => Promise<Row[]>} */
async function hookCost(name, { openHooked }, origin) {
  const plain = await openHooked(name, {});
  const hooked = await openHooked(name, { hook: "relay first" }).catch(async (error) => {
    await plain.close();
    throw error;
  });
  try {
    const [without, tab] = [await plain.newTab(), await hooked.newTab()];
    const recorded = async () => {
      await tab.goto(origin);
      await hooked.control.evaluate(() => hookControl.record());
      const time = await tab.evaluate(flood, FRAMES);
      const told = () =>
        hooked.control.evaluate(() =>
          hookControl.relays.reduce((sum, { records }) => sum + records.filter(({ kind }) => kind === "frame").length, 0),
        );
      // One more frame asks for the flood.
      while ((await told()) < FRAMES + 1) await new Promise((resolve) => setTimeout(resolve, 50));
      await hooked.control.evaluate(() => {
        hookControl.stop();
        hookControl.forget();
      });
      return time;
    };
    const idle = async () => {
      await tab.goto(origin);
      return tab.evaluate(flood, FRAMES);
    };
    const none = async () => {
      await without.goto(origin);
      return without.evaluate(flood, FRAMES);
    };
    for (const warm of [none, idle, recorded]) await warm();
    /** @type {{ none: number, idle: number, recorded: number }[]} */
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push({ none: await none(), idle: await idle(), recorded: await recorded() });
    const times = (/** @type {"none" | "idle" | "recorded"} */ kind) =>
      rate(
        FRAMES,
        rounds.map((round) => round[kind]),
      );
    return [
      {
        what: `${name}: frames/s with the hook idle, to without it`,
        measured: median(rounds.map(({ none, idle }) => none / idle)),
        detail: `${times("idle")}, without ${times("none")}`,
      },
      {
        what: `${name}: with the hook recording, to without it`,
        measured: median(rounds.map(({ none, recorded }) => none / recorded)),
        budget: "≥ 0.85",
        detail: times("recorded"),
      },
    ];
  } finally {
    await plain.close();
    await hooked.close();
  }
}

/** Measures in a Firefox with a panel, stopped and recording in turn. @type {(open: FirefoxPanel, origin: string, work: (count: number) => Promise<number>, count: number) => Promise<Row>} */
async function panelCost(open, origin, work, count) {
  const { page, panel } = open;
  const stopped = async () => {
    await page.goto(origin);
    return page.evaluate(work, count);
  };
  const recorded = async () => {
    await panel.evaluate(() => globalThis.lifeline?.record());
    await recording(open);
    const time = await stopped();
    await panel.evaluate(() => globalThis.lifeline?.stop());
    await panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null);
    await panel.evaluate(() => globalThis.lifeline?.clear());
    return time;
  };
  await stopped();
  /** @type {{ stopped: number, recorded: number }[]} */
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) rounds.push({ stopped: await stopped(), recorded: await recorded() });
  const times = (/** @type {"stopped" | "recorded"} */ kind) =>
    rate(
      count,
      rounds.map((round) => round[kind]),
    );
  return {
    what: `firefox: ${work === flood ? "frames" : "polls"}/s with the panel recording, to stopped`,
    measured: median(rounds.map(({ stopped, recorded }) => stopped / recorded)),
    detail: `${times("recorded")}, stopped ${times("stopped")}`,
  };
}

/** @returns {Promise<Row[]>} */
export async function pageHook() {
  const tools = await support();
  const blank = { body: "<!doctype html><meta charset=utf-8><title>bench</title>" };
  const server = await tools.startWsServer({ "/": blank, "/socket.io/": { body: '42["tick",{"id":100000}]' } });
  try {
    const rows = [await hookCost("chromium", tools, server.origin), await hookCost("firefox", tools, server.origin)].flat();
    const open = await openFirefoxPanel({ extension: join(root, "dist/firefox"), theme: "light" });
    try {
      await recording(open);
      await open.panel.evaluate(() => globalThis.lifeline?.stop());
      await open.panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null);
      rows.push(await panelCost(open, server.origin, flood, FRAMES), await panelCost(open, server.origin, poll, POLLS));
    } finally {
      await open.close();
    }
    return rows;
  } finally {
    await server.close();
  }
}
