// A parser that only this application knows: JSON behind a byte of its own, as bytes.
const { decoderOf } = require("./decoder.cjs");
const MAGIC = 0xd7;

exports.Encoder = class {
  /** @param {object} packet */
  encode(packet) {
    const text = new TextEncoder().encode(JSON.stringify(packet));
    const message = new Uint8Array(text.length + 1);
    message[0] = MAGIC;
    message.set(text, 1);
    return [message];
  }
};
exports.Decoder = decoderOf((message) => JSON.parse(new TextDecoder().decode(/** @type {Uint8Array} */ (message).subarray(1))));
