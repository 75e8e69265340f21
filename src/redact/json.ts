// Rewrites the strings and numbers of a JSON text where they stand: digits, white space and the order of keys stay as they are. Broken JSON is
// read as far as its brackets and quotes make sense, and the rest as plain text.

import type { Hand } from "./hand.ts";
import { type Kind, kindOfName, mayBeNumber } from "./names.ts";

interface Nest {
  readonly isArray: boolean;
  /** The key of the value that comes next. */
  key: string;
  isKeyNext: boolean;
  /** That of all values in it which have no name of a secret themselves. */
  readonly kind: Kind | null;
  /** It stands for an attachment, whose number is no secret. */
  isPlaceholder: boolean;
}

const NUMBER = /-?\d[\d.eE+-]*/y;
/** A number of so many digits may be a card, or what an own expression looks for. */
const LEAST_DIGITS = 3;

/** Rewrites the JSON of `text` from `from` on. `kind`: that of all its strings and numbers, if it is an auth payload. */
export function rewriteJson(text: string, from: number, hand: Hand, kind: Kind | null): string {
  return new Json(text, from, hand, kind).rewritten();
}

class Json {
  readonly #text: string;
  readonly #hand: Hand;
  readonly #kind: Kind | null;
  readonly #from: number;
  readonly #nests: Nest[] = [];
  /** What is written, up to `#written` of the text. */
  #made = "";
  #written = 0;

  constructor(text: string, from: number, hand: Hand, kind: Kind | null) {
    this.#text = text;
    this.#hand = hand;
    this.#kind = kind;
    this.#from = from;
  }

  rewritten(): string {
    const text = this.#text;
    let at = this.#from;
    while (at < text.length) {
      const nest = this.#nests.at(-1);
      switch (text.charCodeAt(at)) {
        case 0x22: {
          const end = stringEnd(text, at);
          if (end < 0) return this.#rest(at);
          this.#string(nest, at, end);
          at = end;
          break;
        }
        case 0x5b:
        case 0x7b:
          this.#open(nest, text.charCodeAt(at) === 0x5b);
          at++;
          break;
        case 0x5d:
        case 0x7d:
          this.#nests.pop();
          at++;
          // What follows is no JSON.
          if (this.#nests.length === 0) return this.#rest(at);
          break;
        case 0x2c:
          if (nest) nest.isKeyNext = !nest.isArray;
          at++;
          break;
        default:
          at = this.#bare(nest, at);
      }
    }
    return this.#rest(at);
  }

  #open(nest: Nest | undefined, isArray: boolean): void {
    const kind = nest ? this.#kindIn(nest) : this.#kind;
    this.#nests.push({ isArray, key: "", isKeyNext: !isArray, kind, isPlaceholder: false });
  }

  /** The kind of the value that comes next. */
  #kindIn(nest: Nest): Kind | null {
    if (nest.isArray) return nest.kind;
    if (this.#kind === "auth" && nest.key === "offset") return "offset";
    return kindOfName(nest.key) ?? nest.kind;
  }

  #string(nest: Nest | undefined, from: number, to: number): void {
    const raw = this.#text.slice(from + 1, to - 1);
    const value = raw.includes("\\") ? unescaped(raw) : raw;
    if (nest?.isKeyNext) {
      nest.isKeyNext = false;
      nest.key = value;
      nest.isPlaceholder ||= value === "_placeholder";
      this.#replace(from, to, value, this.#hand.text(value));
      return;
    }
    const kind = nest ? this.#kindIn(nest) : this.#kind;
    this.#replace(from, to, value, kind === null ? this.#hand.any(value) : this.#hand.placed(kind, value));
  }

  #replace(from: number, to: number, value: string, made: string): void {
    if (made === value) return;
    const json = JSON.stringify(made);
    if (!this.#hand.isFitting) return this.#put(from, to, json);
    const raw = this.#text.slice(from, to);
    if (!raw.startsWith('"')) this.#put(from, to, raw.replace(/\d/g, "9"));
    // What was escaped without need is shorter now.
    else if (json.length <= raw.length) this.#put(from, to, `${json.slice(0, -1).padEnd(raw.length - 1, "-")}"`);
    else this.#put(from, to, this.#hand.text(raw));
  }

  #put(from: number, to: number, made: string): void {
    this.#made += this.#text.slice(this.#written, from) + made;
    this.#written = to;
  }

  /** A number, or something else without quotes. */
  #bare(nest: Nest | undefined, at: number): number {
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(this.#text)?.[0];
    if (number === undefined) return at + 1;
    const to = at + number.length;
    const kind = nest && !nest.isPlaceholder ? this.#kindIn(nest) : null;
    if (nest && kind !== null && mayBeNumber(nest.key)) this.#replace(at, to, number, this.#hand.placed(kind, number));
    else if (number.length >= LEAST_DIGITS) this.#replace(at, to, number, this.#hand.text(number));
    return to;
  }

  #rest(at: number): string {
    const rest = this.#text.slice(at);
    const made = this.#hand.text(rest);
    return this.#made + this.#text.slice(this.#written, at) + made;
  }
}

/** The place after the string that begins at `from`; -1 if it has no end. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return -1;
}

function unescaped(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}
