// An HTTP load balancer on the loopback address. It sends requests to several servers in turn, or all to the first, and can refuse
// websockets.
import { request as ask, createServer } from "node:http";
import { connect } from "node:net";

/** @import { IncomingMessage } from "node:http" */
/** @import { AddressInfo, Socket } from "node:net" */

/**
 * @typedef {object} Balancer
 * @property {string} url URL of the page through the balancer
 * @property {() => void} stick sends every request to the first server from now on
 * @property {() => Promise<void>} close
 */

/**
 * @param {readonly number[]} targets ports of the servers
 * @param {boolean} refusesUpgrades whether every websocket is answered with 400
 * @returns {Promise<Balancer>}
 */
export async function startBalancer(targets, refusesUpgrades) {
  let turn = 0;
  let isSticky = false;
  /** @type {Set<import("node:stream").Duplex>} */
  const tunnels = new Set();
  /** Only Socket.IO requests take turns: the page's files are the same on each server. @type {(request: IncomingMessage) => number} */
  const portFor = ({ url }) => targets[url?.startsWith("/socket.io/") && !isSticky ? turn++ % targets.length : 0] ?? 0;

  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const onward = ask({ host: "127.0.0.1", port: portFor(request), method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  server.on("upgrade", (/** @type {IncomingMessage} */ request, /** @type {Socket} */ near, /** @type {Buffer} */ head) => {
    if (refusesUpgrades) return near.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    const far = connect(portFor(request), "127.0.0.1");
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      tunnels.add(socket);
      socket.on("error", end).on("close", () => {
        tunnels.delete(socket);
        end();
      });
    }
    const fields = request.rawHeaders.map((text, index) => `${text}${index % 2 === 0 ? ": " : "\r\n"}`).join("");
    far.write(`${request.method} ${request.url} HTTP/1.1\r\n${fields}\r\n`);
    far.write(head);
    near.pipe(far).pipe(near);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const { port } = /** @type {AddressInfo} */ (server.address());

  return {
    url: `http://127.0.0.1:${port}/`,
    stick: () => {
      isSticky = true;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of tunnels) socket.destroy();
      }),
  };
}
