// Reads a filter: parts with white space between them, all of which must hold. docs/filter.md describes the language.
//
//   -event:chat*|"order placed" ping /\bid\b/i      three parts
//   │└─┬─┘ └─┬─┘ └──────┬─────┘
//  not key   └──values──┘
//
// Reading never fails: a part that is wrong says what is wrong, and from where to where. All places are those of UTF-16 code units.

import type { Sentence } from "../messages/messages.ts";
import { clientIndex } from "./client-index.ts";
import { literal } from "./literal.ts";
import { DURATION, type Range, readRange, SIZE } from "./range.ts";
import { type Regex, readRegexSource, regexOf } from "./regex.ts";
import { CHOICES, isKey, KEYS, type Key } from "./words.ts";

/** One of the values of a part: `a` and `"b c"` in `event:a|"b c"`. */
interface Value {
  readonly from: number;
  readonly to: number;
  /** Without quotes. */
  readonly text: string;
  readonly isQuoted: boolean;
}

/** What a part asks of an entry: one of its values must hold. Texts are in lower case, and `names` and `sids` are whole. */
export type Test =
  | { readonly kind: "names"; readonly key: "event" | "nsp" | "session"; readonly names: readonly Regex[] }
  | { readonly kind: "choice"; readonly key: "dir" | "transport" | "type" | "is"; readonly choices: readonly string[] }
  | { readonly kind: "clients"; readonly indexes: readonly number[] }
  | { readonly kind: "ranges"; readonly key: "size" | "ack"; readonly ranges: readonly Range[] }
  /** `words`: those of `texts` that were written without quotes, which the name of a type may be. */
  | { readonly kind: "text"; readonly texts: readonly string[]; readonly words: readonly string[] }
  | { readonly kind: "regex"; readonly regex: Regex };

/** What is wrong with a part. */
export interface Wrong {
  readonly from: number;
  readonly to: number;
  readonly reason: Sentence;
}

export interface Part {
  readonly from: number;
  readonly to: number;
  readonly not: boolean;
  /** As it is written, without the colon; null for a text and for a regular expression. */
  readonly key: string | null;
  /** Of a regular expression, the whole of it. */
  readonly values: readonly Value[];
  /** Null if the part is wrong. */
  readonly test: Test | null;
  readonly wrong: Wrong | null;
}

/** Where the caret is, for suggestions: `text.slice(from, to)` is what they replace. */
export interface Caret {
  /** The part it is in, or at the end of; null where a new part begins. */
  readonly part: Part | null;
  readonly not: boolean;
  /** The key, if the caret is behind its colon. */
  readonly key: Key | null;
  /** What is written of the key or of the value, up to the caret, without quotes. */
  readonly typed: string;
  readonly from: number;
  readonly to: number;
}

/** What is written of a part: all that `partText` needs. */
export interface Written {
  readonly not?: boolean;
  readonly key: string | null;
  readonly values: readonly string[];
}

const SPACE = /\s/;
const BARE = /[^\s|]*/y;
const WORD = /\S*/y;
const KEY = /([A-Za-z_]+):/y;
const REGEX = /\/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+)\/([A-Za-z]*)(?=\s|$)/y;
const FLAGS = /^(?!.*(.).*\1)[ius]*$/;

export function readExpression(text: string): readonly Part[] {
  const parts: Part[] = [];
  for (let at = 0; ; ) {
    while (at < text.length && SPACE.test(text.charAt(at))) at++;
    if (at >= text.length) return parts;
    const part = readPart(text, at);
    parts.push(part);
    at = part.to;
  }
}

/** The first thing that is wrong with an expression; null if nothing is. */
export function wrongIn(parts: readonly Part[]): Wrong | null {
  return parts.find(({ wrong }) => wrong !== null)?.wrong ?? null;
}

