// The server's log of Engine.IO packets, for every engine.io from 1.2 to 6.6.
//
// The engine socket's events ("packet", "packetCreate") are incomplete. The answer to a probe, the noop that ends a poll and the close that
// ends polling are sent directly on a transport. A probe and an upgrade are received directly from one. A close that a client posts fires no
// packet event. But every packet passes through the transport's `send(packets)` or `onPacket(packet)`, so these two are wrapped. They are
// wrapped on the prototypes, because a session's first packet is sent before the engine emits the session. Each log entry also has the
// Socket.IO packet that the decoder completed while it read that Engine.IO packet.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** @import { LoggedPacket, LoggedSocket } from "./server.mjs" */

/** @typedef {{ type: LoggedPacket["type"], data?: string | string[] | Uint8Array }} EnginePacket `data` is an array in socket.io 2's first message */

/**
 * @typedef {object} EngineTransport
 * @property {"polling" | "websocket"} name
 * @property {string} [sid]
 * @property {(packets: EnginePacket[]) => unknown} send
 * @property {(packet: EnginePacket) => unknown} onPacket
 * @property {(data: unknown) => unknown} onData
 * @property {(done: unknown) => unknown} doClose
 * @property {() => unknown} onClose
 */

/**
 * @param {string} engine path from `require.resolve("engine.io")`
 * @returns {(name: string) => { prototype: Record<string, unknown> }} returns the class in a file of that engine.io: `transports/polling`
 */
export function engineClasses(engine) {
  let root = dirname(engine);
  while (!existsSync(join(root, "package.json"))) root = dirname(root);
  const folder = existsSync(join(root, "build")) ? join(root, "build") : join(root, "lib");
  const require = createRequire(engine);
  return (name) => {
    const module = require(join(folder, `${name}.js`));
    return typeof module === "function" ? module : Object.values(module).find((value) => typeof value === "function");
  };
}

/**
 * @param {string} engine path from `require.resolve("engine.io")`
 * @param {(packet: LoggedPacket) => void} push
 * @returns {(decoded: LoggedSocket | null) => void} sets the Socket.IO packet that the Engine.IO packet being read completes
 */
export function logEngine(engine, push) {
  const classOf = engineClasses(engine);
  const transportOf = (/** @type {string} */ name) => /** @type {EngineTransport} */ (/** @type {unknown} */ (classOf(name).prototype));
  const base = transportOf("transport");
  const polling = transportOf("transports/polling");
  const websocket = transportOf("transports/websocket");
  const socket = /** @type {Record<string, (transport: EngineTransport, ...rest: unknown[]) => unknown>} */ (classOf("socket").prototype);

  /** @type {WeakMap<EngineTransport, string>} sid by transport: a websocket that is still being probed has no `sid` */
  const upgrading = new WeakMap();
  /** @type {Map<string, number>} */
  const revisions = new Map();
  /** @type {WeakSet<EngineTransport>} */
  const reading = new WeakSet();
  /** @type {LoggedPacket | null} */
  let received = null;

  /** @type {(transport: EngineTransport, direction: LoggedPacket["direction"], packet: EnginePacket) => LoggedPacket} */
  const log = (transport, direction, { type, data: given }) => {
    const data = Array.isArray(given) ? given.join("") : given;
    const sid = transport.sid ?? upgrading.get(transport) ?? null;
    const eio = sid === null ? undefined : revisions.get(sid);
    /** @type {LoggedPacket} */
    const entry = {
      side: "server",
      client: sid ?? "",
      direction,
      transport: transport.name,
      type,
      ...(data === undefined || data.length === 0
        ? {}
        : { data: typeof data === "string" ? data : { $binary: Buffer.from(data).toString("base64") } }),
      sid,
      ...(eio === undefined ? {} : { eio }),
      at: performance.timeOrigin + performance.now(),
    };
    push(entry);
    return entry;
  };

  const upgrade = "_maybeUpgrade" in socket ? "_maybeUpgrade" : "maybeUpgrade";
  const maybeUpgrade = /** @type {(transport: EngineTransport, ...rest: unknown[]) => unknown} */ (socket[upgrade]);
  /** @this {{ id: string }} */
  socket[upgrade] = function (transport, ...rest) {
    upgrading.set(transport, this.id);
    return maybeUpgrade.call(this, transport, ...rest);
  };

  const onOpen = /** @type {() => unknown} */ (socket.onOpen);
  /** @this {{ id: string, request: { _query: Record<string, string> } }} */
  socket.onOpen = function () {
    revisions.set(this.id, Number(this.request._query.EIO));
    return onOpen.call(this);
  };

  for (const prototype of [polling, websocket]) {
    const { send } = prototype;
    /** @this {EngineTransport} */
    prototype.send = function (packets) {
      const given = packets.length;
      for (const packet of packets) log(this, "received", packet);
      const result = send.call(this, packets);
      // `send` appends a close that was waiting for the next poll.
      for (const packet of packets.slice(given)) log(this, "received", packet);
      return result;
    };
  }

  const { onPacket } = base;
  /** @this {EngineTransport} */
  base.onPacket = function (packet) {
    const outer = received;
    received = log(this, "sent", packet);
    try {
      return onPacket.call(this, packet);
    } finally {
      received = outer;
    }
  };

  // If the transport closes while a body is read, the body held a close packet, unless the server itself is closing the transport.
  const { onData, doClose, onClose } = polling;
  /** @this {EngineTransport} */
  polling.onData = function (data) {
    reading.add(this);
    try {
      return onData.call(this, data);
    } finally {
      reading.delete(this);
    }
  };
  /** @this {EngineTransport} */
  polling.doClose = function (done) {
    const wasReading = reading.delete(this);
    try {
      return doClose.call(this, done);
    } finally {
      if (wasReading) reading.add(this);
    }
  };
  /** @this {EngineTransport} */
  polling.onClose = function () {
    if (reading.has(this)) log(this, "sent", { type: "close" });
    return onClose.call(this);
  };
  return (decoded) => {
    if (received) received.socket = decoded;
  };
}
