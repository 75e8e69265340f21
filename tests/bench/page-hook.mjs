// Measures what the page hook costs a page that receives a flood of frames: without the hook, with an idle hook, and with a recording hook whose
// records an otherwise empty page of the extension receives. The CPU time of the page's thread is steadier than the frames a second; how far two
// measurements without the hook differ shows how exact either is. In Firefox also frames and polls a second while the panel records and draws.
// The browsers take turns.

import { join } from "node:path";
import { recording } from "../../demo/devtools.mjs";
import { openFirefoxPanel } from "../../demo/firefox.mjs";
import { root } from "../../demo/setup.mjs";
import { median } from "./measure.mjs";
import { pageThread } from "./page-thread.mjs";
import { support } from "./support.mjs";

/** @import { FirefoxPanel } from "../../demo/firefox.mjs" */
/** @import { BrowserName, Hooked } from "../browser/support/hooked.ts" */
/** @import { Tab } from "../browser/support/tab.ts" */
/** @import { Row } from "./table.mjs" */

const FRAMES = 5_000;
const POLLS = 100;
const ROUNDS = 15;

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

/** The columns of a round; `again` is a second measurement without the hook. */
const HOOKS = /** @type {const} */ (["none", "again", "idle", "recording"]);
/** @typedef {{ wall: number, cpu: number }} Cost milliseconds */
/** @typedef {Record<typeof HOOKS[number], Cost>} Round */

/** @type {(name: BrowserName, tools: Awaited<ReturnType<typeof support>>, origin: string) => Promise<Row[]>} */
async function hookCost(name, { openHooked }, origin) {
  const plain = await openHooked(name, {});
  const hooked = await openHooked(name, { hook: "relay first" }).catch(async (error) => {
    await plain.close();
    throw error;
  });
  try {
    const tabs = { plain: await plain.newTab(), hooked: await hooked.newTab() };
    /** @type {(browser: Hooked, tab: Tab, record?: boolean) => Promise<Cost>} */
    const measured = async ({ pid }, tab, record = false) => {
      await tab.goto(origin);
      if (record) await hooked.control.evaluate(() => hookControl.record());
      const cpu = await pageThread(pid, tab);
      const before = cpu();
      const wall = await tab.evaluate(flood, FRAMES);
      return { wall, cpu: cpu() - before };
    };
    const recorded = async () => {
      const cost = await measured(hooked, tabs.hooked, true);
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
      return cost;
    };
    const round = async () => ({
      none: await measured(plain, tabs.plain),
      idle: await measured(hooked, tabs.hooked),
      recording: await recorded(),
      again: await measured(plain, tabs.plain),
    });
    await round();
    /** @type {Round[]} */
    const rounds = [];
    while (rounds.length < ROUNDS) rounds.push(await round());
    return HOOKS.slice(1).flatMap((hook) => costRows(name, hook, rounds));
  } finally {
    await plain.close();
    await hooked.close();
  }
}

/** The least that a hook may leave of a page's frames a second. @type {Readonly<Record<BrowserName, Partial<Record<typeof HOOKS[number], string>>>>} */
const BUDGETS = { chromium: { recording: "≥ 0.90" }, firefox: { idle: "≥ 0.93", recording: "≥ 0.90" } };

/** @type {(name: BrowserName, hook: typeof HOOKS[number], rounds: readonly Round[]) => Row[]} */
function costRows(name, hook, rounds) {
  const what = hook === "again" ? "without the hook a second time" : `with the hook ${hook}`;
  const budget = BUDGETS[name][hook];
  const more = median(rounds.map((round) => round[hook].cpu - round.none.cpu)) / FRAMES;
  const least = (/** @type {typeof HOOKS[number]} */ of) => Math.min(...rounds.map((round) => round[of].cpu));
  const times = (/** @type {typeof HOOKS[number]} */ of) =>
    rate(
      FRAMES,
      rounds.map((round) => round[of].wall),
    );
  return [
    {
      what: `${name}: frames/s ${what}, to without it`,
      measured: median(rounds.map((round) => round.none.wall / round[hook].wall)),
      ...(budget && { budget }),
      detail: `${times(hook)}, without ${times("none")}`,
    },
    {
      what: `${name}: CPU without it, to ${what}`,
      measured: median(rounds.map((round) => round.none.cpu / round[hook].cpu)),
      detail: `${(more * 1000).toFixed(1)} µs a frame more; of the best rounds ${(least("none") / least(hook)).toFixed(2)}`,
    },
  ];
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

/** @type {(measure: (tools: Awaited<ReturnType<typeof support>>, origin: string) => Promise<Row[]>) => Promise<Row[]>} */
async function withServer(measure) {
  const tools = await support();
  const blank = { body: "<!doctype html><meta charset=utf-8><title>bench</title>" };
  const server = await tools.startWsServer({ "/": blank, "/socket.io/": { body: '42["tick",{"id":100000}]' } });
  try {
    return await measure(tools, server.origin);
  } finally {
    await server.close();
  }
}

export const pageHook = () =>
  withServer(async (tools, origin) => [...(await hookCost("chromium", tools, origin)), ...(await hookCost("firefox", tools, origin))]);

export const firefoxPanel = () =>
  withServer(async (_, origin) => {
    const open = await openFirefoxPanel({ extension: join(root, "dist/firefox"), theme: "light" });
    try {
      await recording(open);
      await open.panel.evaluate(() => globalThis.lifeline?.stop());
      await open.panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null);
      return [await panelCost(open, origin, flood, FRAMES), await panelCost(open, origin, poll, POLLS)];
    } finally {
      await open.close();
    }
  });
