// A trace larger than what may be in memory, in the real panel: it is on disk, comes back when it is looked at, and is saved as it was recorded.
// When DevTools are closed nothing of it is left.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { recording, saveTrace } from "../../demo/devtools.mjs";
import { expect, test } from "./support/demo.ts";
import { expectFirstRows, expectSaved, fill, fillDisk, memory, statusBar } from "./support/large-trace.ts";

/** The folder of the extension's private storage, in a page of the extension. */
const files = (page: Page) =>
  page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("log", { create: true });
    const names: string[] = [];
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
    return names;
  });

/** Leaves a file as of a panel that crashed. */
const leaveFile = (page: Page) =>
  page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("log");
    await folder.getFileHandle("00000000-0000-0000-0000-000000000000.1", { create: true });
  });

test("a trace beyond the limit is on disk, its rows come back, it is saved as it was, and nothing is left when DevTools are closed", async ({
  openPanel,
}, info) => {
  // With a URL, only the page that the panel is for has DevTools.
  const open = await openPanel({ url: "about:blank" });
  const { context, page, closeDevTools, serviceWorker } = open;
  await recording(open);
  const own = await context.newPage();
  await own.goto(new URL("hosts.html", (await serviceWorker()).url()).href);
  await fillDisk(open);
  expect(await files(own)).toHaveLength(1);
  await expectFirstRows(open);
  await expectSaved(open, info);
  await leaveFile(own);
  expect(await files(own)).toHaveLength(3);
  await closeDevTools();
  await expect.poll(() => files(own)).toEqual([]);

  await leaveFile(own);
  const session = await context.browser()?.newBrowserCDPSession();
  const { targetInfos = [] } = (await session?.send("Target.getTargets")) ?? {};
  const targetId = targetInfos.find(({ type, url }) => type === "page" && url === page.url())?.targetId ?? "";
  await session?.send("Target.openDevTools", { targetId });
  await expect.poll(() => files(own), "a new panel removes what a crash left").toEqual([]);
});

test("where the browser has no room for more, the oldest payloads are given up, their rows stay, and the saved trace says so", async ({
  openPanel,
}, info) => {
  const open = await openPanel({ url: "about:blank" });
  const { context, panel, serviceWorker } = open;
  await recording(open);
  const own = await context.newPage();
  await own.goto(new URL("hosts.html", (await serviceWorker()).url()).href);
  const session = await context.newCDPSession(own);
  const { origin } = await own.evaluate(() => ({ origin: location.origin }));
  await session.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 4_000_000 });

  await fill(open);
  await expect.poll(() => statusBar(open)).toMatch(/ bodies given up for lack of room \(/);
  await panel.press("[role=listbox]", "Home");
  await panel.evaluate(() => globalThis.lifelineIdle?.());
  expect(await panel.locator("[role=option]").count()).toBeGreaterThan(20);
  expect(await panel.evaluate(() => globalThis.lifeline?.store.packets)).toBe(20_001);

  const { lost } = await memory(open);
  expect(lost).toBeGreaterThan(5_000);
  const path = info.outputPath("given-up.jsonl");
  await saveTrace(open, path);
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  const frames = lines.map((line) => JSON.parse(line)).filter(({ kind }) => kind === "ws-frame");
  expect(frames).toHaveLength(20_001);
  const without = frames.filter(({ body }) => body.omitted === "no-room" && body.bytes > 900);
  expect(without).toHaveLength(lost);
});
