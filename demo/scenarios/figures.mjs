// The six diagrams that explain a session, played: each with the server options it wants. They wait on what the page shows and on what the
// libraries logged.
import { setTimeout } from "node:timers/promises";
import { clientCard } from "./basic.mjs";

/** @import { Page } from "@playwright/test" */
/** @import { TcpProxy } from "../proxy.mjs" */
/** @import { ServerOptions, Version } from "../server.mjs" */
/** @import { Setting } from "./stage.mjs" */

/** @typedef {Setting & { readonly page: Page }} Stage */

/**
 * @typedef {object} Scenario
 * @property {string} what
 * @property {Omit<ServerOptions, "version">} options
 * @property {readonly Version[]} [versions] that it is for, oldest first; all of Socket.IO from 1.0
 * @property {string} [query] of the page
 * @property {true} [isProxied] the path can be held and cut
 * @property {true} [isSpread] requests go to two servers in turn
 * @property {true} [refusesUpgrades] what stands before the server knows no websockets
 * @property {true} [isLate] the page is there before the panel
 * @property {(stage: Stage) => Promise<void>} run
 */

/** Heartbeats that come soon, and nobody who gives up. */
export const lively = { pingInterval: 1200, pingTimeout: 20_000 };

/** @type {(isSo: () => Promise<boolean>) => Promise<void>} */
export async function until(isSo) {
  for (const end = Date.now() + 60_000; !(await isSo()); await setTimeout(20)) {
    if (Date.now() > end) throw new Error(`In vain for a minute: ${isSo}`);
  }
}

/**
 * How many heartbeats began, and how many of them were answered, as their senders logged them.
 * @param {Stage} stage
 */
async function heartbeats({ page, server }) {
  const log = [...(await server.log()), ...(await page.evaluate(() => globalThis.__log))];
  const sent = log.filter(({ side, direction, data }) => (side === "client") === (direction === "sent") && data === undefined);
  const count = (/** @type {string} */ wanted) => sent.filter(({ type }) => type === wanted).length;
  return { begun: count("ping"), answered: count("pong") };
}

/** @type {(stage: Stage, more: number) => Promise<void>} */
export async function answeredHeartbeats(stage, more) {
  const { answered } = await heartbeats(stage);
  await until(async () => (await heartbeats(stage)).answered >= answered + more);
}

/** Milliseconds since the page last heard of its server. @type {(stage: Stage) => Promise<number>} */
async function silence({ page }) {
  return page.evaluate(() => {
    const heard = globalThis.__log.findLast(({ side, direction }) => side === "client" && direction === "received");
    return performance.timeOrigin + performance.now() - (heard?.at ?? 0);
  });
}

/** The page is loaded; its client connects. @type {(stage: Stage) => Promise<ReturnType<typeof clientCard>>} */
export async function load({ page, url }) {
  // A poll by JSONP is a script of the page, which is therefore never done with loading.
  await page.goto(url, { waitUntil: "commit" });
  return clientCard(page.getByRole("region").first());
}

/** @type {(stage: Stage) => Promise<ReturnType<typeof clientCard>>} */
export async function loadUpgraded(stage) {
  const client = await load(stage);
  await client.reaches("connected", "websocket");
  return client;
}

/** @type {(stage: Stage) => TcpProxy} */
export function proxyOf({ proxy }) {
  if (!proxy) throw new Error("This scenario needs a proxy before its server");
  return proxy;
}

/** Takes the cable out, and sends a text that the page believes to be under way. @type {(stage: Stage) => Promise<void>} */
async function holdAndSay(stage) {
  const says = () => stage.page.evaluate(() => globalThis.__log.filter(({ data }) => `${data}`.startsWith('2["say"')).length);
  const before = await says();
  proxyOf(stage).hold();
  await stage.page.locator("[data-do=say]").click();
  await until(async () => (await says()) > before);
}

/** @satisfies {Record<string, Scenario>} */
export const figures = {
  "basic-flow": {
    what: "page, handshake, polling, upgrade, messages, heartbeats",
    options: lively,
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await client.press("ask", "/ ack");
      await client.press("be asked", "/ thanks");
      await answeredHeartbeats(stage, 2);
    },
  },

  "polling-messages": {
    what: "messages both ways before the websocket stands",
    options: { holdUpgrades: true },
    run: async (stage) => {
      const client = await load(stage);
      await client.reaches("connected", "polling");
      await client.press("say", "/ said");
      await client.press("ask", "/ ack");
      await stage.server.emit("said", "by polling, unasked");
      await client.line('/ said "by polling, unasked"').waitFor();
      await stage.server.releaseUpgrades();
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    },
  },

  upgrade: {
    what: "polls go on while the websocket is being set up",
    options: { holdUpgrades: true },
    run: async (stage) => {
      const { server } = stage;
      const client = await load(stage);
      await client.reaches("connected", "polling");
      await until(async () => (await server.heldUpgrades()) > 0);
      for (const text of ["first", "second", "third"]) {
        await server.emit("said", `${text}, while the websocket opens`);
        await client.line(`/ said "${text}`).waitFor();
      }
      await server.releaseUpgrades();
      await client.reaches("connected", "websocket");
      await server.emit("said", "by websocket");
      await client.line('/ said "by websocket"').waitFor();
    },
  },

  "cut-short": {
    what: "the path is cut for less than the ping timeout: late, but the same session",
    options: { pingInterval: 400, pingTimeout: 5000 },
    isProxied: true,
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await answeredHeartbeats(stage, 1);
      const { begun } = await heartbeats(stage);
      await holdAndSay(stage);
      await stage.server.emit("said", "while the path was cut");
      // A heartbeat is under way, and late enough to be seen in a figure.
      await until(async () => (await heartbeats(stage)).begun > begun && (await silence(stage)) > 3300);
      proxyOf(stage).resume();
      await client.line('/ said "while the path was cut"').waitFor();
      await client.line('/ said "hello, world"').nth(1).waitFor();
      await answeredHeartbeats(stage, 1);
      await client.press("ask", "/ ack");
    },
  },

  "cut-long": {
    what: "the path is cut for longer: both sides give up, a new session follows",
    options: { pingInterval: 1000, pingTimeout: 2000 },
    isProxied: true,
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await answeredHeartbeats(stage, 1);
      await holdAndSay(stage);
      await client.line("/ disconnect").waitFor();
      await client.line("reconnect attempt 1").waitFor();
      await until(async () => (await stage.server.openSessions()).length === 0);
      proxyOf(stage).resume();
      await client.reaches("connected", "websocket");
      await client.press("ask", "/ ack");
    },
  },

  "server-closes": {
    what: "the server closes the session, the client comes back",
    options: {},
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await stage.server.closeClients();
      await client.line("/ disconnect").waitFor();
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    },
  },

  "client-closes": {
    what: "the client closes, and connects again",
    options: {},
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await client.press("client closes", "/ disconnect");
      await client.press("connect", "/ hello");
      await client.reaches("connected", "websocket");
      await client.press("say", "/ said");
    },
  },
};
