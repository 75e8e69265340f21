// The process of one demo server. It serves the page and its client library, runs a server of one version with the demo's application
// (apps/), and logs the packets. startServer() in server.mjs starts it and calls it over their IPC channel.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEngine } from "./apps/engine.mjs";
import { startOld } from "./apps/old.mjs";
import { startSocket } from "./apps/socket.mjs";
import { familyOf, nameOf, versions } from "./server.mjs";

/** @import { HostCall, LoggedPacket, ServerOptions } from "./server.mjs" */

/** @type {ServerOptions} */
const options = JSON.parse(process.argv[2] ?? "{}");
const {
  version,
  client: clientVersion = version,
  port = 0,
  holdUpgrades = false,
  parser,
  forbid = false,
  debugLog: _,
  ...serverOptions
} = options;
const require = createRequire(new URL("servers/package.json", import.meta.url));
const pages = fileURLToPath(new URL("pages/", import.meta.url));
const modules = fileURLToPath(new URL("servers/node_modules/", import.meta.url));

const clientFamily = familyOf(clientVersion);
const clientFolder = join(modules, `${clientFamily === "engine" ? "eioc" : "sioc"}${versions[clientVersion]}`);
const isBeforeDist = clientVersion === "1.0.6" || clientVersion === "1.3.5";
const parserFile =
  parser &&
  {
    msgpack: `socket.io-msgpack-parser${version.startsWith("2.") ? "-2" : ""}`,
    json: "socket.io-json-parser",
    cbor: "./parsers/cbor.cjs",
    unknown: "./parsers/unknown.cjs",
  }[parser];

/**
 * Files by the name in the URL, where it is not the file's own. The library is not named socket.io.js, because socket.io 0.9 answers every
 * path that begins with `/socket.io`.
 * @type {Record<string, string>}
 */
const files = {
  "library.js": join(clientFolder, isBeforeDist ? "socket.io.js" : `dist/${clientFamily === "engine" ? "engine" : "socket"}.io.js`),
  ...(clientFamily === "socket" ? {} : { "client.js": join(pages, `client-${clientFamily}.js`) }),
  ...(clientFamily === "old" ? { "packet-log.js": join(pages, "packet-log-old.js") } : {}),
  "": join(pages, "index.html"),
};

/** @type {(language: string) => Promise<Record<string, { message: string }>>} */
const catalogue = async (language) =>
  JSON.parse(await readFile(new URL(`../extension/_locales/${language}/messages.json`, import.meta.url), "utf8"));
const catalogues = { en: await catalogue("en"), ja: await catalogue("ja") };

/** Fills a page with messages of the language in `asked`: a `lang` parameter or an Accept-Language header. @type {(page: string, asked: string) => string} */
function translated(page, asked) {
  const lang = /^ja\b/i.test(asked) ? "ja" : "en";
  const texts = catalogues[lang];
  const demo = Object.entries(texts).filter(([key]) => key.startsWith("demo"));
  /** @type {Record<string, string>} */
  const values = { version: nameOf(version), texts: JSON.stringify(Object.fromEntries(demo)) };
  return page.replace('<html lang="en">', `<html lang="${lang}">`).replace(/\{\{(\w+)\}\}/g, (_, key) => {
    const value = values[key] ?? texts[key]?.message;
    if (value === undefined) throw new Error(`the catalogue has no ${key}`);
    return value;
  });
}

/** The parser as a script for the page. Only this needs the root's dependencies. */
async function bundledParser() {
  if (!parserFile) return "";
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    entryPoints: [require.resolve(parserFile)],
    bundle: true,
    format: "iife",
    globalName: "demoParser",
    platform: "browser",
    write: false,
  });
  return outputFiles[0]?.contents ?? "";
}

/** @type {Record<string, string>} */
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8" };

const http = createServer(async (request, response) => {
  const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://demo");
  if (path === "/favicon.ico") return response.writeHead(204).end();
  const name = path.slice(1);
  const file = files[name] ?? (/^[\w.-]+$/.test(name) ? join(pages, name) : "");
  try {
    const asked = query.get("lang") ?? request.headers["accept-language"] ?? "";
    const content = name === "parser.js" ? await bundledParser() : await readFile(file);
    const body = extname(file) === ".html" ? translated(content.toString(), asked) : content;
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "cache-control": "no-store" });
    response.end(body);
  } catch {
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end(`This server has no ${path}.\n`);
  }
});

/** @type {LoggedPacket[]} */
const log = [];
const start = { engine: startEngine, old: startOld, socket: startSocket }[familyOf(version)];
const app = start({
  http,
  require,
  version,
  alias: `${familyOf(version) === "engine" ? "eio" : "sio"}${versions[version]}`,
  options: { ...serverOptions, ...(parserFile && { parser: require(parserFile) }), ...(forbid && { allowRequest: refuse }) },
  push: (packet) => log.push(packet),
});

/** @type {(request: unknown, done: (codeOrMessage: number | string, isAllowed: boolean) => void) => void} */
function refuse(_request, done) {
  done(Number(version[0]) < 3 ? 4 : "not today", false);
}

// A plain websocket that is not Engine.IO, served by the `ws` package of the newest engine.io.
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
  openSessions: app.openSessions,
  heldUpgrades: () => held?.length ?? 0,
  releaseUpgrades: () => {
    for (const args of held ?? []) upgrade(...args);
    held = null;
  },
  closeClients: app.closeClients,
  emit: app.emit,
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
