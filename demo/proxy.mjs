// A TCP proxy on the loopback address that can hold or cut its connections, for scenarios in which the network fails.
import { connect, createServer } from "node:net";

/** @import { AddressInfo, Socket } from "node:net" */

/**
 * @typedef {object} TcpProxy
 * @property {number} port
 * @property {string} url URL of the page through the proxy
 * @property {() => void} hold connections stay open, but no bytes pass, as if a cable were unplugged
 * @property {() => void} cut every connection is reset, also each new one
 * @property {() => void} resume bytes pass again, held ones first
 * @property {() => Promise<void>} close
 */

/**
 * @param {number} target port of the server
 * @returns {Promise<TcpProxy>}
 */
export async function startProxy(target) {
  /** @type {"open" | "held" | "cut"} */
  let mode = "open";
  /** @type {Set<readonly [Socket, Socket]>} */
  const pairs = new Set();

  /** @type {(pair: readonly [Socket, Socket]) => void} */
  const open = ([near, far]) => {
    near.pipe(far);
    far.pipe(near);
  };
  /** @type {(pair: readonly [Socket, Socket]) => void} */
  const hold = ([near, far]) => {
    near.unpipe(far).pause();
    far.unpipe(near).pause();
  };

  const server = createServer((near) => {
    if (mode === "cut") return near.resetAndDestroy();
    const far = connect(target, "127.0.0.1");
    const pair = /** @type {const} */ ([near, far]);
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    if (mode === "open") open(pair);
    else hold(pair);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {AddressInfo} */ (server.address());

  const endAll = () => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  };
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    hold: () => {
      mode = "held";
      pairs.forEach(hold);
    },
    cut: () => {
      mode = "cut";
      endAll();
    },
    resume: () => {
      if (mode === "held") pairs.forEach(open);
      mode = "open";
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        endAll();
      }),
  };
}
