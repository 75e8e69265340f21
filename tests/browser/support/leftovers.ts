// Checks, in both browsers, that resetting a shared panel removes everything that a test left.

import type { TestInfo } from "@playwright/test";
import { type AnyPanel, recording } from "../../../demo/devtools.mjs";
import { loadUpgraded } from "../../../demo/scenarios/figures.mjs";
import type { startServer } from "../../../demo/server.mjs";
import { allArrived, expect } from "./demo.ts";
import { packetsOf, savedTrace } from "./panel.ts";
import { reset } from "./shared-panel.ts";
import { compare, IDENTICAL } from "./truth.ts";

/**
 * HTML of the panel's page, without the time at which recording began, without the number of documents, which may be reported later, and without
 * the Tab stop of the toolbar, which a button that was disabled was never given.
 */
const looks = async ({ panel }: AnyPanel) =>
  (await panel.evaluate(() => document.documentElement.outerHTML)).replaceAll(
    /\bsince [\d:]+|<span>\d+ documents?<\/span>| tabindex="-?\d"/g,
    "",
  );

/** Changes everything in a newly opened panel and resets it, twice. After each reset it must look as at first. */
export async function expectNoLeftovers(open: AnyPanel, start: typeof startServer, info: TestInfo): Promise<void> {
  const { context, page, panel } = open;
  await recording(open);
  await panel.evaluate(() => globalThis.lifelineIdle?.());
  const atFirst = await looks(open);

  // The second server has the port of the first, so that the first page's log and cookies would apply to it.
  for (let port = 0, round = 1; round <= 2; round++) {
    const server = await start({ version: "2.5.1", port });
    port = server.port;
    await page.goto(`${server.origin}/plain.html`);
    expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
    const client = await loadUpgraded({ page, url: `${server.url}?sw=copy` });
    await client.press("say", "/ said");
    const truth = await allArrived(open, server);
    const trace = await savedTrace(open, info, `trace-${round}.jsonl`);
    expect(compare(truth.packets, packetsOf(trace))).toEqual(IDENTICAL);
    expect(new Set(truth.packets.map(({ session }) => session)).size).toBe(1);

    // Leave two sessions, a selected row, an open file, and an error message about another file.
    await page.reload();
    await client.reaches("connected", "websocket");
    await panel.press("[role=listbox]", "Home");
    await panel.waitForFunction(() => document.querySelector("aside h2") !== null, null);
    const text = new TextDecoder().decode(trace);
    await panel.evaluate((text) => globalThis.lifeline?.open(new File([text], "trace.jsonl")), text);
    await panel.evaluate(() => globalThis.lifeline?.open(new File(["x"], "notes.txt")));
    await panel.waitForFunction(() => document.querySelector("[role=alert]") !== null, null);
    expect(await context.cookies()).not.toEqual([]);

    await reset(open);
    expect(await looks(open)).toBe(atFirst);
    expect(page.url()).toBe("about:blank");
    expect(await context.cookies()).toEqual([]);
    await server.close();
  }
}
