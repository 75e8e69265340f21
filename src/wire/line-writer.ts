// Writes lines of a trace whose content is bytes, without making strings of them.

import { type Part, partOf, plainIn, put, viewOf } from "./eights.ts";
import type { EpochMs } from "./event.ts";

const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const SMALL_U = 0x75;
const DOT = 0x2e;
const ZERO = 0x30;
const encoder = new TextEncoder();
const BEGIN = partOf('\n{"kind":"ws-frame","at":');
/** `"}}`. */
const END = encoder.encode('"}}');
const HEX = encoder.encode("0123456789abcdef");
/** The most bytes of a number: `-1.2345678901234567e-100`. */
const LONGEST_NUMBER = 24;
/** The most bytes that a byte of a text takes: `\u001f`. */
const LONGEST_ESCAPE = 6;
/** The letter that stands after a backslash for a byte, as JSON.stringify writes it. After `u` there are four digits. */
const LETTERS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const place = '"\\\b\f\n\r\t'.indexOf(String.fromCharCode(byte));
  return place >= 0 ? '"\\bfnrt'.charCodeAt(place) : SMALL_U;
});
/** Times with 13 digits before the point: from 2001 on. Below 2^43, numbers are less than 0.001 apart, so microseconds tell them apart. */
const [LEAST_TIME, MOST_TIME] = [1e12, 2 ** 43];

export class LineWriter {
  /** How many bytes are written. */
  length = 0;
  readonly #source: Uint8Array;
  readonly #sourceView: DataView;
  readonly #room: number;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  #view = viewOf(this.#bytes);
  /** The first eight of a time's digits, and their value: the next time mostly has the same. */
  #high = 0;
  #highDigits = partOf("00000000");

  /** Writes what is in `source`. `room`: about how many bytes are taken at once. */
  constructor(source: Uint8Array, room: number) {
    this.#source = source;
    this.#sourceView = viewOf(source);
    this.#room = room;
  }

  /** What is written. Begins anew. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.subarray(0, this.length);
    this.#bytes = new Uint8Array();
    this.length = 0;
    return taken;
  }

  /** Begins a line. */
  line(): void {
    this.#reserve(1);
    this.#bytes[this.length++] = NEWLINE;
  }

  /** Begins the line of a frame, up to its payload. `middle` stands between the time and the payload. */
  frame(at: EpochMs, middle: Part): void {
    this.#reserve(BEGIN.length + LONGEST_NUMBER + middle.length);
    this.length = put(this.#view, middle, this.#time(at, put(this.#view, BEGIN, this.length)));
  }

  /** Ends the line of a frame. */
  frameEnd(): void {
    this.#reserve(END.length);
    this.#bytes.set(END, this.length);
    this.length += END.length;
  }

  /** Writes bytes of the source as they are. */
  raw(from: number, to: number): void {
    this.#reserve(to - from);
    this.#bytes.set(this.#source.subarray(from, to), this.length);
    this.length += to - from;
  }

  /** Writes bytes of the source with the escapes of JSON. */
  text(from: number, to: number): void {
    this.#reserve(LONGEST_ESCAPE * (to - from));
    const source = this.#source;
    const sourceView = this.#sourceView;
    const bytes = this.#bytes;
    const view = this.#view;
    let place = from;
    let end = this.length;
    while (place < to) {
      if (place + 4 <= to) {
        // Not all four may be right. Those that are not are written over.
        const four = sourceView.getInt32(place, true);
        view.setInt32(end, four, true);
        const plain = plainIn(four);
        place += plain;
        end += plain;
        if (plain === 4) continue;
      } else if (plainIn(source[place] ?? 0) > 0) {
        bytes[end++] = source[place++] ?? 0;
        continue;
      }
      const byte = source[place++] ?? 0;
      const letter = LETTERS[byte] ?? 0;
      bytes[end++] = BACKSLASH;
      bytes[end++] = letter;
      if (letter !== SMALL_U) continue;
      for (const digit of [0, 0, byte >> 4, byte & 15]) bytes[end++] = HEX[digit] ?? 0;
    }
    this.length = end;
  }

  /** Writes a time as JavaScript prints it. Those of browsers have 13 digits and whole microseconds. */
  #time(at: EpochMs, to: number): number {
    const whole = Math.floor(at);
    const micros = Math.round((at - whole) * 1000) | 0;
    if (whole < LEAST_TIME || whole >= MOST_TIME || micros === 1000 || whole + micros / 1000 !== at) {
      return to + encoder.encodeInto(`${at}`, this.#bytes.subarray(to)).written;
    }
    const high = Math.floor(whole / 1e5);
    if (high !== this.#high) {
      this.#high = high;
      this.#highDigits = partOf(`${high}`);
    }
    const end = this.#digits((whole - high * 1e5) | 0, 5, put(this.#view, this.#highDigits, to));
    if (micros === 0) return end;
    this.#bytes[end] = DOT;
    if (micros % 10 !== 0) return this.#digits(micros, 3, end + 1);
    return micros % 100 === 0 ? this.#digits((micros / 100) | 0, 1, end + 1) : this.#digits((micros / 10) | 0, 2, end + 1);
  }

  #digits(number: number, count: number, to: number): number {
    let rest = number;
    for (let place = to + count - 1; place >= to; place--) {
      this.#bytes[place] = ZERO + (rest % 10);
      rest = (rest / 10) | 0;
    }
    return to + count;
  }

  /** Eight bytes are written at once. */
  #reserve(count: number): void {
    const needed = this.length + count + 8;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#room, 2 * needed));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
    this.#view = viewOf(larger);
  }
}
