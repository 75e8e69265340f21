// The process of one demo server: the page, its client library, the Socket.IO server of one version, and its log of packets.
// Started by startServer() in server.mjs, which is the other end of its channel.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { logEngine } from "./engine-log.mjs";
import { versions } from "./server.mjs";
import { sendExactBinary } from "./shims.mjs";

/** @import { HostCall, LoggedPacket, ServerOptions } from "./server.mjs" */

/**
 * What every version's server-side socket has.
 * @typedef {object} ServerSocket
 * @property {{ close(): void }} conn the Engine.IO socket under it
 * @property {(event: string, listener: (...args: unknown[]) => void) => void} on
 * @property {(event: string, ...args: unknown[]) => void} emit
 * @property {(close?: boolean) => void} disconnect
 */

/** @type {ServerOptions} */
const options = JSON.parse(process.argv[2] ?? "{}");
const { version, port = 0, holdUpgrades = false, ...engineOptions } = options;
const alias = versions[version];
const require = createRequire(new URL("servers/package.json", import.meta.url));
const pages = fileURLToPath(new URL("pages/", import.meta.url));
const clientFile = join(
  fileURLToPath(new URL(`servers/node_modules/sioc${alias}/`, import.meta.url)),
  version === "1.0.6" || version === "1.3.5" ? "socket.io.js" : "dist/socket.io.js",
);

/** @type {LoggedPacket[]} */
const log = [];
const engine = createRequire(require.resolve(`sio${alias}`)).resolve("engine.io");
if (version === "1.0.6" || version === "1.3.5") sendExactBinary(engine);
logEngine(engine, (packet) => log.push(packet));

/** @type {Record<string, string>} */
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };

const http = createServer(async (request, response) => {
  const path = new URL(request.url ?? "/", "http://demo").pathname;
  if (path === "/favicon.ico") return response.writeHead(204).end();
  const name = path === "/" ? "index.html" : path.slice(1);
  const file = name === "socket.io.js" ? clientFile : /^[\w.-]+$/.test(name) ? join(pages, name) : "";
  try {
    const body = await readFile(file);
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "cache-control": "no-store" });
    response.end(extname(file) === ".html" ? body.toString().replaceAll("{{version}}", version) : body);
  } catch {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end(`There is no ${path} here.\n`);
  }
});

const io = require(`sio${alias}`)(http, { serveClient: false, ...engineOptions });

io.on("connection", (/** @type {ServerSocket} */ socket) => {
  socket.emit("hello", { from: `socket.io ${version}` });
  socket.on("say", (text) => socket.emit("said", text));
  socket.on("ask", (question, answer) => {
    if (typeof answer === "function") answer({ question, answer: 42 });
  });
  socket.on("bytes", (...args) => {
    const answer = args.at(-1);
    if (typeof answer === "function") answer(...args.slice(0, -1));
    else socket.emit("bytes", ...args);
  });
  socket.on("send bytes", () => {
    socket.emit("bytes", Buffer.from([0, 1, 2, 250, 251, 255]), { name: "two", inside: { second: Buffer.from("é😀") } });
  });
  socket.on("ask me", () => {
    socket.emit("question", "What do you see?", (/** @type {unknown} */ answer) => socket.emit("thanks", answer));
  });
  socket.on("close me", () => {
    socket.emit("said", "goodbye");
    socket.conn.close();
  });
  socket.on("disconnect me", () => socket.disconnect(true));
});

io.of("/admin").on("connection", (/** @type {ServerSocket} */ socket) => {
  socket.emit("hello", { from: "/admin" });
  socket.on("say", (text) => socket.emit("said", text));
});

// The websocket that is not Engine.IO, made by what the newest engine.io uses itself.
const { WebSocketServer } = createRequire(require.resolve(`sio${versions["4.8.4"]}`))("ws");
const echo = new WebSocketServer({ noServer: true });
echo.on("connection", (/** @type {import("node:events").EventEmitter & { send(data: Buffer, options: object): void }} */ socket) => {
  socket.on("message", (data, binary) => socket.send(data, { binary }));
});

/** @typedef {Parameters<(request: import("node:http").IncomingMessage, socket: import("node:stream").Duplex, head: Buffer) => void>} Upgrade */
const engineUpgrades = http.listeners("upgrade");
http.removeAllListeners("upgrade");
/** @type {Upgrade[] | null} */
let held = holdUpgrades ? [] : null;
/** @type {(...upgrade: Upgrade) => void} */
const upgrade = (...args) => {
  for (const listener of engineUpgrades) listener.apply(http, args);
};
http.on("upgrade", (request, socket, head) => {
  if (request.url === "/echo") {
    echo.handleUpgrade(request, socket, head, (/** @type {unknown} */ client) => echo.emit("connection", client));
  } else if (held) held.push([request, socket, head]);
  else upgrade(request, socket, head);
});

/** @type {Record<HostCall, (...args: unknown[]) => unknown>} */
const calls = {
  log: () => log,
  openSessions: () => Object.keys(io.engine.clients),
  releaseUpgrades: () => {
    for (const args of held ?? []) upgrade(...args);
    held = null;
  },
  closeClients: () => {
    /** @type {{ close(): void }[]} */
    const clients = Object.values(io.engine.clients);
    for (const client of clients) client.close();
  },
  emit: (...args) => void io.emit(...args),
};

process.on("message", (/** @type {{ id: number, call: HostCall, args: unknown[] }} */ { id, call, args }) => {
  process.send?.({ id, result: calls[call](...args) });
});
process.on("disconnect", () => process.exit());
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit());

http.once("error", (error) => {
  process.stderr.write(error.message);
  process.exit(1);
});
http.listen(port, "127.0.0.1", () => {
  const address = http.address();
  if (address && typeof address === "object") process.send?.({ port: address.port });
});
