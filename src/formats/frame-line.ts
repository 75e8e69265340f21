// Reads the lines of frames without JSON.parse, if they are written as wire/log.ts writes them:
//
//   {"kind":"ws-frame","at":1795385032186.549,"id":"7","direction":"received","opcode":1,"body":{"text":"42[\"hi\"]"}}
//
// Any other line is left to JSON.parse, also one that means the same: if it were taken here, it would be written in another way.

import { has, type Part, partOf, plainIn, viewOf } from "../wire/eights.ts";
import type { Frames } from "../wire/log.ts";

/** What some frames have in common, and what their lines have between the time and the payload. */
interface Known {
  readonly common: Frames;
  readonly part: Part;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const ZERO = 0x30;
const SMALL_U = 0x75;
const ascii = new TextDecoder();
const BEGIN = partOf('{"kind":"ws-frame","at":');
const ID = ',"id":"';
/** How far behind an id the opcode is. The bytes that are there in lines of the other direction are always the same. */
const SENT_OPCODE = '","direction":"sent","opcode":'.length;
const RECEIVED_OPCODE = '","direction":"received","opcode":'.length;
const CARRIED = (["sent", "received"] as const).flatMap((direction) =>
  ([1, 2] as const).flatMap((opcode) =>
    (["text", "base64"] as const).map((form) => {
      const text = `","direction":"${direction}","opcode":${opcode},"body":{"${form}":"`;
      return { direction, opcode, form, text, part: partOf(text) };
    }),
  ),
);
/** `"}}` and a line feed. */
const END = 0x0a7d7d22;
/** Keys of a map that are integers up to here are found fast. */
const MOST_HASH = 2 ** 30 - 1;
/** No line of a frame is shorter. */
const LEAST_LENGTH = 80;

/** The byte that a letter after a backslash stands for, as JSON.stringify writes it; 0 if it stands for none. */
const ESCAPED = Uint8Array.from({ length: 256 }, (_, byte) => {
  const place = '"\\bfnrt'.indexOf(String.fromCharCode(byte));
  return place < 0 ? 0 : '"\\\b\f\n\r\t'.charCodeAt(place);
});
/** From here on up to 2^53 a whole number and its decimals, added as numbers, give the number that the digits stand for. */
const LEAST = 2 ** 33;
/** Up to here numbers are less than 0.001 apart: one that was read from three decimals is printed with the same three. */
const MOST_WITH_THREE = 2 ** 43;
const POWERS = Array.from({ length: 10 }, (_, digits) => 10 ** digits);

export class FrameLines {
  /** The time of the line that was taken last. */
  at = 0;
  /** What it has in common with other frames. */
  common: Frames = { id: "", direction: "sent", opcode: 1, form: "text" };
  /** Where its payload ends in `into`. */
  end = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #into: Uint8Array = new Uint8Array();
  #out = viewOf(this.#into);
  /** The first eight digits of the last time: as they are compared, and their value. */
  #eight = 0;
  #high = 0;
  /** What was found last for each hash of an id, a direction and an opcode. */
  readonly #recent = new Map<number, Known>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  /** Where payloads are written from now on. */
  set into(into: Uint8Array) {
    this.#into = into;
    this.#out = viewOf(into);
  }

