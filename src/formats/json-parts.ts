// A large JSON file → its parts, one at a time: the elements of its long lists, and its other members. The file as a whole is never parsed, so
// a list may be as long as the text, and what stands before the end of a file that is cut off can be read.

import { parsed } from "../wire/shape.ts";
import { endOfString } from "./log-messages.ts";

/** `offset`: the character of the text at which it begins. */
export type JsonPart = { readonly offset: number } & (
  | {
      /** The names of the members around it, joined by dots. An element of a list has the path of the list. */
      readonly path: string;
      readonly value: unknown;
    }
  /** Something that is no JSON. `cut`: the text ends in it. */
  | { readonly broken: "damaged" | "cut"; readonly length: number }
);

interface Plan {
  /** Paths of objects whose members are parts. The outermost object is one. */
  readonly objects: readonly string[];
  /** Paths of lists whose elements are parts. */
  readonly lists: readonly string[];
}

/** The parts of the outermost object of a text, in their order. */
export function* jsonParts(text: string, plan: Plan): Generator<JsonPart> {
  const start = text.indexOf("{");
  if (start >= 0) yield* members(text, start + 1, "", plan);
}

/** Returns the character behind the object; more than the length of the text if that ends in the object, which a part has said then. */
function* members(text: string, from: number, around: string, plan: Plan): Generator<JsonPart, number> {
  let at = from;
  for (;;) {
    at = afterSpace(text, at);
    if (at >= text.length) return yield* cut(text, at);
    if (text[at] === "}") return at + 1;
    if (text[at] !== '"') {
      at++;
      continue;
    }
    const end = endOfString(text, at) + 1;
    const name = parsed(text.slice(at, end));
    const colon = afterSpace(text, end);
    if (text[colon] !== ":") {
      at = end;
      continue;
    }
    at = afterSpace(text, colon + 1);
    const path = around === "" ? `${name}` : `${around}.${name}`;
    if (text[at] === "{" && plan.objects.includes(path)) at = yield* members(text, at + 1, path, plan);
    else if (text[at] === "[" && plan.lists.includes(path)) at = yield* elements(text, at + 1, path);
    else at = yield* one(text, at, path);
  }
}

function* elements(text: string, from: number, path: string): Generator<JsonPart, number> {
  let at = from;
  for (;;) {
    at = afterSpace(text, at);
    if (at >= text.length) return yield* cut(text, at);
    if (text[at] === "]") return at + 1;
    if (text[at] === ",") at++;
    else at = yield* one(text, at, path);
  }
}

function* one(text: string, offset: number, path: string): Generator<JsonPart, number> {
  const end = endOfValue(text, offset);
  if (end < 0) {
    yield { broken: "cut", offset, length: text.length - offset };
    return text.length + 1;
  }
  const value = parsed(text.slice(offset, end));
  yield value === undefined ? { broken: "damaged", offset, length: end - offset } : { path, value, offset };
  return end;
}

/** The text ends between two parts, or in the object or list that was read at last, which has said so. */
function* cut(text: string, at: number): Generator<JsonPart, number> {
  if (at === text.length) yield { broken: "cut", offset: at, length: 0 };
  return text.length + 1;
}

function afterSpace(text: string, from: number): number {
  const space = /[\s\ufeff]*/y;
  space.lastIndex = from;
  space.exec(text);
  return Math.max(from, space.lastIndex);
}

/** The character behind a value; -1 if the text ends in it. */
function endOfValue(text: string, from: number): number {
  const first = text[from];
  if (first !== "{" && first !== "[") {
    if (first === '"') return before(text, endOfString(text, from) + 1);
    const next = /[,\]}\s]/g;
    next.lastIndex = from + 1;
    return before(text, next.exec(text)?.index ?? text.length + 1);
  }
  const structure = /["{}[\]]/g;
  structure.lastIndex = from;
  let depth = 0;
  for (let found = structure.exec(text); found; found = structure.exec(text)) {
    const [char] = found;
    if (char === '"') structure.lastIndex = endOfString(text, found.index) + 1;
    else if (char === "{" || char === "[") depth++;
    else if (--depth === 0) return found.index + 1;
  }
  return -1;
}

function before(text: string, end: number): number {
  return end > text.length ? -1 : end;
}
