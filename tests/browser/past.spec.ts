// Sessions that began while DevTools were open and the panel was not: the browser's own log has them.

import { readFile } from "node:fs/promises";
import type { TestInfo } from "@playwright/test";
import { type OpenPanel, recording, saveTrace } from "../../demo/devtools.mjs";
import { clientCard } from "../../demo/scenarios/basic.mjs";
import type { DemoServer } from "../../demo/server.mjs";
import { allDrawn, expect, test } from "./support/demo.ts";
import { allRows, packetsOf } from "./support/panel.ts";
import { compare } from "./support/truth.ts";

async function expectAllRight(open: OpenPanel, server: DemoServer, info: TestInfo): Promise<void> {
  const truth = await allDrawn(open, server);
  const path = info.outputPath("trace.jsonl");
  await saveTrace(open, path);
  expect(compare(truth.packets, packetsOf(await readFile(path)))).toEqual({ missing: [], extra: [], wrong: [] });
}

test("what was before is there, and open websockets go on as the same", async ({ openPanel, startServer }, info) => {
  const server = await startServer({ version: "4.8.4", pingInterval: 300 });
  const open = await openPanel({
    async first(page) {
      await page.goto(`${server.url}?clients=2`);
      for (const name of ["Client 1", "Client 2"]) {
        const client = clientCard(page.getByRole("region", { name }));
        await client.reaches("connected", "websocket");
        await client.press("say", "/ said");
        await client.press("send bytes", "/ bytes");
      }
    },
  });
  await recording(open);
  for (const name of ["Client 1", "Client 2"]) {
    const client = clientCard(open.page.getByRole("region", { name }));
    await client.press("ask", "/ ack");
    await client.press("client closes", "/ disconnect");
  }
  await expectAllRight(open, server, info);
  const rows = (await allRows(open.panel)).join("\n");
  await info.attach("panel", { body: await open.screenshot(), contentType: "image/png" });
  expect(rows).toMatch(/received, 0 open[\s\S]*recording began here[\s\S]*sent, 42 ask/);
  await expect(open.panel.getByText("what was sent before is missing")).toHaveCount(0);
});
