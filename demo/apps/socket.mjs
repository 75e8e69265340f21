// The demo on Socket.IO from 1.0 on.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { logEngine } from "../engine-log.mjs";
import { sendExactBinary } from "../shims.mjs";
import "../pages/socket-record.js";

/** @import { App, AppContext } from "./app.d.ts" */

/**
 * The part of a server-side socket that every version has.
 * @typedef {object} ServerSocket
 * @property {{ close(): void }} conn the Engine.IO socket that carries it
 * @property {(event: string, listener: (...args: unknown[]) => void) => void} on
 * @property {(event: string, ...args: unknown[]) => void} emit
 * @property {(close?: boolean) => void} disconnect
 */

/**
 * @typedef {object} ServerClient
 * @property {(data: unknown) => unknown} ondata
 * @property {(packet: DecodedPacket) => unknown} ondecoded
 */

/** @type {(context: AppContext) => App} */
export function startSocket({ http, require, version, alias, options, push }) {
  const server = require.resolve(alias);
  const engine = createRequire(server).resolve("engine.io");
  if (version === "1.0.6" || version === "1.3.5") sendExactBinary(engine);
  const logDecoded = logEngine(engine, push);

  const clientFile = join(dirname(server), "client.js");
  const clientModule = require(existsSync(clientFile) ? clientFile : join(dirname(server), "lib/client.js"));
  const client = /** @type {ServerClient} */ ((clientModule.Client ?? clientModule).prototype);
  const { ondata, ondecoded } = client;
  /** @this {ServerClient} */
  client.ondata = function (data) {
    logDecoded(null);
    return ondata.call(this, data);
  };
  /** @this {ServerClient} */
  client.ondecoded = function (packet) {
    logDecoded(socketRecord(packet, !("parser" in options)));
    return ondecoded.call(this, packet);
  };

  const io = require(alias)(http, { serveClient: false, ...options });
  io.on("connection", (/** @type {ServerSocket} */ socket) => {
    socket.emit("hello", { from: `socket.io ${version}` });
    socket.on("say", (text) => socket.emit("said", text));
    socket.on("ask", (question, answer) => {
      if (typeof answer === "function") answer({ question, answer: 42 });
    });
    socket.on("tick", (n) => {
      socket.emit("tick", n);
      if (n === 4999) socket.emit("said", "the storm is over");
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
  // If any namespace gets a middleware, socket.io 2.0 stops sending CONNECT with the handshake. `initialPacket` is restored below.
  const { initialPacket } = io.eio;
  for (const [nsp, data] of /** @type {const} */ ([
    ["/guarded", { content: "Log in first", at: "/login" }],
    ["/guarded-text", "log in first"],
  ])) {
    io.of(nsp).use((/** @type {ServerSocket} */ _socket, /** @type {(error: Error) => void} */ next) =>
      next(Object.assign(new Error("Not allowed"), { data })),
    );
  }

  if (version === "2.0.4") io.eio.initialPacket = initialPacket;

  return {
    openSessions: () => Object.keys(io.engine.clients),
    closeClients: () => {
      /** @type {{ close(): void }[]} */
      const clients = Object.values(io.engine.clients);
      for (const each of clients) each.close();
    },
    emit: (...args) => void io.emit(...args),
  };
}
