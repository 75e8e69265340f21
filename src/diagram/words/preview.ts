// Values as one short line that tells what is in them: texts, numbers and ids, and as little structure as can be understood.
//
//   {type: "COLLABROOM", data: {type: "USER_CHANGES", rev: 12, atts: [1, 2]}}     COLLABROOM USER_CHANGES rev 12 atts [1, 2]
//
// An object is its members: short values first, then long texts, then what holds other values, each as deep as there is room. A text of one
// word stands bare, and any other in quotes. Numbers and other values that say nothing by themselves stand after their key. Bytes are their
// size: ⟨4.1 kB⟩. `…` stands where something is left out: what comes after a long line, and, if an event would look like the one before it,
// what both have in common. Length and work are bounded, whatever a page sent.

import { size } from "../../messages/quantities.ts";
import { cutAtWord } from "../../text/cut-at-word.ts";

/** A line that is longer gets nothing more. */
const MOST = 240;
/** Values that are looked at for a line. */
const MOST_VALUES = 80;
/** Members of one object, and elements of one array. */
const MOST_MEMBERS = 32;
/** Characters of a text that is an argument, and of one inside an argument. */
const MOST_TEXT = 120;
const MOST_INNER_TEXT = 48;
/** Texts up to this length, such as ids, come first. */
const SHORT = 40;
/** Lines that differ among their first characters look different in a narrow panel too. */
const EARLY = 28;
/** Characters of a line, or of a text, that stand before the first difference although they are the same. */
const COMMON = 14;
/** An array or an object stands after its key if its first value does. That value is looked for so many levels deep. */
const MOST_LEVELS = 4;

type Member = readonly [key: string | number, value: unknown];

/** The arguments of an event or ack; a text among them is in quotes. `before`: the arguments of the event of the same name before it. */
export function previewArguments(args: readonly unknown[], before?: readonly unknown[]): string {
  const line = new Line(false).argumentsOf(args);
  if (before === undefined || line.slice(0, EARLY) !== new Line(false).argumentsOf(before).slice(0, EARLY)) return line;
  const different = new Line(false);
  const words = different.argumentsOf(args, before);
  return different.differs ? words : line;
}

/** The members of an object, each after its key, or any other value. */
export function previewFields(value: unknown): string {
  return new Line(true).value(value);
}

class Line {
  /** A value that is not in the event before was added. */
  differs = false;
  /** Every value has its key before it, not only one that says nothing without it. */
  readonly #keyed: boolean;
  /** How many values and characters may be added. */
  #values = MOST_VALUES;
  #characters = MOST;
  readonly #members = new Map<object, readonly Member[]>();

  constructor(keyed: boolean) {
    this.#keyed = keyed;
  }

  argumentsOf(args: readonly unknown[], before?: readonly unknown[]): string {
    return this.#words([...args.slice(0, MOST_MEMBERS + 1).entries()], before, MOST_TEXT).join(" ");
  }

  value(value: unknown, before?: unknown): string {
    if (Array.isArray(value)) return `[${this.#words(this.#membersOf(value), before).join(", ")}]`;
    if (isObject(value)) return this.#words(this.#membersOf(value), before).join(" ") || "{}";
    if (value instanceof Uint8Array) return this.#paid(`⟨${size(value.length)}⟩`);
    return this.#paid(typeof value !== "string" || isBare(value) ? String(value) : quoted(value, before, MOST_INNER_TEXT));
  }

