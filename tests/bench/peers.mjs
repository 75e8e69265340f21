// Other programs that show the same, and Lifeline beside them: Chromium's own Messages tab, in which frames arrive one by one, and mermaid, which
// draws a sequence diagram of 1,000 arrows.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import * as esbuild from "esbuild";
import { WebSocketServer } from "ws";
import { launchOptions } from "../../demo/browser.mjs";
import { root, step } from "../../demo/setup.mjs";
import { openIdlePanel } from "./idle-panel.mjs";
import { median } from "./measure.mjs";
import { panelSession, workOf } from "./panel-process.mjs";

/** @import { AddressInfo } from "node:net" */
/** @import { CDPSession, Frame, Page } from "@playwright/test" */
/** @import { OpenPanel } from "../../demo/devtools.mjs" */
/** @import { WireEvent } from "../../src/wire/event.ts" */
/** @import { Row } from "./table.mjs" */

const FRAMES = 5_000;
const ROUNDS = 5;
const ARROWS = 1_000;
const MERMAID = "mermaid@11.12.0";
/** DevTools with many messages answer late. */
const PATIENCE = { timeout: 120_000 };
const text = (/** @type {number} */ n) => `42["chat:new",{"id":${n},"user":"u1","text":"hello world"}]`;

/**
 * Milliseconds that a main thread works for one more frame until it is drawn, the median.
 * @type {(session: CDPSession, shown: Page | Frame, push: (n: number) => unknown) => Promise<number>}
 */
async function costOf(session, shown, push) {
  const worked = await workOf(session);
  /**
   * Resolves when the main thread has done next to nothing for half of a second. Nothing else tells that DevTools have drawn, which they do by
   * timers of their own.
   */
  const settled = async () => {
    for (let before = Number.NEGATIVE_INFINITY, now = await worked(); now - before > 20; now = await worked()) {
      before = now;
      await shown.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 500))));
    }
  };
  await settled();
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = await worked();
    await push(FRAMES + round);
    await settled();
    times.push((await worked()) - before);
  }
  return median(times);
}

/** In the Messages tab with `FRAMES` messages. @type {(opened: OpenPanel) => Promise<number>} */
async function messagesTab({ devtools, page }) {
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
  try {
    const { port } = /** @type {AddressInfo} */ (server.address());
    const connected = new Promise((/** @type {(socket: import("ws").WebSocket) => void} */ resolve) => server.once("connection", resolve));
    await devtools.locator('[role=tab]:has-text("Network")').first().click(PATIENCE);
    await page.evaluate((url) => Object.assign(globalThis, { socket: new WebSocket(url) }), `ws://localhost:${port}/talk`);
    const socket = await connected;
    for (let n = 0; n < FRAMES; n++) socket.send(text(n));
    await devtools.locator('td.name-column:has-text("talk")').last().click(PATIENCE);
    await devtools.locator('[role=tab]:has-text("Messages")').first().click(PATIENCE);
    return await costOf(await devtools.context().newCDPSession(devtools), devtools, (n) => socket.send(text(n)));
  } finally {
    server.close();
  }
}

