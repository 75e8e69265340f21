// The server's own log of Engine.IO packets, for every engine.io from 1.2 to 6.6.
//
// The engine socket's events ("packet", "packetCreate") do not make a complete list: the answer to a probe, the noop that frees a poll and
// the close that ends polling go straight to a transport, a probe and an upgrade come straight from one, and the close that a client posts
// becomes no packet event at all. What all packets pass is the transport's own `send(packets)` and `onPacket(packet)`, so these are watched,
// on the prototypes, because the first packet of a session is sent before the engine tells of the session. What the Socket.IO decoder says
// while a packet is read stands with it.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** @import { LoggedPacket, LoggedSocket } from "./server.mjs" */

/** @typedef {{ type: LoggedPacket["type"], data?: string | string[] | Uint8Array }} EnginePacket socket.io 2 wraps its first message in an array */

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
 * @param {string} engine what `require.resolve("engine.io")` said
 * @returns {(name: string) => { prototype: Record<string, unknown> }} gives a class of that engine.io by its file: `transports/polling`
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
 * @param {string} engine what `require.resolve("engine.io")` said
 * @param {(packet: LoggedPacket) => void} push
 * @returns {(decoded: LoggedSocket | null) => void} tells what the packet that is being read completes
 */
export function logEngine(engine, push) {
  const classOf = engineClasses(engine);
  const transportOf = (/** @type {string} */ name) => /** @type {EngineTransport} */ (/** @type {unknown} */ (classOf(name).prototype));
  const base = transportOf("transport");
  const polling = transportOf("transports/polling");
  const websocket = transportOf("transports/websocket");
  const socket = /** @type {Record<string, (transport: EngineTransport, ...rest: unknown[]) => unknown>} */ (classOf("socket").prototype);

  /** @type {WeakMap<EngineTransport, string>} a transport on probation does not know its session */
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
      // A close that was waiting for the next poll is appended to the packets on their way out.
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

  // While a body is read, only a close packet in it closes the transport, unless this side is doing so meanwhile.
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
