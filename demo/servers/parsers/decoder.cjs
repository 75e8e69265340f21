// What every Socket.IO parser's decoder has around the decoding itself.

/** @param {(message: string | Uint8Array) => unknown} decode */
exports.decoderOf = (decode) =>
  class Decoder {
    /** @type {Set<(packet: unknown) => void>} */
    #listeners = new Set();
    /** @type {(event: "decoded", listener: (packet: unknown) => void) => void} */
    on(_event, listener) {
      this.#listeners.add(listener);
    }
    /** @type {(event: "decoded", listener: (packet: unknown) => void) => void} */
    off(_event, listener) {
      this.#listeners.delete(listener);
    }
    removeListener = this.off;
    destroy() {
      this.#listeners.clear();
    }
    /** @param {string | Uint8Array | ArrayBuffer} message */
    add(message) {
      const packet = decode(message instanceof ArrayBuffer ? new Uint8Array(message) : message);
      for (const listener of this.#listeners) listener(packet);
    }
  };
