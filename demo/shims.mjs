// What old servers need on a current Node.
import { EventEmitter } from "node:events";
import { engineClasses } from "./engine-log.mjs";

/** socket.io 0.9 looks for the emitter on `process`. */
export function restoreProcessEmitter() {
  Object.assign(process, { EventEmitter });
}

/**
 * engine.io 1.3 and 1.5 write `packet.data.buffer || packet.data`: for a Buffer of today that is the whole pool it was cut from, other
 * messages included. A Buffer without `.buffer` makes them write just what the application sent.
 * @param {string} engine what `require.resolve("engine.io")` said
 */
export function sendExactBinary(engine) {
  for (const name of ["transports/polling", "transports/websocket"]) {
    const { prototype } = engineClasses(engine)(name);
    const send = /** @type {(packets: { data?: unknown }[]) => unknown} */ (prototype.send);
    prototype.send = function (/** @type {{ data?: unknown }[]} */ packets) {
      for (const { data } of packets) if (Buffer.isBuffer(data)) Object.defineProperty(data, "buffer", { value: undefined });
      return send.call(this, packets);
    };
  }
}
