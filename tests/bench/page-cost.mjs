// Measures what recording costs the inspected page: frames a second that it receives from a flooding socket.io server, with DevTools open,
// while Lifeline is stopped, while it records, and (the control) while only an empty CDP listener is attached. Without Lifeline the browser
// itself sets the limit. Capture is measured while another panel of DevTools is shown, because the cost of drawing depends on the number of
// cores.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { openPanel, recording } from "../../demo/devtools.mjs";
import { versions } from "../../demo/server.mjs";
import { root } from "../../demo/setup.mjs";
import { median } from "./measure.mjs";

/** @import { Frame } from "@playwright/test" */
/** @import { OpenPanel } from "../../demo/devtools.mjs" */
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

/** Milliseconds in which a newly loaded page receives the frames. @type {(open: OpenPanel, url: string) => Promise<number>} */
async function flood({ page }, url) {
  await page.goto(url);
  return page.evaluate(
    (count) => /** @type {{ flood(count: number): Promise<number> }} */ (/** @type {unknown} */ (globalThis)).flood(count),
    FRAMES,
  );
}

/** @type {(panel: Frame) => Promise<void>} */
async function stop(panel) {
  await panel.evaluate(() => globalThis.lifeline?.stop());
  await panel.waitForFunction(() => globalThis.lifeline?.status.state === "idle", null, { polling: 50 });
}

/** Shows the panel of DevTools whose id ends with `name`. @type {(open: OpenPanel, name: string) => Promise<void>} */
const show = ({ devtools }, name) =>
  devtools.evaluate(async (name) => {
    const legacy = "./ui/legacy/legacy.js";
    const { ViewManager } = await import(legacy);
    const views = ViewManager.ViewManager.instance();
    await views.showView([...views.views.keys()].find((key) => key.endsWith(name)));
  }, name);

/** @type {(open: OpenPanel, url: string, shown: string) => Promise<{ time: number, lost: number }>} */
async function recorded(open, url, shown) {
  const { panel } = open;
  await show(open, shown);
  await panel.evaluate(() => {
    globalThis.lifeline?.clear();
    globalThis.lifeline?.record();
  });
  await recording(open);
  const time = await flood(open, url);
  // The open packet, CONNECT, its answer and the request for the flood are packets too.
  const all = FRAMES + 4;
  await panel.waitForFunction((count) => (globalThis.lifeline?.store.packets ?? 0) >= count, all, { polling: 50, timeout: 60_000 });
  const packets = await panel.evaluate(() => {
    const entries = globalThis.lifeline?.store.entries;
    let events = 0;
    for (let i = 0; entries && i < entries.length; i++)
      if (entries.isPacket(i) && entries.socket(i) === 2 && entries.flags(i) === 0) events++;
    return events;
  });
  await stop(panel);
  await show(open, "Lifeline");
  return { time, lost: FRAMES - packets };
}

/** Attaches the domains that `capture/chromium` does, in the same page of the extension, with a listener that does nothing. @type {(open: OpenPanel, url: string) => Promise<number>} */
async function attached(open, url) {
  const owner = open.devtools.frames().find((frame) => frame.url().endsWith("/devtools.html"));
  if (!owner) throw new Error("the devtools page was not found");
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
  const open = await openPanel({ extension: join(root, "dist/chrome"), theme: "light" });
  try {
    await recording(open);
    await stop(open.panel);
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
    await server.close();
  }
}
