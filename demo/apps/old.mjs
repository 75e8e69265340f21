// The demo on Socket.IO 0.9.
import { logOld } from "../old-log.mjs";
import { restoreProcessEmitter } from "../shims.mjs";

/** @import { App, AppContext } from "./app.d.ts" */

/**
 * @typedef {object} OldSocket
 * @property {string} id
 * @property {(event: string, listener: (...args: unknown[]) => void) => void} on
 * @property {(event: string, ...args: unknown[]) => void} emit
 * @property {(text: unknown) => void} send
 * @property {OldSocket} json the same socket; its next `send` sends a JSON packet
 * @property {() => void} disconnect
 */

/** @type {(context: AppContext) => App} */
export function startOld({ http, require, version, alias, options, push }) {
  restoreProcessEmitter();
  logOld(require.resolve(alias), push);
  const { pingInterval = 25_000, pingTimeout = 60_000, path = "/socket.io", transports } = options;
  const manager = require(alias).listen(http, {
    log: false,
    "browser client": false,
    "flash policy server": false,
    "heartbeat interval": pingInterval / 1000,
    "heartbeat timeout": pingTimeout / 1000,
    // On polling this version has no heartbeats. Instead a noop ends each poll that has waited this long.
    "polling duration": pingInterval / 1000,
    resource: path,
    ...(transports && { transports }),
  });

  manager.sockets.on("connection", (/** @type {OldSocket} */ socket) => {
    socket.emit("hello", { from: `socket.io ${version}` });
    socket.on("say", (text) => socket.emit("said", text));
    socket.on("ask", (question, answer) => {
      if (typeof answer === "function") answer({ question, answer: 42 });
    });
    socket.on("message", (data, answer) => {
      if (typeof data === "string") socket.send(data);
      else socket.json.send(data);
      if (typeof answer === "function") answer("got it");
    });
    socket.on("ask me", () => {
      // The library asks for an ack with data only if the callback takes an argument.
      socket.emit("question", "What do you see?", (/** @type {unknown} */ answer) => socket.emit("thanks", answer));
    });
    socket.on("close me", () => {
      socket.emit("said", "goodbye");
      manager.transports[socket.id].end("closed by the demo");
    });
    socket.on("disconnect me", () => socket.disconnect());
  });
  manager.of("/admin").on("connection", (/** @type {OldSocket} */ socket) => {
    socket.emit("hello", { from: "/admin" });
    socket.on("say", (text) => socket.emit("said", text));
  });
  manager
    .of("/guarded")
    .authorization((/** @type {unknown} */ _data, /** @type {(error: null, isAllowed: boolean) => void} */ done) => done(null, false));

  return {
    openSessions: () => Object.keys(manager.connected),
    closeClients: () => {
      /** @type {OldSocket[]} */
      const clients = manager.sockets.clients();
      for (const client of clients) client.disconnect();
    },
    emit: (...args) => void manager.sockets.emit(...args),
  };
}
