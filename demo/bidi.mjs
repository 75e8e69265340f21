// A relay through which Playwright and this program share one WebDriver BiDi connection to Firefox. Firefox accepts one client only, and
// Playwright's page can reach neither extensions nor the browser's own windows. Playwright starts firefox-launcher.mjs in place of Firefox
// and therefore connects to this relay, which forwards its commands unchanged and sends commands of this program between them.
import { once } from "node:events";
import { WebSocket, WebSocketServer } from "ws";
import { pendingCalls } from "./calls.mjs";

/** @import { AddressInfo } from "node:net" */
/** @import { RawData } from "ws" */

/**
 * @typedef {object} Relay
 * @property {number} port
 * @property {() => Promise<void>} close
 * @property {(method: string, params: object) => Promise<unknown>} send sends a command of this program; rejects with Firefox's error
 */

/** First id of this program's commands: above those that Playwright counts from 1, and below those that it uses when it closes. */
const FIRST_ID = 2 ** 40;

/** Serves one connection of Playwright, and ends with it. @returns {Promise<Relay>} */
export async function startRelay() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const { port } = /** @type {AddressInfo} */ (server.address());

  const calls = pendingCalls(FIRST_ID);
  /** @type {WebSocket | null} */
  let firefox = null;

  server.once("connection", (playwright, { url }) => {
    server.close();
    const [, firefoxPort, path] = (url ?? "").split("/");
    const socket = new WebSocket(`ws://127.0.0.1:${firefoxPort}/${path}`, { perMessageDeflate: false });
    firefox = socket;
    const opened = once(socket, "open");
    playwright.on("message", async (/** @type {RawData} */ data) => {
      await opened;
      socket.send(`${data}`);
    });
    socket.on("message", (/** @type {RawData} */ data) => {
      const text = `${data}`;
      const message = JSON.parse(text);
      const answer = message.type === "error" ? new Error(`${message.error}: ${message.message}`) : message.result;
      if (calls.settle(message.id, answer)) return;
      if (message.error === "unknown command" && message.message.includes("emulation.")) {
        // Playwright always sends emulation commands, and gives up if Firefox ESR does not know one. Answer that it succeeded.
        playwright.send(JSON.stringify({ type: "success", id: message.id, result: {} }));
      } else playwright.send(text);
    });
    socket.on("close", () => {
      playwright.close();
      calls.rejectAll(new Error("Firefox closed the connection"));
    });
    playwright.on("close", () => socket.close());
  });

  return {
    port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
    send: async (method, params) => {
      if (firefox?.readyState !== WebSocket.OPEN) throw new Error("Firefox is not connected");
      return calls.start((id) => firefox?.send(JSON.stringify({ id, method, params })));
    },
  };
}
