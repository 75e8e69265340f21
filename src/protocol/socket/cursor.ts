// Reads numbers, texts and bytes one after the other, for msgpack.ts and cbor.ts. Reading past the end, or nesting deeper than MAX_DEPTH, throws
// a RangeError, which parsers.ts takes for "not this format".

import { MAX_DEPTH } from "../depth.ts";
import { textFromByteString } from "../encoding.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class Cursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** The place of the next byte. */
  get at(): number {
    return this.#at;
  }

  /** An unsigned integer of 1, 2 or 4 bytes. */
  unsigned(size: 1 | 2 | 4): number {
    const at = this.#skip(size);
    return size === 4 ? this.#view.getUint32(at) : size === 2 ? this.#view.getUint16(at) : this.#view.getUint8(at);
  }

  signed(size: 1 | 2 | 4): number {
    const at = this.#skip(size);
    return size === 4 ? this.#view.getInt32(at) : size === 2 ? this.#view.getInt16(at) : this.#view.getInt8(at);
  }

  unsigned64(): bigint {
    return this.#view.getBigUint64(this.#skip(8));
  }

  signed64(): bigint {
    return this.#view.getBigInt64(this.#skip(8));
  }

  float(size: 4 | 8): number {
    const at = this.#skip(size);
    return size === 4 ? this.#view.getFloat32(at) : this.#view.getFloat64(at);
  }

  bytes(length: number): Uint8Array {
    const at = this.#skip(length);
    return this.#bytes.slice(at, this.#at);
  }

  text(length: number): string {
    const at = this.#skip(length);
    return this.#shortAscii(at) ?? utf8Text(this.#bytes.subarray(at, this.#at));
  }

  /** Keys and short words. A TextDecoder takes longer to start than this loop. */
  #shortAscii(from: number): string | undefined {
    if (this.#at - from > 24) return undefined;
    let text = "";
    for (let at = from; at < this.#at; at++) {
      const byte = this.#bytes[at] ?? 0;
      if (byte > 127) return undefined;
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** An array of `length` values. It grows value by value, because a few bytes can announce billions. */
  array(length: number, value: () => unknown): unknown[] {
    return this.#nested(() => {
      const values: unknown[] = [];
      for (let i = 0; i < length; i++) values.push(value());
      return values;
    });
  }

  map(length: number, value: () => unknown): Readonly<Record<string, unknown>> {
    return this.#nested(() => {
      const map: Record<string, unknown> = {};
      for (let i = 0; i < length; i++) {
        const key = String(value());
        // An assignment would set the prototype of the object.
        if (key === "__proto__") Object.defineProperty(map, key, { value: value(), enumerable: true });
        else map[key] = value();
      }
      return map;
    });
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new RangeError("nested too deep");
    const value = read();
    this.#depth--;
    return value;
  }

  #skip(length: number): number {
    const at = this.#at;
    if (length > this.#bytes.length - at) throw new RangeError("past the end");
    this.#at += length;
    return at;
  }
}

/** UTF-8, which may have the lone surrogates that JavaScript encoders write. Throws a RangeError if it is something else. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    const text = textFromByteString(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    if (text === undefined) throw new RangeError("not UTF-8");
    return text;
  }
}

/** A 64-bit integer as a number if a number has the same digits. */
export function plainInteger(value: bigint): number | bigint {
  const number = Number(value);
  return String(number) === String(value) ? number : value;
}
