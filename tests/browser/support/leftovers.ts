// Tests that share a panel must not see each other: what one leaves behind would be taken for the next one's. The same for both browsers.

import { readFile } from "node:fs/promises";
import type { TestInfo } from "@playwright/test";
import { type AnyPanel, recording, saveTrace } from "../../../demo/devtools.mjs";
import { clientCard } from "../../../demo/scenarios/basic.mjs";
import type { startServer } from "../../../demo/server.mjs";
import { allDrawn, expect } from "./demo.ts";
import { packetsOf } from "./panel.ts";
import { asNew } from "./shared-panel.ts";
import { compare } from "./truth.ts";

/** All that is in the panel's page, but for the time at which it began to record. */
const looks = async ({ panel }: AnyPanel) =>
  (await panel.evaluate(() => document.documentElement.outerHTML)).replaceAll(/\bsince [\d:]+/g, "");

/** Leaves a newly opened panel in disorder, twice, and expects nothing of it once it is made as new. */
export async function expectNoLeftovers(open: AnyPanel, start: typeof startServer, info: TestInfo): Promise<void> {
  const { context, page, panel } = open;
  await recording(open);
  await panel.evaluate(() => globalThis.lifelineIdle?.());
  const atFirst = await looks(open);

  // The second server has the port of the first: the page's log and cookies are for both.
  for (let port = 0, round = 1; round <= 2; round++) {
    const server = await start({ version: "2.5.1", port });
    port = server.port;
    await page.goto(server.url);
    const client = clientCard(page.getByRole("region", { name: "Client" }));
    await client.reaches("connected", "websocket");
    await client.press("say", "/ said");
    const truth = await allDrawn(open, server);
    const path = info.outputPath(`trace-${round}.jsonl`);
    await saveTrace(open, path);
    expect(compare(truth.packets, packetsOf(await readFile(path)))).toEqual({ missing: [], extra: [], wrong: [] });
    expect(new Set(truth.packets.map(({ session }) => session)).size).toBe(1);

    // A page that was left and one with a session, a row selected, a file opened, a sentence about another.
    await page.reload();
    await client.reaches("connected", "websocket");
    await panel.press("[role=listbox]", "Home");
    await panel.waitForFunction(() => document.querySelector("aside h2") !== null, null);
    await panel.evaluate((text) => globalThis.lifeline?.open(new File([text], "trace.jsonl")), await readFile(path, "utf8"));
    await panel.evaluate(() => globalThis.lifeline?.open(new File(["x"], "notes.txt")));
    await panel.waitForFunction(() => document.querySelector("[role=alert]") !== null, null);
    expect(await context.cookies()).not.toEqual([]);

    await asNew(open);
    expect(await looks(open)).toBe(atFirst);
    expect(page.url()).toBe("about:blank");
    expect(await context.cookies()).toEqual([]);
    await server.close();
  }
}
