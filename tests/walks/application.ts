// The application that the walks use: a real server of socket.io 4.8.4, and pages that connect to it well or badly.

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { versions } from "../../demo/server.mjs";
import { root } from "../../demo/setup.mjs";
import { deadOrigin } from "../browser/support/site.ts";

const require = createRequire(join(root, "demo/servers/package.json"));
const VERSION = versions["4.8.4"];

interface Socket {
  on(event: string, listener: (...args: never[]) => void): void;
  emit(event: string, ...args: unknown[]): void;
}
interface Io {
  of(namespace: string): {
    readonly sockets: ReadonlyMap<string, Socket>;
    on(event: "connection", listener: (socket: Socket) => void): void;
  };
  readonly engine: { readonly clients: Record<string, unknown> };
  disconnectSockets(close: boolean): void;
  close(): void;
}

const NAMESPACES = ["/", "/admin", "/chat", "/jobs", "/news"];
const EVENTS = ["order", "quote", "tick", "trade", "depth", "move", "typing", "presence", "cursor", "patch"];
const MORE = ["log", "metric", "alert", "job:progress", "job:done", "user:joined", "user:left", "file", "price", "notice"];

/** What the pages run: `?case=…` chooses one. */
const PAGES = {
  nothing: "",
  well: "io().emit('say', 'hello')",
  down: "io(new URLSearchParams(location.search).get('dead'), { reconnectionAttempts: 2 })",
  port: "io('http://127.0.0.1:9', { reconnectionAttempts: 2 })",
  cors: "io('http://localhost:' + location.port, { reconnectionAttempts: 2 })",
  missing: "io({ path: '/missing', reconnectionAttempts: 2 })",
  page: "io({ path: '/page', reconnectionAttempts: 2 })",
  namespace: "io('/nope')",
  forgotten: "io({ transports: ['polling'] })",
  restart: "io({ reconnectionDelay: 200, randomizationFactor: 0 })",
  /** Five clients, each in all namespaces over one connection. */
  busy: `globalThis.clients = Array.from({ length: 5 }, () => {
    const manager = new io.Manager(location.origin, { reconnectionDelay: 100, randomizationFactor: 0 });
    return ${JSON.stringify(NAMESPACES)}.map((namespace) => manager.socket(namespace));
  })`,
};
type Case = keyof typeof PAGES;

export interface Application {
  page(name: Case): string;
  /** Forgets every session, as a server does whose sessions another process keeps. */
  forget(): void;
  /** Ends and starts again at the same port. */
  restart(): Promise<void>;
  /** How many sockets are connected, of all namespaces. */
  readonly connected: number;
  /** Sends so many packets a second, spread over clients, namespaces and events, until the function that it returns is called. */
  traffic(rate: number): () => void;
  close(): Promise<void>;
}

function answer(request: IncomingMessage, response: ServerResponse, library: Buffer): void {
  const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
  const send = (status: number, type: string, body: string | Buffer) =>
    response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" }).end(body);
  if (pathname === "/library.js") return void send(200, "text/javascript", library);
  if (pathname.startsWith("/missing")) return void send(404, "text/html", "<h1>Not found</h1>");
  if (pathname.startsWith("/page")) return void send(200, "text/html", "<!doctype html><h1>Welcome</h1>");
  if (pathname !== "/") return void send(404, "text/plain", "");
  const script = PAGES[(searchParams.get("case") ?? "nothing") as Case];
  const html = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>page</title><script src="/library.js"></script>`;
  send(200, "text/html", `${html}<script>${script}</script>`);
}

/** What the server answers on a socket: at once, late, never, with bytes, with much. */
function serve(socket: Socket): void {
  socket.on("say", (...args: unknown[]) => socket.emit("said", ...args));
  socket.on("ask", (value: unknown, ack: (...args: unknown[]) => void) => ack({ ok: true, value }));
  socket.on("slow", (milliseconds: number, ack: (...args: unknown[]) => void) => setTimeout(() => ack("late"), milliseconds));
  socket.on("never", () => {});
}

export async function startApplication(): Promise<Application> {
  const library = await readFile(join(root, `demo/servers/node_modules/sioc${VERSION}/dist/socket.io.js`));
  const { Server: SocketServer } = require(`sio${VERSION}`) as { Server: new (http: Server, options: object) => Io };
  const start = async (port: number) => {
    const http = createServer((request, response) => answer(request, response, library));
    const io = new SocketServer(http, { serveClient: false, pingInterval: 2000 });
    for (const namespace of NAMESPACES) io.of(namespace).on("connection", serve);
    await new Promise<void>((resolve) => http.listen(port, resolve));
    return { http, io };
  };
  const stop = async () => {
    const { http, io } = running;
    const closed = new Promise((resolve) => http.once("close", resolve));
    io.close();
    http.closeAllConnections();
    await closed;
  };
  let running = await start(0);
  const dead = await deadOrigin();
  const { port } = running.http.address() as AddressInfo;
  const sockets = () => NAMESPACES.flatMap((namespace) => [...running.io.of(namespace).sockets.values()]);
  return {
    page: (name) => `http://127.0.0.1:${port}/?case=${name}&dead=${dead}`,
    forget: () => {
      for (const sid of Object.keys(running.io.engine.clients)) delete running.io.engine.clients[sid];
    },
    restart: async () => {
      await stop();
      running = await start(port);
    },
    get connected() {
      return sockets().length;
    },
    traffic: (rate) => {
      let sent = 0;
      const events = [...EVENTS, ...MORE];
      const begin = performance.now();
      const timer = setInterval(() => {
        const passed = performance.now() - begin;
        const all = sockets();
        for (; sent < (passed * rate) / 1000; sent++) {
          const deep = { id: sent, user: `u${sent % 7}`, at: { place: { x: sent % 97, y: sent % 89 } }, text: "lorem ipsum" };
          const large = { id: sent, text: "lorem ipsum ".repeat(4000) };
          const argument = sent % 2000 === 999 ? large : sent % 2000 === 1999 ? Buffer.alloc(50_000, sent) : deep;
          all[sent % all.length]?.emit(events[sent % events.length] ?? "", argument);
        }
      }, 20);
      return () => clearInterval(timer);
    },
    close: stop,
  };
}
