// Measures what recording costs the inspected page: frames a second that it receives from a flooding socket.io server, with DevTools open,
// while Lifeline is stopped, while it records, and (the control) while only an empty CDP listener is attached. Without Lifeline the browser
// itself sets the limit; the browser is driven over raw CDP, because Playwright's Network domain would be one more listener. Capture is measured while another panel of DevTools is shown, because the cost of drawing depends on the number of
// cores.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { versions } from "../../demo/server.mjs";
import { root } from "../../demo/setup.mjs";
import { until } from "../../demo/until.mjs";
import { median } from "./measure.mjs";
import { support } from "./support.mjs";

/** @import { Tab } from "../browser/support/tab.ts" */
/** @import { Row } from "./table.mjs" */

const FRAMES = 20_000;
const ROUNDS = 5;
const PAGE = `<!doctype html><title>flood</title><script src="/client.js"></script><script>
  const socket = io({ transports: ["websocket"] });
  globalThis.flood = (count) => new Promise((resolve) => {
    let got = 0, begin = 0;
    socket.on("tick", () => {
      if (got++ === 0) begin = performance.now();
      if (got === count) resolve(performance.now() - begin);
    });
    socket.emit("flood", count);
  });
</script>`;

/** @returns {Promise<{ url: string, close: () => Promise<void> }>} */
async function startFlood() {
  const alias = versions["4.8.4"];
  const require = createRequire(join(root, "demo/servers/package.json"));
  const client = readFileSync(join(dirname(require.resolve(`sioc${alias}/package.json`)), "dist/socket.io.min.js"));
  const http = createServer((request, response) => {
    const script = request.url === "/client.js";
    response.setHeader("content-type", script ? "text/javascript" : "text/html").end(script ? client : PAGE);
  });
  const io = new (require(`sio${alias}`).Server)(http, { serveClient: false });
  io.on(
    "connection",
    (/** @type {{ on(event: string, listener: (count: number) => void): void, emit(...args: unknown[]): void }} */ socket) => {
      socket.on("flood", (count) => {
        // 65 bytes.
        for (let i = 0; i < count; i++) socket.emit("tick", { id: 100_000 + i, user: "u1", text: "lorem ipsum dolor" });
      });
    },
  );
  await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = http.address();
  if (!address || typeof address === "string") throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}/`, close: () => io.close() };
}

/** @typedef {Pick<Tab, "evaluate">} Evaluating */
/** @typedef {{ page: Tab, devtools: Evaluating, owner: Evaluating, panel: Evaluating }} Open */

/** @type {(profile: string) => Promise<Open & { close: () => Promise<void> }>} */
async function openDevTools(profile) {
  mkdirSync(join(profile, "Default"));
  const preferences = { currentDockState: JSON.stringify("undocked"), language: JSON.stringify("en-US") };
  writeFileSync(join(profile, "Default", "Preferences"), JSON.stringify({ devtools: { preferences } }));
  const { openRawChromium } = await support();
  const chromium = await openRawChromium(join(root, "dist/chrome"), profile);
  try {
    const page = await chromium.newTab();
    await page.openDevTools();
    const owner = await chromium.find("the extension's DevTools page", (url) => url.endsWith("/devtools.html"));
    const devtools = await chromium.find("DevTools", (url) => url.includes("/devtools_app.html"));
    await until("Lifeline's panel", () => show(devtools, "Lifeline"));
    const panel = await chromium.find("the panel's document", (url) => url.endsWith("/panel.html"));
    return { page, devtools, owner, panel, close: chromium.close };
  } catch (error) {
    await chromium.close();
    throw error;
  }
}

/** Milliseconds in which a newly loaded page receives the frames. @type {(open: Open, url: string) => Promise<number>} */
async function flood({ page }, url) {
  await page.goto(url);
  return page.evaluate(
    (count) => /** @type {{ flood(count: number): Promise<number> }} */ (/** @type {unknown} */ (globalThis)).flood(count),
    FRAMES,
  );
}

/** @type {(open: Open, state: "idle" | "recording") => Promise<unknown>} */
const become = ({ panel }, state) =>
  until(`a panel that is ${state}`, () => panel.evaluate((state) => globalThis.lifeline?.status.state === state, state));

/** @type {(open: Open) => Promise<void>} */
async function stop(open) {
  await open.panel.evaluate(() => void globalThis.lifeline?.stop());
  await become(open, "idle");
}

/** Shows the panel of DevTools whose id ends with `name`. @type {(devtools: Evaluating, name: string) => Promise<boolean>} false if there is none */
const show = (devtools, name) =>
  devtools.evaluate(async (name) => {
    const legacy = "./ui/legacy/legacy.js";
    const { ViewManager } = await import(legacy);
    const views = ViewManager.ViewManager.instance();
    const id = [...views.views.keys()].find((key) => key.endsWith(name));
    if (id) await views.showView(id);
    return id !== undefined;
  }, name);

/** @type {(open: Open, url: string, shown: string) => Promise<{ time: number, lost: number }>} */
async function recorded(open, url, shown) {
  const { panel, devtools } = open;
  await show(devtools, shown);
  await panel.evaluate(() => {
    globalThis.lifeline?.clear();
    void globalThis.lifeline?.record();
  });
  await become(open, "recording");
  const time = await flood(open, url);
  // The open packet, CONNECT, its answer and the request for the flood are packets too.
  const all = FRAMES + 4;
  await until(`${all} packets`, () => panel.evaluate((count) => (globalThis.lifeline?.store.packets ?? 0) >= count, all));
  const packets = await panel.evaluate(() => {
    const entries = globalThis.lifeline?.store.entries;
    let events = 0;
    for (let i = 0; entries && i < entries.length; i++)
      if (entries.isPacket(i) && entries.socket(i) === 2 && entries.flags(i) === 0) events++;
    return events;
  });
  await stop(open);
  await show(devtools, "Lifeline");
  return { time, lost: FRAMES - packets };
}

/** Attaches the domains that `capture/chromium` does, in the same page of the extension, with a listener that does nothing. @type {(open: Open, url: string) => Promise<number>} */
async function attached(open, url) {
  const { owner } = open;
  await owner.evaluate(async () => {
    const target = { tabId: chrome.devtools.inspectedWindow.tabId };
    chrome.debugger.onEvent.addListener(() => {});
    await chrome.debugger.attach(target, "1.3");
    await chrome.debugger.sendCommand(target, "Network.enable", { maxPostDataSize: 1_000_000 });
    await chrome.debugger.sendCommand(target, "Page.enable");
  });
  const time = await flood(open, url);
  await owner.evaluate(() => chrome.debugger.detach({ tabId: chrome.devtools.inspectedWindow.tabId }));
  return time;
}

/** @returns {Promise<Row[]>} */
export async function pageCost() {
  const server = await startFlood();
  const profile = mkdtempSync(join(tmpdir(), "lifeline-"));
  const open = await openDevTools(profile);
  try {
    await become(open, "recording");
    await stop(open);
    await flood(open, server.url);
    /** @type {{ idle: number, control: number, hidden: number, drawn: number, lost: number }[]} */
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) {
      const idle = await flood(open, server.url);
      const control = await attached(open, server.url);
      const hidden = await recorded(open, server.url, "elements");
      const drawn = await recorded(open, server.url, "Lifeline");
      rounds.push({ idle, control, hidden: hidden.time, drawn: drawn.time, lost: Math.max(hidden.lost, drawn.lost) });
    }
    /** @typedef {"idle" | "control" | "hidden" | "drawn"} Kind */
    /** @type {(kind: Kind) => string} */
    const rate = (kind) => `${Math.round(FRAMES / (median(rounds.map((round) => round[kind])) / 1000)).toLocaleString("en")} frames/s`;
    /** @type {(kind: Kind, to: Kind) => number} */
    const ratio = (kind, to) => median(rounds.map((round) => round[to] / round[kind]));
    return [
      {
        what: "the page's frames/s while recording, to an empty listener",
        measured: ratio("hidden", "control"),
        budget: "≥ 0.95",
        detail: `${rate("hidden")}, empty listener ${rate("control")}`,
      },
      { what: "the same while the panel is drawn too", measured: ratio("drawn", "control"), detail: rate("drawn") },
      { what: "while recording, to Lifeline stopped", measured: ratio("hidden", "idle"), detail: `stopped ${rate("idle")}` },
      { what: "an empty listener, to Lifeline stopped", measured: ratio("control", "idle") },
      { what: `packets lost of ${FRAMES.toLocaleString("en")}`, measured: Math.max(...rounds.map(({ lost }) => lost)), budget: "0" },
    ];
  } finally {
    await open.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    await server.close();
  }
}
