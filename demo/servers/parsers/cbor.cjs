// A parser as several applications have it: each packet is one binary message that holds a CBOR map.
const { decode, encode } = require("cbor-x");
const { decoderOf } = require("./decoder.cjs");

exports.Encoder = class {
  /** @param {{ type: number, nsp: string, data?: unknown, id?: number }} packet */
  encode({ type, nsp, data, id }) {
    return [encode({ type, nsp, ...(data !== undefined && { data }), ...(id !== undefined && { id }) })];
  }
};
exports.Decoder = decoderOf((message) => decode(/** @type {Uint8Array} */ (message)));
