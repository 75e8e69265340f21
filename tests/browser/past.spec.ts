// Sessions that began while DevTools were open but the panel was not. They are read from DevTools' network log.

import type { Page } from "@playwright/test";
import { recording } from "../../demo/devtools.mjs";
import { clientCard, firstClient } from "../../demo/scenarios/basic.mjs";
import { loadUpgraded } from "../../demo/scenarios/figures.mjs";
import { expect, pageModeTest, test } from "./support/demo.ts";
import { allRows } from "./support/panel.ts";
import { expectAllRight } from "./support/right.ts";

declare global {
  var pressing: ReturnType<typeof setInterval> | undefined;
}

const startPressing = (page: Page, name: string) =>
  page.evaluate((name) => {
    const button = document.querySelector<HTMLElement>(`[data-do='${name}']`);
    globalThis.pressing = setInterval(() => button?.click(), 30);
  }, name);
const stopPressing = (page: Page) => page.evaluate(() => clearInterval(globalThis.pressing));

// A script in the page sees messages in another order than the network log, and with a coarser clock. With identical messages it could be one
// off, so it is tested with distinct ones.
for (const [name, openOne, what] of [
  ["identical messages", test, "say"],
  ["messages, recorded by a script in the page", pageModeTest, "ask"],
] as const) {
  openOne(`opened during ${name}: none is recorded twice, none is missing`, async ({ openPanel, startServer }, info) => {
    const server = await startServer({ version: "4.8.4", pingInterval: 60_000 });
    const open = await openPanel({
      async first(page) {
        await loadUpgraded({ page, url: `${server.url}?transports=websocket` });
        await startPressing(page, what);
      },
    });
    await recording(open);
    await expect.poll(() => open.panel.evaluate(() => globalThis.lifeline?.store.packets ?? 0)).toBeGreaterThan(100);
    await stopPressing(open.page);
    await firstClient(open.page).press("client closes", "/ disconnect");
    await expectAllRight(open, server, info);
    const sources = await open.panel.evaluate(() => globalThis.lifeline?.store.sessions.map(({ sources }) => [...sources].join()));
    expect(sources).toEqual(["chromium-log"]);
  });
}

test("a polling session and one that has already ended are recorded exactly", async ({ openPanel, startServer }, info) => {
  const server = await startServer({ version: "2.5.1", pingInterval: 60_000 });
  const open = await openPanel({
    async first(page) {
      await page.goto(`${server.url}?transports=polling&clients=2`);
      for (const name of ["Client 1", "Client 2"]) {
        const client = clientCard(page.getByRole("region", { name }));
        await client.reaches("connected", "polling");
        await client.press("say", "/ said");
      }
      await clientCard(page.getByRole("region", { name: "Client 1" })).press("client closes", "/ disconnect");
    },
  });
  await recording(open);
  const client = clientCard(open.page.getByRole("region", { name: "Client 2" }));
  // The ack arrives in the poll that was already waiting when recording began.
  await client.press("ask", "/ ack");
  await client.press("client closes", "/ disconnect");
  // The close packet is sent, and the poll that waits ended, after the client has said that it is disconnected.
  await expect.poll(() => server.openSessions()).toEqual([]);
  await expectAllRight(open, server, info, ["double-connect"]);
});

test("packets from before the recording are there, and open websockets stay in their sessions", async ({
  openPanel,
  startServer,
}, info) => {
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
  await expectAllRight(open, server, info, ["double-connect"]);
  const rows = (await allRows(open.panel)).join("\n");
  await info.attach("panel", { body: await open.screenshot(), contentType: "image/png" });
  expect(rows).toMatch(/received, 0 open[\s\S]*recording began here[\s\S]*sent, 42 ask/);
  await expect(open.panel.getByText("earlier traffic is missing")).toHaveCount(0);
});
