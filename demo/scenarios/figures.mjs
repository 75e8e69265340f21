// The scenarios of the six figures that explain a session, each with its server options. They wait for what the page shows and for what the
// libraries logged.
import { until } from "../until.mjs";
import { firstClient } from "./basic.mjs";

/** @import { Page } from "@playwright/test" */
/** @import { clientCard } from "./basic.mjs" */
/** @import { TcpProxy } from "../proxy.mjs" */
/** @import { DemoServer, ServerOptions, Version } from "../server.mjs" */
/** @import { Setting } from "./stage.mjs" */

/** @typedef {Setting & { readonly page: Page }} Stage */

/**
 * @typedef {object} Scenario
 * @property {string} what
 * @property {Omit<ServerOptions, "version">} options
 * @property {readonly Version[]} [versions] versions that can play it, oldest first; all of Socket.IO from 1.0
 * @property {string} [query] query of the page's URL
 * @property {true} [isProxied] a proxy stands before the server and can hold or cut connections
 * @property {true} [isSpread] a balancer sends requests to two servers in turn
 * @property {true} [refusesUpgrades] a balancer answers websockets with 400
 * @property {true} [isLate] the page loads before the panel opens
 * @property {readonly string[]} [finds] rules that find something above `info` (docs/findings); none, if nothing is wrong
 * @property {(stage: Stage) => Promise<void>} run
 */

/** Frequent heartbeats, and a timeout that no scenario reaches. */
export const lively = { pingInterval: 1200, pingTimeout: 20_000 };

/** Waits until the server has no open session. @type {(server: DemoServer) => Promise<unknown>} */
export const allClosed = (server) => until("the end of all sessions", async () => (await server.openSessions()).length === 0);

/**
 * Counts the pings and the pongs without data that their senders logged.
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
  await until(`${more} more heartbeats`, async () => (await heartbeats(stage)).answered >= answered + more);
}

/** Milliseconds since the page's last received packet. @type {(stage: Stage) => Promise<number>} */
async function silence({ page }) {
  return page.evaluate(() => {
    const last = globalThis.__log.findLast(({ side, direction }) => side === "client" && direction === "received");
    return performance.timeOrigin + performance.now() - (last?.at ?? 0);
  });
}

/** Opens the page; its client begins to connect. @type {(stage: Pick<Stage, "page" | "url">) => Promise<ReturnType<typeof clientCard>>} */
export async function load({ page, url }) {
  // A JSONP poll is a script that is always loading, so the page's load event never fires.
  await page.goto(url, { waitUntil: "commit" });
  return firstClient(page);
}

/** Opens the page and waits for the upgrade. @type {typeof load} */
export async function loadUpgraded(stage) {
  const client = await load(stage);
  await client.reaches("connected", "websocket");
  return client;
}

/** @type {(stage: Stage) => TcpProxy} */
export function proxyOf({ proxy }) {
  if (!proxy) throw new Error("This scenario needs isProxied");
  return proxy;
}

/** Holds the connection and sends an event that therefore does not arrive. @type {(stage: Stage) => Promise<void>} */
async function holdAndSay(stage) {
  const says = () => stage.page.evaluate(() => globalThis.__log.filter(({ data }) => `${data}`.startsWith('2["say"')).length);
  const before = await says();
  proxyOf(stage).hold();
  await stage.page.locator("[data-do=say]").click();
  await until("the client's event", async () => (await says()) > before);
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
    what: "messages both ways by polling, before the upgrade",
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
      await until("an upgrade", async () => (await server.heldUpgrades()) > 0);
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
    what: "no bytes pass for less than the ping timeout: packets are late, the session goes on",
    options: { pingInterval: 400, pingTimeout: 5000 },
    isProxied: true,
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await answeredHeartbeats(stage, 1);
      const { begun } = await heartbeats(stage);
      await holdAndSay(stage);
      await stage.server.emit("said", "while the path was cut");
      // A late heartbeat shows in the figure only from about 3 s on.
      await until("a late heartbeat", async () => (await heartbeats(stage)).begun > begun && (await silence(stage)) > 3300);
      proxyOf(stage).resume();
      await client.line('/ said "while the path was cut"').waitFor();
      await client.line('/ said "hello, world"').nth(1).waitFor();
      await answeredHeartbeats(stage, 1);
      await client.press("ask", "/ ack");
    },
  },

  "cut-long": {
    what: "no bytes pass for longer: both sides give up, a new session follows",
    finds: ["ping-timeout"],
    options: { pingInterval: 1000, pingTimeout: 2000 },
    isProxied: true,
    run: async (stage) => {
      const client = await loadUpgraded(stage);
      await client.press("say", "/ said");
      await answeredHeartbeats(stage, 1);
      await holdAndSay(stage);
      await client.line("/ disconnect").waitFor();
      await client.line("reconnect attempt 1").waitFor();
      await allClosed(stage.server);
      proxyOf(stage).resume();
      await client.reaches("connected", "websocket");
      await client.press("ask", "/ ack");
    },
  },

  "server-closes": {
    what: "the server closes the session, the client reconnects",
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
