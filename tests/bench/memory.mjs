// A gigabyte of packets in real DevTools, of which 512 MB may be in memory: how much memory is used meanwhile, how long a place that is away takes
// to be drawn, and whether every packet is still there at the end. And the same for a file of a gigabyte while it is opened.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say } from "../../demo/setup.mjs";
import { openIdlePanel } from "./idle-panel.mjs";
import { memoryOf, panelSession } from "./panel-process.mjs";
import { large, writeTrace } from "./trace-file.mjs";

/** @import { Frame } from "@playwright/test" */
/** @import { OpenPanel } from "../../demo/devtools.mjs" */
/** @import { Row } from "./table.mjs" */

const PACKETS = 1_000_000;
const LIMIT_MB = 512;
const JUMPS = 50;

/** Pushes the packets after the first `pushed`, up to `until`. @type {(panel: Frame, pushed: number, until: number) => Promise<{ log: number, wall: number, longest: number }>} */
const push = (panel, pushed, until) =>
  panel.evaluate(
    async ([pushed, until, limit]) => {
      const host = globalThis.lifeline;
      if (!host) throw new Error("the panel is empty");
      const { store } = host;
      const at = store.log.length === 0 ? Date.now() : store.log.at(0);
      const filler = "lorem ipsum ".repeat(80);
      const textOf = (/** @type {number} */ n) => `42["message",{"id":${n},"text":"${filler}"}]`;
      const push = (/** @type {number} */ n, /** @type {string} */ text) =>
        store.push({ kind: "ws-frame", at: at + n / 10, id: "1", direction: "received", opcode: 1, body: { text } });
      if (pushed === 0) {
        host.setMemory(limit * 1e6);
        store.push({ kind: "ws-open", at, id: "1", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" });
        push(0, '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
        Object.assign(globalThis, { textOf });
      }
      let longest = 0;
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
      });
      observer.observe({ entryTypes: ["longtask"] });
      const begin = performance.now();
      for (let n = pushed + 1; n <= until; n++) {
        push(n, textOf(n));
        if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      const wall = performance.now() - begin;
      await globalThis.lifelineIdle?.();
      observer.disconnect();
      return { log: store.log.memory.inMemory / 1e6, wall, longest };
    },
    /** @type {const} */ ([pushed, until, LIMIT_MB]),
  );

/** Jumps to places all over the ladder, and compares the rows there with what was pushed. @type {(panel: Frame) => Promise<{ waits: number[], wrong: string[] }>} */
const jump = (panel) =>
  panel.evaluate(async (jumps) => {
    const scroller = /** @type {Element} */ (document.querySelector(".scroller"));
    /** @type {number[]} */
    const waits = [];
    /** @type {string[]} */
    const wrong = [];
    for (let i = 0; i < jumps; i++) {
      const begin = performance.now();
      scroller.scrollTop = ((i * 0.618034) % 1) * scroller.scrollHeight;
      await new Promise(requestAnimationFrame);
      await globalThis.lifelineIdle?.();
      waits.push(performance.now() - begin);
      const rows = [...document.querySelectorAll(".row.packet")].map((row) => (row.textContent ?? "").replace(/\u202f/g, ""));
      const ids = rows
        .flatMap((row) => /\bid (\d+)/.exec(row)?.[1] ?? [])
        .map(Number)
        .sort((a, b) => a - b);
      if (ids.length < 10 || ids.some((id, k) => id !== (ids[0] ?? 0) + k)) wrong.push(rows.join("\n").slice(0, 500));
    }
    return { waits, wrong };
  }, JUMPS);

/** Reads every packet from the log. @type {(panel: Frame) => Promise<{ found: number, wall: number }>} */
const readAll = (panel) =>
  panel.evaluate(async () => {
    const { textOf } = /** @type {typeof globalThis & { textOf: (n: number) => string }} */ (globalThis);
    const { log } = /** @type {import("../../src/panel/host.ts").Host} */ (globalThis.lifeline).store;
    const begin = performance.now();
    let found = 0;
    for (const chunk of log.chunks.all) {
      const content = await log.chunks.load(chunk);
      for (const item of "items" in content ? content.items : []) if (item === textOf(found + 1)) found++;
    }
    return { found, wall: performance.now() - begin };
  });

/**
 * Opens a file of a gigabyte. Returns what was in memory at most while it was read, in megabytes.
 * @type {(opened: OpenPanel, file: string) => Promise<{ seconds: number, log: number, heap: number, resident: number, packets: number }>}
 */
async function openFile(opened, file) {
  const { panel } = opened;
  await panel.evaluate(() => {
    const host = globalThis.lifeline;
    if (!host) throw new Error("the panel is empty");
    host.clear();
    let most = 0;
    host.subscribe(() => {
      most = Math.max(most, host.store.log.memory.inMemory);
      Object.assign(globalThis, { most });
    });
  });
  const session = await panelSession(opened);
  const { result } = await session.send("Runtime.evaluate", { expression: "document.querySelector('#open-file')" });
  const begin = performance.now();
  await session.send("DOM.setFileInputFiles", { ...result, files: [file] });
  const read = await memoryOf(opened);
  let [heap, resident] = [0, 0];
  const isDone = () => panel.evaluate(() => globalThis.lifeline?.opening === null && globalThis.lifeline.status.file !== undefined);
  while (!(await isDone())) {
    const now = await read();
    [heap, resident] = [Math.max(heap, now.heap), Math.max(resident, now.resident)];
  }
  const seconds = (performance.now() - begin) / 1000;
  const { log, packets } = await panel.evaluate(() => {
    const { most } = /** @type {typeof globalThis & { most: number }} */ (globalThis);
    return { log: most / 1e6, packets: globalThis.lifeline?.store.packets ?? 0 };
  });
  return { seconds, log, heap, resident, packets };
}

/** @returns {Promise<Row[]>} */
export async function memory() {
  const folder = await mkdtemp(join(tmpdir(), "lifeline-bench-"));
  const opened = await openIdlePanel();
  try {
    const { panel } = opened;
    const memory = await memoryOf(opened);
    const used = [await memory()];
    const [logs, walls, longests] = [[0], [0], [0]];
    for (let tenth = 0; tenth < 10; tenth++) {
      say(`Packets of ${tenth}00 to ${tenth + 1}00 MB`);
      const { log, wall, longest } = await push(panel, (tenth * PACKETS) / 10, ((tenth + 1) * PACKETS) / 10);
      logs.push(log);
      walls.push(wall);
      longests.push(longest);
      used.push(await memory());
    }
    const away = await panel.evaluate(() => (globalThis.lifeline?.store.log.memory.away ?? 0) / 1e6);
    say("Jumping, and reading every packet");
    const { waits, wrong } = await jump(panel);
    for (const rows of wrong) console.log(rows);
    const { found, wall: reading } = await readAll(panel);
    const each = (/** @type {readonly number[]} */ values) => `after each tenth: ${values.map((value) => value.toFixed(0)).join(" ")}`;
    const jumps = waits.toSorted((a, b) => a - b);
    const [heaps, processes] = [used.map(({ heap }) => heap), used.map(({ resident }) => resident)];
    const file = join(folder, "large.jsonl");
    await writeTrace(file, large(PACKETS));
    say("Opening it");
    const read = await openFile(opened, file);
    return [
      { what: "payloads in memory at most, in MB", measured: Math.max(...logs), budget: `≤ ${LIMIT_MB + 3}`, detail: each(logs) },
      { what: "on disk at the end, in MB", measured: away },
      { what: "JavaScript heap at most, in MB", measured: Math.max(...heaps), detail: each(heaps) },
      { what: "the panel's process at most, in MB", measured: Math.max(...processes), detail: each(processes) },
      { what: "the longest task while packets come, in ms", measured: Math.max(...longests), budget: "< 50", detail: each(longests) },
      {
        what: "a packet of 1 kB, in µs",
        measured: (walls.reduce((sum, wall) => sum + wall, 0) * 1000) / PACKETS,
        detail: `ms ${each(walls)}`,
      },
      {
        what: `a jump until the place is drawn, median of ${JUMPS}, in ms`,
        measured: jumps[JUMPS >> 1] ?? Number.NaN,
        budget: "< 100",
        detail: `the longest: ${jumps.at(-1)?.toFixed(0)} ms`,
      },
      { what: "places with wrong rows", measured: wrong.length, budget: "0" },
      {
        what: "packets not found in the log",
        measured: PACKETS - found,
        budget: "0",
        detail: `read in ${(reading / 1000).toFixed(0)} s`,
      },
      {
        what: "a file of 1 GB: payloads in memory at most, in MB",
        measured: read.log,
        budget: `≤ ${LIMIT_MB + 11}`,
        detail: `opened in ${read.seconds.toFixed(0)} s`,
      },
      { what: "a file of 1 GB: JavaScript heap at most, in MB", measured: read.heap },
      { what: "a file of 1 GB: the panel's process at most, in MB", measured: read.resident },
      { what: "a file of 1 GB: packets lost", measured: PACKETS - read.packets, budget: "0" },
    ];
  } finally {
    await opened.close();
    await rm(folder, { recursive: true, force: true });
  }
}
