// Fixtures for tests with real servers and a real browser. Everything that a test opens is closed when it ends.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, type Fixtures, type Page } from "@playwright/test";
import { launchOptions } from "../../../demo/browser.mjs";
import { type AnyPanel, arrived, type OpenPanel, openPanel, type PanelOptions, recording } from "../../../demo/devtools.mjs";
import { type FirefoxOptions, type FirefoxPanel, openFirefoxPanel } from "../../../demo/firefox.mjs";
import { startProxy, type TcpProxy } from "../../../demo/proxy.mjs";
import { setStage } from "../../../demo/scenarios/stage.mjs";
import { type DemoServer, type LoggedPacket, type ServerOptions, startServer } from "../../../demo/server.mjs";
import { root } from "../../../demo/setup.mjs";
import { reset } from "./shared-panel.ts";
import { type Truth, truth } from "./truth.ts";

interface Servers {
  readonly startServer: (options: ServerOptions) => Promise<DemoServer>;
  /** Starts a proxy before this server. */
  readonly startProxy: (server: DemoServer) => Promise<TcpProxy>;
  /** Starts a scenario's servers, with its proxy or balancer. */
  readonly setStage: typeof setStage;
}

interface Panels<Options, Open> {
  /** Starts a browser with the built extension and shows the panel. */
  readonly openPanel: (options?: Partial<Options>) => Promise<Open>;
  /** Takes the worker's panel, reset and recording. Only for tests that change nothing in the browser itself. */
  readonly takePanel: () => Promise<Open>;
}

interface SharedPanel<Open> {
  /** Opens the panel at the first call. Playwright ends a worker after a failed test, and this browser with it. */
  readonly sharedPanel: () => Promise<Open>;
}

/** A fixture that gives tests a function, and then closes everything that it opened, last first. */
function opener<A extends readonly unknown[], T extends { close(): Promise<void> }>(open: (...args: A) => Promise<T>) {
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern and refuses a name
  return async ({}: object, use: (give: (...args: A) => Promise<T>) => Promise<void>): Promise<void> => {
    const opened: T[] = [];
    await use(async (...args) => {
      const one = await open(...args);
      opened.push(one);
      return one;
    });
    for (const one of opened.reverse()) await one.close();
  };
}

const withServers = base.extend<Servers>({
  startServer: opener(startServer),
  startProxy: opener((server: DemoServer) => startProxy(server.port)),
  setStage: opener(setStage),
});

/** Panels of one browser. The shared one is reset after each test that took it. */
function panels<Options, Open extends AnyPanel>(open: (options?: Partial<Options>) => Promise<Open>) {
  const fixtures: Fixtures<Panels<Options, Open>, SharedPanel<Open>> = {
    openPanel: opener(open),
    sharedPanel: [
      // biome-ignore lint/correctness/noEmptyPattern: as above
      async ({}, use) => {
        let opened: Promise<Open> | undefined;
        await use(() => {
          opened ??= open();
          return opened;
        });
        await (await opened)?.close();
      },
      { scope: "worker" },
    ],
    takePanel: async ({ sharedPanel }, use) => {
      let taken: Open | undefined;
      await use(async () => {
        taken = await sharedPanel();
        await recording(taken);
        return taken;
      });
      if (taken) await reset(taken);
    },
  };
  return fixtures;
}

export const test = withServers.extend<Panels<PanelOptions, OpenPanel>, SharedPanel<OpenPanel>>({
  launchOptions: launchOptions(),
  ...panels((options: Partial<PanelOptions> = {}) => openPanel({ extension: join(root, "dist/chrome"), theme: "light", ...options })),
});

/** Like `test`, but in the mode without the debugger. Its copy of the extension has access to pages, which otherwise a user has to give. */
export const pageModeTest = withServers.extend<Panels<PanelOptions, OpenPanel>, SharedPanel<OpenPanel>>(
  panels(async (options: Partial<PanelOptions> = {}) => {
    const extension = await mkdtemp(join(tmpdir(), "lifeline-granted-"));
    await cp(join(root, "dist/chrome"), extension, { recursive: true });
    const path = join(extension, "manifest.json");
    const { optional_host_permissions, ...manifest } = JSON.parse(await readFile(path, "utf8"));
    await writeFile(path, JSON.stringify({ ...manifest, host_permissions: optional_host_permissions }));
    const open = await openPanel({ extension, theme: "light", mode: "page", ...options });
    return { ...open, close: () => open.close().finally(() => rm(extension, { recursive: true })) };
  }),
);

/** Like `test`, but in Firefox. It has no `page` fixture: Playwright can only open an unmodified Firefox through `openPanel`. */
export const firefoxTest = withServers.extend<Panels<FirefoxOptions, FirefoxPanel>, SharedPanel<FirefoxPanel>>(
  panels((options: Partial<FirefoxOptions> = {}) =>
    openFirefoxPanel({ extension: join(root, "dist/firefox"), theme: "light", ...options }),
  ),
);

/** The client's log: this page's, and those of earlier pages of this origin in this tab. */
async function clientLog(page: Page): Promise<LoggedPacket[]> {
  return page.evaluate(() => {
    const left = Object.entries(sessionStorage).flatMap(([key, log]) => (key.startsWith("packet-log ") ? JSON.parse(log) : []));
    return [...left, ...(globalThis.__log ?? [])];
  });
}

/**
 * The packets between this page and its servers, as both sides logged them. Waits until no packet is in transit: both logs agree, and lost
 * packets belong to closed sessions. Sessions should be closed or idle, and the page must have the server's origin.
 */
export async function groundTruth(page: Page, ...servers: readonly DemoServer[]): Promise<Truth> {
  let result: Truth = { packets: [], contradictions: [] };
  let before = "";
  await expect
    .poll(
      async () => {
        const open = new Set((await Promise.all(servers.map((server) => server.openSessions()))).flat());
        const serverLogs = await Promise.all(servers.map((server) => server.log()));
        result = truth(serverLogs.flat(), await clientLog(page));
        const lost = result.packets.filter((packet) => packet.lost);
        const isAgreed = result.contradictions.length === 0 && !lost.some(({ session }) => open.has(session));
        const now = JSON.stringify(lost);
        const isSettled = lost.length === 0 || now === before;
        before = now;
        return isAgreed && isSettled;
      },
      { message: "both logs agree" },
    )
    .toBe(true);
  return result;
}

/** Waits until the panel has every packet that passed, and returns those packets. */
export async function allArrived(open: AnyPanel, ...servers: readonly DemoServer[]): Promise<Truth> {
  const passed = await groundTruth(open.page, ...servers);
  expect(passed.contradictions).toEqual([]);
  await arrived(open, passed.packets.filter(({ lost }) => !lost).length);
  return passed;
}

/** Does the same, and waits until the panel has nothing left to draw. */
export async function allDrawn(open: AnyPanel, ...servers: readonly DemoServer[]): Promise<Truth> {
  const passed = await allArrived(open, ...servers);
  await open.panel.evaluate(() => globalThis.lifelineIdle?.());
  return passed;
}

export { expect };
