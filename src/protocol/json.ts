// Reads JSON (RFC 8259) where JSON.parse does not do: it says where broken JSON breaks and why, and keeps integers that a number would round.
// JSON.parse is faster, so it is tried first. What it accepts, this accepts (tests/fuzz/json.spec.ts).

import { MAX_DEPTH } from "./depth.ts";
import { type Reason, TOO_DEEP } from "./reason.ts";

/**
 * An integer of so many digits may not be exact. Digits after a point, as of `0.3333333333333333`, and in most texts are no such integer: the
 * reader below takes twenty times as long as JSON.parse.
 */
const LONG_INTEGER = /(?:^|[[:,\s-])\d{16,}(?![\d.eE])/;
const SPACE = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What a writer may have meant as a value or a key, as it is quoted: `NaN`, `-Infinity`, `01`, `'x'`, or else one character. */
const WORD = /[+-]?[\p{L}\p{N}_$.]{1,24}|'[^']{0,24}'?|./suy;
/** A quote, a backslash, or a control character. */
const STRING_END = /["\\]|[^ -\uffff]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const LITERALS: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

/** The value of the JSON in `text` from `from` on, or why there is none. Places in reasons count from 1, and `shift` is added to them. */
export function readJson(text: string, from: number, shift: number): { readonly value: unknown } | { readonly reason: Reason } {
  const json = text.slice(from);
  try {
    const value: unknown = JSON.parse(json);
    if (!LONG_INTEGER.test(json)) return { value };
  } catch {
    // The reader below says why.
  }
  try {
    return { value: new JsonReader(json, from + shift + 1).whole() };
  } catch (broken) {
    if (broken instanceof Broken) return { reason: broken.reason };
    throw broken;
  }
}

class Broken extends Error {
  readonly reason: Reason;

  constructor(reason: Reason) {
    super();
    this.reason = reason;
  }
}

class JsonReader {
  readonly #json: string;
  /** The place of the first character. */
  readonly #first: number;
  #at = 0;

  constructor(json: string, first: number) {
    this.#json = json;
    this.#first = first;
  }

  whole(): unknown {
    const value = this.#value(0);
    if (this.#next() !== "") throw new Broken(["reasonJsonAfterEnd", this.#json.slice(this.#at, this.#at + 20), this.#place()]);
    return value;
  }

  #value(depth: number): unknown {
    const next = this.#next();
    switch (next) {
      case "[":
        return this.#array(depth + 1);
      case "{":
        return this.#object(depth + 1);
      case '"':
        return this.#string();
      case "":
        throw this.#cutOff();
    }
    const word = this.#match(WORD);
    if (Object.hasOwn(LITERALS, word)) {
      this.#at += word.length;
      return LITERALS[word];
    }
    const number = this.#match(NUMBER);
    const after = this.#json.charAt(this.#at + number.length);
    if (number === "" || /[\w.]/.test(after)) throw this.#unexpected();
    this.#at += number.length;
    const value = Number(number);
    return /^-?[1-9]\d*$/.test(number) && String(value) !== number ? BigInt(number) : value;
  }

  #array(depth: number): readonly unknown[] {
    const values: unknown[] = [];
    this.#members(depth, "]", () => values.push(this.#value(depth)));
    return values;
  }

  #object(depth: number): Readonly<Record<string, unknown>> {
    const members: Record<string, unknown> = {};
    this.#members(depth, "}", () => {
      if (this.#next() !== '"') throw this.#unexpected();
      const key = this.#string();
      if (this.#next() !== ":") throw this.#unexpected();
      this.#at++;
      // An assignment would set the prototype of the object.
      Object.defineProperty(members, key, { value: this.#value(depth), configurable: true, enumerable: true, writable: true });
    });
    return members;
  }

  /** From an opening bracket to the closing one. */
  #members(depth: number, end: "]" | "}", read: () => void): void {
    if (depth > MAX_DEPTH) throw new Broken(TOO_DEEP);
    let comma = 0;
    this.#at++;
    for (let next = this.#next(); next !== end || comma > 0; next = this.#next()) {
      if (next === end) throw new Broken(["reasonJsonTrailingComma", comma]);
      if (next === "") throw this.#cutOff();
      read();
      const after = this.#next();
      if (after !== "," && after !== end) throw this.#unexpected();
      comma = after === "," ? this.#place() : 0;
      if (comma > 0) this.#at++;
    }
    this.#at++;
  }

  #string(): string {
    const from = this.#at;
    for (this.#at++; ; ) {
      STRING_END.lastIndex = this.#at;
      const found = STRING_END.exec(this.#json);
      if (!found) throw this.#cutOff();
      this.#at = found.index;
      if (found[0] === "\\") {
        const sequence = this.#match(ESCAPE);
        if (sequence === "") throw this.#noJson(this.#json.slice(this.#at, this.#at + 2));
        this.#at += sequence.length;
      } else if (found[0] !== '"') {
        const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
        throw new Broken(["reasonJsonControl", `U+${code}`, this.#place()]);
      } else {
        this.#at++;
        return JSON.parse(this.#json.slice(from, this.#at)) as string;
      }
    }
  }

  /** The next character that is no white space; "" at the end. */
  #next(): string {
    this.#at += this.#match(SPACE).length;
    return this.#json.charAt(this.#at);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#json)?.[0] ?? "";
  }

  #place(): number {
    return this.#first + this.#at;
  }

  /** What stands at the place is no JSON, or is JSON at a wrong place. */
  #unexpected(): Broken {
    const word = this.#match(WORD);
    if (word === "") return this.#cutOff();
    const isJson = Object.hasOwn(LITERALS, word) || this.#match(NUMBER) === word || /^[^\p{L}\p{N}_$'+.-]$/u.test(word);
    return isJson ? new Broken(["reasonJsonUnexpected", word, this.#place()]) : this.#noJson(word);
  }

  #noJson(found: string): Broken {
    return new Broken(["reasonNoJson", found, this.#place()]);
  }

  #cutOff(): Broken {
    return new Broken(["reasonJsonCutOff", this.#first + this.#json.length - 1]);
  }
}
