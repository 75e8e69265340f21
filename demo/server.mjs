// Starts a demo server of one socket.io version in a process of its own (old versions patch globals) and talks to it.
// Node's own modules only, so that it runs before the root's dependencies are there; needs demo/servers/node_modules.
import { fork } from "node:child_process";

/** The versions that run, oldest first, and the alias each is installed under in demo/servers (`sio…`, its client `sioc…`). */
export const versions = /** @type {const} */ ({
  "1.0.6": "106",
  "1.3.5": "135",
  "1.7.4": "174",
  "2.0.4": "204",
  "2.5.1": "251",
  "3.1.2": "312",
  "4.8.4": "484",
});

/** @typedef {keyof typeof versions} Version */

/**
 * One Engine.IO packet as a library itself saw it.
 * @typedef {object} LoggedPacket
 * @property {"server" | "client"} side who logged it
 * @property {string} client the client's name; the server, which does not know it, writes the sid
 * @property {"sent" | "received"} direction seen from the page, whoever logged it
 * @property {"polling" | "websocket"} transport
 * @property {"open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop"} type
 * @property {string | { $binary: string }} [data] text, or bytes in base64; absent when empty
 * @property {string | null} sid
 * @property {number} [eio] the revision in force; only the server logs it
 * @property {number} at epoch milliseconds
 */

/**
 * @typedef {object} ServerOptions
 * @property {Version} version
 * @property {number} [port] 0, the default, takes a free one
 * @property {number} [pingInterval] milliseconds
 * @property {number} [pingTimeout] milliseconds
 * @property {("polling" | "websocket")[]} [transports]
 * @property {boolean} [holdUpgrades] keep websockets waiting until `releaseUpgrades()`, so that clients stay on polling
 */

/**
 * @typedef {object} DemoServer
 * @property {string} url the demo page
 * @property {string} origin
 * @property {string} otherOrigin the same server under a name that makes it another site
 * @property {number} port
 * @property {() => Promise<LoggedPacket[]>} log every packet so far
 * @property {() => Promise<string[]>} openSessions the sids that the server takes for alive
 * @property {() => Promise<void>} releaseUpgrades
 * @property {() => Promise<void>} closeClients closes every session from the server's side and goes on accepting new ones
 * @property {(event: string, ...args: unknown[]) => Promise<void>} emit to every socket of the namespace `/`
 * @property {() => Promise<void>} close
 */

/** @typedef {"log" | "openSessions" | "releaseUpgrades" | "closeClients" | "emit"} HostCall */

/**
 * Rejects with the host's own words when it cannot start (a taken port, a version that is not installed).
 * @param {ServerOptions} options
 * @returns {Promise<DemoServer>}
 */
export async function startServer(options) {
  const host = fork(new URL("host.mjs", import.meta.url), [JSON.stringify(options)], {
    execArgv: ["--no-deprecation"],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let stderr = "";
  host.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const exited = new Promise((resolve) => host.once("exit", resolve));

  /** @type {Map<number, { resolve: (result: unknown) => void, reject: (error: Error) => void }>} */
  const waiting = new Map();
  /** @type {number} */
  const port = await new Promise((resolve, reject) => {
    host.on("message", (/** @type {{ port: number } | { id: number, result: unknown }} */ message) => {
      if ("port" in message) return resolve(message.port);
      waiting.get(message.id)?.resolve(message.result);
      waiting.delete(message.id);
    });
    exited.then(() => {
      const error = new Error(`The demo server of socket.io ${options.version} ended: ${stderr.trim() || "without a word"}`);
      reject(error);
      for (const call of waiting.values()) call.reject(error);
    });
  });

  let calls = 0;
  /** @type {(call: HostCall, args?: unknown[]) => Promise<unknown>} */
  const call = (name, args = []) =>
    new Promise((resolve, reject) => {
      if (!host.connected) return reject(new Error("The demo server is closed"));
      const id = calls++;
      waiting.set(id, { resolve, reject });
      host.send({ id, call: name, args });
    });

  const origin = `http://127.0.0.1:${port}`;
  return {
    url: `${origin}/`,
    origin,
    otherOrigin: `http://localhost:${port}`,
    port,
    log: async () => /** @type {LoggedPacket[]} */ (await call("log")),
    openSessions: async () => /** @type {string[]} */ (await call("openSessions")),
    releaseUpgrades: async () => void (await call("releaseUpgrades")),
    closeClients: async () => void (await call("closeClients")),
    emit: async (event, ...args) => void (await call("emit", [event, ...args])),
    close: async () => {
      if (host.connected) host.disconnect();
      await exited;
    },
  };
}
