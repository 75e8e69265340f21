// Several tabs and windows in Firefox, private windows, access to pages, and the end of the extension's background.

import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { recording } from "../../../demo/devtools.mjs";
import type { FirefoxPanel } from "../../../demo/firefox.mjs";
import { firstClient } from "../../../demo/scenarios/basic.mjs";
import { loadUpgraded } from "../../../demo/scenarios/figures.mjs";
import type { DemoServer } from "../../../demo/server.mjs";
import { allArrived, expect, firefoxTest as test } from "../support/demo.ts";
import { allRows } from "../support/panel.ts";
import { expectAllRight } from "../support/right.ts";

const EXTENSION = "lifeline@lifeline.dev";

/** A tab's page, with its panel while the tab is selected. */
const tabOf = (open: FirefoxPanel, page: Page): FirefoxPanel => ({ ...open, page });
const showTab = ({ inWindow }: FirefoxPanel, index: number) =>
  inWindow((wanted) => {
    gBrowser.selectedTab = gBrowser.tabs[wanted] as (typeof gBrowser.tabs)[number];
  }, index);

test("settings, the selected row and its place are as they were when the toolbox is docked elsewhere, settings also when it is opened again", async ({
  openPanel,
}) => {
  const { panel, dock, closeDevTools, openDevTools } = await openPanel({ dock: "bottom" });
  const trace = await readFile("tests/fixtures/findings/duplicate-emits.jsonl", "utf8");
  await panel.evaluate((text) => globalThis.lifeline?.open(new File([text], "trace.jsonl")), trace);
  await panel.evaluate(() => globalThis.lifelineIdle?.());
  await panel.press("[role=listbox]", "Home");
  await panel.press("[role=listbox]", "ArrowDown");
  await panel.press("[role=listbox]", "s");
  const place = () =>
    panel.evaluate(async () => {
      await globalThis.lifelineIdle?.();
      const scaled = document.querySelector(".time-mode button:last-child")?.ariaPressed;
      return [document.querySelector("[role=listbox]")?.getAttribute("aria-activedescendant"), scaled];
    });
  const before = await place();
  expect(before).toEqual([expect.stringMatching(/^row-/), "true"]);
  await dock("right");
  await expect.poll(place).toEqual(before);
  await closeDevTools();
  await openDevTools();
  await expect.poll(async () => (await place())[1]).toBe("true");
});

const clientOf = ({ page }: FirefoxPanel) => firstClient(page);
const rowsOf = async ({ panel }: FirefoxPanel) => (await allRows(panel)).join("\n");

test("two tabs are recorded separately, and a recording goes on when its toolbox is docked elsewhere", async ({
  openPanel,
  startServer,
}, info) => {
  const servers = [await startServer({ version: "4.8.4" }), await startServer({ version: "2.5.1" })];
  const first = await openPanel({ dock: "bottom" });
  // Playwright's newPage() opens a window in Firefox, so the tab is opened from Firefox's own window.
  const [second] = await Promise.all([
    first.context.waitForEvent("page"),
    first.inWindow(() => void gBrowser.addTrustedTab("about:blank")),
  ]);
  const tabs = [first, tabOf(first, second)];
  await showTab(first, 1);
  await first.openDevTools();
  for (const [index, tab] of tabs.entries()) {
    await showTab(first, index);
    await recording(tab);
  }
  await Promise.all(tabs.map(({ page }, index) => page.goto(servers[index]?.url ?? "")));
  for (const tab of tabs) {
    await clientOf(tab).reaches("connected", "websocket");
    await clientOf(tab).press("say", "/ said");
  }
  await showTab(first, 0);
  for (const host of ["right", "window", "bottom"] as const) {
    await first.dock(host);
    await recording(first);
    await clientOf(first).press("ask", "/ ack");
  }
  for (const [index, tab] of tabs.entries()) {
    await showTab(first, index);
    await expectAllRight(tab, servers[index] as DemoServer, info);
  }
  await showTab(first, 0);
  expect((await allRows(first.panel)).filter((row) => /received, 43 ack/.test(row))).toHaveLength(3);
  const notes = async () => (await allRows(first.panel)).flatMap((row) => /tab (?:hidden|shown)/.exec(row) ?? []);
  await expect.poll(notes).toEqual(["tab hidden", "tab shown", "tab hidden", "tab shown"]);
});

test("a private window is recorded if the extension is allowed there", async ({ openPanel, startServer }, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await openPanel({ inPrivate: true, prefs: { "browser.privatebrowsing.autostart": true } });
  await recording(open);
  const client = await loadUpgraded({ page: open.page, url: server.url });
  await client.press("say", "/ said");
  await expectAllRight(open, server, info);
  expect(await open.inWindow(() => PrivateBrowsingUtils.isWindowPrivate(window))).toBe(true);
});

