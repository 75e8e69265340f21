// The text of a DevTools Protocol log → its messages: JSON Lines, or JSON objects with anything between them, as in an array. A message that is
// damaged costs that message. ChromeDriver's performance log wraps each message (https://chromedriver.chromium.org/logging/performance-log):
//   {"level":"INFO","message":"{\"message\":{"method":…,"params":…},\"webview\":"<target>"}","timestamp":…}
// in JSON, or as Selenium prints it: as a list of Python, or as `[<time>] [INFO] {"message":…}` of Java.

import { isRecord, parsed } from "../wire/shape.ts";

export type LogRecord = Readonly<Record<string, unknown>>;

/** `offset`: the character of the text at which it begins. */
export type Located = { readonly offset: number } & (
  | { readonly value: LogRecord }
  /** Something that is no JSON. `cut`: the text ends in it. */
  | { readonly broken: "damaged" | "cut"; readonly length: number }
);

const strict = new TextDecoder("utf-8", { fatal: true });
const lenient = new TextDecoder();
const NEWLINE = 10;

/** The text of a log as JSON. What is no UTF-8 becomes a control character, which JSON forbids: so the message with it counts as damaged. */
export function logText(bytes: Uint8Array): string {
  const text = decoded(bytes);
  return /^\ufeff?\s*\[?\s*\{\s*'/.test(text) ? fromPython(text) : text;
}

function decoded(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    const lines: string[] = [];
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(NEWLINE, from) + 1 || bytes.length;
      const line = bytes.subarray(from, end);
      from = end;
      try {
        lines.push(strict.decode(line));
      } catch {
        lines.push(lenient.decode(line).replaceAll("\ufffd", "\u0001"));
      }
    }
    return lines.join("");
  }
}

/** The messages in the text of a log, and its damaged parts, in their order. Values that cannot be messages are left out. */
export function messagesOf(text: string): Iterable<Located> {
  if (isJsonLines(text)) return inLines(text);
  const found: Located[] = [];
  for (const each of objects(text, false)) {
    // If a brace or a quote is missing, everything after it would be part of one object.
    if ("broken" in each) return objects(text, true);
    found.push(each);
  }
  return found;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

/** A list of Python's dictionaries as JSON, with the same line ends. A string is in single quotes there if it has double quotes in it. */
function fromPython(text: string): string {
  const parts: string[] = [];
  const quotes = /['"]/g;
  let from = 0;
  for (let quote = quotes.exec(text); quote; quote = quotes.exec(text)) {
    const end = endOfString(text, quote.index);
    quotes.lastIndex = end + 1;
    if (quote[0] === '"' || text[end] !== "'") continue;
    const string = text
      .slice(quote.index + 1, end)
      .replace(/\\(?:x([\da-f]{2})|u([\da-f]{4})|U(00(?:0[\da-f]|10)[\da-f]{4})|(.))/g, (_, x, u, U, char: string) =>
        char === undefined ? String.fromCodePoint(Number.parseInt(x ?? u ?? U, 16)) : (ESCAPES[char] ?? char),
      );
    parts.push(text.slice(from, quote.index), JSON.stringify(string));
    from = end + 1;
  }
  return parts.join("") + text.slice(from);
}

/** How many lines are looked at to tell JSON Lines from objects that span several. One may be damaged. */
const FIRST_LINES = 10;

function isJsonLines(text: string): boolean {
  if (/^\ufeff?\s*\[/.test(text)) return false;
  let from = 0;
  for (let i = 0; i < FIRST_LINES && from < text.length; i++) {
    const end = endOfLine(text, from);
    const value = parsed(text.slice(from, end).replace(/^\ufeff/, ""));
    if (isRecord(value) && Object.keys(value).length > 0) return true;
    from = end + 1;
  }
  return false;
}

function* inLines(text: string): Generator<Located> {
  const blank = /[\ufeff\s]*/y;
  for (let from = 0; ; ) {
    blank.lastIndex = from;
    const offset = from + (blank.exec(text)?.[0].length ?? 0);
    if (offset >= text.length) return;
    const end = endOfLine(text, offset);
    yield* one(text, offset, end, end === text.length);
    from = end + 1;
  }
}

/**
 * The outermost objects of a text, whatever is between them. `isDamaged`: braces or quotes may be missing, so a line that begins as the line
 * of the object before it did begins another object.
 */
function* objects(text: string, isDamaged: boolean): Generator<Located> {
  let depth = 0;
  let start = 0;
  let column = -1;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = endOfString(text, i);
    else if (char === "{") {
      const own = columnOf(text, i);
      if (isDamaged && depth > 0 && own >= 0 && own === column) {
        yield { broken: "damaged", offset: start, length: i - start };
        depth = 0;
      }
      if (depth++ > 0) continue;
      start = i;
      if (own >= 0) column = own;
    } else if (char === "}" && depth > 0 && --depth === 0) yield* one(text, start, i + 1, false);
  }
  if (depth > 0) yield { broken: "cut", offset: start, length: text.length - start };
}

function* one(text: string, offset: number, end: number, isLast: boolean): Generator<Located> {
  const value = parsed(text.slice(offset, end));
  const message = isRecord(value) ? unwrapped(value) : value;
  if (message === undefined) yield { broken: isLast ? "cut" : "damaged", offset, length: end - offset };
  else if (isRecord(message) && ("method" in message || "id" in message)) yield { value: message, offset };
}

/** The message in an entry of ChromeDriver's log, with the target as its session; other values as they are. Undefined: it is damaged. */
function unwrapped(value: LogRecord): LogRecord | undefined {
  const { message } = value;
  const entry = typeof message === "string" ? parsed(message) : value;
  if (isRecord(entry) && isRecord(entry.message)) return { sessionId: entry.webview, ...entry.message };
  return typeof message === "string" && message.startsWith('{"message":{') ? undefined : value;
}

/** How many characters stand before a brace in its line; -1 if another brace or a quote is among them. */
function columnOf(text: string, brace: number): number {
  for (let i = brace - 1; ; i--) {
    const char = text[i];
    if (char === undefined || char === "\n") return brace - i - 1;
    if (char === '"' || char === "{" || char === "}") return -1;
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

/** The position of the quote that closes a string. A string without one ends with its line, because such strings have no line ends. */
export function endOfString(text: string, quote: number): number {
  for (let i = quote + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === text[quote] || text[i] === "\n") return i;
  }
  return text.length;
}
