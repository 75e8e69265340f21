// A busy application in real DevTools. A minute in which 500 packets a second are recorded, filtered and followed: which tasks are long. And the
// JavaScript heap with many packets, without and with a filter, a search and statistics.

import { join } from "node:path";
import { WebSocketServer } from "ws";
import { openPanel, recording } from "../../demo/devtools.mjs";
import { root } from "../../demo/setup.mjs";
import { openIdlePanel } from "./idle-panel.mjs";
import { longTasksOf, panelSession } from "./panel-process.mjs";

/** @import { AddressInfo } from "node:net" */
/** @import { Frame } from "@playwright/test" */
/** @import { WebSocket as Socket } from "ws" */
/** @import { Row } from "./table.mjs" */

const RATE = 500;
const SECONDS = 60;
const SIZES = [10_000, 100_000, 1_000_000];
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
/** The text of packet `n`: twenty events in four namespaces. It runs in the panel, too. */
const textOf = (/** @type {number} */ n) =>
  `42${["", "/admin,", "/chat,", "/jobs,"][n % 4]}["event${n % 20}",{"id":${n},"user":"u${n % 7}","text":"lorem ipsum"}]`;

/** Types into a field of the panel. @type {(panel: Frame, selector: string, text: string) => Promise<void>} */
const type = async (panel, selector, text) => {
  await panel.locator(selector).fill(text);
  await panel.evaluate(() => globalThis.lifelineIdle?.());
};

/** @returns {Promise<Row>} */
async function following() {
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
  const opened = await openPanel({ extension: join(root, "dist/chrome"), theme: "light" });
  try {
    const { page, panel } = opened;
    await recording(opened);
    const connected = new Promise((/** @type {(socket: Socket) => void} */ resolve) => server.once("connection", resolve));
    const { port } = /** @type {AddressInfo} */ (server.address());
    const url = `ws://localhost:${port}/socket.io/?EIO=4&transport=websocket`;
    await page.evaluate((url) => Object.assign(globalThis, { socket: new WebSocket(url) }), url);
    const socket = await connected;
    socket.send(OPEN);
    await type(panel, "#filter-field", "event:event3,event7 lorem");
    const longTasks = await longTasksOf(opened);
    const begin = performance.now();
    await new Promise((resolve) => {
      let sent = 0;
      const timer = setInterval(() => {
        const due = Math.min(RATE * SECONDS, ((performance.now() - begin) / 1000) * RATE);
        for (; sent < due; sent++) socket.send(textOf(sent));
        if (sent < RATE * SECONDS) return;
        clearInterval(timer);
        resolve(undefined);
      }, 10);
    });
    const count = 1 + RATE * SECONDS;
    await panel.waitForFunction((count) => (globalThis.lifeline?.store.packets ?? 0) >= count, count);
    await panel.evaluate(() => globalThis.lifelineIdle?.());
    const tasks = await longTasks();
    const follows = await panel.evaluate(() => document.querySelector(".status")?.textContent?.includes("following"));
    if (!follows) throw new Error("the panel has stopped following");
    const [longest] = tasks.toSorted((a, b) => b.took - a.took);
    const most = Math.max(...tasks.map(({ worked }) => worked));
    return {
      what: `following ${RATE} packets/s for ${SECONDS} s with a filter: long tasks`,
      measured: tasks.length,
      budget: "0",
      detail: longest
        ? `the longest took ${longest.took.toFixed(0)} ms and worked ${longest.worked.toFixed(0)} ms; none worked more than ${most.toFixed(0)} ms`
        : `${count.toLocaleString("en")} packets`,
    };
  } finally {
    await opened.close();
    server.close();
  }
}

/** @returns {Promise<Row[]>} */
async function heap() {
  const opened = await openIdlePanel();
  try {
    const { panel } = opened;
    const session = await panelSession(opened);
    /** Megabytes after a garbage collection. */
    const used = async () => {
      await panel.evaluate(() => globalThis.lifelineIdle?.());
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize / 1e6;
    };
    /** @type {Row[]} */
    const rows = [];
    let there = 0;
    for (const size of SIZES) {
      await panel.evaluate(
        async ([from, until, open, source]) => {
          const { store } = globalThis.lifeline ?? {};
          if (!store) throw new Error("the panel is empty");
          const textOf = /** @type {(n: number) => string} */ (new Function(`return ${source}`)());
          const at = 1_795_385_032_000;
          const push = (/** @type {number} */ n, /** @type {string} */ text) =>
            store.push({ kind: "ws-frame", at: at + n, id: "1", direction: "received", opcode: 1, body: { text } });
          if (from === 0) {
            store.push({ kind: "ws-open", at, id: "1", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" });
            push(0, open);
          }
          for (let n = from; n < until; n++) {
            push(n, textOf(n));
            if (n % 1000 === 0) await new Promise((resolve) => setTimeout(resolve));
          }
        },
        /** @type {const} */ ([there, size, OPEN, textOf.toString()]),
      );
      there = size;
      const bare = await used();
      await type(panel, "#filter-field", "event:event3,event7 lorem");
      const filtered = await used();
      await panel.locator("button[aria-label=Find]").click();
      await type(panel, "#find-field", "lorem");
      const found = await used();
      await panel.locator("button[aria-label=Statistics]").click();
      const counted = await used();
      await panel.locator("button[aria-label=Statistics]").click();
      await panel.locator("#find-field").press("Escape");
      await type(panel, "#filter-field", "");
      const mb = (/** @type {number} */ value) => value.toFixed(0);
      rows.push({
        what: `JavaScript heap with ${size.toLocaleString("en")} packets, in MB`,
        measured: bare,
        detail: `with a filter ${mb(filtered)}, and a search ${mb(found)}, and statistics ${mb(counted)}`,
      });
    }
    return rows;
  } finally {
    await opened.close();
  }
}

/** @returns {Promise<Row[]>} */
export const busy = async () => [await following(), ...(await heap())];
