// Files in the panel: traces opened by button and by drop, files that are no trace, and the exported figure.

import { readFile, writeFile } from "node:fs/promises";
import type { Frame } from "@playwright/test";
import { saveTrace } from "../../demo/devtools.mjs";
import { loadUpgraded } from "../../demo/scenarios/figures.mjs";
import { openBytes } from "../../src/formats/open.ts";
import { packetRecords } from "../../src/formats/packets.ts";
import { english } from "../../src/messages/messages.ts";
import { allDrawn, expect, test } from "./support/demo.ts";
import { allRows, savedTrace } from "./support/panel.ts";
import { compare, IDENTICAL, truth } from "./support/truth.ts";

/** Drops a file on the panel, with these bytes, or with this number of pseudo-random bytes. */
async function drop(panel: Frame, name: string, content: readonly number[] | number): Promise<void> {
  await panel.evaluate(
    ([name, content]) => {
      const bytes = new Uint8Array(typeof content === "number" ? content : content.length);
      for (let i = 0, seed = 1; i < bytes.length; i++) {
        seed = (seed * 16_807) % 2_147_483_647;
        bytes[i] = typeof content === "number" ? seed : (content[i] ?? 0);
      }
      const files = new DataTransfer();
      files.items.add(new File([bytes], name));
      for (const type of ["dragenter", "dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: files, bubbles: true, cancelable: true }));
      }
    },
    [name, content] as const,
  );
}

test("a saved trace opens by button and by drop with the same rows, while the recording goes on", async ({
  takePanel,
  startServer,
}, info) => {
  const debugLog = info.outputPath("server.log");
  const server = await startServer({ version: "4.8.4", pingInterval: 60_000, debugLog });
  const open = await takePanel();
  const { panel, page } = open;
  const client = await loadUpgraded({ page, url: server.url });
  await client.press("say", "/ said");
  await allDrawn(open, server);
  const path = info.outputPath("saved.jsonl");
  await saveTrace(open, path);
  const live = await allRows(panel);

  await panel.locator("#open-file").setInputFiles(path);
  await expect(panel.getByText("saved.jsonl", { exact: true })).toBeVisible();
  expect(await allRows(panel)).toEqual(live);
  expect(await savedTrace(open, info, "again.jsonl")).toEqual(await readFile(path));

  await client.press("ask", "/ ack");
  await panel.getByRole("button", { name: "Close the file" }).click();
  await allDrawn(open, server);
  expect((await allRows(panel)).join("\n")).toContain("sent, 42 ask");

  await drop(panel, "dropped.jsonl", [...(await readFile(path))]);
  await expect(panel.getByText("dropped.jsonl", { exact: true })).toBeVisible();
  expect(await allRows(panel)).toEqual(live);

  // What the server printed meanwhile is shown beside the trace, with all packets that its library logged.
  const log = await readFile(debugLog);
  await drop(panel, "server.log", [...log]);
  await expect(panel.getByText("dropped.jsonl + server.log", { exact: true })).toBeVisible();
  await expect(panel.getByText(/^the server's clock differs by less than/)).toBeVisible();
  expect((await allRows(panel)).join("\n")).toMatch(/hello, world.*on the way/);
  const { store } = openBytes(log, english);
  expect(compare(truth(await server.log(), []).packets, store ? [...packetRecords(store)] : [])).toEqual(IDENTICAL);

  await drop(panel, "exported.har", [...(await readFile("tests/fixtures/har/chromium.har"))]);
  await expect(panel.getByText("exported.har", { exact: true })).toBeVisible();
  expect((await allRows(panel)).join("\n")).toContain("sent, 42 ask");

  await panel.getByRole("button", { name: "Export the diagram" }).click();
  const figure = info.outputPath("figure.svg");
  await open.download(() => panel.getByRole("menuitem", { name: /^SVG/ }).click(), figure);
  expect(await readFile(figure, "utf8")).toMatch(/^<svg [\s\S]*hello, world[\s\S]*<\/svg>$/);
});

test("a file that is no trace shows one sentence, and the rows stay", async ({ takePanel, startServer }) => {
  const server = await startServer({ version: "4.8.4", pingInterval: 60_000 });
  const open = await takePanel();
  const { panel, page } = open;
  await loadUpgraded({ page, url: server.url });
  await allDrawn(open, server);
  const before = await allRows(panel);
  const bytes = (text: string) => [...Buffer.from(text)];
  const cases: [string, number[] | number, RegExp][] = [
    ["empty.jsonl", [], /empty\.jsonl: The file is empty\.$/],
    ["noise.bin", 50_000_000, /noise\.bin: Not a Lifeline trace, HAR or CDP log: it begins with a7 f1 /],
    ["notes.txt", bytes("dear diary"), /notes\.txt: Not a Lifeline trace, HAR or CDP log: it begins with/],
    [
      "future.jsonl",
      bytes('{"format":"lifeline-trace","version":9,"source":"x","createdAt":""}\n'),
      /version 9, but this Lifeline reads only version 1/,
    ],
    ["broken.gz", [0x1f, 0x8b, 8, 0, 1, 2], /broken\.gz: ./],
  ];
  for (const [name, content, sentence] of cases) {
    await drop(panel, name, content);
    const alert = panel.getByRole("alert");
    await expect(alert).toHaveText(sentence);
    expect(await allRows(panel)).toEqual(before);
    await panel.getByRole("button", { name: "Close this message" }).click();
    await expect(alert).toHaveCount(0);
  }
});

/** What the panel showed of a file while it was read. */
interface Seen {
  readonly banner: string;
  readonly rows: number;
  readonly file: string | undefined;
}

/**
 * Opens a trace of 200,000 packets in the panel. As soon as its rows and its banner are drawn, `act` runs, and the promise resolves with what
 * was seen when nothing is left to read.
 */
function openLong(panel: Frame, isGzip: boolean, act: "cancel" | "open another"): Promise<Seen | null> {
  return panel.evaluate(
    async ([isGzip, act]) => {
      const host = globalThis.lifeline;
      if (!host) throw new Error("the panel is empty");
      const lines = ['{"format":"lifeline-trace","version":1,"source":"test","createdAt":"2023-11-14T22:13:20.000Z"}\n'];
      const at = 1_700_000_000_000;
      const add = (event: object) => lines.push(`${JSON.stringify(event)}\n`);
      add({ kind: "ws-open", at, id: "w1", url: "ws://localhost:3000/socket.io/?EIO=4&transport=websocket" });
      for (let i = 0; i < 200_000; i++)
        add({ kind: "ws-frame", at: at + i, id: "w1", direction: "received", opcode: 1, body: { text: `42["tick",${i}]` } });
      const short = new File(lines.slice(0, 5), "short.jsonl");
      let long = new Blob(lines);
      if (isGzip) long = await new Response(long.stream().pipeThrough(new CompressionStream("gzip"))).blob();
      let seen: Seen | null = null;
      const leave = host.subscribe(() => {
        const banner = document.querySelector(".banner:has(progress)");
        const rows = document.querySelectorAll("[role=option]").length;
        if (seen !== null || !banner || !host.status.file?.startsWith("long") || rows < 10) return;
        seen = { banner: banner.textContent ?? "", rows, file: host.status.file };
        if (act === "cancel") banner.querySelector("button")?.click();
        else void host.open(short);
      });
      await host.open(new File([long], isGzip ? "long.jsonl.gz" : "long.jsonl"));
      await globalThis.lifelineIdle?.();
      leave();
      return seen;
    },
    [isGzip, act] as const,
  );
}

test("a long file is shown while it is read; canceled, or with another file opened, nothing of it stays", async ({
  takePanel,
  startServer,
}) => {
  const server = await startServer({ version: "4.8.4", pingInterval: 60_000 });
  const open = await takePanel();
  const { panel } = open;
  await loadUpgraded({ page: open.page, url: server.url });
  await allDrawn(open, server);
  const before = await allRows(panel);
  const file = () => panel.evaluate(() => globalThis.lifeline?.status.file);
  for (const isGzip of [false, true]) {
    const name = isGzip ? "long.jsonl.gz" : "long.jsonl";
    const seen = await openLong(panel, isGzip, "cancel");
    expect(seen).toMatchObject({ file: name, rows: expect.any(Number) });
    expect(seen?.banner).toMatch(/^Opening long\.jsonl.*: [\d\u202f]+ packets so far, \d\d? % of the file is read\.Cancel$/);
    expect(await file()).toBeUndefined();
    await expect(panel.getByRole("progressbar")).toHaveCount(0);
    expect(await allRows(panel)).toEqual(before);
  }
  expect(await openLong(panel, false, "open another")).toMatchObject({ file: "long.jsonl" });
  expect(await file()).toBe("short.jsonl");
  expect(await allRows(panel)).toHaveLength(4);
  await expect(panel.getByRole("progressbar")).toHaveCount(0);
});

test("a truncated trace is shown up to its end, with a sentence that says so", async ({ takePanel, startServer }, info) => {
  const server = await startServer({ version: "4.8.4", pingInterval: 60_000 });
  const open = await takePanel();
  await loadUpgraded({ page: open.page, url: server.url });
  await allDrawn(open, server);
  const whole = await savedTrace(open, info, "whole.jsonl");
  const half = info.outputPath("half.jsonl");
  await writeFile(half, whole.subarray(0, whole.length - 30));
  await open.panel.locator("#open-file").setInputFiles(half);
  await expect(open.panel.getByRole("alert")).toHaveText(/half\.jsonl: This trace is cut off in line \d+\. Packets read before it: \d\.$/);
  expect((await allRows(open.panel)).join("\n")).toContain("received, 0 open");
});
