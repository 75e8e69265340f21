// A server of pages and of websockets. A websocket's path chooses its behaviour.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export interface Page {
  readonly body: string;
  readonly type?: "text/html" | "text/javascript";
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WsServer {
  readonly origin: string;
  readonly host: string;
  /** All messages received on /echo, in order: text, or bytes in base64. */
  readonly received: string[];
  close(): Promise<void>;
}

const paths: Readonly<Record<string, (ws: WebSocket, received: (data: Buffer, isBinary: boolean) => void, url: URL) => void>> = {
  "/echo": (ws, received) =>
    ws.on("message", (data: Buffer, isBinary) => {
      received(data, isBinary);
      ws.send(data, { binary: isBinary });
    }),
  "/bye": (ws) => ws.close(4001, "server says bye"),
  "/terminate": (ws) => ws.on("message", () => ws.terminate()),
  /** Each message is a number: sends that many messages at once. */
  "/flood": (ws) =>
    ws.on("message", (data: Buffer) => {
      for (let i = 0; i < Number(data); i++) ws.send(`42["tick",{"id":${100_000 + i},"user":"u1","text":"lorem ipsum dolor"}]`);
    }),
  /** Each message is a number: sends that many messages, text and bytes in turn. */
  "/kinds": (ws) =>
    ws.on("message", (data: Buffer) => {
      for (let i = 0; i < Number(data); i++) ws.send(i % 2 ? new Uint8Array([i]) : `${i}`);
    }),
};

export async function startWsServer(pages: Readonly<Record<string, Page>>): Promise<WsServer> {
  const received: string[] = [];
  const http = createServer((request, response) => {
    const page = pages[new URL(request.url ?? "", "http://host").pathname];
    response.writeHead(page ? 200 : 404, { "content-type": `${page?.type ?? "text/html"}; charset=utf-8`, ...page?.headers });
    response.end(page?.body);
  });
  const wss = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false });
  http.on("upgrade", (request, socket, head) => {
    const url = new URL(request.url ?? "", "http://host");
    const serve = paths[url.pathname];
    if (!serve) return socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    wss.handleUpgrade(request, socket, head, (ws) =>
      serve(ws, (data, binary) => received.push(data.toString(binary ? "base64" : "utf8")), url),
    );
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const host = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  return {
    origin: `http://${host}`,
    host,
    received,
    close: async () => {
      for (const ws of wss.clients) ws.terminate();
      http.close();
      http.closeAllConnections();
      await once(http, "close");
    },
  };
}
