// Rewrites the body of a polling request or response: each packet in it, and the lengths before packets where they were right. The form of a body
// shows in itself (protocol/engine/payload.ts and protocol/legacy.ts have the forms). From the place on where a body breaks its form, replacements
// are as long as what they replace, so that it breaks there for the same reason.

import { byteString } from "../protocol/byte-string.ts";
import { byteStringFromBase64, textFromByteString, utf8Length } from "../protocol/encoding.ts";
import { jsonpAnswer, jsonpPost } from "../protocol/engine/jsonp.ts";
import type { Body, Direction } from "../wire/event.ts";
import { rewriteBytes } from "./bytes.ts";
import type { Hand } from "./hand.ts";
import { rewritePacket } from "./packet.ts";

const SEPARATOR = "\x1e";
const DIVIDER = "\ufffd";
const SCRIPT = /^\s*(?:\/\*\*\/\s*)?(?:___eio|io\.j)\[\d+\]\s*\(/;
const OLD_PACKET = /^\d:\d*\+?:/;
/** The head of a packet in binary form: `<0|1> <digit>… <255>`, a byte each. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the bytes of a length
const HEAD3 = /([\0\x01])([\0-\x09]{1,15})\xff/y;
const encoder = new TextEncoder();

/** How a length counts a text: in UTF-16 units, as revisions 2 and 3 and 0.9 do, or as servers in other languages do. */
const COUNTS: readonly ((text: string) => number)[] = [(text) => text.length, utf8Length, (text) => [...text].length];

export function rewritePayload(body: Body, direction: Direction, hand: Hand): Body {
  if ("omitted" in body) return body;
  if ("text" in body) {
    const text = isBytes3(body.text) ? rewriteBytes3(body.text, direction, hand) : rewriteText(body.text, direction, hand);
    return text === body.text ? body : { text };
  }
  const bytes = byteStringFromBase64(body.base64);
  if (bytes === undefined) return { base64: hand.text(body.base64) };
  const made = bytes.charCodeAt(0) <= 1 ? rewriteBytes3(bytes, direction, hand) : rewriteUtf8(bytes, direction, hand);
  return made === bytes ? body : { base64: btoa(made) };
}

/** Some tools record the binary form as Latin-1 text. */
function isBytes3(text: string): boolean {
  return text.charCodeAt(0) <= 1 && !/[^\0-\xff]/.test(text);
}

function rewriteUtf8(bytes: string, direction: Direction, hand: Hand): string {
  const text = textFromByteString(bytes);
  if (text !== undefined) return byteString(encoder.encode(rewriteText(text, direction, hand)));
  return rewriteBytes(bytes, direction, hand);
}

function rewriteText(text: string, direction: Direction, hand: Hand): string {
  if (SCRIPT.test(text)) return rewriteScript(text, direction, hand);
  if (text.startsWith("d=")) return rewriteForm(text, direction, hand);
  const lengths = text.startsWith(DIVIDER) ? DIVIDED : /^\d+:/.test(text) ? COLON : null;
  const splits = lengths && splitsOf(text, lengths);
  // A packet of Socket.IO 0.9 begins like a length, but no lengths fit it.
  if (lengths && splits && (splits.end === text.length || !OLD_PACKET.test(text)))
    return rewriteLengths(text, lengths, splits, direction, hand);
  if (/^\s*[[{<]/.test(text)) return hand.any(text);
  return text
    .split(SEPARATOR)
    .map((packet) => rewritePacket(packet, direction, hand))
    .join(SEPARATOR);
}

function rewriteScript(script: string, direction: Direction, hand: Hand): string {
  const payload = jsonpAnswer(script);
  if (payload === undefined) return hand.any(script);
  const made = rewriteText(payload, direction, hand);
  if (made === payload) return script;
  const literal = JSON.stringify(made).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  return script.slice(0, script.indexOf("(") + 1) + literal + script.slice(script.lastIndexOf(")"));
}

function rewriteForm(form: string, direction: Direction, hand: Hand): string {
  const legacy = jsonpPost(form, true);
  const payload = legacy ?? jsonpPost(form, false);
  if (payload === undefined) return hand.text(form);
  const made = rewriteText(payload, direction, hand);
  if (made === payload) return form;
  // A line feed is written as \n, and the two characters \n as \\n: see jsonp.ts.
  const field = legacy === undefined ? made.replaceAll("\\n", "\\\\n").replaceAll("\n", "\\n") : JSON.stringify(made);
  return form.replace(/^d=[^&]*/, () => `d=${encodeURIComponent(field)}`);
}

/** How a packet's length stands before it. */
interface Lengths {
  readonly prefix: RegExp;
  readonly write: (length: number) => string;
}

const DIVIDED: Lengths = { prefix: /\ufffd(\d{1,15})\ufffd/y, write: (length) => DIVIDER + length + DIVIDER };
const COLON: Lengths = { prefix: /(\d{1,15}):/y, write: (length) => `${length}:` };

/** The packets of a text by the way of counting that fits all of it, or else by the right one, as far as it fits. */
function splitsOf(text: string, { prefix }: Lengths) {
  const splits = COUNTS.map((count) => ({ count, ...split(text, prefix, count) }));
  return splits.find(({ end }) => end === text.length) ?? splits[0];
}

function rewriteLengths(
  text: string,
  { write }: Lengths,
  { count, packets, end }: NonNullable<ReturnType<typeof splitsOf>>,
  direction: Direction,
  hand: Hand,
): string {
  const made = packets.map((packet) => {
    const rewritten = rewritePacket(packet, direction, hand);
    return write(count(rewritten)) + rewritten;
  });
  return made.join("") + hand.fitting(() => hand.text(text.slice(end)));
}

/** The packets of a text as far as its lengths are right, and where those end. */
function split(
  text: string,
  prefix: RegExp,
  count: (text: string) => number,
): { readonly packets: readonly string[]; readonly end: number } {
  const packets: string[] = [];
  let end = 0;
  while (end < text.length) {
    prefix.lastIndex = end;
    const found = prefix.exec(text);
    if (!found) break;
    const from = prefix.lastIndex;
    const to = from + unitsOf(text, from, Number(found[1]), count);
    if (to < from) break;
    packets.push(text.slice(from, to));
    end = to;
  }
  return { packets, end };
}

/** How many UTF-16 units from `from` on have this length; -1 if none do. */
function unitsOf(text: string, from: number, length: number, count: (text: string) => number): number {
  if (count === COUNTS[0]) return length <= text.length - from ? length : -1;
  let left = length;
  let to = from;
  while (left > 0 && to < text.length) {
    const character = String.fromCodePoint(text.codePointAt(to) ?? 0);
    left -= count(character);
    to += character.length;
  }
  return left === 0 ? to - from : -1;
}

function rewriteBytes3(bytes: string, direction: Direction, hand: Hand): string {
  let made = "";
  let end = 0;
  while (end < bytes.length) {
    HEAD3.lastIndex = end;
    const [, kind, digits = ""] = HEAD3.exec(bytes) ?? [];
    const from = HEAD3.lastIndex;
    const length = Number(Array.from(digits, (digit) => digit.charCodeAt(0)).join(""));
    if (kind === undefined || length > bytes.length - from) break;
    const packet = bytes.slice(from, from + length);
    const text = kind === "\0" ? textFromByteString(packet) : undefined;
    const rewritten = text === undefined ? rewriteBytes(packet, direction, hand) : rewriteTextBytes(text, packet, direction, hand);
    const length3 = Array.from(String(rewritten.length), (digit) => String.fromCharCode(Number(digit))).join("");
    made += `${kind}${length3}\xff${rewritten}`;
    end = from + length;
  }
  return made + hand.fitting(() => hand.text(bytes.slice(end)));
}

function rewriteTextBytes(text: string, packet: string, direction: Direction, hand: Hand): string {
  const made = rewritePacket(text, direction, hand);
  return made === text ? packet : byteString(encoder.encode(made));
}
