// Patches that let old servers run on a current Node.
import { EventEmitter } from "node:events";
import { engineClasses } from "./engine-log.mjs";

/** socket.io 0.9 reads `process.EventEmitter`, which Node has removed. */
export function restoreProcessEmitter() {
  Object.assign(process, { EventEmitter });
}

/**
 * Hides `buffer`. engine.io 1.3 and 1.5, and engine.io-parser up to 1.2, encode `data.buffer || data`. In a current Node `buffer` is the whole
 * pool that the Buffer was cut from, with the bytes of other messages.
 * @type {(data: Buffer) => Buffer}
 */
export const withoutPool = (data) => Object.defineProperty(data, "buffer", { value: undefined });

/**
 * Makes engine.io 1.3 and 1.5 send only the application's bytes.
 * @param {string} engine path from `require.resolve("engine.io")`
 */
export function sendExactBinary(engine) {
  for (const name of ["transports/polling", "transports/websocket"]) {
    const { prototype } = engineClasses(engine)(name);
    const send = /** @type {(packets: { data?: unknown }[]) => unknown} */ (prototype.send);
    prototype.send = function (/** @type {{ data?: unknown }[]} */ packets) {
      for (const { data } of packets) if (Buffer.isBuffer(data)) withoutPool(data);
      return send.call(this, packets);
    };
  }
}
