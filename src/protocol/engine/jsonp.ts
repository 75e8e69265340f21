// JSONP polling, for browsers without cross-origin requests. An answer is a script that calls a function with the payload as a string. A POST
// is a form whose field `d` is the payload. The string is any JavaScript string: netty-socketio writes it in single quotes. Every revision of
// Engine.IO has JSONP (https://github.com/socketio/engine.io-protocol/tree/v3), and so has Socket.IO 0.9, with other names and a JSON string in
// the field.
//
//   ___eio[0]("2:40");      io.j[0]("1::");        d=2%3A40        d=%221%3A%3A%22

import { parsed } from "../../wire/shape.ts";

const CALL = /^(?:\/\*\*\/\s*)?(?:___eio|io\.j)\[\d+\]\s*\((.*)\)\s*;?$/s;
/** What does not stand for itself in a JavaScript string: escapes, quotes, ends of lines. ECMA-262, "String Literals" and Annex B. */
const SPECIAL =
  /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{0*((?:10|[\da-fA-F])?[\da-fA-F]{1,4})\}|([0-3]?[0-7]{1,2})|(\r\n|[^xu]))|[\\'"\r\n]/g;
const ESCAPED: Readonly<Record<string, string>> = { b: "\b", t: "\t", n: "\n", v: "\v", f: "\f", r: "\r" };

/** The payload in an answer; undefined if it is not such a script. */
export function jsonpAnswer(script: string): string | undefined {
  const argument = (CALL.exec(script.trim())?.[1] ?? "").trim();
  return jsonString(argument) ?? javaScriptString(argument);
}

/** The payload of a POST; undefined if it is not such a form. */
export function jsonpPost(form: string, legacy: boolean): string | undefined {
  const field = new URLSearchParams(form).get("d");
  if (field === null) return undefined;
  if (legacy) return jsonString(field);
  // Browsers rewrite line feeds in a form. Clients therefore write a line feed as \n, and the two characters \n as \\n.
  return field
    .replace(/(\\)?\\n/g, (escaped, slash: string | undefined) => (slash === undefined ? "\n" : escaped))
    .replaceAll("\\\\n", "\\n");
}

function jsonString(json: string): string | undefined {
  const value = parsed(json);
  return typeof value === "string" ? value : undefined;
}

/** The text of a JavaScript string in either kind of quotes; undefined if `literal` is no such string. */
function javaScriptString(literal: string): string | undefined {
  const quote = literal.charAt(0);
  if (literal.length < 2 || !/["']/.test(quote) || !literal.endsWith(quote)) return undefined;
  let isBroken = false;
  const text = literal
    .slice(1, -1)
    .replace(SPECIAL, (found: string, x?: string, u?: string, point?: string, octal?: string, other?: string) => {
      const hex = x ?? u ?? point;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      // A backslash at the end of a line continues the string on the next one.
      if (other !== undefined) return /[\r\n\u2028\u2029]/.test(other) ? "" : (ESCAPED[other] ?? other);
      isBroken ||= found === quote || !/["']/.test(found);
      return found;
    });
  return isBroken ? undefined : text;
}
