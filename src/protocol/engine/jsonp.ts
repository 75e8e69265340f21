// JSONP polling, for browsers without cross-origin requests. An answer is a script that calls a function with the payload as a string. A POST
// is a form whose field `d` is the payload. Engine.IO, every revision ("JSONP" in https://github.com/socketio/engine.io-protocol/tree/v3),
// and Socket.IO 0.9, which has other names and a JSON string in the field.
//
//   ___eio[0]("2:40");      io.j[0]("1::");        d=2%3A40        d=%221%3A%3A%22

import { parsed } from "../../wire/shape.ts";

const CALL = /^(?:\/\*\*\/\s*)?(?:___eio|io\.j)\[\d+\]\((.*)\);?$/s;

/** The payload in an answer; undefined if it is not such a script. */
export function jsonpAnswer(script: string): string | undefined {
  return jsonString(CALL.exec(script.trim())?.[1] ?? "");
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
