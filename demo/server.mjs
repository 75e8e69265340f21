// Starts a demo server of one socket.io version in a process of its own, because old versions patch globals, and calls it. Imports only
// Node's own modules, so that it works before the root's dependencies are installed. Needs demo/servers/node_modules.
import { fork } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { pendingCalls } from "./calls.mjs";

/** All versions, oldest first, each with its suffix in demo/servers: `sio…` is the server and `sioc…` the client (`eio…`, `eioc…`). */
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
 * `engine`: engine.io without Socket.IO; `old`: Socket.IO 0.9, which has no Engine.IO; `socket`: Socket.IO from 1.0 on.
 * @type {(version: Version) => "engine" | "old" | "socket"}
 */
export const familyOf = (version) => (version.startsWith("engine.io") ? "engine" : version === "0.9.19" ? "old" : "socket");

/** @type {(version: Version) => string} */
export const nameOf = (version) => (familyOf(version) === "engine" ? version.replace("-", " ") : `socket.io ${version}`);

/** @typedef {"msgpack" | "json" | "cbor" | "unknown"} Parser */

/**
 * A Socket.IO packet as a library decoded it.
 * @typedef {object} LoggedSocket
 * @property {string} type
 * @property {string} nsp
 * @property {number} [id]
 * @property {unknown} [data] JSON with bytes as `{ $binary }`
 * @property {number} attachments
 */

/**
 * An Engine.IO packet as a library sent or received it.
 * @typedef {object} LoggedPacket
 * @property {"server" | "client"} side side that logged it
 * @property {string} client name of the client; in the server's log, which lacks the name, the sid
 * @property {"sent" | "received"} direction seen from the page, on both sides
 * @property {string} transport
 * @property {"open" | "close" | "ping" | "pong" | "message" | "upgrade" | "noop"} type
 * @property {string | { $binary: string }} [data] text, or bytes in base64; absent when empty
 * @property {LoggedSocket | null} [socket] on a received message: the Socket.IO packet that it completed, or null if it completed none;
 *   absent if the message did not reach the Socket.IO layer
 * @property {string | null} sid
 * @property {number | null} [eio] Engine.IO revision, null for Socket.IO 0.9; only in the server's log
 * @property {number} at epoch milliseconds
 */

/**
 * @typedef {object} ServerOptions
 * @property {Version} version
 * @property {number} [port] 0, the default, takes a free one
 * @property {Version} [client] version of the page's client library; the server's version
 * @property {number} [pingInterval] milliseconds
 * @property {number} [pingTimeout] milliseconds
 * @property {string[]} [transports]
 * @property {boolean} [holdUpgrades] makes websockets wait until `releaseUpgrades()`, so that clients stay on polling
 * @property {Parser} [parser] parser of both sides; from socket.io 2.0
 * @property {boolean} [forbid] refuses every request; from socket.io 1.7
 * @property {string} [path]
 * @property {boolean} [allowEIO3]
 * @property {number} [maxHttpBufferSize]
 * @property {object} [perMessageDeflate]
 * @property {object} [connectionStateRecovery]
 * @property {object} [cors] from socket.io 3
 * @property {string} [debugLog] file to which the libraries write their DEBUG log
 */

/**
 * @typedef {object} DemoServer
 * @property {string} url URL of the demo page
 * @property {string} origin
 * @property {string} otherOrigin origin of the same server as another site (localhost)
 * @property {number} port
 * @property {() => Promise<LoggedPacket[]>} log every packet so far
 * @property {() => Promise<string[]>} openSessions sids of the sessions that are open on the server
 * @property {() => Promise<number>} heldUpgrades number of websockets that `holdUpgrades` makes wait
 * @property {() => Promise<void>} releaseUpgrades
 * @property {() => Promise<void>} closeClients closes every session; new ones are still accepted
 * @property {(event: string, ...args: unknown[]) => Promise<void>} emit emits to every socket of namespace `/`; engine.io sends `event` as text
 * @property {() => Promise<void>} close
 */

/** @typedef {"log" | "openSessions" | "heldUpgrades" | "releaseUpgrades" | "closeClients" | "emit"} HostCall */

/**
 * Rejects with the host's message if it cannot start, because a port is taken or a version is not installed.
 * @param {ServerOptions} options
 * @returns {Promise<DemoServer>}
 */
export async function startServer(options) {
  const { debugLog } = options;
  const errors = debugLog === undefined ? "pipe" : openSync(debugLog, "w");
  const host = fork(new URL("host.mjs", import.meta.url), [JSON.stringify(options)], {
    execArgv: ["--no-deprecation"],
    // The engine of socket.io 1.3 logs to stdout.
    stdio: ["ignore", debugLog === undefined ? "ignore" : errors, errors, "ipc"],
    ...(debugLog !== undefined && { env: { ...process.env, DEBUG: "engine*,socket.io*", DEBUG_COLORS: "no" } }),
  });
  if (typeof errors === "number") closeSync(errors);
  let stderr = "";
  host.stderr?.setEncoding("utf8").on("data", (text) => {
    stderr += text;
  });
  const exited = new Promise((resolve) => host.once("exit", resolve));

  const calls = pendingCalls();
  /** @type {number} */
  const port = await new Promise((resolve, reject) => {
    host.on("message", (/** @type {{ port: number } | { id: number, result: unknown }} */ message) => {
      if ("port" in message) return resolve(message.port);
      calls.settle(message.id, message.result);
    });
    exited.then(() => {
      const error = new Error(`The demo server of ${nameOf(options.version)} ended: ${stderr.trim() || "it printed no error"}`);
      reject(error);
      calls.rejectAll(error);
    });
  });

  /** @type {(call: HostCall, args?: unknown[]) => Promise<unknown>} */
  const call = async (name, args = []) => {
    if (!host.connected) throw new Error("The demo server is closed");
    return calls.start((id) => host.send({ id, call: name, args }));
  };

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