export function caretIn(text: string, caret: number): Caret {
  const part = readExpression(text).find(({ from, to }) => from <= caret && caret <= to) ?? null;
  // Before a part, and before its minus sign, another one begins.
  if (part === null || caret < part.from + Number(part.not))
    return { part: null, not: false, key: null, typed: "", from: caret, to: caret };
  const { not } = part;
  const behindKey = part.key === null ? 0 : part.from + Number(not) + part.key.length + 1;
  const value = part.values.find(({ from, to }) => from <= caret && caret <= to);
  const begin = part.from + Number(not);
  if (part.key !== null && caret < behindKey) return { part, not, key: null, typed: text.slice(begin, caret), from: begin, to: behindKey };
  const from = value?.from ?? begin;
  const typed = text.slice(from, caret).replace(/^"/, "");
  return { part, not, key: part.key !== null && isKey(part.key) ? part.key : null, typed, from, to: value?.to ?? caret };
}

/** A part as text, its values in quotes where they need them. */
export function partText({ not = false, key, values }: Written): string {
  return `${not ? "-" : ""}${key === null ? "" : `${key}:`}${values.map((value) => valueText(value, key)).join("|")}`;
}

/** The expression with one more part, unless it has the same already. */
export function withPart(text: string, part: Written): string {
  if (readExpression(text).some((other) => isSame(other, part))) return text;
  return text.trim() === "" ? partText(part) : `${text.trimEnd()} ${partText(part)}`;
}

/** The expression without all parts that are the same as this one. */
export function withoutPart(text: string, part: Written): string {
  return readExpression(text)
    .filter((other) => isSame(other, part))
    .reduceRight((left, other) => cutPart(left, other), text);
}

/** The expression with a part that it does not have, or else without it. */
export function toggled(text: string, part: Written): string {
  const added = withPart(text, part);
  return added === text ? withoutPart(text, part) : added;
}

/** The expression without the part that stands from `from` to `to`. */
export function cutPart(text: string, { from, to }: Pick<Part, "from" | "to">): string {
  return `${text.slice(0, from).trimEnd()} ${text.slice(to).trimStart()}`.trim();
}

function isSame(part: Part, written: Written): boolean {
  const asText = (one: Written) => partText({ ...one, values: one.values.map((value) => value.toLowerCase()) });
  return asText({ ...part, key: part.key?.toLowerCase() ?? null, values: part.values.map(({ text }) => text) }) === asText(written);
}

function valueText(value: string, key: string | null): string {
  const readsAsOther = key === null && /^[-/]|^[A-Za-z_]+:/.test(value);
  // Within quotes, * stands for itself alone.
  const isBare = value !== "" && !readsAsOther && /^[^\s|"*][^\s|*]*$/.test(value);
  return isBare ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function readPart(text: string, from: number): Part {
  const not = text.charAt(from) === "-";
  const begin = from + Number(not);
  const part = { from, not };
  if (begin === text.length || SPACE.test(text.charAt(begin))) {
    return { ...part, key: null, to: begin, values: [], test: null, wrong: { from, to: begin, reason: ["filterNothingToHide"] } };
  }
  if (text.charAt(begin) === "/") return { ...part, key: null, ...readRegex(text, begin) };
  KEY.lastIndex = begin;
  const key = KEY.exec(text)?.[1] ?? null;
  const { values, to, wrong } = readValues(text, begin + (key === null ? 0 : key.length + 1));
  return { ...part, key, values, to, ...understood(key, begin, values, wrong) };
}

function understood(key: string | null, begin: number, values: readonly Value[], wrong: Wrong | null): Pick<Part, "test" | "wrong"> {
  const name = key?.toLowerCase() ?? null;
  if (name !== null && !isKey(name)) {
    const to = begin + name.length + 1;
    return { test: null, wrong: { from: begin, to, reason: ["filterUnknownKey", `${key}:`, KEYS.map((one) => `${one}:`).join(" ")] } };
  }
  if (wrong) return { test: null, wrong };
  const missing = values.find(({ text, isQuoted }) => text === "" && (!isQuoted || name === null));
  if (missing) {
    const from = name === null || missing !== values[0] ? missing.from : begin;
    return { test: null, wrong: { from, to: missing.to, reason: name === null ? ["filterNoText"] : ["filterNoValue", `${name}:`] } };
  }
  const test = name === null ? textOf(values) : testOf(name, values);
  return "reason" in test ? { test: null, wrong: test } : { test, wrong: null };
}

function textOf(values: readonly Value[]): Test {
  const lower = ({ text }: Value) => text.toLowerCase();
  return { kind: "text", texts: values.map(lower), words: values.filter(({ isQuoted }) => !isQuoted).map(lower) };
}

function testOf(key: Key, values: readonly Value[]): Test | Wrong {
  switch (key) {
    case "event":
    case "nsp":
    case "session":
      return { kind: "names", key, names: values.map((value) => nameOf(value, key)) };
    case "client": {
      const indexes: number[] = [];
      for (const { text, from, to } of values) {
        const index = clientIndex(text);
        if (index === undefined) return { from, to, reason: ["filterNoClient", text] };
        indexes.push(index);
      }
      return { kind: "clients", indexes };
    }
    case "size":
    case "ack": {
      const ranges: Range[] = [];
      for (const { text, from, to, isQuoted } of values) {
        const range = readRange(text, key === "size" ? SIZE : DURATION);
        if (!("reason" in range)) ranges.push(range);
        else if (isQuoted) return { from, to, reason: range.reason };
        else return { from: from + range.from, to: from + range.to, reason: range.reason };
      }
      return { kind: "ranges", key, ranges };
    }
    default: {
      const choices = CHOICES[key] ?? [];
      const other = values.find(({ text }) => !choices.includes(text.toLowerCase()));
      if (other) {
        const { from, to, text } = other;
        return { from, to, reason: ["filterNoChoice", text, `${key}:`, choices.join(", ")] };
      }
      return { kind: "choice", key, choices: values.map(({ text }) => text.toLowerCase()) };
    }
  }
}

/** The whole name, in which `*` without quotes is any text. A sid may be cut at its end, or in its middle, where the panel writes `…`. */
function nameOf({ text, isQuoted }: Value, key: "event" | "nsp" | "session"): Regex {
  const pieces = (isQuoted ? [text] : text.split(key === "session" ? /[*…]/ : "*")).map(literal);
  return regexOf(`^${pieces.join(".*")}${key === "session" && pieces.length === 1 ? "" : "$"}`, "is");
}

function readRegex(text: string, begin: number): Pick<Part, "to" | "values" | "test" | "wrong"> {
  REGEX.lastIndex = begin;
  const [whole, source = "", flags = ""] = REGEX.exec(text) ?? [];
  if (whole === undefined) {
    WORD.lastIndex = begin;
    const to = begin + (WORD.exec(text)?.[0].length ?? 0);
    const value = { from: begin, to, text: text.slice(begin, to), isQuoted: false };
    return { to, values: [value], test: null, wrong: { from: begin, to, reason: ["filterRegexNotClosed"] } };
  }
  const to = begin + whole.length;
  const values: readonly Value[] = [{ from: begin, to, text: whole, isQuoted: false }];
  if (!FLAGS.test(flags)) {
    return { to, values, test: null, wrong: { from: to - flags.length, to, reason: ["filterNoFlags", flags] } };
  }
  const read = readRegexSource(source, flags);
  if ("regex" in read) return { to, values, test: { kind: "regex", regex: read.regex }, wrong: null };
  return { to, values, test: null, wrong: { ...read, from: begin + 1 + read.from, to: begin + 1 + read.to } };
}

/** Reads values with `|` between them, up to white space. */
function readValues(text: string, begin: number): Pick<Part, "values" | "to" | "wrong"> {
  const values: Value[] = [];
  for (let at = begin; ; at++) {
    const value = text.charAt(at) === '"' ? readQuoted(text, at) : readBare(text, at);
    // Only the end of the text ends a value whose closing quote is missing.
    const isClosed = value.to <= text.length;
    at = Math.min(value.to, text.length);
    values.push({ ...value, to: at });
    if (!isClosed) return { values, to: at, wrong: { from: value.from, to: at, reason: ["filterQuoteNotClosed"] } };
    if (text.charAt(at) === "|") continue;
    WORD.lastIndex = at;
    const to = at + (WORD.exec(text)?.[0].length ?? 0);
    return { values, to, wrong: to > at ? { from: at, to, reason: ["filterAfterQuote", text.slice(at, to)] } : null };
  }
}

function readBare(text: string, from: number): Value {
  BARE.lastIndex = from;
  const value = BARE.exec(text)?.[0] ?? "";
  return { from, to: from + value.length, text: value, isQuoted: false };
}

/** Without a closing quote, it ends one behind the text. */
function readQuoted(text: string, from: number): Value {
  let value = "";
  let at = from + 1;
  for (; at < text.length && text.charAt(at) !== '"'; at++) {
    if (/^\\["\\]/.test(text.slice(at, at + 2))) at++;
    value += text.charAt(at);
  }
  return { from, to: at + 1, text: value, isQuoted: true };
}
