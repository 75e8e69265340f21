// A site for one test: pages with the real client, and a real server of socket.io 4 at the same origin.

import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { versions } from "../../../demo/server.mjs";
import { root } from "../../../demo/setup.mjs";

const require = createRequire(join(root, "demo/servers/package.json"));
const VERSION = versions["4.8.4"];

/** The part of the server's Engine.IO that the tests change. */
interface Engine {
  generateId: (request: IncomingMessage) => string;
  on(event: "initial_headers", listener: (headers: Record<string, string>) => void): void;
}

export interface Site {
  readonly origin: string;
  close(): Promise<void>;
}

async function listen(http: Server): Promise<string> {
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

function end(http: Server): void {
  http.close();
  http.closeAllConnections();
}

/** A server that answers everything with this status, as a proxy does whose server is gone. */
export async function startProxyOf(status: number): Promise<Site> {
  const http = createServer((_, response) => response.writeHead(status, { "Content-Type": "text/html" }).end());
  return { origin: await listen(http), close: async () => end(http) };
}

/** The origin of a port at which nothing listens. */
export async function deadOrigin(): Promise<string> {
  const { origin, close } = await startProxyOf(404);
  await close();
  return origin;
}

interface SiteOptions {
  /** Changes the server before it is asked. */
  readonly setUp?: (engine: Engine) => void;
  /** In the head of each page. */
  readonly head?: string;
}

/** `script`: what each page of the site runs, after the client's library. */
export async function startSite(script: string, { setUp, head = "" }: SiteOptions = {}): Promise<Site> {
  const library = await readFile(join(root, `demo/servers/node_modules/sioc${VERSION}/dist/socket.io.js`));
  const page = `<!doctype html><meta charset="utf-8">${head}<title>page</title><script src="/library.js"></script><script>${script}</script>`;
  const http = createServer(({ url = "" }, response) => {
    const isPage = /^\/(\?|$)/.test(url);
    response.writeHead(200, { "Content-Type": isPage ? "text/html" : "text/javascript", "Cache-Control": "no-store" });
    response.end(isPage ? page : url === "/library.js" ? library : "");
  });
  const io: { readonly engine: Engine } = new (require(`sio${VERSION}`).Server)(http, { serveClient: false });
  setUp?.(io.engine);
  return { origin: await listen(http), close: async () => end(http) };
}
