// A session of an hour with 50 packets a second, in a page and through capture, as fast as it goes: real DevTools record 180,000 packets of many
// sizes, with heartbeats, while 128 MB may be in memory.

import { join } from "node:path";
import { WebSocketServer } from "ws";
import { openPanel, recording } from "../../demo/devtools.mjs";
import { root, say } from "../../demo/setup.mjs";
import { median } from "./measure.mjs";
import { memoryOf, panelSession, workOf } from "./panel-process.mjs";

/** @import { AddressInfo } from "node:net" */
/** @import { WebSocket as Socket } from "ws" */
/** @import { Row } from "./table.mjs" */

const MINUTES = 60;
/** Packets in a minute. Each heartbeat is two of them. */
const EACH = 3_000;
const HEARTBEATS = 2;
const EVENTS = EACH - 2 * HEARTBEATS;
const LIMIT_MB = 128;
const OPEN = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
/** The text of event `n`: 0.2 to 2 kB, one in 50 up to 32 kB, one in 2,000 of 100 kB. It runs in the panel, too. */
const textOf = (/** @type {number} */ n) => {
  const bytes = n % 2000 === 7 ? 100_000 : n % 50 === 3 ? 2_000 + ((n * 7919) % 30_000) : 200 + ((n * 7919) % 1_800);
  return `42["tick",{"id":${n},"text":"${"lorem ipsum ".repeat(bytes / 12)}"}]`;
};

/** @typedef {typeof globalThis & { textOf: (n: number) => string }} InPanel */

/** @returns {Promise<Row[]>} */
export async function hour() {
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false });
  const opened = await openPanel({ extension: join(root, "dist/chrome"), theme: "light" });
  try {
    const { page, panel } = opened;
    await recording(opened);
    await panel.evaluate((bytes) => globalThis.lifeline?.setMemory(bytes), LIMIT_MB * 1e6);
    const connected = new Promise((/** @type {(socket: Socket) => void} */ resolve) => server.once("connection", resolve));
    const { port } = /** @type {AddressInfo} */ (server.address());
    await page.evaluate((url) => {
      const socket = new WebSocket(url);
      socket.onmessage = ({ data }) => {
        if (data === "2") socket.send("3");
      };
      Object.assign(globalThis, { socket });
    }, `ws://localhost:${port}/socket.io/?EIO=4&transport=websocket`);
    const socket = await connected;
    socket.send(OPEN);

    const memory = await memoryOf(opened);
    const work = await workOf(await panelSession(opened));
    /** @type {{ work: number, wall: number, log: number, heap: number, resident: number }[]} */
    const minutes = [];
    for (let minute = 0; minute < MINUTES; minute++) {
      if (minute % 10 === 0) say(`Minute ${minute} of ${MINUTES}`);
      const [begin, before] = [performance.now(), await work()];
      for (let n = 0; n < EVENTS; n++) {
        socket.send(textOf(minute * EVENTS + n));
        if (n % (EVENTS / HEARTBEATS) === 0) socket.send("2");
      }
      const packets = 1 + (minute + 1) * EACH;
      await panel.waitForFunction((packets) => (globalThis.lifeline?.store.packets ?? 0) >= packets, packets, { timeout: 120_000 });
      await panel.evaluate(() => globalThis.lifelineIdle?.());
      const log = await panel.evaluate(() => (globalThis.lifeline?.store.log.memory.inMemory ?? 0) / 1e6);
      const wall = performance.now() - begin;
      minutes.push({ work: (await work()) - before, wall, log, ...(await memory()) });
    }
    const away = await panel.evaluate(() => (globalThis.lifeline?.store.log.memory.away ?? 0) / 1e6);

    say("Reading every packet back");
    const { found, packets } = await panel.evaluate(async (source) => {
      const { log, packets } = /** @type {import("../../src/panel/host.ts").Host} */ (globalThis.lifeline).store;
      const textOf = /** @type {(n: number) => string} */ (new Function(`return ${source}`)());
      let found = 0;
      for (const chunk of log.chunks.all) {
        const content = await log.chunks.load(chunk);
        for (const item of "items" in content ? content.items : []) if (item === textOf(found)) found++;
      }
      return { found, packets };
    }, textOf.toString());

    /** @type {(key: "work" | "wall" | "log" | "heap" | "resident") => number[]} */
    const all = (key) => minutes.map((minute) => minute[key]);
    const tenths = (/** @type {readonly number[]} */ values) =>
      `after each 6 minutes: ${values
        .filter((_, i) => i % 6 === 5)
        .map((value) => value.toFixed(0))
        .join(" ")}`;
    const [first, last] = [median(all("work").slice(0, 3)), median(all("work").slice(-3))];
    const each = (/** @type {number} */ ms) => ((ms * 1000) / EACH).toFixed(0);
    return [
      {
        what: "the hour: payloads in memory at most, in MB",
        measured: Math.max(...all("log")),
        budget: `≤ ${LIMIT_MB + 3}`,
        detail: tenths(all("log")),
      },
      { what: "the hour: on disk at the end, in MB", measured: away },
      { what: "the hour: JavaScript heap at most, in MB", measured: Math.max(...all("heap")), detail: tenths(all("heap")) },
      { what: "the hour: the panel's process at most, in MB", measured: Math.max(...all("resident")), detail: tenths(all("resident")) },
      {
        what: "the hour: a packet of its last 3 minutes, to one of the first 3",
        measured: last / first,
        budget: "≤ 1.5",
        detail: `${each(first)} and ${each(last)} µs of the main thread; the hour took ${(all("wall").reduce((sum, ms) => sum + ms) / 1000).toFixed(0)} s`,
      },
      { what: "the hour: packets not found", measured: Math.max(MINUTES * EVENTS - found, 1 + MINUTES * EACH - packets), budget: "0" },
    ];
  } finally {
    await opened.close();
    server.close();
  }
}
