// JSONP polling, for browsers without cross-origin requests: an answer is a script that calls back with the payload as a string, a POST is a
// form whose field `d` holds it. Engine.IO of every revision ("JSONP" in https://github.com/socketio/engine.io-protocol/tree/v3), and
// Socket.IO 0.9, whose names are others and whose field holds a JSON string.
//
//   ___eio[0]("2:40");      io.j[0]("1::");        d=2%3A40        d=%221%3A%3A%22

import { parsed } from "../../wire/shape.ts";

const CALL = /^(?:\/\*\*\/\s*)?(?:___eio|io\.j)\[\d+\]\((.*)\);?$/s;

/** The payload that an answer calls back with; undefined when it is no such script. */
export function jsonpAnswer(script: string): string | undefined {
  return jsonString(CALL.exec(script.trim())?.[1] ?? "");
}

/** The payload of a POST; undefined when it is no such form. */
export function jsonpPost(form: string, legacy: boolean): string | undefined {
  const field = new URLSearchParams(form).get("d");
  if (field === null) return undefined;
  if (legacy) return jsonString(field);
  // Browsers rewrite line feeds in a form, so clients write them as \n, and a \n that was there as \\n.
  return field
    .replace(/(\\)?\\n/g, (escaped, slash: string | undefined) => (slash === undefined ? "\n" : escaped))
    .replaceAll("\\\\n", "\\n");
}

function jsonString(json: string): string | undefined {
  const value = parsed(json);
  return typeof value === "string" ? value : undefined;
}
