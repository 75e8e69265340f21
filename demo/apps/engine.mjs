// The demo on engine.io without Socket.IO. It echoes each message, except a few texts that are commands.
import { logEngine } from "../engine-log.mjs";

/** @import { App, AppContext } from "./app.d.ts" */

/**
 * @typedef {object} EngineSocket
 * @property {(event: "message", listener: (data: string | Buffer) => void) => void} on
 * @property {(data: string | Buffer) => void} send
 * @property {() => void} close
 */

/** @type {(context: AppContext) => App} */
export function startEngine({ http, require, alias, options, push }) {
  logEngine(require.resolve(alias), push);
  const engine = require(alias).attach(http, options);
  engine.on("connection", (/** @type {EngineSocket} */ socket) => {
    socket.send("welcome");
    socket.on("message", (data) => {
      if (data === "close me") socket.close();
      else if (data === "send bytes") socket.send(Buffer.from([0, 1, 2, 250, 251, 255]));
      else socket.send(data);
    });
  });
  /** @type {() => EngineSocket[]} */
  const clients = () => Object.values(engine.clients);
  return {
    openSessions: () => Object.keys(engine.clients),
    closeClients: () => {
      for (const client of clients()) client.close();
    },
    emit: (text) => {
      for (const client of clients()) client.send(`${text}`);
    },
  };
}
