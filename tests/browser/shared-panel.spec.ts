// Tests that share a panel must not see each other: what one leaves behind would be taken for the next one's.

import { readFile } from "node:fs/promises";
import { type OpenPanel, saveTrace } from "../../demo/devtools.mjs";
import { clientCard } from "../../demo/scenarios/basic.mjs";
import { allDrawn, expect, test } from "./support/demo.ts";
import { packetsOf } from "./support/panel.ts";
import { asNew } from "./support/shared-panel.ts";
import { compare } from "./support/truth.ts";

/** All that is in the panel's page, but for the time at which it began to record. */
const looks = async ({ panel }: OpenPanel) => (await panel.content()).replaceAll(/\bsince [\d:]+/g, "");

test("a panel made as new shows, keeps and saves nothing of before", async ({ openPanel, startServer }, info) => {
  const open = await openPanel();
  const { context, page, panel } = open;
  await panel.getByRole("heading", { name: /no Socket.IO or Engine.IO traffic yet/ }).waitFor();
  const atFirst = await looks(open);

  // The second server has the port of the first: the page's log and cookies are for both.
  for (let port = 0, round = 1; round <= 2; round++) {
    const server = await startServer({ version: "2.5.1", port });
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

    // Left in disorder: a page that was left and one with a session, a row selected, a file opened, a sentence about another.
    await page.reload();
    await client.reaches("connected", "websocket");
    await panel.getByRole("listbox").press("Home");
    await panel.getByRole("complementary", { name: "Details" }).waitFor();
    await panel.locator("#open-file").setInputFiles(path);
    await panel.locator("#open-file").setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") });
    await panel.getByRole("alert").waitFor();
    expect(await context.cookies()).not.toEqual([]);
    await asNew(open);
    expect(await looks(open)).toBe(atFirst);
    expect(page.url()).toBe("about:blank");
    expect(await context.cookies()).toEqual([]);
    await server.close();
  }
});
