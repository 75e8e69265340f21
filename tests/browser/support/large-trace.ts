// A trace larger than what may be in memory, in the real panel of either browser.

import { readFile } from "node:fs/promises";
import type { TestInfo } from "@playwright/test";
import { type AnyPanel, saveTrace } from "../../../demo/devtools.mjs";
import { expect } from "./demo.ts";
import { drawnRows } from "./panel.ts";

const FRAMES = 20_000;
const LIMIT = 3_000_000;
/** Every payload is other and has a kilobyte; every tenth is no Latin-1. */
const payload = (n: number) => `42["tick",${n},"${(n % 10 === 0 ? "\u754c\u00e9" : "xyz").repeat(300)}"]`;

/** Fills the panel's store with 20 MB, of which 3 MB may be in memory. */
export async function fill(open: AnyPanel): Promise<void> {
  const { panel } = open;
  await panel.evaluate(
    async ([frames, limit, source]) => {
      const host = globalThis.lifeline;
      if (!host) throw new Error("no host");
      host.stop();
      host.setMemory(limit);
      const at = Date.now();
      const { store } = host;
      const text = new Function("n", `return (${source})(n)`) as (n: number) => string;
      store.push({ kind: "ws-open", at, id: "large", url: "ws://localhost/socket.io/?EIO=4&transport=websocket" });
      store.push({ kind: "ws-handshake", at, id: "large", status: 101, requestHeaders: {}, responseHeaders: {} });
      const open = '0{"sid":"A","upgrades":[],"pingInterval":25000,"pingTimeout":20000}';
      store.push({ kind: "ws-frame", at, id: "large", direction: "received", opcode: 1, body: { text: open } });
      for (let n = 0; n < frames; n++) {
        store.push({
          kind: "ws-frame",
          at: at + n,
          id: "large",
          direction: n % 2 ? "sent" : "received",
          opcode: 1,
          body: { text: text(n) },
        });
        // What leaves is posted to a worker, which answers in a task.
        if (n % 1000 === 0) await new Promise((resolve) => setTimeout(resolve));
      }
      await globalThis.lifelineIdle?.();
    },
    [FRAMES, LIMIT, payload.toString()] as const,
  );
  expect((await memory(open)).inMemory).toBeLessThan(2 * LIMIT);
}

/** Where the bytes of the payloads are, and how many payloads were given up, once none is on its way. */
export const memory = ({ panel }: AnyPanel) =>
  panel.evaluate(async () => {
    const log = globalThis.lifeline?.store.log;
    await log?.relieved();
    const { inMemory = 0, away = 0, lost = { count: 0 } } = log?.memory ?? {};
    return { inMemory, away, lost: lost.count };
  });

export const statusBar = ({ panel }: AnyPanel) => panel.evaluate(() => document.querySelector(".status")?.textContent);

/** Fills the panel's store, and checks that what may not be in memory is on disk. */
export async function fillDisk(open: AnyPanel): Promise<void> {
  await fill(open);
  const { away, lost } = await memory(open);
  expect(lost).toBe(0);
  expect(away).toBeGreaterThan(12_000_000);
  await expect.poll(() => statusBar(open)).toMatch(/ MB in memory, .* MB on disk/);
}

/** The first rows left memory long ago; each is as it was recorded. */
export async function expectFirstRows({ panel }: AnyPanel): Promise<void> {
  await panel.press("[role=listbox]", "Home");
  const rows = await drawnRows(panel);
  const shown = rows.flatMap(([, row]) => /42 tick\D+(\d+)/.exec(row)?.[1] ?? []).map(Number);
  expect(shown.length).toBeGreaterThan(20);
  expect(shown).toEqual(shown.map((_, n) => n));
}

export async function expectSaved(open: AnyPanel, info: TestInfo): Promise<void> {
  const path = info.outputPath("large.jsonl");
  await saveTrace(open, path);
  const [header, ...lines] = (await readFile(path, "utf8")).trimEnd().split("\n");
  expect(header).toContain("lifeline-trace");
  const frames = lines.filter((line) => line.includes("tick"));
  expect(frames).toHaveLength(FRAMES);
  const wrong = frames.findIndex((line, n) => JSON.parse(line).body.text !== payload(n));
  expect(wrong, "the first frame that is not as it was").toBe(-1);
}
