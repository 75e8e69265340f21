// Decodes MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md). The packages for it allocate as much as a length announces
// before they check that the bytes are there, so a few nested bytes could fill the memory of DevTools.
// Extensions: timestamps, and the dates of notepack.io (the codec of socket.io-msgpack-parser), become ISO 8601 texts; its undefined becomes
// undefined. Other extensions become their bytes.

import { Cursor, plainInteger } from "./cursor.ts";

/** The one value that the bytes encode. Throws if they are not MessagePack. A caller's own `cursor` sees what is read. */
export function decodeMsgpack(bytes: Uint8Array, cursor: Cursor = new Cursor(bytes)): unknown {
  const value = read(cursor);
  if (!cursor.isAtEnd) throw new RangeError("more than one value");
  return value;
}

function read(cursor: Cursor): unknown {
  const next = () => read(cursor);
  const first = cursor.unsigned(1);
  if (first < 0x80) return first;
  if (first < 0x90) return cursor.map(first & 15, next);
  if (first < 0xa0) return cursor.array(first & 15, next);
  if (first < 0xc0) return cursor.text(first & 31);
  if (first >= 0xe0) return first - 256;
  switch (first) {
    case 0xc0:
      return null;
    case 0xc2:
      return false;
    case 0xc3:
      return true;
    case 0xc4:
    case 0xc5:
    case 0xc6:
      return cursor.bytes(cursor.unsigned(sizeOf(first - 0xc4)));
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return extension(cursor, cursor.unsigned(sizeOf(first - 0xc7)));
    case 0xca:
      return cursor.float(4);
    case 0xcb:
      return cursor.float(8);
    case 0xcc:
    case 0xcd:
    case 0xce:
      return cursor.unsigned(sizeOf(first - 0xcc));
    case 0xcf:
      return plainInteger(cursor.unsigned64());
    case 0xd0:
    case 0xd1:
    case 0xd2:
      return cursor.signed(sizeOf(first - 0xd0));
    case 0xd3:
      return plainInteger(cursor.signed64());
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return extension(cursor, 1 << (first - 0xd4));
    case 0xd9:
    case 0xda:
    case 0xdb:
      return cursor.text(cursor.unsigned(sizeOf(first - 0xd9)));
    case 0xdc:
    case 0xdd:
      return cursor.array(cursor.unsigned(sizeOf(first - 0xdb)), next);
    case 0xde:
    case 0xdf:
      return cursor.map(cursor.unsigned(sizeOf(first - 0xdd)), next);
    default:
      throw new RangeError("0xc1 is never used");
  }
}

function sizeOf(power: number): 1 | 2 | 4 {
  return power === 0 ? 1 : power === 1 ? 2 : 4;
}

function extension(cursor: Cursor, length: number): unknown {
  const type = cursor.signed(1);
  if (type === 0 && length === 1) return void cursor.bytes(1);
  if (type === 0 && length === 8) return date(Number(cursor.signed64()));
  if (type !== -1) return cursor.bytes(length);
  if (length === 4) return date(cursor.unsigned(4) * 1000);
  if (length === 8) {
    const high = cursor.unsigned(4);
    return date(((high & 3) * 0x1_0000_0000 + cursor.unsigned(4)) * 1000 + (high >>> 2) / 1e6);
  }
  const nanoseconds = cursor.unsigned(4);
  return date(Number(cursor.signed64()) * 1000 + nanoseconds / 1e6);
}

/** As JSON.stringify writes a date; null if the number is not a date. */
function date(ms: number): string | null {
  return new Date(ms).toJSON();
}
