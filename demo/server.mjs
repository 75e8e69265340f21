// Starts a demo server of one socket.io version in a process of its own (old versions patch globals) and talks to it.
// Node's own modules only, so that it runs before the root's dependencies are there; needs demo/servers/node_modules.
import { fork } from "node:child_process";

/** The versions that run, oldest first, and the alias each is installed under in demo/servers (`sio…`, its client `sioc…`; `eio…`, `eioc…`). */
export const versions = /** @type {const} */ ({
  "0.9.19": "09",
  "1.0.6": "106",
  "1.3.5": "135",
  "1.7.4": "174",
  "2.0.4": "204",
  "2.5.1": "251",
  "3.1.2": "312",
  "4.8.4": "484",
  "engine.io-6.6.12": "66",
});

/** @typedef {keyof typeof versions} Version */

/**
 * `engine` alone, Socket.IO 0.9 before there was one, or both.
 * @type {(version: Version) => "engine" | "old" | "socket"}
 */
export const familyOf = (version) => (version.startsWith("engine.io") ? "engine" : version === "0.9.19" ? "old" : "socket");

/** @type {(version: Version) => string} */
export const nameOf = (version) => (familyOf(version) === "engine" ? version.replace("-", " ") : `socket.io ${version}`);

/** @typedef {"msgpack" | "json" | "cbor" | "unknown"} Parser */

/**
 * A Socket.IO packet as a library's decoder gave it.
 * @typedef {object} LoggedSocket
 * @property {string} type
 * @property {string} nsp
 * @property {number} [id]
 * @property {unknown} [data] bytes in it are `{ $binary }`
 * @property {number} attachments
 */

/**
 * One Engine.IO packet as a library itself saw it.
 * @typedef {object} LoggedPacket
 * @property {"server" | "client"} side who logged it
 * @property {string} client the client's name; the server, which does not know it, writes the sid
 * @property {"sent" | "received"} direction seen from the page, whoever logged it
 * @property {string} transport
 * @property {"open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop"} type
 * @property {string | { $binary: string }} [data] text, or bytes in base64; absent when empty
 * @property {LoggedSocket | null} [socket] of a received message: the Socket.IO packet that it completed, null when it completed none;
 *   absent when the Socket.IO layer was not given the message
 * @property {string | null} sid
 * @property {number | null} [eio] the revision in force, null for Socket.IO 0.9; only the server logs it
 * @property {number} at epoch milliseconds
 */

/**
 * @typedef {object} ServerOptions
 * @property {Version} version
 * @property {number} [port] 0, the default, takes a free one
 * @property {Version} [client] whose browser client the page loads; the server's own version
 * @property {number} [pingInterval] milliseconds
 * @property {number} [pingTimeout] milliseconds
 * @property {string[]} [transports]
 * @property {boolean} [holdUpgrades] keep websockets waiting until `releaseUpgrades()`, so that clients stay on polling
 * @property {Parser} [parser] of both sides; from socket.io 2.0
 * @property {boolean} [forbid] refuse every request; from socket.io 1.7
 * @property {string} [path]
 * @property {boolean} [allowEIO3]
 * @property {number} [maxHttpBufferSize]
 * @property {object} [perMessageDeflate]
 * @property {object} [connectionStateRecovery]
 * @property {object} [cors] from socket.io 3
 */

/**
 * @typedef {object} DemoServer
 * @property {string} url the demo page
 * @property {string} origin
 * @property {string} otherOrigin the same server under a name that makes it another site
 * @property {number} port
 * @property {() => Promise<LoggedPacket[]>} log every packet so far
 * @property {() => Promise<string[]>} openSessions the sids that the server takes for alive
 * @property {() => Promise<number>} heldUpgrades how many websockets wait to be let in
 * @property {() => Promise<void>} releaseUpgrades
 * @property {() => Promise<void>} closeClients closes every session from the server's side and goes on accepting new ones
 * @property {(event: string, ...args: unknown[]) => Promise<void>} emit to every socket of the namespace `/`; from engine.io alone, the text
 * @property {() => Promise<void>} close
 */

/** @typedef {"log" | "openSessions" | "heldUpgrades" | "releaseUpgrades" | "closeClients" | "emit"} HostCall */

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
      const error = new Error(`The demo server of ${nameOf(options.version)} ended: ${stderr.trim() || "without a word"}`);
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
    heldUpgrades: async () => /** @type {number} */ (await call("heldUpgrades")),
    releaseUpgrades: async () => void (await call("releaseUpgrades")),
    closeClients: async () => void (await call("closeClients")),
    emit: async (event, ...args) => void (await call("emit", [event, ...args])),
    close: async () => {
      if (host.connected) host.disconnect();
      await exited;
    },
  };
}