  /**
   * Takes the line at `from`: writes its payload to `into` from `to` on. Returns where the next line begins, or -1 if the line is no frame's,
   * is written in another way, has a byte 0 in its payload, or is longer than the rest of `into`.
   */
  take(from: number, to: number): number {
    if (from + LEAST_LENGTH > this.#bytes.length || !has(this.#view, BEGIN, from)) return -1;
    const time = this.#time(from + BEGIN.length);
    const known = time < 0 ? undefined : this.#knownAt(time);
    if (!known) return -1;
    this.common = known.common;
    const quote = this.#text(time + known.part.length, to);
    return quote >= 0 && this.#view.getInt32(quote, true) === END ? quote + 4 : -1;
  }

  /** Reads the time at `from` into `at`. Returns where it ends, or -1 if JSON.stringify would not write it so. */
  #time(from: number): number {
    const bytes = this.#bytes;
    if (!this.#eightDigits(from)) return -1;
    let place = from + 8;
    let low = 0;
    let digit = digitOf(bytes[place]);
    for (; digit >= 0; digit = digitOf(bytes[++place])) low = low * 10 + digit;
    const whole = this.#high * (POWERS[place - from - 8] ?? 0) + low;
    if (whole < LEAST || place - from > 15 || bytes[from] === ZERO) return -1;
    if (bytes[place] !== DOT) {
      this.at = whole;
      return place;
    }
    const point = place;
    let decimals = 0;
    for (digit = digitOf(bytes[++place]); digit >= 0; digit = digitOf(bytes[++place])) decimals = decimals * 10 + digit;
    const count = place - point - 1;
    const power = POWERS[count];
    if (decimals % 10 === 0 || power === undefined) return -1;
    this.at = whole + decimals / power;
    if (count <= 3 && whole < MOST_WITH_THREE) return place;
    return (isShortest(this.at, decimals, count) ?? `${this.at}` === ascii.decode(bytes.subarray(from, place))) ? place : -1;
  }

  /** Reads the first eight digits of a time into `#high`: most lines have the same as the line before. Returns whether they are digits. */
  #eightDigits(from: number): boolean {
    const eight = this.#view.getFloat64(from, true);
    if (eight === this.#eight) return true;
    let high = 0;
    for (let place = from; place < from + 8; place++) {
      const digit = digitOf(this.#bytes[place]);
      if (digit < 0) return false;
      high = high * 10 + digit;
    }
    this.#eight = eight;
    this.#high = high;
    return true;
  }

  /** What is known of the line whose time ends at `from`. */
  #knownAt(from: number): Known | undefined {
    const bytes = this.#bytes;
    let end = from + ID.length;
    let hash = 0;
    for (let byte = bytes[end] ?? 0; byte >= 0x20 && byte < 0x7f && byte !== QUOTE && byte !== BACKSLASH; byte = bytes[++end] ?? 0)
      hash = (Math.imul(hash, 31) + byte) & MOST_HASH;
    hash = (Math.imul(hash, 31) + (bytes[end + SENT_OPCODE] ?? 0)) & MOST_HASH;
    hash = (Math.imul(hash, 31) + (bytes[end + RECEIVED_OPCODE] ?? 0)) & MOST_HASH;
    const recent = this.#recent.get(hash);
    if (recent && has(this.#view, recent.part, from)) return recent;
    const carried = CARRIED.find(({ part }) => has(this.#view, part, end));
    const before = ascii.decode(bytes.subarray(from, end));
    if (!carried || !before.startsWith(ID)) return undefined;
    const { direction, opcode, form, text } = carried;
    const known = { common: { id: before.slice(ID.length), direction, opcode, form }, part: partOf(before + text) };
    this.#recent.set(hash, known);
    return known;
  }

  /** Writes the text at `from`, without its escapes. Returns where its closing quote is, or -1 if JSON.stringify would not write it so. */
  #text(from: number, to: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const into = this.#into;
    const out = this.#out;
    // Four bytes are read and written at a time. Not all may be of the text, but no more are written than read.
    const stop = Math.min(bytes.length, from + into.length - to) - 4;
    let place = from;
    let end = to;
    while (place <= stop) {
      const four = view.getInt32(place, true);
      out.setInt32(end, four, true);
      const plain = plainIn(four);
      place += plain;
      end += plain;
      if (plain === 4) continue;
      const byte = bytes[place++];
      if (byte === QUOTE) {
        this.end = end;
        return place <= stop + 1 ? place - 1 : -1;
      }
      if (byte !== BACKSLASH) return -1;
      const letter = bytes[place++] ?? 0;
      let escaped = ESCAPED[letter] ?? 0;
      if (letter === SMALL_U) {
        escaped = controlAt(bytes, place);
        place += 4;
      }
      if (escaped === 0) return -1;
      into[end++] = escaped;
    }
    return -1;
  }
}

/** -1 if a byte is no digit. */
function digitOf(byte: number | undefined): number {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9 ? byte - ZERO : -1;
}

/** The control character whose four digits, after `\u`, stand at `from`; 0 if JSON.stringify would not write them. */
function controlAt(bytes: Uint8Array, from: number): number {
  const digits = String.fromCharCode(...bytes.subarray(from, from + 4));
  if (!/^00[01][\da-f]$/.test(digits)) return 0;
  const control = Number.parseInt(digits, 16);
  return ESCAPED.includes(control, "\\".charCodeAt(0) + 1) ? 0 : control;
}

/**
 * Whether JavaScript prints a number with these decimals: the fewest that no other number is nearer to; of two that are as near, the even
 * one. `decimals` has `count` digits. Undefined if that takes more than seven.
 */
function isShortest(number: number, decimals: number, count: number): boolean | undefined {
  const whole = Math.floor(number);
  for (let digits = 1; digits <= 7; digits++) {
    const power = POWERS[digits] ?? 1;
    const exact = (number - whole) * power;
    let nearest = Math.round(exact);
    if (nearest - exact === 0.5 && nearest % 2 === 1) nearest--;
    if (whole + nearest / power === number) return digits === count && nearest === decimals;
  }
  return undefined;
}