/** In Lifeline's panel with `FRAMES` packets. @type {(opened: OpenPanel) => Promise<number>} */
async function lifelinePanel(opened) {
  const { panel } = opened;
  const push = (/** @type {readonly string[]} */ texts) =>
    panel.evaluate((texts) => {
      const { store } = globalThis.lifeline ?? {};
      if (!store) throw new Error("the panel is empty");
      const at = 1_795_385_032_000 + store.packets;
      if (store.packets === 0) store.push({ kind: "ws-open", at, id: "7", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" });
      for (const [n, text] of texts.entries())
        store.push({ kind: "ws-frame", at: at + n, id: "7", direction: "received", opcode: 1, body: { text } });
    }, texts);
  await panel.evaluate(() => globalThis.lifeline?.clear());
  await push(Array.from({ length: FRAMES }, (_, n) => text(n)));
  await panel.evaluate(() => globalThis.lifelineIdle?.());
  return costOf(await panelSession(opened), panel, (n) => push([text(n)]));
}

/** @returns {Promise<Row>} */
async function oneMore() {
  const opened = await openIdlePanel();
  try {
    const ours = await lifelinePanel(opened);
    const theirs = await messagesTab(opened);
    return {
      what: `draw one more packet after ${FRAMES.toLocaleString("en")}`,
      measured: ours / theirs,
      budget: "≤ 0.1",
      peer: "Chromium's Messages tab",
      detail: `${ours.toFixed(1)} / ${theirs.toFixed(0)} ms of the main thread`,
    };
  } finally {
    await opened.close();
  }
}

/** mermaid for a page, from the registry. Null if it cannot be installed. @type {(folder: string) => Promise<string | null>} */
async function mermaidIn(folder) {
  try {
    const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder];
    step("Installing mermaid, to compare with", "npm", ["install", ...options, MERMAID]);
    return await readFile(join(folder, "node_modules/mermaid/dist/mermaid.min.js"), "utf8");
  } catch {
    return null;
  }
}

/** `drawn` of a page: the SVG of events, as the panel exports it. */
const DRAWN = `
  import { figure } from "./src/formats/figure.ts";
  import { english } from "./src/messages/messages.ts";
  import { Store } from "./src/session/store.ts";
  import { HEADER } from "./tests/bench/packets.mjs";
  globalThis.drawn = (events) => {
    const store = new Store(HEADER);
    for (const event of events) store.push(event);
    return figure(store, "svg", { scope: { kind: "all" }, http: true, theme: "light", t: english });
  };`;

/** @typedef {{ drawn(events: readonly object[]): string, mermaid: { initialize(options: object): void, render(id: string, source: string): Promise<{ svg: string }> } }} InPage */

/** @returns {Promise<Row>} */
async function drawing() {
  const row = { what: `draw ${ARROWS.toLocaleString("en")} arrows`, budget: "≤ 0.2", peer: "mermaid" };
  const folder = await mkdtemp(join(tmpdir(), "lifeline-bench-"));
  const browser = await chromium.launch(launchOptions());
  try {
    const mermaid = await mermaidIn(folder);
    if (mermaid === null) return { ...row, measured: Number.NaN, detail: "not measured: mermaid could not be installed" };
    const { outputFiles } = await esbuild.build({
      stdin: { contents: DRAWN, resolveDir: root },
      bundle: true,
      write: false,
      format: "iife",
      jsx: "automatic",
      jsxImportSource: "preact",
    });
    const page = await browser.newPage();
    await page.setContent("<!doctype html><div id=drawing></div>");
    for (const content of [mermaid, outputFiles[0]?.text ?? ""]) await page.addScriptTag({ content });
    /** @type {WireEvent[]} */
    const events = [
      { kind: "ws-open", at: 1_795_385_031_000, id: "7", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" },
      ...Array.from({ length: ARROWS }, (_, n) => {
        const direction = n % 2 === 0 ? /** @type {const} */ ("sent") : /** @type {const} */ ("received");
        return {
          kind: /** @type {const} */ ("ws-frame"),
          at: 1_795_385_032_000 + n,
          id: "7",
          direction,
          opcode: /** @type {const} */ (1),
          body: { text: text(n) },
        };
      }),
    ];
    const arrows = Array.from({ length: ARROWS }, (_, n) => `${n % 2 === 0 ? "C->>S" : "S->>C"}: chat new ${n} u1 hello world`);
    const { ours, theirs } = await page.evaluate(
      async ([events, source, rounds]) => {
        const { mermaid, drawn } = /** @type {InPage} */ (/** @type {unknown} */ (globalThis));
        mermaid.initialize({ startOnLoad: false, maxTextSize: 1e8, maxEdges: 1e6 });
        const box = /** @type {HTMLElement} */ (document.getElementById("drawing"));
        /** Milliseconds until a drawing is laid out, the median. @type {(draw: (round: number) => string | Promise<string>) => Promise<number>} */
        const timed = async (draw) => {
          /** @type {number[]} */
          const times = [];
          for (let round = 0; round < rounds; round++) {
            const start = performance.now();
            box.innerHTML = await draw(round);
            box.getBoundingClientRect();
            times.push(performance.now() - start);
          }
          return times.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
        };
        const theirs = await timed(async (round) => (await mermaid.render(`m${round}`, source)).svg);
        return { ours: await timed(() => drawn(events)), theirs };
      },
      /** @type {const} */ ([events, ["sequenceDiagram", ...arrows].join("\n"), ROUNDS]),
    );
    return { ...row, measured: ours / theirs, detail: `${ours.toFixed(0)} / ${theirs.toFixed(0)} ms` };
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns {Promise<Row[]>} */
export const peers = async () => [await drawing(), await oneMore()];
