// Reads the lines of frames without JSON.parse, if they are written as wire/log.ts writes them:
//
//   {"kind":"ws-frame","at":1795385032186.549,"id":"7","direction":"received","opcode":1,"body":{"text":"42[\"hi\"]"}}
//
// Any other line is left to JSON.parse, also one that means the same: if it were taken here, it would be written in another way.

import type { Direction, WireId } from "../wire/event.ts";

/** What the lines of a websocket's frames have in common. */
export interface FrameKind {
  readonly id: WireId;
  readonly direction: Direction;
  readonly opcode: 1 | 2;
  readonly form: "text" | "base64";
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const ZERO = 0x30;
const SMALL_U = 0x75;
const encoder = new TextEncoder();
const ascii = new TextDecoder();
const BEGIN = encoder.encode('{"kind":"ws-frame","at":');
const ID = encoder.encode(',"id":"');
const CARRIED = (["sent", "received"] as const).flatMap((direction) =>
  ([1, 2] as const).flatMap((opcode) =>
    (["text", "base64"] as const).map((form) => ({
      direction,
      opcode,
      form,
      bytes: encoder.encode(`","direction":"${direction}","opcode":${opcode},"body":{"${form}":"`),
    })),
  ),
);
const END = encoder.encode('"}}\n');

/** 1 for a byte that stands for itself between the quotes of a JSON text. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0));
/** The byte that a letter after a backslash stands for, as JSON.stringify writes it; 0 if it stands for none. */
const ESCAPED = Uint8Array.from({ length: 256 }, (_, byte) => {
  const place = '"\\bfnrt'.indexOf(String.fromCharCode(byte));
  return place < 0 ? 0 : '"\\\b\f\n\r\t'.charCodeAt(place);
});
/** From here on up to 2^53 a whole number and its decimals, added as numbers, give the number that the digits stand for. */
const LEAST = 2 ** 33;
const POWERS = Array.from({ length: 10 }, (_, digits) => 10 ** digits);

export class FrameLines {
  /** The time of the line that was taken last. */
  at = 0;
  /** Its kind. Lines of one kind have the same object. */
  kind: FrameKind = { id: "", direction: "sent", opcode: 1, form: "text" };
  /** Where its payload ends in `into`. */
  end = 0;
  readonly #bytes: Uint8Array;
  readonly #kinds = new Map<string, FrameKind>();
  /** What stands between the id and the payload of the last line: the next line mostly has the same. */
  #carried: (typeof CARRIED)[number] | null = null;
  /** Where the id of the last line is, and what it is. */
  #idFrom = 0;
  #idTo = 0;
  #id = "";

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /**
   * Takes the line at `from`: writes its payload to `into` from `to` on. Returns where the next line begins, or -1 if the line is no frame's,
   * is written in another way, has a byte 0 in its payload, or its payload does not fit.
   */
  take(from: number, into: Uint8Array, to: number): number {
    if (!this.#has(BEGIN, from)) return -1;
    const time = this.#time(from + BEGIN.length);
    if (time < 0 || !this.#has(ID, time)) return -1;
    const id = time + ID.length;
    const afterId = this.#idEnd(id);
    const carried =
      this.#carried && this.#has(this.#carried.bytes, afterId) ? this.#carried : CARRIED.find(({ bytes }) => this.#has(bytes, afterId));
    if (!carried) return -1;
    this.#carried = carried;
    this.kind = this.#kindOf(id, afterId, carried);
    const quote = this.#text(afterId + carried.bytes.length, into, to);
    return quote >= 0 && this.#has(END, quote) ? quote + END.length : -1;
  }

  #has(part: Uint8Array, from: number): boolean {
    const bytes = this.#bytes;
    for (let i = 0; i < part.length; i++) if (bytes[from + i] !== part[i]) return false;
    return true;
  }

  /** Reads the time at `from` into `at`. Returns where it ends, or -1 if JSON.stringify would not write it so. */
  #time(from: number): number {
    const bytes = this.#bytes;
    let place = from;
    let whole = 0;
    let digit = digitOf(bytes[place]);
    if (digit === 0) return -1;
    while (digit >= 0) {
      whole = whole * 10 + digit;
      digit = digitOf(bytes[++place]);
    }
    if (whole < LEAST || place - from > 15) return -1;
    if (bytes[place] !== DOT) {
      this.at = whole;
      return place;
    }
    const point = place;
    let decimals = 0;
    digit = digitOf(bytes[++place]);
    while (digit >= 0) {
      decimals = decimals * 10 + digit;
      digit = digitOf(bytes[++place]);
    }
    const count = place - point - 1;
    const power = POWERS[count];
    if (decimals % 10 === 0 || power === undefined) return -1;
    this.at = whole + decimals / power;
    return (isShortest(this.at, decimals, count) ?? `${this.at}` === ascii.decode(bytes.subarray(from, place))) ? place : -1;
  }

  /** Where the id at `from` ends. */
  #idEnd(from: number): number {
    const bytes = this.#bytes;
    let place = from;
    for (;;) {
      const byte = bytes[place] ?? 0;
      if (byte === QUOTE || byte === BACKSLASH || byte < 0x20 || byte > 0x7e) return place;
      place++;
    }
  }

  #kindOf(from: number, to: number, { direction, opcode, form }: Omit<FrameKind, "id">): FrameKind {
    const bytes = this.#bytes;
    let same = to - from === this.#idTo - this.#idFrom;
    for (let i = 0; same && i < to - from; i++) same = bytes[from + i] === bytes[this.#idFrom + i];
    if (!same) {
      this.#idFrom = from;
      this.#idTo = to;
      this.#id = ascii.decode(bytes.subarray(from, to));
    }
    const { kind } = this;
    if (kind.id === this.#id && kind.direction === direction && kind.opcode === opcode && kind.form === form) return kind;
    const key = `${direction}${opcode}${form} ${this.#id}`;
    const known = this.#kinds.get(key) ?? { id: this.#id, direction, opcode, form };
    this.#kinds.set(key, known);
    return known;
  }

  /** Writes the text at `from`, without its escapes. Returns where its closing quote is, or -1 if JSON.stringify would not write it so. */
  #text(from: number, into: Uint8Array, to: number): number {
    const bytes = this.#bytes;
    let place = from;
    let end = to;
    for (;;) {
      const byte = bytes[place++] ?? 0;
      if (PLAIN[byte] === 1) {
        // A write behind the end of `into` does nothing.
        into[end++] = byte;
        continue;
      }
      if (byte === QUOTE) {
        this.end = end;
        return end < into.length ? place - 1 : -1;
      }
      if (byte !== BACKSLASH) return -1;
      const letter = bytes[place++] ?? 0;
      let control = ESCAPED[letter] ?? 0;
      if (letter === SMALL_U) {
        control = controlAt(bytes, place);
        place += 4;
      }
      if (control === 0) return -1;
      into[end++] = control;
    }
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
