// Real pages in Chromium: several clients, iframes, workers, navigation, other websockets, and the recording's buttons.

import { type OpenPanel, recording } from "../../demo/devtools.mjs";
import { clientCard, firstClient } from "../../demo/scenarios/basic.mjs";
import { loadUpgraded } from "../../demo/scenarios/figures.mjs";
import { expect, test } from "./support/demo.ts";
import { allRows } from "./support/panel.ts";
import { expectAllRight, expectLeftAndBack, expectOtherSocketMentioned } from "./support/right.ts";

const ladder = async (open: OpenPanel) => (await allRows(open.panel)).join("\n");
const sessionList = (open: OpenPanel) => open.panel.getByRole("navigation");

test("two clients on one page are listed as two, each with its session", async ({ takePanel, startServer }, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  await open.page.goto(`${server.url}?clients=2`);
  for (const name of ["Client 1", "Client 2"]) {
    const client = clientCard(open.page.getByRole("region", { name }));
    await client.reaches("connected", "websocket");
    await client.press("say", "/ said");
  }
  await expectAllRight(open, server, info, ["double-connect"]);
  await expect(sessionList(open)).toContainText("2 clients");
});

test("clients in iframes of this and another site, and in a worker, are recorded exactly", async ({ takePanel, startServer }, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  await open.page.goto(`${server.url}?worker&frames`);
  const cards = [
    clientCard(open.page.getByRole("region", { name: "Client", exact: true })),
    clientCard(open.page.getByRole("region", { name: "Client in a worker" })),
    ...(await Promise.all(
      [0, 1].map(async (n) => clientCard(open.page.frameLocator("iframe").nth(n).getByRole("region", { name: "Client" }))),
    )),
  ];
  for (const card of cards) {
    await card.reaches("connected", "websocket");
    await card.press("say", "/ said");
  }
  await expectAllRight(open, server, info);
  await expect(sessionList(open)).toContainText("4 clients");
});

test("navigation away and back during a session is recorded exactly, and the session says that the page left", async ({
  takePanel,
  startServer,
}, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  await expectLeftAndBack(open, server, info);
  await expect(sessionList(open)).toContainText("1 client");
  await expect(sessionList(open)).toContainText("page left");
});

test("a websocket that is not Engine.IO is mentioned but not drawn", async ({ takePanel, startServer }, info) => {
  const server = await startServer({ version: "4.8.4" });
  await expectOtherSocketMentioned(await takePanel(), server, info);
});

test("a panel opened during a session says that the beginning is missing, and a reload records all", async ({
  openPanel,
  startServer,
}, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await openPanel({ url: server.url });
  await recording(open);
  const client = firstClient(open.page);
  await client.reaches("connected", "websocket");
  await client.press("say", "/ said");
  await expect(open.panel.getByText("Recording began after the page had loaded, so earlier traffic is missing.")).toBeVisible();
  await expect.poll(() => ladder(open)).toMatch(/recording began here, after the page had loaded[\s\S]*sent, 42 say/);
  await open.panel.getByRole("button", { name: "Clear", exact: true }).click();
  await open.panel.getByRole("button", { name: /^Reload the page/ }).click();
  await client.reaches("connected", "websocket");
  await client.press("say", "/ said");
  const sid = await client.card.getAttribute("data-sid");
  await expect(sessionList(open)).toContainText(sid?.slice(0, 4) ?? "");
  await expect.poll(() => ladder(open)).toMatch(/received, 0 open[\s\S]*sent, 42 say/);
  await info.attach("panel", { body: await open.devtools.screenshot(), contentType: "image/png" });
});

test("stop detaches the debugger, record resumes after a gap, clear keeps open sessions, closing DevTools detaches", async ({
  openPanel,
  startServer,
}) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await openPanel();
  await recording(open);
  const client = await loadUpgraded({ page: open.page, url: server.url });
  expect(await open.debuggerAttached()).toBe(true);

  await open.panel.getByRole("button", { name: /^Stop/ }).click();
  await expect.poll(() => open.debuggerAttached()).toBe(false);
  await client.press("say", "/ said");
  await open.panel.getByRole("button", { name: /^Record/ }).click();
  await recording(open);
  await client.press("ask", "/ ack");
  await expect.poll(() => ladder(open)).toContain("sent, 42 ask");
  const rows = await ladder(open);
  expect(rows).not.toContain("sent, 42 say");
  expect(rows).toMatch(/not captured, .* not recording/);
  // The socket that stayed open still belongs to its session.
  await expect(sessionList(open)).toContainText("1 client");

  await open.panel.getByRole("button", { name: "Clear", exact: true }).click();
  await client.press("unicode", "/ said");
  await expect.poll(() => ladder(open)).toMatch(/received, 0 open[\s\S]*cleared, .* packets[\s\S]*sent, 42 say, "😀/);
  expect(await ladder(open)).not.toContain("sent, 42 ask");
  const sid = await client.card.getAttribute("data-sid");
  await expect(sessionList(open)).toContainText(sid?.slice(0, 4) ?? "");

  expect(await open.debuggerAttached()).toBe(true);
  await open.closeDevTools();
  await expect.poll(() => open.debuggerAttached()).toBe(false);
});
