// A trace larger than what may be in memory, in the real panel: it is on disk, comes back when it is looked at, and is saved as it was recorded.
// When DevTools are closed nothing of it is left.

import type { Page } from "@playwright/test";
import { recording } from "../../demo/devtools.mjs";
import { expect, test } from "./support/demo.ts";
import { expectFirstRows, expectSaved, fill } from "./support/large-trace.ts";

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
  await fill(open);
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