  /** The words for some members. With `before`, members that are the same there are left out up to the first that is not. */
  #words(members: readonly Member[], before: unknown, mostText?: number): string[] {
    const words: string[] = [];
    for (const [key, value] of members) {
      const old = before === undefined ? undefined : memberOf(before, key);
      const isNew = before !== undefined && !this.#isSame(value, old);
      const isFull = this.#values <= 0 || this.#characters <= 0 || words.length >= MOST_MEMBERS;
      const isLeftOut = before !== undefined && !isNew && !this.differs && this.#characters < MOST - COMMON;
      if ((isFull || isLeftOut) && words.at(-1) !== "…") words.push("…");
      if (isFull) break;
      if (isLeftOut) continue;
      this.#values--;
      const label = typeof key === "string" && (this.#keyed || this.#needsKey(value)) ? this.#paid(`${key} `) : "";
      const isText = mostText !== undefined && typeof value === "string";
      const own = label + (isText ? this.#paid(quoted(value, old, mostText)) : this.value(value, old));
      if (own.startsWith("…") && words.at(-1) === "…") words.pop();
      words.push(own);
      if (isNew && (old === undefined || typeof value !== "object")) this.differs = true;
    }
    return words;
  }

  /** The members of an object in the order in which they are shown, or the elements of an array: one more than are shown at most. */
  #membersOf(value: object): readonly Member[] {
    const known = this.#members.get(value);
    if (known) return known;
    const found: Member[] = [];
    if (Array.isArray(value)) found.push(...value.slice(0, MOST_MEMBERS + 1).entries());
    else {
      for (const key in value) if (found.push([key, memberOf(value, key)]) > MOST_MEMBERS) break;
      found.sort(([, a], [, b]) => rank(a) - rank(b));
    }
    this.#members.set(value, found);
    return found;
  }

  /** Whether a value says nothing without its key. */
  #needsKey(value: unknown, levels = MOST_LEVELS): boolean {
    if (value instanceof Uint8Array) return false;
    if (typeof value === "string") return value === "" || LITERAL.test(value);
    const first = isObject(value) ? this.#membersOf(value)[0]?.[1] : undefined;
    return first === undefined || levels === 0 || this.#needsKey(first, levels - 1);
  }

  /** Whether two values are the same. Large ones are not looked at as a whole and count as different. */
  #isSame(a: unknown, b: unknown, left = { values: MOST_VALUES }): boolean {
    if (Object.is(a, b)) return true;
    if (a instanceof Uint8Array || b instanceof Uint8Array || !isObject(a) || !isObject(b) || left.values-- <= 0) return false;
    const members = this.#membersOf(a);
    if (members.length > MOST_MEMBERS || members.length !== this.#membersOf(b).length) return false;
    return members.every(([key, value]) => this.#isSame(value, memberOf(b, key), left));
  }

  #paid(words: string): string {
    this.#characters -= words.length;
    return words;
  }
}

function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array);
}

/** The order of the members of an object: those that hold nothing are the last. */
function rank(value: unknown): number {
  if (value === null || value === "") return 3;
  if (typeof value === "string") return value.length <= SHORT ? 0 : 1;
  if (value instanceof Uint8Array) return 1;
  if (typeof value !== "object") return 0;
  for (const _ in value) return 2;
  return 3;
}

/** What would be taken for a number, true, false or null. */
const LITERAL = /^(?:[-+]?\d*\.?\d+(?:e[-+]?\d+)?|true|false|null)$/i;

/** Whether a text is one word and cannot be taken for anything else. */
function isBare(text: string): boolean {
  return text.length <= SHORT && /^[^\s"'`,[\]{}⟨…]+$/.test(text) && !LITERAL.test(text);
}

/** At most `most` characters of a text, in quotes. Where it begins like the text before it, it is shown from the first difference. */
function quoted(text: string, before: unknown, most: number): string {
  let common = 0;
  if (typeof before === "string") while (common < text.length && text[common] === before[common]) common++;
  const from = common > EARLY ? common - (/(?<=\s)\S.*/s.exec(text.slice(common - COMMON, common))?.[0].length ?? COMMON) : 0;
  const rest = text.slice(from, from + most + 1).replace(/^[\udc00-\udfff]/, "");
  return JSON.stringify((from > 0 ? "…" : "") + (rest.length > most ? `${cutAtWord(rest, most)}…` : rest));
}
