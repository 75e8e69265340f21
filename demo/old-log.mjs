// The server's log of packets for socket.io 0.9, with the packet types of engine-log.mjs: heartbeats are logged as ping and pong, a noop as
// noop, and every other packet as a message whose data is the packet's text.
//
// Every packet is sent with a transport's `write(text)`. Over HTTP, several at once first pass through `payload(texts)`. Every packet is
// received by `onMessage(packet)`, after `parser.decodePacket` decoded it from its text.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import "./pages/socket-record.js";

/** @import { LoggedPacket } from "./server.mjs" */

/**
 * @typedef {object} OldTransport
 * @property {string} id
 * @property {string} name
 * @property {boolean} open
 * @property {(packet: OldPacket) => unknown} onMessage
 * @property {(text: string) => unknown} write
 * @property {(texts: string[]) => unknown} payload
 */

/**
 * @param {string} server path from `require.resolve("socket.io")`
 * @param {(packet: LoggedPacket) => void} push
 */
export function logOld(server, push) {
  const moduleOf = (/** @type {string} */ name) => createRequire(server)(join(dirname(server), "lib", `${name}.js`));
  const parser = /** @type {{ decodePacket(text: string): OldPacket }} */ (moduleOf("parser"));
  const transportOf = (/** @type {string} */ name) => /** @type {OldTransport} */ (moduleOf(name).prototype);

  /** @type {WeakMap<OldPacket, string>} */
  const texts = new WeakMap();
  const { decodePacket } = parser;
  parser.decodePacket = (text) => {
    const packet = decodePacket(text);
    texts.set(packet, text);
    return packet;
  };

  /** @type {(transport: OldTransport, direction: LoggedPacket["direction"], text: string, socket?: LoggedPacket["socket"]) => void} */
  const log = ({ id, name }, direction, text, socket) => {
    const isHeartbeat = text.startsWith("2:");
    const type = isHeartbeat ? (direction === "sent" ? "pong" : "ping") : text.startsWith("8:") ? "noop" : "message";
    push({
      side: "server",
      client: id,
      direction,
      transport: name === "jsonppolling" ? "jsonp-polling" : name,
      type,
      ...(type === "message" && { data: text }),
      ...(socket !== undefined && { socket }),
      sid: id,
      eio: null,
      at: performance.timeOrigin + performance.now(),
    });
  };

  const base = transportOf("transport");
  const { onMessage } = base;
  /** @this {OldTransport} */
  base.onMessage = function (packet) {
    const text = texts.get(packet);
    // A packet without a text was not received: the library makes one when it ends a connection.
    if (text !== undefined) log(this, "sent", text, oldSocketRecord(packet));
    return onMessage.call(this, packet);
  };

  let inPayload = false;
  const http = transportOf("transports/http");
  const { payload } = http;
  /** @this {OldTransport} */
  http.payload = function (packets) {
    for (const text of packets) log(this, "received", text);
    inPayload = true;
    try {
      return payload.call(this, packets);
    } finally {
      inPayload = false;
    }
  };
  const versions = Object.values(moduleOf("transports/websocket/index")).map(({ prototype }) => /** @type {OldTransport} */ (prototype));
  for (const prototype of new Set([transportOf("transports/http-polling"), ...versions])) {
    const { write } = prototype;
    /** @this {OldTransport} */
    prototype.write = function (text) {
      if (this.open && !inPayload) log(this, "received", text);
      return write.call(this, text);
    };
  }
}