test("a private window's toolbox has no panel if the extension is not allowed there, and other windows are still recorded", async ({
  takePanel,
  startServer,
}, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  const names = await open.inWindow(async () => {
    const { require: load } = ChromeUtils.importESModule("resource://devtools/shared/loader/Loader.sys.mjs");
    const { gDevTools } = load("devtools/client/framework/devtools");
    const other = OpenBrowserWindow({ private: true });
    await new Promise((resolve) => other.addEventListener("load", resolve, { once: true }));
    const isReady = () => other.gBrowserInit?.delayedStartupFinished;
    while (!isReady()) await new Promise((resolve) => setTimeout(resolve, 20));
    const toolbox = await gDevTools.showToolboxForTab(other.gBrowser.selectedTab, { toolId: "webconsole" });
    // When the toolbox of an ordinary tab has the panel, the private window's toolbox would have it too.
    gBrowser.selectedTab = gBrowser.addTrustedTab("about:blank");
    const own = await gDevTools.showToolboxForTab(gBrowser.selectedTab, { toolId: "webconsole" });
    const extensions = (each: typeof own) => each.getAdditionalTools().map(({ extensionId }) => extensionId ?? "");
    while (extensions(own).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const found = [extensions(own), extensions(toolbox)];
    await own.destroy();
    gBrowser.removeTab(gBrowser.selectedTab);
    other.close();
    return found;
  });
  expect(names).toEqual([[EXTENSION], []]);
  await loadUpgraded({ page: open.page, url: server.url });
  await expectAllRight(open, server, info);
});

test("recording stops and resumes when access to pages is refused, given, revoked and given again", async ({ openPanel, startServer }) => {
  const server = await startServer({ version: "4.8.4", pingInterval: 1000, pingTimeout: 20_000 });
  const prefs = { "extensions.originControls.grantByDefault": false, "security.notification_enable_delay": 0 };
  // Firefox asks only in the front window, so the toolbox must not have a window of its own.
  const open = await openPanel({ url: server.url, prefs, dock: "bottom" });
  await clientOf(open).reaches("connected", "websocket");
  const isRefused = () => open.panel.waitForFunction(() => document.body.textContent?.includes("needs access to this page"), null);
  const give = async (button: string) => {
    await open.panel.click(button);
    await expect.poll(() => open.inWindow(() => gBrowser.selectedTab.linkedBrowser.currentURI?.spec)).toMatch(/hosts\.html$/);
    await open.clickInTab("button");
    await open.inWindow(async () => {
      const question = () => PopupNotifications.panel.querySelector("popupnotification");
      while (PopupNotifications.panel.state !== "open" || !question()) await new Promise((resolve) => setTimeout(resolve, 20));
      question()?.button.click();
      gBrowser.removeTab(gBrowser.selectedTab);
    });
    await recording(open);
  };
  await isRefused();
  await give(".button.primary");
  await clientOf(open).press("say", "/ said");
  await expect.poll(() => rowsOf(open)).toMatch(/recording began here, after the page had loaded[\s\S]*sent, 42 say/);

  await open.inWindow(async (id) => {
    const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
    await ExtensionPermissions.remove(id, { permissions: [], origins: ["<all_urls>"] }, WebExtensionPolicy.getByID(id).extension);
  }, EXTENSION);
  await isRefused();
  await clientOf(open).press("unicode", "/ said");
  await give("[role=alert] .link");
  await clientOf(open).press("ask", "/ ack");
  await expect.poll(() => rowsOf(open)).toMatch(/sent, 42 say, "hello[\s\S]*not captured, .*not recording[\s\S]*sent, 42 ask/);
});

test("after Firefox ends the extension's background, the recording goes on after a gap", async ({ takePanel, startServer }, info) => {
  const server = await startServer({ version: "4.8.4" });
  const open = await takePanel();
  const client = await loadUpgraded({ page: open.page, url: server.url });
  await client.press("say", "/ said");
  await allArrived(open, server);
  // about:debugging ends the background in the same way.
  await open.inWindow(async (id) => {
    const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
    await ExtensionParent.DebugUtils.terminateBackgroundScript(id);
  }, EXTENSION);
  await client.press("ask", "/ ack");
  await client.press("server closes", "/ hello");
  await client.reaches("connected", "websocket");
  await client.press("unicode", "/ said");
  await expectAllRight(open, server, info);
  expect(await rowsOf(open)).toMatch(
    /received, 42 said, "hello[\s\S]*not captured, .*ended the extension's background[\s\S]*sent, 42 ask[\s\S]*closed, by the server/,
  );
  expect(await open.panel.evaluate(() => globalThis.lifeline?.store.sessions.map(({ state }) => state))).toEqual(["closed", "open"]);
  await info.attach("panel", { body: await open.screenshot(), contentType: "image/png" });
});
