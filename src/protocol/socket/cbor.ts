// Decodes CBOR (RFC 8949); msgpack.ts says why no package does. Tags are dropped and their values kept: a date is its number or text, a typed
// array (RFC 8746) its bytes.

import { Cursor, plainInteger } from "./cursor.ts";

const BREAK = Symbol("break");

/** The one value that the bytes encode. Throws if they are not CBOR. A caller's own `cursor` sees what is read. */
export function decodeCbor(bytes: Uint8Array, cursor: Cursor = new Cursor(bytes)): unknown {
  const value = read(cursor);
  if (value === BREAK || !cursor.isAtEnd) throw new RangeError("not one value");
  return value;
}

function read(cursor: Cursor): unknown {
  const first = cursor.unsigned(1);
  const [major, info] = [first >> 5, first & 31];
  const next = () => {
    const value = read(cursor);
    if (value === BREAK) throw new RangeError("a break where a value should be");
    return value;
  };
  if (major === 7) return simple(cursor, info);
  if (info === 31) return unbounded(cursor, major);
  if (major < 2 && info === 27) return plainInteger(major === 0 ? cursor.unsigned64() : -1n - cursor.unsigned64());
  const count = argument(cursor, info);
  switch (major) {
    case 0:
      return count;
    case 1:
      return -1 - count;
    case 2:
      return cursor.bytes(count);
    case 3:
      return cursor.text(count);
    case 4:
      return cursor.array(count, next);
    case 5:
      return cursor.map(count, next);
    default:
      return cursor.array(1, next)[0];
  }
}

function argument(cursor: Cursor, info: number): number {
  if (info < 24) return info;
  if (info > 27) throw new RangeError("a reserved length");
  return info === 27 ? Number(cursor.unsigned64()) : cursor.unsigned(info === 24 ? 1 : info === 25 ? 2 : 4);
}

/** A text, bytes, an array or a map of unknown length: its parts up to the break. */
function unbounded(cursor: Cursor, major: number): unknown {
  const values = cursor.array(1, () => {
    const parts: unknown[] = [];
    for (let value = read(cursor); value !== BREAK; value = read(cursor)) parts.push(value);
    return parts;
  })[0] as readonly unknown[];
  switch (major) {
    case 2:
      return Uint8Array.from(values.flatMap((chunk) => (chunk instanceof Uint8Array ? [...chunk] : [])));
    case 3:
      return values.join("");
    case 4:
      return values;
    case 5:
      return Object.fromEntries(values.flatMap((key, i) => (i % 2 === 0 ? [[String(key), values[i + 1]]] : [])));
    default:
      throw new RangeError("a reserved length");
  }
}

function simple(cursor: Cursor, info: number): unknown {
  switch (info) {
    case 20:
      return false;
    case 21:
      return true;
    case 22:
      return null;
    case 25:
      return half(cursor.unsigned(2));
    case 26:
      return cursor.float(4);
    case 27:
      return cursor.float(8);
    case 31:
      return BREAK;
    default:
      // 23 is undefined. The other simple values have no meaning and are read as undefined too.
      return info === 24 ? void cursor.unsigned(1) : undefined;
  }
}

/** A half-precision float: RFC 8949, Appendix D. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  const value =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (fraction + 1024) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -value : value;
}
