// Rewrites bytes so that their number stays: lengths stand before texts in MessagePack and CBOR, and perhaps in formats that nothing here knows.
// Bytes are a byte string, one byte a character.

import { bytesFromByteString } from "../protocol/encoding.ts";
import { decodeCbor } from "../protocol/socket/cbor.ts";
import { Cursor } from "../protocol/socket/cursor.ts";
import { decodeMsgpack } from "../protocol/socket/msgpack.ts";
import type { Direction } from "../wire/event.ts";
import { isRecord } from "../wire/shape.ts";
import type { Hand } from "./hand.ts";
import { type Kind, kindOfName, mayBeNumber } from "./names.ts";

/** A text of a map, and where it stands. */
interface Placed {
  readonly from: number;
  readonly to: number;
}

/** Reads each text as the number of its place, so that what was decoded tells where its texts stand. */
class PlacingCursor extends Cursor {
  readonly places: Placed[] = [];

  override text(length: number): string {
    this.bytes(length);
    return String(this.places.push({ from: this.at - length, to: this.at }) - 1);
  }
}

export function rewriteBytes(bytes: string, direction: Direction, hand: Hand): string {
  return hand.fitting(() => rewritePacked(bytes, direction, hand) ?? hand.any(bytes));
}

/** Null if the bytes are no map of a parser, in revision 2 and 3 with the packet's type before it. */
function rewritePacked(bytes: string, direction: Direction, hand: Hand): string | null {
  const from = bytes.charCodeAt(0) === 4 ? 1 : 0;
  const first = bytes.charCodeAt(from);
  const isMsgpack = (first & 0xf0) === 0x80 || first === 0xde || first === 0xdf;
  if (!isMsgpack && !(first >= 0xa0 && first <= 0xbf)) return null;
  const array = bytesFromByteString(bytes.slice(from));
  const cursor = new PlacingCursor(array);
  try {
    const value = isMsgpack ? decodeMsgpack(array, cursor) : decodeCbor(array, cursor);
    return bytes.slice(0, from) + new Packed(bytes.slice(from), cursor.places, isMsgpack, hand).rewritten(value, direction);
  } catch {
    return null;
  }
}

class Packed {
  readonly #bytes: string;
  readonly #places: readonly Placed[];
  readonly #isMsgpack: boolean;
  readonly #hand: Hand;
  readonly #changes: (Placed & { readonly put: string })[] = [];

  constructor(bytes: string, places: readonly Placed[], isMsgpack: boolean, hand: Hand) {
    this.#bytes = bytes;
    this.#places = places;
    this.#isMsgpack = isMsgpack;
    this.#hand = hand;
  }

  rewritten(value: unknown, direction: Direction): string {
    const isConnect = isRecord(value) && Object.entries(value).some(([key, own]) => this.#textAt(key) === "type" && own === 0);
    this.#walk(value, null, isConnect && direction === "sent");
    let made = "";
    let end = 0;
    for (const { from, to, put } of this.#changes.toSorted((a, b) => a.from - b.from)) {
      // A map may have numbers as keys, which look like places.
      if (from < end) continue;
      made += this.#hand.text(this.#bytes.slice(end, from)) + put;
      end = to;
    }
    return made + this.#hand.text(this.#bytes.slice(end));
  }

  #textAt(index: string): string {
    const { from, to } = this.#places[Number(index)] ?? { from: 0, to: 0 };
    return this.#bytes.slice(from, to);
  }

  /** `isConnect`: all texts of its `data` are an auth payload. */
  #walk(value: unknown, kind: Kind | null, isConnect = false): void {
    if (typeof value === "string") this.#text(value, kind);
    else if (value instanceof Uint8Array) return;
    else if (Array.isArray(value)) for (const one of value) this.#walk(one, kind);
    else if (isRecord(value)) for (const [key, own] of Object.entries(value)) this.#member(key, own, kind, isConnect);
  }

  #member(key: string, value: unknown, kind: Kind | null, isConnect: boolean): void {
    const name = this.#textAt(key);
    const own = isConnect && name === "data" ? "auth" : kind === "auth" && name === "offset" ? "offset" : (kindOfName(name) ?? kind);
    this.#text(key, null);
    if (typeof value !== "number" || own === null || !mayBeNumber(name)) return this.#walk(value, own);
    const { to } = this.#places[Number(key)] ?? { to: this.#bytes.length };
    const [from, length] = this.#isMsgpack ? msgpackNumber(this.#bytes, to) : cborNumber(this.#bytes, to);
    this.#changes.push({
      from,
      to: from + length,
      put: this.#hand.isReplacing ? "\0".repeat(length) : this.#bytes.slice(from, from + length),
    });
  }

  #text(index: string, kind: Kind | null): void {
    const place = this.#places[Number(index)];
    if (!place || place.from === place.to) return;
    const text = this.#bytes.slice(place.from, place.to);
    const put = kind === null ? this.#hand.any(text) : this.#hand.placed(kind, text);
    if (put !== text) this.#changes.push({ ...place, put });
  }
}

/** Where the digits of a MessagePack number are, from its first byte on. Zeros there are the number 0. */
function msgpackNumber(bytes: string, at: number): readonly [from: number, length: number] {
  const first = bytes.charCodeAt(at);
  if (first < 0x80 || first >= 0xe0) return [at, 1];
  if (first >= 0xca && first <= 0xd3) return [at + 1, first < 0xcc ? 4 << (first - 0xca) : 1 << ((first - 0xcc) & 3)];
  return [at, 0];
}

/** The same of a CBOR number. A small one stands in its first byte, together with its type, and has no more than 24 values. */
function cborNumber(bytes: string, at: number): readonly [from: number, length: number] {
  const info = bytes.charCodeAt(at) & 31;
  return info >= 24 && info <= 27 ? [at + 1, 1 << (info - 24)] : [at, 0];
}
