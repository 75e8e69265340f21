// Patches that let old servers run on a current Node.
import { EventEmitter } from "node:events";
import { engineClasses } from "./engine-log.mjs";

/** socket.io 0.9 reads `process.EventEmitter`, which Node has removed. */
export function restoreProcessEmitter() {
  Object.assign(process, { EventEmitter });
}

/**
 * engine.io 1.3 and 1.5 write `packet.data.buffer || packet.data`. In a current Node `buffer` is the whole pool that the Buffer was cut
 * from, with the bytes of other messages. This hides `buffer`, so that only the application's bytes are sent.
 * @param {string} engine path from `require.resolve("engine.io")`
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
