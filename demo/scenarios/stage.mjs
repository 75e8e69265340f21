// Starts a scenario's servers, and the proxy or balancer between them and the page.
import { startBalancer } from "../balancer.mjs";
import { startProxy } from "../proxy.mjs";
import { startServer } from "../server.mjs";

/** @import { Balancer } from "../balancer.mjs" */
/** @import { TcpProxy } from "../proxy.mjs" */
/** @import { DemoServer, Version } from "../server.mjs" */
/** @import { Scenario } from "./figures.mjs" */

/**
 * @typedef {object} Setting
 * @property {DemoServer} server
 * @property {readonly DemoServer[]} servers all servers, `server` first
 * @property {TcpProxy} [proxy] stands before the server if the scenario is `isProxied`
 * @property {Balancer} [balancer] stands before the servers if the scenario is `isSpread` or `refusesUpgrades`
 * @property {string} url URL of the page, with its query
 */

/**
 * Rejects with the message of a server that cannot start.
 * @param {Omit<Scenario, "what" | "run">} scenario
 * @param {Version} version
 * @param {number} [port] port of the first server
 * @returns {Promise<Setting & { close: () => Promise<void> }>}
 */
export async function setStage({ options, isProxied, isSpread, refusesUpgrades, query }, version, port = 0) {
  const server = await startServer({ version, port, ...options });
  const servers = isSpread ? [server, await startServer({ version, ...options })] : [server];
  const proxy = isProxied && (await startProxy(server.port));
  const balancer =
    (isSpread || refusesUpgrades) &&
    (await startBalancer(
      servers.map((each) => each.port),
      refusesUpgrades === true,
    ));
  return {
    server,
    servers,
    ...(proxy && { proxy }),
    ...(balancer && { balancer }),
    url: (balancer ?? proxy ?? server).url + (query ? `?${query}` : ""),
    close: async () => {
      await balancer?.close();
      await proxy?.close();
      for (const each of servers) await each.close();
    },
  };
}
